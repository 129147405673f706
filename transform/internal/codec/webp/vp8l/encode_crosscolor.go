package vp8l

// The color transform (RFC 9649, section 3.5.2) takes from red what green
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
	n                   int // pixels
	green, red, blue    bytePlane
	out                 bytePlane // what factors leave of one of them
	counts              tally
	redSeen, blueSeen   [256]uint32 // in the tiles before
	redWorth, blueWorth worths
	last                colorFactors
	done, next          int // tiles, and after how many worths are made anew
}

// crossColor replaces pix by what the color transform leaves and returns the
// tiles' factors.
func (e *encoder) crossColor(pix []uint32, w, h, bits int) (factors []colorFactors) {
	nx, ny := tiles(w, bits), tiles(h, bits)
	factors = make([]colorFactors, nx*ny)
	t := &colorTile{encoder: e}
	for ty := 0; ty < ny && e.goesOn(); ty++ {
		for tx := range nx {
			x0, x1 := tx<<bits, min((tx+1)<<bits, w)
			y0, y1 := ty<<bits, min((ty+1)<<bits, h)
			t.n = 0
			for y := y0; y < y1; y++ {
				t.take(pix[y*w+x0 : y*w+x1])
			}
			clear(t.green[t.n:min(t.n+15, len(t.green))])
			clear(t.red[t.n:min(t.n+15, len(t.red))])
			clear(t.blue[t.n:min(t.n+15, len(t.blue))])
			f := t.choose()
			factors[ty*nx+tx], t.last = f, f
			if f == (colorFactors{}) {
				continue
			}
			for y := y0; y < y1; y++ {
				f.apply(pix[y*w+x0 : y*w+x1])
			}
		}
	}
	return factors
}

// take adds a row of pixels to the tile.
func (t *colorTile) take(row []uint32) {
	green, red, blue := t.green[t.n:][:len(row)], t.red[t.n:][:len(row)], t.blue[t.n:][:len(row)]
	for i, v := range row {
		green[i], red[i], blue[i] = uint8(v>>8), uint8(v>>16), uint8(v)
	}
	t.n += len(row)
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

// choose picks the factors of the tile.
func (t *colorTile) choose() colorFactors {
	if t.done == t.next {
		t.redWorth.learn(&t.logs, &t.redSeen)
		t.blueWorth.learn(&t.logs, &t.blueSeen)
		t.next += 1 + t.done/16
	}
	t.done++
	var gg, gr, gb, rr, rb int64
	for i := range t.n {
		g, r, b := int64(int8(t.green[i])), int64(int8(t.red[i])), int64(int8(t.blue[i]))
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
	t.foretellRed(f.greenToRed)
	t.count()
	t.counts.addTo(&t.redSeen)
	t.foretellBlue(f)
	t.count()
	t.counts.addTo(&t.blueSeen)
	return f
}

func (t *colorTile) foretellRed(f int8) uint32 {
	return foretell(&t.out, &t.red, &t.green, &t.green, f, 0, t.n)
}

func (t *colorTile) foretellBlue(f colorFactors) uint32 {
	return foretell(&t.out, &t.blue, &t.green, &t.red, f.greenToBlue, f.redToBlue, t.n)
}

// count counts what was left last.
func (t *colorTile) count() {
	t.counts = tally{}
	for _, v := range t.out[:t.n] {
		t.counts[v]++
	}
}

// factor is 32*a/b, rounded and clamped; b is positive.
func factor(a, b int64) int8 {
	v := 64*a + b
	if v < 0 {
		v -= 2*b - 1
	}
	return int8(min(max(v/(2*b), -128), 127))
}

// newFactor is the charge for a factor that neither is 0 nor the last tile's.
const newFactor = 3 << 16

// quarterBit is a quarter of a bit, as prices of residuals are, Q16.
const quarterBit = 1 << 14

// chooseRed looks around guess and the last tile's factor by prices, and then,
// by entropy, at what is best there, the last one and none.
func (t *colorTile) chooseRed(guess int8) int8 {
	charge := func(f int8) int64 {
		if f != 0 && f != t.last.greenToRed {
			return newFactor
		}
		return 0
	}
	best, least := int8(0), int64(t.foretellRed(0))*quarterBit
	try := func(f int8) {
		if f == 0 || f == best {
			return
		}
		if c := int64(t.foretellRed(f))*quarterBit + charge(f); c < least {
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
	found := best
	for i, f := range [3]int8{0, found, t.last.greenToRed} {
		if i > 0 && (f == 0 || f == best) {
			continue
		}
		t.foretellRed(f)
		t.count()
		if c := t.counts.cost(&t.logs, &t.redWorth) + charge(f); i == 0 || c < least {
			best, least = f, c
		}
	}
	return best
}

// chooseBlue does that for the two factors of blue.
func (t *colorTile) chooseBlue(guess colorFactors) (greenToBlue, redToBlue int8) {
	charge := func(f colorFactors) (v int64) {
		if f.greenToBlue != 0 && f.greenToBlue != t.last.greenToBlue {
			v += newFactor
		}
		if f.redToBlue != 0 && f.redToBlue != t.last.redToBlue {
			v += newFactor
		}
		return v
	}
	none := colorFactors{}
	best, least := none, int64(t.foretellBlue(none))*quarterBit
	try := func(green, red int) {
		f := colorFactors{greenToBlue: int8(min(max(green, -128), 127)), redToBlue: int8(min(max(red, -128), 127))}
		if f == best || f == none {
			return
		}
		if c := int64(t.foretellBlue(f))*quarterBit + charge(f); c < least {
			best, least = f, c
		}
	}
	last := colorFactors{greenToBlue: t.last.greenToBlue, redToBlue: t.last.redToBlue}
	try(int(last.greenToBlue), int(last.redToBlue))
	try(int(guess.greenToBlue), int(guess.redToBlue))
	for step := 4; step >= 2; step /= 2 {
		g, r := int(best.greenToBlue), int(best.redToBlue)
		try(g-step, r)
		try(g+step, r)
		g = int(best.greenToBlue)
		try(g, r-step)
		try(g, r+step)
	}
	found := best
	for i, f := range [3]colorFactors{none, found, last} {
		if i > 0 && (f == none || f == best) {
			continue
		}
		t.foretellBlue(f)
		t.count()
		if c := t.counts.cost(&t.logs, &t.blueWorth) + charge(f); i == 0 || c < least {
			best, least = f, c
		}
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
