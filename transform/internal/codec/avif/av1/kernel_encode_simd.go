//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package av1

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

// Places of 16-bit lanes whose neighbors at a distance of one, two and four they
// change with, and the signs that make sums and differences of them.
var (
	swap1 = [16]int8{2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13}
	swap2 = [16]int8{4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11}
	swap4 = [16]int8{8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7}
	sign1 = [8]int16{1, -1, 1, -1, 1, -1, 1, -1}
	sign2 = [8]int16{1, 1, -1, -1, 1, 1, -1, -1}
)

type sat = archsimd.Int16x8

func swapped(v sat, index archsimd.Int8x16) sat {
	return simd.PickInt8(v.ToBits().ReshapeToUint8s().BitsToInt8(), index).ToBits().ReshapeToUint16s().BitsToInt16()
}

func satd(src []uint16, srcStride int, pred []uint16, stride, w, h int) int32 {
	_, _ = src[(h-1)*srcStride+w-1], pred[(h-1)*stride+w-1]
	a, b := unsafe.Pointer(&src[0]), unsafe.Pointer(&pred[0])
	sum := int32(0)
	if w < 8 || h < 8 {
		for y := 0; y < h; y += 4 {
			for x := 0; x < w; x += 4 {
				sum += satd4(unsafe.Add(a, 2*(y*srcStride+x)), 2*srcStride, unsafe.Add(b, 2*(y*stride+x)), 2*stride)
			}
		}
		return sum >> 1
	}
	for y := 0; y < h; y += 8 {
		for x := 0; x < w; x += 8 {
			sum += satd8(unsafe.Add(a, 2*(y*srcStride+x)), 2*srcStride, unsafe.Add(b, 2*(y*stride+x)), 2*stride)
		}
	}
	return sum >> 2
}

func satd4(a unsafe.Pointer, aStep int, b unsafe.Pointer, bStep int) int32 {
	two := func(p unsafe.Pointer, step int) sat {
		v := archsimd.BroadcastUint64x2(*(*uint64)(p))
		return v.SetElem(1, *(*uint64)(unsafe.Add(p, step))).ReshapeToUint16s().BitsToInt16()
	}
	v := two(a, aStep).Sub(two(b, bStep))
	w := two(unsafe.Add(a, 2*aStep), aStep).Sub(two(unsafe.Add(b, 2*bStep), bStep))
	i1, i2, i4 := archsimd.LoadInt8x16Array(&swap1), archsimd.LoadInt8x16Array(&swap2), archsimd.LoadInt8x16Array(&swap4)
	s1, s2 := archsimd.LoadInt16x8Array(&sign1), archsimd.LoadInt16x8Array(&sign2)
	v, w = v.Add(w), v.Sub(w)
	v, w = swapped(v, i1).Add(v.Mul(s1)), swapped(w, i1).Add(w.Mul(s1))
	v, w = swapped(v, i2).Add(v.Mul(s2)), swapped(w, i2).Add(w.Mul(s2))
	v, w = v.Abs(), w.Abs()
	// What a sum and a difference amount to is twice the greater one, here in both
	// lanes.
	m := v.Max(swapped(v, i4)).Add(w.Max(swapped(w, i4))).ToBits()
	s := m.ExtendLo4ToUint32().Add(simd.ExtendHiUint16(m))
	return int32(s.GetElem(0) + s.GetElem(1) + s.GetElem(2) + s.GetElem(3))
}

func satd8(a unsafe.Pointer, aStep int, b unsafe.Pointer, bStep int) int32 {
	diff := func(y int) sat {
		return load8(unsafe.Add(a, y*aStep)).Sub(load8(unsafe.Add(b, y*bStep))).BitsToInt16()
	}
	v0, v1, v2, v3, v4, v5, v6, v7 := diff(0), diff(1), diff(2), diff(3), diff(4), diff(5), diff(6), diff(7)
	v0, v4 = v0.Add(v4), v0.Sub(v4)
	v1, v5 = v1.Add(v5), v1.Sub(v5)
	v2, v6 = v2.Add(v6), v2.Sub(v6)
	v3, v7 = v3.Add(v7), v3.Sub(v7)
	v0, v2 = v0.Add(v2), v0.Sub(v2)
	v1, v3 = v1.Add(v3), v1.Sub(v3)
	v4, v6 = v4.Add(v6), v4.Sub(v6)
	v5, v7 = v5.Add(v7), v5.Sub(v7)
	v0, v1 = v0.Add(v1), v0.Sub(v1)
	v2, v3 = v2.Add(v3), v2.Sub(v3)
	v4, v5 = v4.Add(v5), v4.Sub(v5)
	v6, v7 = v6.Add(v7), v6.Sub(v7)
	// No sum of four is above 4 times 64 times 255.
	m := across(v0).Add(across(v1)).Add(across(v2)).Add(across(v3))
	n := across(v4).Add(across(v5)).Add(across(v6)).Add(across(v7))
	s := m.ExtendLo4ToUint32().Add(simd.ExtendHiUint16(m)).Add(n.ExtendLo4ToUint32()).Add(simd.ExtendHiUint16(n))
	return int32(s.GetElem(0) + s.GetElem(1) + s.GetElem(2) + s.GetElem(3))
}

// across ends the transform of a row: its magnitudes, those of sums and differences
// as one.
func across(v sat) archsimd.Uint16x8 {
	v = swapped(v, archsimd.LoadInt8x16Array(&swap1)).Add(v.Mul(archsimd.LoadInt16x8Array(&sign1)))
	v = swapped(v, archsimd.LoadInt8x16Array(&swap2)).Add(v.Mul(archsimd.LoadInt16x8Array(&sign2))).Abs()
	return v.Max(swapped(v, archsimd.LoadInt8x16Array(&swap4))).ToBits()
}

// unturn is turn transposed.
func unturn(x, y vec, cos, sin int32) (a, b vec) {
	c, s, r := archsimd.BroadcastInt32x4(cos), archsimd.BroadcastInt32x4(sin), archsimd.BroadcastInt32x4(2048)
	return x.Mul(c).Add(y.Mul(s)).Add(r).ShiftAllRight(12), y.Mul(c).Sub(x.Mul(s)).Add(r).ShiftAllRight(12)
}

func fdct4Values(y0, y1, y2, y3 vec) (x0, x1, x2, x3 vec) {
	x0, x2 = half(y0.Add(y3), y1.Add(y2))
	x1, x3 = unturn(y1.Sub(y2), y0.Sub(y3), 1567, 3784)
	return x0, x1, x2, x3
}

func fdct8Values(y0, y1, y2, y3, y4, y5, y6, y7 vec) (x0, x1, x2, x3, x4, x5, x6, x7 vec) {
	c6, c5 := half(y1.Sub(y6), y2.Sub(y5))
	c7, c4 := y0.Sub(y7), y3.Sub(y4)
	x1, x7 = unturn(c4.Add(c5), c7.Add(c6), 799, 4017)
	x5, x3 = unturn(c4.Sub(c5), c7.Sub(c6), 3406, 2276)
	x0, x2, x4, x6 = fdct4Values(y0.Add(y7), y1.Add(y6), y2.Add(y5), y3.Add(y4))
	return x0, x1, x2, x3, x4, x5, x6, x7
}

func fdct4Vec(p unsafe.Pointer) {
	x0, x1, x2, x3 := fdct4Values(ld(p, 0), ld(p, 1), ld(p, 2), ld(p, 3))
	st(p, 0, x0)
	st(p, 1, x1)
	st(p, 2, x2)
	st(p, 3, x3)
}

func fdct8Vec(p unsafe.Pointer) {
	x0, x1, x2, x3, x4, x5, x6, x7 := fdct8Values(ld(p, 0), ld(p, 1), ld(p, 2), ld(p, 3), ld(p, 4), ld(p, 5), ld(p, 6), ld(p, 7))
	st(p, 0, x0)
	st(p, 1, x1)
	st(p, 2, x2)
	st(p, 3, x3)
	st(p, 4, x4)
	st(p, 5, x5)
	st(p, 6, x6)
	st(p, 7, x7)
}

// fdct16Vec writes its values step vectors apart.
func fdct16Vec(p unsafe.Pointer, q unsafe.Pointer, step uintptr) {
	y0, y1, y2, y3, y4, y5, y6, y7 := ld(p, 0), ld(p, 1), ld(p, 2), ld(p, 3), ld(p, 4), ld(p, 5), ld(p, 6), ld(p, 7)
	z0, z1, z2, z3, z4, z5, z6, z7 := ld(p, 15), ld(p, 14), ld(p, 13), ld(p, 12), ld(p, 11), ld(p, 10), ld(p, 9), ld(p, 8)
	x0, x1, x2, x3, x4, x5, x6, x7 := fdct8Values(y0.Add(z0), y1.Add(z1), y2.Add(z2), y3.Add(z3), y4.Add(z4), y5.Add(z5), y6.Add(z6), y7.Add(z7))
	e15, e14, e9, e8 := y0.Sub(z0), y1.Sub(z1), y6.Sub(z6), y7.Sub(z7)
	e13, e10 := half(y2.Sub(z2), y5.Sub(z5))
	e12, e11 := half(y3.Sub(z3), y4.Sub(z4))
	st(q, 0, x0)
	st(q, 2*step, x1)
	st(q, 4*step, x2)
	st(q, 6*step, x3)
	st(q, 8*step, x4)
	st(q, 10*step, x5)
	st(q, 12*step, x6)
	st(q, 14*step, x7)
	c8, c11, d9, d10 := e8.Add(e11), e8.Sub(e11), e9.Add(e10), e9.Sub(e10)
	c15, c12, d14, d13 := e15.Add(e12), e15.Sub(e12), e14.Add(e13), e14.Sub(e13)
	c14, c9 := unturn(d9, d14, 1567, 3784)
	c13, c10 := unturn(d10, d13, -3784, 1567)
	a, b := unturn(c8.Add(c9), c15.Add(c14), 401, 4076)
	st(q, step, a)
	st(q, 15*step, b)
	a, b = unturn(c8.Sub(c9), c15.Sub(c14), 3166, 2598)
	st(q, 9*step, a)
	st(q, 7*step, b)
	a, b = unturn(c11.Sub(c10), c12.Sub(c13), 1931, 3612)
	st(q, 5*step, a)
	st(q, 11*step, b)
	a, b = unturn(c11.Add(c10), c12.Add(c13), 3920, 1189)
	st(q, 13*step, a)
	st(q, 3*step, b)
}

func fadst4Vec(p unsafe.Pointer) {
	s1, s2, s3, s4 := archsimd.BroadcastInt32x4(1321), archsimd.BroadcastInt32x4(2482), archsimd.BroadcastInt32x4(3344), archsimd.BroadcastInt32x4(3803)
	r := archsimd.BroadcastInt32x4(2048)
	a, b, c, e := ld(p, 0), ld(p, 1), ld(p, 2), ld(p, 3)
	st(p, 0, a.Mul(s1).Add(b.Mul(s2)).Add(c.Mul(s3)).Add(e.Mul(s4)).Add(r).ShiftAllRight(12))
	st(p, 1, a.Add(b).Sub(e).Mul(s3).Add(r).ShiftAllRight(12))
	st(p, 2, a.Mul(s4).Sub(b.Mul(s1)).Sub(c.Mul(s3)).Add(e.Mul(s2)).Add(r).ShiftAllRight(12))
	st(p, 3, a.Mul(s2).Sub(b.Mul(s4)).Add(c.Mul(s3)).Sub(e.Mul(s1)).Add(r).ShiftAllRight(12))
}

func fadst8Vec(p unsafe.Pointer) {
	f0, f4, g6, g2 := ld(p, 0), ld(p, 1).Neg(), ld(p, 2), ld(p, 3).Neg()
	g3, g7, f5, f1 := ld(p, 4), ld(p, 5).Neg(), ld(p, 6), ld(p, 7).Neg()
	f2, f3 := half(g2, g3)
	f6, f7 := half(g6, g7)
	b0, b2, b1, b3 := f0.Add(f2), f0.Sub(f2), f1.Add(f3), f1.Sub(f3)
	e4, e6, e5, e7 := f4.Add(f6), f4.Sub(f6), f5.Add(f7), f5.Sub(f7)
	b4, b5 := unturn(e5, e4, 1567, 3784)
	b7, b6 := unturn(e6, e7, 3784, 1567)
	x, y := unturn(b1.Add(b5), b0.Add(b4), 401, 4076)
	st(p, 7, x)
	st(p, 0, y)
	x, y = unturn(b3.Add(b7), b2.Add(b6), 1931, 3612)
	st(p, 5, x)
	st(p, 2, y)
	x, y = unturn(b1.Sub(b5), b0.Sub(b4), 3166, 2598)
	st(p, 3, x)
	st(p, 4, y)
	x, y = unturn(b3.Sub(b7), b2.Sub(b6), 3920, 1189)
	st(p, 1, x)
	st(p, 6, y)
}

// backVec is back for four at once.
func (o *program) backVec(p, scratch unsafe.Pointer) {
	for i, to := range o.output {
		v := ld(p, uintptr(i))
		if to&0x80 != 0 {
			v = v.Neg()
		}
		st(scratch, uintptr(to&63), v)
	}
	r := archsimd.BroadcastInt32x4(2048)
	for i := len(o.steps) - 1; i >= 0; i-- {
		s := &o.steps[i]
		for k := range s.sums {
			h := &s.sums[k]
			a, b := ld(scratch, uintptr(h.a)), ld(scratch, uintptr(h.b))
			st(scratch, uintptr(h.a), a.Add(b))
			st(scratch, uintptr(h.b), a.Sub(b))
		}
		for k := range s.rotations {
			t := &s.rotations[k]
			x, y := ld(scratch, uintptr(t.x)), ld(scratch, uintptr(t.y))
			c, n := archsimd.BroadcastInt32x4(t.cos), archsimd.BroadcastInt32x4(t.sin)
			st(scratch, uintptr(t.a), x.Mul(c).Add(y.Mul(n)).Add(r).ShiftAllRight(12))
			st(scratch, uintptr(t.b), y.Mul(c).Sub(x.Mul(n)).Add(r).ShiftAllRight(12))
		}
	}
	for i, from := range o.input {
		st(p, uintptr(from), ld(scratch, uintptr(i)))
	}
}

// back is run transposed.
func (o *oddPart) back(p unsafe.Pointer) {
	r := archsimd.BroadcastInt32x4(2048)
	for i := len(o.steps) - 1; i >= 0; i-- {
		s := &o.steps[i]
		for k := range s.sums {
			h := &s.sums[k]
			a, b := at(p, h.a), at(p, h.b)
			a.Add(b).StoreArray((*[4]int32)(unsafe.Add(p, uintptr(h.a))))
			a.Sub(b).StoreArray((*[4]int32)(unsafe.Add(p, uintptr(h.b))))
		}
		for k := range s.turns {
			t := &s.turns[k]
			x, y := at(p, t.x), at(p, t.y)
			c, n := archsimd.BroadcastInt32x4(t.cos), archsimd.BroadcastInt32x4(t.sin)
			x.Mul(c).Add(y.Mul(n)).Add(r).ShiftAllRight(12).StoreArray((*[4]int32)(unsafe.Add(p, uintptr(t.a))))
			y.Mul(c).Sub(x.Mul(n)).Add(r).ShiftAllRight(12).StoreArray((*[4]int32)(unsafe.Add(p, uintptr(t.b))))
		}
	}
}

// fdctBigVec transforms 1<<n values, n 5 or 6, from p to q, step vectors apart.
func fdctBigVec(p, q unsafe.Pointer, n int, step uintptr, scratch unsafe.Pointer) {
	half := uintptr(1) << n >> 1
	for i := range half {
		a, b := ld(p, i), ld(p, 2*half-1-i)
		st(p, i, a.Add(b))
		st(scratch, 2*half-1-i, a.Sub(b))
	}
	oddParts[n].back(scratch)
	for i, to := range oddParts[n].from {
		st(q, uintptr(to)*step, ld(scratch, half+uintptr(i)))
	}
	if n == 5 {
		fdct16Vec(p, q, 2*step)
	} else {
		fdctBigVec(p, q, 5, 2*step, scratch)
	}
}

// forwardVec transforms from p, and says where the values are: there or at q.
func forwardVec(kind, n uint8, p, q, scratch unsafe.Pointer) unsafe.Pointer {
	switch {
	case kind == kindIdentity:
		identityVec(p, n)
	case kind == kindDCT:
		switch n {
		case 2:
			fdct4Vec(p)
		case 3:
			fdct8Vec(p)
		case 4:
			fdct16Vec(p, q, 1)
			return q
		default:
			fdctBigVec(p, q, int(n), 1, scratch)
			return q
		}
	case n == 2:
		fadst4Vec(p)
	case n == 3:
		fadst8Vec(p)
	default:
		adstPrograms[n].backVec(p, scratch)
	}
	return p
}

func forward(coefs *[1024]int32, work *[4096]int32, t *[3]vecs, src []uint16, srcStride int, pred []uint16, stride int, w, h, kind uint8) {
	if kind == wht {
		forwardLossless(coefs, src, srcStride, pred, stride)
		return
	}
	rowKind, colKind := rowKinds[kind], colKinds[kind]
	wide, high := uintptr(1)<<w, uintptr(1)<<h
	_, _ = src[(int(high)-1)*srcStride+int(wide)-1], pred[(int(high)-1)*stride+int(wide)-1]
	colShift, rowShift := forwardShifts(w, h)
	codedW, codedH := uintptr(1)<<min(w, 5), uintptr(1)<<min(h, 5)
	p, q, scratch := unsafe.Pointer(&t[0]), unsafe.Pointer(&t[1]), unsafe.Pointer(&t[2])
	out := unsafe.Pointer(work)
	round := archsimd.BroadcastInt32x4(int32(1) << colShift >> 1)
	for x := uintptr(0); x < wide; x += 4 {
		a, b := unsafe.Pointer(&src[x]), unsafe.Pointer(&pred[x])
		for y := range high {
			v := load4(a).Sub(load4(b)).BitsToInt16().ExtendLo4ToInt32()
			st(p, y, v.ShiftAllLeft(4))
			a, b = unsafe.Add(a, 2*srcStride), unsafe.Add(b, 2*stride)
		}
		from := forwardVec(colKind, h, p, q, scratch)
		to := unsafe.Add(out, 4*x)
		for y := range codedH {
			ld(from, y).Add(round).ShiftAllRight(uint64(colShift)).StoreArray((*[4]int32)(to))
			to = unsafe.Add(to, 4*wide)
		}
	}
	rect := w == h+1 || h == w+1
	round = archsimd.BroadcastInt32x4(int32(1) << rowShift >> 1)
	k, r := archsimd.BroadcastInt32x4(2896), archsimd.BroadcastInt32x4(2048)
	for y := uintptr(0); y < codedH; y += 4 {
		row := unsafe.Add(out, 4*y*wide)
		for x := uintptr(0); x < wide; x += 4 {
			at := unsafe.Add(row, 4*x)
			a, b, c, d := transpose(archsimd.LoadInt32x4Array((*[4]int32)(at)), archsimd.LoadInt32x4Array((*[4]int32)(unsafe.Add(at, 4*wide))),
				archsimd.LoadInt32x4Array((*[4]int32)(unsafe.Add(at, 8*wide))), archsimd.LoadInt32x4Array((*[4]int32)(unsafe.Add(at, 12*wide))))
			st(p, x, a)
			st(p, x+1, b)
			st(p, x+2, c)
			st(p, x+3, d)
		}
		from := forwardVec(rowKind, w, p, q, scratch)
		to := unsafe.Add(unsafe.Pointer(coefs), 4*y)
		for x := range codedW {
			v := ld(from, x)
			if rect {
				v = v.Mul(k).Add(r).ShiftAllRight(12)
			}
			v.Add(round).ShiftAllRight(uint64(rowShift)).StoreArray((*[4]int32)(to))
			to = unsafe.Add(to, 4*codedH)
		}
	}
}

func divide(values, coefs *[1024]int32, q *quantizer) (lost int64, reach int) {
	least := archsimd.BroadcastInt32x4(1<<levelBits - q.round)
	v, c, inv := unsafe.Pointer(values), unsafe.Pointer(coefs), unsafe.Pointer(&q.inverse[0])
	sum := archsimd.BroadcastInt32x4(0)
	shift := uint64(q.shift)
	high := uintptr(1) << q.high / 4
	columns := uintptr(q.n) / 4 / high
	last, rows := 0, uint64(0)
	for x := range columns {
		for y := range high {
			a := ld(c, y).Abs().Mul(ld(inv, y)).ToBits().ShiftAllRight(shift).BitsToInt32()
			st(v, y, a)
			small := a.Less(least).ToInt32x4()
			b := small.ToBits().ReshapeToUint64s()
			if b.GetElem(0)&b.GetElem(1) != ^uint64(0) {
				last, rows = int(x), rows|1<<y
			}
			a = a.And(small)
			sum = sum.Add(a.Mul(a))
		}
		v, c, inv = unsafe.Add(v, 16*high), unsafe.Add(c, 16*high), unsafe.Add(inv, 16*high)
	}
	lost = int64(sum.GetElem(0)) + int64(sum.GetElem(1)) + int64(sum.GetElem(2)) + int64(sum.GetElem(3))
	if rows == 0 {
		return lost, -1
	}
	return lost, last + 4*floorLog2(int(rows)) + 3
}

// sevenLanes leaves out the last of eight.
var sevenLanes = [8]uint16{0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0}

// contrasts loads each row from its second sample on, too: the last of its differences is
// from a sample that is not in the block, and left out.
func contrasts(p []uint16, stride int) (s slopes, variance int) {
	_ = p[7*stride+8]
	at, step := unsafe.Pointer(&p[0]), uintptr(2*stride)
	seven := archsimd.LoadUint16x8Array(&sevenLanes)
	a0, a1 := load8(at), load8(unsafe.Add(at, 2))
	sum, zero := a0, archsimd.BroadcastInt32x4(0)
	q := a0.Mul(a0)
	squares := q.ExtendLo4ToUint32().Add(simd.ExtendHiUint16(q))
	tt, ww, tw := zero, zero, zero
	for range 7 {
		at = unsafe.Add(at, step)
		b0, b1 := load8(at), load8(unsafe.Add(at, 2))
		sum = sum.Add(b0)
		q = b0.Mul(b0)
		squares = squares.Add(q.ExtendLo4ToUint32()).Add(simd.ExtendHiUint16(q))
		u, v := b1.Sub(a0), b0.Sub(a1)
		t, w := u.Add(v).And(seven).BitsToInt16(), u.Sub(v).And(seven).BitsToInt16()
		tt = tt.Add(simd.MulLoInt16(t, t)).Add(simd.MulHiInt16(t, t))
		ww = ww.Add(simd.MulLoInt16(w, w)).Add(simd.MulHiInt16(w, w))
		tw = tw.Add(simd.MulLoInt16(t, w)).Add(simd.MulHiInt16(t, w))
		a0, a1 = b0, b1
	}
	down, across := total(tt), total(ww)
	s = slopes{down - across, 2 * total(tw), down + across}
	n := total(sum.ExtendLo4ToUint32().Add(simd.ExtendHiUint16(sum)).BitsToInt32())
	return s, total(squares.BitsToInt32()) - n*n/64
}

func total(v vec) int {
	return int(v.GetElem(0)) + int(v.GetElem(1)) + int(v.GetElem(2)) + int(v.GetElem(3))
}
