//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package jpeg

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

// fdctRow transforms one row of blocks; see fdctRowScalar, whose bits it gives.
//
// In the first pass the lanes are columns: eight of int16 while only sums are
// taken, then twice four of int32, and eight again for the transposition. In the second pass
// the lanes are rows, twice four of int32.
func fdctRow(dst []int16, src []byte, stride int, span encSpan) {
	if span.n <= 0 {
		return
	}
	// The bounds that the pointers below keep to.
	_ = src[7*stride+span.n*8+encOverread-1]
	_ = dst[span.block(span.n-1)*64+63]

	fdctColumns(dst, src, stride, span)
	fdctRows(dst, span)
}

// fdctColumns is the first pass. It leaves in a block of dst what the second
// takes: [half of the rows][column][4 rows].
func fdctColumns(dst []int16, src []byte, stride int, span encSpan) {
	const one, shift = 1 << encFracBits, encShift1
	k2, k6 := encPairOf(encC707, one), encPairOf(-encC707, one)
	kPlus, kMinus := encPairOf(one, encC707), encPairOf(one, -encC707)
	kz2, kz4 := encPairOf(encC541+encC382, -encC382), encPairOf(encC382, encC1306-encC382)
	for i := range span.n {
		s := unsafe.Pointer(&src[i*8])
		x0 := encLoad8(s)
		s = unsafe.Add(s, stride)
		x1 := encLoad8(s)
		s = unsafe.Add(s, stride)
		x2 := encLoad8(s)
		s = unsafe.Add(s, stride)
		x3 := encLoad8(s)
		s = unsafe.Add(s, stride)
		x4 := encLoad8(s)
		x3, x4 = x3.Add(x4), x3.Sub(x4)
		s = unsafe.Add(s, stride)
		x5 := encLoad8(s)
		x2, x5 = x2.Add(x5), x2.Sub(x5)
		s = unsafe.Add(s, stride)
		x6 := encLoad8(s)
		x1, x6 = x1.Add(x6), x1.Sub(x6)
		s = unsafe.Add(s, stride)
		x7 := encLoad8(s)
		x0, x7 = x0.Add(x7), x0.Sub(x7)

		b0, b3 := x0.Add(x3), x0.Sub(x3)
		b1, b2 := x1.Add(x2), x1.Sub(x2)
		y0 := b0.Add(b1).ShiftAllLeft(encPass1Bits).Sub(archsimd.BroadcastInt16x8(encLevelShift >> encShift1))
		y4 := b0.Sub(b1).ShiftAllLeft(encPass1Bits)
		b2 = b2.Add(b3)
		b4, b5, b6 := x4.Add(x5), x5.Add(x6), x6.Add(x7)

		m := unsafe.Pointer(&dst[span.block(i)*64])
		a2, a6 := encSum(simd.MulPairsLoInt16(b2, b3, k2), simd.MulPairsLoInt16(b2, b3, k6))
		a1, a3, a5, a7 := encSums(simd.MulPairsLoInt16(x7, b5, kPlus), simd.MulPairsLoInt16(x7, b5, kMinus), simd.MulPairsLoInt16(b4, b6, kz2), simd.MulPairsLoInt16(b4, b6, kz4), shift)
		c2, c6 := encSum(simd.MulPairsHiInt16(b2, b3, k2), simd.MulPairsHiInt16(b2, b3, k6))
		c1, c3, c5, c7 := encSums(simd.MulPairsHiInt16(x7, b5, kPlus), simd.MulPairsHiInt16(x7, b5, kMinus), simd.MulPairsHiInt16(b4, b6, kz2), simd.MulPairsHiInt16(b4, b6, kz4), shift)
		encStoreRows(m, y0, encNarrow(a1, c1, shift), encNarrow(a2, c2, shift), encNarrow(a3, c3, shift))
		encStoreRows(unsafe.Add(m, 64), y4, encNarrow(a5, c5, shift), encNarrow(a6, c6, shift-1), encNarrow(a7, c7, shift-2))
	}
}

// encNarrow shifts, and has the lanes of a and then those of b in 16 bits, where they fit.
func encNarrow(a, b archsimd.Int32x4, shift uint64) archsimd.Uint8x16 {
	return simd.NarrowInt32(a.ShiftAllRight(shift), b.ShiftAllRight(shift)).ToBits().ReshapeToUint8s()
}

// encStoreRows stores four rows of 8 lanes column by column.
func encStoreRows(m unsafe.Pointer, y0 archsimd.Int16x8, y1, y2, y3 archsimd.Uint8x16) {
	top := y0.ToBits().ReshapeToUint8s()
	a, b := simd.ZipLo16(top, y1), simd.ZipLo16(y2, y3)
	simd.Store8(m, 0, simd.ZipLo32(a, b))
	simd.Store8(m, 16, simd.ZipHi32(a, b))
	a, b = simd.ZipHi16(top, y1), simd.ZipHi16(y2, y3)
	simd.Store8(m, 32, simd.ZipLo32(a, b))
	simd.Store8(m, 48, simd.ZipHi32(a, b))
}

// encPairOf has two numbers in turns.
func encPairOf(a, b int16) archsimd.Int16x8 {
	return archsimd.BroadcastInt32x4(int32(a)&0xffff | int32(b)<<16).ToBits().ReshapeToUint16s().BitsToInt16()
}

// encSum rounds the outputs 2 and 6 of fdct8 in the first pass.
func encSum(y2, y6 archsimd.Int32x4) (_, _ archsimd.Int32x4) {
	return y2.Add(archsimd.BroadcastInt32x4(1 << (encShift1 - 1))), y6.Add(archsimd.BroadcastInt32x4(1 << (encShift1 - 2)))
}

// encSums returns the odd outputs of fdct8, rounded, but before they are shifted.
func encSums(z11, z13, z2, z4 archsimd.Int32x4, shift uint64) (y1, y3, y5, y7 archsimd.Int32x4) {
	half := archsimd.BroadcastInt32x4(1 << (shift - 1))
	z13 = z13.Add(half)
	return z11.Add(z4).Add(half), z13.Sub(z2), z13.Add(z2), z11.Sub(z4).Add(archsimd.BroadcastInt32x4(1 << (shift - 3)))
}

// fdctRows is the second pass, in place.
func fdctRows(dst []int16, span encSpan) {
	for i := range span.n {
		m := unsafe.Pointer(&dst[span.block(i)*64])
		for range 2 {
			v := archsimd.LoadInt16x8Array((*[8]int16)(m))
			x0, x1 := v.ExtendLo4ToInt32(), simd.ExtendHiInt16(v)
			v = archsimd.LoadInt16x8Array((*[8]int16)(unsafe.Add(m, 48)))
			x6, x7 := v.ExtendLo4ToInt32(), simd.ExtendHiInt16(v)
			x0, x7 = x0.Add(x7), x0.Sub(x7)
			x1, x6 = x1.Add(x6), x1.Sub(x6)
			v = archsimd.LoadInt16x8Array((*[8]int16)(unsafe.Add(m, 16)))
			x2, x3 := v.ExtendLo4ToInt32(), simd.ExtendHiInt16(v)
			v = archsimd.LoadInt16x8Array((*[8]int16)(unsafe.Add(m, 32)))
			x4, x5 := v.ExtendLo4ToInt32(), simd.ExtendHiInt16(v)
			x2, x5 = x2.Add(x5), x2.Sub(x5)
			x3, x4 = x3.Add(x4), x3.Sub(x4)

			b0, b3 := x0.Add(x3), x0.Sub(x3)
			b1, b2 := x1.Add(x2), x1.Sub(x2)
			half := archsimd.BroadcastInt32x4(1 << (encShift2 - 1))
			y0 := b0.Add(b1).ShiftAllLeft(encFracBits).Add(half)
			y4 := b0.Sub(b1).ShiftAllLeft(encFracBits).Add(half)
			y2, y6 := encEven(b2.Add(b3), b3, encShift2)
			y1, y3, y5, y7 := encOdd(x4.Add(x5), x5.Add(x6), x6.Add(x7), x7, encShift2)
			encPair(y0.ShiftAllRight(encShift2), y1).StoreArray((*[4]int32)(m))
			encPair(y2, y3).StoreArray((*[4]int32)(unsafe.Add(m, 16)))
			encPair(y4.ShiftAllRight(encShift2), y5).StoreArray((*[4]int32)(unsafe.Add(m, 32)))
			encPair(y6, y7).StoreArray((*[4]int32)(unsafe.Add(m, 48)))
			m = unsafe.Add(m, 64)
		}
	}
}

// encEven returns the rounded outputs 2 and 6 of fdct8 from its b2+b3 and b3.
func encEven(b23, b3 archsimd.Int32x4, shift uint64) (y2, y6 archsimd.Int32x4) {
	z1 := b23.Mul(archsimd.BroadcastInt32x4(encC707))
	b3 = b3.ShiftAllLeft(encFracBits)
	y2 = b3.Add(z1).Add(archsimd.BroadcastInt32x4(1 << (shift - 1)))
	y6 = b3.Sub(z1).Add(archsimd.BroadcastInt32x4(1 << (shift - 2)))
	return y2.ShiftAllRight(shift), y6.ShiftAllRight(shift - 1)
}

// encOdd returns the odd outputs of fdct8, rounded and in the upper halves of
// their lanes.
func encOdd(b4, b5, b6, a7 archsimd.Int32x4, shift uint64) (y1, y3, y5, y7 archsimd.Int32x4) {
	z5 := b4.Sub(b6).Mul(archsimd.BroadcastInt32x4(encC382))
	z2 := b4.Mul(archsimd.BroadcastInt32x4(encC541)).Add(z5)
	z4 := b6.Mul(archsimd.BroadcastInt32x4(encC1306)).Add(z5)
	z3 := b5.Mul(archsimd.BroadcastInt32x4(encC707))
	a7 = a7.ShiftAllLeft(encFracBits)
	y1, y3, y5, y7 = encSums(a7.Add(z3), a7.Sub(z3), z2, z4, shift)
	return y1.ShiftAllLeft(16 - shift), y3.ShiftAllLeft(16 - shift), y5.ShiftAllLeft(16 - shift), y7.ShiftAllLeft(18 - shift)
}

// encPair puts the lower halves of a's lanes and the upper halves of b's into
// one vector.
func encPair(a, b archsimd.Int32x4) archsimd.Int32x4 {
	return simd.SelectInt32(a, b, archsimd.BroadcastInt32x4(0xffff))
}

// encLoad8 reads 16 bytes and widens the first eight.
func encLoad8(p unsafe.Pointer) archsimd.Int16x8 {
	return archsimd.LoadUint8x16Array((*[16]uint8)(p)).ExtendLo8ToUint16().BitsToInt16()
}
