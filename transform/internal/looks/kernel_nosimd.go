//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package looks

func forward(pix []int16, stride int, b *block) { forwardScalar(pix, stride, b) }

func inverse(coef *[64]int16, rows int, pix []int16, stride int) {
	inverseScalar(coef, rows, pix, stride)
}
