//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package png

func unfilterSub(dst, src []byte, pixel int) { unfilterSubScalar(dst, src, pixel, 0) }
func unfilterUp(dst, src, prev []byte)       { unfilterUpScalar(dst, src, prev, 0) }
func unfilterAverage(dst, src, prev []byte, pixel int) {
	unfilterAverageScalar(dst, src, prev, pixel, 0)
}
func unfilterPaeth(dst, src, prev []byte, pixel int) { unfilterPaethScalar(dst, src, prev, pixel, 0) }

func filterBytes(out *[nFilters][]byte, cur, prev []byte, pixel int) (sums [nFilters]int) {
	filterBytesScalar(out, cur, prev, pixel, 0, &sums)
	return sums
}
