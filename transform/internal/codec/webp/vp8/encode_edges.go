package vp8

// blockEdges are the samples around eight 4x4 blocks of a macroblock, laid out
// for planePrediction.
type blockEdges struct {
	above, left [4][8]int16 // by column or row within a block, and block
	trueMotion  [4][8]int16 // above less the corner
	dc, none    [4][8]int16
}

// mbEdges are the samples around a macroblock.
type mbEdges struct {
	luma   [2]blockEdges // upper and lower eight blocks
	chroma blockEdges
}

// setLuma spreads the samples above, to the left and at the corner. hasLeft and
// hasAbove say whether these are inside the frame, which DC prediction asks
// (section 12.2).
func (e *mbEdges) setLuma(above, left *[16]uint8, corner uint8, hasLeft, hasAbove bool) {
	spreadLuma(above, left, corner, &e.luma)
	mean := meanEdge(sum16(above), sum16(left), 16, hasLeft, hasAbove)
	d := [8]int16{mean, mean, mean, mean, mean, mean, mean, mean}
	e.luma[0].dc = [4][8]int16{d, d, d, d}
	e.luma[1].dc = e.luma[0].dc
}

// setChroma does the same; the samples of u come first, those of v after them.
func (e *mbEdges) setChroma(above, left *[16]uint8, corners [2]uint8, hasLeft, hasAbove bool) {
	b := &e.chroma
	spreadChroma(above, left, corners, b)
	var d [8]int16
	for ch := range 2 {
		sumAbove, sumLeft := 0, 0
		for i := 8 * ch; i < 8*ch+8; i++ {
			sumAbove += int(above[i])
			sumLeft += int(left[i])
		}
		mean := meanEdge(sumAbove, sumLeft, 8, hasLeft, hasAbove)
		d[4*ch], d[4*ch+1], d[4*ch+2], d[4*ch+3] = mean, mean, mean, mean
	}
	b.dc = [4][8]int16{d, d, d, d}
}

// spreadLumaScalar fills above, left and trueMotion of the upper and the lower
// eight blocks.
func spreadLumaScalar(above, left *[16]uint8, corner uint8, out *[2]blockEdges) {
	for g := range out {
		for k := range 4 {
			for i := range 8 {
				a := int16(above[i&3<<2+k])
				out[g].above[k][i] = a
				out[g].trueMotion[k][i] = a - int16(corner)
				out[g].left[k][i] = int16(left[8*g+i>>2<<2+k])
			}
		}
	}
}

// spreadChromaScalar does so for the blocks of chroma.
func spreadChromaScalar(above, left *[16]uint8, corners [2]uint8, out *blockEdges) {
	for k := range 4 {
		for i := range 8 {
			a := int16(above[i>>2<<3+i&1<<2+k])
			out.above[k][i] = a
			out.trueMotion[k][i] = a - int16(corners[i>>2])
			out.left[k][i] = int16(left[i>>1<<2+k])
		}
	}
}

// sum16 sums samples.
func sum16(p *[16]uint8) int {
	sum := 0
	for _, v := range p {
		sum += int(v)
	}
	return sum
}

// meanEdge is the DC prediction from n samples above and n to the left.
func meanEdge(above, left, n int, hasLeft, hasAbove bool) int16 {
	switch {
	case hasAbove && hasLeft:
		return int16((above + left + n) / (2 * n))
	case hasAbove:
		return int16((2*above + n) / (2 * n))
	case hasLeft:
		return int16((2*left + n) / (2 * n))
	}
	return 128
}

// prediction describes the prediction of a mode.
func (e *blockEdges) prediction(mode int) planePrediction {
	switch mode {
	case modeDC:
		return planePrediction{&e.dc, &e.none}
	case modeV:
		return planePrediction{&e.above, &e.none}
	case modeH:
		return planePrediction{&e.none, &e.left}
	}
	return planePrediction{&e.trueMotion, &e.left}
}
