//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package jpeg

// anyExtreme is anyExtremeScalar.
func anyExtreme(src []byte, stride, width int) bool { return anyExtremeScalar(src, stride, width) }
