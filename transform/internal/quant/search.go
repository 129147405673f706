package quant

import (
	"slices"

	"tintype/transform/internal/work"
)

// mean is a premultiplied color.
type mean [4]int32

func (m mean) vector() vector { return vectorOf(m[0], m[1], m[2], m[3]) }

// color returns the straight color; black where there is no alpha.
func (m mean) color() Color {
	if m[3] == 0 {
		return Color{}
	}
	c := Color{3: byte(m[3])}
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

// refine returns the means of the points that are nearest to each color.
// Colors that nothing is nearest to stay.
func (c *Cutter) refine(palette []Color) []Color {
	s := newSearcher(palette)
	found := make([]sums, len(palette))
	last := 0
	for i := range c.points {
		if !s.report(c.h.Meter, 8) {
			return palette
		}
		last = s.nearest(&c.points[i].v, last)
		found[s.entries[last].index].add(&c.h.bins[c.points[i].bin])
	}
	out := slices.Clone(palette)
	for i := range found {
		if found[i].n > 0 {
			out[i] = found[i].mean().color()
		}
	}
	return out
}

// Error returns how far the counted pixels that can be seen are from what is
// nearest in a palette of 1 to 256 colors: the mean and the most, as four times the
// squared distance in red, green and blue where all is opaque.
func (h *Histogram) Error(palette []Color) (mean, most int) {
	s, last := newSearcher(palette), 0
	sum, n := uint64(0), uint64(0)
	for i := range h.bins {
		b := &h.bins[i]
		if b.sum[3] == 0 {
			continue
		}
		if !s.report(h.Meter, 16) {
			break
		}
		v := b.mean().vector()
		last = s.nearest(&v, last)
		d := v.distance(&s.entries[last].v)
		sum, n = sum+uint64(d)*uint64(b.n), n+uint64(b.n)
		most = max(most, int(d))
	}
	return int(sum / max(n, 1)), most
}

// A searcher finds the nearest color of a palette. Its entries are sorted along
// the axis on which they are spread most, of those whose coordinates are -1, 0 or 1:
// from a place in that order, colors can be left alone as soon as they lie further
// along it than the best distance allows, since for an axis with n coordinates
// (axis·d)^2 <= n·d^2.
type searcher struct {
	entries  []paletteEntry
	axis     vector
	nAxis    int32            // its coordinates that are not 0
	start    [startSize]int16 // by place on the axis, an entry that begins near
	looked   int              // distances taken
	reported int              // of those, what a meter knows of
}

type paletteEntry struct {
	v     vector
	at    int32 // on the axis
	index uint8
}

// Places on an axis lie in -1211 to 1211; start has one for every sixteen.
const (
	leastPlace = -(3*255 + opaque)
	startSize  = -2*leastPlace>>4 + 1
)

func newSearcher(palette []Color) *searcher {
	s := &searcher{entries: make([]paletteEntry, len(palette))}
	for i, c := range palette {
		s.entries[i] = paletteEntry{v: vectorOfColor(c), index: uint8(i)}
	}
	s.chooseAxis()
	s.sort()
	k := 0
	for i := range s.start {
		for k < len(s.entries)-1 && s.entries[k].at < leastPlace+int32(i)<<4 {
			k++
		}
		s.start[i] = int16(k)
	}
	return s
}

// sort puts the entries in their order along the axis; those of one place keep theirs.
func (s *searcher) sort() {
	var first [-2*leastPlace + 2]int16 // by place, the number of entries before it
	for i := range s.entries {
		e := &s.entries[i]
		e.at = s.place(&e.v)
		first[e.at-leastPlace+1]++
	}
	n := int16(0)
	for i, k := range first {
		n += k
		first[i] = n
	}
	sorted := make([]paletteEntry, len(s.entries))
	for _, e := range s.entries {
		k := &first[e.at-leastPlace]
		sorted[*k] = e
		*k++
	}
	s.entries = sorted
}

// place is how far along the axis a vector lies.
func (s *searcher) place(v *vector) int32 {
	return s.axis[0]*v[0] + s.axis[1]*v[1] + s.axis[2]*v[2] + s.axis[3]*v[3]
}

// chooseAxis takes the axis with the most variance of the entries, by the
// coordinates' sums, squares and products. The sum of red, green and blue is
// asked first: it is that of most images.
func (s *searcher) chooseAxis() {
	n := int64(len(s.entries))
	var sum [4]int64
	var product [4][4]int64
	for k := range s.entries {
		v := &s.entries[k].v
		for i := range v {
			sum[i] += int64(v[i])
			for j := range v {
				product[i][j] += int64(v[i]) * int64(v[j])
			}
		}
	}
	most := int64(-1)
	try := func(axis vector) {
		variance, nAxis := int64(0), int32(0)
		for i, a := range axis {
			nAxis += a * a
			for j, b := range axis {
				variance += int64(a*b) * (n*product[i][j] - sum[i]*sum[j])
			}
		}
		if nAxis > 0 && variance/int64(nAxis) > most {
			most, s.axis, s.nAxis = variance/int64(nAxis), axis, nAxis
		}
	}
	try(vector{1, 1, 1, 0})
	for i := range int32(3 * 3 * 3 * 3) {
		try(vector{i/27 - 1, i/9%3 - 1, i/3%3 - 1, i%3 - 1})
	}
}

// report tells a meter of the distances taken, and of n samples more for each
// vector that was looked for.
func (s *searcher) report(m *work.Meter, n int) bool {
	n += 2 * (s.looked - s.reported)
	s.reported = s.looked
	return m.Spend(n)
}

// nearest returns the place in entries of the color nearest to v. guess is a
// place that may be right; it does not change the result but for ties. What is
// opaque never becomes transparent, though white is nearer to that than to black.
func (s *searcher) nearest(v *vector, guess int) int {
	at := s.place(v)
	best, least := guess, v.distance(&s.entries[guess].v)
	up := int(s.start[min(max(at-leastPlace, 0)>>4, startSize-1)])
	down := up - 1
	for up < len(s.entries) {
		e := &s.entries[up]
		d := e.at - at
		if d > 0 && d*d >= s.nAxis*least {
			break
		}
		if d := v.distance(&e.v); d < least {
			best, least = up, d
		}
		up++
	}
	for down >= 0 {
		e := &s.entries[down]
		d := at - e.at
		if d > 0 && d*d >= s.nAxis*least {
			break
		}
		if d := v.distance(&e.v); d < least {
			best, least = down, d
		}
		down--
	}
	s.looked += up - down
	if s.entries[best].v[3] == 0 && v[3] == opaque {
		return s.shown(v, best)
	}
	return best
}

// shown returns the place of the nearest color that can be seen, or best where
// there is none.
func (s *searcher) shown(v *vector, best int) int {
	least := int32(1<<31 - 1)
	s.looked += len(s.entries)
	for i := range s.entries {
		if e := &s.entries[i]; e.v[3] > 0 {
			if d := v.distance(&e.v); d < least {
				best, least = i, d
			}
		}
	}
	return best
}
