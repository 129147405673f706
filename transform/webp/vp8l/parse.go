package vp8l

// How to code an image is a way from its first pixel to behind its last, by
// literals and copies, of least cost: dynamic programming, a segment at a time,
// so that costs fit 32 bits and memory is bounded.

// segment is how many pixels are looked at together: 2^16 pixels of less than
// 2^7 bits in Q8 are below 2^31.
const segment = 1 << 16

// allLengths is up to which length every length of a copy is tried; beyond, only
// the longest of each length symbol is.
const allLengths = 64

// The distance codes of the pixels above and to the left.
const (
	aboveCode = 1
	leftCode  = 2
)

// A parser finds the cheapest way through an image.
type parser struct {
	*encoder
	pix    []uint32
	found  *matches
	hits   []int16 // by the colour cache; nil without
	prices *prices
	cost   []uint32 // of getting to a pixel of the segment
	length []uint16 // of the step that leads there
	code   []uint32 // its distance code, where that is longer than 1
	steps  []step
}

// parse returns the steps of least cost.
func (e *encoder) parse(pix []uint32, found *matches, hits []int16, p *prices) []step {
	n := min(len(pix), segment) + 1
	s := &parser{encoder: e, pix: pix, found: found, hits: hits, prices: p,
		cost: make([]uint32, n), length: make([]uint16, n), code: make([]uint32, n)}
	for start := 0; start < len(pix) && e.goesOn(); start += segment {
		s.segment(start, min(start+segment, len(pix)))
	}
	return s.steps
}

func (s *parser) segment(start, end int) {
	n := end - start
	for i := range s.cost {
		s.cost[i] = 1<<32 - 1
	}
	s.cost[0] = 0
	const stride = 1 << 12
	for i := 0; i < n; i += stride {
		s.relax(start, i, min(i+stride, n), n)
	}
	// Back from the end, then turned round.
	first := len(s.steps)
	for at := n; at > 0; {
		length := int(s.length[at])
		i := start + at - length
		switch {
		case length > 1:
			s.steps = append(s.steps, step{uint32(length), s.code[at]})
		case s.hits != nil && s.hits[i] >= 0:
			s.steps = append(s.steps, step{0, uint32(s.hits[i])})
		default:
			s.steps = append(s.steps, step{1, s.pix[i]})
		}
		at -= length
	}
	for i, j := first, len(s.steps)-1; i < j; i, j = i+1, j-1 {
		s.steps[i], s.steps[j] = s.steps[j], s.steps[i]
	}
}

// relax offers the ways on from positions from to to of a segment of n pixels.
func (s *parser) relax(start, from, to, n int) {
	p, found := s.prices, s.found
	leftPrice, abovePrice := p.distance(leftCode), p.distance(aboveCode)
	lastCode, lastPrice := uint32(0), uint32(0)
	for i := from; i < to; i++ {
		at, cost := start+i, s.cost[i]
		literal := cost + s.literal(at)
		if literal < s.cost[i+1] {
			s.cost[i+1], s.length[i+1] = literal, 1
		}
		// Going on with a copy that was possible a pixel before leads to no place
		// that has not been offered, unless it is cheaper to start here.
		dear := i > 0 && cost >= s.cost[i-1]
		if n := min(int(found.left[at]), n-i); n > 1 {
			s.offer(i, n, leftCode, cost+leftPrice, dear && found.left[at-1] > found.left[at])
		}
		if n := min(int(found.above[at]), n-i); n > 1 {
			s.offer(i, n, aboveCode, cost+abovePrice, dear && found.above[at-1] > found.above[at])
		}
		code := found.code[at]
		if n := min(int(found.length[at]), n-i); n > 1 && code != aboveCode && code != leftCode {
			if code != lastCode {
				lastCode, lastPrice = code, p.distance(code)
			}
			s.offer(i, n, code, cost+lastPrice, dear && found.code[at-1] == code)
		}
	}
}

// literal is the price of a pixel by itself.
func (s *parser) literal(at int) uint32 {
	p := s.prices
	if s.hits != nil && s.hits[at] >= 0 {
		return p.symbol[nLiteral+nLengths+int(s.hits[at])]
	}
	v := s.pix[at]
	return p.symbol[v>>8&255] + p.symbol[p.start[1]+int(v>>16&255)] +
		p.symbol[p.start[2]+int(v&255)] + p.symbol[p.start[3]+int(v>>24)]
}

// offer offers a copy of up to n pixels at i, of its full length alone or of
// others too.
func (s *parser) offer(i, n int, code, cost uint32, full bool) {
	lengths := &s.prices.length
	if c := cost + lengths[n]; c < s.cost[i+n] {
		s.cost[i+n], s.length[i+n], s.code[i+n] = c, uint16(n), code
	}
	if full {
		return
	}
	all := min(n-1, allLengths)
	costs := s.cost[i:][:all+1]
	for k := 2; k <= all; k++ {
		if c := cost + lengths[k]; c < costs[k] {
			costs[k], s.length[i+k], s.code[i+k] = c, uint16(k), code
		}
	}
	// The lengths of a symbol end at 64, 96, 128, 192, 256, …
	for k, add := 96, 32; k < n; k += add {
		if c := cost + lengths[k]; c < s.cost[i+k] {
			s.cost[i+k], s.length[i+k], s.code[i+k] = c, uint16(k), code
		}
		if k&(k-1) == 0 {
			add = k / 2
		}
	}
}
