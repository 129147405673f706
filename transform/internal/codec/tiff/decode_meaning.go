package tiff

import (
	"strconv"

	"tintype/transform/internal/pixel"
)

func decimal(v uint32) string { return strconv.FormatUint(uint64(v), 10) }

// refused looks for what makes the first directory no image, or another than
// its samples say.
func refused(dir *directory) error {
	switch {
	case dir.has(tagDNGVersion):
		return unsupportedError("raw image of a camera (DNG)")
	case dir.value(tagSubfileType, 0)&1 != 0 && dir.has(tagSubIFDs):
		// The files of cameras: what comes first is a thumbnail.
		return unsupportedError("a reduced copy of an image in another directory")
	case dir.value(tagIndexed, 0) != 0 && dir.value(tagPhotometric, blackIsZero) != palette:
		return unsupportedError("a palette of another color space than RGB")
	case dir.has(tagDecode):
		return unsupportedError("tag Decode")
	case dir.value(tagImageDepth, 1) != 1:
		return unsupportedError("an image of three dimensions")
	}
	return nil
}

// readMeaning finds out what the samples of a pixel mean.
func (d *Decoder) readMeaning(dir *directory) error {
	samples := dir.value(tagSamplesPerPixel, 1)
	d.photometric = dir.value(tagPhotometric, blackIsZero)
	model, colors, ok := modelOf(d.photometric)
	if !ok {
		return unsupported("photometric interpretation", d.photometric)
	}
	if samples < uint32(colors) || samples > uint32(colors)+4 {
		return unsupported("samples per pixel:", samples)
	}
	d.cfg.Model, d.samples = model, int(samples)
	if err := d.readDepth(dir); err != nil {
		return err
	}
	switch d.photometric {
	case palette:
		return d.readPalette(dir)
	case separated:
		return d.readInks(dir)
	}
	return nil
}

// modelOf returns the planes that a photometric interpretation becomes, and how
// many samples it takes.
func modelOf(photometric uint32) (m pixel.Model, colors int, ok bool) {
	switch photometric {
	case whiteIsZero, blackIsZero:
		return pixel.Gray, 1, true
	case palette:
		return pixel.RGB, 1, true
	case rgb:
		return pixel.RGB, 3, true
	case separated:
		return pixel.CMYK, 4, true
	case ycbcr:
		return pixel.YCbCr, 3, true
	case cieLab, iccLab, ituLab:
		return pixel.RGB, 3, true
	}
	return 0, 0, false
}

// isLab says that the three colors are L*, a* and b*.
func (d *Decoder) isLab() bool { return d.photometric >= cieLab }

// readDepth reads the size and kind of samples, which all are to share.
func (d *Decoder) readDepth(dir *directory) error {
	bits := dir.values(tagBitsPerSample, 1<<10)
	if bits == nil {
		bits = []uint32{1}
	}
	for _, b := range bits[:min(len(bits), d.samples)] {
		if b != bits[0] {
			return unsupportedError("samples of different depths")
		}
	}
	formats := dir.values(tagSampleFormat, 1<<10)
	if formats == nil {
		formats = []uint32{oldFormat(dir)}
	}
	for i, f := range formats[:min(len(formats), d.samples)] {
		switch {
		case f == formatVoid:
			f = formatUnsigned
		case d.photometric == cieLab && f == formatSigned:
			f = formatUnsigned // L* has no sign and the others have, whatever is said
		}
		if i > 0 && f != d.format {
			return unsupportedError("samples of different formats")
		}
		d.format = f
	}
	d.bits = int(min(bits[0], 1<<8))
	return d.checkDepth()
}

// oldFormat is the sample format by the tag that was there before.
func oldFormat(dir *directory) uint32 {
	switch dir.value(tagDataType, 0) {
	case 1:
		return formatSigned
	case 3:
		return formatFloat
	}
	return formatUnsigned
}

func (d *Decoder) checkDepth() error {
	ok := false
	switch d.format {
	case formatUnsigned:
		ok = d.bits >= 1 && d.bits <= 16 || d.bits == 32 || d.bits == 64
	case formatFloat:
		ok = d.bits == 16 || d.bits == 32 || d.bits == 64
	default:
		return unsupported("sample format", d.format)
	}
	switch {
	case d.photometric == palette:
		ok = ok && d.bits <= 8
	case d.photometric == ycbcr, d.photometric == ituLab:
		ok = ok && d.bits == 8
	case d.photometric >= cieLab:
		ok = ok && (d.bits == 8 || d.bits == 16) && d.format == formatUnsigned
	}
	if !ok {
		return unsupported("bits per sample:", uint32(d.bits))
	}
	return nil
}

// readPalette keeps the high bytes of the color map, section 5. Old writers left
// bytes in it, which readers tell by there being nothing above 255.
func (d *Decoder) readPalette(dir *directory) error {
	n := 1 << d.bits
	colors := dir.values(tagColorMap, 3<<8)
	if len(colors) != 3*n {
		return formatError("color map")
	}
	shift := 0
	for _, v := range colors {
		if v > 255 {
			shift = 8
		}
	}
	for i, v := range colors {
		d.palette[i/n][i%n] = byte(v >> shift)
	}
	return nil
}

// readInks refuses inks that are not cyan, magenta, yellow and black from 0 to
// the largest sample (section 16).
func (d *Decoder) readInks(dir *directory) error {
	if set := dir.value(tagInkSet, 1); set != 1 {
		return unsupported("ink set", set)
	}
	if n := dir.value(tagNumberOfInks, 4); n != 4 {
		return unsupported("number of inks:", n)
	}
	for i, v := range dir.values(tagDotRange, 1<<10) {
		if want := uint32(i&1) * (1<<min(d.bits, 31) - 1); v != want && i < 2*4 {
			return unsupportedError("a dot range")
		}
	}
	return nil
}

// readAlpha finds the sample that is alpha, section 18. Where a file says
// nothing of a sample more than its colors have, everybody takes it for alpha.
func (d *Decoder) readAlpha(dir *directory) error {
	d.alpha = -1
	_, colors, _ := modelOf(d.photometric)
	extra := dir.values(tagExtraSamples, 1<<10)
	switch {
	case extra == nil && d.samples > colors && dir.value(tagMatteing, 0) != 0:
		extra = []uint32{associatedAlpha}
	case extra == nil && d.samples == colors+1:
		extra = []uint32{unassociatedAlpha}
	}
	for i, kind := range extra[:min(len(extra), d.samples-colors)] {
		if kind == associatedAlpha || kind == unassociatedAlpha {
			d.alpha, d.multiplied = colors+i, kind == associatedAlpha
			break
		}
	}
	d.cfg.Alpha = d.alpha >= 0
	d.readProfile(dir)
	switch {
	case !d.cfg.Alpha:
	case d.photometric == ycbcr:
		return unsupportedError("YCbCr with alpha")
	case d.multiplied && (d.photometric == separated || d.photometric == whiteIsZero || d.isLab() || d.photometric == palette):
		// Weighted is what is stored, which these samples turn into something else.
		return unsupported("associated alpha beside photometric interpretation", d.photometric)
	}
	return nil
}

// readProfile keeps a profile where its samples are those of the planes.
func (d *Decoder) readProfile(dir *directory) {
	if d.photometric < cieLab {
		d.cfg.ICC = dir.bytes(tagICC)
	}
	colored := d.photometric == rgb || d.photometric == blackIsZero || d.photometric == whiteIsZero
	d.linear = d.format == formatFloat && colored && d.cfg.ICC == nil
}
