package icc

// grid is a lookup table from a device's samples to sRGB. Its colors are those
// that the profile gives at its nodes, converted when a pixel first needs them, and
// between them sRGB is interpolated in the simplex around each pixel: sorting
// the fractions of its place gives the way from one corner of its cell to the
// opposite one.
type grid struct {
	lut    *lut
	pcs    signature
	raw    bool     // the nodes are the table's numbers, 255 being 1, for bend
	black  [3]int64 // XYZ that becomes black, Q24
	encode *[encodeSize]int16
	place  [4][inMask + 1]place
	nodes  [][4]int16 // red, green, blue in 64ths of a level; 1 if known
}

// place is where a sample is along its axis of the grid.
type place struct {
	base int32 // nodes to the lower neighbor
	// way is the fraction to the upper neighbor, 0 to 256, and how many nodes
	// away that is in its lower wayBits.
	way uint32
}

const wayBits = 22

func newGrid(p *Profile, encode *[encodeSize]int16) (*grid, error) {
	l := p.lut
	g := &grid{lut: l, pcs: p.pcs, encode: encode, raw: bends(p)}
	l.refine(p.pcs, g.raw)
	step := 1
	for i := l.nIn - 1; i >= 0; i-- {
		g.fillPlaces(i, step)
		step *= l.nodes(i)
		if step >= 1<<wayBits {
			return nil, errTable
		}
	}
	g.nodes = make([][4]int16, step)
	g.findBlack(p)
	return g, nil
}

// findBlack finds what is to become black: the black of the perceptual intent
// where that is defined (ICC.1:2022, section 6.3.3, table 10), before version 4
// a gray as light as the darkest color of the device. LittleCMS compensates
// for it in the same way when the destination is of version 4, as libvips'
// sRGB is.
func (g *grid) findBlack(p *Profile) {
	if p.version >= 4 {
		g.black = [3]int64{56371, 58269, 48151} // 0.00336, 0.0034731, 0.00287
		return
	}
	darkest := 0
	if p.space == sigCMYK {
		darkest = len(g.nodes) - 1 // all ink
	}
	y := g.xyz(darkest)[1]
	y = min(y, 3090137) // L* of 50
	for i := range g.black {
		g.black[i] = y * white[i] >> 24
	}
}

// xyz returns the color of a node relative to D50, Q24.
func (g *grid) xyz(i int) [3]int64 {
	return xyzFromPCS(g.lut.node(i), g.pcs, g.lut.legacy)
}

func (g *grid) fillPlaces(i, step int) {
	cells := int64(g.lut.nodes(i) - 1)
	for v := range maxIn + 1 {
		at := (g.lut.in[i].value(int64(v)<<32/maxIn)*cells + 1<<23) >> 24 // Q8
		cell := min(at>>8, cells-1)
		g.place[i][v] = place{int32(cell) * int32(step), uint32(at-cell<<8)<<wayBits | uint32(step)}
	}
}

// node returns the color of a node.
func (g *grid) node(i int) *[4]int16 {
	n := &g.nodes[i]
	if n[3] == 0 {
		g.convert(i, n)
	}
	return n
}

func (g *grid) convert(i int, n *[4]int16) {
	n[3] = 1
	if g.raw {
		for c, v := range g.lut.numbers(i) {
			n[c] = int16((v*maxOut + 1<<31) >> 32)
		}
		return
	}
	xyz := g.xyz(i)
	for c := range xyz {
		xyz[c] = (xyz[c] - g.black[c]) * white[c] / (white[c] - g.black[c])
	}
	for r := range 3 {
		var y int64
		for c := range 3 {
			y += srgbFromXYZ[r][c] * xyz[c] >> 24
		}
		n[r] = g.extended(y)
	}
}

// extended encodes linear light, Q24. What sRGB cannot show, between which and
// what it can the nodes are interpolated, mirrors the curve below 0 and goes on
// straight above 1.
func (g *grid) extended(y int64) int16 {
	const one, most = 1 << 24, 1 << 23
	switch {
	case y < 0:
		return -g.extended(min(-y, one))
	case y >= one:
		// The curve's slope is 1.055 / 2.4.
		return maxOut + int16(min(y-one, most)*maxOut>>24*1055/2400)
	}
	return g.encode[min(y*linearOne>>25, encodeSize-1)]
}

// rows converts rows of samples in quarters of a level to RGB in 64ths. For
// RGB, k is nil.
func (g *grid) rows(r, gr, b, k []int16) {
	for i := range r {
		p, q, s := &g.place[0][r[i]&inMask], &g.place[1][gr[i]&inMask], &g.place[2][b[i]&inMask]
		base, w0, w1, w2, w3 := p.base+q.base+s.base, p.way, q.way, s.way, uint32(0)
		if k != nil {
			t := &g.place[3][k[i]&inMask]
			base, w3 = base+t.base, t.way
		}
		// Sorted by fraction, largest first.
		w0, w1 = max(w0, w1), min(w0, w1)
		w2, w3 = max(w2, w3), min(w2, w3)
		w0, w2 = max(w0, w2), min(w0, w2)
		w1, w3 = max(w1, w3), min(w1, w3)
		w1, w2 = max(w1, w2), min(w1, w2)
		r[i], gr[i], b[i] = g.walk(int(base), w0, w1, w2, w3)
	}
}

// walk weights the nodes along the way from base, each by what the fraction of
// the step to it is larger than that of the step from it.
func (g *grid) walk(base int, w0, w1, w2, w3 uint32) (r, gr, b int16) {
	const mask = 1<<wayBits - 1
	f0, f1, f2, f3 := int32(w0>>wayBits), int32(w1>>wayBits), int32(w2>>wayBits), int32(w3>>wayBits)
	x, y, z := weigh(128, 128, 128, g.node(base), 256-f0)
	base += int(w0 & mask)
	x, y, z = weigh(x, y, z, g.node(base), f0-f1)
	base += int(w1 & mask)
	x, y, z = weigh(x, y, z, g.node(base), f1-f2)
	base += int(w2 & mask)
	x, y, z = weigh(x, y, z, g.node(base), f2-f3)
	base += int(w3 & mask)
	x, y, z = weigh(x, y, z, g.node(base), f3)
	return clampOut(x >> 8), clampOut(y >> 8), clampOut(z >> 8)
}

func weigh(x, y, z int32, n *[4]int16, f int32) (int32, int32, int32) {
	return x + int32(n[0])*f, y + int32(n[1])*f, z + int32(n[2])*f
}

func clampOut(v int32) int16 { return int16(min(max(v, 0), maxOut)) }
