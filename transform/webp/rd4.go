package webp

import "encoding/binary"

// luma4 is the scratch memory of 4x4 prediction.
type luma4 struct {
	src    [16]uint8 // of the block, raster order
	edge   [16]uint8
	preds  predictions4
	sad    [16]uint16
	pick   [16]int8 // the modes tried, by lane
	srcDCT block8   // the block's, in every lane
	coef   block8
	q      quantized
}

// pickLuma4 codes the luma of the macroblock block by block, each with its best
// mode, and reports whether that scores less than limit. If so, the modes,
// levels and reconstruction are left in the macroblock.
func (e *encoder) pickLuma4(limit int) bool {
	m := &e.mb
	s := m.seg
	score := int(e.modes.is4) * s.lambdaMode
	head := int(e.modes.is4)
	topModes := *(*[4]uint8)(e.rows.modes[4*m.x:])
	leftModes := e.rows.leftModes
	top, left := *(*[4]uint8)(m.topNZ[:]), *(*[4]uint8)(m.leftNZ[:])
	for b := range 16 {
		x, y := b&3, b>>2
		costs := &e.modes.luma4[topModes[x]][leftModes[y]]
		mode, blockScore := e.pickMode4(b, int(top[x]+left[y]), costs)
		score += blockScore
		head += int(costs[mode])
		if score >= limit || head > e.headerAllowance() {
			return false
		}
		topModes[x], leftModes[y] = uint8(mode), uint8(mode)
		nz := nonZero(int(m.last4[b]))
		top[x], left[y] = nz, nz
		m.info.modes4[b] = uint8(mode)
	}
	e.luma4Bits = head
	return true
}

// pickMode4 finds the best mode of block b, reconstructs the block and returns
// the mode and its score for comparison with 16x16 prediction.
func (e *encoder) pickMode4(b, ctx int, costs *[nModes4]uint16) (mode, score int) {
	m := &e.mb
	s := m.seg
	l := &m.luma4
	m.loadBlock4(b)
	predict4(&l.edge, &l.preds)
	sad4(&l.src, &l.preds, &l.sad)
	l.prune(costs, s.lambda4)
	residual4(&l.src, &l.preds, &l.pick, &l.coef)
	fdct(&l.coef, &l.coef)
	quantize(&l.coef, &l.srcDCT, &s.luma, nil, &l.q)

	var part [8]int // scores without coefficients
	for i := range part {
		dist := l.q.dist(i) + (int(l.q.texture[i])*s.textureWeight+128)>>8
		part[i] = dist*distWeight + int(costs[l.pick[i]])*s.lambda4
	}
	best, bestScore, bestRate := 0, 1<<62, 0
	for {
		i, least := 0, 1<<62
		for k, v := range part {
			if v < least {
				i, least = k, v
			}
		}
		if least >= bestScore {
			break
		}
		rate := e.costs.lane(&l.q, i, typeLuma, ctx, 0)
		if v := least + rate*s.lambda4; v < bestScore {
			best, bestScore, bestRate = i, v, rate
		}
		part[i] = 1 << 62
	}
	mode = int(l.pick[best])
	dist := l.q.dist(best) + (int(l.q.texture[best])*s.textureWeight+128)>>8
	score = dist*distWeight + (bestRate+int(costs[mode]))*s.lambdaMode
	m.last4[b] = int8(l.q.lane(&l.coef, best, &m.levels[b]))
	m.reconstruct4(b, mode)
	return mode, score
}

// loadBlock4 collects the source and the neighbours of block b.
func (m *mbState) loadBlock4(b int) {
	l := &m.luma4
	at := b>>2*4*recStride + recLeft + b&3*4
	for i := range 4 {
		l.edge[edgeLeft+i] = m.rec[at+(4-i)*recStride]
	}
	copy(l.edge[edgeCorner:][:9], m.rec[at:])
	g, i := &m.src[b>>3], b&7
	for pos := range 16 {
		l.src[pos] = uint8(g[pos][i])
	}
	spreadLane(&m.srcDCT[b>>3], i, &l.srcDCT)
}

// prune puts the eight most promising of the ten modes into l.pick.
func (l *luma4) prune(costs *[nModes4]uint16, lambda int) {
	var rank [nModes4]int
	for i := range rank {
		rank[i] = int(l.sad[i])*int(l.sad[i])*distWeight/16 + int(costs[i])*lambda
	}
	for range 2 {
		worst := 0
		for i, v := range rank {
			if v > rank[worst] {
				worst = i
			}
		}
		rank[worst] = -1
	}
	n := 0
	for i, v := range rank {
		if v >= 0 {
			l.pick[n&15] = int8(i)
			n++
		}
	}
}

// reconstruct4 writes what a decoder makes of block b to m.rec.
func (m *mbState) reconstruct4(b, mode int) {
	var c, t [16]int32
	levels := &m.levels[b]
	q := &m.seg.luma
	dst := m.rec[(b>>2*4+1)*recStride+recLeft+1+b&3*4:]
	for i := 0; i <= int(m.last4[b]); i++ {
		c[zigzag[i&15]&15] = int32(levels[i&15]) * int32(q.step[min(i, 1)])
	}
	for x := range 4 {
		d0, d1, d2, d3 := c[x], c[x+4], c[x+8], c[x+12]
		a, b := d0+d2, d0-d2
		c := d1*invSin>>16 - (d3 + d3*invCos>>16)
		d := d1 + d1*invCos>>16 + d3*invSin>>16
		t[x], t[x+12] = a+d, a-d
		t[x+4], t[x+8] = b+c, b-c
	}
	preds := &m.luma4.preds
	for y := 0; y < 16; y += 4 {
		d0, d1, d2, d3 := t[y]+4, t[y+1], t[y+2], t[y+3]
		a, b := d0+d2, d0-d2
		c := d1*invSin>>16 - (d3 + d3*invCos>>16)
		d := d1 + d1*invCos>>16 + d3*invSin>>16
		px := clip8(int32(preds[y][mode&15])+(a+d)>>3) |
			clip8(int32(preds[y+1][mode&15])+(b+c)>>3)<<8 |
			clip8(int32(preds[y+2][mode&15])+(b-c)>>3)<<16 |
			clip8(int32(preds[y+3][mode&15])+(a-d)>>3)<<24
		binary.LittleEndian.PutUint32(dst[y*(recStride/4):], px)
	}
}

func clip8(v int32) uint32 { return uint32(min(max(v, 0), 255)) }
