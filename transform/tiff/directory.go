package tiff

import (
	"encoding/binary"

	"tintype/transform/color"
)

// directory is the first image file directory: its entries, 12 bytes each.
type directory struct {
	data    []byte
	order   binary.ByteOrder
	entries []byte
}

// readDirectory fills the decoder in from the header (section 2) and the first
// directory.
func (d *Decoder) readDirectory() error {
	dir, err := openDirectory(d.data)
	if err != nil {
		return err
	}
	d.order = dir.order
	width, height := dir.value(tagWidth, 0), dir.value(tagHeight, 0)
	if width == 0 || height == 0 || width > maxSide || height > maxSide {
		return FormatError("width or height")
	}
	d.cfg.Width, d.cfg.Height = int(width), int(height)
	if err := d.readSamples(dir); err != nil {
		return err
	}
	return d.readBlocks(dir)
}

func openDirectory(data []byte) (*directory, error) {
	if len(data) < 8 {
		return nil, FormatError("header")
	}
	d := &directory{data: data}
	switch string(data[:4]) {
	case "II*\x00":
		d.order = binary.LittleEndian
	case "MM\x00*":
		d.order = binary.BigEndian
	default:
		return nil, FormatError("header")
	}
	at := uint64(d.order.Uint32(data[4:]))
	if at+2 > uint64(len(data)) {
		return nil, FormatError("directory outside of the file")
	}
	n := uint64(d.order.Uint16(data[at:]))
	if at+2+12*n > uint64(len(data)) {
		return nil, FormatError("directory outside of the file")
	}
	d.entries = data[at+2 : at+2+12*n]
	return d, nil
}

// values returns the numbers of a tag, at most most of them; nil where the tag
// is not there or is broken.
func (d *directory) values(tag uint16, most int) []uint32 {
	for e := d.entries; len(e) > 0; e = e[12:] {
		if d.order.Uint16(e) != tag {
			continue
		}
		var size uint64
		switch d.order.Uint16(e[2:]) { // section 2, "Types"
		case 1: // BYTE
			size = 1
		case 3: // SHORT
			size = 2
		case 4: // LONG
			size = 4
		}
		count := uint64(d.order.Uint32(e[4:]))
		if size == 0 || count > uint64(most) {
			return nil
		}
		raw := e[8:12]
		if size*count > 4 {
			at := uint64(d.order.Uint32(raw))
			if at+size*count > uint64(len(d.data)) {
				return nil
			}
			raw = d.data[at:]
		}
		list := make([]uint32, count)
		for i := range list {
			switch b := raw[uint64(i)*size:]; size {
			case 1:
				list[i] = uint32(b[0])
			case 2:
				list[i] = uint32(d.order.Uint16(b))
			default:
				list[i] = d.order.Uint32(b)
			}
		}
		return list
	}
	return nil
}

// value returns the first number of a tag, or def.
func (d *directory) value(tag uint16, def uint32) uint32 {
	if v := d.values(tag, 1<<16); len(v) > 0 {
		return v[0]
	}
	return def
}

// readSamples finds out what the samples of a pixel mean.
func (d *Decoder) readSamples(dir *directory) error {
	d.samples = int(dir.value(tagSamplesPerPixel, 1))
	d.photometric = dir.value(tagPhotometric, blackIsZero)
	d.planar = d.samples > 1 && dir.value(tagPlanarConfig, 1) == 2
	bits := dir.values(tagBitsPerSample, 16)
	if len(bits) == 0 {
		bits = []uint32{1}
	}
	for _, b := range bits {
		if b != bits[0] {
			return UnsupportedError("samples of different depths")
		}
	}
	d.bits = int(bits[0])
	if f := dir.value(tagSampleFormat, 1); f != 1 {
		return unsupported("sample format", f)
	}
	needed := 1
	switch d.photometric {
	case whiteIsZero, blackIsZero:
	case palette:
		d.cfg.Model = color.RGB
	case rgb:
		d.cfg.Model, needed = color.RGB, 3
	case separated:
		d.cfg.Model, needed = color.CMYK, 4
	default:
		return unsupported("photometric interpretation", d.photometric)
	}
	switch {
	case d.samples < needed || d.samples > needed+4:
		return unsupported("samples per pixel:", uint32(d.samples))
	case d.bits != 8 && d.bits != 16 && (d.samples != 1 || d.bits != 1 && d.bits != 2 && d.bits != 4),
		d.photometric == palette && d.planar && d.samples > 1,
		d.photometric == palette && d.bits > 8:
		return unsupported("bits per sample:", uint32(d.bits))
	}
	if extra := dir.values(tagExtraSamples, 8); len(extra) > 0 && d.samples > needed && needed < 4 {
		d.cfg.Alpha = extra[0] == associatedAlpha || extra[0] == unassociatedAlpha
		d.multiplied = extra[0] == associatedAlpha
	}
	if d.photometric == palette {
		return d.readPalette(dir)
	}
	return nil
}

// readPalette keeps the high bytes of the colour map, section 5.
func (d *Decoder) readPalette(dir *directory) error {
	n := 1 << d.bits
	colours := dir.values(tagColorMap, 3<<8)
	if len(colours) != 3*n {
		return FormatError("colour map")
	}
	for i, v := range colours {
		d.colours[i/n][i%n] = byte(v >> 8)
	}
	return nil
}

// maxBlocks bounds the lists of strips or tiles, and so what they allocate.
const maxBlocks = 1 << 20

// readBlocks finds the strips (section 3) or tiles (section 15).
func (d *Decoder) readBlocks(dir *directory) error {
	d.compression = dir.value(tagCompression, compressionNone)
	d.predictor = dir.value(tagPredictor, 1)
	if d.predictor > 2 {
		return unsupported("predictor", d.predictor)
	}
	offsets, counts := uint16(tagStripOffsets), uint16(tagStripByteCounts)
	d.blockW, d.blockH, d.across = d.cfg.Width, int(min(dir.value(tagRowsPerStrip, maxSide), uint32(d.cfg.Height))), 1
	if tw := dir.value(tagTileWidth, 0); tw > 0 {
		th := dir.value(tagTileLength, 0)
		if tw > maxSide || th > maxSide {
			return FormatError("tile size")
		}
		offsets, counts = tagTileOffsets, tagTileByteCounts
		d.blockW, d.blockH, d.across = int(tw), int(th), (d.cfg.Width+int(tw)-1)/int(tw)
	}
	if d.blockH == 0 {
		return FormatError("no rows in a strip")
	}
	d.down = (d.cfg.Height + d.blockH - 1) / d.blockH
	d.offsets, d.counts = dir.values(offsets, maxBlocks), dir.values(counts, maxBlocks)
	planes := 1
	if d.planar {
		planes = d.samples
	}
	want := d.across * d.down * planes
	if len(d.counts) == 0 && want == 1 { // old writers leave it out where there is one strip
		d.counts = []uint32{uint32(len(d.data))}
	}
	if len(d.offsets) < want || len(d.counts) < want {
		return FormatError("not all strips are there")
	}
	return nil
}
