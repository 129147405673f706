//go:build goexperiment.simd && wasm

package flate

import "testing"

// TestKernelInflate: with vectors for copies the same data come out, also of
// streams that are cut.
func TestKernelInflate(t *testing.T) {
	TestInflate(t)
	TestInflateCut(t)
}
