//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package vp8

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

// Lookups that take the high halves of four 32-bit lanes into the lower or the
// upper four 16-bit lanes.
var (
	highWordsLow  = [16]int8{2, 3, 6, 7, 10, 11, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1}
	highWordsHigh = [16]int8{-1, -1, -1, -1, -1, -1, -1, -1, 2, 3, 6, 7, 10, 11, 14, 15}
)

func stretchRow(dst, src []uint8, r *stretch) {
	offset, factor := archsimd.BroadcastUint16x8(r.offset), archsimd.BroadcastUint16x8(r.factor)
	top := archsimd.BroadcastUint16x8(255)
	half := func(v archsimd.Uint16x8) archsimd.Uint8x16 {
		v = v.ShiftAllLeft(8).Sub(v).SubSaturated(offset)
		lo := simd.MulLoUint16(v, factor).ReshapeToUint8s()
		hi := simd.MulHiUint16(v, factor).ReshapeToUint8s()
		v = lookup(lo, &highWordsLow).Or(lookup(hi, &highWordsHigh)).ReshapeToUint16s()
		return v.ShiftAllRight(7).Min(top).ReshapeToUint8s()
	}
	n := len(dst) &^ 15
	src = src[:len(dst)]
	d, s := unsafe.Pointer(unsafe.SliceData(dst)), unsafe.Pointer(unsafe.SliceData(src))
	for i := 0; i < n; i += 16 {
		v := archsimd.LoadUint8x16Array((*[16]uint8)(unsafe.Add(s, i)))
		lo, hi := half(v.ExtendLo8ToUint16()), half(simd.ExtendHiUint8(v))
		lookup(lo, &lowHalf).Or(lookup(hi, &highHalf)).StoreArray((*[16]uint8)(unsafe.Add(d, i)))
	}
	stretchRowScalar(dst[n:], src[n:], r)
}
