//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package av1

func filterEdge4(pix []uint16, at, step, across, taps, limit, blimit, thresh, one, top int) {
	filterEdge4Scalar(pix, at, step, across, taps, limit, blimit, thresh, one, top)
}
