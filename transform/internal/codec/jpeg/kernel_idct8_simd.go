//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package jpeg

import "unsafe"

// Kernels for five to eight samples a side. Each one-dimensional transform is
// split into its even and odd part, small enough to be inlined into both
// passes.

// putSumDiff stores the rows that a pair of an even and an odd part give.
func putSumDiff(ws unsafe.Pointer, i, j uintptr, e, o vec) {
	put(ws, i, e.Add(o).ShiftAllRight(11))
	put(ws, j, e.Sub(o).ShiftAllRight(11))
}

// idct5Even and idct5Odd are the parts of idct5.
func idct5Even(dc, b, d vec) (e0, e1, e2 vec) {
	p := b.Add(d).Mul(splat(6476))
	q := b.Sub(d).Mul(splat(2896))
	dq := dc.Add(q)
	return dq.Add(p), dq.Sub(p), dc.Sub(q.ShiftAllLeft(2))
}

func idct5Odd(a, c vec) (o0, o1 vec) {
	r := a.Add(c).Mul(splat(6810))
	return r.Add(a.Mul(splat(4209))), r.Sub(c.Mul(splat(17828)))
}

func idct5Lanes(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace) {
	l := pointers(dst, stride, coef, q, ws, 5, 5)
	half1 := splat(1 << 10)
	half2 := splat(1<<17 + 128<<18)
	for range 2 {
		for c := uintptr(0); c < 5; c++ {
			dc := dequant(l.coef, l.q, c).ShiftAllLeft(13).Add(half1)
			e0, e1, e2 := idct5Even(dc, dequant(l.coef, l.q, c+10), dequant(l.coef, l.q, c+20))
			o0, o1 := idct5Odd(dequant(l.coef, l.q, c+5), dequant(l.coef, l.q, c+15))
			putSumDiff(l.ws, c, c+32, e0, o0)
			putSumDiff(l.ws, c+8, c+24, e1, o1)
			put(l.ws, c+16, e2.ShiftAllRight(11))
		}
		w, out := l.ws, l.dst
		for range 5 {
			e0, e1, e2 := idct5Even(get(w, 0).ShiftAllLeft(13).Add(half2), get(w, 2), get(w, 4))
			o0, o1 := idct5Odd(get(w, 1), get(w, 3))
			lo := pack4(e0.Add(o0), e1.Add(o1), e2, e1.Sub(o1), 18)
			putN(out, 5, lo, sample(e0.Sub(o0).ShiftAllRight(18)))
			w, out = unsafe.Add(w, 8*16), unsafe.Add(out, stride)
		}
		l.coef, l.dst = unsafe.Add(l.coef, 8), unsafe.Add(l.dst, 4*5)
	}
}

// idct6Even and idct6Odd are the parts of idct6.
func idct6Even(dc, b, d vec) (e0, e1, e2 vec) {
	p := d.Mul(splat(5793))
	q := b.Mul(splat(10033))
	dp := dc.Add(p)
	return dp.Add(q), dc.Sub(p).Sub(p), dp.Sub(q)
}

func idct6Odd(a, b, c vec) (o0, o1, o2 vec) {
	r := a.Add(c).Mul(splat(2998))
	o0 = r.Add(a.Add(b).ShiftAllLeft(13))
	o2 = r.Add(c.Sub(b).ShiftAllLeft(13))
	return o0, a.Sub(b).Sub(c).ShiftAllLeft(13), o2
}

func idct6Lanes(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace) {
	l := pointers(dst, stride, coef, q, ws, 6, 6)
	half1 := splat(1 << 10)
	half2 := splat(1<<17 + 128<<18)
	for range 2 {
		for c := uintptr(0); c < 6; c++ {
			dc := dequant(l.coef, l.q, c).ShiftAllLeft(13).Add(half1)
			e0, e1, e2 := idct6Even(dc, dequant(l.coef, l.q, c+12), dequant(l.coef, l.q, c+24))
			o0, o1, o2 := idct6Odd(dequant(l.coef, l.q, c+6), dequant(l.coef, l.q, c+18), dequant(l.coef, l.q, c+30))
			putSumDiff(l.ws, c, c+40, e0, o0)
			putSumDiff(l.ws, c+8, c+32, e1, o1)
			putSumDiff(l.ws, c+16, c+24, e2, o2)
		}
		w, out := l.ws, l.dst
		for range 6 {
			e0, e1, e2 := idct6Even(get(w, 0).ShiftAllLeft(13).Add(half2), get(w, 2), get(w, 4))
			o0, o1, o2 := idct6Odd(get(w, 1), get(w, 3), get(w, 5))
			lo := pack4(e0.Add(o0), e1.Add(o1), e2.Add(o2), e2.Sub(o2), 18)
			putN(out, 6, lo, pack4(e1.Sub(o1), e0.Sub(o0), splat(0), splat(0), 18))
			w, out = unsafe.Add(w, 8*16), unsafe.Add(out, stride)
		}
		l.coef, l.dst = unsafe.Add(l.coef, 8), unsafe.Add(l.dst, 4*6)
	}
}

// idct7Even and idct7Odd are the parts of idct7.
func idct7Even(dc, a, b, c vec) (e0, e1, e2, e3 vec) {
	s := a.Add(c).Mul(splat(10438)).Add(dc)
	p := b.Sub(c).Mul(splat(7223))
	q := a.Sub(b).Mul(splat(2578))
	e0 = p.Add(s).Sub(c.Mul(splat(637)))
	e1 = p.Add(q).Add(dc).Sub(b.Mul(splat(15083)))
	e2 = q.Add(s).Sub(a.Mul(splat(20239)))
	return e0, e1, e2, dc.Add(b.Sub(a).Sub(c).Mul(splat(11585)))
}

func idct7Odd(a, b, c vec) (o0, o1, o2 vec) {
	t := a.Add(b).Mul(splat(7663))
	u := a.Sub(b).Mul(splat(1395))
	w := b.Add(c).Mul(splat(11295))
	x := a.Add(c).Mul(splat(5027))
	return t.Sub(u).Add(x), t.Add(u).Sub(w), x.Sub(w).Add(c.Mul(splat(15326)))
}

func idct7Lanes(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace) {
	l := pointers(dst, stride, coef, q, ws, 7, 7)
	half1 := splat(1 << 10)
	half2 := splat(1<<17 + 128<<18)
	for range 2 {
		for c := uintptr(0); c < 7; c++ {
			dc := dequant(l.coef, l.q, c).ShiftAllLeft(13).Add(half1)
			e0, e1, e2, e3 := idct7Even(dc, dequant(l.coef, l.q, c+14), dequant(l.coef, l.q, c+28), dequant(l.coef, l.q, c+42))
			o0, o1, o2 := idct7Odd(dequant(l.coef, l.q, c+7), dequant(l.coef, l.q, c+21), dequant(l.coef, l.q, c+35))
			putSumDiff(l.ws, c, c+48, e0, o0)
			putSumDiff(l.ws, c+8, c+40, e1, o1)
			putSumDiff(l.ws, c+16, c+32, e2, o2)
			put(l.ws, c+24, e3.ShiftAllRight(11))
		}
		w, out := l.ws, l.dst
		for range 7 {
			dc := get(w, 0).ShiftAllLeft(13).Add(half2)
			e0, e1, e2, e3 := idct7Even(dc, get(w, 2), get(w, 4), get(w, 6))
			o0, o1, o2 := idct7Odd(get(w, 1), get(w, 3), get(w, 5))
			lo := pack4(e0.Add(o0), e1.Add(o1), e2.Add(o2), e3, 18)
			putN(out, 7, lo, pack4(e2.Sub(o2), e1.Sub(o1), e0.Sub(o0), splat(0), 18))
			w, out = unsafe.Add(w, 8*16), unsafe.Add(out, stride)
		}
		l.coef, l.dst = unsafe.Add(l.coef, 8), unsafe.Add(l.dst, 4*7)
	}
}

// idct8Even and idct8Odd are the parts of idct8.
func idct8Even(a, b, c, d, half vec) (e0, e1, e2, e3 vec) {
	z := b.Add(d).Mul(splat(4433))
	r2 := z.Sub(d.Mul(splat(15137)))
	r3 := z.Add(b.Mul(splat(6270)))
	s := a.Add(c).ShiftAllLeft(13).Add(half)
	t := a.Sub(c).ShiftAllLeft(13).Add(half)
	return s.Add(r3), t.Add(r2), t.Sub(r2), s.Sub(r3)
}

// idct8Rotate is the first half of the odd part.
func idct8Rotate(a, b, c, d vec) (p, q, s, t vec) {
	ac, bd := a.Add(c), b.Add(d)
	r := ac.Add(bd).Mul(splat(9633))
	p = a.Add(d).Mul(splat(7373))
	q = b.Add(c).Mul(splat(20995))
	return p, q, r.Sub(ac.Mul(splat(16069))), r.Sub(bd.Mul(splat(3196)))
}

func idct8Odd(a, b, c, d vec) (o0, o1, o2, o3 vec) {
	p, q, s, t := idct8Rotate(a, b, c, d)
	o3 = a.Mul(splat(2446)).Sub(p).Add(s)
	o2 = b.Mul(splat(16819)).Sub(q).Add(t)
	o1 = c.Mul(splat(25172)).Sub(q).Add(s)
	return d.Mul(splat(12299)).Sub(p).Add(t), o1, o2, o3
}

func idct8Lanes(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace) {
	l := pointers(dst, stride, coef, q, ws, 8, 8)
	half1 := splat(1 << 10)
	half2 := splat(1<<17 + 128<<18)
	for range 2 {
		for c := uintptr(0); c < 8; c++ {
			e0, e1, e2, e3 := idct8Even(dequant(l.coef, l.q, c), dequant(l.coef, l.q, c+16),
				dequant(l.coef, l.q, c+32), dequant(l.coef, l.q, c+48), half1)
			o0, o1, o2, o3 := idct8Odd(dequant(l.coef, l.q, c+56), dequant(l.coef, l.q, c+40),
				dequant(l.coef, l.q, c+24), dequant(l.coef, l.q, c+8))
			putSumDiff(l.ws, c, c+56, e0, o0)
			putSumDiff(l.ws, c+8, c+48, e1, o1)
			putSumDiff(l.ws, c+16, c+40, e2, o2)
			putSumDiff(l.ws, c+24, c+32, e3, o3)
		}
		w, out := l.ws, l.dst
		for range 8 {
			e0, e1, e2, e3 := idct8Even(get(w, 0), get(w, 2), get(w, 4), get(w, 6), half2)
			o0, o1, o2, o3 := idct8Odd(get(w, 7), get(w, 5), get(w, 3), get(w, 1))
			lo := pack4(e0.Add(o0), e1.Add(o1), e2.Add(o2), e3.Add(o3), 18)
			put8(out, lo, pack4(e3.Sub(o3), e2.Sub(o2), e1.Sub(o1), e0.Sub(o0), 18))
			w, out = unsafe.Add(w, 8*16), unsafe.Add(out, stride)
		}
		l.coef, l.dst = unsafe.Add(l.coef, 8), unsafe.Add(l.dst, 4*8)
	}
}

// idct8LowEven and idct8LowOdd are the parts of idct8 where only coefficients
// 0 to 4 are not zero.
func idct8LowEven(a, b, c, half vec) (e0, e1, e2, e3 vec) {
	r2, r3 := b.Mul(splat(4433)), b.Mul(splat(4433+6270))
	s := a.Add(c).ShiftAllLeft(13).Add(half)
	t := a.Sub(c).ShiftAllLeft(13).Add(half)
	return s.Add(r3), t.Add(r2), t.Sub(r2), s.Sub(r3)
}

func idct8LowOdd(c, d vec) (o0, o1, o2, o3 vec) {
	o0 = d.Mul(splat(12299 - 7373 + 9633 - 3196)).Add(c.Mul(splat(9633)))
	o1 = d.Mul(splat(9633)).Add(c.Mul(splat(25172 - 20995 + 9633 - 16069)))
	o2 = d.Mul(splat(9633 - 3196)).Add(c.Mul(splat(9633 - 20995)))
	return o0, o1, o2, d.Mul(splat(9633 - 7373)).Add(c.Mul(splat(9633 - 16069)))
}

func idct8LowLanes(dst []byte, stride int, coef []int16, q *decQuant, ws *workspace) {
	l := pointers(dst, stride, coef, q, ws, 8, 8)
	half1 := splat(1 << 10)
	half2 := splat(1<<17 + 128<<18)
	for range 2 {
		for c := uintptr(0); c < 5; c++ {
			e0, e1, e2, e3 := idct8LowEven(dequant(l.coef, l.q, c), dequant(l.coef, l.q, c+16), dequant(l.coef, l.q, c+32), half1)
			o0, o1, o2, o3 := idct8LowOdd(dequant(l.coef, l.q, c+24), dequant(l.coef, l.q, c+8))
			putSumDiff(l.ws, c, c+56, e0, o0)
			putSumDiff(l.ws, c+8, c+48, e1, o1)
			putSumDiff(l.ws, c+16, c+40, e2, o2)
			putSumDiff(l.ws, c+24, c+32, e3, o3)
		}
		w, out := l.ws, l.dst
		for range 8 {
			e0, e1, e2, e3 := idct8LowEven(get(w, 0), get(w, 2), get(w, 4), half2)
			o0, o1, o2, o3 := idct8LowOdd(get(w, 3), get(w, 1))
			lo := pack4(e0.Add(o0), e1.Add(o1), e2.Add(o2), e3.Add(o3), 18)
			put8(out, lo, pack4(e3.Sub(o3), e2.Sub(o2), e1.Sub(o1), e0.Sub(o0), 18))
			w, out = unsafe.Add(w, 8*16), unsafe.Add(out, stride)
		}
		l.coef, l.dst = unsafe.Add(l.coef, 8), unsafe.Add(l.dst, 4*8)
	}
}
