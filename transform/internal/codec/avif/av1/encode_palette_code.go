package av1

import "sync"

// neighborRank says with what context an index is coded, and which value: where it
// stands among its neighbors to the left, above and between them, as colorOrder has
// them, and what follows in order. A neighbor that is not there is the other one.
func neighborRank(v, left, above, corner uint8, edge bool) (ctx, rank int) {
	first, second, third := left, left, left
	switch {
	case edge:
	case left == above && left == corner:
		ctx = 4
	case left == above:
		ctx, second, third = 3, corner, corner
	case left == corner:
		ctx, second, third = 2, above, above
	case above == corner:
		ctx, first, second, third = 2, above, left, left
	default:
		ctx, first, second, third = 1, min(left, above), max(left, above), corner
	}
	if v == first {
		return ctx, 0
	}
	if v == second {
		return ctx, 1
	}
	if v == third {
		return ctx, 2
	}
	rank = int(v) + int(bit(first > v))
	if second != first {
		rank += int(bit(second > v))
	}
	if third != second {
		rank += int(bit(third > v))
	}
	return ctx, rank
}

// ranks is neighborRank by value, left, above and corner, three bits each: the context
// times eight and the rank.
var ranks = sync.OnceValue(func() *[1 << 12]uint8 {
	t := &[1 << 12]uint8{}
	for i := range t {
		ctx, rank := neighborRank(uint8(i&7), uint8(i>>3&7), uint8(i>>6&7), uint8(i>>9&7), false)
		t[i] = uint8(ctx<<3 | rank&7)
	}
	return t
})

// rankAt is neighborRank of a place that is not the first.
func rankAt(m *[64 * 64]uint8, y, x int) (ctx, rank int) {
	at := 64*y + x
	switch {
	case x == 0:
		v := m[at-64]
		return neighborRank(m[at], v, v, v, true)
	case y == 0:
		v := m[at-1]
		return neighborRank(m[at], v, v, v, true)
	}
	return neighborRank(m[at], m[at-1], m[at-64], m[at-65], false)
}

// mapRate is the rate of a plane's indices. It stops where they cost more than limit.
func (e *encoder) mapRate(plane, n int, limit int64) int64 {
	d := e.d
	dist := &d.t.cdf.paletteColor[plane][n-2]
	var costs [64]int32
	for ctx := range 5 {
		for v := range n {
			costs[ctx<<3|v] = manyCost(&dist[ctx], n, v)
		}
	}
	w, h := e.mapInside(plane)
	m, table := &d.indices[plane], ranks()
	sum := int64(uniformRate(n, int(m[0])))
	for x := 1; x < w; x++ {
		_, rank := rankAt(m, 0, x)
		sum += int64(costs[rank&7])
	}
	for y := 1; y < h && sum <= limit; y++ {
		_, rank := rankAt(m, y, 0)
		sum += int64(costs[rank&7]) + int64(rankRow(m[64*y:][:w], m[64*y-64:][:w], table, &costs))
	}
	return sum
}

// rankRow is the rate of a row of indices but the first.
func rankRow(row, above []uint8, table *[1 << 12]uint8, costs *[64]int32) (sum int32) {
	left, corner := uint(row[0]), uint(above[0])
	for x := 1; x < len(row) && x < len(above); x++ {
		v, up := uint(row[x]), uint(above[x])
		sum += costs[table[(v|left<<3|up<<6|corner<<9)&(1<<12-1)]&63]
		left, corner = v, up
	}
	return sum
}

// mapInside is how much of a block's indices are coded.
func (e *encoder) mapInside(plane int) (w, h int) {
	subX, subY := e.d.sub(plane)
	return 4 * e.d.b.inW >> subX, 4 * e.d.b.inH >> subY
}

func uniformRate(n, v int) int32 {
	w := floorLog2(n) + 1
	if v < 1<<w-n {
		w--
	}
	return int32(w) * bitCost
}

// splitColors says which of the cached colors are in a palette, and which of its
// colors are new.
func splitColors(c []uint16, cache []uint16) (used uint, fresh [8]uint16, n int) {
	known := uint(0)
	for i, v := range cache {
		for k, x := range c {
			if x == v && known>>k&1 == 0 {
				used |= 1 << i
				known |= 1 << k
				break
			}
		}
	}
	for k, v := range c {
		if known>>k&1 == 0 {
			fresh[n&7] = v
			n++
		}
	}
	return used, fresh, n
}

// deltaBits is how many bits the differences of new colors take, 5 to 8.
func deltaBits(fresh []uint16, least int) int {
	bits := 5
	for i := 1; i < len(fresh); i++ {
		for int(fresh[i])-int(fresh[i-1])-least >= 1<<bits {
			bits++
		}
	}
	return bits
}

// colors codes the colors of luma or Cb, or says how many bits that takes, if w is nil.
func (e *encoder) colors(w *symbolWriter, plane int, c []uint16) (total int) {
	var room [16]uint16
	cache := room[:e.d.paletteCache(plane, &room)]
	used, fresh, n := splitColors(c, cache)
	left := len(c)
	put := func(n, v int) {
		total += n
		if w != nil {
			w.literal(n, v)
		}
	}
	for i := range cache {
		if left == 0 {
			break
		}
		v := int(used >> i & 1)
		put(1, v)
		left -= v
	}
	if n == 0 {
		return total
	}
	put(8, int(fresh[0]))
	if n == 1 {
		return total
	}
	least := 1 - plane
	bits := deltaBits(fresh[:n], least)
	put(2, bits-5)
	for i := 1; i < n; i++ {
		put(bits, int(fresh[i])-int(fresh[i-1])-least)
		bits = min(bits, ceilLog2(256-int(fresh[i])-least))
	}
	return total
}

// colorsV is colors for Cr: as they are, or as differences modulo 256.
func (e *encoder) colorsV(w *symbolWriter, c []uint16) (total int) {
	bits, differences := 4, 0
	for i := 1; i < len(c); i++ {
		d := abs(int(int8(c[i] - c[i-1])))
		for d >= 1<<bits {
			bits++
		}
		differences += int(bit(d != 0))
	}
	put := func(n, v int) {
		total += n
		if w != nil {
			w.literal(n, v)
		}
	}
	if bits > 7 || 2+8+bits*(len(c)-1)+differences >= 8*len(c) {
		put(1, 0)
		for _, v := range c {
			put(8, int(v))
		}
		return total
	}
	put(1, 1)
	put(2, bits-4)
	put(8, int(c[0]))
	for i := 1; i < len(c); i++ {
		d := int(int8(c[i] - c[i-1]))
		put(bits, abs(d))
		if d != 0 {
			put(1, int(bit(d < 0)))
		}
	}
	return total
}

// writePalettes codes what readPalettes reads.
func (e *encoder) writePalettes() {
	d, b, t, w := e.d, &e.d.b, e.d.t, e.w
	size := b.w + b.h - 2
	if b.yMode == modeDC {
		w.flag(d.paletteFlag(), b.palette[0] > 0)
		if n := b.palette[0]; n > 0 {
			w.many(&t.cdf.paletteSize[0][size], 7, n-2)
			e.colors(w, 0, b.colors[0][:n])
		}
	}
	if b.chroma && b.uvMode == modeDC {
		w.flag(&t.cdf.paletteUV[bit(b.palette[0] > 0)], b.palette[1] > 0)
		if n := b.palette[1]; n > 0 {
			w.many(&t.cdf.paletteSize[1][size], 7, n-2)
			e.colors(w, 1, b.colors[1][:n])
			e.colorsV(w, b.colors[2][:n])
		}
	}
}

// writeMap codes what paletteIndices reads.
func (e *encoder) writeMap(l *leaf, plane int) {
	d := e.d
	n := d.b.palette[plane]
	if n == 0 {
		return
	}
	e.takeMap(l, plane)
	m := &d.indices[plane]
	w, h := e.mapInside(plane)
	e.w.uniform(n, int(m[0]))
	dist := &d.t.cdf.paletteColor[plane][n-2]
	for i := 1; i < w+h-1; i++ {
		for x := min(i, w-1); x >= max(0, i-h+1); x-- {
			ctx, rank := rankAt(m, i-x, x)
			e.w.many(&dist[ctx], n, rank)
		}
	}
}
