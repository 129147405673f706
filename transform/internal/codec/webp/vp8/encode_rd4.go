package vp8

import "unsafe"

// luma4 is the scratch memory of 4x4 prediction.
type luma4 struct {
	src    [16][16]uint8 // of each block, raster order
	edge   [16]uint8
	preds  predictions4
	rank   [16]uint16
	pick   [16]int8 // the modes tried, by lane
	scores [8]int32
	srcDCT block8 // the block's, in every lane
	coef   block8
	q      quantized
}

// pickLuma4 codes the luma of the macroblock block by block, each with its best
// mode, and reports whether that scores less than limit. If so, the modes,
// levels and reconstruction are left in the macroblock.
func (e *Encoder) pickLuma4(limit int) bool {
	m := &e.mb
	s := m.seg
	score := int(e.modes.is4) * s.lambdaMode
	head := int(e.modes.is4)
	topModes := *(*[4]uint8)(e.rows.modes[4*m.x:])
	leftModes := e.rows.leftModes
	top, left := *(*[4]uint8)(m.topNZ[:]), *(*[4]uint8)(m.leftNZ[:])
	at := m.y*16*e.src.lumaStride + m.x*16
	gatherBlocks(e.src.luma[at:], e.src.lumaStride, &m.luma4.src)
	for b := range 16 {
		x, y := b&3, b>>2
		costs := &e.modes.luma4[topModes[x]][leftModes[y]]
		mode, blockScore := e.pickMode4(b, int(top[x]+left[y]), costs)
		score += blockScore
		head += int(costs.at(int8(mode)))
		if score >= limit || head > e.header.allowance {
			return false
		}
		topModes[x], leftModes[y] = uint8(mode), uint8(mode)
		nz := nonZero(int(m.last4[b]))
		top[x], left[y] = nz, nz
		m.info.modes4[b] = uint8(mode)
	}
	e.header.luma4 = head
	return true
}

// pickMode4 finds the best mode of block b, reconstructs the block and returns
// the mode and its score for comparison with 16x16 prediction.
func (e *Encoder) pickMode4(b, ctx int, costs *modeCostLanes) (mode, score int) {
	m := &e.mb
	s := m.seg
	l := &m.luma4
	m.loadBlock4(b)
	src := &l.src[b]
	predict4(&l.edge, &l.preds)
	rank4(src, &l.preds, costs, uint16(s.luma.mean), &l.rank)
	l.prune()
	residual4(src, &l.preds, &l.pick, &l.coef)
	fdct(&l.coef, &l.coef)
	quantize(&l.coef, &l.srcDCT, &s.luma, nil, &l.q)
	scores4(&l.q, &l.pick, costs, int32(s.lambda4), int32(s.textureWeight), &l.scores)

	// The most promising candidate is priced first. Others are only where their
	// guess beats it, doubt granted. In drawn images guesses are too high, by up to half,
	// and so unequally that more candidates have to be priced.
	least := l.scores[0]
	for _, v := range l.scores[1:] {
		least = min(least, v)
	}
	best := int(least & 7)
	bestRate := e.costs.lane(&l.q, best, typeLuma, ctx, 0)
	bestScore := int(least) + (bestRate-l.q.guess(best))*s.lambda4
	doubt := (e.doubt + max(l.q.guess(best)-bestRate, 0)*e.tune.overrated/16) * s.lambda4
	for _, v := range l.scores {
		if int(v) >= bestScore+doubt || v == least {
			continue
		}
		i := int(v & 7)
		rate := e.costs.lane(&l.q, i, typeLuma, ctx, 0)
		if full := int(v) + (rate-l.q.guess(i))*s.lambda4; full < bestScore {
			best, bestScore, bestRate = i, full, rate
		}
	}
	mode = int(l.pick[best])
	dist := l.q.dist(best) + (int(l.q.texture[best])*s.textureWeight+128)>>8
	score = dist*distWeight + (bestRate+int(costs.at(int8(mode))))*s.lambdaMode
	l.q.trim(&l.coef, &s.luma, best, 0, s.lambda4*trimWorth4)
	m.keep4(b, best, mode)
	return mode, score
}

// loadBlock4 collects the neighbors of block b and its source coefficients.
func (m *mbState) loadBlock4(b int) {
	l := &m.luma4
	at := b>>2*4*recStride + recLeft + b&3*4
	for i := range 4 {
		l.edge[edgeLeft+i] = m.rec[at+(4-i)*recStride]
	}
	*(*[8]uint8)(l.edge[edgeCorner:]) = *(*[8]uint8)(m.rec[at:])
	l.edge[edgeCorner+8] = m.rec[at+8]
	spreadLane(&m.srcDCT[b>>3], b&7, &l.srcDCT)
}

// prune puts eight of the ten modes into l.pick, those with the least ranks.
func (l *luma4) prune() {
	worst, second := uint32(0), uint32(0)
	for _, v := range l.rank[:nModes4] {
		second = max(second, min(worst, uint32(v)))
		worst = max(worst, uint32(v))
	}
	a, b := min(worst&15, second&15), max(worst&15, second&15)
	// Bytes 0 to 7, those from a on one more, those from b on two more.
	const ones = 0x0101010101010101
	pick := uint64(0x0706050403020100) + ones<<(8*a) + ones<<(8*(b-1))
	*(*uint64)(unsafe.Pointer(&l.pick)) = pick
}

// keep4 copies the levels of block b out of a lane, and writes what a decoder
// makes of them to m.rec.
func (m *mbState) keep4(b, lane, mode int) {
	l := &m.luma4
	lane &= 7
	n := int(l.q.last[lane])
	m.last4[b&15] = int8(n - 1)
	levels := &m.levels[b&15]
	var coefs [16]int16
	step := int16(m.seg.luma.step[0])
	for i := range n {
		pos := zigzag[i&15] & 15
		sign := l.coef[pos][lane] >> 15
		v := l.q.level[i&15][lane] ^ sign - sign
		levels[i&15] = v
		coefs[pos] = v * step
		step = int16(m.seg.luma.step[1])
	}
	add4(&coefs, &l.preds, mode, m.rec[(b>>2*4+1)*recStride+recLeft+1+b&3*4:])
}
