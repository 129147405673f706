//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package png

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// noise returns n bytes, extremes among them and near ones beside each other.
func noise(rng *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		switch rng.IntN(4) {
		case 0:
			b[i] = byte(255 * rng.IntN(2))
		case 1:
			b[i] = byte(rng.Uint32())
		default:
			b[i] = b[max(0, i-4)] + byte(rng.IntN(3)) - 1
		}
	}
	return b
}

// TestKernelUnfilter: the SIMD kernels give the scalar ones' bits at every
// length.
func TestKernelUnfilter(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, pixel := range []int{1, 2, 3, 4, 6, 8} {
		for n := 1; n < 400; n++ {
			src, prev := noise(rng, n), noise(rng, n)
			got, want := make([]byte, n), make([]byte, n)
			check := func(name string) {
				t.Helper()
				if !bytes.Equal(got, want) {
					t.Fatalf("%s, %d bytes of %d: got %v\nwant %v", name, n, pixel, got, want)
				}
			}
			unfilterSub(got, src, pixel)
			unfilterSubScalar(want, src, pixel, 0)
			check("sub")
			unfilterUp(got, src, prev)
			unfilterUpScalar(want, src, prev, 0)
			check("up")
			unfilterAverage(got, src, prev, pixel)
			unfilterAverageScalar(want, src, prev, pixel, 0)
			check("average")
			unfilterPaeth(got, src, prev, pixel)
			unfilterPaethScalar(want, src, prev, pixel, 0)
			check("paeth")
		}
	}
}

// TestKernelFilter: the same for the filters of the encoder and their sums, also
// on rows longer than sums are kept in 16 bits for.
func TestKernelFilter(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, pixel := range []int{1, 2, 3, 4} {
		for n := 1; n < 9000; n += 1 + n/20 {
			cur, prev := append(make([]byte, rowPad), noise(rng, n)...), append(make([]byte, rowPad), noise(rng, n)...)
			if n > 8000 {
				for i := range cur[rowPad:] {
					cur[rowPad+i], prev[rowPad+i] = 128, 0
				}
			}
			var got, want [nFilters][]byte
			for f := range got {
				got[f], want[f] = make([]byte, n), make([]byte, n)
			}
			var wantSums [nFilters]int
			filterBytesScalar(&want, cur, prev, pixel, 0, &wantSums)
			if sums := filterBytes(&got, cur, prev, pixel); sums != wantSums {
				t.Fatalf("%d bytes of %d: got sums %v, want %v", n, pixel, sums, wantSums)
			}
			for f := range got {
				if !bytes.Equal(got[f], want[f]) {
					t.Fatalf("filter %d, %d bytes of %d: got %v\nwant %v", f, n, pixel, got[f], want[f])
				}
			}
		}
	}
}
