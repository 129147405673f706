//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package flate

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

// Of sumBlock bytes 16-bit lanes hold the weighted sum: 8 vectors, in each of
// which a lane gets two bytes with weights that come to at most 24, below
// 8 * 24 * 255 < 1<<16.
const (
	sumVectors = 8
	sumBlock   = 16 * sumVectors
)

// fallingWeights are how often a vector's bytes count in the sum of sums at its
// end.
var fallingWeights = [16]uint8{16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}

// sum is sumScalar, the bulk of it in blocks.
func (s *adler) sum(p []byte) {
	n := len(p) / sumBlock
	for left := n; left > 0; {
		// 31 blocks, 3968 bytes, are what 32 bits hold.
		k := min(left, 31)
		s.sumBlocks(unsafe.Pointer(&p[(n-left)*sumBlock]), k)
		left -= k
	}
	s.sumScalar(p[n*sumBlock:])
}

func (s *adler) sumBlocks(p unsafe.Pointer, n int) {
	a, b := s.a, s.b
	weights := archsimd.LoadUint8x16Array(&fallingWeights)
	for range n {
		// The sum of bytes, that sum once for every later vector, and the
		// weighted bytes of each vector by itself.
		var plain, before, weighted archsimd.Uint16x8
		for range sumVectors {
			v := load16(p)
			p = unsafe.Add(p, 16)
			before = before.Add(plain)
			plain = plain.Add(v.ExtendLo8ToUint16()).Add(simd.ExtendHiUint8(v))
			weighted = weighted.Add(simd.MulLoUint8(v, weights)).Add(simd.MulHiUint8(v, weights))
		}
		b += sumBlock*a + 16*lanes(before) + lanes(weighted)
		a += lanes(plain)
	}
	s.a, s.b = a%adlerPrime, b%adlerPrime
}

func lanes(v archsimd.Uint16x8) uint32 {
	w := v.ExtendLo4ToUint32().Add(simd.ExtendHiUint16(v))
	return w.GetElem(0) + w.GetElem(1) + w.GetElem(2) + w.GetElem(3)
}
