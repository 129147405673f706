//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package av1

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

// An edge of four samples has its two sides in the halves of vectors: row i of
// the scratch is samples p_i and, above them, q_i. What holds for one side then
// holds for the other, and the sides trade places to look at each other.

type half16 = archsimd.Uint16x8

var (
	swapHalves = [16]int8{8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7}
	twiceLow   = [16]int8{0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7}
	threeFour  = [8]int16{3, 3, 3, 3, 4, 4, 4, 4}
	plusMinus  = [8]int16{1, 1, 1, 1, -1, -1, -1, -1}
)

func ldU(p unsafe.Pointer, i uintptr) half16 {
	return archsimd.LoadUint16x8Array((*[8]uint16)(unsafe.Add(p, 16*i)))
}

func stU(p unsafe.Pointer, i uintptr, v half16) { v.StoreArray((*[8]uint16)(unsafe.Add(p, 16*i))) }

func shuffle(v half16, index archsimd.Int8x16) half16 {
	return simd.PickInt8(v.ReshapeToUint8s().BitsToInt8(), index).ToBits().ReshapeToUint16s()
}

// apart is the difference of samples.
func apart(a, b half16) half16 { return a.SubSaturated(b).Or(b.SubSaturated(a)) }

func bitsOf(v half16) uint64 { return v.ReshapeToUint64s().GetElem(0) }

// pick takes a where the mask is set.
func pick(mask, a, b half16) half16 { return a.And(mask).Or(b.AndNot(mask)) }

// filterSides filters the scratch and says how many of its rows have changed.
func filterSides(p unsafe.Pointer, taps int, limit, blimit, thresh, one, top uint16) int {
	swap := archsimd.LoadInt8x16Array(&swapHalves)
	zero := archsimd.BroadcastUint16x8(0)
	a0, a1 := ldU(p, 0), ldU(p, 1)
	s0, s1 := shuffle(a0, swap), shuffle(a1, swap)
	l := archsimd.BroadcastUint16x8(limit)
	d10 := apart(a1, a0)
	over := d10.SubSaturated(l).Or(apart(a0, s0).ShiftAllLeft(1).Add(apart(a1, s1).ShiftAllRight(1)).SubSaturated(archsimd.BroadcastUint16x8(blimit)))
	var a2, a3 half16
	if taps >= 6 {
		a2 = ldU(p, 2)
		over = over.Or(apart(a2, a1).SubSaturated(l))
	}
	if taps >= 8 {
		a3 = ldU(p, 3)
		over = over.Or(apart(a3, a2).SubSaturated(l))
	}
	over = over.Or(shuffle(over, swap))
	mask := over.Equal(zero).ToInt16x8().ToBits()
	if bitsOf(mask) == 0 {
		return 0
	}
	flat := zero
	if taps >= 6 {
		t := archsimd.BroadcastUint16x8(one)
		rough := d10.SubSaturated(t).Or(apart(a2, a0).SubSaturated(t))
		if taps >= 8 {
			rough = rough.Or(apart(a3, a0).SubSaturated(t))
		}
		rough = rough.Or(shuffle(rough, swap))
		flat = rough.Equal(zero).ToInt16x8().ToBits().And(mask)
	}
	rows := 2
	n0, n1 := a0, a1
	sharp := mask.AndNot(flat)
	if bitsOf(sharp) != 0 {
		hev := d10.SubSaturated(archsimd.BroadcastUint16x8(thresh))
		hev = hev.Or(shuffle(hev, swap)).Equal(zero).ToInt16x8().ToBits().Not()
		least, most := archsimd.BroadcastInt16x8(-int16(top>>1)-1), archsimd.BroadcastInt16x8(int16(top>>1))
		d0 := s0.BitsToInt16().Sub(a0.BitsToInt16())
		f := a1.BitsToInt16().Sub(s1.BitsToInt16()).Max(least).Min(most).And(hev.BitsToInt16())
		f = f.Add(d0).Add(d0).Add(d0).Max(least).Min(most)
		f = shuffle(f.ToBits(), archsimd.LoadInt8x16Array(&twiceLow)).BitsToInt16()
		sign := archsimd.LoadInt16x8Array(&plusMinus)
		g := f.Add(archsimd.LoadInt16x8Array(&threeFour)).Min(most).ShiftAllRight(3)
		zs, ts := archsimd.BroadcastInt16x8(0), archsimd.BroadcastInt16x8(int16(top))
		n0 = pick(sharp, a0.BitsToInt16().Add(g.Mul(sign)).Max(zs).Min(ts).ToBits(), a0)
		f = f.Add(archsimd.BroadcastInt16x8(4)).Min(most).ShiftAllRight(3).Add(archsimd.BroadcastInt16x8(1)).ShiftAllRight(1)
		n1 = pick(sharp.AndNot(hev), a1.BitsToInt16().Add(f.Mul(sign)).Max(zs).Min(ts).ToBits(), a1)
	}
	if bitsOf(flat) == 0 {
		stU(p, 0, n0)
		stU(p, 1, n1)
		return rows
	}
	four := archsimd.BroadcastUint16x8(4)
	if taps == 6 {
		x := a2.Add(a1.Add(a0).ShiftAllLeft(1)).Add(s0).Add(four)
		stU(p, 1, pick(flat, x.Add(a2).Add(a2).ShiftAllRight(3), n1))
		stU(p, 0, pick(flat, x.Add(s0).Add(s1).ShiftAllRight(3), n0))
		return rows
	}
	s2 := shuffle(a2, swap)
	x := a3.Add(a2).Add(a1).Add(a0).Add(s0).Add(four)
	w2 := x.Add(a3).Add(a3).Add(a2).ShiftAllRight(3)
	w1 := x.Add(a3).Add(a1).Add(s1).ShiftAllRight(3)
	w0 := x.Add(a0).Add(s1).Add(s2).ShiftAllRight(3)
	n2 := pick(flat, w2, a2)
	n1, n0 = pick(flat, w1, n1), pick(flat, w0, n0)
	rows = 3
	if taps > 8 {
		if flat2 := flatter(p, a0, one).And(flat); bitsOf(flat2) != 0 {
			n0, n1, n2 = filterWide(p, a0, a1, a2, a3, n0, n1, n2, flat2)
			rows = 6
		}
	}
	stU(p, 0, n0)
	stU(p, 1, n1)
	stU(p, 2, n2)
	return rows
}

// flatter is flatMask2.
func flatter(p unsafe.Pointer, a0 half16, one uint16) half16 {
	t := archsimd.BroadcastUint16x8(one)
	rough := apart(ldU(p, 4), a0).SubSaturated(t).Or(apart(ldU(p, 5), a0).SubSaturated(t)).Or(apart(ldU(p, 6), a0).SubSaturated(t))
	rough = rough.Or(shuffle(rough, archsimd.LoadInt8x16Array(&swapHalves)))
	return rough.Equal(archsimd.BroadcastUint16x8(0)).ToInt16x8().ToBits()
}

// filterWide is the wide filter process with six samples of each side.
func filterWide(p unsafe.Pointer, a0, a1, a2, a3, n0, n1, n2, mask half16) (w0, w1, w2 half16) {
	swap := archsimd.LoadInt8x16Array(&swapHalves)
	a4, a5, a6 := ldU(p, 4), ldU(p, 5), ldU(p, 6)
	s0, s1, s2 := shuffle(a0, swap), shuffle(a1, swap), shuffle(a2, swap)
	// The sum moves on from p5's to p0's: in come samples, out goes p6 and those
	// that the doubled middle leaves.
	sum := a6.ShiftAllLeft(3).Sub(a6).Add(a5).Add(a5).Add(a4).Add(a4).Add(a3).Add(a2).Add(a1).Add(a0).Add(s0).Add(archsimd.BroadcastUint16x8(8))
	stU(p, 5, pick(mask, sum.ShiftAllRight(4), a5))
	sum = sum.Sub(a6).Sub(a6).Add(a3).Add(s1)
	stU(p, 4, pick(mask, sum.ShiftAllRight(4), a4))
	sum = sum.Sub(a6).Sub(a5).Add(a2).Add(s2)
	stU(p, 3, pick(mask, sum.ShiftAllRight(4), a3))
	sum = sum.Sub(a6).Sub(a4).Add(a1).Add(shuffle(a3, swap))
	w2 = pick(mask, sum.ShiftAllRight(4), n2)
	sum = sum.Sub(a6).Sub(a3).Add(a0).Add(shuffle(a4, swap))
	w1 = pick(mask, sum.ShiftAllRight(4), n1)
	sum = sum.Sub(a6).Sub(a2).Add(s0).Add(shuffle(a5, swap))
	w0 = pick(mask, sum.ShiftAllRight(4), n0)
	return w0, w1, w2
}

// filterAcross filters an edge between rows: to is the first row below it.
func filterAcross(to unsafe.Pointer, stride uintptr, taps int, limit, blimit, thresh, one, top uint16) {
	var scratch [7][8]uint16
	p := unsafe.Pointer(&scratch)
	n := (taps + 1) / 2
	up, down := unsafe.Add(to, -int(stride)), to
	for i := range n {
		scratch64(p, i, *(*uint64)(up), *(*uint64)(down))
		up, down = unsafe.Add(up, -int(stride)), unsafe.Add(down, stride)
	}
	up, down = unsafe.Add(to, -int(stride)), to
	for i := range filterSides(p, taps, limit, blimit, thresh, one, top) {
		*(*uint64)(up), *(*uint64)(down) = *(*uint64)(unsafe.Add(p, 16*i)), *(*uint64)(unsafe.Add(p, 16*i+8))
		up, down = unsafe.Add(up, -int(stride)), unsafe.Add(down, stride)
	}
}

func scratch64(p unsafe.Pointer, i int, a, b uint64) {
	*(*uint64)(unsafe.Add(p, 16*i)), *(*uint64)(unsafe.Add(p, 16*i+8)) = a, b
}

type pair64 = archsimd.Uint64x2

// zip turns four rows of eight samples: columns 0 and 4, 1 and 5, 2 and 6, 3 and
// 7 are in the halves of what it returns.
func zip(r0, r1, r2, r3 half16) (c0, c1, c2, c3 pair64) {
	low := archsimd.BroadcastUint32x4(0xFFFF)
	x0, x1, x2, x3 := r0.ReshapeToUint32s(), r1.ReshapeToUint32s(), r2.ReshapeToUint32s(), r3.ReshapeToUint32s()
	e0 := x0.And(low).Or(x1.ShiftAllLeft(16)).ReshapeToUint64s()
	o0 := x0.ShiftAllRight(16).Or(x1.AndNot(low)).ReshapeToUint64s()
	e1 := x2.And(low).Or(x3.ShiftAllLeft(16)).ReshapeToUint64s()
	o1 := x2.ShiftAllRight(16).Or(x3.AndNot(low)).ReshapeToUint64s()
	wide := archsimd.BroadcastUint64x2(0xFFFFFFFF)
	return e0.And(wide).Or(e1.ShiftAllLeft(32)), o0.And(wide).Or(o1.ShiftAllLeft(32)),
		e0.ShiftAllRight(32).Or(e1.AndNot(wide)), o0.ShiftAllRight(32).Or(o1.AndNot(wide))
}

// unzip is its inverse.
func unzip(c0, c1, c2, c3 pair64) (r0, r1, r2, r3 half16) {
	wide := archsimd.BroadcastUint64x2(0xFFFFFFFF)
	e0, e1 := c0.And(wide).Or(c2.ShiftAllLeft(32)).ReshapeToUint32s(), c0.ShiftAllRight(32).Or(c2.AndNot(wide)).ReshapeToUint32s()
	o0, o1 := c1.And(wide).Or(c3.ShiftAllLeft(32)).ReshapeToUint32s(), c1.ShiftAllRight(32).Or(c3.AndNot(wide)).ReshapeToUint32s()
	low := archsimd.BroadcastUint32x4(0xFFFF)
	return e0.And(low).Or(o0.ShiftAllLeft(16)).ReshapeToUint16s(), e0.ShiftAllRight(16).Or(o0.AndNot(low)).ReshapeToUint16s(),
		e1.And(low).Or(o1.ShiftAllLeft(16)).ReshapeToUint16s(), e1.ShiftAllRight(16).Or(o1.AndNot(low)).ReshapeToUint16s()
}

func load8(p unsafe.Pointer) half16 { return archsimd.LoadUint16x8Array((*[8]uint16)(p)) }

func store8(p unsafe.Pointer, v half16) { v.StoreArray((*[8]uint16)(p)) }

func stP(p unsafe.Pointer, i uintptr, v pair64) { v.StoreArray((*[2]uint64)(unsafe.Add(p, 16*i))) }

func ldP(p unsafe.Pointer, i uintptr) pair64 {
	return archsimd.LoadUint64x2Array((*[2]uint64)(unsafe.Add(p, 16*i)))
}

// filterAlong filters an edge between columns: to is the first sample at its
// right, of the first row.
func filterAlong(to unsafe.Pointer, stride uintptr, taps int, limit, blimit, thresh, one, top uint16) {
	var scratch [7][8]uint16
	p := unsafe.Pointer(&scratch)
	if taps > 8 {
		filterAlong14(to, stride, limit, blimit, thresh, one, top)
		return
	}
	at := unsafe.Add(to, -8)
	// Columns are p3 to p0 and q0 to q3.
	p3q0, p2q1, p1q2, p0q3 := zip(load8(at), load8(unsafe.Add(at, stride)), load8(unsafe.Add(at, 2*stride)), load8(unsafe.Add(at, 3*stride)))
	stP(p, 0, p0q3.SetElem(1, p3q0.GetElem(1)))
	stP(p, 1, p1q2.SetElem(1, p2q1.GetElem(1)))
	stP(p, 2, p2q1.SetElem(1, p1q2.GetElem(1)))
	stP(p, 3, p3q0.SetElem(1, p0q3.GetElem(1)))
	if filterSides(p, taps, limit, blimit, thresh, one, top) == 0 {
		return
	}
	a0, a1, a2, a3 := ldP(p, 0), ldP(p, 1), ldP(p, 2), ldP(p, 3)
	r0, r1, r2, r3 := unzip(a3.SetElem(1, a0.GetElem(1)), a2.SetElem(1, a1.GetElem(1)), a1.SetElem(1, a2.GetElem(1)), a0.SetElem(1, a3.GetElem(1)))
	store8(at, r0)
	store8(unsafe.Add(at, stride), r1)
	store8(unsafe.Add(at, 2*stride), r2)
	store8(unsafe.Add(at, 3*stride), r3)
}

func filterAlong14(to unsafe.Pointer, stride uintptr, limit, blimit, thresh, one, top uint16) {
	var scratch [8][8]uint16
	p := unsafe.Pointer(&scratch)
	at := unsafe.Add(to, -16)
	p7p3, p6p2, p5p1, p4p0 := zip(load8(at), load8(unsafe.Add(at, stride)), load8(unsafe.Add(at, 2*stride)), load8(unsafe.Add(at, 3*stride)))
	q0q4, q1q5, q2q6, q3q7 := zip(load8(to), load8(unsafe.Add(to, stride)), load8(unsafe.Add(to, 2*stride)), load8(unsafe.Add(to, 3*stride)))
	scratch64(p, 0, p4p0.GetElem(1), q0q4.GetElem(0))
	scratch64(p, 1, p5p1.GetElem(1), q1q5.GetElem(0))
	scratch64(p, 2, p6p2.GetElem(1), q2q6.GetElem(0))
	scratch64(p, 3, p7p3.GetElem(1), q3q7.GetElem(0))
	stP(p, 4, p4p0.SetElem(1, q0q4.GetElem(1)))
	stP(p, 5, p5p1.SetElem(1, q1q5.GetElem(1)))
	stP(p, 6, p6p2.SetElem(1, q2q6.GetElem(1)))
	stP(p, 7, p7p3.SetElem(1, q3q7.GetElem(1)))
	if filterSides(p, 14, limit, blimit, thresh, one, top) == 0 {
		return
	}
	a0, a1, a2, a3, a4, a5, a6, a7 := ldP(p, 0), ldP(p, 1), ldP(p, 2), ldP(p, 3), ldP(p, 4), ldP(p, 5), ldP(p, 6), ldP(p, 7)
	r0, r1, r2, r3 := unzip(a7.SetElem(1, a3.GetElem(0)), a6.SetElem(1, a2.GetElem(0)), a5.SetElem(1, a1.GetElem(0)), a4.SetElem(1, a0.GetElem(0)))
	store8(at, r0)
	store8(unsafe.Add(at, stride), r1)
	store8(unsafe.Add(at, 2*stride), r2)
	store8(unsafe.Add(at, 3*stride), r3)
	r0, r1, r2, r3 = unzip(a4.SetElem(0, a0.GetElem(1)), a5.SetElem(0, a1.GetElem(1)), a6.SetElem(0, a2.GetElem(1)), a7.SetElem(0, a3.GetElem(1)))
	store8(to, r0)
	store8(unsafe.Add(to, stride), r1)
	store8(unsafe.Add(to, 2*stride), r2)
	store8(unsafe.Add(to, 3*stride), r3)
}

// filterEdge4 filters four samples along an edge; step is how far they are
// apart, across how far samples over the edge are.
func filterEdge4(pix []uint16, at, step, across, taps, limit, blimit, thresh, one, top int) {
	_, _ = pix[at-8*across+min(0, across-step)], pix[at+7*across+3*step]
	to := unsafe.Pointer(&pix[at])
	if step == 1 {
		filterAcross(to, uintptr(2*across), taps, uint16(limit), uint16(blimit), uint16(thresh), uint16(one), uint16(top))
	} else {
		filterAlong(to, uintptr(2*step), taps, uint16(limit), uint16(blimit), uint16(thresh), uint16(one), uint16(top))
	}
}
