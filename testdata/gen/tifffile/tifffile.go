// Package tifffile writes TIFF files of every kind that a decoder may meet: any
// sample depth and format, byte order, order of bits, strips and tiles, planes,
// predictors and compressions, BigTIFF, and JPEG within.
//
// It knows nothing of the decoder and favors plainness over speed. Sections in
// comments are those of TIFF 6.0.
package tifffile

import (
	"encoding/binary"
	"slices"
)

// Values of Compression.
const (
	None     = 1
	RLE      = 2
	T4       = 3
	T6       = 4
	LZW      = 5
	JPEG     = 7
	Deflate  = 8
	RLEWords = 32771
	PackBits = 32773

	OldLZW = -LZW // written as LZW, in the way of files before TIFF 6.0
)

// Values of PhotometricInterpretation.
const (
	WhiteIsZero = 0
	BlackIsZero = 1
	RGB         = 2
	Palette     = 3
	Separated   = 5
	YCbCr       = 6
	CIELab      = 8
	ICCLab      = 9
	ITULab      = 10
)

// Order is what both of encoding/binary's orders are.
type Order interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// Tag is an entry of the directory: numbers of type BYTE (1), SHORT (3), LONG (4)
// or RATIONAL (5, two numbers each), or the bytes of Raw as type UNDEFINED.
type Tag struct {
	ID, Type uint16
	Values   []uint64
	Raw      []byte
}

// File is an image and how it is to be stored. The zero values of its fields are
// little-endian, one strip, one sample of 8 bits, black is zero, not compressed.
type File struct {
	Order       Order
	Big         bool // BigTIFF
	W, H        int
	Samples     int // of a pixel
	Bits        int // of a sample
	Photometric int
	Compression int
	Predictor   int
	FillOrder   int
	Planar      bool
	Rows        int // of a strip
	TileW       int
	TileH       int
	SubX, SubY  int   // of YCbCr's chroma
	Options     int   // T4Options
	Tags        []Tag // more of them, or others in place of what would be there

	// At returns sample s of pixel (x, y), Bits bits of it; of YCbCr for every
	// pixel. JPEG codes the strip or tile of W by H pixels from (X, Y) on, of
	// one plane where they are apart, in place of At.
	At   func(x, y, s int) uint64
	JPEG func(x, y, w, h, plane int) []byte
}

func (f *File) setDefaults() {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&f.Samples, 1)
	set(&f.Bits, 8)
	set(&f.Compression, None)
	set(&f.Rows, f.H)
	set(&f.SubX, 1)
	set(&f.SubY, 1)
	if f.Order == nil {
		f.Order = binary.LittleEndian
	}
}

// Bytes returns the file: header, directory, the values that do not fit into it,
// and the strips or tiles.
func (f File) Bytes() []byte {
	f.setDefaults()
	var blocks [][]byte
	f.eachBlock(func(x, y, w, h, plane int) {
		blocks = append(blocks, f.block(x, y, w, h, plane))
	})
	sizes, offsets := make([]uint64, len(blocks)), make([]uint64, len(blocks))
	for i, b := range blocks {
		sizes[i] = uint64(len(b))
	}
	at := uint64(len(f.head(offsets, sizes)))
	for i := range offsets {
		offsets[i] = at
		at += sizes[i]
	}
	out := f.head(offsets, sizes)
	for _, b := range blocks {
		out = append(out, b...)
	}
	return out
}

// eachBlock visits the strips or tiles in the order of their list.
func (f *File) eachBlock(visit func(x, y, w, h, plane int)) {
	planes := 1
	if f.Planar {
		planes = f.Samples
	}
	for p := range planes {
		if f.TileW == 0 {
			for y := 0; y < f.H; y += f.Rows {
				visit(0, y, f.W, min(f.Rows, f.H-y), p)
			}
			continue
		}
		for y := 0; y < f.H; y += f.TileH {
			for x := 0; x < f.W; x += f.TileW {
				visit(x, y, f.TileW, f.TileH, p)
			}
		}
	}
}

// head returns the header and the directory with what belongs to it.
func (f *File) head(offsets, sizes []uint64) []byte {
	o := f.Order
	b := []byte("II")
	if o.Uint16([]byte{0, 1}) == 1 {
		b = []byte("MM")
	}
	number, lenEntry, inline := func(b []byte, v int) []byte { return o.AppendUint32(b, uint32(v)) }, 12, 4
	if f.Big {
		b = o.AppendUint16(o.AppendUint16(o.AppendUint16(b, 43), 8), 0)
		number, lenEntry, inline = func(b []byte, v int) []byte { return o.AppendUint64(b, uint64(v)) }, 20, 8
		b = number(b, 16)
	} else {
		b = number(o.AppendUint16(b, 42), 8)
	}
	tags := f.tags(offsets, sizes)
	if f.Big {
		b = number(b, len(tags))
	} else {
		b = o.AppendUint16(b, uint16(len(tags)))
	}
	rest := len(b) + lenEntry*len(tags) + inline
	var long []byte
	for _, t := range tags {
		raw, count := t.encode(o)
		b = o.AppendUint16(o.AppendUint16(b, t.ID), t.Type)
		b = number(b, count)
		if len(raw) <= inline {
			b = append(b, append(raw, make([]byte, inline)...)[:inline]...)
			continue
		}
		b = number(b, rest+len(long))
		long = append(long, raw...)
		if len(long)&1 != 0 {
			long = append(long, 0)
		}
	}
	return append(append(b, make([]byte, inline)...), long...)
}

// encode returns the value of a tag and its count of numbers.
func (t Tag) encode(o Order) (raw []byte, count int) {
	if t.Raw != nil {
		return slices.Clone(t.Raw), len(t.Raw)
	}
	for _, v := range t.Values {
		switch t.Type {
		case 1:
			raw = append(raw, byte(v))
		case 3:
			raw = o.AppendUint16(raw, uint16(v))
		default:
			raw = o.AppendUint32(raw, uint32(v))
		}
	}
	count = len(t.Values)
	if t.Type == 5 {
		count /= 2
	}
	return raw, count
}

// tags returns the directory in order.
func (f *File) tags(offsets, sizes []uint64) []Tag {
	short := func(id uint16, v ...uint64) Tag { return Tag{ID: id, Type: 3, Values: v} }
	long := func(id uint16, v ...uint64) Tag { return Tag{ID: id, Type: 4, Values: v} }
	bits := make([]uint64, f.Samples)
	for i := range bits {
		bits[i] = uint64(f.Bits)
	}
	compression := max(f.Compression, -f.Compression)
	tags := []Tag{
		long(256, uint64(f.W)), long(257, uint64(f.H)), short(258, bits...),
		short(259, uint64(compression)), short(262, uint64(f.Photometric)), short(277, uint64(f.Samples)),
	}
	if f.TileW > 0 {
		tags = append(tags, long(322, uint64(f.TileW)), long(323, uint64(f.TileH)), long(324, offsets...), long(325, sizes...))
	} else {
		tags = append(tags, long(273, offsets...), long(278, uint64(f.Rows)), long(279, sizes...))
	}
	if f.FillOrder > 0 {
		tags = append(tags, short(266, uint64(f.FillOrder)))
	}
	if f.Planar {
		tags = append(tags, short(284, 2))
	}
	if f.Compression == T4 {
		tags = append(tags, long(292, uint64(f.Options)))
	}
	if f.Predictor > 1 {
		tags = append(tags, short(317, uint64(f.Predictor)))
	}
	if f.Photometric == YCbCr {
		tags = append(tags, short(530, uint64(f.SubX), uint64(f.SubY)))
	}
	for _, t := range f.Tags {
		if i := slices.IndexFunc(tags, func(u Tag) bool { return u.ID == t.ID }); i >= 0 {
			tags[i] = t
		} else {
			tags = append(tags, t)
		}
	}
	slices.SortFunc(tags, func(a, b Tag) int { return int(a.ID) - int(b.ID) })
	return tags
}

// Extra is the tag ExtraSamples, Format is SampleFormat and ICC a profile.
func Extra(kinds ...uint64) Tag { return Tag{ID: 338, Type: 3, Values: kinds} }

// Format is the tag SampleFormat for n samples.
func Format(kind uint64, n int) Tag {
	return Tag{ID: 339, Type: 3, Values: slices.Repeat([]uint64{kind}, n)}
}

// ICC is the tag of a profile.
func ICC(profile []byte) Tag { return Tag{ID: 34675, Type: 7, Raw: profile} }
