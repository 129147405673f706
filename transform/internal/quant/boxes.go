package quant

// point is a bin's mean with its weight.
type point struct {
	v   vector
	bin int32 // its number
	n   int64
}

// A box is a run of points; moments are weighted by the points' counts.
type box struct {
	points []point
	n      int64
	sum    [4]int64
	square [4]int64

	spread int64 // sum of squared distances from the mean
	axis   int   // the direction in which most of it is
}

func newBox(points []point) box {
	b := box{points: points}
	for i := range points {
		p := &points[i]
		b.n += p.n
		for c, v := range p.v {
			w := p.n * int64(v)
			b.sum[c] += w
			b.square[c] += w * int64(v)
		}
	}
	most := int64(-1)
	for c := range b.sum {
		s := b.square[c] - b.sum[c]*b.sum[c]/b.n
		if b.spread += s; s > most {
			b.axis, most = c, s
		}
	}
	return b
}

// Coordinates of a vector lie in -255 to 446.
const (
	least  = -255
	levels = 446 - least + 1
)

// split cuts a box across the direction of its greatest spread, where the two
// parts have the least spread together. It reports false for a box of one
// color.
func (b *box) split() (lower, upper box, ok bool) {
	axis := b.axis
	var n, sum [levels]int64
	from, to := levels-1, 0
	for i := range b.points {
		p := &b.points[i]
		at := int(p.v[axis]) - least
		n[at] += p.n
		sum[at] += p.n * int64(p.v[axis])
		from, to = min(from, at), max(to, at)
	}
	// The squares' sum is the same for all cuts: the parts' squared sums over
	// their counts decide.
	best, at := int64(-1), 0
	var n1, sum1 int64
	for i := from; i < to; i++ {
		if n[i] == 0 {
			continue
		}
		n1 += n[i]
		sum1 += sum[i]
		n2, sum2 := b.n-n1, b.sum[axis]-sum1
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

// A Cutter finds palettes of growing sizes for what a histogram has counted.
type Cutter struct {
	h      *Histogram
	points []point
	boxes  []box
	done   bool // no box can be split
}

// Cutter begins to find palettes.
func (h *Histogram) Cutter() *Cutter {
	c := &Cutter{h: h, points: make([]point, len(h.bins))}
	for i := range c.points {
		b := &h.bins[i]
		c.points[i] = point{v: b.mean().vector(), n: int64(b.n), bin: int32(i)}
	}
	if len(c.points) > 0 && h.Meter.Spend(16*len(c.points)) {
		c.boxes = []box{newBox(c.points)}
	}
	return c
}

// cut splits the points into at most n boxes, each time the one of greatest
// spread.
func (c *Cutter) cut(n int) {
	for len(c.boxes) < n && !c.done {
		worst, most := -1, int64(0)
		for i := range c.boxes {
			if s := c.boxes[i].spread; s > most && len(c.boxes[i].points) > 1 {
				worst, most = i, s
			}
		}
		c.done = true
		if worst < 0 || !c.h.Meter.Spend(16*len(c.boxes[worst].points)+4*levels+8*len(c.boxes)) {
			break
		}
		lower, upper, ok := c.boxes[worst].split()
		if !ok {
			break
		}
		c.done = false
		c.boxes[worst] = lower
		c.boxes = append(c.boxes, upper)
	}
}

// Palette returns at most n colors, those with alpha first, n at least 1 and no less
// than before.
func (c *Cutter) Palette(n int) []Color {
	c.cut(n)
	if len(c.boxes) == 0 {
		return []Color{{}}
	}
	var palette []Color
	for _, b := range c.boxes {
		var all sums
		for i := range b.points {
			all.add(&c.h.bins[b.points[i].bin])
		}
		palette = append(palette, all.mean().color())
	}
	for range refinements {
		palette = c.refine(palette)
	}
	return c.h.arrange(palette)
}

// Rough returns the mean error, as Histogram.Error has it, of n colors before they
// become the means of what is nearest to them; n no less than before.
func (c *Cutter) Rough(n int) int {
	c.cut(n)
	spread, count := int64(0), int64(0)
	for i := range c.boxes {
		spread, count = spread+c.boxes[i].spread, count+c.boxes[i].n
	}
	return int(spread / max(count, 1))
}

// Shows says that n colors will show; n no less than before.
func (c *Cutter) Shows(n int) bool { return Hopeless(c.Rough(n), unseenMean) }

// Palette returns at most n colors for what was counted, those with alpha
// first, n at least 1.
func (h *Histogram) Palette(n int) []Color { return h.Cutter().Palette(n) }

// arrange sees to a color without alpha where the image has it, leaves out
// what is there twice, and puts colors with alpha first.
func (h *Histogram) arrange(palette []Color) []Color {
	if h.clear {
		best := 0
		for i, c := range palette {
			if c[3] < palette[best][3] {
				best = i
			}
		}
		palette[best] = Color{}
	}
	var out []Color
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
