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

// hfilter is hfilterScalar. All 16 rows of src must be readable whatever rows
// is, each to a multiple of 16 columns, and dst has room for 16 rows of a
// multiple of 8 samples.
//
// Its lanes are rows: with the group turned on its side, one multiplication
// serves 8 rows with the same weight, and no sum goes across lanes.
func hfilter(dst []int16, dstStride int, src []byte, srcStride, _ int, a *axis, s *kernelScratch) {
	cols := (a.hi - a.lo + 15) &^ 15
	_ = src[(groupRows-1)*srcStride+cols-1]
	_ = dst[(groupRows-1)*dstStride+(a.n+7)&^7-1]
	for half := range groupRows / 8 {
		columnsFromRows(unsafe.Pointer(&s.in[half*8]), unsafe.Pointer(&src[half*8*srcStride]), srcStride, cols)
	}
	filterColumns(unsafe.Pointer(&s.out[0]), unsafe.Pointer(&s.in[0]), a)
	for half := range groupRows / 8 {
		rowsFromColumns(unsafe.Pointer(&dst[half*8*dstStride]), unsafe.Pointer(&s.out[half*8]), dstStride, (a.n+7)&^7)
	}
}

const columnBytes = groupRows * 2

// filterColumns makes every destination column, 16 samples each, from the
// columns of its window.
func filterColumns(dst, src unsafe.Pointer, a *axis) {
	w := unsafe.Pointer(unsafe.SliceData(a.w))
	start := unsafe.Pointer(unsafe.SliceData(a.start))
	src = unsafe.Add(src, -a.lo*columnBytes)
	half := archsimd.BroadcastInt32x4(1 << (weightBits - midBits - 1))
	low := archsimd.BroadcastInt32x4(0xffff)
	n, taps := a.n, a.taps
	for range n {
		s := unsafe.Add(src, int(*(*int32)(start))*columnBytes)
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
