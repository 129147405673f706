package quant

import "tintype/transform/internal/work"

// point is a bin's mean with its weight.
type point struct {
	v   vector
	n   int64
	bin *bin
}

// A box is a run of points; moments are weighted by the points' counts.
type box struct {
	points []point
	n      int64
	sum    [4]int64
	square [4]int64
}

func newBox(points []point) box {
	b := box{points: points}
	for i := range points {
		p := &points[i]
		b.n += p.n
		for c, v := range p.v {
			b.sum[c] += p.n * int64(v)
			b.square[c] += p.n * int64(v) * int64(v)
		}
	}
	return b
}

// spread returns the sum of squared distances from the mean in each direction.
func (b *box) spread() (s [4]int64, total int64) {
	for c := range s {
		s[c] = b.square[c] - b.sum[c]*b.sum[c]/b.n
		total += s[c]
	}
	return s, total
}

// Coordinates of a vector lie in -255 to 446.
const (
	least  = -255
	levels = 446 - least + 1
)

// split cuts a box across the direction of its greatest spread, where the two
// parts have the least spread together. It reports false for a box of one
// colour.
func (b *box) split() (lower, upper box, ok bool) {
	s, _ := b.spread()
	axis := 0
	for c := range s {
		if s[c] > s[axis] {
			axis = c
		}
	}
	var n, sum [levels]int64
	for i := range b.points {
		p := &b.points[i]
		n[p.v[axis]-least] += p.n
		sum[p.v[axis]-least] += p.n * int64(p.v[axis])
	}
	// The squares' sum is the same for all cuts: the parts' squared sums over
	// their counts decide.
	best, at := int64(-1), 0
	var n1, sum1 int64
	for i := range levels - 1 {
		n1 += n[i]
		sum1 += sum[i]
		n2, sum2 := b.n-n1, b.sum[axis]-sum1
		if n[i] == 0 || n2 == 0 {
			continue
		}
		if v := sum1*sum1/n1 + sum2*sum2/n2; v > best {
			best, at = v, i+1
		}
	}
	if best < 0 {
		return box{}, box{}, false
	}
	points, i := b.points, 0
	for k := range points {
		if int(points[k].v[axis])-least < at {
			points[i], points[k] = points[k], points[i]
			i++
		}
	}
	return newBox(points[:i]), newBox(points[i:]), true
}

// cut splits the points into at most n boxes, each time the one of greatest
// spread.
func cut(points []point, n int, m *work.Meter) []box {
	boxes := []box{newBox(points)}
	for len(boxes) < n {
		worst, most := -1, int64(0)
		for i := range boxes {
			if _, s := boxes[i].spread(); s > most && len(boxes[i].points) > 1 {
				worst, most = i, s
			}
		}
		if worst < 0 {
			break
		}
		if !m.Spend(16*len(boxes[worst].points) + 4*levels + 8*len(boxes)) {
			break
		}
		lower, upper, ok := boxes[worst].split()
		if !ok {
			break
		}
		boxes[worst] = lower
		boxes = append(boxes, upper)
	}
	return boxes
}

// Palette returns at most n colours for what was counted, those with alpha
// first, n at least 1.
func (h *Histogram) Palette(n int) []Colour {
	if len(h.bins) == 0 {
		return []Colour{{}}
	}
	points := make([]point, len(h.bins))
	for i := range points {
		b := &h.bins[i]
		points[i] = point{v: b.mean().vector(), n: int64(b.n), bin: b}
	}
	var palette []Colour
	for _, b := range cut(points, n, h.Meter) {
		var all sums
		for i := range b.points {
			all.add(b.points[i].bin)
		}
		palette = append(palette, all.mean().colour())
	}
	for range refinements {
		palette = refine(palette, points, h.Meter)
	}
	return h.arrange(palette)
}

// arrange sees to a colour without alpha where the picture has it, leaves out
// what is there twice, and puts colours with alpha first.
func (h *Histogram) arrange(palette []Colour) []Colour {
	if h.clear {
		best := 0
		for i, c := range palette {
			if c[3] < palette[best][3] {
				best = i
			}
		}
		palette[best] = Colour{}
	}
	var out []Colour
	for _, opaque := range [2]bool{false, true} {
		for i, c := range palette {
			double := false
			for _, d := range palette[:i] {
				double = double || c == d
			}
			if (c[3] == 255) == opaque && !double {
				out = append(out, c)
			}
		}
	}
	return out
}
