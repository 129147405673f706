//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package vp8

import "simd/archsimd"

// Lookups that spread edges over the lanes of the blocks and widen them; see
// spreadLumaScalar and spreadChromaScalar.
var (
	lumaCols = [4][16]int8{
		{0, -1, 4, -1, 8, -1, 12, -1, 0, -1, 4, -1, 8, -1, 12, -1},
		{1, -1, 5, -1, 9, -1, 13, -1, 1, -1, 5, -1, 9, -1, 13, -1},
		{2, -1, 6, -1, 10, -1, 14, -1, 2, -1, 6, -1, 10, -1, 14, -1},
		{3, -1, 7, -1, 11, -1, 15, -1, 3, -1, 7, -1, 11, -1, 15, -1},
	}
	lumaRows = [2][4][16]int8{
		{
			{0, -1, 0, -1, 0, -1, 0, -1, 4, -1, 4, -1, 4, -1, 4, -1},
			{1, -1, 1, -1, 1, -1, 1, -1, 5, -1, 5, -1, 5, -1, 5, -1},
			{2, -1, 2, -1, 2, -1, 2, -1, 6, -1, 6, -1, 6, -1, 6, -1},
			{3, -1, 3, -1, 3, -1, 3, -1, 7, -1, 7, -1, 7, -1, 7, -1},
		},
		{
			{8, -1, 8, -1, 8, -1, 8, -1, 12, -1, 12, -1, 12, -1, 12, -1},
			{9, -1, 9, -1, 9, -1, 9, -1, 13, -1, 13, -1, 13, -1, 13, -1},
			{10, -1, 10, -1, 10, -1, 10, -1, 14, -1, 14, -1, 14, -1, 14, -1},
			{11, -1, 11, -1, 11, -1, 11, -1, 15, -1, 15, -1, 15, -1, 15, -1},
		},
	}
	chromaCols = [4][16]int8{
		{0, -1, 4, -1, 0, -1, 4, -1, 8, -1, 12, -1, 8, -1, 12, -1},
		{1, -1, 5, -1, 1, -1, 5, -1, 9, -1, 13, -1, 9, -1, 13, -1},
		{2, -1, 6, -1, 2, -1, 6, -1, 10, -1, 14, -1, 10, -1, 14, -1},
		{3, -1, 7, -1, 3, -1, 7, -1, 11, -1, 15, -1, 11, -1, 15, -1},
	}
	chromaRows = [4][16]int8{
		{0, -1, 0, -1, 4, -1, 4, -1, 8, -1, 8, -1, 12, -1, 12, -1},
		{1, -1, 1, -1, 5, -1, 5, -1, 9, -1, 9, -1, 13, -1, 13, -1},
		{2, -1, 2, -1, 6, -1, 6, -1, 10, -1, 10, -1, 14, -1, 14, -1},
		{3, -1, 3, -1, 7, -1, 7, -1, 11, -1, 11, -1, 15, -1, 15, -1},
	}
)

func spreadLuma(above, left *[16]uint8, corner uint8, out *[2]blockEdges) {
	a, l := archsimd.LoadUint8x16Array(above), archsimd.LoadUint8x16Array(left)
	c := archsimd.BroadcastInt16x8(int16(corner))
	for k := range 4 {
		v := lookup(a, &lumaCols[k]).ReshapeToUint16s().BitsToInt16()
		v.StoreArray(&out[0].above[k])
		v.StoreArray(&out[1].above[k])
		v = v.Sub(c)
		v.StoreArray(&out[0].trueMotion[k])
		v.StoreArray(&out[1].trueMotion[k])
		lookup(l, &lumaRows[0][k]).ReshapeToUint16s().BitsToInt16().StoreArray(&out[0].left[k])
		lookup(l, &lumaRows[1][k]).ReshapeToUint16s().BitsToInt16().StoreArray(&out[1].left[k])
	}
}

func spreadChroma(above, left *[16]uint8, corners [2]uint8, out *blockEdges) {
	a, l := archsimd.LoadUint8x16Array(above), archsimd.LoadUint8x16Array(left)
	u, v := int16(corners[0]), int16(corners[1])
	c := archsimd.LoadInt16x8Array(&[8]int16{u, u, u, u, v, v, v, v})
	for k := range 4 {
		s := lookup(a, &chromaCols[k]).ReshapeToUint16s().BitsToInt16()
		s.StoreArray(&out.above[k])
		s.Sub(c).StoreArray(&out.trueMotion[k])
		lookup(l, &chromaRows[k]).ReshapeToUint16s().BitsToInt16().StoreArray(&out.left[k])
	}
}
