package icc

// The stages of a conversion work on rows of 16-bit samples: split makes them,
// quarters of a level, from an image's planes; convert turns them into 64ths of
// a level of sRGB; join puts them back. Here are the scalar forms of those
// stages that also exist in SIMD, by the name of Scalar.

// splitScalar makes RGB, in quarters of a level, of chroma samples and the sums
// of four luma samples each (JFIF 1.02, with what exceeds the range cut off).
// The products are split into whole numbers and 256ths, to fit in 16 bits.
func splitScalar(r, g, b []int16, y4 []int16, cb, cr []byte) {
	for i := range r {
		y, u, v := int(y4[i]), int(cb[i])-128, int(cr[i])-128
		r[i] = clampIn(y + 5*v + (156*v+128)>>8)         // 4 * 1.402
		g[i] = clampIn(y - u - 3*v + (37*v-96*u+128)>>8) // 4 * 0.344136, 4 * 0.714136
		b[i] = clampIn(y + 7*u + (90*u+512)>>10)         // 4 * 1.772
	}
}

func clampIn(v int) int16 { return int16(min(max(v, 0), maxIn)) }

// convert takes rows of RGB from the profile's to sRGB, in place.
func (t *Transform) convert(r, g, b []int16) {
	if t.grid != nil {
		t.byTable(r, g, b, nil)
		return
	}
	lookUp(r, &t.linear[0])
	lookUp(g, &t.linear[1])
	lookUp(b, &t.linear[2])
	multiply(r, g, b, &t.matrix)
	encode(r, &t.encode)
	encode(g, &t.encode)
	encode(b, &t.encode)
}

// byTable converts rows by the profile's table; k is nil for RGB.
func (t *Transform) byTable(r, g, b, k []int16) {
	t.grid.rows(r, g, b, k)
	if t.bend != nil {
		t.bend.rows(r, g, b)
	}
}

// lookUp and encode replace samples by entries of a table; the masks only tell
// the compiler that they are within it.
func lookUp(row []int16, t *inTable) {
	for len(row) >= 4 {
		p := (*[4]int16)(row)
		p[0], p[1] = t[p[0]&inMask], t[p[1]&inMask]
		p[2], p[3] = t[p[2]&inMask], t[p[3]&inMask]
		row = row[4:]
	}
	for i, v := range row {
		row[i] = t[v]
	}
}

func encode(row []int16, t *[encodeSize]int16) {
	for len(row) >= 4 {
		p := (*[4]int16)(row)
		p[0], p[1] = t[p[0]&(encodeSize-1)], t[p[1]&(encodeSize-1)]
		p[2], p[3] = t[p[2]&(encodeSize-1)], t[p[3]&(encodeSize-1)]
		row = row[4:]
	}
	for i, v := range row {
		row[i] = t[v]
	}
}

// multiplyScalar applies the matrix to linear light, which leaves it with 14
// bits.
func multiplyScalar(r, g, b []int16, m *[3][3]int16) {
	for i := range r {
		x, y, z := int32(r[i]), int32(g[i]), int32(b[i])
		r[i] = clampLinear(int32(m[0][0])*x + int32(m[0][1])*y + int32(m[0][2])*z)
		g[i] = clampLinear(int32(m[1][0])*x + int32(m[1][1])*y + int32(m[1][2])*z)
		b[i] = clampLinear(int32(m[2][0])*x + int32(m[2][1])*y + int32(m[2][2])*z)
	}
}

// clampLinear rounds a product with the matrix, Q12 of 32767ths.
func clampLinear(v int32) int16 {
	return int16(min(max((v+1<<matrixBits)>>(matrixBits+1), 0), encodeSize-1))
}

// The matrix from RGB to YCbCr (JFIF 1.02), Q15.
const (
	lumaR, lumaG, lumaB = 9798, 19235, 3735
	cbR, cbG, cbB       = -5529, -10855, 16384
	crR, crG, crB       = 16384, -13720, -2664
)

func luma64(r, g, b int16) int16 {
	return int16((lumaR*int32(r) + lumaG*int32(g) + lumaB*int32(b) + 1<<14) >> 15)
}

// joinScalar makes chroma samples of RGB in 64ths of a level and leaves in d
// how much luma, in the same unit, is above what d holds.
func joinScalar(cb, cr []byte, d []int16, r, g, b []int16) {
	const half = 128<<(15+outBits) + 1<<(14+outBits)
	for i := range d {
		x, y, z := int32(r[i]), int32(g[i]), int32(b[i])
		d[i] = luma64(r[i], g[i], b[i]) - d[i]
		cb[i] = clamp8((cbR*x + cbG*y + cbB*z + half) >> (15 + outBits))
		cr[i] = clamp8((crR*x + crG*y + crB*z + half) >> (15 + outBits))
	}
}

func clamp8(v int32) byte { return byte(min(max(v, 0), 255)) }

// widenScalar makes samples of bytes, with frac fraction bits.
func widenScalar(dst []int16, src []byte, frac int) {
	for i, v := range src {
		dst[i] = int16(v) << frac
	}
}

// narrowScalar rounds 64ths of a level.
func narrowScalar(dst []byte, src []int16) {
	for i, v := range src {
		dst[i] = byte((v + 1<<(outBits-1)) >> outBits)
	}
}

// sumLumaScalar adds up the luma of four samples for each sample of chroma,
// repeating what there is where the chroma has fewer. lower is upper where the
// chroma is not subsampled along y.
func sumLumaScalar(dst []int16, upper, lower []byte, sub int) {
	last := len(upper) - 1
	for i := range dst {
		x0 := i * sub
		x1 := min(x0+sub-1, last)
		dst[i] = int16(upper[x0]) + int16(upper[x1]) + int16(lower[x0]) + int16(lower[x1])
	}
}

// addSharedScalar adds to each sample of wide, 64ths of a level, its share of d
// and rounds the sums.
func addSharedScalar(dst []byte, wide, d []int16, sub int) {
	for i, v := range wide {
		dst[i] = clamp8((int32(v) + int32(d[i/sub]) + 1<<(outBits-1)) >> outBits)
	}
}
