package vp8

// chroma8 is one way to code a macroblock's chroma.
type chroma8 struct {
	mode  int
	pred  planePrediction
	coef  block8
	q     quantized
	dist  int
	score int
}

// setChromaEdges spreads the reconstructed samples around the macroblock.
func (e *Encoder) setChromaEdges() {
	m, r := &e.mb, &e.rows
	m.edges.setChroma((*[16]uint8)(r.uv[16*m.x:]), &r.leftUV, r.corners, m.x > 0, m.y > 0)
}

// prepareChroma predicts and transforms the chroma with a mode.
func (m *mbState) prepareChroma(mode int) *chroma8 {
	c := &m.chroma[mode]
	c.mode = mode
	c.pred = m.edges.chroma.prediction(mode)
	residual(&m.uvSrc, &c.pred, &c.coef)
	fdct(&c.coef, &c.coef)
	return c
}

// pickChroma finds the best chroma mode.
func (e *Encoder) pickChroma() *chroma8 {
	m := &e.mb
	e.setChromaEdges()
	var rank [nModes16]int
	for mode := range rank {
		rank[mode] = sumMagnitudes(&m.prepareChroma(mode).coef)
	}
	if e.header.tight {
		best := &m.chroma[modeDC]
		e.tryChroma(best, 1<<62)
		return best
	}
	best := &m.chroma[takeLeast(&rank)]
	e.tryChroma(best, 1<<62)
	for range e.extraModes {
		if c := &m.chroma[takeLeast(&rank)]; e.tryChroma(c, best.score) {
			best = c
		}
	}
	return best
}

// tryChroma quantizes the coefficients of c and reports whether that scores
// less than limit.
func (e *Encoder) tryChroma(c *chroma8, limit int) bool {
	m := &e.mb
	s := m.seg
	quantize(&c.coef, &c.coef, &s.chroma, nil, &c.q)
	c.dist = c.q.sumDist()
	c.score = c.dist*distWeight + int(e.modes.chroma[c.mode])*s.lambdaUV
	if c.score >= limit {
		return false
	}
	top, left := m.topNZ, m.leftNZ
	rate := 0
	for b := range 8 {
		x, y := 4+b>>2<<1+b&1, 4+b>>1
		rate += e.costs.lane(&c.q, b, typeChroma, int(top[x]+left[y]), 0)
		nz := nonZero(int(c.q.last[b]) - 1)
		top[x], left[y] = nz, nz
	}
	c.score += rate * s.lambdaUV
	return c.score < limit
}

// reconstructChroma leaves the last row and column of what a decoder makes of c
// for the neighbors.
func (e *Encoder) reconstructChroma(c *chroma8) {
	m := &e.mb
	d := &m.scratch[0]
	dequantize(&c.coef, &m.seg.chroma, &c.q, nil, d)
	idct(d, d)
	reconstruct(d, &c.pred, d)
	r := &e.rows
	above := (*[16]uint8)(r.uv[16*m.x:])
	for ch := range 2 {
		r.corners[ch] = above[8*ch+7]
		for i := range 8 {
			above[8*ch+i] = uint8(d[12+i&3][4*ch+2+i>>2])
			r.leftUV[8*ch+i] = uint8(d[i&3<<2+3][4*ch+i>>2<<1+1])
		}
	}
}
