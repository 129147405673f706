//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package pixel

func multiply(dst, a, b []byte) { multiplyScalar(dst, a, b) }

func multiply3(r, g, b, alpha []byte) { multiply3Scalar(r, g, b, alpha) }

func over(dst, src, alpha []byte, bg byte) { overScalar(dst, src, alpha, bg) }

func reverse(dst, src []byte) { reverseScalar(dst, src) }

func transposeTiles(dst []byte, to, dstStep int, src []byte, from, srcStep, n int) int {
	return transposeTilesScalar(dst, to, dstStep, src, from, srcStep, n)
}

func rgbFromYCC(r, g, b, luma, cb, cr []byte) { rgbFromYCCScalar(r, g, b, luma, cb, cr) }

func lumaFromRGB(luma, r, g, b []byte, m *lumaMatrix) { lumaFromRGBScalar(luma, r, g, b, m) }

func chromaFromSums(cb, cr []byte, r, g, b []int16, log int, m *chromaMatrix) {
	chromaFromSumsScalar(cb, cr, r, g, b, log, m)
}

func blend(dst []int16, near, far []byte) { blendScalar(dst, near, far) }

func narrow(dst []byte, src []int16, up int) { narrowScalar(dst, src, up) }

func spread(dst []byte, src []int16) { spreadScalar(dst, src) }

func sum(dst []int16, upper, lower []byte, sub int) { sumScalar(dst, upper, lower, sub) }

func evenBytes(dst, src []byte) { evenBytesScalar(dst, src) }

func split2(a, b, src []byte) { split2Scalar(a, b, src) }

func split3(a, b, c, src []byte) { split3Scalar(a, b, c, src) }

func split4(a, b, c, d, src []byte) { split4Scalar(a, b, c, d, src) }

func join2(dst, a, b []byte) { join2Scalar(dst, a, b) }

func join3(dst, a, b, c []byte) { join3Scalar(dst, a, b, c) }

func join4(dst, a, b, c, d []byte) { join4Scalar(dst, a, b, c, d) }
