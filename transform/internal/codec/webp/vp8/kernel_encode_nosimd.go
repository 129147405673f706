//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package vp8

// Without SIMD the scalar references are the kernels.

func gatherLuma(pix []uint8, stride int, out *[2]block8)       { gatherLumaScalar(pix, stride, out) }
func gatherChroma(u, v []uint8, stride int, out *block8)       { gatherChromaScalar(u, v, stride, out) }
func scatterLuma(in *[2]block8, pix []uint8, stride int)       { scatterLumaScalar(in, pix, stride) }
func spreadLane(in *block8, lane int, out *block8)             { spreadLaneScalar(in, lane, out) }
func fdct(in, out *block8)                                     { fdctScalar(in, out) }
func idct(in, out *block8)                                     { idctScalar(in, out) }
func residual(src *block8, p *planePrediction, out *block8)    { residualScalar(src, p, out) }
func reconstruct(res *block8, p *planePrediction, out *block8) { reconstructScalar(res, p, out) }
func predict4(edge *[16]uint8, out *predictions4)              { predict4Scalar(edge, out) }

func residual4(src *[16]uint8, p *predictions4, pick *[16]int8, out *block8) {
	residual4Scalar(src, p, pick, out)
}

func quantize(c, src *block8, q *quantizer, dc *[8]int16, out *quantized) {
	quantizeScalar(c, src, q, dc, out)
}

func dequantize(c *block8, q *quantizer, levels *quantized, dc *[8]int16, out *block8) {
	dequantizeScalar(c, q, levels, dc, out)
}

func scores4(q *quantized, pick *[16]int8, costs *modeCostLanes, lambda, texture int32, out *[8]int32) {
	scores4Scalar(q, pick, costs, lambda, texture, out)
}

func tally(b *block8, s *spectrum)         { tallyScalar(b, s) }
func mapRow(dst, src []uint8, r *rangeMap) { mapRowScalar(dst, src, r) }

func sumMagnitudes(b *block8) int                              { return sumMagnitudesScalar(b) }
func gatherBlocks(pix []uint8, stride int, out *[16][16]uint8) { gatherBlocksScalar(pix, stride, out) }

func rank4(src *[16]uint8, p *predictions4, costs *modeCostLanes, step uint16, out *[16]uint16) {
	rank4Scalar(src, p, costs, step, out)
}

func spreadLuma(above, left *[16]uint8, corner uint8, out *[2]blockEdges) {
	spreadLumaScalar(above, left, corner, out)
}

func spreadChroma(above, left *[16]uint8, corners [2]uint8, out *blockEdges) {
	spreadChromaScalar(above, left, corners, out)
}

func add4(c *[16]int16, preds *predictions4, mode int, dst []uint8) {
	add4Scalar(c, preds, mode, dst)
}
