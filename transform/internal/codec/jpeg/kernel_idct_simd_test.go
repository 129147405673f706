//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package jpeg

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// The vector kernels must give the samples of the scalar transforms for any
// coefficients, also for those that no encoder makes.
func TestKernelsMatchScalar(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, s := range allScales() {
		for round := range 1500 {
			var q decQuant
			var table [64]uint16
			for i := range table {
				table[i] = uint16(1 + rng.IntN(1<<(1+round%16)))
			}
			s.quantFor(&q, &table)
			coef := make([]int16, s.d*s.d*8+8)
			last := 1 + rng.IntN(64)
			for k, z := range zigzag[:last] {
				row, col := s.index(int(z>>3)), s.index(int(z&7))
				if row < 0 || col < 0 || rng.IntN(1+round%7) != 0 {
					continue
				}
				for l := range 8 {
					coef[(row*s.d+col)*8+l] = int16(rng.IntN(1<<(1+(round+k)%15)) - 1<<((round+k)%15))
				}
			}
			stride := 8*s.n + 16 + round%3
			got, want := make([]byte, stride*s.n), make([]byte, stride*s.n)
			idctScalar(s, want, stride, coef, &q)
			kernel, low := s.kernels()
			if last <= 15 {
				kernel = low
			}
			kernel(got, stride, coef, &q, new(workspace))
			for y := range s.n {
				g, w := got[y*stride:][:8*s.n], want[y*stride:][:8*s.n]
				if !bytes.Equal(g, w) {
					t.Fatalf("n %d mean %v round %d row %d:\n%v, want\n%v", s.n, s.mean, round, y, g, w)
				}
			}
		}
	}
}
