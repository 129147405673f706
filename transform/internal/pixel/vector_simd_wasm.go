//go:build goexperiment.simd && wasm

package pixel

import (
	"simd/archsimd"
	"unsafe"
)

// Each SIMD kernel does whole vectors and leaves the end of a row to its scalar
// form, so that nothing is read or written beside a row.

func load8(p unsafe.Pointer, i int) archsimd.Uint8x16 {
	return archsimd.LoadUint8x16Array((*[16]uint8)(unsafe.Add(p, i)))
}

func store8(p unsafe.Pointer, i int, v archsimd.Uint8x16) {
	v.StoreArray((*[16]uint8)(unsafe.Add(p, i)))
}

// load16 and store16 take the index of a 16-bit sample.
func load16(p unsafe.Pointer, i int) archsimd.Int16x8 {
	return archsimd.LoadInt16x8Array((*[8]int16)(unsafe.Add(p, 2*i)))
}

func store16(p unsafe.Pointer, i int, v archsimd.Int16x8) {
	v.StoreArray((*[8]int16)(unsafe.Add(p, 2*i)))
}

// evenOddBytes puts the even bytes of a vector before the odd ones,
// evenOddWords does that with 16-bit lanes.
var (
	evenOddBytes = [16]int8{0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15}
	evenOddWords = [16]int8{0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15}
)

// bytesOf joins samples 0 to 7 and 8 to 15, below 256, order being evenOddBytes.
func bytesOf(lo, hi archsimd.Uint16x8, order archsimd.Int8x16) archsimd.Uint8x16 {
	return lo.Or(hi.ShiftAllLeft(8)).ReshapeToUint8s().BitsToInt8().LookupOrZero(order).ToBits()
}

// wordsOf joins the low halves of the lanes 0 to 3 and 4 to 7, order being
// evenOddWords.
func wordsOf(lo, hi archsimd.Int32x4, low archsimd.Int32x4, order archsimd.Int8x16) archsimd.Int16x8 {
	v := lo.And(low).Or(hi.ShiftAllLeft(16)).ToBits().ReshapeToUint8s().BitsToInt8().LookupOrZero(order)
	return v.ToBits().ReshapeToUint16s().BitsToInt16()
}
