package vp8l

// How to code an image is a way from its first pixel to behind its last, by
// literals and copies, of least cost: dynamic programming, a segment at a time,
// so that costs fit 32 bits and memory is bounded.

// segment is how many pixels are looked at together: 2^16 pixels of less than
// 2^7 bits in Q8 are below 2^31.
const segment = 1 << 16

// allLengths is up to which length every length of a copy is tried; beyond, only
// the longest of each length symbol is. It is a power of two.
const allLengths = 16

// The distance codes of the pixels above and to the left.
const (
	aboveCode = 1
	leftCode  = 2
)

// reach is how to get to a pixel at least cost.
type reach struct {
	cost   uint32
	length uint32 // of the step that leads there
	code   uint32 // its distance code, where it is longer than 1
}

// A parser finds the cheapest way through an image.
type parser struct {
	*encoder
	pix     []uint32
	found   *matches
	hits    []int16 // by the colour cache; nil without
	prices  *prices
	reaches []reach // of the pixels of a segment, and of the one behind
	literal [stride]uint32
	steps   []step
}

// stride is how many pixels are done in one call.
const stride = 1 << 12

// parse returns the steps of least cost.
func (e *encoder) parse(pix []uint32, found *matches, hits []int16, p *prices) []step {
	s := &parser{encoder: e, pix: pix, found: found, hits: hits, prices: p, reaches: make([]reach, min(len(pix), segment)+1)}
	for start := 0; start < len(pix) && e.goesOn(); start += segment {
		s.segment(start, min(start+segment, len(pix)))
	}
	return s.steps
}

func (s *parser) segment(start, end int) {
	n := end - start
	for i := range s.reaches {
		s.reaches[i].cost = 1<<32 - 1
	}
	s.reaches[0].cost = 0
	for i := 0; i < n; i += stride {
		to := min(i+stride, n)
		s.priceLiterals(start+i, start+to)
		s.relax(start, i, to, n)
	}
	// Back from the end, then turned round.
	first := len(s.steps)
	for at := n; at > 0; {
		r := &s.reaches[at]
		at -= int(r.length)
		switch {
		case r.length > 1:
			s.steps = append(s.steps, step{r.length, r.code})
		case s.hits != nil && s.hits[start+at] >= 0:
			s.steps = append(s.steps, step{0, uint32(s.hits[start+at])})
		default:
			s.steps = append(s.steps, step{1, s.pix[start+at]})
		}
	}
	for i, j := first, len(s.steps)-1; i < j; i, j = i+1, j-1 {
		s.steps[i], s.steps[j] = s.steps[j], s.steps[i]
	}
}

// priceLiterals prices the pixels from from to to by themselves.
func (s *parser) priceLiterals(from, to int) {
	p := s.prices
	green, red, blue, alpha := p.symbol[:p.start[1]], p.symbol[p.start[1]:][:nLiteral], p.symbol[p.start[2]:][:nLiteral], p.symbol[p.start[3]:][:nLiteral]
	out := s.literal[:to-from]
	for i, v := range s.pix[from:to] {
		out[i] = green[v>>8&255] + red[v>>16&255] + blue[v&255] + alpha[v>>24]
	}
	if s.hits == nil {
		return
	}
	for i, entry := range s.hits[from:to] {
		if entry >= 0 {
			out[i] = green[nLiteral+nLengths+int(entry)]
		}
	}
}

// relax offers the ways on from positions from to to of a segment of n pixels.
func (s *parser) relax(start, from, to, n int) {
	p, found := s.prices, s.found
	leftPrice, abovePrice := p.distance(leftCode), p.distance(aboveCode)
	lastCode, lastPrice := uint32(0), uint32(0)
	for i := from; i < to; i++ {
		at, cost := start+i, s.reaches[i].cost
		if r, c := &s.reaches[i+1], cost+s.literal[i-from]; c < r.cost {
			r.cost, r.length = c, 1
		}
		// Going on with a copy that was possible a pixel before leads to no place
		// that has not been offered, unless it is cheaper to start here.
		dear := i > 0 && cost >= s.reaches[i-1].cost
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

// offer offers a copy of up to n pixels at i, of its full length alone or of
// others too.
func (s *parser) offer(i, n int, code, cost uint32, full bool) {
	lengths := &s.prices.length
	reaches := s.reaches[i:][:n+1]
	if r, c := &reaches[n], cost+lengths[n]; c < r.cost {
		*r = reach{c, uint32(n), code}
	}
	if full {
		return
	}
	byLength := lengths[:min(n, allLengths+1)]
	for k := 2; k < len(byLength); k++ {
		if r, c := &reaches[k], cost+byLength[k]; c < r.cost {
			*r = reach{c, uint32(k), code}
		}
	}
	// The lengths of a symbol end at powers of two and halfway between.
	for k, add := allLengths*3/2, allLengths/2; k < n; k += add {
		if r, c := &reaches[k], cost+lengths[k]; c < r.cost {
			*r = reach{c, uint32(k), code}
		}
		if k&(k-1) == 0 {
			add = k / 2
		}
	}
}
