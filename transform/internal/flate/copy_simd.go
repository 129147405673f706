//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package flate

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

type vec16 = archsimd.Uint8x16

func load16(p unsafe.Pointer) vec16 { return archsimd.LoadUint8x16Array((*[16]uint8)(p)) }

func store16(p unsafe.Pointer, v vec16) { v.StoreArray((*[16]uint8)(p)) }

// repeat16 returns the first distance bytes, 1 to 15, at p over and over.
func repeat16(p unsafe.Pointer, distance int) vec16 {
	order := archsimd.LoadInt8x16Array(&repeatOrder[distance&15])
	return simd.PickInt8(load16(p).BitsToInt8(), order).ToBits()
}
