package av1

// readPalettes is palette_mode_info (section 5.11.46).
func (d *decoder) readPalettes() {
	b, t := &d.b, d.t
	size := b.w + b.h - 2
	if b.yMode == modeDC {
		ctx := 0
		if d.above.palette[0][b.c] > 0 {
			ctx++
		}
		if d.left.palette[0][b.r&31] > 0 {
			ctx++
		}
		if t.bool(&t.cdf.paletteY[size][ctx]) {
			b.palette[0] = t.many(&t.cdf.paletteSize[0][size], 7) + 2
			d.readColors(0, b.palette[0])
		}
	}
	if b.chroma && b.uvMode == modeDC {
		ctx := 0
		if b.palette[0] > 0 {
			ctx = 1
		}
		if t.bool(&t.cdf.paletteUV[ctx]) {
			b.palette[1] = t.many(&t.cdf.paletteSize[1][size], 7) + 2
			d.readColors(1, b.palette[1])
			d.readColorsV(b.palette[1])
		}
	}
}

// readColors reads the colors of luma or Cb: some of the neighbors', and new
// ones as differences.
func (d *decoder) readColors(plane, n int) {
	t, depth := d.t, d.seq.depth
	top := 1<<depth - 1
	var cache [16]uint16
	cached := d.paletteCache(plane, &cache)
	c := &d.b.colors[plane]
	at := 0
	for i := 0; i < cached && at < n; i++ {
		if t.bit() != 0 {
			c[at] = cache[i]
			at++
		}
	}
	if at < n {
		c[at] = uint16(t.literal(depth))
		at++
	}
	bits := 0
	if at < n {
		bits = depth - 3 + t.literal(2)
	}
	least := 1 - plane // luma's colors differ
	for at < n {
		v := min(int(c[at-1])+t.literal(bits)+least, top)
		c[at] = uint16(v)
		bits = min(bits, ceilLog2(top+1-v-least))
		at++
	}
	sortColors(c[:n])
}

func (d *decoder) readColorsV(n int) {
	t, depth := d.t, d.seq.depth
	c := &d.b.colors[2]
	if t.bit() == 0 {
		for i := range n {
			c[i] = uint16(t.literal(depth))
		}
		return
	}
	bits := depth - 4 + t.literal(2)
	c[0] = uint16(t.literal(depth))
	for i := 1; i < n; i++ {
		v := t.literal(bits)
		if v != 0 && t.bit() != 0 {
			v = -v
		}
		c[i] = uint16((int(c[i-1]) + v) & (1<<depth - 1))
	}
}

func ceilLog2(n int) int {
	if n < 2 {
		return 0
	}
	return floorLog2(n-1) + 1
}

func sortColors(c []uint16) {
	for i := 1; i < len(c); i++ {
		for k := i; k > 0 && c[k-1] > c[k]; k-- {
			c[k-1], c[k] = c[k], c[k-1]
		}
	}
}

// paletteCache is get_palette_cache: the colors above and to the left, merged.
func (d *decoder) paletteCache(plane int, cache *[16]uint16) int {
	b := &d.b
	var above, left []uint16
	if b.r&15 != 0 && b.availU {
		above = d.above.colors[plane][b.c][:d.above.palette[plane][b.c]]
	}
	if b.availL {
		left = d.left.colors[plane][b.r&31][:d.left.palette[plane][b.r&31]]
	}
	n := 0
	for len(above) > 0 || len(left) > 0 {
		var v uint16
		if len(left) > 0 && (len(above) == 0 || left[0] < above[0]) {
			v, left = left[0], left[1:]
		} else {
			v, above = above[0], above[1:]
		}
		if n == 0 || cache[n-1] != v {
			cache[n] = v
			n++
		}
	}
	return n
}

func (d *decoder) keepPalettes() {
	b := &d.b
	for p, n := range b.palette {
		a, l := d.above.palette[p], &d.left.palette[p]
		fill(a, b.c, b.inW, uint8(n))
		fill(l[:], b.r&31, b.inH, uint8(n))
		if n == 0 {
			continue
		}
		for i := range b.inW {
			d.above.colors[p][b.c+i] = b.colors[p]
		}
		for i := range b.inH {
			d.left.colors[p][b.r&31+i] = b.colors[p]
		}
	}
}

// paletteContexts is Palette_Color_Context (section 9.3) by the hash.
var paletteContexts = [16]uint8{2: 0, 5: 4, 6: 3, 7: 2, 8: 1}

// paletteIndices is palette_tokens (section 5.11.49): diagonals of indices into
// the palette, coded as ranks among the neighbors.
func (d *decoder) paletteIndices(plane int) {
	b, t := &d.b, d.t
	n := b.palette[plane]
	w, h, inW, inH := 4*b.w4, 4*b.h4, 4*b.inW, 4*b.inH
	if plane > 0 {
		subX, subY := d.seq.subX, d.seq.subY
		w, h, inW, inH = w>>subX, h>>subY, inW>>subX, inH>>subY
		if w < 4 {
			w, inW = w+2, inW+2
		}
		if h < 4 {
			h, inH = h+2, inH+2
		}
	}
	m := &d.indices[plane]
	m[0] = uint8(t.uniform(n))
	dist := &t.cdf.paletteColor[plane][n-2]
	for i := 1; i < inW+inH-1; i++ {
		for x := min(i, inW-1); x >= max(0, i-inH+1); x-- {
			at := (i-x)*64 + x
			order, ctx := colorOrder(m, at, i-x, x)
			m[at] = order[t.many(&dist[ctx], n)&7]
		}
	}
	for y := range inH {
		row := m[y*64 : y*64+w]
		fill(row, inW, w-inW, row[inW-1])
	}
	for y := inH; y < h; y++ {
		copy(m[y*64:y*64+w], m[(inH-1)*64:(inH-1)*64+w])
	}
}

// colorOrder ranks indices by the neighbors at the left, above, and between
// them; what they are not follows in order.
func colorOrder(m *[64 * 64]uint8, at, y, x int) (order [8]uint8, ctx int) {
	var near [3]uint8
	var score [3]int
	n := 0
	add := func(v uint8, s int) {
		for i := range n {
			if near[i] == v {
				score[i] += s
				return
			}
		}
		near[n], score[n] = v, s
		n++
	}
	if x > 0 {
		add(m[at-1], 2)
	}
	if x > 0 && y > 0 {
		add(m[at-65], 1)
	}
	if y > 0 {
		add(m[at-64], 2)
	}
	// Greater scores first, then smaller indices.
	for i := 1; i < n; i++ {
		for k := i; k > 0 && (score[k] > score[k-1] || score[k] == score[k-1] && near[k] < near[k-1]); k-- {
			near[k], near[k-1] = near[k-1], near[k]
			score[k], score[k-1] = score[k-1], score[k]
		}
	}
	used := 0
	for i := range n {
		order[i] = near[i]
		used |= 1 << near[i]
	}
	at = n
	for v := uint8(0); v < 8; v++ {
		if used>>v&1 == 0 {
			order[at] = v
			at++
		}
	}
	return order, int(paletteContexts[score[0]+2*score[1]+2*score[2]])
}
