//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package resample

import (
	"math"
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

// Weights sum to exactly 1, so where all samples of a window are the same the
// result is that sample again, whatever the filter. Images with alpha, drawings
// and screenshots consist of such places for the most part: they are found when
// rows are loaded, in blocks, and neither filtered along x nor along y.

// flatCols is the width of a block of source rows, midCols of one of rows
// filtered along x, and levelCols of one of destination samples.
const (
	flatCols  = 16
	midCols   = 8
	levelCols = 16
)

// notFlat stands for the value of a block that has more than one.
const notFlat int16 = -1

// A flatLoad knows the values of the blocks of loadRows rows.
type flatLoad struct {
	some   bool // not all are notFlat
	values []int16
}

func (f *flatLoad) forget() {
	f.some = false
	for b := range f.values {
		f.values[b] = notFlat
	}
}

// load is columnsFromRows for rows that may be flat in places. What is flat and
// the same as in the load before is in dst already.
func (f *flatLoad) load(dst, src unsafe.Pointer, stride int) {
	f.some = false
	for b := 0; b < len(f.values); b++ {
		n, value := nextFlat(unsafe.Add(src, b*flatCols), stride, f.values[b:])
		if n > 0 {
			columnsFromRows(unsafe.Add(dst, b*flatCols*columnBytes), unsafe.Add(src, b*flatCols), stride, n*flatCols)
			b += n
		}
		if b == len(f.values) {
			return
		}
		f.some = true
		if f.values[b] != value {
			f.values[b] = value
			fillColumns(unsafe.Add(dst, b*flatCols*columnBytes), value-128)
		}
	}
}

// nextFlat returns how many blocks of 8 rows, stride apart, lie before the first
// that has one value, and that value. It marks those before as notFlat.
func nextFlat(src unsafe.Pointer, stride int, flat []int16) (n int, value int16) {
	for ; n < len(flat); n++ {
		p := src
		src = unsafe.Add(src, flatCols)
		first := simd.Load8(p, 0)
		value := first.GetElem(0)
		other := first.Xor(archsimd.BroadcastUint8x16(value))
		if !zero(other) {
			flat[n] = notFlat
			continue
		}
		for range loadRows - 1 {
			p = unsafe.Add(p, stride)
			other = other.Or(simd.Load8(p, 0).Xor(first))
		}
		if zero(other) {
			return n, int16(value)
		}
		flat[n] = notFlat
	}
	return n, notFlat
}

func zero(v archsimd.Uint8x16) bool {
	w := v.ReshapeToUint64s()
	return w.GetElem(0)|w.GetElem(1) == 0
}

// fillColumns gives flatCols columns of 8 samples one value.
func fillColumns(dst unsafe.Pointer, value int16) {
	v := archsimd.BroadcastInt16x8(value)
	for range flatCols {
		v.StoreArray((*[8]int16)(dst))
		dst = unsafe.Add(dst, columnBytes)
	}
}

// fillSquare gives a group of rows, stride bytes apart, 8 samples of one value.
func fillSquare(dst unsafe.Pointer, stride int, value int16) {
	v := archsimd.BroadcastInt16x8(value)
	for range groupRows {
		v.StoreArray((*[8]int16)(dst))
		dst = unsafe.Add(dst, stride)
	}
}

// A flatRun says of a block of a group that it has one value, and which block is
// the first that has not the same.
type flatRun struct {
	value int16
	end   int32
}

// findRuns joins the blocks of a group of n rows and reports whether any is flat.
func (s *kernelScratch) findRuns(n int) bool {
	first, second := s.flat[0].values, s.flat[1].values
	if n <= loadRows {
		second = first
	}
	next, some := flatRun{notFlat, 0}, false
	for b := len(s.runs) - 1; b >= 0; b-- {
		v := first[b]
		if second[b] != v {
			v = notFlat
		}
		if v != next.value {
			next = flatRun{v, int32(b + 1)}
		}
		some = some || v != notFlat
		s.runs[b] = next
	}
	return some
}

// level returns the value of all source samples that the midCols destination
// columns from i on are made of, notFlat if they differ.
func (s *kernelScratch) level(i int, a *axis) int16 {
	run := s.runs[(int(a.start[i])-a.lo)/flatCols]
	last := min(i+midCols, a.n) - 1
	end := min(int(a.start[last])+a.taps, a.hi) - a.lo
	if int(run.end)*flatCols < end {
		return notFlat
	}
	return run.value
}

// flatRows knows, for every levelCols columns of the rows filtered along x, from
// which row of the source on they have had one value.
type flatRows struct {
	some   bool // blocks count
	blocks []flatBlock
}

type flatBlock struct {
	value int16
	since int32
}

// never is a row that does not come.
const never = math.MaxInt32

// reset begins anew after a group in which nothing was flat.
func (f *flatRows) reset() {
	f.some = true
	for i := range f.blocks {
		f.blocks[i].since = never
	}
}

// note takes in the value of columns i to i+midCols of the group of rows that
// begins with y. Columns come from left to right.
func (f *flatRows) note(i int, value int16, y int) {
	b := &f.blocks[i/levelCols]
	switch {
	case value == notFlat || i%levelCols != 0 && value != b.value:
		b.since = never
	case i%levelCols == 0 && (b.since == never || value != b.value):
		b.value, b.since = value, int32(y)
	}
}

// level returns the value that the columns from i on have had since row y, or
// notFlat. The last group noted is the one in which the window from y on ends.
func (f *flatRows) level(i, y int) int16 {
	if b := &f.blocks[i/levelCols]; int(b.since) <= y {
		return b.value
	}
	return notFlat
}
