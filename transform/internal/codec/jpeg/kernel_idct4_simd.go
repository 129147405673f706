//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package jpeg

import (
	"encoding/binary"
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
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
	return simd.PickInt8(bytes, archsimd.LoadInt8x16Array(table))
}

// put2x4 stores the samples a and b of four blocks, after a shift.
func put2x4(dst unsafe.Pointer, a, b vec, shift uint64) {
	v := sample(a.ShiftAllRight(shift)).Or(sample(b.ShiftAllRight(shift)).ShiftAllLeft(8))
	*(*uint64)(dst) = compact(v, &compact2).ToBits().ReshapeToUint64s().GetElem(0)
}

// idct1Lanes makes one sample of each of 8 blocks.
func idct1Lanes(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace) {
	v := archsimd.LoadInt16x8(coef).Mul(archsimd.LoadInt16x8Array(&q[0]))
	// (v+4)>>3 without overflow.
	v = v.ShiftAllRight(2).Add(archsimd.BroadcastInt16x8(1)).ShiftAllRight(1)
	v = v.Add(archsimd.BroadcastInt16x8(128))
	v = v.Max(archsimd.BroadcastInt16x8(0)).Min(archsimd.BroadcastInt16x8(255))
	b := v.ToBits().ReshapeToUint8s().BitsToInt8()
	even := archsimd.LoadInt8x16Array(&[16]int8{0, 2, 4, 6, 8, 10, 12, 14, -1, -1, -1, -1, -1, -1, -1, -1})
	binary.LittleEndian.PutUint64(dst, simd.PickInt8(b, even).ToBits().ReshapeToUint64s().GetElem(0))
}

// idct2Lanes is idct2 for both dimensions of four blocks.
func idct2Lanes(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace) {
	l := pointers(dst, stride, coef, q, ws, 2, 2)
	half := splat(1<<17 + 128<<18)
	for range 2 {
		a, b := dequant(l.coef, l.q, 0), dequant(l.coef, l.q, 1)
		c, d := dequant(l.coef, l.q, 2), dequant(l.coef, l.q, 3)
		// The first pass is exact: it adds two fractional bits.
		a0, b0 := a.Add(c).ShiftAllLeft(2), b.Add(d).ShiftAllLeft(2)
		a1, b1 := a.Sub(c).ShiftAllLeft(2), b.Sub(d).ShiftAllLeft(2)
		a0, b0 = a0.ShiftAllLeft(13).Add(half), b0.ShiftAllLeft(13)
		a1, b1 = a1.ShiftAllLeft(13).Add(half), b1.ShiftAllLeft(13)
		put2x4(l.dst, a0.Add(b0), a0.Sub(b0), 18)
		put2x4(unsafe.Add(l.dst, stride), a1.Add(b1), a1.Sub(b1), 18)
		l.coef, l.dst = unsafe.Add(l.coef, 8), unsafe.Add(l.dst, 4*2)
	}
}

// mean2Lanes is idctMean2.
func mean2Lanes(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace) {
	l := pointers(dst, stride, coef, q, ws, 2, 5)
	half1 := splat(1 << 12)
	k1, k3, k5, k7 := splat(29692), splat(-10426), splat(6967), splat(-5906)
	half2 := splat(1<<19 + 128<<20)
	for range 2 {
		for c := uintptr(0); c < 5; c++ {
			dc := dequant(l.coef, l.q, c).ShiftAllLeft(15).Add(half1)
			o := dot4(dequant(l.coef, l.q, c+5), dequant(l.coef, l.q, c+10), dequant(l.coef, l.q, c+15),
				dequant(l.coef, l.q, c+20), k1, k3, k5, k7)
			put(l.ws, c, dc.Add(o).ShiftAllRight(13))
			put(l.ws, c+8, dc.Sub(o).ShiftAllRight(13))
		}
		w, out := l.ws, l.dst
		for range 2 {
			dc := get(w, 0).ShiftAllLeft(15).Add(half2)
			o := dot4(get(w, 1), get(w, 2), get(w, 3), get(w, 4), k1, k3, k5, k7)
			put2x4(out, dc.Add(o), dc.Sub(o), 20)
			w, out = unsafe.Add(w, 8*16), unsafe.Add(out, stride)
		}
		l.coef, l.dst = unsafe.Add(l.coef, 8), unsafe.Add(l.dst, 4*2)
	}
}

// mean2LowLanes is mean2Lanes where only coefficients 0, 1 and 3 are not zero.
func mean2LowLanes(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace) {
	l := pointers(dst, stride, coef, q, ws, 2, 5)
	half1 := splat(1 << 12)
	k1, k3 := splat(29692), splat(-10426)
	half2 := splat(1<<19 + 128<<20)
	for range 2 {
		for c := uintptr(0); c < 3; c++ {
			dc := dequant(l.coef, l.q, c).ShiftAllLeft(15).Add(half1)
			o := dequant(l.coef, l.q, c+5).Mul(k1).Add(dequant(l.coef, l.q, c+10).Mul(k3))
			put(l.ws, c, dc.Add(o).ShiftAllRight(13))
			put(l.ws, c+8, dc.Sub(o).ShiftAllRight(13))
		}
		w, out := l.ws, l.dst
		for range 2 {
			dc := get(w, 0).ShiftAllLeft(15).Add(half2)
			o := get(w, 1).Mul(k1).Add(get(w, 2).Mul(k3))
			put2x4(out, dc.Add(o), dc.Sub(o), 20)
			w, out = unsafe.Add(w, 8*16), unsafe.Add(out, stride)
		}
		l.coef, l.dst = unsafe.Add(l.coef, 8), unsafe.Add(l.dst, 4*2)
	}
}

// idct3Lanes is idct3.
func idct3Lanes(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace) {
	l := pointers(dst, stride, coef, q, ws, 3, 3)
	half1 := splat(1 << 10)
	half2 := splat(1<<17 + 128<<18)
	for range 2 {
		for c := uintptr(0); c < 3; c++ {
			dc := dequant(l.coef, l.q, c).ShiftAllLeft(13).Add(half1)
			p := dequant(l.coef, l.q, c+6).Mul(splat(5793))
			o := dequant(l.coef, l.q, c+3).Mul(splat(10033))
			put(l.ws, c, dc.Add(p).Add(o).ShiftAllRight(11))
			put(l.ws, c+8, dc.Sub(p).Sub(p).ShiftAllRight(11))
			put(l.ws, c+16, dc.Add(p).Sub(o).ShiftAllRight(11))
		}
		w, out := l.ws, l.dst
		for range 3 {
			dc := get(w, 0).ShiftAllLeft(13).Add(half2)
			p := get(w, 2).Mul(splat(5793))
			o := get(w, 1).Mul(splat(10033))
			v := pack4(dc.Add(p).Add(o), dc.Sub(p).Sub(p), dc.Add(p).Sub(o), splat(0), 18)
			compact(v, &compact3).StoreArray((*[16]int8)(out))
			w, out = unsafe.Add(w, 8*16), unsafe.Add(out, stride)
		}
		l.coef, l.dst = unsafe.Add(l.coef, 8), unsafe.Add(l.dst, 4*3)
	}
}

// idct4Lanes is idct4.
func idct4Lanes(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace) {
	l := pointers(dst, stride, coef, q, ws, 4, 4)
	half1 := splat(1 << 10)
	k, k1, k3 := splat(4433), splat(6270), splat(15137)
	half2 := splat(1<<17 + 128<<18)
	for range 2 {
		for c := uintptr(0); c < 4; c++ {
			a, b := dequant(l.coef, l.q, c), dequant(l.coef, l.q, c+8)
			x, y := dequant(l.coef, l.q, c+4), dequant(l.coef, l.q, c+12)
			e0 := a.Add(b).ShiftAllLeft(13).Add(half1)
			e1 := a.Sub(b).ShiftAllLeft(13).Add(half1)
			r := x.Add(y).Mul(k)
			o0, o1 := r.Add(x.Mul(k1)), r.Sub(y.Mul(k3))
			put(l.ws, c, e0.Add(o0).ShiftAllRight(11))
			put(l.ws, c+8, e1.Add(o1).ShiftAllRight(11))
			put(l.ws, c+16, e1.Sub(o1).ShiftAllRight(11))
			put(l.ws, c+24, e0.Sub(o0).ShiftAllRight(11))
		}
		w, out := l.ws, l.dst
		for range 4 {
			a, b, x, y := get(w, 0), get(w, 2), get(w, 1), get(w, 3)
			e0 := a.Add(b).ShiftAllLeft(13).Add(half2)
			e1 := a.Sub(b).ShiftAllLeft(13).Add(half2)
			r := x.Add(y).Mul(k)
			o0, o1 := r.Add(x.Mul(k1)), r.Sub(y.Mul(k3))
			put(out, 0, pack4(e0.Add(o0), e1.Add(o1), e1.Sub(o1), e0.Sub(o0), 18))
			w, out = unsafe.Add(w, 8*16), unsafe.Add(out, stride)
		}
		l.coef, l.dst = unsafe.Add(l.coef, 8), unsafe.Add(l.dst, 4*4)
	}
}

// mean4Lanes is idctMean4.
func mean4Lanes(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace) {
	l := pointers(dst, stride, coef, q, ws, 4, 7)
	half1 := splat(1 << 11)
	ke2, ke6 := splat(15137), splat(-6270)
	p1, p3, p5, p7 := splat(8697), splat(-17799), splat(11893), splat(-1730)
	q1, q3, q5, q7 := splat(20995), splat(7373), splat(-4926), splat(-4176)
	half2 := splat(1<<18 + 128<<19)
	for range 2 {
		for c := uintptr(0); c < 7; c++ {
			a, b := dequant(l.coef, l.q, c+7), dequant(l.coef, l.q, c+21)
			x, y := dequant(l.coef, l.q, c+28), dequant(l.coef, l.q, c+42)
			o1 := dot4(a, b, x, y, p1, p3, p5, p7)
			o0 := dot4(a, b, x, y, q1, q3, q5, q7)
			dc := dequant(l.coef, l.q, c).ShiftAllLeft(14).Add(half1)
			e := dequant(l.coef, l.q, c+14).Mul(ke2).Add(dequant(l.coef, l.q, c+35).Mul(ke6))
			e0, e1 := dc.Add(e), dc.Sub(e)
			put(l.ws, c, e0.Add(o0).ShiftAllRight(12))
			put(l.ws, c+8, e1.Add(o1).ShiftAllRight(12))
			put(l.ws, c+16, e1.Sub(o1).ShiftAllRight(12))
			put(l.ws, c+24, e0.Sub(o0).ShiftAllRight(12))
		}
		w, out := l.ws, l.dst
		for range 4 {
			a, b, x, y := get(w, 1), get(w, 3), get(w, 4), get(w, 6)
			o1 := dot4(a, b, x, y, p1, p3, p5, p7)
			o0 := dot4(a, b, x, y, q1, q3, q5, q7)
			dc := get(w, 0).ShiftAllLeft(14).Add(half2)
			e := get(w, 2).Mul(ke2).Add(get(w, 5).Mul(ke6))
			e0, e1 := dc.Add(e), dc.Sub(e)
			put(out, 0, pack4(e0.Add(o0), e1.Add(o1), e1.Sub(o1), e0.Sub(o0), 19))
			w, out = unsafe.Add(w, 8*16), unsafe.Add(out, stride)
		}
		l.coef, l.dst = unsafe.Add(l.coef, 8), unsafe.Add(l.dst, 4*4)
	}
}

// mean4LowLanes is mean4Lanes where only coefficients 0 to 3 are not zero.
func mean4LowLanes(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace) {
	l := pointers(dst, stride, coef, q, ws, 4, 7)
	half1, ke2 := splat(1<<11), splat(15137)
	p1, p3, q1, q3 := splat(8697), splat(-17799), splat(20995), splat(7373)
	half2 := splat(1<<18 + 128<<19)
	for range 2 {
		for c := uintptr(0); c < 4; c++ {
			a, b := dequant(l.coef, l.q, c+7), dequant(l.coef, l.q, c+21)
			o1, o0 := a.Mul(p1).Add(b.Mul(p3)), a.Mul(q1).Add(b.Mul(q3))
			dc := dequant(l.coef, l.q, c).ShiftAllLeft(14).Add(half1)
			e := dequant(l.coef, l.q, c+14).Mul(ke2)
			e0, e1 := dc.Add(e), dc.Sub(e)
			put(l.ws, c, e0.Add(o0).ShiftAllRight(12))
			put(l.ws, c+8, e1.Add(o1).ShiftAllRight(12))
			put(l.ws, c+16, e1.Sub(o1).ShiftAllRight(12))
			put(l.ws, c+24, e0.Sub(o0).ShiftAllRight(12))
		}
		w, out := l.ws, l.dst
		for range 4 {
			a, b := get(w, 1), get(w, 3)
			o1, o0 := a.Mul(p1).Add(b.Mul(p3)), a.Mul(q1).Add(b.Mul(q3))
			dc := get(w, 0).ShiftAllLeft(14).Add(half2)
			e := get(w, 2).Mul(ke2)
			e0, e1 := dc.Add(e), dc.Sub(e)
			put(out, 0, pack4(e0.Add(o0), e1.Add(o1), e1.Sub(o1), e0.Sub(o0), 19))
			w, out = unsafe.Add(w, 8*16), unsafe.Add(out, stride)
		}
		l.coef, l.dst = unsafe.Add(l.coef, 8), unsafe.Add(l.dst, 4*4)
	}
}
