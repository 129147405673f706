package tiff

import "tintype/transform/internal/pixel"

// maxBlocks bounds the lists of strips or tiles, and so what they allocate.
const maxBlocks = 1 << 20

// readStorage finds out how samples are packed.
func (d *Decoder) readStorage(dir *directory) error {
	d.compression, d.predictor = dir.value(tagCompression, compressionNone), predictorNone
	switch order := dir.value(tagFillOrder, 1); order {
	case 1:
	case 2:
		d.flipped = true
	default:
		return unsupported("fill order", order)
	}
	switch config := dir.value(tagPlanarConfig, 1); config {
	case 1:
	case 2:
		d.planar = d.samples > 1
	default:
		return unsupported("planar configuration", config)
	}
	if d.planar && (d.photometric == ycbcr || d.linear && d.multiplied) {
		return unsupportedError("these samples in planes of their own")
	}
	switch d.compression {
	case compressionNone, compressionPackBits, compressionJPEG:
		return nil // a predictor is a matter of the other compressions
	case compressionRLE, compressionRLEW, compressionT4, compressionT6:
		return d.readFax(dir)
	case compressionLZW, compressionDeflate, compressionOldDeflate:
		return d.readPredictor(dir)
	case compressionOldJPEG:
		return unsupportedError("JPEG as in TIFF 6.0, section 22")
	}
	return unsupported("compression", d.compression)
}

// readPredictor reads section 14's tag, and Technical Note 3's.
func (d *Decoder) readPredictor(dir *directory) error {
	d.predictor = dir.value(tagPredictor, predictorNone)
	ok := true
	switch d.predictor {
	case predictorNone:
	case predictorHorizontal:
		ok = (d.bits == 8 || d.bits == 16 || d.bits == 32 || d.bits == 64) && d.photometric != ycbcr
	case predictorFloat:
		ok = d.format == formatFloat
	default:
		ok = false
	}
	if !ok {
		return unsupported("predictor", d.predictor)
	}
	return nil
}

// readFax reads what the compressions of fax machines may have, sections 10 and
// 11: pixels of one bit.
func (d *Decoder) readFax(dir *directory) error {
	if d.bits != 1 || d.samples != 1 && !d.planar {
		return unsupported("bits of a fax:", uint32(d.bits*d.samples))
	}
	uncompressed := uint32(0)
	switch d.compression {
	case compressionT4:
		d.faxOptions = dir.value(tagT4Options, 0)
		uncompressed = d.faxOptions & 2
	case compressionT6:
		uncompressed = dir.value(tagT6Options, 0) & 2
	}
	if uncompressed != 0 {
		return unsupportedError("a fax with parts that are not compressed")
	}
	return nil
}

// readBlocks finds the strips (section 3) or tiles (section 15).
func (d *Decoder) readBlocks(dir *directory) error {
	offsets, counts := uint16(tagStripOffsets), uint16(tagStripByteCounts)
	d.blockW, d.blockH, d.across = d.cfg.Width, int(min(dir.value(tagRowsPerStrip, maxSide), uint32(d.cfg.Height))), 1
	if dir.has(tagTileWidth) {
		tw, th := dir.value(tagTileWidth, 0), dir.value(tagTileLength, 0)
		if tw == 0 || tw > maxSide || th > maxSide {
			return formatError("tile size")
		}
		offsets, counts = tagTileOffsets, tagTileByteCounts
		if !dir.has(offsets) { // some have tiles under the names of strips
			offsets, counts = tagStripOffsets, tagStripByteCounts
		}
		d.blockW, d.blockH, d.across = int(tw), int(th), (d.cfg.Width+int(tw)-1)/int(tw)
	}
	if d.blockH == 0 {
		return formatError("no rows in a strip")
	}
	d.down = (d.cfg.Height + d.blockH - 1) / d.blockH
	// Old writers leave the counts out. What was packed has its own end.
	d.offsets, d.counts = dir.values(offsets, maxBlocks), dir.values(counts, maxBlocks)
	want := d.across * d.down * d.planes()
	if len(d.offsets) < want || d.counts != nil && len(d.counts) < want {
		return formatError("not all strips are there")
	}
	return nil
}

// planes is how many strips or tiles hold the samples of a pixel.
func (d *Decoder) planes() int {
	if d.planar {
		return d.samples
	}
	return 1
}

// stored is how many samples of a pixel a strip or tile holds.
func (d *Decoder) stored() int {
	if d.planar {
		return 1
	}
	return d.samples
}

// rowBytes is the size of one row of a strip or tile, unpacked; of one row of
// units in YCbCr (section 21).
func (d *Decoder) rowBytes() int64 {
	if d.isYCC() {
		return (int64(d.blockW) + int64(d.cfg.SubX) - 1) / int64(d.cfg.SubX) * int64(d.cfg.SubX*d.cfg.SubY+2)
	}
	return (int64(d.blockW)*int64(d.stored())*int64(d.bits) + 7) / 8
}

// chunkBytes is about how much of a strip or tile is unpacked at once.
const chunkBytes = 64 << 10

// chunkRows is how many rows that are.
func (d *Decoder) chunkRows() int {
	return int(min(max(chunkBytes/d.rowBytes(), 1), int64(d.blockRows(d.blockH))))
}

// blockRows is how many rows, as rowBytes counts them, hold n rows of pixels.
func (d *Decoder) blockRows(n int) int {
	if d.isYCC() {
		return (n + d.cfg.SubY - 1) / d.cfg.SubY
	}
	return n
}

// bandRows is how many rows of pixels a band has: those of a row of tiles, since
// tiles come one beside the other, or else few.
func (d *Decoder) bandRows() int {
	n := 32
	if d.across > 1 {
		n = d.blockH
	}
	return min(n, (d.cfg.Height+d.cfg.SubY-1)/d.cfg.SubY*d.cfg.SubY)
}

// newBand allocates the band's planes; those of chroma may be subsampled in
// other ways than pixel.New knows.
func (d *Decoder) newBand() *pixel.Image {
	w, h := d.cfg.Width, d.bandRows()
	img := &pixel.Image{Model: d.cfg.Model, W: w, H: h, SubX: 1, SubY: 1}
	for i := range d.cfg.Model.Planes() {
		img.Plane[i] = pixel.NewPlane(d.planeSize(i, w, h))
	}
	if d.cfg.Alpha {
		img.Alpha = pixel.NewPlane(w, h)
	}
	return img
}

// planeSize is the size of plane i of w by h pixels.
func (d *Decoder) planeSize(i, w, h int) (int, int) {
	if i == 0 || d.cfg.Model != pixel.YCbCr {
		return w, h
	}
	return (w + d.cfg.SubX - 1) / d.cfg.SubX, (h + d.cfg.SubY - 1) / d.cfg.SubY
}

// Memory returns how many bytes decoding takes, but for what JPEG within tiles
// takes beside their samples: it holds that against Options.MaxMemory itself.
func (d *Decoder) Memory() int64 {
	w := int64(d.cfg.Width) + 16
	n := w * int64(d.bandRows()) * int64(d.cfg.Model.Planes()+1)
	n += int64(d.chunkRows()) * d.rowBytes()
	n += int64(len(d.offsets)+len(d.counts)) * 4
	n += int64(d.planes()) * streamBytes
	switch d.compression {
	case compressionRLE, compressionRLEW, compressionT4, compressionT6:
		n += int64(d.planes()) * 16 * (int64(d.blockW) + 4) // changes of two rows
	}
	return n
}

// streamBytes is what a strip or tile takes that is being unpacked.
const streamBytes = 160 << 10
