//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package vp8

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

// An edgeVector is sixteen places along an edge: the four samples before it and
// the four after it.
type edgeVector struct{ p3, p2, p1, p0, q0, q1, q2, q3 archsimd.Uint8x16 }

// pair joins eight samples of a and of b.
func pair(a, b unsafe.Pointer, offset int) archsimd.Uint8x16 {
	return archsimd.BroadcastUint64x2(*(*uint64)(unsafe.Add(a, offset))).
		SetElem(1, *(*uint64)(unsafe.Add(b, offset))).ReshapeToUint8s()
}

// unpair is the inverse.
func unpair(v archsimd.Uint8x16, a, b unsafe.Pointer, offset int) {
	w := v.ReshapeToUint64s()
	*(*uint64)(unsafe.Add(a, offset)) = w.GetElem(0)
	*(*uint64)(unsafe.Add(b, offset)) = w.GetElem(1)
}

func apart(a, b archsimd.Uint8x16) archsimd.Uint8x16 {
	return a.SubSaturated(b).Or(b.SubSaturated(a))
}

// atMost is all ones where v does not exceed limit.
func atMost(v archsimd.Uint8x16, limit uint8) archsimd.Int8x16 {
	return v.LessEqual(archsimd.BroadcastUint8x16(limit)).ToInt8x16()
}

// steep says where the step across the edge is within its limit.
func (e *edgeVector) steep(limit uint8) archsimd.Int8x16 {
	d := apart(e.p0, e.q0)
	return atMost(d.AddSaturated(d).AddSaturated(simd.ShiftRightUint8(apart(e.p1, e.q1), 1)), limit)
}

// sign turns samples into signed numbers and back.
func sign(v archsimd.Uint8x16) archsimd.Int8x16 {
	return v.Xor(archsimd.BroadcastUint8x16(128)).BitsToInt8()
}

func unsign(v archsimd.Int8x16) archsimd.Uint8x16 {
	return v.ToBits().Xor(archsimd.BroadcastUint8x16(128))
}

// adjusted moves p0 and q0 by a, and returns by how much q0.
func (e *edgeVector) adjusted(a archsimd.Int8x16) archsimd.Int8x16 {
	up := simd.ShiftRightInt8(a.AddSaturated(archsimd.BroadcastInt8x16(3)), 3)
	down := simd.ShiftRightInt8(a.AddSaturated(archsimd.BroadcastInt8x16(4)), 3)
	e.p0, e.q0 = unsign(sign(e.p0).AddSaturated(up)), unsign(sign(e.q0).SubSaturated(down))
	return down
}

func (e *edgeVector) simple(f *loopFilter) {
	mask := e.steep(f.edge)
	d := sign(e.q0).SubSaturated(sign(e.p0))
	a := sign(e.p1).SubSaturated(sign(e.q1)).AddSaturated(d).AddSaturated(d).AddSaturated(d)
	e.adjusted(a.And(mask))
}

// filter is filterSample at all places.
func (e *edgeVector) filter(f *loopFilter, wide bool) {
	v1, v0 := apart(e.p1, e.p0), apart(e.q1, e.q0)
	beside := v1.Max(v0)
	most := beside.Max(apart(e.p3, e.p2)).Max(apart(e.p2, e.p1)).Max(apart(e.q2, e.q1)).Max(apart(e.q3, e.q2))
	mask := atMost(most, f.interior).And(e.steep(f.edge))
	low := atMost(beside, f.variance)
	p1, q1 := sign(e.p1), sign(e.q1)
	d := sign(e.q0).SubSaturated(sign(e.p0))
	outer := p1.SubSaturated(q1)
	if wide {
		a := outer.AddSaturated(d).AddSaturated(d).AddSaturated(d).And(mask)
		e.adjusted(a.AndNot(low))
		e.moveThree(a.And(low))
		return
	}
	a := outer.AndNot(low).AddSaturated(d).AddSaturated(d).AddSaturated(d).And(mask)
	// A step of 0 leaves (0 + 1) >> 1 = 0.
	half := simd.ShiftRightInt8(e.adjusted(a).AddSaturated(archsimd.BroadcastInt8x16(1)), 1).And(low)
	e.p1, e.q1 = unsign(p1.AddSaturated(half)), unsign(q1.SubSaturated(half))
}

// moveThree moves three samples on either side by 27, 18 and 9 128ths of w.
func (e *edgeVector) moveThree(w archsimd.Int8x16) {
	nine, r := archsimd.BroadcastInt8x16(9), archsimd.BroadcastInt16x8(63)
	lo9, hi9 := simd.MulLoInt8(w, nine), simd.MulHiInt8(w, nine)
	low, high := lo9.Add(r), hi9.Add(r)
	a := shifted(low, high)
	e.p2, e.q2 = unsign(sign(e.p2).AddSaturated(a)), unsign(sign(e.q2).SubSaturated(a))
	low, high = low.Add(lo9), high.Add(hi9)
	a = shifted(low, high)
	e.p1, e.q1 = unsign(sign(e.p1).AddSaturated(a)), unsign(sign(e.q1).SubSaturated(a))
	a = shifted(low.Add(lo9), high.Add(hi9))
	e.p0, e.q0 = unsign(sign(e.p0).AddSaturated(a)), unsign(sign(e.q0).SubSaturated(a))
}

// shifted is 16 lanes shifted right by 7, in bytes.
func shifted(lo, hi archsimd.Int16x8) archsimd.Int8x16 {
	l, h := lo.ShiftAllRight(7).ToBits().ReshapeToUint8s(), hi.ShiftAllRight(7).ToBits().ReshapeToUint8s()
	return lookup(l, &lowHalf).Or(lookup(h, &highHalf)).BitsToInt8()
}

func filterRows(a, b []uint8, stride int, f *loopFilter, wide bool) {
	_, _ = a[7*stride+7], b[7*stride+7]
	pa, pb := unsafe.Pointer(unsafe.SliceData(a)), unsafe.Pointer(unsafe.SliceData(b))
	e := edgeVector{
		pair(pa, pb, 0), pair(pa, pb, stride), pair(pa, pb, 2*stride), pair(pa, pb, 3*stride),
		pair(pa, pb, 4*stride), pair(pa, pb, 5*stride), pair(pa, pb, 6*stride), pair(pa, pb, 7*stride),
	}
	e.filter(f, wide)
	if wide {
		unpair(e.p2, pa, pb, stride)
		unpair(e.q2, pa, pb, 6*stride)
	}
	unpair(e.p1, pa, pb, 2*stride)
	unpair(e.p0, pa, pb, 3*stride)
	unpair(e.q0, pa, pb, 4*stride)
	unpair(e.q1, pa, pb, 5*stride)
}

func simpleRows(a, b []uint8, stride int, f *loopFilter) {
	_, _ = a[5*stride+7], b[5*stride+7]
	pa, pb := unsafe.Pointer(unsafe.SliceData(a)), unsafe.Pointer(unsafe.SliceData(b))
	e := edgeVector{
		p1: pair(pa, pb, 2*stride), p0: pair(pa, pb, 3*stride),
		q0: pair(pa, pb, 4*stride), q1: pair(pa, pb, 5*stride),
	}
	e.simple(f)
	unpair(e.p0, pa, pb, 3*stride)
	unpair(e.q0, pa, pb, 4*stride)
}

// turn transposes the two squares of eight by eight bytes that the halves of the
// vectors are.
func (e *edgeVector) turn() {
	m8 := simd.Mask8()
	m16 := simd.Mask16()
	m32 := simd.Mask32()
	r0, r1 := e.p3.ReshapeToUint16s(), e.p2.ReshapeToUint16s()
	r2, r3 := e.p1.ReshapeToUint16s(), e.p0.ReshapeToUint16s()
	r4, r5 := e.q0.ReshapeToUint16s(), e.q1.ReshapeToUint16s()
	r6, r7 := e.q2.ReshapeToUint16s(), e.q3.ReshapeToUint16s()

	s0, s1 := simd.Exchange8(r0, r1, m8)
	s2, s3 := simd.Exchange8(r2, r3, m8)
	s4, s5 := simd.Exchange8(r4, r5, m8)
	s6, s7 := simd.Exchange8(r6, r7, m8)

	q0, q2 := simd.Exchange16(s0, s2, m16)
	q1, q3 := simd.Exchange16(s1, s3, m16)
	q4, q6 := simd.Exchange16(s4, s6, m16)
	q5, q7 := simd.Exchange16(s5, s7, m16)

	q0, q4 = simd.Exchange32(q0, q4, m32)
	e.p3, e.q0 = q0.ReshapeToUint8s(), q4.ReshapeToUint8s()
	q1, q5 = simd.Exchange32(q1, q5, m32)
	e.p2, e.q1 = q1.ReshapeToUint8s(), q5.ReshapeToUint8s()
	q2, q6 = simd.Exchange32(q2, q6, m32)
	e.p1, e.q2 = q2.ReshapeToUint8s(), q6.ReshapeToUint8s()
	q3, q7 = simd.Exchange32(q3, q7, m32)
	e.p0, e.q3 = q3.ReshapeToUint8s(), q7.ReshapeToUint8s()
}

// loadColumns loads eight rows of a and of b and turns them.
func loadColumns(pa, pb unsafe.Pointer, stride int) edgeVector {
	e := edgeVector{
		pair(pa, pb, 0), pair(pa, pb, stride), pair(pa, pb, 2*stride), pair(pa, pb, 3*stride),
		pair(pa, pb, 4*stride), pair(pa, pb, 5*stride), pair(pa, pb, 6*stride), pair(pa, pb, 7*stride),
	}
	e.turn()
	return e
}

func (e *edgeVector) storeColumns(pa, pb unsafe.Pointer, stride int) {
	e.turn()
	unpair(e.p3, pa, pb, 0)
	unpair(e.p2, pa, pb, stride)
	unpair(e.p1, pa, pb, 2*stride)
	unpair(e.p0, pa, pb, 3*stride)
	unpair(e.q0, pa, pb, 4*stride)
	unpair(e.q1, pa, pb, 5*stride)
	unpair(e.q2, pa, pb, 6*stride)
	unpair(e.q3, pa, pb, 7*stride)
}

func filterColumns(a, b []uint8, stride int, f *loopFilter, wide bool) {
	_, _ = a[7*stride+7], b[7*stride+7]
	pa, pb := unsafe.Pointer(unsafe.SliceData(a)), unsafe.Pointer(unsafe.SliceData(b))
	e := loadColumns(pa, pb, stride)
	e.filter(f, wide)
	e.storeColumns(pa, pb, stride)
}

func simpleColumns(a, b []uint8, stride int, f *loopFilter) {
	_, _ = a[7*stride+7], b[7*stride+7]
	pa, pb := unsafe.Pointer(unsafe.SliceData(a)), unsafe.Pointer(unsafe.SliceData(b))
	e := loadColumns(pa, pb, stride)
	e.simple(f)
	e.storeColumns(pa, pb, stride)
}
