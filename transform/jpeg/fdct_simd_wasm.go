//go:build goexperiment.simd && wasm

package jpeg

import (
	"simd/archsimd"
	"unsafe"
)

// fdctRow transforms one row of blocks; see fdctRowScalar, whose bits it gives.
//
// Both passes work on four lanes of int32. In the first, the lanes are four
// columns; packing two rows of its results into pairs of 16 bits is the first
// step of the transposition, interleaving such pairs the second, and reading
// the halves of a vector the third. In the second pass the lanes are four rows.
func fdctRow(dst []int16, src []byte, stride int, span encSpan) {
	if span.n <= 0 {
		return
	}
	// The bounds that the pointers below keep to.
	_ = src[7*stride+span.n*8+encOverread-1]
	_ = dst[span.block(span.n-1)*64+63]

	c382, c541 := archsimd.BroadcastInt32x4(encC382), archsimd.BroadcastInt32x4(encC541)
	c707, c1306 := archsimd.BroadcastInt32x4(encC707), archsimd.BroadcastInt32x4(encC1306)
	low16 := archsimd.BroadcastInt32x4(0xffff)
	low32 := archsimd.BroadcastInt64x2(0xffffffff)
	var mid [64]int16 // [half of the rows][columns 0 2 1 3 4 6 5 7][4 rows]

	for i := range span.n {
		m := unsafe.Pointer(&mid)
		for h := 0; h < 8; h += 4 {
			s := unsafe.Pointer(&src[i*8+h])
			x0 := encLoad4(s)
			s = unsafe.Add(s, stride)
			x1 := encLoad4(s)
			s = unsafe.Add(s, stride)
			x2 := encLoad4(s)
			s = unsafe.Add(s, stride)
			x3 := encLoad4(s)
			s = unsafe.Add(s, stride)
			x4 := encLoad4(s)
			x3, x4 = x3.Add(x4), x3.Sub(x4)
			s = unsafe.Add(s, stride)
			x5 := encLoad4(s)
			x2, x5 = x2.Add(x5), x2.Sub(x5)
			s = unsafe.Add(s, stride)
			x6 := encLoad4(s)
			x1, x6 = x1.Add(x6), x1.Sub(x6)
			s = unsafe.Add(s, stride)
			x7 := encLoad4(s)
			x0, x7 = x0.Add(x7), x0.Sub(x7)

			b0, b3 := x0.Add(x3), x0.Sub(x3)
			b1, b2 := x1.Add(x2), x1.Sub(x2)
			z1 := b2.Add(b3).Mul(c707)
			b3 = b3.ShiftAllLeft(encFracBits)
			y2 := b3.Add(z1).Add(archsimd.BroadcastInt32x4(1 << (encShift1 - 1)))
			y6 := b3.Sub(z1).Add(archsimd.BroadcastInt32x4(1 << (encShift1 - 2)))
			y0 := b0.Add(b1).ShiftAllLeft(encFracBits).Add(archsimd.BroadcastInt32x4(1<<(encShift1-1) - encLevelShift))
			y4 := b0.Sub(b1).ShiftAllLeft(encFracBits).Add(archsimd.BroadcastInt32x4(1 << (encShift1 - 1)))

			b4, b5, b6 := x4.Add(x5), x5.Add(x6), x6.Add(x7)
			z5 := b4.Sub(b6).Mul(c382)
			z2 := b4.Mul(c541).Add(z5)
			z4 := b6.Mul(c1306).Add(z5)
			z3 := b5.Mul(c707)
			x7 = x7.ShiftAllLeft(encFracBits)
			z11, z13 := x7.Add(z3), x7.Sub(z3)
			z13 = z13.Add(archsimd.BroadcastInt32x4(1 << (encShift1 - 1)))
			y5, y3 := z13.Add(z2), z13.Sub(z2)
			y1 := z11.Add(z4).Add(archsimd.BroadcastInt32x4(1 << (encShift1 - 1)))
			y7 := z11.Sub(z4).Add(archsimd.BroadcastInt32x4(1 << (encShift1 - 3)))

			p0 := y0.ShiftAllRight(encShift1).BitSelect(y1.ShiftAllLeft(16-encShift1), low16).ToBits().ReshapeToUint64s().BitsToInt64()
			p1 := y2.ShiftAllRight(encShift1).BitSelect(y3.ShiftAllLeft(16-encShift1), low16).ToBits().ReshapeToUint64s().BitsToInt64()
			p2 := y4.ShiftAllRight(encShift1).BitSelect(y5.ShiftAllLeft(16-encShift1), low16).ToBits().ReshapeToUint64s().BitsToInt64()
			p3 := y6.ShiftAllRight(encShift1-1).BitSelect(y7.ShiftAllLeft(16-encShift1+2), low16).ToBits().ReshapeToUint64s().BitsToInt64()
			p0.BitSelect(p1.ShiftAllLeft(32), low32).StoreArray((*[2]int64)(m))
			p0.ToBits().ShiftAllRight(32).BitsToInt64().BitSelect(p1, low32).StoreArray((*[2]int64)(unsafe.Add(m, 16)))
			p2.BitSelect(p3.ShiftAllLeft(32), low32).StoreArray((*[2]int64)(unsafe.Add(m, 64)))
			p2.ToBits().ShiftAllRight(32).BitsToInt64().BitSelect(p3, low32).StoreArray((*[2]int64)(unsafe.Add(m, 80)))
			m = unsafe.Add(m, 32)
		}
		m = unsafe.Pointer(&mid)
		d := unsafe.Pointer(&dst[span.block(i)*64])
		for h := 0; h < 8; h += 4 {
			v := archsimd.LoadInt16x8Array((*[8]int16)(m))
			x0, x2 := v.ExtendLo4ToInt32(), v.ExtendHi4ToInt32()
			v = archsimd.LoadInt16x8Array((*[8]int16)(unsafe.Add(m, 48)))
			x5, x7 := v.ExtendLo4ToInt32(), v.ExtendHi4ToInt32()
			x0, x7 = x0.Add(x7), x0.Sub(x7)
			x2, x5 = x2.Add(x5), x2.Sub(x5)
			v = archsimd.LoadInt16x8Array((*[8]int16)(unsafe.Add(m, 16)))
			x1, x3 := v.ExtendLo4ToInt32(), v.ExtendHi4ToInt32()
			v = archsimd.LoadInt16x8Array((*[8]int16)(unsafe.Add(m, 32)))
			x4, x6 := v.ExtendLo4ToInt32(), v.ExtendHi4ToInt32()
			x1, x6 = x1.Add(x6), x1.Sub(x6)
			x3, x4 = x3.Add(x4), x3.Sub(x4)

			b0, b3 := x0.Add(x3), x0.Sub(x3)
			b1, b2 := x1.Add(x2), x1.Sub(x2)
			z1 := b2.Add(b3).Mul(c707)
			b3 = b3.ShiftAllLeft(encFracBits)
			y2 := b3.Add(z1).Add(archsimd.BroadcastInt32x4(1 << (encShift2 - 1)))
			y6 := b3.Sub(z1).Add(archsimd.BroadcastInt32x4(1 << (encShift2 - 2)))
			y0 := b0.Add(b1).ShiftAllLeft(encFracBits).Add(archsimd.BroadcastInt32x4(1 << (encShift2 - 1)))
			y4 := b0.Sub(b1).ShiftAllLeft(encFracBits).Add(archsimd.BroadcastInt32x4(1 << (encShift2 - 1)))

			b4, b5, b6 := x4.Add(x5), x5.Add(x6), x6.Add(x7)
			z5 := b4.Sub(b6).Mul(c382)
			z2 := b4.Mul(c541).Add(z5)
			z4 := b6.Mul(c1306).Add(z5)
			z3 := b5.Mul(c707)
			x7 = x7.ShiftAllLeft(encFracBits)
			z11, z13 := x7.Add(z3), x7.Sub(z3)
			z13 = z13.Add(archsimd.BroadcastInt32x4(1 << (encShift2 - 1)))
			y5, y3 := z13.Add(z2), z13.Sub(z2)
			y1 := z11.Add(z4).Add(archsimd.BroadcastInt32x4(1 << (encShift2 - 1)))
			y7 := z11.Sub(z4).Add(archsimd.BroadcastInt32x4(1 << (encShift2 - 3)))

			y0.ShiftAllRight(encShift2).BitSelect(y1.ShiftAllLeft(16-encShift2), low16).StoreArray((*[4]int32)(d))
			y2.ShiftAllRight(encShift2).BitSelect(y3.ShiftAllLeft(16-encShift2), low16).StoreArray((*[4]int32)(unsafe.Add(d, 16)))
			y4.ShiftAllRight(encShift2).BitSelect(y5.ShiftAllLeft(16-encShift2), low16).StoreArray((*[4]int32)(unsafe.Add(d, 32)))
			y6.ShiftAllRight(encShift2-1).BitSelect(y7.ShiftAllLeft(16-encShift2+2), low16).StoreArray((*[4]int32)(unsafe.Add(d, 48)))
			m = unsafe.Add(m, 64)
			d = unsafe.Add(d, 64)
		}
	}
}

// encLoad4 reads 16 bytes and widens the first four.
func encLoad4(p unsafe.Pointer) archsimd.Int32x4 {
	return archsimd.LoadUint8x16Array((*[16]uint8)(p)).ExtendLo8ToUint16().ExtendLo4ToUint32().BitsToInt32()
}
