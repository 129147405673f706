//go:build goexperiment.simd && wasm

package resample

import (
	"simd/archsimd"
	"unsafe"
)

// kernelScratch is what the SIMD kernels keep from call to call.
type kernelScratch struct {
	in  []int16 // a group of source rows, column by column of 16 rows
	out []int16 // the same of filtered samples
}

func (s *kernelScratch) init(a *axis) {
	if a.pick != nil {
		return
	}
	// A padded window may begin with the last column.
	s.in = make([]int16, ((a.hi-a.lo+15)&^15+a.taps)*groupRows)
	s.out = make([]int16, (a.n+7)&^7*groupRows)
}

// load takes rows of the source, of which loadRows must be readable whatever n
// is, each to a multiple of 16 columns, as rows of the group from at on, which
// is 0 or loadRows.
//
// Lanes are rows: with the group turned on its side, one multiplication serves
// 8 rows with the same weight, and no sum goes across lanes.
func (s *kernelScratch) load(at int, src []byte, stride, _ int, a *axis) {
	cols := (a.hi - a.lo + 15) &^ 15
	_ = src[(loadRows-1)*stride+cols-1]
	_ = s.in[cols*groupRows-1]
	columnsFromRows(unsafe.Pointer(&s.in[at]), unsafe.Pointer(&src[0]), stride, cols)
}

// hfilter is hfilterScalar for the rows that were loaded. dst has room for
// groupRows rows of a multiple of 8 samples.
func hfilter(dst []int16, dstStride, _ int, a *axis, s *kernelScratch) {
	filterColumns(unsafe.Pointer(&s.out[0]), unsafe.Pointer(&s.in[0]), a)
	n := (a.n + 7) &^ 7
	_ = dst[(groupRows-1)*dstStride+n-1]
	rowsFromColumns(unsafe.Pointer(&dst[0]), unsafe.Pointer(&s.out[0]), dstStride, n)
	rowsFromColumns(unsafe.Pointer(&dst[loadRows*dstStride]), unsafe.Pointer(&s.out[loadRows]), dstStride, n)
}

const columnBytes = groupRows * 2

// filterColumns makes every destination column, 16 samples each, from the
// columns of its window.
func filterColumns(dst, src unsafe.Pointer, a *axis) {
	w := unsafe.Pointer(unsafe.SliceData(a.w))
	start := unsafe.Pointer(unsafe.SliceData(a.start))
	half := archsimd.BroadcastInt32x4(1 << (weightBits - midBits - 1))
	low := archsimd.BroadcastInt32x4(0xffff)
	n, taps, lo := a.n, a.taps, a.lo
	for range n {
		s := unsafe.Add(src, (int(*(*int32)(start))-lo)*columnBytes)
		start = unsafe.Add(start, 4)
		a0, a1, a2, a3 := half, half, half, half // Q14 in [-2^23, 2^23)
		for k := taps; k > 0; k -= 4 {
			v := archsimd.BroadcastInt16x8(*(*int16)(w))
			p, q := load16(s), load16(unsafe.Add(s, 16))
			a0 = a0.Add(p.MulWidenLo(v))
			a1 = a1.Add(p.MulWidenHi(v))
			a2 = a2.Add(q.MulWidenLo(v))
			a3 = a3.Add(q.MulWidenHi(v))
			v = archsimd.BroadcastInt16x8(*(*int16)(unsafe.Add(w, 2)))
			p, q = load16(unsafe.Add(s, 32)), load16(unsafe.Add(s, 48))
			a0 = a0.Add(p.MulWidenLo(v))
			a1 = a1.Add(p.MulWidenHi(v))
			a2 = a2.Add(q.MulWidenLo(v))
			a3 = a3.Add(q.MulWidenHi(v))
			v = archsimd.BroadcastInt16x8(*(*int16)(unsafe.Add(w, 4)))
			p, q = load16(unsafe.Add(s, 64)), load16(unsafe.Add(s, 80))
			a0 = a0.Add(p.MulWidenLo(v))
			a1 = a1.Add(p.MulWidenHi(v))
			a2 = a2.Add(q.MulWidenLo(v))
			a3 = a3.Add(q.MulWidenHi(v))
			v = archsimd.BroadcastInt16x8(*(*int16)(unsafe.Add(w, 6)))
			p, q = load16(unsafe.Add(s, 96)), load16(unsafe.Add(s, 112))
			a0 = a0.Add(p.MulWidenLo(v))
			a1 = a1.Add(p.MulWidenHi(v))
			a2 = a2.Add(q.MulWidenLo(v))
			a3 = a3.Add(q.MulWidenHi(v))
			w = unsafe.Add(w, 8)
			s = unsafe.Add(s, 4*columnBytes)
		}
		// To Q7 in 16 bits, rows in the order 0 4 1 5 2 6 3 7.
		const shift = weightBits - midBits
		store32(dst, a0.ShiftAllRight(shift).And(low).Or(a1.ShiftAllLeft(16-shift).AndNot(low)))
		store32(unsafe.Add(dst, 16), a2.ShiftAllRight(shift).And(low).Or(a3.ShiftAllLeft(16-shift).AndNot(low)))
		dst = unsafe.Add(dst, columnBytes)
	}
}

func load16(p unsafe.Pointer) archsimd.Int16x8 {
	return archsimd.LoadInt16x8Array((*[8]int16)(p))
}

func load32(p unsafe.Pointer) archsimd.Uint32x4 {
	return archsimd.LoadUint32x4Array((*[4]uint32)(p))
}

func store32(p unsafe.Pointer, v archsimd.Int32x4) { v.StoreArray((*[4]int32)(p)) }

func storeU64(p unsafe.Pointer, v archsimd.Uint64x2) { v.StoreArray((*[2]uint64)(p)) }
