//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package jpeg

// copyReversed is copyReversedScalar.
func copyReversed(dst, src []byte, i, j int) (int, int) {
	return copyReversedScalar(dst, src, i, j)
}
