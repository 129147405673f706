package vp8l

import (
	"slices"
	"unsafe"
)

// How to code an image is a way from its first pixel to behind its last, by
// literals and copies, of least cost: dynamic programming, a segment at a time,
// so that costs fit 32 bits and memory is bounded.

// segment is how many pixels are looked at together: 2^16 pixels of less than
// 2^7 bits in Q8 are below 2^31.
const segment = 1 << 16

// allLengths is up to which length every length of a copy is tried; beyond, only
// the longest of each length symbol is. It is a power of two.
const allLengths = 16

// longCopy is a length of a copy within which no other way is looked for. Down to here
// graphics stay as small as they are, within a ten-thousandth.
const longCopy = 1 << 9

// near is how much more than the end of a copy a place before it may cost to be offered,
// in Q8 bits: from a dearer one hardly a way leads on that is not better from the end.
// With 6 bits a fourth of the work is left, and files are as small but for smooth
// gradients, by a fiftieth.
const near = 6 << 8

// The distance codes of the pixels above and to the left.
const (
	aboveCode = 1
	leftCode  = 2
)

// A reach is how to get to a pixel at least cost: the cost in its high half, and
// below it the step that leads there: its length, and which copy of the place
// where it begins.
type reach uint64

const (
	costShift = 32
	kindShift = 16
	unreached = ^reach(0)

	kindLeft = iota - 3
	kindAbove
	kindLongest
)

func (r reach) cost() uint32 { return uint32(r >> costShift) }

// A parser finds the cheapest way through an image.
type parser struct {
	*encoder
	pix     []uint32
	found   []match
	hits    []int16 // by the color cache; nil without
	prices  *prices
	reaches []reach // of the pixels of a segment, and of the one behind
	steps   []step
}

// stride is how many pixels are done in one call.
const stride = 1 << 12

// parse returns the steps of least cost.
func (e *encoder) parse(pix []uint32, found []match, hits []int16, p *prices) []step {
	s := &parser{encoder: e, pix: pix, found: found, hits: hits, prices: p, reaches: make([]reach, min(len(pix), segment)+1)}
	for start := 0; start < len(pix) && e.goesOn(); start += segment {
		s.segment(start, min(start+segment, len(pix)))
	}
	return s.steps
}

func (s *parser) segment(start, end int) {
	n := end - start
	for i := range s.reaches[:n+1] {
		s.reaches[i] = unreached
	}
	s.reaches[0] = 0
	for i := 0; i < n && s.goesOn(); {
		i = s.relax(start, i, min(i+stride, n), n)
	}
	if s.err != nil {
		return
	}
	// Back from the end, which tells how many steps there are, and once more.
	const lengths = 1<<kindShift - 1
	count := 0
	for at := n; at > 0; count++ {
		at -= int(uint32(s.reaches[at]) & lengths)
	}
	steps := s.room(count, end)
	for at := n; at > 0; {
		r := s.reaches[at]
		length := uint32(r) & lengths
		at -= int(length)
		count--
		switch {
		case length > 1:
			code := uint32(leftCode)
			switch uint32(r) >> kindShift {
			case kindAbove:
				code = aboveCode
			case kindLongest:
				code = s.found[start+at].code()
			}
			steps[count] = step{length, code}
		case s.hits != nil && s.hits[start+at] >= 0:
			steps[count] = step{0, uint32(s.hits[start+at])}
		default:
			steps[count] = step{1, s.pix[start+at]}
		}
	}
}

// room returns the places of n more steps, which lead to end. Where it has to ask for
// memory, it asks for what the image takes if its rest is like what is before end.
func (s *parser) room(n, end int) []step {
	first := len(s.steps)
	if behind := first + n; behind > cap(s.steps) {
		all := int(int64(behind) * int64(len(s.pix)) / int64(end))
		s.steps = slices.Grow(s.steps, min(all+all/16, len(s.pix))-first)
	}
	s.steps = s.steps[:first+n]
	return s.steps[first:]
}

// relax offers the ways on from positions from to to of a segment of n pixels and
// returns where to go on. It is one leaf but for what is rare.
func (s *parser) relax(start, from, to, n int) int {
	p := s.prices
	_, _, _ = s.reaches[n], s.found[start+to-1], s.pix[start+to-1]
	var (
		green   = (*[nLiteral]uint32)(p.symbol)
		red     = (*[nLiteral]uint32)(p.symbol[p.start[1]:])
		blue    = (*[nLiteral]uint32)(p.symbol[p.start[2]:])
		alpha   = (*[nLiteral]uint32)(p.symbol[p.start[3]:])
		cached  = unsafe.Pointer(&p.symbol[nLiteral+nLengths])
		lengths = &p.length

		pix     = unsafe.Pointer(&s.pix[start])
		found   = unsafe.Pointer(&s.found[start])
		reaches = unsafe.Pointer(unsafe.SliceData(s.reaches))
		hits    unsafe.Pointer

		leftPrice, abovePrice = p.distance(leftCode), p.distance(aboveCode)
		lastCode, lastPrice   uint32
		before                match
		dearest               = ^uint32(0) // the cost of the position before
	)
	if s.hits != nil {
		hits = unsafe.Pointer(&s.hits[start])
	}
	if from > 0 {
		before, dearest = s.found[start+from-1], s.reaches[from-1].cost()
	}
	i := from
	for ; i < to; i++ {
		cost := uint32(*(*reach)(unsafe.Add(reaches, i*8)) >> costShift)
		v := *(*uint32)(unsafe.Add(pix, i*4))
		var literal uint32
		if hits != nil && *(*int16)(unsafe.Add(hits, i*2)) >= 0 {
			literal = *(*uint32)(unsafe.Add(cached, uintptr(*(*int16)(unsafe.Add(hits, i*2)))*4))
		} else {
			literal = green[uint8(v>>8)] + red[uint8(v>>16)] + blue[uint8(v)] + alpha[uint8(v>>24)]
		}
		if r := (*reach)(unsafe.Add(reaches, i*8+8)); cost+literal < uint32(*r>>costShift) {
			*r = reach(cost+literal)<<costShift | 1
		}
		m := *(*match)(unsafe.Add(found, i*8))
		// Going on with a copy that was possible a pixel before leads to no place
		// that has not been offered, unless it is cheaper to start here.
		last, dear := before, cost >= dearest
		before, dearest = m, cost
		if m == 0 {
			continue
		}
		most := 0
		if k := min(int(m.left()), n-i); k > 1 {
			c := cost + leftPrice
			r := (*reach)(unsafe.Add(reaches, (i+k)*8))
			if c+lengths[k] < uint32(*r>>costShift) {
				*r = reach(c+lengths[k])<<costShift | kindLeft<<kindShift | reach(k)
			}
			if (!dear || last.left() < m.left()) && r.cost()+near > c+lengths[2] {
				s.offer(i, k, kindLeft, c)
			}
			most = k
		}
		if k := min(int(m.above()), n-i); k > 1 {
			c := cost + abovePrice
			r := (*reach)(unsafe.Add(reaches, (i+k)*8))
			if c+lengths[k] < uint32(*r>>costShift) {
				*r = reach(c+lengths[k])<<costShift | kindAbove<<kindShift | reach(k)
			}
			if (!dear || last.above() < m.above()) && r.cost()+near > c+lengths[2] {
				s.offer(i, k, kindAbove, c)
			}
			most = max(most, k)
		}
		if code := m.code(); code != aboveCode && code != leftCode {
			if k := min(int(m.longest()), n-i); k > 1 {
				if code != lastCode {
					lastCode, lastPrice = code, p.distance(code)
				}
				c := cost + lastPrice
				r := (*reach)(unsafe.Add(reaches, (i+k)*8))
				if c+lengths[k] < uint32(*r>>costShift) {
					*r = reach(c+lengths[k])<<costShift | kindLongest<<kindShift | reach(k)
				}
				if (!dear || last.code() != code) && r.cost()+near > c+lengths[2] {
					s.offer(i, k, kindLongest, c)
				}
				most = max(most, k)
			}
		}
		if most >= longCopy {
			i += most - 1
			before, dearest = 0, ^uint32(0)
		}
	}
	return i
}

// offer offers copies of less than n pixels at i.
func (s *parser) offer(i, n int, kind reach, cost uint32) {
	lengths := s.prices.length[:n+1]
	reaches := s.reaches[i:][:n+1]
	for k := 2; k < min(n, allLengths+1); k++ {
		if c := cost + lengths[k]; c < reaches[k].cost() {
			reaches[k] = reach(c)<<costShift | kind<<kindShift | reach(k)
		}
	}
	// The lengths of a symbol end at powers of two and halfway between.
	for k, add := allLengths*3/2, allLengths/2; k < n; k += add {
		if c := cost + lengths[k]; c < reaches[k].cost() {
			reaches[k] = reach(c)<<costShift | kind<<kindShift | reach(k)
		}
		if k&(k-1) == 0 {
			add = k / 2
		}
	}
}
