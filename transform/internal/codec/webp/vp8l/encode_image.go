package vp8l

import (
	"math/bits"
)

// An entropy coded image (RFC 9649, section 3.6.2): the image itself, or one of
// those that belong to transforms and groups.

// firstPrices price before anything is known of the steps: literals by how often
// the channels' values occur among pixels that do not repeat one to the left or
// above, lengths and distances evenly.
func (e *encoder) firstPrices(pix []uint32, w int) *prices {
	a := newAlphabet(0)
	counts := make([]uint32, a.size())
	c := a.channels(counts)
	c.count([]step{{1, pix[0]}})
	for start := 1; start < len(pix) && e.spend(8*stretch); {
		n, above := min(stretch, len(pix)-start), start-w
		if above < 0 { // in the first row
			n, above = min(n, w-start), start-1
		}
		c.countNew(pix[start-1:][:n+1], pix[above:])
		start += n
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
	return newPrices(&e.logs, a, counts, len(pix))
}

// Where copies save less than one step of mostlyLiterals, as in photographs, other
// prices would find none that are much better.
const mostlyLiterals = 16

// findSteps returns how the image is coded best, and the alphabet. The steps are
// looked for anew with the prices that the last ones had.
func (e *encoder) findSteps(pix []uint32, w, maxCache int) (*alphabet, []step) {
	found := e.findMatches(pix, w)
	if e.err != nil {
		return newAlphabet(0), nil
	}
	steps := e.parse(pix, found, nil, e.firstPrices(pix, w))
	if e.err != nil {
		return newAlphabet(0), nil
	}
	a := newAlphabet(e.chooseCache(pix, steps, maxCache))
	var hits []int16
	if a.cacheBits > 0 {
		hits = e.cacheHits(pix, a.cacheBits)
		steps = e.useCache(steps, hits)
	}
	if a.cacheBits == 0 && len(pix)-len(steps) < len(pix)/mostlyLiterals {
		return a, steps
	}
	for range e.passes {
		steps = e.parse(pix, found, hits, newPrices(&e.logs, a, e.count(a, steps), len(pix)))
	}
	return a, steps
}

// writeImage writes an image whose rows have w pixels. Only the main one may
// have groups, of tiles of 1<<groupBits pixels or more; 0 is for the others.
func (e *encoder) writeImage(b *BitWriter, pix []uint32, w, groupBits int) {
	maxCache := min(maxCacheBits, bits.Len(uint(len(pix)))-3)
	a, steps := e.findSteps(pix, w, maxCache)
	if e.err != nil {
		return
	}
	e.writeSteps(b, a, steps, pix, w, groupBits)
}

// writeSteps writes the steps of an image that writeImage describes.
func (e *encoder) writeSteps(b *BitWriter, a *alphabet, steps []step, pix []uint32, w, groupBits int) {
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
	out := &emitter{grouping: g, a: a, w: w, words: make([][]uint32, len(g.histograms))}
	for i, h := range g.histograms {
		out.words[i] = make([]uint32, a.size())
		for c := range nCodes {
			code := NewPrefixCoder(h[a.start[c]:a.start[c+1]], MaxCodeLength)
			code.Write(b)
			code.Words(out.words[i][a.start[c]:a.start[c+1]])
		}
	}
	for len(steps) > 0 && e.spend(32*stride) {
		n := min(len(steps), stride)
		out.put(b, steps[:n])
		steps = steps[n:]
	}
}

// writeGroups writes which group each tile has, the high byte in red and the low
// one in green.
func (e *encoder) writeGroups(b *BitWriter, g *grouping) {
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
