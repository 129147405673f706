package webpfile

import "image"

// Lossless says how an image is coded without loss (RFC 9649, section 3).
type Lossless struct {
	// Transforms in the order of writing. Palette must be the first if it is
	// there.
	Transforms []Transform
	CacheBits  int  // color cache of 1<<CacheBits; 0 is none, at most 11
	Copies     bool // backward references
	GroupBits  int  // prefix code groups for tiles of 1<<GroupBits; 0 is one group
	NoHeader   bool // leave the header out, as the ALPH chunk wants it
}

// Transform is one of section 4.
type Transform struct {
	Kind TransformKind
	Bits int // tiles of 1<<Bits, 2 to 9, for Predictor and CrossColor
	Mode int // Predictor: the mode of all tiles, or AllModes, or BestMode
}

// TransformKind is the number of a transform in the file.
type TransformKind int

// The transforms.
const (
	Predictor TransformKind = iota
	CrossColor
	SubtractGreen
	Palette
)

// Choices of a predictor's mode beside 0 to 13.
const (
	AllModes = -1 // the modes in turn
	BestMode = -2 // the one with the least sum of residuals
)

// argb is a pixel: alpha, red, green, blue from the high byte down.
type argb uint32

func (p argb) alpha() int { return int(p >> 24) }
func (p argb) red() int   { return int(p >> 16 & 255) }
func (p argb) green() int { return int(p >> 8 & 255) }
func (p argb) blue() int  { return int(p & 255) }

func pack(a, r, g, b int) argb {
	return argb(a&255)<<24 | argb(r&255)<<16 | argb(g&255)<<8 | argb(b&255)
}

// VP8L returns the chunk of an image.
func VP8L(m *image.NRGBA, o Lossless) Chunk {
	return Chunk{"VP8L", o.encode(m)}
}

func (o Lossless) encode(m *image.NRGBA) []byte {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	pix := make([]argb, 0, w*h)
	for y := range h {
		for x := range w {
			p := m.Pix[y*m.Stride+4*x:]
			pix = append(pix, pack(int(p[3]), int(p[0]), int(p[1]), int(p[2])))
		}
	}
	var b bitWriter
	if !o.NoHeader {
		b.write(0x2f, 8)
		b.write(w-1, 14)
		b.write(h-1, 14)
		opaque := 1
		if m.Opaque() {
			opaque = 0
		}
		b.write(opaque, 1)
		b.write(0, 3)
	}
	for _, t := range o.Transforms {
		b.write(1, 1)
		b.write(int(t.Kind), 2)
		pix, w = t.apply(&b, pix, w, h)
	}
	b.write(0, 1)
	c := imageCoder{pix: pix, w: w, cacheBits: o.CacheBits, copies: o.Copies, groupBits: o.GroupBits, main: true}
	c.write(&b)
	return b.bytes()
}

// bitWriter packs bits from the low end (section 3.1 of RFC 9649).
type bitWriter struct {
	out []byte
	acc uint64
	n   int
}

func (b *bitWriter) write(v, n int) {
	b.acc |= uint64(v) << b.n
	b.n += n
	for b.n >= 8 {
		b.out = append(b.out, byte(b.acc))
		b.acc >>= 8
		b.n -= 8
	}
}

func (b *bitWriter) bytes() []byte {
	if b.n > 0 {
		b.write(0, 8-b.n)
	}
	return b.out
}
