package vp8l

// The colour transform (RFC 9649, section 3.5.2) takes from red what green
// foretells of it, and from blue what green and red do, by factors for each
// tile.

// colorFactors are the factors of a tile, in 1/32.
type colorFactors struct {
	greenToRed, greenToBlue, redToBlue int8
}

// pixel is how the factors are stored.
func (f colorFactors) pixel() uint32 {
	return 0xFF000000 | uint32(uint8(f.redToBlue))<<16 | uint32(uint8(f.greenToBlue))<<8 | uint32(uint8(f.greenToRed))
}

// delta is the part of a channel that another foretells.
func delta(factor int8, v uint8) int32 { return int32(factor) * int32(int8(v)) >> 5 }

// A colorTile is the work on one tile.
type colorTile struct {
	*encoder
	pix       []uint32 // of the tile
	counts    [256]uint32
	red, blue [256]uint32 // seen in the tiles before
	last      colorFactors
}

// crossColor replaces pix by what the colour transform leaves and returns the
// tiles' factors.
func (e *encoder) crossColor(pix []uint32, w, h, bits int) (factors []colorFactors) {
	nx, ny := tiles(w, bits), tiles(h, bits)
	factors = make([]colorFactors, nx*ny)
	t := &colorTile{encoder: e, pix: make([]uint32, 0, 1<<(2*bits))}
	for ty := 0; ty < ny && e.goesOn(); ty++ {
		for tx := range nx {
			x0, x1 := tx<<bits, min((tx+1)<<bits, w)
			y0, y1 := ty<<bits, min((ty+1)<<bits, h)
			t.pix = t.pix[:0]
			for y := y0; y < y1; y++ {
				t.pix = append(t.pix, pix[y*w+x0:y*w+x1]...)
			}
			f := t.choose()
			factors[ty*nx+tx], t.last = f, f
			for y := y0; y < y1; y++ {
				f.apply(pix[y*w+x0 : y*w+x1])
			}
		}
	}
	return factors
}

// apply transforms pixels in place.
func (f colorFactors) apply(pix []uint32) {
	for i, v := range pix {
		green, red := uint8(v>>8), uint8(v>>16)
		r := uint8(int32(red) - delta(f.greenToRed, green))
		b := uint8(int32(uint8(v)) - delta(f.greenToBlue, green) - delta(f.redToBlue, red))
		pix[i] = v&alphaGreen | uint32(r)<<16 | uint32(b)
	}
}

// choose picks the factors of the tile by entropy, from where least squares, the
// last tile's factors, or none start.
func (t *colorTile) choose() colorFactors {
	var gg, gr, gb, rr, rb int64
	for _, v := range t.pix {
		r, g, b := int64(int8(v>>16)), int64(int8(v>>8)), int64(int8(v))
		gg += g * g
		gr += g * r
		gb += g * b
		rr += r * r
		rb += r * b
	}
	var f colorFactors
	if gg != 0 && gr != 0 {
		f.greenToRed = t.chooseRed(factor(gr, gg))
	}
	if gb != 0 || rb != 0 {
		// Two unknowns: [gg gr; gr rr] [x y] = [gb rb].
		guess := colorFactors{}
		if det := (gg*rr - gr*gr) >> 10; det > 0 {
			guess.greenToBlue = factor((gb*rr-rb*gr)>>10, det)
			guess.redToBlue = factor((rb*gg-gb*gr)>>10, det)
		} else if gg > 0 {
			guess.greenToBlue = factor(gb, gg)
		}
		f.greenToBlue, f.redToBlue = t.chooseBlue(guess)
	}
	t.countRed(f.greenToRed)
	for v, n := range t.counts {
		t.red[v] += n
	}
	t.countBlue(f)
	for v, n := range t.counts {
		t.blue[v] += n
	}
	return f
}

// factor is 32*a/b, rounded and clamped; b is positive.
func factor(a, b int64) int8 {
	v := 64*a + b
	if v < 0 {
		v -= 2*b - 1
	}
	return int8(min(max(v/(2*b), -128), 127))
}

func (t *colorTile) countRed(f int8) {
	t.counts = [256]uint32{}
	for _, v := range t.pix {
		t.counts[uint8(int32(v>>16)-delta(f, uint8(v>>8)))]++
	}
}

func (t *colorTile) countBlue(f colorFactors) {
	t.counts = [256]uint32{}
	for _, v := range t.pix {
		t.counts[uint8(int32(v)-delta(f.greenToBlue, uint8(v>>8))-delta(f.redToBlue, uint8(v>>16)))]++
	}
}

// newFactor is the charge for a factor that neither is 0 nor the last tile's.
const newFactor = 3 << 16

func (t *colorTile) redCost(f int8) uint64 {
	t.countRed(f)
	cost := t.logs.jointEntropy(&t.counts, &t.red)
	if f != 0 && f != t.last.greenToRed {
		cost += newFactor
	}
	return cost
}

func (t *colorTile) chooseRed(guess int8) int8 {
	best, least := int8(0), t.redCost(0)
	try := func(f int8) {
		if f == 0 || f == best {
			return
		}
		if c := t.redCost(f); c < least {
			best, least = f, c
		}
	}
	try(t.last.greenToRed)
	try(guess)
	for step := 4; step >= 2; step /= 2 {
		from := int(best)
		try(int8(max(from-step, -128)))
		try(int8(min(from+step, 127)))
	}
	return best
}

func (t *colorTile) blueCost(f colorFactors) uint64 {
	t.countBlue(f)
	cost := t.logs.jointEntropy(&t.counts, &t.blue)
	if f.greenToBlue != 0 && f.greenToBlue != t.last.greenToBlue {
		cost += newFactor
	}
	if f.redToBlue != 0 && f.redToBlue != t.last.redToBlue {
		cost += newFactor
	}
	return cost
}

func (t *colorTile) chooseBlue(guess colorFactors) (greenToBlue, redToBlue int8) {
	var best colorFactors
	least := t.blueCost(best)
	try := func(green, red int) {
		f := colorFactors{greenToBlue: int8(min(max(green, -128), 127)), redToBlue: int8(min(max(red, -128), 127))}
		if f == best || f == (colorFactors{}) {
			return
		}
		if c := t.blueCost(f); c < least {
			best, least = f, c
		}
	}
	try(int(t.last.greenToBlue), int(t.last.redToBlue))
	try(int(guess.greenToBlue), int(guess.redToBlue))
	for step := 4; step >= 2; step /= 2 {
		g, r := int(best.greenToBlue), int(best.redToBlue)
		try(g-step, r)
		try(g+step, r)
		g = int(best.greenToBlue)
		try(g, r-step)
		try(g, r+step)
	}
	return best.greenToBlue, best.redToBlue
}

// withoutGreen takes green from red and blue (section 3.5.3).
func withoutGreen(v uint32) uint32 {
	g := v >> 8 & 255
	return v&alphaGreen | ((v|alphaGreen)-(g<<16|g))&redBlue
}

// subtractGreen takes green from red and blue, in place.
func subtractGreen(pix []uint32) {
	for i, v := range pix {
		pix[i] = withoutGreen(v)
	}
}
