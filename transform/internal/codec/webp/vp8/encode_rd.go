package vp8

// Decisions are made by rate and distortion: of all ways to code a block the
// one with the least bits*lambda + distortion*distWeight is taken, distortion
// being squared error plus a share of the change in texture. Both come from the
// coefficients, the transform being orthogonal, so only the winner is
// reconstructed.
const distWeight = 256

// Layout of mbState.rec: the row above the macroblock, then its 16 rows, each
// with the column to the left at recLeft and, above, four samples to the right.
const (
	recStride = 32
	recLeft   = 7
)

// mbState is the scratch memory of one macroblock.
type mbState struct {
	x, y    int
	info    *macroblock
	seg     *segment
	src     [2]block8 // luma
	srcDCT  [2]block8
	uvSrc   block8
	edges   mbEdges
	rec     [17 * recStride]uint8
	luma    [nModes16]luma16
	chroma  [nModes16]chroma8
	luma4   luma4
	levels  [16][16]int16 // of 4x4 blocks, in coding order
	last4   [16]int8      // the last that is not zero in each, or -1
	topNZ   [9]uint8
	leftNZ  [9]uint8
	scratch [2]block8
}

// luma16 is one way to code a macroblock's luma as a whole.
type luma16 struct {
	mode     int
	pred     [2]planePrediction
	coef     [2]block8
	q        [2]quantized
	dcLevels [16]int16   // in coding order
	dcLast   int         // of the last that is not zero, or -1
	dc       [2][8]int16 // DCs a decoder reconstructs
	dist     int         // distortion, texture included
	rate     int         // of coefficients
	score    int
}

// macroblock decides the macroblock at (x, y), records its tokens and leaves
// its reconstruction for its neighbors.
func (e *Encoder) macroblock(x, y int) {
	m := &e.mb
	m.x, m.y = x, y
	m.info = &e.mbs[y*e.mbW+x]
	m.seg = &e.segments[m.info.segment]
	e.loadSource()
	e.header.begin(y*e.mbW + x)
	var best *luma16
	m.info.is4 = !e.try16 && e.surely4() && e.pickLuma4(1<<62)
	if !m.info.is4 {
		best = e.pickLuma16()
		m.info.is4 = e.pickLuma4(best.score16(m.seg, &e.modes))
	}
	if !m.info.is4 {
		m.info.lumaMode = uint8(best.mode)
		for b := range 16 {
			best.q[b>>3].trim(&best.coef[b>>3], &m.seg.luma, b&7, 1, m.seg.lambda4*trimWorth16)
		}
		m.reconstruct16(best)
		if best.dcLast >= 0 && !best.hasAC() && best.dist > m.seg.minEdgeDist {
			m.seg.noteEdge(&best.dcLevels)
		}
	}
	chroma := e.pickChroma()
	m.info.uvMode = uint8(chroma.mode)
	e.carry(chroma)
	e.reconstructChroma(chroma)
	e.record(best, chroma)
	e.saveEdges()
}

// Susceptibilities below which 4x4 prediction is chosen 99 times in 100, by how
// many of the macroblocks above and to the left have it.
var surely4Below = [3]uint8{160, 192, 224}

// surely4 reports that 16x16 prediction need not be tried.
func (e *Encoder) surely4() bool {
	m := &e.mb
	n := 0
	at := m.y*e.mbW + m.x
	if m.x > 0 && e.mbs[at-1].is4 {
		n++
	}
	if m.y > 0 && e.mbs[at-e.mbW].is4 {
		n++
	}
	return m.info.alpha < surely4Below[n]
}

// loadSource fetches source samples and the edges left by the neighbors.
func (e *Encoder) loadSource() {
	m := &e.mb
	s := &e.src
	at := m.y*16*s.lumaStride + m.x*16
	gatherLuma(s.luma[at:], s.lumaStride, &m.src)
	at = m.y*8*s.chromaStride + m.x*8
	gatherChroma(s.u[at:], s.v[at:], s.chromaStride, &m.uvSrc)
	fdct(&m.src[0], &m.srcDCT[0])
	fdct(&m.src[1], &m.srcDCT[1])

	above := e.rows.luma[16*m.x:][:20]
	*(*[16]uint8)(m.rec[recLeft+1:]) = *(*[16]uint8)(above)
	right := *(*[4]uint8)(above[16:])
	if m.y > 0 && m.x == e.mbW-1 {
		// Right of the frame the last sample repeats.
		v := above[15]
		right = [4]uint8{v, v, v, v}
	}
	for i := 0; i <= 12; i += 4 {
		*(*[4]uint8)(m.rec[i*recStride+recLeft+17:]) = right
	}
	m.topNZ = e.rows.nz[m.x]
	m.leftNZ = e.rows.leftNZ
}

// setLumaEdges spreads the reconstructed samples around the macroblock.
func (m *mbState) setLumaEdges() {
	above := *(*[16]uint8)(m.rec[recLeft+1:])
	var left [16]uint8
	for i := range left {
		left[i] = m.rec[(i+1)*recStride+recLeft]
	}
	m.edges.setLuma(&above, &left, m.rec[recLeft], m.x > 0, m.y > 0)
}

// prepareLuma16 predicts and transforms the luma with a 16x16 mode.
func (m *mbState) prepareLuma16(mode int) *luma16 {
	c := &m.luma[mode]
	c.mode = mode
	for g := range 2 {
		c.pred[g] = m.edges.luma[g].prediction(mode)
		residual(&m.src[g], &c.pred[g], &c.coef[g])
		fdct(&c.coef[g], &c.coef[g])
	}
	return c
}

// pickLuma16 finds the best 16x16 mode.
func (e *Encoder) pickLuma16() *luma16 {
	m := &e.mb
	m.setLumaEdges()
	var rank [nModes16]int
	for mode := range rank {
		c := m.prepareLuma16(mode)
		rank[mode] = sumMagnitudes(&c.coef[0]) + sumMagnitudes(&c.coef[1])
	}
	if e.header.tight {
		best := &m.luma[modeDC]
		e.tryLuma16(best, 1<<62)
		return best
	}
	best := &m.luma[takeLeast(&rank)]
	e.tryLuma16(best, 1<<62)
	for range e.extraModes {
		if c := &m.luma[takeLeast(&rank)]; e.tryLuma16(c, best.score) {
			best = c
		}
	}
	return best
}

// takeLeast returns the mode of the least rank and marks it taken.
func takeLeast(rank *[nModes16]int) int {
	least := 0
	for i, v := range rank {
		if v < rank[least] {
			least = i
		}
	}
	rank[least&3] = 1 << 62
	return least & 3
}

// tryLuma16 quantizes the coefficients of c and reports whether that scores
// less than limit.
func (e *Encoder) tryLuma16(c *luma16, limit int) bool {
	m := &e.mb
	s := m.seg
	var dcs [16]int16
	for g := range 2 {
		*(*[8]int16)(dcs[8*g:]) = c.coef[g][0]
	}
	c.codeDC(&dcs, &s.lumaDC)
	dist, texture := 0, 0
	for g := range 2 {
		quantize(&c.coef[g], &m.srcDCT[g], &s.luma, &c.dc[g], &c.q[g])
		dist += c.q[g].sumDist()
		for _, v := range c.q[g].texture {
			texture += int(v)
		}
	}
	c.dist = dist + (texture*s.textureWeight+128)>>8
	head := int(e.modes.luma16[c.mode])
	c.score = c.dist*distWeight + head*s.lambda16
	if c.score >= limit {
		return false
	}
	c.rate = e.rate16(c)
	c.score += c.rate * s.lambda16
	return c.score < limit
}

// codeDC quantizes the sixteen DCs and reconstructs them.
func (c *luma16) codeDC(dcs *[16]int16, q *quantizer) {
	var t [16]int16
	fwht(dcs, &t)
	c.dcLast = -1
	for n, pos := range zigzag {
		v := int(t[pos&15])
		k := min(n, 1)
		level := int16(q.level(max(v, -v), k))
		if level != 0 {
			c.dcLast = n
		}
		if v < 0 {
			level = -level
		}
		c.dcLevels[n] = level
		t[pos&15] = level * int16(q.step[k])
	}
	var out [16]int16
	iwht(&t, &out)
	c.dc[0], c.dc[1] = *(*[8]int16)(out[:]), *(*[8]int16)(out[8:])
}

// rate16 prices the coefficients of c in the macroblock's context.
func (e *Encoder) rate16(c *luma16) int {
	m := &e.mb
	ctx := int(m.topNZ[8] + m.leftNZ[8])
	rate := e.costs.block(&c.dcLevels, c.dcLast, typeLumaDC, ctx, 0)
	top := *(*[4]uint8)(m.topNZ[:])
	for b := range 16 {
		x := b & 3
		if x == 0 {
			ctx = int(m.leftNZ[b>>2])
		}
		q := &c.q[b>>3]
		rate += e.costs.lane(q, b&7, typeLumaAC, ctx+int(top[x]), 1)
		ctx = 0
		if q.last[b&7] > 1 {
			ctx = 1
		}
		top[x] = uint8(ctx)
	}
	return rate
}

// score16 is the score by which 16x16 and 4x4 prediction are compared.
func (c *luma16) score16(s *segment, modes *modeCosts) int {
	return c.dist*distWeight + (c.rate+int(modes.luma16[c.mode]))*s.lambdaMode
}

// hasAC reports that blocks have coefficients of their own.
func (c *luma16) hasAC() bool {
	for i := range 8 {
		if c.q[0].last[i]|c.q[1].last[i] != 0 {
			return true
		}
	}
	return false
}

// reconstruct16 writes what a decoder makes of c to m.rec.
func (m *mbState) reconstruct16(c *luma16) {
	for g := range 2 {
		d := &m.scratch[g]
		dequantize(&c.coef[g], &m.seg.luma, &c.q[g], &c.dc[g], d)
		idct(d, d)
		reconstruct(d, &c.pred[g], d)
	}
	scatterLuma(&m.scratch, m.rec[recStride+recLeft+1:], recStride)
}

// record appends the tokens of the macroblock and updates the contexts.
func (e *Encoder) record(c *luma16, uv *chroma8) {
	m := &e.mb
	if e.isSkipped(c, uv) {
		m.info.skip = true
		// The context of second order blocks passes by a 4x4 macroblock.
		top, left := e.rows.nz[m.x][8], e.rows.leftNZ[8]
		e.rows.nz[m.x], e.rows.leftNZ = [9]uint8{}, [9]uint8{}
		if m.info.is4 {
			e.rows.nz[m.x][8], e.rows.leftNZ[8] = top, left
		}
		return
	}
	m.info.skip = false
	e.tokens.reserve()
	top, left := &e.rows.nz[m.x], &e.rows.leftNZ
	typ, first := typeLuma, 0
	if !m.info.is4 {
		typ, first = typeLumaAC, 1
		e.tokens.block(typeLumaDC, int(top[8]+left[8]), 0, c.dcLast, &c.dcLevels)
		nz := nonZero(c.dcLast)
		top[8], left[8] = nz, nz
	}
	var levels [16]int16
	for b := range 16 {
		x, y := b&3, b>>2
		lv, last := &m.levels[b], int(m.last4[b])
		if !m.info.is4 {
			last = c.q[b>>3].lane(&c.coef[b>>3], b&7, &levels)
			lv = &levels
		}
		e.tokens.block(typ, int(top[x]+left[y]), first, last, lv)
		nz := nonZero(last - first)
		top[x], left[y] = nz, nz
	}
	for b := range 8 {
		x, y := 4+b>>2<<1+b&1, 4+b>>1
		last := uv.q.lane(&uv.coef, b, &levels)
		e.tokens.block(typeChroma, int(top[x]+left[y]), 0, last, &levels)
		nz := nonZero(last)
		top[x], left[y] = nz, nz
	}
}

// nonZero is the context that a block leaves.
func nonZero(last int) uint8 {
	if last < 0 {
		return 0
	}
	return 1
}

// isSkipped reports that the macroblock has no coefficients at all.
func (e *Encoder) isSkipped(c *luma16, uv *chroma8) bool {
	for i := range 8 {
		if uv.q.last[i] > 0 {
			return false
		}
	}
	if !e.mb.info.is4 {
		return c.dcLast < 0 && !c.hasAC()
	}
	for _, last := range e.mb.last4 {
		if last >= 0 {
			return false
		}
	}
	return true
}

// lane copies the levels of one lane with the signs of the coefficients and
// returns the place of the last that is not zero, or -1.
func (q *quantized) lane(coef *block8, lane int, out *[16]int16) int {
	n := int(q.last[lane&7])
	for i := range n {
		v := q.level[i&15][lane&7]
		if coef[zigzag[i&15]&15][lane&7] < 0 {
			v = -v
		}
		out[i&15] = v
	}
	return n - 1
}

// saveEdges keeps the last row and column for the neighbors.
func (e *Encoder) saveEdges() {
	m := &e.mb
	// The corner of the next macroblock is the end of the row above this one.
	m.rec[recLeft] = m.rec[recLeft+16]
	for y := 1; y <= 16; y++ {
		m.rec[y*recStride+recLeft] = m.rec[y*recStride+recLeft+16]
	}
	*(*[16]uint8)(e.rows.luma[16*m.x:]) = *(*[16]uint8)(m.rec[16*recStride+recLeft+1:])

	info := m.info
	e.header.used += int(e.modes.chroma[info.uvMode])
	if !info.is4 {
		e.header.used += int(e.modes.luma16[info.lumaMode])
		for i := range 4 {
			e.rows.modes[4*m.x+i], e.rows.leftModes[i] = info.lumaMode, info.lumaMode
		}
		return
	}
	e.header.used += e.header.luma4
	for i := range 4 {
		e.rows.modes[4*m.x+i], e.rows.leftModes[i] = info.modes4[12+i], info.modes4[4*i+3]
	}
}
