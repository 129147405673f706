//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package av1

func predictFilter(dst []uint16, stride, w, h int, above, left []uint16, mode, top int) {
	predictFilterScalar(dst, stride, w, h, above, left, mode, top)
}

func predictPaeth(dst []uint16, stride, w, h int, above, left []uint16) {
	predictPaethScalar(dst, stride, w, h, above, left)
}

func predictSmooth(dst []uint16, stride, w, h int, above, left []uint16) {
	predictSmoothScalar(dst, stride, w, h, above, left)
}

func fillBlock(dst []uint16, stride, w, h int, v uint16) { fillBlockScalar(dst, stride, w, h, v) }

func addLuma(dst []uint16, stride int, ac *[32 * 32]uint16, w, h, alpha, mean, top int) {
	addLumaScalar(dst, stride, ac, w, h, alpha, mean, top)
}

func addConstant(dst []uint16, stride, w, h, v, top int) {
	addConstantScalar(dst, stride, w, h, v, top)
}

func smoothEdge(to []uint16, edge *[2 + 130 + 2 + 8]uint16, taps *[3]uint16) {
	smoothEdgeScalar(to, edge, taps)
}

func blendRow(row, edge []uint16, shift uint16, top int) { blendRowScalar(row, edge, shift) }

func blendPairs(row, edge []uint16, shift uint16, top int) { blendPairsScalar(row, edge, shift) }
