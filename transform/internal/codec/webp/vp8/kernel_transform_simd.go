//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package vp8

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

// There is no high half multiplication of 16 bit lanes. Products are made in 32
// bits of the even and of the odd lanes, shifted so that their high halves are
// the results, and put together again.

func evens(v archsimd.Int16x8) archsimd.Int32x4 {
	return v.ToBits().ReshapeToUint32s().BitsToInt32().ShiftAllLeft(16).ShiftAllRight(16)
}

func odds(v archsimd.Int16x8) archsimd.Int32x4 {
	return v.ToBits().ReshapeToUint32s().BitsToInt32().ShiftAllRight(16)
}

// highs takes the high halves of products of even and odd lanes.
func highs(even, odd archsimd.Int32x4) archsimd.Int16x8 {
	high := archsimd.BroadcastUint32x4(0xFFFF0000)
	return even.ToBits().ShiftAllRight(16).Or(odd.ToBits().And(high)).ReshapeToUint16s().BitsToInt16()
}

// pairOf has two numbers in turns.
func pairOf(a, b int16) archsimd.Int16x8 {
	return archsimd.BroadcastInt32x4(int32(a)&0xffff | int32(b)<<16).ToBits().ReshapeToUint16s().BitsToInt16()
}

func fdct(in, out *block8) {
	k10, k29 := archsimd.BroadcastInt16x8(10), archsimd.BroadcastInt16x8(29)
	k21, r32 := archsimd.BroadcastInt16x8(21), archsimd.BroadcastInt16x8(32)
	var t block8
	src, dst := unsafe.Pointer(in), unsafe.Pointer(&t)
	for range 4 {
		d0, d1, d2, d3 := simd.Load16(src, 0), simd.Load16(src, 16), simd.Load16(src, 32), simd.Load16(src, 48)
		a0, a1 := d0.Add(d3), d1.Add(d2)
		a3, a2 := d0.Sub(d3), d1.Sub(d2)
		simd.Store16(dst, 0, a0.Add(a1).ShiftAllLeft(3))
		simd.Store16(dst, 32, a0.Sub(a1).ShiftAllLeft(3))
		f1 := a3.Mul(k29).Add(a2.Mul(k21)).Add(r32).ShiftAllRight(6)
		simd.Store16(dst, 16, a3.Mul(k10).Add(a2.ShiftAllLeft(2)).Add(f1))
		f3 := a3.Mul(k21).Sub(a2.Mul(k29)).Add(r32).ShiftAllRight(6)
		simd.Store16(dst, 48, a3.ShiftAllLeft(2).Sub(a2.Mul(k10)).Add(f3))
		src, dst = unsafe.Add(src, 64), unsafe.Add(dst, 64)
	}
	r8 := archsimd.BroadcastInt16x8(8)
	cosSin, sinCos := pairOf(fwdCos, fwdSin), pairOf(fwdSin, -fwdCos)
	half := archsimd.BroadcastInt32x4(1 << 15)
	src, dst = unsafe.Pointer(&t), unsafe.Pointer(out)
	for range 4 {
		d0, d1, d2, d3 := simd.Load16(src, 0), simd.Load16(src, 64), simd.Load16(src, 128), simd.Load16(src, 192)
		a0, a1 := d0.Add(d3), d1.Add(d2)
		simd.Store16(dst, 0, a0.Add(a1).Add(r8).ShiftAllRight(4))
		simd.Store16(dst, 128, a0.Sub(a1).Add(r8).ShiftAllRight(4))
		a3, a2 := d0.Sub(d3), d1.Sub(d2)
		lo, hi := simd.MulPairsLoInt16(a3, a2, cosSin).Add(half), simd.MulPairsHiInt16(a3, a2, cosSin).Add(half)
		simd.Store16(dst, 64, simd.NarrowInt32(lo.ShiftAllRight(16), hi.ShiftAllRight(16)))
		lo, hi = simd.MulPairsLoInt16(a3, a2, sinCos).Add(half), simd.MulPairsHiInt16(a3, a2, sinCos).Add(half)
		simd.Store16(dst, 192, simd.NarrowInt32(lo.ShiftAllRight(16), hi.ShiftAllRight(16)))
		src, dst = unsafe.Add(src, 16), unsafe.Add(dst, 16)
	}
}

// idctPass is one dimension of the inverse transform.
func idctPass(d0, d1, d2, d3 archsimd.Int16x8) (o0, o1, o2, o3 archsimd.Int16x8) {
	cos, sin := archsimd.BroadcastInt32x4(invCos), archsimd.BroadcastInt32x4(invSin)
	e1, h1, e3, h3 := evens(d1), odds(d1), evens(d3), odds(d3)
	a, b := d0.Add(d2), d0.Sub(d2)
	c := highs(e1.Mul(sin), h1.Mul(sin)).Sub(d3.Add(highs(e3.Mul(cos), h3.Mul(cos))))
	d := d1.Add(highs(e1.Mul(cos), h1.Mul(cos))).Add(highs(e3.Mul(sin), h3.Mul(sin)))
	return a.Add(d), b.Add(c), b.Sub(c), a.Sub(d)
}

func idct(in, out *block8) {
	var t block8
	src, dst := unsafe.Pointer(in), unsafe.Pointer(&t)
	for range 4 {
		o0, o1, o2, o3 := idctPass(simd.Load16(src, 0), simd.Load16(src, 64), simd.Load16(src, 128), simd.Load16(src, 192))
		simd.Store16(dst, 0, o0)
		simd.Store16(dst, 64, o1)
		simd.Store16(dst, 128, o2)
		simd.Store16(dst, 192, o3)
		src, dst = unsafe.Add(src, 16), unsafe.Add(dst, 16)
	}
	r4 := archsimd.BroadcastInt16x8(4)
	src, dst = unsafe.Pointer(&t), unsafe.Pointer(out)
	for range 4 {
		o0, o1, o2, o3 := idctPass(simd.Load16(src, 0).Add(r4), simd.Load16(src, 16), simd.Load16(src, 32), simd.Load16(src, 48))
		simd.Store16(dst, 0, o0.ShiftAllRight(3))
		simd.Store16(dst, 16, o1.ShiftAllRight(3))
		simd.Store16(dst, 32, o2.ShiftAllRight(3))
		simd.Store16(dst, 48, o3.ShiftAllRight(3))
		src, dst = unsafe.Add(src, 64), unsafe.Add(dst, 64)
	}
}

// pass32 is one dimension of the inverse transform, in 32 bits.
func pass32(d0, d1, d2, d3 archsimd.Int32x4) (o0, o1, o2, o3 archsimd.Int32x4) {
	cos, sin := archsimd.BroadcastInt32x4(invCos), archsimd.BroadcastInt32x4(invSin)
	a, b := d0.Add(d2), d0.Sub(d2)
	c := d1.Mul(sin).ShiftAllRight(16).Sub(d3.Add(d3.Mul(cos).ShiftAllRight(16)))
	d := d1.Add(d1.Mul(cos).ShiftAllRight(16)).Add(d3.Mul(sin).ShiftAllRight(16))
	return a.Add(d), b.Add(c), b.Sub(c), a.Sub(d)
}

// Lookups of add4: the low halves of four lanes, into either half; elements 0
// and 1, or 2 and 3, of two rows in the first two and the last two places of
// four; the transposition of sixteen bytes.
var (
	narrowLow  = [16]int8{0, 1, 4, 5, 8, 9, 12, 13, -1, -1, -1, -1, -1, -1, -1, -1}
	narrowHigh = [16]int8{-1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 4, 5, 8, 9, 12, 13}
	columns01A = [16]int8{0, 1, 8, 9, -1, -1, -1, -1, 2, 3, 10, 11, -1, -1, -1, -1}
	columns01B = [16]int8{-1, -1, -1, -1, 0, 1, 8, 9, -1, -1, -1, -1, 2, 3, 10, 11}
	columns23A = [16]int8{4, 5, 12, 13, -1, -1, -1, -1, 6, 7, 14, 15, -1, -1, -1, -1}
	columns23B = [16]int8{-1, -1, -1, -1, 4, 5, 12, 13, -1, -1, -1, -1, 6, 7, 14, 15}
	transpose4 = [16]int8{0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15}
)

// narrow32 puts the low halves of a and b side by side.
func narrow32(a, b archsimd.Int32x4) archsimd.Uint8x16 {
	return lookup(a.ToBits().ReshapeToUint8s(), &narrowLow).Or(lookup(b.ToBits().ReshapeToUint8s(), &narrowHigh))
}

func add4(c *[16]int16, preds *predictions4, mode int, dst []uint8) {
	a := archsimd.LoadInt16x8Array((*[8]int16)(c[:8]))
	b := archsimd.LoadInt16x8Array((*[8]int16)(c[8:]))
	r0, r1, r2, r3 := pass32(a.ExtendLo4ToInt32(), simd.ExtendHiInt16(a), b.ExtendLo4ToInt32(), simd.ExtendHiInt16(b))
	upper, lower := narrow32(r0, r1), narrow32(r2, r3)
	a = lookup(upper, &columns01A).Or(lookup(lower, &columns01B)).ReshapeToUint16s().BitsToInt16()
	b = lookup(upper, &columns23A).Or(lookup(lower, &columns23B)).ReshapeToUint16s().BitsToInt16()
	four := archsimd.BroadcastInt32x4(4)
	r0, r1, r2, r3 = pass32(a.ExtendLo4ToInt32().Add(four), simd.ExtendHiInt16(a), b.ExtendLo4ToInt32(), simd.ExtendHiInt16(b))
	a = narrow32(r0, r1).ReshapeToUint16s().BitsToInt16().ShiftAllRight(3)
	b = narrow32(r2, r3).ReshapeToUint16s().BitsToInt16().ShiftAllRight(3)

	// Everything is column by column now.
	m := mode & 15
	column := [16]uint8{
		preds[0][m], preds[4][m], preds[8][m], preds[12][m],
		preds[1][m], preds[5][m], preds[9][m], preds[13][m],
		preds[2][m], preds[6][m], preds[10][m], preds[14][m],
		preds[3][m], preds[7][m], preds[11][m], preds[15][m],
	}
	pred := archsimd.LoadUint8x16Array(&column)
	zero, top := archsimd.BroadcastInt16x8(0), archsimd.BroadcastInt16x8(255)
	a = a.Add(pred.ExtendLo8ToUint16().BitsToInt16()).Max(zero).Min(top)
	b = b.Add(simd.ExtendHiUint8(pred).BitsToInt16()).Max(zero).Min(top)
	v := lookup(a.ToBits().ReshapeToUint8s(), &lowHalf).Or(lookup(b.ToBits().ReshapeToUint8s(), &highHalf))
	var rows [4][4]uint8
	lookup(v, &transpose4).StoreArray((*[16]uint8)(unsafe.Pointer(&rows)))
	_ = dst[3*recStride+3]
	*(*[4]uint8)(dst) = rows[0]
	*(*[4]uint8)(dst[recStride:]) = rows[1]
	*(*[4]uint8)(dst[2*recStride:]) = rows[2]
	*(*[4]uint8)(dst[3*recStride:]) = rows[3]
}
