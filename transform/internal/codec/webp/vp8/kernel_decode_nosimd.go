//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package vp8

// Without SIMD the scalar references are the decoder's kernels.

func inverse(in, out *block8) { inverseScalar(in, out) }

func scale(c *block8, dc, ac int16) { scaleScalar(c, dc, ac) }

func blocksOf(in *block8, out *[8][16]int16) { blocksOfScalar(in, out) }

func rebuildLuma(pix []uint8, stride int, e *wholeEdges, res *[2]block8) {
	rebuildLumaScalar(pix, stride, e, res)
}

func rebuildChroma(u, v []uint8, stride int, e *wholeEdges, res *block8) {
	rebuildChromaScalar(u, v, stride, e, res)
}

func rebuild4(pix []uint8, stride int, edge *[16]uint8, mode uint8, res *[16]int16) {
	rebuild4Scalar(pix, stride, edge, mode, res)
}

func filterRows(a, b []uint8, stride int, f *loopFilter, wide bool) {
	filterRowsScalar(a, b, stride, f, wide)
}

func filterColumns(a, b []uint8, stride int, f *loopFilter, wide bool) {
	filterColumnsScalar(a, b, stride, f, wide)
}

func simpleRows(a, b []uint8, stride int, f *loopFilter) { simpleRowsScalar(a, b, stride, f) }

func simpleColumns(a, b []uint8, stride int, f *loopFilter) { simpleColumnsScalar(a, b, stride, f) }

func stretchRow(dst, src []uint8, r *stretch) { stretchRowScalar(dst, src, r) }
