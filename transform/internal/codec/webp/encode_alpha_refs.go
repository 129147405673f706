package webp

import (
	"math/bits"

	"tintype/transform/internal/codec/webp/vp8"
	"tintype/transform/internal/codec/webp/vp8l"
	"tintype/transform/internal/work"
)

// A pixelRef is one step of entropy coded pixels: a literal pixel where length
// is 1, else a copy of length pixels from distance pixels before.
type pixelRef struct {
	length uint32
	value  uint32 // the literal's ARGB or the distance
}

// minCopy is the shortest copy that is looked for.
const minCopy = 3

// A matcher finds earlier copies of what comes next.
type matcher struct {
	pix   []uint32
	w     int
	head  []int32  // by hash, the last position
	prev  []int32  // by position, the one before with the same hash
	cost  []uint32 // what the pixels before a position cost as literals, in 1/16 bit
	shift uint
	steps int // candidates looked at

	compared int // pixels, so far
	meter    *work.Meter
}

// niceCopy is a length that ends the search.
const niceCopy = 256

// The search compares comparisons pixels for each that it has passed, and some
// more: enough for what is found to be found, and no content takes more.
const (
	comparisons    = 64
	moreComparison = 1 << 16
)

// atOnce is how many pixels simple loops go over between two reports to the meter.
const atOnce = 1 << 15

func newMatcher(pix []uint32, w, steps int, meter *work.Meter) *matcher {
	hashBits := min(max(bits.Len(uint(len(pix))), 8), 16)
	m := &matcher{pix: pix, w: w, steps: steps, shift: uint(64 - hashBits), meter: meter}
	m.head = make([]int32, 1<<hashBits)
	for i := range m.head {
		m.head[i] = -1
	}
	m.prev = make([]int32, len(pix))
	m.setCost()
	return m
}

// aBit is the least that a pixel costs, in 1/16 bit: no prefix code with two
// symbols has a shorter word, and where there are copies green has two.
const aBit = 16

// setCost prices literals by how often each channel's values occur.
func (m *matcher) setCost() {
	var counts [4][256]uint32
	for start := 0; start < len(m.pix); start += atOnce {
		if !m.meter.Spend(2 * atOnce) {
			return
		}
		for _, v := range m.pix[start:min(start+atOnce, len(m.pix))] {
			for c := range counts {
				counts[c][v>>(8*c)&255]++
			}
		}
	}
	total := vp8.Log2Q8(uint32(len(m.pix)))
	for c := range counts {
		for v, n := range counts[c] {
			if n > 0 {
				counts[c][v] = (total - vp8.Log2Q8(n)) >> 4
			}
		}
	}
	m.cost = make([]uint32, len(m.pix)+1)
	sum := uint32(0)
	for start := 0; start < len(m.pix); start += atOnce {
		if !m.meter.Spend(2 * atOnce) {
			return
		}
		for i, v := range m.pix[start:min(start+atOnce, len(m.pix))] {
			sum += max(counts[0][v&255]+counts[1][v>>8&255]+counts[2][v>>16&255]+counts[3][v>>24], aBit)
			m.cost[start+i+1] = sum
		}
	}
}

// copyCost guesses what a copy costs, in 1/16 bit.
func copyCost(length, distance, w int) int {
	cost := 16*3 + 14*bits.Len(uint(length))
	dy := (distance + 8) / w
	if dx := distance - dy*w; dy < 8 && dx >= -8 && dx <= 8 {
		return cost + 16*5 // a code for entropy.Nearby offsets
	}
	return cost + 16*4 + 16*bits.Len(uint(distance))
}

func (m *matcher) hash(i int) uint64 {
	return (uint64(m.pix[i])<<32 | uint64(m.pix[i+1])) * 0x9E3779B97F4A7C15 >> m.shift
}

// add makes position i known.
func (m *matcher) add(i int) {
	if i+1 >= len(m.pix) {
		return
	}
	h := m.hash(i)
	m.prev[i] = m.head[h]
	m.head[h] = int32(i)
}

// A match is a copy and what it saves against literals, in 1/16 bit.
type match struct {
	length, distance, saves int
}

// better returns the match of position i at j where that is better than b.
func (m *matcher) better(b match, i, j, limit int) match {
	m.compared++
	if b.length >= limit || m.pix[j+b.length] != m.pix[i+b.length] {
		return b // cannot be longer
	}
	n := 0
	for n < limit && m.pix[j+n] == m.pix[i+n] {
		n++
	}
	m.compared += n
	if n < minCopy {
		return b
	}
	if s := int(m.cost[i+n]-m.cost[i]) - copyCost(n, i-j, m.w); s > b.saves {
		return match{n, i - j, s}
	}
	return b
}

// find returns the best copy for position i; its length is 0 where literals are
// better.
func (m *matcher) find(i int) match {
	var b match
	limit := min(len(m.pix)-i, vp8l.MaxCopy)
	if limit < minCopy || m.compared > comparisons*i+moreComparison {
		return b
	}
	if i > 0 {
		b = m.better(b, i, i-1, limit)
	}
	if i >= m.w && b.length < niceCopy {
		b = m.better(b, i, i-m.w, limit)
	}
	j := int(m.head[m.hash(i)])
	for steps := m.steps; j >= 0 && i-j <= vp8l.MaxDistance && steps > 0 && b.length < niceCopy; steps-- {
		b = m.better(b, i, j, limit)
		j = int(m.prev[j])
	}
	return b
}

// references turns pixels into literals and copies. steps is how many places
// are compared with; 0 asks for runs alone.
func references(pix []uint32, w, steps int, meter *work.Meter) []pixelRef {
	if steps == 0 {
		return runs(pix, w, meter)
	}
	return newMatcher(pix, w, steps, meter).references()
}

// references is the search for copies; it has no result where the meter ends it.
func (m *matcher) references() []pixelRef {
	pix, meter := m.pix, m.meter
	refs := make([]pixelRef, 0, len(pix)/4+16)
	var next match // at i, where it has been looked for already
	known := false
	spent := 0 // comparisons that the meter knows of
	for i := 0; i < len(pix); {
		if !meter.Spend(16 + m.compared - spent) {
			return nil
		}
		spent = m.compared
		b := next
		if !known {
			b = m.find(i)
		}
		known = false
		m.add(i)
		if b.length > 0 && b.length < niceCopy && i+1 < len(pix) {
			// A copy that starts at the next pixel may save more.
			next, known = m.find(i+1), true
			if next.saves > b.saves {
				b.length = 0
			}
		}
		if b.length == 0 {
			refs = append(refs, pixelRef{1, pix[i]})
			i++
			continue
		}
		known = false
		refs = append(refs, pixelRef{uint32(b.length), uint32(b.distance)})
		// Within a long run the places in the middle find nothing new.
		for k := i + 1; k < i+b.length; k++ {
			if k < i+64 || k > i+b.length-64 {
				m.add(k)
			}
		}
		i += b.length
	}
	return refs
}

// runs turns pixels into literals and copies of the pixel before or of the row
// above. Where those are frequent their distances cost next to nothing, and no
// search is needed.
func runs(pix []uint32, w int, meter *work.Meter) []pixelRef {
	const least = 4
	refs := make([]pixelRef, 0, len(pix)/4+16)
	length := func(i, d int) int {
		n := 0
		for i+n < len(pix) && n < vp8l.MaxCopy && i >= d && pix[i+n] == pix[i+n-d] {
			n++
		}
		return n
	}
	spent := 0 // up to where the meter knows of
	for i := 0; i < len(pix); {
		if i >= spent {
			if !meter.Spend(8 * atOnce) {
				return nil
			}
			spent = i + atOnce
		}
		before, above := length(i, 1), length(i, w)
		switch {
		case before >= above && before >= least:
			refs = append(refs, pixelRef{uint32(before), 1})
			i += before
		case above >= least:
			refs = append(refs, pixelRef{uint32(above), uint32(w)})
			i += above
		default:
			refs = append(refs, pixelRef{1, pix[i]})
			i++
		}
	}
	return refs
}
