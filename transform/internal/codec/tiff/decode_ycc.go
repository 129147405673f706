package tiff

// readYCbCr reads how chroma is subsampled and what the levels mean (sections 20
// and 21). For JPEG, both are as its own data say.
func (d *Decoder) readYCbCr(dir *directory) error {
	if d.photometric == rgb {
		return d.refuseHeadroom(dir)
	}
	if !d.isYCC() {
		return nil
	}
	sub := dir.values(tagSubsampling, 16)
	if sub == nil {
		sub = []uint32{2, 2}
	}
	if len(sub) < 2 || !power(sub[0]) || !power(sub[1]) || d.samples != 3 {
		return unsupportedError("subsampling of chroma")
	}
	d.cfg.SubX, d.cfg.SubY = int(sub[0]), int(sub[1])
	if m := dir.rationals(tagYCbCrMatrix, 3); m != nil && !isBT601(m) {
		return unsupportedError("another YCbCr matrix than that of JPEG")
	}
	d.readLevels(dir.rationals(tagReferenceBW, 6))
	return d.checkGrid()
}

// power says that chroma may be subsampled by n.
func power(n uint32) bool { return n == 1 || n == 2 || n == 4 }

// checkGrid refuses strips and tiles that end inside a sample of chroma that
// another one shares.
func (d *Decoder) checkGrid() error {
	if d.across > 1 && d.blockW%d.cfg.SubX != 0 || d.down > 1 && d.blockH%d.cfg.SubY != 0 {
		return unsupportedError("strips or tiles that share samples of chroma")
	}
	return nil
}

// isYCC says that pixels are stored as units of luma and chroma.
func (d *Decoder) isYCC() bool { return d.photometric == ycbcr && d.compression != compressionJPEG }

// isBT601 says that the coefficients are 0.299, 0.587 and 0.114, to a thousandth.
func isBT601(m [][2]uint32) bool {
	for i, want := range [3]int64{299, 587, 114} {
		have, of := int64(m[i][0])*1000, int64(m[i][1])
		if off := have - want*of; max(off, -off) > of {
			return false
		}
	}
	return true
}

// readLevels makes the tables for other codes of black and white than 0 and 255,
// and of no chroma and the most than 128 and 255.
func (d *Decoder) readLevels(codes [][2]uint32) {
	standard := true
	var ends [6]int64 // Q16
	for i, c := range codes {
		if c[1] == 0 {
			return
		}
		ends[i] = int64(c[0]) << 16 / int64(c[1])
		standard = standard && ends[i] == [6]int64{0, 255, 128, 255, 128, 255}[i]<<16
	}
	if standard {
		return
	}
	d.levels = new([3][256]byte)
	for i := range d.levels {
		black, white := ends[2*i], ends[2*i+1]
		zero, most := int64(0), int64(255)
		if i > 0 {
			zero, most = 128, 127
		}
		for v := range d.levels[i] {
			span := max(white-black, 1)
			level := (int64(v)<<16 - black) * most
			d.levels[i][v] = byte(min(max(zero+(level+span/2)/span, 0), 255))
		}
	}
}

// refuseHeadroom refuses RGB whose black and white are not the first and the last
// level.
func (d *Decoder) refuseHeadroom(dir *directory) error {
	for i, c := range dir.rationals(tagReferenceBW, 6) {
		white := uint64(1)<<min(d.bits, 32) - 1
		if got, of := uint64(c[0]), uint64(c[1]); i&1 == 0 && got != 0 || i&1 == 1 && got != white*of && got != 255*of {
			return unsupportedError("levels of black and white")
		}
	}
	return nil
}

// spreadYCC writes a row of units to the rows of the band from y on: each has
// the luma of SubX by SubY pixels and their chroma.
func (d *Decoder) spreadYCC(row []byte, x, y int) {
	subX, subY := d.cfg.SubX, d.cfg.SubY
	width := min(d.blockW, d.cfg.Width-x)
	cb := d.band.Plane[1].Row(y / subY)[x/subX:]
	cr := d.band.Plane[2].Row(y / subY)[x/subX:]
	unit := subX*subY + 2
	for i := range (width + subX - 1) / subX {
		u := row[i*unit:][:unit]
		for k := range subY {
			luma := d.band.Plane[0].Row(y + k)[x:][:width]
			copy(luma[i*subX:], u[k*subX:][:subX])
		}
		cb[i], cr[i] = u[unit-2], u[unit-1]
	}
	if d.levels == nil {
		return
	}
	for k := range subY {
		relevel(d.band.Plane[0].Row(y + k)[x:][:width], &d.levels[0])
	}
	relevel(cb[:(width+subX-1)/subX], &d.levels[1])
	relevel(cr[:(width+subX-1)/subX], &d.levels[2])
}

func relevel(row []byte, t *[256]byte) {
	for i, v := range row {
		row[i] = t[v]
	}
}
