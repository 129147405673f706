//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package vp8

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

// Lookups that take columns 0 and 1, or 2 and 3, of the four blocks in a row of
// sixteen samples: into lanes 0 to 3 for an upper row, 4 to 7 for a lower.
var (
	upper01 = [16]int8{0, 4, 8, 12, -1, -1, -1, -1, 1, 5, 9, 13, -1, -1, -1, -1}
	upper23 = [16]int8{2, 6, 10, 14, -1, -1, -1, -1, 3, 7, 11, 15, -1, -1, -1, -1}
	lower01 = [16]int8{-1, -1, -1, -1, 0, 4, 8, 12, -1, -1, -1, -1, 1, 5, 9, 13}
	lower23 = [16]int8{-1, -1, -1, -1, 2, 6, 10, 14, -1, -1, -1, -1, 3, 7, 11, 15}
)

func gatherLuma(pix []uint8, stride int, out *[2]block8) {
	_ = pix[15*stride+15]
	p := unsafe.Pointer(unsafe.SliceData(pix))
	dst := unsafe.Pointer(out)
	for range 2 {
		for range 4 {
			upper := archsimd.LoadUint8x16Array((*[16]uint8)(p))
			lower := archsimd.LoadUint8x16Array((*[16]uint8)(unsafe.Add(p, 4*stride)))
			store4(lookup(upper, &upper01).Or(lookup(lower, &lower01)), lookup(upper, &upper23).Or(lookup(lower, &lower23)), dst)
			p, dst = unsafe.Add(p, stride), unsafe.Add(dst, 64)
		}
		p = unsafe.Add(p, 4*stride)
	}
}

// store4 widens and stores the four columns of a row of blocks.
func store4(c01, c23 archsimd.Uint8x16, dst unsafe.Pointer) {
	simd.Store16(dst, 0, c01.ExtendLo8ToUint16().BitsToInt16())
	simd.Store16(dst, 16, simd.ExtendHiUint8(c01).BitsToInt16())
	simd.Store16(dst, 32, c23.ExtendLo8ToUint16().BitsToInt16())
	simd.Store16(dst, 48, simd.ExtendHiUint8(c23).BitsToInt16())
}

// The same for the two blocks in a row of eight samples of u and of v, which
// stand side by side in one vector.
var (
	uv01 = [2][16]int8{
		{0, 4, -1, -1, 8, 12, -1, -1, 1, 5, -1, -1, 9, 13, -1, -1},
		{-1, -1, 0, 4, -1, -1, 8, 12, -1, -1, 1, 5, -1, -1, 9, 13},
	}
	uv23 = [2][16]int8{
		{2, 6, -1, -1, 10, 14, -1, -1, 3, 7, -1, -1, 11, 15, -1, -1},
		{-1, -1, 2, 6, -1, -1, 10, 14, -1, -1, 3, 7, -1, -1, 11, 15},
	}
)

func gatherChroma(u, v []uint8, stride int, out *block8) {
	_, _ = u[7*stride+7], v[7*stride+7]
	up, vp := unsafe.Pointer(unsafe.SliceData(u)), unsafe.Pointer(unsafe.SliceData(v))
	dst := unsafe.Pointer(out)
	for range 4 {
		var rows [2]archsimd.Uint8x16
		for i := range 2 {
			pair := [2]uint64{*(*uint64)(unsafe.Add(up, 4*i*stride)), *(*uint64)(unsafe.Add(vp, 4*i*stride))}
			rows[i] = archsimd.LoadUint64x2Array(&pair).ReshapeToUint8s()
		}
		store4(lookup(rows[0], &uv01[0]).Or(lookup(rows[1], &uv01[1])), lookup(rows[0], &uv23[0]).Or(lookup(rows[1], &uv23[1])), dst)
		up, vp, dst = unsafe.Add(up, stride), unsafe.Add(vp, stride), unsafe.Add(dst, 64)
	}
}

// Lookups that weave pairs of columns of the upper four blocks, or of the lower
// four, into a row of sixteen samples.
var (
	upperLeft  = [16]int8{0, 1, -1, -1, 2, 3, -1, -1, 4, 5, -1, -1, 6, 7, -1, -1}
	upperRight = [16]int8{-1, -1, 0, 1, -1, -1, 2, 3, -1, -1, 4, 5, -1, -1, 6, 7}
	lowerLeft  = [16]int8{8, 9, -1, -1, 10, 11, -1, -1, 12, 13, -1, -1, 14, 15, -1, -1}
	lowerRight = [16]int8{-1, -1, 8, 9, -1, -1, 10, 11, -1, -1, 12, 13, -1, -1, 14, 15}
)

func scatterLuma(in *[2]block8, pix []uint8, stride int) {
	_ = pix[15*stride+15]
	p := unsafe.Pointer(unsafe.SliceData(pix))
	src := unsafe.Pointer(in)
	for range 2 {
		for range 4 {
			left := simd.Load16(src, 0).Or(simd.Load16(src, 16).ShiftAllLeft(8)).ToBits().ReshapeToUint8s()
			right := simd.Load16(src, 32).Or(simd.Load16(src, 48).ShiftAllLeft(8)).ToBits().ReshapeToUint8s()
			lookup(left, &upperLeft).Or(lookup(right, &upperRight)).StoreArray((*[16]uint8)(p))
			lookup(left, &lowerLeft).Or(lookup(right, &lowerRight)).StoreArray((*[16]uint8)(unsafe.Add(p, 4*stride)))
			p, src = unsafe.Add(p, stride), unsafe.Add(src, 64)
		}
		p = unsafe.Add(p, 4*stride)
	}
}

func spreadLane(in *block8, lane int, out *block8) {
	for pos := 0; pos < 16; pos += 4 {
		archsimd.BroadcastInt16x8(in[pos][lane&7]).StoreArray(&out[pos])
		archsimd.BroadcastInt16x8(in[pos+1][lane&7]).StoreArray(&out[pos+1])
		archsimd.BroadcastInt16x8(in[pos+2][lane&7]).StoreArray(&out[pos+2])
		archsimd.BroadcastInt16x8(in[pos+3][lane&7]).StoreArray(&out[pos+3])
	}
}

// bytesOf takes the low byte of each lane of a vector, lowHalf into the first
// eight of the result, highHalf into the last.
var (
	lowHalf  = [16]int8{0, 2, 4, 6, 8, 10, 12, 14, -1, -1, -1, -1, -1, -1, -1, -1}
	highHalf = [16]int8{-1, -1, -1, -1, -1, -1, -1, -1, 0, 2, 4, 6, 8, 10, 12, 14}
)

func mapRow(dst, src []uint8, r *rangeMap) {
	scale, offset := archsimd.BroadcastUint16x8(r.scale), archsimd.BroadcastUint16x8(r.offset)
	one := archsimd.BroadcastUint16x8(1)
	// For v below 65280, v/255 is (v + 1 + v>>8) >> 8.
	half := func(v archsimd.Uint16x8) archsimd.Uint8x16 {
		v = v.Mul(scale).Add(offset)
		return v.Add(one).Add(v.ShiftAllRight(8)).ShiftAllRight(8).ReshapeToUint8s()
	}
	n := len(src) &^ 15
	dst = dst[:len(src)]
	for i := 0; i < n; i += 16 {
		v := archsimd.LoadUint8x16Array((*[16]uint8)(src[i:]))
		lo, hi := half(v.ExtendLo8ToUint16()), half(simd.ExtendHiUint8(v))
		lookup(lo, &lowHalf).Or(lookup(hi, &highHalf)).StoreArray((*[16]uint8)(dst[i:]))
	}
	mapRowScalar(dst[n:], src[n:], r)
}

func tally(b *block8, s *spectrum) {
	var n0, n1, n2, top archsimd.Int16x8
	one, two := archsimd.BroadcastInt16x8(1), archsimd.BroadcastInt16x8(2)
	zero := archsimd.BroadcastInt16x8(0)
	for pos := range b {
		v := archsimd.LoadInt16x8Array(&b[pos]).Abs().ShiftAllRight(3)
		n0 = n0.Sub(v.Equal(zero).ToInt16x8())
		n1 = n1.Sub(v.Equal(one).ToInt16x8())
		n2 = n2.Sub(v.Equal(two).ToInt16x8())
		top = top.Max(v)
	}
	var lanes [4][8]int16
	n0.StoreArray(&lanes[0])
	n1.StoreArray(&lanes[1])
	n2.StoreArray(&lanes[2])
	top.StoreArray(&lanes[3])
	for i := range 8 {
		s.small[0] += int(lanes[0][i])
		s.small[1] += int(lanes[1][i])
		s.small[2] += int(lanes[2][i])
		s.top = max(s.top, int(lanes[3][i]))
	}
}

// A lookup that turns four rows of four samples side by side, as
// [row][block][4]uint8, is a transposition of 32 bit elements: element i of row
// j becomes element j of block i.
var column32 = [4][4][16]int8{
	{
		{0, 1, 2, 3, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, -1, -1, 0, 1, 2, 3, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2, 3, -1, -1, -1, -1},
		{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2, 3},
	},
	{
		{4, 5, 6, 7, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, -1, -1, 4, 5, 6, 7, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, -1, -1, -1, -1, -1, -1, 4, 5, 6, 7, -1, -1, -1, -1},
		{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 4, 5, 6, 7},
	},
	{
		{8, 9, 10, 11, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, -1, -1, 8, 9, 10, 11, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, -1, -1, -1, -1, -1, -1, 8, 9, 10, 11, -1, -1, -1, -1},
		{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 8, 9, 10, 11},
	},
	{
		{12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, -1, -1, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, -1, -1, -1, -1, -1, -1, 12, 13, 14, 15, -1, -1, -1, -1},
		{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 12, 13, 14, 15},
	},
}

func gatherBlocks(pix []uint8, stride int, out *[16][16]uint8) {
	_ = pix[15*stride+15]
	p := unsafe.Pointer(unsafe.SliceData(pix))
	for by := 0; by < 16; by += 4 {
		r0 := archsimd.LoadUint8x16Array((*[16]uint8)(p))
		r1 := archsimd.LoadUint8x16Array((*[16]uint8)(unsafe.Add(p, stride)))
		r2 := archsimd.LoadUint8x16Array((*[16]uint8)(unsafe.Add(p, 2*stride)))
		r3 := archsimd.LoadUint8x16Array((*[16]uint8)(unsafe.Add(p, 3*stride)))
		for bx := range column32 {
			c := &column32[bx]
			lookup(r0, &c[0]).Or(lookup(r1, &c[1])).Or(lookup(r2, &c[2])).Or(lookup(r3, &c[3])).StoreArray(&out[by+bx])
		}
		p = unsafe.Add(p, 4*stride)
	}
}
