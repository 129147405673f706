//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package av1

func cdefFilter(src []uint16, at, stride int, dst []uint16, dstStride, w, h int, k *ringing) {
	cdefFilterScalar(src, at, stride, dst, dstStride, w, h, k)
}

func cdefDirection(src []uint16, stride int, shift uint) (dir, variance int) {
	return cdefDirectionScalar(src, stride, shift)
}
