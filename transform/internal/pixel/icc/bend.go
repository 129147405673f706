package icc

// bend is what follows the table of a lutAToBType whose colors are XYZ: the M curves
// and the matrix (ICC.1:2022, section 10.12), which take its numbers to light. Far
// too little of such a table may be colors that there are for a grid to hold sRGB:
// in the XYB profile of jpegli red goes from none to all within a few hundredths of
// a side. So the grid holds the table's numbers and each pixel is bent.
type bend struct {
	curve  [3][maxOut + 1]int32 // 64ths of a level to linearOne, at most twice that
	matrix [3][3]int64          // to sRGB, Q24
	offset [3]int64             // linearOne, Q24
	encode *[encodeSize]int16
}

// bends says that p is such a profile: nothing is behind the matrix.
func bends(p *Profile) bool {
	return p.lut.matrix != nil && p.pcs == sigXYZ && p.lut.within(1<<32>>16)
}

// newBend joins the matrix with what g makes black and with the one from XYZ to
// sRGB. It returns nil where the numbers are too large.
func newBend(p *Profile, g *grid) *bend {
	b := &bend{encode: g.encode}
	for c := range b.curve {
		b.fillCurve(c, &p.lut.mid[c])
	}
	const most = 1 << 20             // Q16; then sums stay below 2^62
	const unit = 65535 << 24 / 32768 // of XYZ in the profile connection space, Q24
	for k := range 3 {
		// Black is taken off, and what is left is stretched to white again.
		stretch := white[k] << 24 / (white[k] - g.black[k]) // Q24
		var row [4]int64                                    // of XYZ, Q24
		for c := range row {
			at := 3*k + c
			if c == 3 {
				at = 9 + k
			}
			e := int64(p.lut.matrix[at])
			if e > most || -e > most {
				return nil
			}
			row[c] = e * unit >> 16
		}
		row[3] -= g.black[k]
		for r := range 3 {
			to := srgbFromXYZ[r][k] * stretch >> 24
			for c := range 3 {
				b.matrix[r][c] += to * row[c] >> 24
			}
			b.offset[r] += (to * row[3] >> 24) * linearOne
		}
	}
	return b
}

// fillCurve samples a curve at each quarter of a level; between them it is as good
// as straight.
func (b *bend) fillCurve(c int, f *curve) {
	const step = 1 << (outBits - inBits)
	at := func(v int64) int64 { return min(f.free(v<<32/maxIn), 2<<32) }
	next := at(0)
	for v := range int64(maxIn) {
		y := next
		next = at(v + 1)
		for i := range int64(step) {
			between := (y*(step-i) + next*i) / step
			b.curve[c][v*step+i] = int32((between*linearOne + 1<<31) >> 32)
		}
	}
	b.curve[c][maxOut] = int32((next*linearOne + 1<<31) >> 32)
}

// rows takes the table's numbers to sRGB, both in 64ths of a level, in place.
func (b *bend) rows(r, g, bl []int16) {
	m, o := &b.matrix, &b.offset
	for i := range r {
		x, y, z := int64(b.curve[0][r[i]]), int64(b.curve[1][g[i]]), int64(b.curve[2][bl[i]])
		r[i] = b.encoded(m[0][0]*x + m[0][1]*y + m[0][2]*z + o[0])
		g[i] = b.encoded(m[1][0]*x + m[1][1]*y + m[1][2]*z + o[1])
		bl[i] = b.encoded(m[2][0]*x + m[2][1]*y + m[2][2]*z + o[2])
	}
}

func (b *bend) encoded(v int64) int16 {
	return b.encode[min(max((v+1<<24)>>25, 0), encodeSize-1)]
}
