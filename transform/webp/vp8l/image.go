package vp8l

import (
	"math/bits"

	"tintype/transform/webp/internal/entropy"
)

// An entropy coded image (RFC 9649, section 3.6.2): the image itself, or one of
// those that belong to transforms and groups.

// codes are the prefix codes of a group.
type codes [nCodes]*entropy.PrefixCoder

func (a *alphabet) newCodes(histogram []uint32) *codes {
	var g codes
	for i := range g {
		g[i] = entropy.NewPrefixCoder(histogram[a.start[i]:a.start[i+1]], entropy.MaxCodeLength)
	}
	return &g
}

// put writes a step.
func (g *codes) put(b *entropy.BitWriter, s step) {
	switch s.length {
	case 0:
		g[0].Put(b, nLiteral+nLengths+int(s.value))
	case 1:
		entropy.PutPair(b, g[0], int(s.value>>8&255), g[1], int(s.value>>16&255))
		entropy.PutPair(b, g[2], int(s.value&255), g[3], int(s.value>>24))
	default:
		symbol, n, extra := entropy.PrefixCode(int(s.length))
		g[0].Put(b, nLiteral+symbol)
		b.Put(extra, n)
		symbol, n, extra = entropy.PrefixCode(int(s.value))
		g[4].Put(b, symbol)
		b.Put(extra, n)
	}
}

// firstPrices price before anything is known of the steps: literals by how often
// the channels' values occur among pixels that do not repeat one to the left or
// above, lengths and distances evenly.
func (e *encoder) firstPrices(pix []uint32, found *matches) *prices {
	a := newAlphabet(0)
	counts := make([]uint32, a.size())
	for i, v := range pix {
		if i%stretch == 0 && !e.spend(8*stretch) {
			break
		}
		if found.left[i]|found.above[i] == 0 {
			symbols, n := a.symbols(step{1, v})
			for _, s := range symbols[:n] {
				counts[s]++
			}
		}
	}
	literals := uint32(0)
	for _, n := range counts[:nLiteral] {
		literals += n
	}
	for i := range nLengths {
		counts[nLiteral+i] = literals/(2*nLengths) + 1
	}
	for i := range nDistances {
		counts[a.start[4]+i] = 1
	}
	return newPrices(&e.logs, a, counts)
}

// findSteps returns how the image is coded best, and the alphabet. The steps are
// looked for anew with the prices that the last ones had.
func (e *encoder) findSteps(pix []uint32, w, maxCache int) (*alphabet, []step) {
	found := e.findMatches(pix, w)
	if e.err != nil {
		return newAlphabet(0), nil
	}
	steps := e.parse(pix, found, nil, e.firstPrices(pix, found))
	if e.err != nil {
		return newAlphabet(0), nil
	}
	a := newAlphabet(e.chooseCache(pix, steps, maxCache))
	var hits []int16
	if a.cacheBits > 0 {
		hits = e.cacheHits(pix, a.cacheBits)
		steps = e.useCache(steps, hits)
	}
	for range e.passes {
		steps = e.parse(pix, found, hits, newPrices(&e.logs, a, e.count(a, steps)))
	}
	return a, steps
}

// writeImage writes an image whose rows have w pixels. Only the main one may
// have groups, of tiles of 1<<groupBits pixels or more; 0 is for the others.
func (e *encoder) writeImage(b *entropy.BitWriter, pix []uint32, w, groupBits int) {
	maxCache := min(maxCacheBits, bits.Len(uint(len(pix)))-3)
	a, steps := e.findSteps(pix, w, maxCache)
	if e.err != nil {
		return
	}
	b.Put(uint32(min(a.cacheBits, 1)), 1)
	if a.cacheBits > 0 {
		b.Put(uint32(a.cacheBits), 4)
	}
	var g *grouping
	if groupBits > 0 {
		g = e.group(a, steps, w, len(pix)/w, groupBits)
		e.writeGroups(b, g)
	} else {
		g = e.oneGroup(a, steps)
	}
	groups := make([]*codes, len(g.histograms))
	for i, h := range g.histograms {
		groups[i] = a.newCodes(h)
		for _, c := range groups[i] {
			c.Write(b)
		}
	}
	const band = 1 << 13
	at := 0
	for len(steps) > 0 && e.spend(32*band) {
		n := min(len(steps), band)
		at = g.put(b, groups, steps[:n], at, w)
		steps = steps[n:]
	}
}

// put writes the steps from pixel at on and returns the pixel behind them.
func (g *grouping) put(b *entropy.BitWriter, groups []*codes, steps []step, at, w int) int {
	for _, s := range steps {
		groups[g.of(at, w)].put(b, s)
		at += s.pixels()
	}
	return at
}

// writeGroups writes which group each tile has, the high byte in red and the low
// one in green.
func (e *encoder) writeGroups(b *entropy.BitWriter, g *grouping) {
	if g.bits == 0 {
		b.Put(0, 1)
		return
	}
	b.Put(1, 1)
	b.Put(uint32(g.bits-2), 3)
	pix := make([]uint32, len(g.tile))
	for i, v := range g.tile {
		pix[i] = 0xFF000000 | uint32(v)<<8
	}
	e.writeImage(b, pix, g.nx, 0)
}
