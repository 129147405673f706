//go:build goexperiment.simd && wasm

package jpeg

import (
	"simd/archsimd"
	"unsafe"
)

// Kernels for up to four samples a side.

// compact2 and compact3 move the lowest 2 or 3 bytes of each 32-bit lane next
// to each other.
var (
	compact2 = [16]int8{0, 1, 4, 5, 8, 9, 12, 13, -1, -1, -1, -1, -1, -1, -1, -1}
	compact3 = [16]int8{0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1}
)

// compact moves bytes of v as the table says.
func compact(v vec, table *[16]int8) archsimd.Int8x16 {
	bytes := v.ToBits().ReshapeToUint8s().BitsToInt8()
	return bytes.LookupOrZero(archsimd.LoadInt8x16Array(table))
}

// put2x4 stores the samples a and b of four blocks, after a shift.
func put2x4(dst unsafe.Pointer, a, b vec, shift uint64) {
	v := sample(a.ShiftAllRight(shift)).Or(sample(b.ShiftAllRight(shift)).ShiftAllLeft(8))
	*(*uint64)(dst) = compact(v, &compact2).ToBits().ReshapeToUint64s().GetElem(0)
}

// idct1Lanes makes one sample of each of 8 blocks.
func idct1Lanes(coef, q, dst unsafe.Pointer) {
	v := archsimd.LoadInt16x8Array((*[8]int16)(coef))
	v = v.Mul(archsimd.LoadInt16x8Array((*[8]int16)(q)))
	// (v+4)>>3 without overflow.
	v = v.ShiftAllRight(2).Add(archsimd.BroadcastInt16x8(1)).ShiftAllRight(1)
	v = v.Add(archsimd.BroadcastInt16x8(128))
	v = v.Max(archsimd.BroadcastInt16x8(0)).Min(archsimd.BroadcastInt16x8(255))
	b := v.ToBits().ReshapeToUint8s().BitsToInt8()
	even := archsimd.LoadInt8x16Array(&[16]int8{0, 2, 4, 6, 8, 10, 12, 14, -1, -1, -1, -1, -1, -1, -1, -1})
	*(*uint64)(dst) = b.LookupOrZero(even).ToBits().ReshapeToUint64s().GetElem(0)
}

// idct2Lanes is idct2 for both dimensions of four blocks.
func idct2Lanes(coef, q, dst unsafe.Pointer, stride int) {
	a, b := dequant(coef, q, 0), dequant(coef, q, 1)
	c, d := dequant(coef, q, 2), dequant(coef, q, 3)
	// The first pass is exact: it adds two fractional bits.
	a0, b0 := a.Add(c).ShiftAllLeft(2), b.Add(d).ShiftAllLeft(2)
	a1, b1 := a.Sub(c).ShiftAllLeft(2), b.Sub(d).ShiftAllLeft(2)
	half := splat(1<<17 + 128<<18)
	a0, b0 = a0.ShiftAllLeft(13).Add(half), b0.ShiftAllLeft(13)
	a1, b1 = a1.ShiftAllLeft(13).Add(half), b1.ShiftAllLeft(13)
	put2x4(dst, a0.Add(b0), a0.Sub(b0), 18)
	put2x4(unsafe.Add(dst, stride), a1.Add(b1), a1.Sub(b1), 18)
}

// mean2Cols is idctMean2 down the columns of four blocks.
func mean2Cols(coef, q, ws unsafe.Pointer) {
	half := splat(1 << 12)
	k1, k3, k5, k7 := splat(29692), splat(-10426), splat(6967), splat(-5906)
	for c := uintptr(0); c < 5; c++ {
		dc := dequant(coef, q, c).ShiftAllLeft(15).Add(half)
		o := dot4(dequant(coef, q, c+5), dequant(coef, q, c+10), dequant(coef, q, c+15),
			dequant(coef, q, c+20), k1, k3, k5, k7)
		put(ws, c, dc.Add(o).ShiftAllRight(13))
		put(ws, c+8, dc.Sub(o).ShiftAllRight(13))
	}
}

// mean2Rows is idctMean2 along the rows of four blocks.
func mean2Rows(ws, dst unsafe.Pointer, stride int) {
	half := splat(1<<19 + 128<<20)
	k1, k3, k5, k7 := splat(29692), splat(-10426), splat(6967), splat(-5906)
	for range 2 {
		dc := get(ws, 0).ShiftAllLeft(15).Add(half)
		o := dot4(get(ws, 1), get(ws, 2), get(ws, 3), get(ws, 4), k1, k3, k5, k7)
		put2x4(dst, dc.Add(o), dc.Sub(o), 20)
		ws, dst = unsafe.Add(ws, 8*16), unsafe.Add(dst, stride)
	}
}

// idct3Cols is idct3 down the columns of four blocks.
func idct3Cols(coef, q, ws unsafe.Pointer) {
	half := splat(1 << 10)
	for c := uintptr(0); c < 3; c++ {
		dc := dequant(coef, q, c).ShiftAllLeft(13).Add(half)
		p := dequant(coef, q, c+6).Mul(splat(5793))
		o := dequant(coef, q, c+3).Mul(splat(10033))
		put(ws, c, dc.Add(p).Add(o).ShiftAllRight(11))
		put(ws, c+8, dc.Sub(p).Sub(p).ShiftAllRight(11))
		put(ws, c+16, dc.Add(p).Sub(o).ShiftAllRight(11))
	}
}

// idct3Rows is idct3 along the rows of four blocks.
func idct3Rows(ws, dst unsafe.Pointer, stride int) {
	half := splat(1<<17 + 128<<18)
	for range 3 {
		dc := get(ws, 0).ShiftAllLeft(13).Add(half)
		p := get(ws, 2).Mul(splat(5793))
		o := get(ws, 1).Mul(splat(10033))
		v := pack4(dc.Add(p).Add(o), dc.Sub(p).Sub(p), dc.Add(p).Sub(o), splat(0), 18)
		compact(v, &compact3).StoreArray((*[16]int8)(dst))
		ws, dst = unsafe.Add(ws, 8*16), unsafe.Add(dst, stride)
	}
}

// idct4Cols is idct4 down the columns of four blocks.
func idct4Cols(coef, q, ws unsafe.Pointer) {
	half := splat(1 << 10)
	k, k1, k3 := splat(4433), splat(6270), splat(15137)
	for c := uintptr(0); c < 4; c++ {
		a, b := dequant(coef, q, c), dequant(coef, q, c+8)
		x, y := dequant(coef, q, c+4), dequant(coef, q, c+12)
		e0 := a.Add(b).ShiftAllLeft(13).Add(half)
		e1 := a.Sub(b).ShiftAllLeft(13).Add(half)
		r := x.Add(y).Mul(k)
		o0, o1 := r.Add(x.Mul(k1)), r.Sub(y.Mul(k3))
		put(ws, c, e0.Add(o0).ShiftAllRight(11))
		put(ws, c+8, e1.Add(o1).ShiftAllRight(11))
		put(ws, c+16, e1.Sub(o1).ShiftAllRight(11))
		put(ws, c+24, e0.Sub(o0).ShiftAllRight(11))
	}
}

// idct4Rows is idct4 along the rows of four blocks.
func idct4Rows(ws, dst unsafe.Pointer, stride int) {
	half := splat(1<<17 + 128<<18)
	k, k1, k3 := splat(4433), splat(6270), splat(15137)
	for range 4 {
		a, b, x, y := get(ws, 0), get(ws, 2), get(ws, 1), get(ws, 3)
		e0 := a.Add(b).ShiftAllLeft(13).Add(half)
		e1 := a.Sub(b).ShiftAllLeft(13).Add(half)
		r := x.Add(y).Mul(k)
		o0, o1 := r.Add(x.Mul(k1)), r.Sub(y.Mul(k3))
		put(dst, 0, pack4(e0.Add(o0), e1.Add(o1), e1.Sub(o1), e0.Sub(o0), 18))
		ws, dst = unsafe.Add(ws, 8*16), unsafe.Add(dst, stride)
	}
}

// mean4Cols is idctMean4 down the columns of four blocks.
func mean4Cols(coef, q, ws unsafe.Pointer) {
	half := splat(1 << 11)
	ke2, ke6 := splat(15137), splat(-6270)
	p1, p3, p5, p7 := splat(8697), splat(-17799), splat(11893), splat(-1730)
	q1, q3, q5, q7 := splat(20995), splat(7373), splat(-4926), splat(-4176)
	for c := uintptr(0); c < 7; c++ {
		a, b := dequant(coef, q, c+7), dequant(coef, q, c+21)
		x, y := dequant(coef, q, c+28), dequant(coef, q, c+42)
		o1 := dot4(a, b, x, y, p1, p3, p5, p7)
		o0 := dot4(a, b, x, y, q1, q3, q5, q7)
		dc := dequant(coef, q, c).ShiftAllLeft(14).Add(half)
		e := dequant(coef, q, c+14).Mul(ke2).Add(dequant(coef, q, c+35).Mul(ke6))
		e0, e1 := dc.Add(e), dc.Sub(e)
		put(ws, c, e0.Add(o0).ShiftAllRight(12))
		put(ws, c+8, e1.Add(o1).ShiftAllRight(12))
		put(ws, c+16, e1.Sub(o1).ShiftAllRight(12))
		put(ws, c+24, e0.Sub(o0).ShiftAllRight(12))
	}
}

// mean4Rows is idctMean4 along the rows of four blocks.
func mean4Rows(ws, dst unsafe.Pointer, stride int) {
	half := splat(1<<18 + 128<<19)
	ke2, ke6 := splat(15137), splat(-6270)
	p1, p3, p5, p7 := splat(8697), splat(-17799), splat(11893), splat(-1730)
	q1, q3, q5, q7 := splat(20995), splat(7373), splat(-4926), splat(-4176)
	for range 4 {
		a, b, x, y := get(ws, 1), get(ws, 3), get(ws, 4), get(ws, 6)
		o1 := dot4(a, b, x, y, p1, p3, p5, p7)
		o0 := dot4(a, b, x, y, q1, q3, q5, q7)
		dc := get(ws, 0).ShiftAllLeft(14).Add(half)
		e := get(ws, 2).Mul(ke2).Add(get(ws, 5).Mul(ke6))
		e0, e1 := dc.Add(e), dc.Sub(e)
		put(dst, 0, pack4(e0.Add(o0), e1.Add(o1), e1.Sub(o1), e0.Sub(o0), 19))
		ws, dst = unsafe.Add(ws, 8*16), unsafe.Add(dst, stride)
	}
}
