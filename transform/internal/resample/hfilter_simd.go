//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package resample

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

// kernelScratch is what the SIMD kernels keep from call to call.
type kernelScratch struct {
	in   []int16     // a group of source rows, column by column of 16 rows
	out  []int16     // the same of filtered samples
	flat [2]flatLoad // what is flat in in, for either load
	runs []flatRun   // of flat
	mid  flatRows

	// Loads in which nothing was flat, up to mostPassed, and how many to come
	// are not looked at for that: a photograph has next to nothing flat.
	misses, pass int
}

const mostPassed = 8

func (s *kernelScratch) init(a *axis) {
	if a.pick != nil {
		return
	}
	// A padded window may begin with the last column.
	cols := (a.hi - a.lo + 15) &^ 15
	s.in = make([]int16, (cols+a.taps)*groupRows)
	s.out = make([]int16, (a.n+7)&^7*groupRows)
	for i := range s.flat {
		s.flat[i].values = make([]int16, cols/flatCols)
		s.flat[i].forget()
	}
	s.runs = make([]flatRun, cols/flatCols)
	s.mid.blocks = make([]flatBlock, (a.n+levelCols-1)/levelCols)
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
	dst, p, flat := unsafe.Pointer(&s.in[at]), unsafe.Pointer(&src[0]), &s.flat[at/loadRows]
	if s.pass > 0 {
		s.pass--
		if flat.some {
			flat.forget()
		}
		columnsFromRows(dst, p, stride, cols)
		return
	}
	if flat.load(dst, p, stride); flat.some {
		s.misses = 0
		return
	}
	s.misses = min(s.misses+1, mostPassed)
	s.pass = s.misses
}

// hfilter is hfilterScalar for the n rows that were loaded, of which the first
// is row y of the source. dst has room for groupRows rows of a multiple of 8
// samples.
func hfilter(dst []int16, dstStride, n, y int, a *axis, s *kernelScratch) {
	_ = dst[(groupRows-1)*dstStride+(a.n+7)&^7-1]
	if !s.flat[0].some || n > loadRows && !s.flat[1].some || !s.findRuns(n) {
		s.mid.some = false
		filterPart(dst, dstStride, 0, a.n, a, s)
		return
	}
	if !s.mid.some {
		s.mid.reset()
	}
	from := 0 // destination columns from here on wait to be filtered
	for i := 0; i < a.n; i += midCols {
		level := s.level(i, a)
		s.mid.note(i, level, y)
		if level == notFlat {
			continue
		}
		filterPart(dst, dstStride, from, i, a, s)
		from = i + midCols
		fillSquare(unsafe.Pointer(&dst[i]), 2*dstStride, (level-128)<<midBits)
	}
	filterPart(dst, dstStride, from, a.n, a, s)
}

// filterPart makes the destination columns from from, a multiple of 8, to end.
func filterPart(dst []int16, stride, from, end int, a *axis, s *kernelScratch) {
	if from >= end {
		return
	}
	out := s.out[from*groupRows:]
	filterColumns(unsafe.Pointer(&out[0]), unsafe.Pointer(&s.in[0]), a, from, end)
	n := (end - from + 7) &^ 7
	rowsFromColumns(unsafe.Pointer(&dst[from]), unsafe.Pointer(&out[0]), stride, n)
	rowsFromColumns(unsafe.Pointer(&dst[loadRows*stride+from]), unsafe.Pointer(&out[loadRows]), stride, n)
}

const columnBytes = groupRows * 2

// filterColumns makes the destination columns from from to end, 16 samples each,
// from the columns of their windows.
func filterColumns(dst, src unsafe.Pointer, a *axis, from, end int) {
	w := unsafe.Pointer(&a.w[from*a.taps])
	start := unsafe.Pointer(&a.start[from])
	half := archsimd.BroadcastInt32x4(1 << (weightBits - midBits - 1))
	low := archsimd.BroadcastInt32x4(0xffff)
	taps, lo := a.taps, a.lo
	for range end - from {
		s := unsafe.Add(src, (int(*(*int32)(start))-lo)*columnBytes)
		start = unsafe.Add(start, 4)
		a0, a1, a2, a3 := half, half, half, half // Q14 in [-2^23, 2^23)
		for k := taps; k > 0; k -= 4 {
			v, u := simd.PairInt16(w), simd.PairInt16(unsafe.Add(w, 4))
			p, q := simd.Load16(s, 0), simd.Load16(s, 32)
			a0 = a0.Add(simd.MulPairsLoInt16(p, q, v))
			a1 = a1.Add(simd.MulPairsHiInt16(p, q, v))
			p, q = simd.Load16(s, 16), simd.Load16(s, 48)
			a2 = a2.Add(simd.MulPairsLoInt16(p, q, v))
			a3 = a3.Add(simd.MulPairsHiInt16(p, q, v))
			p, q = simd.Load16(s, 64), simd.Load16(s, 96)
			a0 = a0.Add(simd.MulPairsLoInt16(p, q, u))
			a1 = a1.Add(simd.MulPairsHiInt16(p, q, u))
			p, q = simd.Load16(s, 80), simd.Load16(s, 112)
			a2 = a2.Add(simd.MulPairsLoInt16(p, q, u))
			a3 = a3.Add(simd.MulPairsHiInt16(p, q, u))
			w = unsafe.Add(w, 8)
			s = unsafe.Add(s, 4*columnBytes)
		}
		// To Q7 in 16 bits, rows in the order 0 4 1 5 2 6 3 7.
		const shift = weightBits - midBits
		simd.Store32(dst, 0, a0.ShiftAllRight(shift).And(low).Or(a1.ShiftAllLeft(16-shift).AndNot(low)))
		simd.Store32(dst, 16, a2.ShiftAllRight(shift).And(low).Or(a3.ShiftAllLeft(16-shift).AndNot(low)))
		dst = unsafe.Add(dst, columnBytes)
	}
}
