//go:build !goexperiment.simd || !wasm

package flate

import "unsafe"

// copy16 copies 16 bytes, which may overlap: all are read before any is written.
func copy16(dst, src unsafe.Pointer) {
	lo, hi := *(*uint64)(src), *(*uint64)(unsafe.Add(src, 8))
	*(*uint64)(dst), *(*uint64)(unsafe.Add(dst, 8)) = lo, hi
}
