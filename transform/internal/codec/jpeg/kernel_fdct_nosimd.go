//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package jpeg

// fdctRow transforms one row of blocks; see fdctRowScalar.
func fdctRow(dst []int16, src []byte, stride int, span encSpan) {
	fdctRowScalar(dst, src, stride, span)
}
