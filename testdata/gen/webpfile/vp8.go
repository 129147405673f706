package webpfile

import "image"

// Lossy says how an image is coded as a VP8 key frame (RFC 6386).
type Lossy struct {
	Quant       int    // index of the quantizer, 0 to 127
	QuantDeltas [5]int // -15 to 15: luma DC, second order DC and AC, chroma DC and AC
	Modes       ModeChoice

	// Segments have absolute quantizer indices and filter levels (section 9.3).
	// None, or two to four; macroblocks take turns.
	SegmentQuant  []int
	SegmentFilter []int

	SimpleFilter bool
	FilterLevel  int  // 0 to 63
	Sharpness    int  // 0 to 7
	FilterDeltas bool // levels that depend on the mode (section 9.6)

	Partitions   int  // log2 of the number of token partitions, 0 to 3
	NoSkip       bool // code macroblocks without coefficients all the same
	MeasureProbs bool // write token probabilities that suit the image
	Scale        int  // upscaling bits of both sides (section 9.1), 0 to 3
}

// ModeChoice says which prediction modes are used.
type ModeChoice int

// Ways to choose the modes of luma and chroma.
const (
	BestModes ModeChoice = iota // those with the least difference
	Whole                       // the same without 4x4 prediction
	CycleAll                    // every mode in turn
)

// frame is a key frame while it is coded.
type frame struct {
	o          Lossy
	w, h       int // samples
	mbW, mbH   int
	src, recon [3]plane // whole macroblocks
	mbs        []macroblock
	tokens     [][]token // by row of macroblocks
	counts     [4][8][3][11][2]int

	aboveNonzero [][9]uint8 // 4 luma, 2 and 2 chroma, second order
	leftNonzero  [9]uint8
	nSub         int // subblocks so far, for CycleAll
}

// macroblock is what the first partition says of one.
type macroblock struct {
	segment int
	mode    int // prediction of luma
	sub     [16]int
	chroma  int
	skip    bool
}

// VP8 returns the chunk of an image without its alpha.
func VP8(m *image.NRGBA, o Lossy) Chunk {
	return Chunk{"VP8 ", encodeFrame(m, o).assemble()}
}

// encodeFrame codes all macroblocks.
func encodeFrame(m *image.NRGBA, o Lossy) *frame {
	f := &frame{o: o, w: m.Rect.Dx(), h: m.Rect.Dy()}
	f.mbW, f.mbH = (f.w+15)/16, (f.h+15)/16
	f.src = convert(m, 16*f.mbW, 16*f.mbH)
	for i, p := range f.src {
		f.recon[i] = plane{p.w, make([]uint8, len(p.pix))}
	}
	f.mbs = make([]macroblock, f.mbW*f.mbH)
	f.tokens = make([][]token, f.mbH)
	f.aboveNonzero = make([][9]uint8, f.mbW)
	for y := range f.mbH {
		f.leftNonzero = [9]uint8{}
		for x := range f.mbW {
			f.macroblock(x, y)
		}
	}
	return f
}

// plane is a rectangle of samples.
type plane struct {
	w   int
	pix []uint8
}

// at returns a sample; outside are the borders of section 12.2: 127 above, 129
// to the left, and to the right the last of the row.
func (p *plane) at(x, y int) int {
	switch {
	case y < 0:
		return 127
	case x < 0:
		return 129
	}
	return int(p.pix[y*p.w+min(x, p.w-1)])
}

// convert makes planes of studio range YCbCr (section 9.2), chroma at half
// size, and repeats the edges up to whole macroblocks.
func convert(m *image.NRGBA, w, h int) [3]plane {
	y := plane{w, make([]uint8, w*h)}
	u := plane{w / 2, make([]uint8, w*h/4)}
	v := plane{w / 2, make([]uint8, w*h/4)}
	rgb := func(x, y int) (r, g, b int) {
		p := m.Pix[min(y, m.Rect.Dy()-1)*m.Stride+4*min(x, m.Rect.Dx()-1):]
		return int(p[0]), int(p[1]), int(p[2])
	}
	for i := range y.pix {
		r, g, b := rgb(i%w, i/w)
		y.pix[i] = uint8((16839*r + 33059*g + 6420*b + 16<<16 + 1<<15) >> 16) // Q16
	}
	for i := range u.pix {
		var r, g, b int
		for k := range 4 {
			dr, dg, db := rgb(i%u.w*2+k&1, i/u.w*2+k>>1)
			r, g, b = r+dr, g+dg, b+db
		}
		u.pix[i] = uint8((-9719*r - 19081*g + 28800*b + 512<<16 + 1<<17) >> 18)
		v.pix[i] = uint8((28800*r - 24116*g - 4684*b + 512<<16 + 1<<17) >> 18)
	}
	return [3]plane{y, u, v}
}

// quantizers of a segment (section 14.1): DC and AC of luma, of second order
// luma and of chroma.
func (f *frame) quantizers(segment int) (q [3][2]int) {
	base := f.o.Quant
	if len(f.o.SegmentQuant) > 0 {
		base = f.o.SegmentQuant[segment]
	}
	d := f.o.QuantDeltas
	dc := func(delta int) int { return dcQuant[min(max(base+delta, 0), 127)] }
	ac := func(delta int) int { return acQuant[min(max(base+delta, 0), 127)] }
	q[0] = [2]int{dc(d[0]), ac(0)}
	q[1] = [2]int{2 * dc(d[1]), max(ac(d[2])*155/100, 8)}
	q[2] = [2]int{min(dc(d[3]), 132), ac(d[4])}
	return q
}
