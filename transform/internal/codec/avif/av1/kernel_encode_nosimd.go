//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package av1

func satd(src []uint16, srcStride int, pred []uint16, stride, w, h int) int32 {
	return satdScalar(src, srcStride, pred, stride, w, h)
}

func forward(coefs *[1024]int32, work *[4096]int32, t *[3]vecs, src []uint16, srcStride int, pred []uint16, stride int, w, h, kind uint8) {
	forwardScalar(coefs, work, src, srcStride, pred, stride, w, h, kind)
}

func divide(values, coefs *[1024]int32, q *quantizer) (lost int64, reach int) {
	return divideScalar(values, coefs, q)
}

func contrasts(p []uint16, stride int) (s slopes, variance int) { return contrastsScalar(p, stride) }
