//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package av1

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

// wienerRow is wienerRowScalar, eight samples at once; it may write as many as
// seven more than dst has.
func wienerRow(dst []int32, src []uint16, k *[7]int32, shift uint, least, most int32) {
	n := (len(dst) + 7) &^ 7
	dst = dst[:n:cap(dst)]
	_ = src[n+6-1]
	from, to := unsafe.Pointer(&src[0]), unsafe.Pointer(&dst[0])
	k0, k1 := archsimd.BroadcastInt16x8(int16(k[0])), archsimd.BroadcastInt16x8(int16(k[1]))
	k2, k3 := archsimd.BroadcastInt16x8(int16(k[2])), archsimd.BroadcastInt16x8(int16(k[3]))
	half := archsimd.BroadcastInt32x4(1 << shift >> 1)
	low, high := archsimd.BroadcastInt32x4(least), archsimd.BroadcastInt32x4(most)
	s := uint64(shift)
	for range n / 8 {
		a := load8(from).Add(load8(unsafe.Add(from, 12))).BitsToInt16()
		b := load8(unsafe.Add(from, 2)).Add(load8(unsafe.Add(from, 10))).BitsToInt16()
		c := load8(unsafe.Add(from, 4)).Add(load8(unsafe.Add(from, 8))).BitsToInt16()
		e := load8(unsafe.Add(from, 6)).BitsToInt16()
		v := simd.MulLoInt16(a, k0).Add(simd.MulLoInt16(b, k1)).Add(simd.MulLoInt16(c, k2)).Add(simd.MulLoInt16(e, k3))
		st(to, 0, v.Add(half).ShiftAllRight(s).Max(low).Min(high))
		v = simd.MulHiInt16(a, k0).Add(simd.MulHiInt16(b, k1)).Add(simd.MulHiInt16(c, k2)).Add(simd.MulHiInt16(e, k3))
		st(to, 1, v.Add(half).ShiftAllRight(s).Max(low).Min(high))
		from, to = unsafe.Add(from, 16), unsafe.Add(to, 32)
	}
}

// wienerCol is wienerColScalar, four samples at once.
func wienerCol(dst []uint16, mid []int32, w int, k *[7]int32, shift uint, top int32) {
	n := len(dst) &^ 3
	if n > 0 {
		_ = mid[6*w+n-1]
		p, to := unsafe.Pointer(&mid[0]), unsafe.Pointer(&dst[0])
		row := uintptr(4 * w)
		k0, k1 := archsimd.BroadcastInt32x4(k[0]), archsimd.BroadcastInt32x4(k[1])
		k2, k3 := archsimd.BroadcastInt32x4(k[2]), archsimd.BroadcastInt32x4(k[3])
		half := archsimd.BroadcastInt32x4(1 << shift >> 1)
		zero, most := archsimd.BroadcastInt32x4(0), archsimd.BroadcastInt32x4(top)
		index := archsimd.LoadInt8x16Array(&narrow4)
		for range n / 4 {
			v := ld(p, 0).Add(ld(unsafe.Add(p, 6*row), 0)).Mul(k0)
			v = v.Add(ld(unsafe.Add(p, row), 0).Add(ld(unsafe.Add(p, 5*row), 0)).Mul(k1))
			v = v.Add(ld(unsafe.Add(p, 2*row), 0).Add(ld(unsafe.Add(p, 4*row), 0)).Mul(k2))
			v = v.Add(ld(unsafe.Add(p, 3*row), 0).Mul(k3)).Add(half).ShiftAllRight(uint64(shift)).Max(zero).Min(most)
			*(*uint64)(to) = simd.PickInt8(v.ToBits().ReshapeToUint8s().BitsToInt8(), index).ToBits().ReshapeToUint64s().GetElem(0)
			p, to = unsafe.Add(p, 16), unsafe.Add(to, 8)
		}
	}
	wienerColScalar(dst[n:], mid[n:], w, k, shift, top)
}

// addSquares adds a row and its squares to sums of columns; n is a multiple of
// four.
func addSquares(sums, squares []int32, src []uint16, n int, subtract bool) {
	_, _, _ = sums[n-1], squares[n-1], src[n-1]
	a, b, p := unsafe.Pointer(&sums[0]), unsafe.Pointer(&squares[0]), unsafe.Pointer(&src[0])
	for range n / 4 {
		v := archsimd.BroadcastUint64x2(*(*uint64)(p)).ReshapeToUint16s().ExtendLo4ToUint32().BitsToInt32()
		if subtract {
			st(a, 0, ld(a, 0).Sub(v))
			st(b, 0, ld(b, 0).Sub(v.Mul(v)))
		} else {
			st(a, 0, ld(a, 0).Add(v))
			st(b, 0, ld(b, 0).Add(v.Mul(v)))
		}
		a, b, p = unsafe.Add(a, 16), unsafe.Add(b, 16), unsafe.Add(p, 8)
	}
}

// addRow adds n values of a row, as wide as r says, from sums of columns.
func boxSums(to, columns []int32, n, r int) {
	if n >= 4 {
		_, _ = to[n-1], columns[n+2*r-1]
		p, q := unsafe.Pointer(&columns[0]), unsafe.Pointer(&to[0])
		for range n / 4 {
			v := ld(p, 0).Add(ld(unsafe.Add(p, 4), 0)).Add(ld(unsafe.Add(p, 8), 0))
			if r == 2 {
				v = v.Add(ld(unsafe.Add(p, 12), 0)).Add(ld(unsafe.Add(p, 16), 0))
			}
			st(q, 0, v)
			p, q = unsafe.Add(p, 16), unsafe.Add(q, 16)
		}
	}
	boxSumsScalar(to[n&^3:n], columns[n&^3:], n&3, r)
}

// boxRow and those beside it are boxRowScalar and so on, four samples at once.
func boxRow(out []int32, src []uint16, a, b []int32, width int) {
	n := len(out) &^ 3
	if n > 0 {
		_, _, _ = src[n-1], a[2*width+n+1], b[2*width+n+1]
		boxLoop(unsafe.Pointer(&out[0]), unsafe.Pointer(&src[0]), unsafe.Pointer(&a[0]), unsafe.Pointer(&b[0]), uintptr(4*width), n/4, 4, 3, 9)
	}
	boxRowScalar(out[n:], src[n:], a[n:], b[n:], width)
}

func boxRowEven(out []int32, src []uint16, a, b []int32, width int) {
	n := len(out) &^ 3
	if n > 0 {
		_, _, _ = src[n-1], a[2*width+n+1], b[2*width+n+1]
		boxLoop(unsafe.Pointer(&out[0]), unsafe.Pointer(&src[0]), unsafe.Pointer(&a[0]), unsafe.Pointer(&b[0]), uintptr(4*width), n/4, 6, 5, 9)
	}
	boxRowEvenScalar(out[n:], src[n:], a[n:], b[n:], width)
}

func boxRowOdd(out []int32, src []uint16, a, b []int32) {
	n := len(out) &^ 3
	if n > 0 {
		_, _, _ = src[n-1], a[n+1], b[n+1]
		boxLoop(unsafe.Pointer(&out[0]), unsafe.Pointer(&src[0]), unsafe.Pointer(&a[0]), unsafe.Pointer(&b[0]), 0, n/4, 6, 5, 8)
	}
	boxRowOddScalar(out[n:], src[n:], a[n:], b[n:])
}

// boxLoop weighs: with 4 and 3 the three rows, with 6 and 5 the first and the
// third or, when rows are no bytes apart, the one.
func boxLoop(out, src, a, b unsafe.Pointer, row uintptr, n int, mid, side int32, shift uint64) {
	m, s := archsimd.BroadcastInt32x4(mid), archsimd.BroadcastInt32x4(side)
	half := archsimd.BroadcastInt32x4(1 << shift >> 1)
	for range n {
		ka, kb := boxWeights(a, row, m, s), boxWeights(b, row, m, s)
		if mid == 4 {
			// The middle row has the greater weight everywhere.
			pa, pb := unsafe.Add(a, row), unsafe.Add(b, row)
			ka = ka.Add(ld(pa, 0).Add(ld(unsafe.Add(pa, 4), 0)).Add(ld(unsafe.Add(pa, 8), 0)).Mul(m))
			kb = kb.Add(ld(pb, 0).Add(ld(unsafe.Add(pb, 4), 0)).Add(ld(unsafe.Add(pb, 8), 0)).Mul(m))
		}
		v := archsimd.BroadcastUint64x2(*(*uint64)(src)).ReshapeToUint16s().ExtendLo4ToUint32().BitsToInt32()
		st(out, 0, ka.Mul(v).Add(kb).Add(half).ShiftAllRight(shift))
		out, src, a, b = unsafe.Add(out, 16), unsafe.Add(src, 8), unsafe.Add(a, 16), unsafe.Add(b, 16)
	}
}

func boxWeights(p unsafe.Pointer, row uintptr, mid, side vec) vec {
	v := ld(unsafe.Add(p, 4), 0).Mul(mid).Add(ld(p, 0).Add(ld(unsafe.Add(p, 8), 0)).Mul(side))
	if row == 0 {
		return v
	}
	p = unsafe.Add(p, 2*row)
	return v.Add(ld(unsafe.Add(p, 4), 0).Mul(mid)).Add(ld(p, 0).Add(ld(unsafe.Add(p, 8), 0)).Mul(side))
}
