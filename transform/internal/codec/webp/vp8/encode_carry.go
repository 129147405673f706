package vp8

// In a smooth gradient the DCs of chroma are less than half a step, block after block:
// rounded to 0 each time, the color stands still until it is two levels off, and then
// jumps. So in smooth macroblocks what a DC lacks goes on to the blocks to its right and
// below, where it adds up to a level sooner. In others noise does the same by itself,
// and the bits would be missing in luma.

// smoothest is the sum of the magnitudes of all AC coefficients of a macroblock's luma
// below which it is smooth: flat, or a gradient, with no more noise than a level.
const smoothest = 300

// Each of the two blocks gets tuning.carried sixteenths of it. Since what is left out is
// carried, rounding (tuning.carriedBias, in 1/256) may be down: that saves levels.

func (m *mbState) isSmooth() bool {
	n := 0
	for g := range m.srcDCT {
		c := &m.srcDCT[g]
		n += sumMagnitudes(c)
		for _, dc := range c[0] {
			n -= int(max(dc, -dc))
		}
	}
	return n < smoothest
}

// carry quantizes the DCs of c, the macroblock's choice, anew with what those before
// them lack.
func (e *Encoder) carry(c *chroma8) {
	m, r := &e.mb, &e.rows
	above := &r.lack[m.x]
	plain := !m.isSmooth()
	for _, last := range c.q.last {
		plain = plain || last > 1
	}
	if plain {
		*above, r.leftLack = [4]int16{}, [4]int16{}
		return
	}
	s := &m.seg.chroma
	for b := range 8 {
		x, y := b>>2<<1+b&1, b>>1 // of above and of leftLack
		v := int(c.coef[0][b]) + (int(above[x])+int(r.leftLack[y]))*e.tune.carried/16
		level := (max(v, -v)*int(s.inv[0]) + e.tune.carriedBias<<8) >> 16
		c.q.level[0][b], c.q.code[0][b] = int16(level), int16(2*min(level, maxCostLevel)+min(level, 2)<<8)
		c.q.last[b] = int16(min(level, 1))
		c.coef[0][b] = int16(v)
		level *= int(s.step[0])
		if v < 0 {
			level = -level
		}
		above[x], r.leftLack[y] = int16(v-level), int16(v-level)
	}
}
