package av1

// lumaPalettes codes a block's luma with the palette that seems to cost least. try codes
// with the mode and the palette that the block has.
func (e *encoder) lumaPalettes(l *leaf, dc candidate, try func(k candidate) bool) (chosen candidate, found bool) {
	var t tones
	if !e.countLuma(&t) {
		return dc, false
	}
	d, b := e.d, &e.d.b
	var room [16]uint16
	cache := room[:d.paletteCache(0, &room)]
	size := b.w + b.h - 2
	flag := d.paletteFlag()
	rate := dc.rate - twoCost(*flag, 0) + twoCost(*flag, 1)
	best := palette{cost: 1 << 62}
	least := 2
	if b.lossless { // the nearer colors are, the less is left to code
		least = min(t.n, 8)
	}
	for n := least; n <= min(t.n, 8); n++ {
		var p palette
		gatherLuma(&t, &p, n)
		if n < t.n {
			p.n = settleLuma(&p.colors[0], p.n, cache)
		}
		if p.n < 2 || p.n == best.n {
			continue
		}
		b.palette[0], b.colors[0] = p.n, p.colors[0]
		e.mapLuma(&p)
		p.rate = rate + manyCost(&d.t.cdf.paletteSize[0][size], 7, p.n-2) + int32(e.colors(nil, 0, p.colors[0][:p.n]))*bitCost +
			int32(e.mapRate(0, p.n, e.rateFor(best.cost)))
		if p.cost = e.j(e.lossOf(&t, &p)*paletteLoss>>6, p.rate); p.cost < best.cost {
			best = p
		} else if e.j(0, p.rate) > best.cost {
			break
		}
	}
	e.predicted[0] = -1
	if best.n > 0 {
		b.palette[0], b.colors[0] = best.n, best.colors[0]
		e.mapLuma(&best)
		chosen = dc
		chosen.rate = best.rate
		if found = try(chosen); found {
			l.palette[0], l.colors[0] = uint8(best.n), best.colors[0]
			e.keepMap(l, 0)
		}
	}
	if !found {
		e.predicted[0] = -1
		b.palette[0] = 0
	}
	return chosen, found
}

// rateFor is the rate that costs as much, at most that of any map.
func (e *encoder) rateFor(j int64) int64 {
	if e.lambda > 0 {
		j /= e.lambda
	}
	return min(j, 1<<30)
}

// lossOf is what a block loses if it is nothing but a palette, in units of quantize.
func (e *encoder) lossOf(t *tones, p *palette) int64 {
	c := p.colors[0][:p.n]
	sum, i := int64(0), 0
	for k, v := range t.value[:t.n] {
		for i+1 < len(c) && 2*v > c[i]+c[i+1] {
			i++
		}
		d := int64(v) - int64(c[i])
		sum += d * d * int64(t.count[k])
	}
	ac := int64(e.d.dq[0][0][1])
	return sum * 64 << (2 * levelBits) / (ac * ac)
}

// lossOfChroma is lossOf for pairs, in units of chroma's steps.
func (e *encoder) lossOfChroma(t *tones, p *palette) int64 {
	sum := int64(0)
	for k, x := range t.value[:t.n] {
		i := nearest(x, &p.colors[1], &p.colors[2], p.n) & 7
		sum += pairDistance(x, p.colors[1][i], p.colors[2][i]) * int64(t.count[k])
	}
	ac := int64(e.d.dq[0][1][1])
	return sum * 64 << (2 * levelBits) / (ac * ac)
}

// chromaState is what coding chroma changes of contexts.
type chromaState struct {
	above, left [2][16]uint8
	decoded     [2][34]uint64
}

func (e *encoder) keepChroma(k *chromaState) {
	d, b := e.d, &e.d.b
	subX, subY := d.sub(1)
	for p := range 2 {
		copy(k.above[p][:], d.above.coef[p+1][b.c>>subX:][:max(b.inW>>subX, 1)])
		copy(k.left[p][:], d.left.coef[p+1][b.r&31>>subY:][:max(b.inH>>subY, 1)])
		k.decoded[p] = d.decoded[p+1]
	}
}

func (e *encoder) restoreChroma(k *chromaState) {
	d, b := e.d, &e.d.b
	subX, subY := d.sub(1)
	for p := range 2 {
		copy(d.above.coef[p+1][b.c>>subX:], k.above[p][:max(b.inW>>subX, 1)])
		copy(d.left.coef[p+1][b.r&31>>subY:], k.left[p][:max(b.inH>>subY, 1)])
		d.decoded[p+1] = k.decoded[p]
	}
}

// chromaPalettes codes chroma with palettes, once it has been coded without, and
// keeps what costs least.
func (e *encoder) chromaPalettes(l *leaf, before *chromaState, modes, coefs int32, lost int64, dc int32) (int32, int32, int64) {
	var all tones
	if !e.countChroma(&all) {
		return modes, coefs, lost
	}
	d, b, t := e.d, &e.d.b, &e.trial
	size := b.w + b.h - 2
	flag := d.t.cdf.paletteUV[bit(b.palette[0] > 0)]
	mode, delta, cfl := b.uvMode, b.angleUV, b.cfl
	best := e.j(lost*e.chromaJ>>8, modes+coefs)
	found := false
	least := int64(1) << 62
	b.uvMode, b.angleUV = modeDC, 0
	for _, n := range [...]int{8, 4, 2} {
		if n >= 2*all.n || b.lossless && n < 8 && n < all.n {
			continue
		}
		var p palette
		gatherChroma(&all, &p, n)
		n = p.n
		b.palette[1], b.colors[1], b.colors[2] = n, p.colors[1], p.colors[2]
		e.mapChroma(&all, &p)
		m := dc + twoCost(flag, 1) + manyCost(&d.t.cdf.paletteSize[1][size], 7, n-2) +
			int32(e.colors(nil, 1, p.colors[1][:n])+e.colorsV(nil, p.colors[2][:n]))*bitCost + int32(e.mapRate(1, n, 1<<40))
		j := e.j(0, m)
		if j > best {
			continue
		}
		if p.cost = j + e.j(e.lossOfChroma(&all, &p)*paletteLoss>>6*e.chromaJ>>8, 0); p.cost >= least {
			continue // less than one that has been coded seemed to cost
		}
		least = p.cost
		e.restoreChroma(before)
		r, o := int32(0), int64(0)
		for plane := 1; plane < 3; plane++ {
			t.cells[plane], t.levels[plane] = t.cells[plane][:0], t.levels[plane][:0]
			rate, loss := e.codePlane(t, plane, 0, false, 1<<62)
			r += rate
			o += loss
		}
		if j := e.j(o*e.chromaJ>>8, m+r); j < best {
			best, modes, coefs, lost, found = j, m, r, o, true
			for plane := 1; plane < 3; plane++ {
				l.cells[plane] = append(l.cells[plane][:0], t.cells[plane]...)
				l.levels[plane] = append(l.levels[plane][:0], t.levels[plane]...)
				l.colors[plane] = p.colors[plane]
			}
			l.palette[1] = uint8(n)
			e.keepMap(l, 1)
		}
	}
	b.palette[1] = int(l.palette[1])
	if found {
		l.uvMode, l.angleUV, l.cfl = modeDC, 0, [3]int{}
		b.cfl = l.cfl
		b.colors[1], b.colors[2] = l.colors[1], l.colors[2]
		e.takeMap(l, 1)
	} else {
		b.uvMode, b.angleUV, b.cfl = mode, delta, cfl
	}
	e.restoreChroma(before)
	e.rebuild(l, 1)
	e.rebuild(l, 2)
	return modes, coefs, lost
}

// paletteContexts are those of palettes beside and above a square.
type paletteKept struct {
	above, left             [2][16]uint8
	aboveColors, leftColors [2][16][8]uint16
}

func (e *encoder) keepPalettes(k *paletteKept, r, c, n int) {
	d := e.d
	for p := range 2 {
		copy(k.above[p][:n], d.above.palette[p][c:])
		copy(k.left[p][:n], d.left.palette[p][r&31:])
		copy(k.aboveColors[p][:n], d.above.colors[p][c:])
		copy(k.leftColors[p][:n], d.left.colors[p][r&31:])
	}
}

func (e *encoder) restorePalettes(k *paletteKept, r, c, n int) {
	d := e.d
	for p := range 2 {
		copy(d.above.palette[p][c:], k.above[p][:n])
		copy(d.left.palette[p][r&31:], k.left[p][:n])
		copy(d.above.colors[p][c:], k.aboveColors[p][:n])
		copy(d.left.colors[p][r&31:], k.leftColors[p][:n])
	}
}
