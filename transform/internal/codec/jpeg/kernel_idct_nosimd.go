//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package jpeg

// workspace is for kernels that need one.
type workspace struct{}

// kernels returns the functions that transform a group of 8 blocks: for all
// coefficients, and for where those at the zigzag position 15 and above are
// zero.
func (s *decScale) kernels() (full, low decKernel) {
	full = func(dst []byte, stride int, coef []int16, q *decQuant, _ *workspace) {
		idctScalar(s, dst, stride, coef, q)
	}
	return full, full
}
