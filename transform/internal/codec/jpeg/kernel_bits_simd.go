//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package jpeg

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

// reverse16 is a vector's bytes in reverse.
var reverse16 = [16]int8{15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}

// copyReversed is copyReversedScalar, sixteen bytes at a time.
func copyReversed(dst, src []byte, i, j int) (int, int) {
	n := min(len(src)-i, j) / 16
	from := unsafe.Add(unsafe.Pointer(unsafe.SliceData(src)), i)
	to := unsafe.Add(unsafe.Pointer(unsafe.SliceData(dst)), j)
	order := archsimd.LoadInt8x16Array(&reverse16)
	ff := archsimd.BroadcastInt8x16(-1)
	for k := range n {
		v := archsimd.LoadInt8x16Array((*[16]int8)(unsafe.Add(from, k*16)))
		eq := v.Equal(ff).ToInt8x16().ToBits().ReshapeToUint64s()
		if eq.GetElem(0)|eq.GetElem(1) != 0 {
			n = k
			break
		}
		simd.PickInt8(v, order).StoreArray((*[16]int8)(unsafe.Add(to, -16-k*16)))
	}
	return i + n*16, j - n*16
}
