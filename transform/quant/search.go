package quant

import "slices"

// mean is a premultiplied colour.
type mean [4]int32

func (m mean) vector() vector { return vectorOf(m[0], m[1], m[2], m[3]) }

// colour returns the straight colour; black where there is no alpha.
func (m mean) colour() Colour {
	if m[3] == 0 {
		return Colour{}
	}
	c := Colour{3: byte(m[3])}
	for i := range 3 {
		c[i] = byte(min((m[i]*255+m[3]/2)/m[3], 255))
	}
	return c
}

func (b *bin) mean() (m mean) {
	for c, s := range b.sum {
		m[c] = int32((s + b.n/2) / b.n)
	}
	return m
}

// sums add up bins.
type sums struct {
	n   uint64
	sum [4]uint64
}

func (s *sums) add(b *bin) {
	s.n += uint64(b.n)
	for c, v := range b.sum {
		s.sum[c] += uint64(v)
	}
}

func (s *sums) mean() (m mean) {
	for c, v := range s.sum {
		m[c] = int32((v + s.n/2) / s.n)
	}
	return m
}

// refine returns the means of the points that are nearest to each colour.
// Colours that nothing is nearest to stay.
func refine(palette []Colour, points []point) []Colour {
	s := newSearcher(palette)
	found := make([]sums, len(palette))
	last := 0
	for i := range points {
		last = s.nearest(&points[i].v, last)
		found[s.entries[last].index].add(points[i].bin)
	}
	out := slices.Clone(palette)
	for i := range found {
		if found[i].n > 0 {
			out[i] = found[i].mean().colour()
		}
	}
	return out
}

// Error returns how far the counted pixels that can be seen are from what is
// nearest in a palette of 1 to 256 colours: the mean and the most, as four times the
// squared distance in red, green and blue where all is opaque.
func (h *Histogram) Error(palette []Colour) (mean, most int) {
	s, last := newSearcher(palette), 0
	sum, n := uint64(0), uint64(0)
	for i := range h.bins {
		b := &h.bins[i]
		if b.sum[3] == 0 {
			continue
		}
		v := b.mean().vector()
		last = s.nearest(&v, last)
		d := v.distance(&s.entries[last].v)
		sum, n = sum+uint64(d)*uint64(b.n), n+uint64(b.n)
		most = max(most, int(d))
	}
	return int(sum / max(n, 1)), most
}

// A searcher finds the nearest colour of a palette. Its entries are sorted by
// the sum of red, green and blue: from a place in that order, colours can be left
// alone as soon as their sums differ by more than the best distance allows, since
// (dr+dg+db)^2 <= 3(dr^2+dg^2+db^2).
type searcher struct {
	entries []paletteEntry
	start   [startSize]int16 // by sum, an entry that begins near
}

type paletteEntry struct {
	v     vector
	sum   int32
	index uint8
}

// Sums lie in -765 to 765; start has a place for every sixteen of them.
const (
	leastSum  = -765
	startSize = (765-leastSum)>>4 + 1
)

func newSearcher(palette []Colour) *searcher {
	s := &searcher{}
	for i, c := range palette {
		v := vectorOfColour(c)
		s.entries = append(s.entries, paletteEntry{v: v, sum: v[0] + v[1] + v[2], index: uint8(i)})
	}
	// Insertion sort: there are 256 at most, and those of one sum keep their
	// order.
	for i := 1; i < len(s.entries); i++ {
		for k := i; k > 0 && s.entries[k].sum < s.entries[k-1].sum; k-- {
			s.entries[k], s.entries[k-1] = s.entries[k-1], s.entries[k]
		}
	}
	k := 0
	for i := range s.start {
		for k < len(s.entries)-1 && s.entries[k].sum < leastSum+int32(i)<<4 {
			k++
		}
		s.start[i] = int16(k)
	}
	return s
}

// nearest returns the place in entries of the colour nearest to v. guess is a
// place that may be right; it does not change the result but for ties. What is
// opaque never becomes transparent, though white is nearer to that than to black.
func (s *searcher) nearest(v *vector, guess int) int {
	sum := v[0] + v[1] + v[2]
	best, least := guess, v.distance(&s.entries[guess].v)
	up := int(s.start[min(max(sum-leastSum, 0)>>4, startSize-1)])
	down := up - 1
	for up < len(s.entries) {
		e := &s.entries[up]
		d := e.sum - sum
		if d > 0 && d*d >= 3*least {
			break
		}
		if d := v.distance(&e.v); d < least {
			best, least = up, d
		}
		up++
	}
	for down >= 0 {
		e := &s.entries[down]
		d := sum - e.sum
		if d > 0 && d*d >= 3*least {
			break
		}
		if d := v.distance(&e.v); d < least {
			best, least = down, d
		}
		down--
	}
	if s.entries[best].v[3] == 0 && v[3] == opaque {
		return s.shown(v, best)
	}
	return best
}

// shown returns the place of the nearest colour that can be seen, or best where
// there is none.
func (s *searcher) shown(v *vector, best int) int {
	least := int32(1<<31 - 1)
	for i := range s.entries {
		if e := &s.entries[i]; e.v[3] > 0 {
			if d := v.distance(&e.v); d < least {
				best, least = i, d
			}
		}
	}
	return best
}
