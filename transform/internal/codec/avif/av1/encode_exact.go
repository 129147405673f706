package av1

// nModes are luma's modes. cellSide is the side of lossless transforms.
const (
	nModes   = modePaeth + 1
	cellSide = 4
)

// exactCosts are what a superblock's lossless transform blocks seem to cost with each
// mode, in 1/32 of a bit, by plane, in rows of 16.
type exactCosts [3][256][nModes]uint16

// exactShare is what one of a sum of transformed differences, half a level, takes.
const exactShare = 12

// measureExact estimates what every transform block of a superblock costs with every
// mode. What is lossless is predicted from the source itself, 4 by 4 samples at a time,
// whatever the sizes of blocks; only whether samples above and to the right, or below
// and to the left are there depends on them.
func (e *encoder) measureExact(r, c int) {
	d := e.d
	if e.exact == nil {
		e.exact = &exactCosts{}
	}
	for p := range d.planes {
		subX, subY := d.sub(p)
		w, h := min(16, d.h.miCols-c)>>subX, min(16, d.h.miRows-r)>>subY
		x0, y0 := c>>subX, r>>subY
		s, src := &d.cur[p], &e.src[p]
		for y := range 4 * h {
			copy(s.pix[s.at(4*x0, 4*y0+y):][:4*w], src.pix[src.at(4*x0, 4*y0+y):])
		}
		for y := range h {
			if !e.goOn(16 * w) {
				return
			}
			for x := range w {
				e.measureCell(p, x0+x, y0+y, y == 0, &e.exact[p][16*y+x])
			}
		}
	}
}

func (e *encoder) measureCell(p, x, y int, first bool, costs *[nModes]uint16) {
	a := e.cellEdges(p, x, y, first)
	s := &e.src[p]
	from := s.pix[s.at(4*x, 4*y):]
	pred := e.preds[0][:16]
	subX, subY := e.d.sub(p)
	lie := &e.slopes[y<<subY&15>>1*8+x<<subX&15>>1]
	for mode := range costs {
		if mode == modeSmoothV || mode == modeSmoothH || mode >= modeD45 && mode <= modeD67 && !lie.leans(mode) {
			costs[mode] = 1<<16 - 1 // they hardly ever win
			continue
		}
		e.predictTo(pred, cellSide, &a, mode, 0)
		costs[mode] = exactCost(from, s.stride, pred)
	}
}

// cellEdges loads what is around a transform block.
func (e *encoder) cellEdges(p, x, y int, first bool) around {
	d := e.d
	subX, subY := d.sub(p)
	a := around{plane: p, w: cellSide, h: cellSide, haveL: x > d.t.colStart>>subX, haveU: y > d.t.rowStart>>subY}
	a.cellsX, a.cellsY = (d.h.miCols>>subX-x)*4, (d.h.miRows>>subY-y)*4
	// As in blocks of 8 by 8: of four transforms the first and the third have what is to
	// the right of what is above them, the first what is below what is to the left.
	d.loadEdges(p, 4*x, 4*y, first, a.haveL, a.haveU, 8, min(a.cellsX, 4<<bit(x&1 == 0 || first)), 8, min(a.cellsY, 4<<bit(x&1 == 0 && y&1 == 0)))
	const n = 2 * cellSide
	copy(e.edges.above[edgeBase-1:edgeBase+n], d.edges.above[edgeBase-1:])
	copy(e.edges.left[edgeBase-1:edgeBase+n], d.edges.left[edgeBase-1:])
	return a
}

// exactAngle is what a plane costs along an angle beside a mode's.
func (e *encoder) exactAngle(p, mode, delta int) (sum int64) {
	s := &e.src[p]
	pred := e.preds[0][:16]
	_, subY := e.d.sub(p)
	x0, y0, endX, endY := e.d.cellsOf(p)
	for y := y0; y < endY; y++ {
		for x := x0; x < endX; x++ {
			a := e.cellEdges(p, x, y, y&(15>>subY) == 0)
			e.predictTo(pred, cellSide, &a, mode, delta)
			sum += int64(exactCost(s.pix[s.at(4*x, 4*y):], s.stride, pred))
		}
	}
	return sum
}

// exactCost is about what the difference of 4 by 4 samples costs, in 1/32 of a bit.
func exactCost(src []uint16, stride int, pred []uint16) uint16 {
	return uint16(min(satd(src, stride, pred, cellSide, cellSide, cellSide)*exactShare, 1<<16-1))
}

// exactOf sums what a block's plane costs with each mode.
func (e *encoder) exactOf(p int, sums *[nModes]int64) {
	subX, subY := e.d.sub(p)
	x0, y0, endX, endY := e.d.cellsOf(p)
	for y := y0; y < endY; y++ {
		row := e.exact[p][y&(15>>subY)*16:]
		for x := x0; x < endX; x++ {
			for mode, v := range row[x&(15>>subX)] {
				sums[mode] += int64(v)
			}
		}
	}
}

// rankExact is rank for lossless blocks.
func (e *encoder) rankExact(list *[16]candidate) int {
	d, b := e.d, &e.d.b
	modes := &d.t.cdf.yMode[modeContexts[d.above.mode[b.c]&15]][modeContexts[d.left.mode[b.r&31]&15]]
	palettes := e.palettesAllowed()
	var sums [nModes]int64
	e.exactOf(0, &sums)
	n := 0
	consider := func(mode, delta int, cost int64) int64 {
		rate := manyCost(modes, 13, mode)
		if mode == modeDC && palettes {
			rate += twoCost(*d.paletteFlag(), 0)
		}
		if b.size >= block8x8 && directional(mode) {
			rate += manyCost(&d.t.cdf.angleDelta[mode-modeV], 7, delta+3)
		}
		cost = cost<<4 + int64(rate)
		i := n
		for ; i > 0 && list[i-1].cost > cost; i-- {
			if i < len(list) {
				list[i] = list[i-1]
			}
		}
		if i < len(list) {
			list[i] = candidate{mode, delta, cost, rate}
			n = min(n+1, len(list)-1)
		}
		return cost
	}
	for mode, cost := range sums {
		consider(mode, 0, cost)
	}
	if first := list[0]; b.size >= block8x8 && directional(first.mode) && sums[first.mode] > 0 {
		e.refine(func(mode, delta int) int64 { return consider(mode, delta, e.exactAngle(0, mode, delta)) }, first.mode, first.cost)
	}
	e.ranked = ^uint32(0)
	e.kept = [3]int{-1}
	return n
}

// rankChromaExact is rankChroma for lossless blocks.
func (e *encoder) rankChromaExact(dist *wide, cfl int) (modes int32) {
	d, b := e.d, &e.d.b
	var sums [nModes]int64
	e.exactOf(1, &sums)
	e.exactOf(2, &sums)
	best := int64(1) << 62
	palettes := e.palettesAllowed()
	consider := func(mode, delta int, cost int64) {
		rate := manyCost(dist, 13+cfl, mode)
		if mode == modeDC && palettes {
			rate += twoCost(d.t.cdf.paletteUV[bit(b.palette[0] > 0)], 0)
		}
		if b.size >= block8x8 && directional(mode) {
			rate += manyCost(&d.t.cdf.angleDelta[mode-modeV], 7, delta+3)
		}
		if cost = cost<<4 + int64(rate); cost < best {
			best, modes = cost, rate
			b.uvMode, b.angleUV = mode, delta
		}
	}
	for mode, cost := range sums {
		consider(mode, 0, cost)
	}
	if b.angleY != 0 {
		consider(b.yMode, b.angleY, e.exactAngle(1, b.yMode, b.angleY)+e.exactAngle(2, b.yMode, b.angleY))
	}
	if cfl == 0 {
		return modes
	}
	alphas, cost := [3]int{}, int64(0)
	pred := e.preds[0][:16]
	subX, subY := d.sub(1)
	x, y := b.c>>subX, b.r>>subY
	e.cflMean = d.meanLuma(4*x, 4*y, cellSide, cellSide)
	for p := 1; p < 3; p++ {
		a := e.surround(p, x, y, tx4x4)
		e.predictTo(pred, cellSide, &a, modeDC, 0)
		e.chromaDC[p] = pred[0]
		s := &e.src[p]
		from := s.pix[s.at(4*x, 4*y):]
		alphas[p] = e.alpha(from, s.stride, cellSide, cellSide, int(e.chromaDC[p]))
		e.predictCFL(pred, cellSide, cellSide, cellSide, p, alphas[p])
		cost += int64(exactCost(from, s.stride, pred))
	}
	if alphas[1]|alphas[2] != 0 {
		rate := e.cflRate(dist, alphas)
		if cost<<4+int64(rate) < best {
			modes, b.uvMode, b.angleUV, b.cfl = rate, modeCFL, 0, alphas
		}
	}
	return modes
}
