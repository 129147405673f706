package webp

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
	up, lo := &e.luma[0], &e.luma[1]
	sumAbove, sumLeft := 0, 0
	for i := range 16 {
		a, l := int16(above[i]), int16(left[i])
		sumAbove += int(a)
		sumLeft += int(l)
		up.above[i&3][i>>2], up.above[i&3][4+i>>2] = a, a
		row := (*[4]int16)(e.luma[i>>3].left[i&3][i>>2&1<<2:])
		*row = [4]int16{l, l, l, l}
	}
	mean := meanEdge(sumAbove, sumLeft, 16, hasLeft, hasAbove)
	for x := range 4 {
		for i := range 8 {
			up.trueMotion[x][i] = up.above[x][i] - int16(corner)
			up.dc[x][i] = mean
		}
	}
	lo.above, lo.trueMotion, lo.dc = up.above, up.trueMotion, up.dc
}

// setChroma does the same for plane ch of chroma, 0 or 1.
func (e *mbEdges) setChroma(ch int, above, left *[8]uint8, corner uint8, hasLeft, hasAbove bool) {
	b := &e.chroma
	sumAbove, sumLeft := 0, 0
	for i := range 8 {
		a, l := int16(above[i]), int16(left[i])
		sumAbove += int(a)
		sumLeft += int(l)
		col := b.above[i&3][4*ch:]
		col[i>>2], col[2+i>>2] = a, a
		row := b.left[i&3][4*ch+i>>2<<1:]
		row[0], row[1] = l, l
	}
	mean := meanEdge(sumAbove, sumLeft, 8, hasLeft, hasAbove)
	for x := range 4 {
		for i := 4 * ch; i < 4*ch+4; i++ {
			b.trueMotion[x][i] = b.above[x][i] - int16(corner)
			b.dc[x][i] = mean
		}
	}
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
