//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package vp8

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
)

// predict4Source as lookups, a row for each position, a lane for each mode, -1
// where the sample comes from elsewhere: the means of three; the means of
// two with the bottom left neighbor at 12 and the DC at 13. TrueMotion samples
// are set one by one. TestKernels proves the tables.
var (
	lookup3 = [16][16]int8{
		{-1, -1, 5, 3, 4, -1, 6, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, 6, 3, 5, -1, 7, -1, 4, 2, -1, -1, -1, -1, -1, -1},
		{-1, -1, 7, 3, 6, -1, 8, -1, 5, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, 8, 3, 7, -1, 9, -1, 6, 1, -1, -1, -1, -1, -1, -1},
		{-1, -1, 5, 2, 3, 4, 7, 6, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, 6, 2, 4, 5, 8, 7, 3, 1, -1, -1, -1, -1, -1, -1},
		{-1, -1, 7, 2, 5, 6, 9, 8, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, 8, 2, 6, 7, 10, 9, 4, 0, -1, -1, -1, -1, -1, -1},
		{-1, -1, 5, 1, 2, 3, 8, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, 6, 1, 3, -1, 9, -1, 2, 0, -1, -1, -1, -1, -1, -1},
		{-1, -1, 7, 1, 4, -1, 10, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, 8, 1, 5, -1, 11, 10, 3, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, 5, 0, 1, 2, 9, 7, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, 6, 0, 2, 4, 10, 8, 1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, 7, 0, 3, 5, 11, 9, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, 8, 0, 4, 6, 12, 11, 2, -1, -1, -1, -1, -1, -1, -1},
	}
	lookup2 = [16][16]int8{
		{13, -1, -1, -1, -1, 4, -1, 5, 3, 2, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, 5, -1, 6, -1, -1, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, 6, -1, 7, -1, 1, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, 7, -1, 8, -1, -1, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, -1, -1, -1, 2, 1, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, -1, -1, -1, 3, 0, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, -1, -1, 6, 1, 0, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, 4, -1, 7, -1, -1, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, 5, -1, 8, 2, 12, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, 6, -1, -1, -1, 12, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, -1, -1, -1, 0, 12, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, -1, -1, -1, -1, 12, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, -1, -1, -1, 1, 12, -1, -1, -1, -1, -1, -1},
		{13, -1, -1, -1, -1, -1, -1, -1, -1, 12, -1, -1, -1, -1, -1, -1},
	}
)

// Lookups in an edge: the neighbor before and after each, the ends repeated,
// and what TrueMotion adds for each of the sixteen samples.
var (
	edgeBefore = [16]int8{0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -1, -1, -1}
	edgeAfter  = [16]int8{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 12, -1, -1, -1}
	edgeCols   = [16]int8{5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8}
	edgeRows   = [16]int8{3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0}
)

func predict4(edge *[16]uint8, out *predictions4) {
	e := archsimd.LoadUint8x16Array(edge)
	before, after := lookup(e, &edgeBefore), lookup(e, &edgeAfter)
	// (a + 2b + c + 2) >> 2 is the rounded up mean of b and the rounded down
	// mean of a and c.
	odd := before.Xor(after).And(archsimd.BroadcastUint8x16(1))
	of3 := e.Average(before.Average(after).Sub(odd)).BitsToInt8()
	dc := 4
	for i := range 4 {
		dc += int(edge[edgeLeft+i]) + int(edge[edgeAbove+i])
	}
	of2 := e.Average(after).SetElem(12, edge[0]).SetElem(13, uint8(dc>>3)).BitsToInt8()
	corner := archsimd.BroadcastUint8x16(edge[edgeCorner])
	rows := lookup(e, &edgeRows)
	// One of the two differences is 0.
	var tm [16]uint8
	lookup(e, &edgeCols).AddSaturated(rows.SubSaturated(corner)).SubSaturated(corner.SubSaturated(rows)).StoreArray(&tm)
	sample := func(pos int) {
		v := simd.PickInt8(of3, archsimd.LoadInt8x16Array(&lookup3[pos&15])).
			Or(simd.PickInt8(of2, archsimd.LoadInt8x16Array(&lookup2[pos&15])))
		v.ToBits().SetElem(modeTM, tm[pos&15]).StoreArray(&out[pos&15])
	}
	for pos := 0; pos < 16; pos += 4 {
		sample(pos)
		sample(pos + 1)
		sample(pos + 2)
		sample(pos + 3)
	}
}

func lookup(v archsimd.Uint8x16, index *[16]int8) archsimd.Uint8x16 {
	return simd.PickInt8(v.BitsToInt8(), archsimd.LoadInt8x16Array(index)).ToBits()
}

// laneNumbers are the numbers of the modes.
var laneNumbers = [16]uint16{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}

func rank4(src *[16]uint8, p *predictions4, costs *modeCostLanes, step uint16, out *[16]uint16) {
	var lo, hi archsimd.Uint16x8
	add := func(pos int) {
		s := archsimd.BroadcastUint8x16(src[pos])
		v := archsimd.LoadUint8x16Array(&p[pos])
		d := s.SubSaturated(v).Or(v.SubSaturated(s))
		lo = lo.Add(d.ExtendLo8ToUint16())
		hi = hi.Add(simd.ExtendHiUint8(d))
	}
	add(0) // rankSamples; a loop would cost more than its body
	add(2)
	add(5)
	add(7)
	add(8)
	add(10)
	add(13)
	add(15)
	low, high := archsimd.LoadUint8x16Array(&costs.low), archsimd.LoadUint8x16Array(&costs.high)
	by := archsimd.BroadcastUint16x8(step)
	cost := low.ExtendLo8ToUint16().Or(high.ExtendLo8ToUint16().ShiftAllLeft(8))
	lo = lo.Add(cost.ShiftAllRight(4).Mul(by).ShiftAllRight(8))
	cost = simd.ExtendHiUint8(low).Or(simd.ExtendHiUint8(high).ShiftAllLeft(8))
	hi = hi.Add(cost.ShiftAllRight(4).Mul(by).ShiftAllRight(8))
	lo.ShiftAllLeft(4).Or(archsimd.LoadUint16x8Array((*[8]uint16)(laneNumbers[:8]))).StoreArray((*[8]uint16)(out[:8]))
	hi.ShiftAllLeft(4).Or(archsimd.LoadUint16x8Array((*[8]uint16)(laneNumbers[8:]))).StoreArray((*[8]uint16)(out[8:]))
}

func residual4(src *[16]uint8, p *predictions4, pick *[16]int8, out *block8) {
	index := archsimd.LoadInt8x16Array(pick)
	subtract := func(pos int) {
		v := simd.PickInt8(archsimd.LoadUint8x16Array(&p[pos&15]).BitsToInt8(), index).ToBits().ExtendLo8ToUint16().BitsToInt16()
		archsimd.BroadcastInt16x8(int16(src[pos&15])).Sub(v).StoreArray(&out[pos&15])
	}
	for pos := 0; pos < 16; pos += 4 {
		subtract(pos)
		subtract(pos + 1)
		subtract(pos + 2)
		subtract(pos + 3)
	}
}

func residual(src *block8, p *planePrediction, out *block8) {
	zero, top := archsimd.BroadcastInt16x8(0), archsimd.BroadcastInt16x8(255)
	for x := range 4 {
		col := archsimd.LoadInt16x8Array(&p.col[x])
		for y := range 4 {
			v := col.Add(archsimd.LoadInt16x8Array(&p.row[y])).Max(zero).Min(top)
			archsimd.LoadInt16x8Array(&src[4*y+x]).Sub(v).StoreArray(&out[4*y+x])
		}
	}
}

func reconstruct(res *block8, p *planePrediction, out *block8) {
	zero, top := archsimd.BroadcastInt16x8(0), archsimd.BroadcastInt16x8(255)
	for x := range 4 {
		col := archsimd.LoadInt16x8Array(&p.col[x])
		for y := range 4 {
			v := col.Add(archsimd.LoadInt16x8Array(&p.row[y])).Max(zero).Min(top)
			v.Add(archsimd.LoadInt16x8Array(&res[4*y+x])).Max(zero).Min(top).StoreArray(&out[4*y+x])
		}
	}
}
