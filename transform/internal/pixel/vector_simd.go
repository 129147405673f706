//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package pixel

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
)

// evenOddWords puts the even lanes of 16 bits before the odd ones.
var (
	evenOddWords = [16]int8{0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15}
)

// wordsOf joins the low halves of the lanes 0 to 3 and 4 to 7, order being
// evenOddWords.
func wordsOf(lo, hi archsimd.Int32x4, low archsimd.Int32x4, order archsimd.Int8x16) archsimd.Int16x8 {
	v := simd.PickInt8(lo.And(low).Or(hi.ShiftAllLeft(16)).ToBits().ReshapeToUint8s().BitsToInt8(), order)
	return v.ToBits().ReshapeToUint16s().BitsToInt16()
}
