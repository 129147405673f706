//go:build goexperiment.simd && wasm

package flate

import (
	"simd/archsimd"
	"unsafe"
)

// copy16 copies 16 bytes, which may overlap: all are read before any is written.
func copy16(dst, src unsafe.Pointer) {
	archsimd.LoadUint8x16Array((*[16]uint8)(src)).StoreArray((*[16]uint8)(dst))
}
