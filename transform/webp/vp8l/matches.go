package vp8l

import (
	"math/bits"

	"tintype/transform/webp/internal/entropy"
)

// matches holds, for every position of an image, what could be copied there: the
// longest earlier copy, and how long the pixel to the left and the row above
// repeat.
type matches struct {
	length []uint16 // of the longest, 0 for none
	code   []uint32 // its distance code
	left   []uint16
	above  []uint16
}

// A matcher finds the longest copies.
type matcher struct {
	*encoder
	pix   []uint32
	w     int
	prev  []int32 // the position before with the same hash, or -1
	near  entropy.DistanceMap
	steps int // candidates looked at for a position
	found matches

	compared, spent int // pixels, and those that the meter knows of
}

// The search compares comparisons pixels for each that it has passed, and some
// more: enough for what is found to be found, and no content takes more.
const (
	comparisons     = 192
	moreComparisons = 1 << 16
)

// niceCopy is a length that ends the search.
const niceCopy = 256

// stretch is how many positions are done between two polls.
const stretch = 1 << 14

// findMatches looks for copies; w is the length of a row.
func (e *encoder) findMatches(pix []uint32, w int) *matches {
	n := len(pix)
	m := &matcher{encoder: e, pix: pix, w: w, steps: e.steps}
	m.near.Init()
	m.found = matches{make([]uint16, n), make([]uint32, n), make([]uint16, n), make([]uint16, n)}
	e.repeats(m.found.left, pix, 1)
	e.repeats(m.found.above, pix, w)
	if m.chain(); e.err != nil {
		return &m.found
	}
	for end := n; end > 0 && e.goesOn(); {
		end = m.search(max(end-stretch, 0), end)
	}
	return &m.found
}

// repeats sets how many pixels, from each on, equal the one that is distance
// before them.
func (e *encoder) repeats(out []uint16, pix []uint32, distance int) {
	n := uint16(0)
	for i := len(pix) - 1; i >= distance; i-- {
		if i%stretch == 0 && !e.spend(2*stretch) {
			return
		}
		if pix[i] != pix[i-distance] {
			n = 0
		} else if n < entropy.MaxCopy {
			n++
		}
		out[i] = n
	}
}

// chain links the positions of each hash. Within a run of one colour the hash is
// of the colour and of how long the run goes on, so that only runs of the same
// length meet: else they would hide everything else.
func (m *matcher) chain() {
	pix := m.pix
	m.prev = make([]int32, len(pix))
	hashBits := min(max(bits.Len(uint(len(pix))), 8), 18)
	shift := uint(64 - hashBits)
	head := make([]int32, 1<<hashBits)
	for i := range head {
		head[i] = -1
	}
	left := m.found.left
	for i := 0; i+1 < len(pix); i++ {
		if i%stretch == 0 && !m.spend(4*stretch) {
			return
		}
		key := uint64(pix[i])<<32 | uint64(pix[i+1])
		if n := left[i+1]; n > 0 {
			key = key ^ uint64(n)<<16 ^ 0x5A5A5A5A
		}
		h := key * 0x9E3779B97F4A7C15 >> shift
		m.prev[i] = head[h]
		head[h] = int32(i)
	}
	m.prev[len(pix)-1] = -1
}

// search finds the copies of the positions from start to end, going backwards:
// what is found at one is tried, a pixel longer, at the one before. It returns
// the position that it got to, which may be below start.
func (m *matcher) search(start, end int) int {
	pix := m.pix
	for i := end - 1; i >= start; {
		if m.compared-m.spent > stretch {
			if !m.spend(m.compared - m.spent) {
				return 0
			}
			m.spent = m.compared
		}
		length, distance := m.longest(i)
		if length == 0 {
			i--
			continue
		}
		code := uint32(m.near.Code(distance, m.w))
		top := i // where a copy of full length started
		for {
			m.found.length[i], m.found.code[i] = uint16(length), code
			if i%stretch == 0 && !m.spend(2*stretch) {
				return 0
			}
			i--
			if i < distance || pix[i] != pix[i-distance] {
				break
			}
			if length == entropy.MaxCopy && distance != 1 && i+entropy.MaxCopy < top {
				break
			}
			if length < entropy.MaxCopy {
				length++
				top = i
			}
		}
		end = i + 1
	}
	return min(start, end)
}

// longest returns the longest copy for position i, the nearest of equal ones.
func (m *matcher) longest(i int) (length, distance int) {
	pix, prev := m.pix, m.prev
	limit := min(len(pix)-i, entropy.MaxCopy)
	if limit < 2 {
		return 0, 0
	}
	if n := int(m.found.above[i]); n >= 2 {
		length, distance = n, m.w
	}
	if n := int(m.found.left[i]); n >= 2 && n > length {
		length, distance = n, 1
	}
	nice, lowest := min(limit, niceCopy), max(i-entropy.MaxDistance, 0)
	j := int(prev[i])
	if m.compared > comparisons*(len(pix)-i)+moreComparisons {
		j = -1
	}
	for steps := m.steps; j >= lowest && steps > 0 && length < nice; steps-- {
		m.compared++
		if pix[j+length] == pix[i+length] && pix[j] == pix[i] {
			n := 1
			for n < limit && pix[j+n] == pix[i+n] {
				n++
			}
			m.compared += n
			if n > length && n > 1 {
				length, distance = n, i-j
			}
		}
		j = int(prev[j])
	}
	return length, distance
}
