//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package flate

import "unsafe"

type vec16 = [16]byte

func load16(p unsafe.Pointer) vec16 { return *(*vec16)(p) }

func store16(p unsafe.Pointer, v vec16) { *(*vec16)(p) = v }

// repeat16 returns the first distance bytes, 1 to 15, at p over and over.
func repeat16(p unsafe.Pointer, distance int) (v vec16) {
	for i, k := range repeatOrder[distance&15] {
		v[i] = *(*byte)(unsafe.Add(p, k))
	}
	return v
}

func (s *adler) sum(p []byte) { s.sumScalar(p) }
