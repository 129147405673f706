//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package flate

import (
	"bytes"
	"testing"
)

// TestKernelInflate: with vectors for copies the same data come out, also of
// streams that are cut.
func TestKernelInflate(t *testing.T) {
	TestInflate(t)
	TestInflateCut(t)
}

// TestKernelAdler: in vectors the checksum is the scalar one, of the largest
// bytes and from the largest beginning, too.
func TestKernelAdler(t *testing.T) {
	for _, data := range append(samples(), bytes.Repeat([]byte{255}, 20_000)) {
		for n := 0; n <= len(data); n += 1 + n/3 {
			got := adler{adlerPrime - 1, adlerPrime - 1}
			want := got
			got.sum(data[len(data)-n:])
			want.sumScalar(data[len(data)-n:])
			if got != want {
				t.Fatalf("%d bytes: got %v, want %v", n, got, want)
			}
		}
	}
}
