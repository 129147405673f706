package av1

// grainer synthesizes film grain (section 7.18.3).
type grainer struct {
	p          *grainParams
	depth      int
	subX, subY int
	planes     int
	width      int
	least      int32
	most       int32
	templates  [3][73 * 82]int16
	scaling    [3][257]uint8
	offsets    [2][]uint8 // random numbers of two stripes, for each 32 samples
	noise      [2][]int16
}

// randomBits is get_random_number (section 7.18.3.2).
func randomBits(state *uint32, n uint) int {
	r := *state
	bit := (r ^ r>>1 ^ r>>3 ^ r>>12) & 1
	r = r>>1 | bit<<15
	*state = r
	return int(r >> (16 - n) & (1<<n - 1))
}

func newGrainer(p *grainParams, s *sequence, width int) *grainer {
	g := &grainer{p: p, depth: s.depth, subX: s.subX, subY: s.subY, planes: s.planes(), width: width}
	center := int32(128) << (s.depth - 8)
	g.least, g.most = -center, int32(256)<<(s.depth-8)-1-center
	for i := range g.offsets {
		g.offsets[i] = make([]uint8, (width+31)/32)
		g.noise[i] = make([]int16, width+64)
	}
	g.white(0, 82, 73, uint32(p.seed), len(p.points[0]) > 0)
	g.regress(0, 82, 73)
	if g.planes > 1 {
		w, h := 82, 73
		if s.subX != 0 {
			w = 44
		}
		if s.subY != 0 {
			h = 38
		}
		for plane, seed := range [3]uint32{1: 0xB524, 2: 0x49D8} {
			if plane > 0 {
				g.white(plane, w, h, uint32(p.seed)^seed, len(p.points[plane]) > 0 || p.fromLuma)
				g.regress(plane, w, h)
			}
		}
	}
	for plane := range g.planes {
		points := p.points[plane]
		if p.fromLuma {
			points = p.points[0]
		}
		scalingFunction(&g.scaling[plane], points)
	}
	return g
}

// white fills a template with noise.
func (g *grainer) white(plane, w, h int, seed uint32, some bool) {
	shift := uint(12-g.depth) + g.p.scaleShift
	half := 1 << shift >> 1
	for y := range h {
		for x := range w {
			if some {
				g.templates[plane][y*82+x] = int16((int(gaussian[randomBits(&seed, 11)]) + half) >> shift)
			}
		}
	}
}

// regress applies the auto-regressive filter to a template.
func (g *grainer) regress(plane, w, h int) {
	p := g.p
	t, luma := &g.templates[plane], &g.templates[0]
	subX, subY := g.subX, g.subY
	half := 1 << p.shift >> 1
	for y := 3; y < h; y++ {
		for x := 3; x < w-3; x++ {
			sum, pos := 0, 0
			for dy := -p.lag; dy <= 0; dy++ {
				for dx := -p.lag; dx <= p.lag; dx++ {
					c := p.coeffs[plane][pos]
					if dy == 0 && dx == 0 {
						if plane > 0 && len(p.points[0]) > 0 {
							v, fx, fy := 0, (x-3)<<subX+3, (y-3)<<subY+3
							for i := 0; i <= subY; i++ {
								for j := 0; j <= subX; j++ {
									v += int(luma[(fy+i)*82+fx+j])
								}
							}
							log := subX + subY
							sum += (v + 1<<log>>1) >> log * c
						}
						break
					}
					sum += int(t[(y+dy)*82+x+dx]) * c
					pos++
				}
			}
			v := int32(t[y*82+x]) + int32((sum+half)>>p.shift)
			t[y*82+x] = int16(min(max(v, g.least), g.most))
		}
	}
}

// scalingFunction is section 7.18.3.4, with one more entry for interpolation.
func scalingFunction(lut *[257]uint8, points []grainPoint) {
	if len(points) == 0 {
		return
	}
	for x := range points[0].value {
		lut[x] = uint8(points[0].scaling)
	}
	for i := range len(points) - 1 {
		a, b := points[i], points[i+1]
		dx := b.value - a.value
		delta := (b.scaling - a.scaling) * ((65536 + dx>>1) / dx)
		for x := range dx {
			lut[a.value+x] = uint8(a.scaling + (x*delta+32768)>>16)
		}
	}
	last := points[len(points)-1]
	for x := last.value; x < 257; x++ {
		lut[x] = uint8(last.scaling)
	}
}

// stripe computes where in the templates the noise of a stripe of 32 rows comes
// from.
func (g *grainer) stripe(n int, offsets []uint8) {
	state := uint32(g.p.seed)
	state ^= uint32((n*37+178)&255) << 8
	state ^= uint32((n*173 + 105) & 255)
	for i := range offsets {
		offsets[i] = uint8(randomBits(&state, 8))
	}
}

// noiseRow makes row i of a stripe's noise for a plane.
func (g *grainer) noiseRow(to []int16, plane, i int, offsets []uint8, w int) {
	subX, subY := 0, 0
	if plane > 0 {
		subX, subY = g.subX, g.subY
	}
	t := &g.templates[plane]
	for k, rand := range offsets {
		offX, offY := int(rand>>4), int(rand&15)
		if subX != 0 {
			offX += 6
		} else {
			offX = 9 + offX*2
		}
		if subY != 0 {
			offY += 6
		} else {
			offY = 9 + offY*2
		}
		at := k * 32 >> subX
		src := t[(offY+i)*82+offX:]
		n := 34 >> subX
		j := 0
		if k > 0 && g.p.overlap {
			if subX != 0 {
				to[at] = g.blend(to[at], src[0], 23, 22)
				j = 1
			} else {
				to[at] = g.blend(to[at], src[0], 27, 17)
				to[at+1] = g.blend(to[at+1], src[1], 17, 27)
				j = 2
			}
		}
		copy(to[at+j:at+n], src[j:n])
	}
}

func (g *grainer) blend(old, new int16, a, b int32) int16 {
	return int16(min(max((int32(old)*a+int32(new)*b+16)>>5, g.least), g.most))
}

// rowNoise makes the noise of a row of a plane, blended with the stripe above.
func (g *grainer) rowNoise(plane, y, w int) []int16 {
	subY := 0
	if plane > 0 {
		subY = g.subY
	}
	log := 5 - subY
	n, i := y>>log, y&(1<<log-1)
	g.stripe(n, g.offsets[0])
	g.noiseRow(g.noise[0], plane, i, g.offsets[0], w)
	out := g.noise[0][:w]
	if n == 0 || !g.p.overlap || i >= 2>>subY {
		return out
	}
	g.stripe(n-1, g.offsets[1])
	g.noiseRow(g.noise[1], plane, i+32>>subY, g.offsets[1], w)
	for x, old := range g.noise[1][:w] {
		switch {
		case subY != 0:
			out[x] = g.blend(old, out[x], 23, 22)
		case i == 0:
			out[x] = g.blend(old, out[x], 27, 17)
		default:
			out[x] = g.blend(old, out[x], 17, 27)
		}
	}
	return out
}

func (g *grainer) scale(plane, v int) int {
	shift := uint(g.depth - 8)
	x := v >> shift
	lut := &g.scaling[plane]
	if shift == 0 {
		return int(lut[x&255])
	}
	rem := v - x<<shift
	start, end := int(lut[x&255]), int(lut[x&255+1])
	return start + ((end-start)*rem+1<<shift>>1)>>shift
}

// luma adds noise to a row of luma (section 7.18.3.5).
func (g *grainer) luma(to, from []uint16, y int) {
	least, most := g.limits(0, 0)
	noise := g.rowNoise(0, y, len(from))
	half := 1 << g.p.scaling >> 1
	for x, v := range from {
		n := (g.scale(0, int(v))*int(noise[x]) + half) >> g.p.scaling
		to[x] = uint16(min(max(int(v)+n, least), most))
	}
}

// chroma adds noise to a row of chroma; luma is the row beside it, w samples,
// without noise.
func (g *grainer) chroma(to, from, luma []uint16, plane, y, matrix int) {
	p := g.p
	least, most := g.limits(plane, matrix)
	noise := g.rowNoise(plane, y, len(from))
	half := 1 << p.scaling >> 1
	top := 1<<g.depth - 1
	for x, v := range from {
		average := int(luma[x<<g.subX])
		if g.subX != 0 {
			average = (average + int(luma[min(2*x+1, len(luma)-1)]) + 1) >> 1
		}
		at := average
		if !p.fromLuma {
			at = average*p.lumaMult[plane] + int(v)*p.mult[plane]
			at = min(max(at>>6+p.offset[plane]<<(g.depth-8), 0), top)
		}
		n := (g.scale(plane, at)*int(noise[x]) + half) >> p.scaling
		to[x] = uint16(min(max(int(v)+n, least), most))
	}
}

func (g *grainer) limits(plane, matrix int) (least, most int) {
	shift := g.depth - 8
	if !g.p.restricted {
		return 0, 256<<shift - 1
	}
	if plane > 0 && matrix != 0 {
		return 16 << shift, 240 << shift
	}
	return 16 << shift, 235 << shift
}

// has says whether a plane gets noise.
func (g *grainer) has(plane int) bool {
	return len(g.p.points[plane]) > 0 || plane > 0 && g.p.fromLuma
}
