//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package vp8

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

func inverse(in, out *block8) { idct(in, out) }

func scale(c *block8, dc, ac int16) {
	archsimd.LoadInt16x8Array(&c[0]).Mul(archsimd.BroadcastInt16x8(dc)).StoreArray(&c[0])
	by := archsimd.BroadcastInt16x8(ac)
	for pos := 1; pos < 16; pos++ {
		archsimd.LoadInt16x8Array(&c[pos]).Mul(by).StoreArray(&c[pos])
	}
}

// Lookups of neighbors into the 16-bit lanes of eight blocks, for the first
// column or row of each; those of the other three are one, two and three bytes
// further on. Luma has two rows of four blocks in a block8, chroma two rows of
// two of each plane.
var (
	wholeLumaCols   = [16]int8{0, -1, 4, -1, 8, -1, 12, -1, 0, -1, 4, -1, 8, -1, 12, -1}
	wholeLumaRows   = [16]int8{0, -1, 0, -1, 0, -1, 0, -1, 4, -1, 4, -1, 4, -1, 4, -1}
	wholeChromaCols = [16]int8{0, -1, 4, -1, 0, -1, 4, -1, 8, -1, 12, -1, 8, -1, 12, -1}
	wholeChromaRows = [16]int8{0, -1, 0, -1, 4, -1, 4, -1, 8, -1, 8, -1, 12, -1, 12, -1}
	// One more in each lane that looks something up.
	laneOnes = [16]int8{1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0}
)

// Lookups that weave pairs of columns of the chroma blocks into a row of U and
// one of V, from the upper and from the lower blocks.
var (
	upperUVLeft  = [16]int8{0, 1, -1, -1, 2, 3, -1, -1, 8, 9, -1, -1, 10, 11, -1, -1}
	upperUVRight = [16]int8{-1, -1, 0, 1, -1, -1, 2, 3, -1, -1, 8, 9, -1, -1, 10, 11}
	lowerUVLeft  = [16]int8{4, 5, -1, -1, 6, 7, -1, -1, 12, 13, -1, -1, 14, 15, -1, -1}
	lowerUVRight = [16]int8{-1, -1, 4, 5, -1, -1, 6, 7, -1, -1, 12, 13, -1, -1, 14, 15}
)

func rebuildLuma(pix []uint8, stride int, e *wholeEdges, res *[2]block8) {
	_ = pix[15*stride+15]
	dst := unsafe.Pointer(unsafe.SliceData(pix))
	col := archsimd.LoadInt8x16Array((*[16]int8)(unsafe.Pointer(&e.col)))
	row := archsimd.LoadInt8x16Array((*[16]int8)(unsafe.Pointer(&e.row)))
	at, rows := archsimd.LoadInt8x16Array(&wholeLumaCols), archsimd.LoadInt8x16Array(&wholeLumaRows)
	one := archsimd.LoadInt8x16Array(&laneOnes)
	corner := archsimd.BroadcastInt16x8(int16(e.corner[0]))
	c0, at := lanes(col, at).Sub(corner), at.Add(one)
	c1, at := lanes(col, at).Sub(corner), at.Add(one)
	c2, at := lanes(col, at).Sub(corner), at.Add(one)
	c3 := lanes(col, at).Sub(corner)
	eight := archsimd.BroadcastInt16x8(8).ToBits().ReshapeToUint8s().BitsToInt8()
	src := unsafe.Pointer(res)
	for range 2 {
		r := rows
		for range 4 {
			left, right := rebuildRow(lanes(row, r), c0, c1, c2, c3, src)
			lookup(left, &upperLeft).Or(lookup(right, &upperRight)).StoreArray((*[16]uint8)(dst))
			lookup(left, &lowerLeft).Or(lookup(right, &lowerRight)).StoreArray((*[16]uint8)(unsafe.Add(dst, 4*stride)))
			dst, src = unsafe.Add(dst, stride), unsafe.Add(src, 64)
			r = r.Add(one)
		}
		rows = rows.Add(eight)
		dst = unsafe.Add(dst, 4*stride)
	}
}

// lanes looks bytes up into 16-bit lanes.
func lanes(v, index archsimd.Int8x16) archsimd.Int16x8 {
	return simd.PickInt8(v, index).ToBits().ReshapeToUint16s().BitsToInt16()
}

// rebuildRow makes a row of four samples of eight blocks: columns 0 and 1 of
// each, and 2 and 3.
func rebuildRow(row, c0, c1, c2, c3 archsimd.Int16x8, res unsafe.Pointer) (left, right archsimd.Uint8x16) {
	zero, top := archsimd.BroadcastInt16x8(0), archsimd.BroadcastInt16x8(255)
	c0 = row.Add(c0).Max(zero).Min(top).AddSaturated(simd.Load16(res, 0)).Max(zero).Min(top)
	c1 = row.Add(c1).Max(zero).Min(top).AddSaturated(simd.Load16(res, 16)).Max(zero).Min(top)
	c2 = row.Add(c2).Max(zero).Min(top).AddSaturated(simd.Load16(res, 32)).Max(zero).Min(top)
	c3 = row.Add(c3).Max(zero).Min(top).AddSaturated(simd.Load16(res, 48)).Max(zero).Min(top)
	return c0.Or(c1.ShiftAllLeft(8)).ToBits().ReshapeToUint8s(), c2.Or(c3.ShiftAllLeft(8)).ToBits().ReshapeToUint8s()
}

func rebuildChroma(u, v []uint8, stride int, e *wholeEdges, res *block8) {
	_, _ = u[7*stride+7], v[7*stride+7]
	up, vp := unsafe.Pointer(unsafe.SliceData(u)), unsafe.Pointer(unsafe.SliceData(v))
	col := archsimd.LoadInt8x16Array((*[16]int8)(unsafe.Pointer(&e.col)))
	row := archsimd.LoadInt8x16Array((*[16]int8)(unsafe.Pointer(&e.row)))
	at, rows := archsimd.LoadInt8x16Array(&wholeChromaCols), archsimd.LoadInt8x16Array(&wholeChromaRows)
	one := archsimd.LoadInt8x16Array(&laneOnes)
	u4, v4 := uint64(e.corner[0])*0x0001000100010001, uint64(e.corner[1])*0x0001000100010001
	corner := archsimd.BroadcastUint64x2(u4).SetElem(1, v4).ReshapeToUint16s().BitsToInt16()
	c0, at := lanes(col, at).Sub(corner), at.Add(one)
	c1, at := lanes(col, at).Sub(corner), at.Add(one)
	c2, at := lanes(col, at).Sub(corner), at.Add(one)
	c3 := lanes(col, at).Sub(corner)
	src := unsafe.Pointer(res)
	for range 4 {
		left, right := rebuildRow(lanes(row, rows), c0, c1, c2, c3, src)
		upper := lookup(left, &upperUVLeft).Or(lookup(right, &upperUVRight)).ReshapeToUint64s()
		lower := lookup(left, &lowerUVLeft).Or(lookup(right, &lowerUVRight)).ReshapeToUint64s()
		*(*uint64)(up), *(*uint64)(vp) = upper.GetElem(0), upper.GetElem(1)
		*(*uint64)(unsafe.Add(up, 4*stride)) = lower.GetElem(0)
		*(*uint64)(unsafe.Add(vp, 4*stride)) = lower.GetElem(1)
		up, vp, src = unsafe.Add(up, stride), unsafe.Add(vp, stride), unsafe.Add(src, 64)
		rows = rows.Add(one)
	}
}

// predict4Source as lookups for each mode: in the means of three, and in those
// of two with the bottom left neighbor at 12. TestDecoderKernels proves it.
var predict4Lookups = [nModes4][2][16]int8{
	modeV: {
		{5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8},
		{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
	},
	modeH: {
		{3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0},
		{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
	},
	modeRD: {
		{4, 5, 6, 7, 3, 4, 5, 6, 2, 3, 4, 5, 1, 2, 3, 4},
		{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
	},
	modeVR: {
		{-1, -1, -1, -1, 4, 5, 6, 7, 3, -1, -1, -1, 2, 4, 5, 6},
		{4, 5, 6, 7, -1, -1, -1, -1, -1, 4, 5, 6, -1, -1, -1, -1},
	},
	modeLD: {
		{6, 7, 8, 9, 7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12},
		{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
	},
	modeVL: {
		{-1, -1, -1, -1, 6, 7, 8, 9, -1, -1, -1, 10, 7, 8, 9, 11},
		{5, 6, 7, 8, -1, -1, -1, -1, 6, 7, 8, -1, -1, -1, -1, -1},
	},
	modeHD: {
		{-1, 4, 5, 6, -1, 3, -1, 4, -1, 2, -1, 3, -1, 1, -1, 2},
		{3, -1, -1, -1, 2, -1, 3, -1, 1, -1, 2, -1, 0, -1, 1, -1},
	},
	modeHU: {
		{-1, 2, -1, 1, -1, 1, -1, 0, -1, 0, -1, -1, -1, -1, -1, -1},
		{2, -1, 1, -1, 1, -1, 0, -1, 0, -1, 12, 12, 12, 12, 12, 12},
	},
}

func rebuild4(pix []uint8, stride int, edge *[16]uint8, mode uint8, res *[16]int16) {
	_ = pix[3*stride+3]
	e := archsimd.LoadUint8x16Array(edge)
	var p archsimd.Uint8x16
	switch mode {
	case modeDC:
		dc := 4
		for i := range 4 {
			dc += int(edge[edgeLeft+i]) + int(edge[edgeAbove+i])
		}
		p = archsimd.BroadcastUint8x16(uint8(dc >> 3))
	case modeTM:
		corner := archsimd.BroadcastUint8x16(edge[edgeCorner])
		rows := lookup(e, &edgeRows)
		// One of the two differences is 0.
		p = lookup(e, &edgeCols).AddSaturated(rows.SubSaturated(corner)).SubSaturated(corner.SubSaturated(rows))
	default:
		before, after := lookup(e, &edgeBefore), lookup(e, &edgeAfter)
		// (a + 2b + c + 2) >> 2 is the rounded up mean of b and the rounded down
		// mean of a and c.
		odd := before.Xor(after).And(archsimd.BroadcastUint8x16(1))
		of3 := e.Average(before.Average(after).Sub(odd))
		of2 := e.Average(after).SetElem(12, edge[0])
		t := &predict4Lookups[mode%nModes4]
		p = lookup(of3, &t[0]).Or(lookup(of2, &t[1]))
	}
	zero, top := archsimd.BroadcastInt16x8(0), archsimd.BroadcastInt16x8(255)
	r := unsafe.Pointer(res)
	lo := p.ExtendLo8ToUint16().BitsToInt16().AddSaturated(simd.Load16(r, 0)).Max(zero).Min(top)
	hi := simd.ExtendHiUint8(p).BitsToInt16().AddSaturated(simd.Load16(r, 16)).Max(zero).Min(top)
	v := lookup(lo.ToBits().ReshapeToUint8s(), &lowHalf).Or(lookup(hi.ToBits().ReshapeToUint8s(), &highHalf)).ReshapeToUint32s()
	dst := unsafe.Pointer(unsafe.SliceData(pix))
	*(*uint32)(dst) = v.GetElem(0)
	*(*uint32)(unsafe.Add(dst, stride)) = v.GetElem(1)
	*(*uint32)(unsafe.Add(dst, 2*stride)) = v.GetElem(2)
	*(*uint32)(unsafe.Add(dst, 3*stride)) = v.GetElem(3)
}

// blocksOf transposes two squares of eight by eight, exchanging the
// off-diagonal quarters of ever larger ones.
func blocksOf(in *block8, out *[8][16]int16) {
	m16 := simd.Mask16()
	m32 := simd.Mask32()
	src, dst := unsafe.Pointer(in), unsafe.Pointer(out)
	load := func(i int) archsimd.Uint32x4 {
		return archsimd.LoadUint8x16Array((*[16]uint8)(unsafe.Add(src, 16*i))).ReshapeToUint32s()
	}
	store := func(i int, v archsimd.Uint64x2) { v.StoreArray((*[2]uint64)(unsafe.Add(dst, 32*i))) }
	for range 2 {
		r0, r1, r2, r3, r4, r5, r6, r7 := load(0), load(1), load(2), load(3), load(4), load(5), load(6), load(7)
		s0, s1 := simd.Exchange16(r0, r1, m16)
		s2, s3 := simd.Exchange16(r2, r3, m16)
		s4, s5 := simd.Exchange16(r4, r5, m16)
		s6, s7 := simd.Exchange16(r6, r7, m16)

		q0, q2 := simd.Exchange32(s0, s2, m32)
		q1, q3 := simd.Exchange32(s1, s3, m32)
		q4, q6 := simd.Exchange32(s4, s6, m32)
		q5, q7 := simd.Exchange32(s5, s7, m32)

		store(0, q0.SetElem(1, q4.GetElem(0)))
		store(1, q1.SetElem(1, q5.GetElem(0)))
		store(2, q2.SetElem(1, q6.GetElem(0)))
		store(3, q3.SetElem(1, q7.GetElem(0)))
		store(4, q4.SetElem(0, q0.GetElem(1)))
		store(5, q5.SetElem(0, q1.GetElem(1)))
		store(6, q6.SetElem(0, q2.GetElem(1)))
		store(7, q7.SetElem(0, q3.GetElem(1)))
		src, dst = unsafe.Add(src, 128), unsafe.Add(dst, 16)
	}
}
