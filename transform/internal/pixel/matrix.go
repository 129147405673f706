package pixel

// Matrix takes luma and color differences of another definition to those of Model
// YCbCr, the matrix of BT.601. Both are linear in red, green and blue, so that luma
// changes by a sum of the color differences, and these become sums of themselves; they
// need not be of luma's size.
type Matrix struct {
	luma   [2]int64    // of Cb and Cr, Q16
	chroma [2][2]int64 // Q16
}

const matrixOne = 1 << 16

// Coefficients of red, green and blue in luma, in ten-thousandths: H.273, table 4.
var lumaOf = map[int][3]int64{
	1: {2126, 7152, 722},
	4: {3000, 5900, 1100},
	5: {2990, 5870, 1140},
	6: {2990, 5870, 1140},
	7: {2120, 7010, 870},
	9: {2627, 6780, 593},
	// Of P3's primaries, which has no code point of its own.
	matrixP3: {2290, 6917, 793},
}

// matrixYCgCo is H.273's code point for it, matrixDerived that for luma from the
// primaries.
const matrixYCgCo, matrixDerived, matrixP3 = 8, 12, 256

// MatrixOf returns the way from H.273's MatrixCoefficients, nil where there is nothing
// to do: BT.601 itself, and what is not specified. ok is false for one that is not known
// here. primaries are needed where luma is derived from them.
func MatrixOf(code, primaries int) (m *Matrix, ok bool) {
	if code == matrixDerived {
		code = map[int]int{1: 1, 4: 4, 5: 5, 6: 6, 7: 7, 9: 9, 12: matrixP3}[primaries]
	}
	switch code {
	case 2, 5, 6:
		return nil, true
	case matrixYCgCo:
		// Section 8.3, equations 53 to 56: Cb is Cg, Cr is Co.
		return newMatrix([3][2]int64{{-matrixOne, matrixOne}, {matrixOne, 0}, {-matrixOne, -matrixOne}}), true
	}
	k, ok := lumaOf[code]
	if !ok {
		return nil, false
	}
	// R = Y + 2(1-kr) Cr, B = Y + 2(1-kb) Cb, and G follows from Y.
	r, b := 2*(10000-k[0])*matrixOne/10000, 2*(10000-k[2])*matrixOne/10000
	return newMatrix([3][2]int64{{0, r}, {-k[2] * b / k[1], -k[0] * r / k[1]}, {b, 0}}), true
}

// newMatrix takes what red, green and blue are beside luma.
func newMatrix(rgb [3][2]int64) *Matrix {
	m := &Matrix{}
	k := lumaOf[6]
	for i := range 2 {
		m.luma[i] = (k[0]*rgb[0][i] + k[1]*rgb[1][i] + k[2]*rgb[2][i]) / 10000
		m.chroma[0][i] = (rgb[2][i] - m.luma[i]) * 10000 / (2 * (10000 - k[2]))
		m.chroma[1][i] = (rgb[0][i] - m.luma[i]) * 10000 / (2 * (10000 - k[0]))
	}
	return m
}

// apply converts an image of YCbCr in place. What is beyond the range is cut.
func (m *Matrix) apply(img *Image) {
	if img.Model != YCbCr {
		return
	}
	cb := newChromaRows(&img.Plane[1], img.W, img.SubX, img.SubY)
	cr := newChromaRows(&img.Plane[2], img.W, img.SubX, img.SubY)
	for y := range img.H {
		if !img.Meter.Spend(2 * img.W) {
			return
		}
		m.lumaRow(img.Plane[0].Row(y), cb.at(y, img.W), cr.at(y, img.W))
	}
	for y := range img.Plane[1].H {
		if !img.Meter.Spend(2 * img.W) {
			return
		}
		m.chromaRow(img.Plane[1].Row(y), img.Plane[2].Row(y))
	}
}

func (m *Matrix) lumaRow(luma, cb, cr []byte) {
	b, r := int(m.luma[0]), int(m.luma[1])
	cb, cr = cb[:len(luma)], cr[:len(luma)]
	for i, v := range luma {
		d := b*(int(cb[i])-128) + r*(int(cr[i])-128)
		luma[i] = byte(min(max(int(v)+(d+matrixOne/2)>>16, 0), 255))
	}
}

func (m *Matrix) chromaRow(cb, cr []byte) {
	c := &m.chroma
	bb, br, rb, rr := int(c[0][0]), int(c[0][1]), int(c[1][0]), int(c[1][1])
	cr = cr[:len(cb)]
	for i := range cb {
		b, r := int(cb[i])-128, int(cr[i])-128
		cb[i] = byte(min(max(128+(bb*b+br*r+matrixOne/2)>>16, 0), 255))
		cr[i] = byte(min(max(128+(rb*b+rr*r+matrixOne/2)>>16, 0), 255))
	}
}
