package webpfile

import "slices"

// apply writes a transform's parameters and returns what is left to code, and
// its width, which the packing of small palettes changes.
func (t Transform) apply(b *bitWriter, pix []argb, w, h int) ([]argb, int) {
	switch t.Kind {
	case Predictor:
		return t.predict(b, pix, w, h), w
	case CrossColor:
		return t.crossColor(b, pix, w, h), w
	case SubtractGreen:
		out := slices.Clone(pix)
		for i, p := range out {
			out[i] = pack(p.alpha(), p.red()-p.green(), p.green(), p.blue()-p.green())
		}
		return out, w
	}
	return palette(b, pix, w, h)
}

// tiles writes the size of tiles and one pixel for each, which f tells.
func (t Transform) tiles(b *bitWriter, w, h int, f func(tx, ty int) argb) (tilesW int) {
	tilesW = (w + 1<<t.Bits - 1) >> t.Bits
	tilesH := (h + 1<<t.Bits - 1) >> t.Bits
	var data []argb
	for ty := range tilesH {
		for tx := range tilesW {
			data = append(data, f(tx, ty))
		}
	}
	b.write(t.Bits-2, 3)
	c := imageCoder{pix: data, w: tilesW}
	c.write(b)
	return tilesW
}

// predict is section 4.1.
func (t Transform) predict(b *bitWriter, pix []argb, w, h int) []argb {
	var modes []int
	tilesW := t.tiles(b, w, h, func(tx, ty int) argb {
		mode := t.Mode
		switch mode {
		case AllModes:
			mode = len(modes) % 14
		case BestMode:
			mode = bestMode(pix, w, h, tx<<t.Bits, ty<<t.Bits, 1<<t.Bits)
		}
		modes = append(modes, mode)
		return pack(255, 0, mode, 0)
	})
	out := make([]argb, len(pix))
	for i, p := range pix {
		x, y := i%w, i/w
		out[i] = sub(p, predicted(pix, w, x, y, modes[y>>t.Bits*tilesW+x>>t.Bits]))
	}
	return out
}

// bestMode returns the mode that leaves the least in a tile.
func bestMode(pix []argb, w, h, x0, y0, size int) int {
	best, least := 0, 1<<62
	for mode := range 14 {
		sum := 0
		for y := y0; y < min(y0+size, h); y++ {
			for x := x0; x < min(x0+size, w); x++ {
				d := sub(pix[y*w+x], predicted(pix, w, x, y, mode))
				for s := 0; s < 32; s += 8 {
					v := int(int8(d >> s))
					sum += max(v, -v)
				}
			}
		}
		if sum < least {
			best, least = mode, sum
		}
	}
	return best
}

// predicted returns the prediction of a pixel. The first row and column have
// modes of their own.
func predicted(pix []argb, w, x, y, mode int) argb {
	i := y*w + x
	switch {
	case i == 0:
		return 0xff000000
	case y == 0:
		return pix[i-1]
	case x == 0:
		return pix[i-w]
	}
	l, t, tl, tr := pix[i-1], pix[i-w], pix[i-w-1], pix[i-w+1] // tr may be this row's first
	switch mode {
	case 0:
		return 0xff000000
	case 1:
		return l
	case 2:
		return t
	case 3:
		return tr
	case 4:
		return tl
	case 5:
		return mean(mean(l, tr), t)
	case 6:
		return mean(l, tl)
	case 7:
		return mean(l, t)
	case 8:
		return mean(tl, t)
	case 9:
		return mean(t, tr)
	case 10:
		return mean(mean(l, tl), mean(t, tr))
	case 11:
		return choose(l, t, tl)
	case 12:
		return each(func(s int) int { return at(l, s) + at(t, s) - at(tl, s) })
	}
	m := mean(l, t)
	return each(func(s int) int { return at(m, s) + (at(m, s)-at(tl, s))/2 })
}

func at(p argb, shift int) int { return int(p >> shift & 255) }

// each makes a pixel of four clamped samples.
func each(f func(shift int) int) (p argb) {
	for s := 0; s < 32; s += 8 {
		p |= argb(min(max(f(s), 0), 255)) << s
	}
	return p
}

func mean(a, b argb) argb {
	return each(func(s int) int { return (at(a, s) + at(b, s)) / 2 })
}

// sub subtracts by samples, modulo 256.
func sub(a, b argb) (p argb) {
	for s := 0; s < 32; s += 8 {
		p |= argb(uint8(at(a, s)-at(b, s))) << s
	}
	return p
}

// choose is the Select of section 4.1: left or top, whichever is nearer to
// left+top-topleft.
func choose(l, t, tl argb) argb {
	var dl, dt int
	for s := 0; s < 32; s += 8 {
		dl += max(at(t, s)-at(tl, s), at(tl, s)-at(t, s))
		dt += max(at(l, s)-at(tl, s), at(tl, s)-at(l, s))
	}
	if dl < dt {
		return l
	}
	return t
}

// crossColor is section 4.2 with factors that change from tile to tile: green
// to red, green to blue, red to blue.
func (t Transform) crossColor(b *bitWriter, pix []argb, w, h int) []argb {
	var factors [][3]int8
	tilesW := t.tiles(b, w, h, func(tx, ty int) argb {
		f := [3]int8{int8(20 - 7*(tx%5)), int8(12 - 9*(ty%4)), int8(6*((tx+ty)%3) - 5)}
		factors = append(factors, f)
		return pack(255, int(f[2]), int(f[1]), int(f[0]))
	})
	delta := func(factor int8, v int) int { return int(factor) * int(int8(v)) >> 5 }
	out := make([]argb, len(pix))
	for i, p := range pix {
		f := factors[i/w>>t.Bits*tilesW+i%w>>t.Bits]
		red := p.red() - delta(f[0], p.green())
		blue := p.blue() - delta(f[1], p.green()) - delta(f[2], p.red())
		out[i] = pack(p.alpha(), red, p.green(), blue)
	}
	return out
}

// palette is the color indexing of section 4.4. Up to 16 colors are packed,
// several pixels in one.
func palette(b *bitWriter, pix []argb, w, h int) ([]argb, int) {
	colors := slices.Clone(pix)
	slices.Sort(colors)
	colors = slices.Compact(colors)
	if len(colors) > 256 {
		panic("webpfile: too many colors for a palette")
	}
	b.write(len(colors)-1, 8)
	table := slices.Clone(colors)
	for i := len(table) - 1; i > 0; i-- {
		table[i] = sub(table[i], table[i-1])
	}
	c := imageCoder{pix: table, w: len(table)}
	c.write(b)

	shift := 0 // pixels in one, as a power of two
	switch {
	case len(colors) <= 2:
		shift = 3
	case len(colors) <= 4:
		shift = 2
	case len(colors) <= 16:
		shift = 1
	}
	packedW := (w + 1<<shift - 1) >> shift
	out := make([]argb, packedW*h)
	for i, p := range pix {
		x, y := i%w, i/w
		index, _ := slices.BinarySearch(colors, p)
		out[y*packedW+x>>shift] |= argb(index<<(x&(1<<shift-1)*(8>>shift))) << 8
	}
	for i := range out {
		out[i] |= 0xff000000
	}
	return out, packedW
}
