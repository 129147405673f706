//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package vp8l

// Without SIMD the scalar references are the kernels.

func (t *tileResiduals) estimate(pix []uint32, at, w, n, rows int) {
	t.estimateScalar(pix, at, w, n, rows)
}

func foretell(out, target, a, b *bytePlane, fa, fb int8, n int) uint32 {
	return foretellScalar(out, target, a, b, fa, fb, n)
}
