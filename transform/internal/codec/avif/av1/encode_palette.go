package av1

// palette is what is tried of one: colors, and for each sample which.
type palette struct {
	n      int
	colors [3][8]uint16
	rate   int32 // of all that is coded of it
	cost   int64 // what it seems to cost
}

// mostTones is up to how many values a block may have to be tried with a palette.
const mostTones = 64

// paletteLoss is how much of what a palette alone loses counts where sizes of palettes are
// compared, in 1/64: coding the rest mends most of it. Fewer colors than that says lose
// in drawings, more lose everywhere.
const paletteLoss = 12

// tones are the values of a block's samples, or its pairs of Cb and Cr, and how often
// each occurs. Those of luma are in order.
type tones struct {
	n     int
	value [mostTones]uint16 // Cr above eight bits
	count [mostTones]int32
}

// palettesAllowed says that a block codes whether it has palettes.
func (e *encoder) palettesAllowed() bool {
	b := &e.d.b
	return e.d.h.screenContent && b.size >= block8x8 && b.w <= 4 && b.h <= 4
}

// paletteFlag is the distribution of whether luma has a palette.
func (d *decoder) paletteFlag() *word {
	b := &d.b
	ctx := bit(d.above.palette[0][b.c] > 0) + bit(d.left.palette[0][b.r&31] > 0)
	return &d.t.cdf.paletteY[b.w+b.h-2][ctx]
}

// countLuma finds the values of a block; false says that there are too few or too many.
func (e *encoder) countLuma(t *tones) bool {
	b := &e.d.b
	s := &e.src[0]
	var counts [256]int32
	t.n = 0
	for y := range 4 * b.inH {
		for _, v := range s.pix[s.at(4*b.c, 4*b.r+y):][:4*b.inW] {
			if counts[v&255] == 0 {
				if t.n++; t.n > mostTones {
					return false
				}
			}
			counts[v&255]++
		}
	}
	n := 0
	for v, k := range counts {
		if k > 0 {
			t.value[n&(mostTones-1)], t.count[n&(mostTones-1)] = uint16(v), k
			n++
		}
	}
	return t.n > 1
}

// countChroma is countLuma for pairs.
func (e *encoder) countChroma(t *tones) bool {
	b := &e.d.b
	subX, subY := e.d.sub(1)
	u, v := &e.src[1], &e.src[2]
	w, h := 4*b.inW>>subX, 4*b.inH>>subY
	var slots [4 * mostTones]uint8 // of a table of hashes, 1 above the index
	t.n = 0
	last, at := -1, 0 // no pair
	for y := range h {
		from := u.at(4*b.c>>subX, 4*b.r>>subY+y)
		us, vs := u.pix[from:][:w], v.pix[from:][:w]
		for x, cb := range us {
			pair := cb&255 | vs[x]<<8
			if int(pair) == last {
				t.count[at&(mostTones-1)]++
				continue
			}
			last = int(pair)
			slot := uint32(pair) * 0x9E3779B1 >> 24
			for slots[slot&255] != 0 && t.value[(slots[slot&255]-1)&(mostTones-1)] != pair {
				slot++
			}
			if slots[slot&255] == 0 {
				if t.n == mostTones {
					return false
				}
				t.value[t.n], t.count[t.n] = pair, 0
				t.n++
				slots[slot&255] = uint8(t.n)
			}
			at = int(slots[slot&255]) - 1
			t.count[at&(mostTones-1)]++
		}
	}
	return t.n > 1
}

// rounds are how often colors are moved to the middle of what is nearest to them.
const rounds = 6

// gatherLuma makes n colors of values, in order.
func gatherLuma(t *tones, p *palette, n int) {
	values, counts := t.value[:t.n], t.count[:t.n]
	c := &p.colors[0]
	if n >= t.n {
		p.n = copy(c[:], values)
		return
	}
	least, most := int(values[0]), int(values[t.n-1])
	for i := range n {
		c[i] = uint16(least + (2*i+1)*(most-least)/(2*n))
	}
	for range rounds {
		i, sum, all, moved := 0, int32(0), int32(0), false
		settle := func() {
			if all > 0 {
				v := uint16((sum + all/2) / all)
				moved = moved || v != c[i]
				c[i] = v
			}
			sum, all = 0, 0
		}
		for k, v := range values {
			for i+1 < n && 2*v > c[i]+c[i+1] {
				settle()
				i++
			}
			sum += int32(v) * counts[k]
			all += counts[k]
		}
		settle()
		if !moved {
			break
		}
	}
	p.n = n
}

// settleLuma sets colors that are next to one of the neighbors' to that, and drops
// those that are there twice.
func settleLuma(c *[8]uint16, n int, cache []uint16) int {
	for i, v := range c[:n] {
		for _, k := range cache {
			if v+1 == k || v == k+1 {
				c[i] = k
				break
			}
		}
	}
	sortColors(c[:n])
	kept := 1
	for _, v := range c[1:n] {
		if v != c[kept-1] {
			c[kept&7] = v
			kept++
		}
	}
	return kept
}

// gatherChroma makes n pairs, in the order of Cb.
func gatherChroma(t *tones, p *palette, n int) {
	u, v := &p.colors[1], &p.colors[2]
	p.n = min(n, t.n)
	// Each pair begins as the one that is farthest from those before it, weighted by how
	// often it occurs; the first is the most frequent one.
	var far [mostTones]int64
	for i := range far {
		far[i] = 1 << 20
	}
	for i := range p.n {
		best := 0
		for k := range t.n {
			if far[k]*int64(t.count[k]) > far[best]*int64(t.count[best]) {
				best = k
			}
		}
		u[i], v[i] = t.value[best]&255, t.value[best]>>8
		for k, x := range t.value[:t.n] {
			far[k] = min(far[k], pairDistance(x, u[i], v[i]))
		}
	}
	if p.n < t.n {
		for range rounds {
			var sums [8][3]int32
			for k, x := range t.value[:t.n] {
				s := &sums[nearest(x, u, v, p.n)&7]
				s[0] += int32(x&255) * t.count[k]
				s[1] += int32(x>>8) * t.count[k]
				s[2] += t.count[k]
			}
			beforeU, beforeV := *u, *v
			for i, s := range sums[:p.n] {
				if s[2] > 0 {
					u[i], v[i] = uint16((s[0]+s[2]/2)/s[2]), uint16((s[1]+s[2]/2)/s[2])
				}
			}
			if *u == beforeU && *v == beforeV {
				break
			}
		}
	}
	for i := 1; i < p.n; i++ {
		for k := i; k > 0 && u[k-1] > u[k]; k-- {
			u[k-1], u[k] = u[k], u[k-1]
			v[k-1], v[k] = v[k], v[k-1]
		}
	}
}

func pairDistance(pair, u, v uint16) int64 {
	a, b := int64(pair&255)-int64(u), int64(pair>>8)-int64(v)
	return a*a + b*b
}

func nearest(pair uint16, u, v *[8]uint16, n int) (best int) {
	least := int64(1) << 62
	for i := range n {
		if d := pairDistance(pair, u[i], v[i]); d < least {
			least, best = d, i
		}
	}
	return best
}

// mapLuma fills the decoder's indices for luma.
func (e *encoder) mapLuma(p *palette) {
	b := &e.d.b
	var table [256]uint8
	c := p.colors[0][:p.n]
	i := 0
	for v := range 256 {
		for i+1 < len(c) && 2*v > int(c[i])+int(c[i+1]) {
			i++
		}
		table[v] = uint8(i)
	}
	m, s := &e.d.indices[0], &e.src[0]
	for y := range 4 * b.inH {
		to := m[64*y:][:4*b.inW]
		for x, v := range s.pix[s.at(4*b.c, 4*b.r+y):][:len(to)] {
			to[x] = table[v&255]
		}
	}
	extendMap(m, 4*b.inW, 4*b.inH, 4*b.w4, 4*b.h4)
}

func (e *encoder) mapChroma(t *tones, p *palette) {
	b := &e.d.b
	subX, subY := e.d.sub(1)
	u, v := &e.src[1], &e.src[2]
	w, h := 4*b.inW>>subX, 4*b.inH>>subY
	m := &e.d.indices[1]
	last, found := -1, uint8(0) // no pair
	for y := range h {
		to := m[64*y:][:w]
		from := u.at(4*b.c>>subX, 4*b.r>>subY+y)
		us, vs := u.pix[from:][:w], v.pix[from:][:w]
		for x, cb := range us {
			if pair := cb&255 | vs[x]<<8; int(pair) != last {
				last, found = int(pair), uint8(nearest(pair, &p.colors[1], &p.colors[2], p.n))
			}
			to[x] = found
		}
	}
	extendMap(m, w, h, 4*b.w4>>subX, 4*b.h4>>subY)
}

// extendMap repeats the last indices to the right and below, as paletteIndices does.
func extendMap(m *[64 * 64]uint8, inW, inH, w, h int) {
	if inW < w {
		for y := range inH {
			fill(m[64*y:], inW, w-inW, m[64*y+inW-1])
		}
	}
	for y := inH; y < h; y++ {
		copy(m[64*y:][:w], m[64*(inH-1):])
	}
}

// keepMap and takeMap copy indices between the decoder and a leaf.
func (e *encoder) keepMap(l *leaf, plane int) {
	w, h := e.mapSize(plane)
	for y := range h {
		copy(l.maps[plane][y*w:(y+1)*w], e.d.indices[plane][64*y:])
	}
}

func (e *encoder) takeMap(l *leaf, plane int) {
	w, h := e.mapSize(plane)
	for y := range h {
		copy(e.d.indices[plane][64*y:], l.maps[plane][y*w:(y+1)*w])
	}
}

func (e *encoder) mapSize(plane int) (w, h int) {
	subX, subY := e.d.sub(plane)
	return 4 * e.d.b.w4 >> subX, 4 * e.d.b.h4 >> subY
}
