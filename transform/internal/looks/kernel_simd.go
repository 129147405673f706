//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package looks

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

type (
	words = archsimd.Int16x8
	sums4 = archsimd.Int32x4
)

// forward is forwardScalar with eight columns in a vector, and then with eight rows.
func forward(pix []int16, stride int, b *block) {
	_ = pix[7*stride+7]
	var v [8]words
	at, step := unsafe.Pointer(&pix[0]), 2*stride
	for y := range v {
		v[y] = simd.Load16(at, y*step)
	}
	forwardLanes(&v, 6)
	transpose(&v)
	forwardLanes(&v, 12)
	most := v[0].Abs()
	for u := 1; u < 8; u++ {
		most = most.Max(v[u].Abs())
	}
	simd.Store16(unsafe.Pointer(&b.peak[0]), 0, most)
	transpose(&v)
	for y := range v {
		simd.Store16(unsafe.Pointer(&b.coef[0]), 16*y, v[y])
	}
}

// pairOf has two numbers in turns.
func pairOf(a, b int16) words {
	return archsimd.BroadcastInt32x4(int32(a)&0xffff | int32(b)<<16).ToBits().ReshapeToUint16s().BitsToInt16()
}

// forwardLanes transforms the eight numbers of every lane, of which sums of two fit into 16
// bits, as forward8 does.
func forwardLanes(v *[8]words, shift uint64) {
	s0, s1, s2, s3 := v[0].Add(v[7]), v[1].Add(v[6]), v[2].Add(v[5]), v[3].Add(v[4])
	d0, d1, d2, d3 := v[0].Sub(v[7]), v[1].Sub(v[6]), v[2].Sub(v[5]), v[3].Sub(v[4])
	half := archsimd.BroadcastInt32x4(1 << (shift - 1))
	even := pairOf(cos0, cos0)
	plo, phi := simd.MulPairsLoInt16(s0, s3, even).Add(half), simd.MulPairsHiInt16(s0, s3, even).Add(half)
	qlo, qhi := simd.MulPairsLoInt16(s1, s2, even), simd.MulPairsHiInt16(s1, s2, even)
	v[0] = narrow(plo.Add(qlo), phi.Add(qhi), shift)
	v[4] = narrow(plo.Sub(qlo), phi.Sub(qhi), shift)
	v[2] = products(s0, s3, s1, s2, pairOf(cos2, -cos2), pairOf(cos6, -cos6), half, shift)
	v[6] = products(s0, s3, s1, s2, pairOf(cos6, -cos6), pairOf(-cos2, cos2), half, shift)
	v[1] = products(d0, d1, d2, d3, pairOf(cos1, cos3), pairOf(cos5, cos7), half, shift)
	v[3] = products(d0, d1, d2, d3, pairOf(cos3, -cos7), pairOf(-cos1, -cos5), half, shift)
	v[5] = products(d0, d1, d2, d3, pairOf(cos5, -cos1), pairOf(cos7, cos3), half, shift)
	v[7] = products(d0, d1, d2, d3, pairOf(cos7, -cos5), pairOf(cos3, -cos1), half, shift)
}

// products adds what a and b, and c and d, are with their pairs of factors, and rounds.
func products(a, b, c, d, ab, cd words, half sums4, shift uint64) words {
	lo := simd.MulPairsLoInt16(a, b, ab).Add(simd.MulPairsLoInt16(c, d, cd)).Add(half)
	hi := simd.MulPairsHiInt16(a, b, ab).Add(simd.MulPairsHiInt16(c, d, cd)).Add(half)
	return narrow(lo, hi, shift)
}

func narrow(lo, hi sums4, shift uint64) words {
	return simd.NarrowInt32(lo.ShiftAllRight(shift), hi.ShiftAllRight(shift))
}

// inverse is inverseScalar, with eight rows in a vector and then with eight columns.
func inverse(coef *[64]int16, _ int, pix []int16, stride int) {
	_ = pix[7*stride+7]
	var v [8]words
	for y := range v {
		v[y] = simd.Load16(unsafe.Pointer(&coef[0]), 16*y)
	}
	transpose(&v)
	inverseLanes(&v, 11)
	transpose(&v)
	inverseLanes(&v, 15)
	least, most := archsimd.BroadcastInt16x8(-128), archsimd.BroadcastInt16x8(127)
	to, step := unsafe.Pointer(&pix[0]), 2*stride
	for y := range v {
		simd.Store16(to, y*step, v[y].Max(least).Min(most))
	}
}

// inverseLanes transforms the eight numbers of every lane as inverse8 does.
func inverseLanes(v *[8]words, shift uint64) {
	half := archsimd.BroadcastInt32x4(1 << (shift - 1))
	plus, minus := pairOf(cos0, cos0), pairOf(cos0, -cos0)
	even, odd := pairOf(cos2, cos6), pairOf(cos6, -cos2)
	p0, p1 := simd.MulPairsLoInt16(v[0], v[4], plus).Add(half), simd.MulPairsHiInt16(v[0], v[4], plus).Add(half)
	m0, m1 := simd.MulPairsLoInt16(v[0], v[4], minus).Add(half), simd.MulPairsHiInt16(v[0], v[4], minus).Add(half)
	r0, r1 := simd.MulPairsLoInt16(v[2], v[6], even), simd.MulPairsHiInt16(v[2], v[6], even)
	s0, s1 := simd.MulPairsLoInt16(v[2], v[6], odd), simd.MulPairsHiInt16(v[2], v[6], odd)
	a, b, c, d := v[1], v[3], v[5], v[7]
	v[0], v[7] = butterfly(p0.Add(r0), p1.Add(r1), a, b, c, d, pairOf(cos1, cos3), pairOf(cos5, cos7), shift)
	v[1], v[6] = butterfly(m0.Add(s0), m1.Add(s1), a, b, c, d, pairOf(cos3, -cos7), pairOf(-cos1, -cos5), shift)
	v[2], v[5] = butterfly(m0.Sub(s0), m1.Sub(s1), a, b, c, d, pairOf(cos5, -cos1), pairOf(cos7, cos3), shift)
	v[3], v[4] = butterfly(p0.Sub(r0), p1.Sub(r1), a, b, c, d, pairOf(cos7, -cos5), pairOf(cos3, -cos1), shift)
}

// butterfly returns an even part and more and less an odd one, which is what a and b, and c
// and d, are with their pairs of factors.
func butterfly(lo, hi sums4, a, b, c, d, ab, cd words, shift uint64) (sum, difference words) {
	olo := simd.MulPairsLoInt16(a, b, ab).Add(simd.MulPairsLoInt16(c, d, cd))
	ohi := simd.MulPairsHiInt16(a, b, ab).Add(simd.MulPairsHiInt16(c, d, cd))
	return narrow(lo.Add(olo), hi.Add(ohi), shift), narrow(lo.Sub(olo), hi.Sub(ohi), shift)
}

// transpose makes rows of columns.
func transpose(v *[8]words) {
	var a, b [8]archsimd.Uint8x16
	for i := range a {
		a[i] = v[i].ToBits().ReshapeToUint8s()
	}
	for i := range 4 {
		b[2*i], b[2*i+1] = simd.ZipLo16(a[i], a[i+4]), simd.ZipHi16(a[i], a[i+4])
	}
	for i := range 4 {
		a[2*i], a[2*i+1] = simd.ZipLo16(b[i], b[i+4]), simd.ZipHi16(b[i], b[i+4])
	}
	for i := range 4 {
		b[2*i], b[2*i+1] = simd.ZipLo16(a[i], a[i+4]), simd.ZipHi16(a[i], a[i+4])
	}
	for i := range v {
		v[i] = b[i].ReshapeToUint16s().BitsToInt16()
	}
}
