//go:build !(goexperiment.simd && wasm)

package color

func multiply(dst, a, b []byte) { multiplyScalar(dst, a, b) }

func over(dst, src, alpha []byte, bg byte) { overScalar(dst, src, alpha, bg) }

func reverse(dst, src []byte) { reverseScalar(dst, src) }

func transposeTiles(dst []byte, to, dstStep int, src []byte, from, srcStep, n int) int {
	return transposeTilesScalar(dst, to, dstStep, src, from, srcStep, n)
}

func rgbFromYCC(r, g, b, luma, cb, cr []byte) { rgbFromYCCScalar(r, g, b, luma, cb, cr) }

func lumaFromRGB(luma, r, g, b []byte) { lumaFromRGBScalar(luma, r, g, b) }

func chromaFromSums(cb, cr []byte, r, g, b []int16, log int) {
	chromaFromSumsScalar(cb, cr, r, g, b, log)
}

func blend(dst []int16, near, far []byte) { blendScalar(dst, near, far) }

func narrow(dst []byte, src []int16, up int) { narrowScalar(dst, src, up) }

func spread(dst []byte, src []int16) { spreadScalar(dst, src) }

func sum(dst []int16, upper, lower []byte, sub int) { sumScalar(dst, upper, lower, sub) }
