package av1

// around is what a block is predicted from.
type around struct {
	plane          int
	w, h           int
	haveL, haveU   bool
	smooth         bool
	cellsX, cellsY int
}

// surround loads the samples around a transform block, for every mode.
func (e *encoder) surround(plane, x, y int, tx uint8) around {
	d, b := e.d, &e.d.b
	subX, subY := d.sub(plane)
	a := around{plane: plane, w: 4 << txW[tx], h: 4 << txH[tx], haveL: b.availL, haveU: b.availU, smooth: b.smoothEdgeY}
	if plane > 0 {
		a.haveL, a.haveU, a.smooth = b.availLC, b.availUC, b.smoothEdgeUV
	}
	a.haveL = a.haveL || x > b.c>>subX
	a.haveU = a.haveU || y > b.r>>subY
	a.cellsX, a.cellsY = (d.h.miCols>>subX-x)*4, (d.h.miRows>>subY-y)*4
	inX, inY := x&(15>>subX), y&(15>>subY)
	rows := &d.decoded[plane]
	haveAR := rows[inY]>>uint(inX+a.w>>2+1)&1 != 0
	haveBL := inY+a.h>>2+1 < len(rows) && rows[inY+a.h>>2+1]>>uint(inX)&1 != 0
	n := a.w + a.h
	d.loadEdges(plane, 4*x, 4*y, inY == 0, a.haveL, a.haveU, n, min(a.cellsX, a.w<<bit(haveAR)), n, min(a.cellsY, a.h<<bit(haveBL)))
	copy(e.edges.above[edgeBase-1:edgeBase+n], d.edges.above[edgeBase-1:])
	copy(e.edges.left[edgeBase-1:edgeBase+n], d.edges.left[edgeBase-1:])
	return a
}

// predictTo predicts with one mode, chroma from luma excepted.
func (e *encoder) predictTo(dst []uint16, stride int, a *around, mode, delta int) {
	d := e.d
	w, h := a.w, a.h
	above, left := d.edges.above[edgeBase-1:], d.edges.left[edgeBase-1:]
	switch angle := int(modeAngles[mode&15]) + 3*delta; {
	case mode == modeDC:
		fillBlock(dst, stride, w, h, d.mean(w, h, a.haveL, a.haveU))
	case mode == modePaeth:
		predictPaeth(dst, stride, w, h, above, left)
	case mode == modeSmooth:
		predictSmooth(dst, stride, w, h, above, left)
	case mode == modeSmoothV:
		predictSmoothV(dst, stride, w, h, above, left)
	case mode == modeSmoothH:
		predictSmoothH(dst, stride, w, h, above, left)
	case angle == 90:
		predictV(dst, stride, w, h, above)
	case angle == 180:
		predictH(dst, stride, w, h, left)
	default:
		d.predictAngle(dst, stride, w, h, angle, a.haveL, a.haveU, a.smooth, a.cellsX, a.cellsY)
		n := w + h
		copy(d.edges.above[edgeBase-1:edgeBase+n], e.edges.above[edgeBase-1:])
		copy(d.edges.left[edgeBase-1:edgeBase+n], e.edges.left[edgeBase-1:])
	}
}

// rank orders luma modes by what they leave, transformed simply, and by their rates.
func (e *encoder) rank(list *[16]candidate) int {
	d, b := e.d, &e.d.b
	tx := largestTx(b.w, b.h)
	a := e.surround(0, b.c, b.r, tx)
	src := &e.src[0]
	from := src.pix[src.at(4*b.c, 4*b.r):]
	modes := &d.t.cdf.yMode[modeContexts[d.above.mode[b.c]&15]][modeContexts[d.left.mode[b.r&31]&15]]
	n := 0
	palettes, exact := e.palettesAllowed(), false
	consider := func(mode, delta int) int64 {
		rate := manyCost(modes, 13, mode)
		if mode == modeDC && palettes {
			rate += twoCost(*d.paletteFlag(), 0)
		}
		if b.size >= block8x8 && directional(mode) {
			rate += manyCost(&d.t.cdf.angleDelta[mode-modeV], 7, delta+3)
		}
		pred := e.preds[1-e.best][:]
		e.predictTo(pred, a.w, &a, mode, delta)
		left := satd(from, src.stride, pred, a.w, a.w, a.h)
		exact = exact || left == 0
		cost := int64(left)<<9 + int64(rate)*e.satdRate
		i := n
		for ; i > 0 && list[i-1].cost > cost; i-- {
			if i < len(list) {
				list[i] = list[i-1]
			}
		}
		if i == 0 {
			e.best = 1 - e.best
		}
		if i < len(list) {
			list[i] = candidate{mode, delta, cost, rate}
			n = min(n+1, len(list)-1)
		}
		return cost
	}
	consider(modeDC, 0)
	if exact { // flat as what is around it
		e.ranked = ^uint32(0)
		return n
	}
	consider(modeSmooth, 0)
	consider(modePaeth, 0)
	above, left := d.above.mode[b.c], d.left.mode[b.r&31]
	around := uint32(1)<<above | 1<<left // modes, which are tried whatever the samples look like
	lying := e.lying()
	for mode := modeV; mode <= modeH; mode++ {
		if (lying|around)>>uint(mode)&1 != 0 {
			consider(mode, 0)
		}
	}
	if list[0].mode == modeSmooth || list[1].mode == modeSmooth && b.size > block8x8 {
		consider(modeSmoothV, 0)
		consider(modeSmoothH, 0)
	}
	if tx != tx64x64 {
		allowed := e.allowed&lying | around
		for mode := modeD45; mode <= modeD67; mode++ {
			if allowed>>uint(mode)&1 != 0 {
				consider(mode, 0)
			}
		}
	}
	e.ranked = 0
	for _, k := range list[:min(n, firstModes)] {
		e.ranked |= 1 << uint(k.mode)
	}
	if tx == tx64x64 {
		e.ranked = ^uint32(0)
	}
	if b.size >= block8x8 {
		tops := 3
		if b.size <= block8x8 {
			tops = 1
		}
		for _, k := range list[:tops] {
			if directional(k.mode) {
				e.refine(consider, k.mode, k.cost)
				break
			}
		}
	}
	e.kept = [3]int{list[0].mode, list[0].delta, int(tx)}
	return n
}

// refine looks for a better angle beside one.
func (e *encoder) refine(consider func(mode, delta int) int64, mode int, cost int64) {
	for _, side := range [2]int{-1, 1} {
		before := cost
		for delta := side; abs(delta) <= 3; delta += side {
			c := consider(mode, delta)
			if c >= before {
				break
			}
			before = c
		}
	}
}

// chroma chooses chroma's mode and codes both planes.
func (e *encoder) chroma(l *leaf) (modes, coefs int32, lost int64) {
	d, b := e.d, &e.d.b
	cfl := cflAllowed(b)
	dist := &d.t.cdf.uvMode[cfl][b.yMode]
	palettes := e.palettesAllowed()
	dc := manyCost(dist, 13+cfl, modeDC)
	if b.lossless {
		modes = e.rankChromaExact(dist, cfl)
	} else {
		modes = e.rankChroma(dist, cfl)
	}
	l.uvMode, l.angleUV = uint8(b.uvMode), int8(b.angleUV)
	if b.uvMode == modeCFL {
		l.cfl = b.cfl
	}
	var before chromaState
	graphic := palettes && e.graphic()
	if graphic {
		e.keepChroma(&before)
	}
	for p := 1; p < 3; p++ {
		l.cells[p], l.levels[p] = l.cells[p][:0], l.levels[p][:0]
		r, o := e.codePlane(l, p, 0, true, 1<<62)
		coefs += r
		lost += o
	}
	if graphic {
		return e.chromaPalettes(l, &before, modes, coefs, lost, dc)
	}
	return modes, coefs, lost
}

// rankChroma chooses chroma's mode by what it leaves, transformed simply, and by its rate,
// which it returns.
func (e *encoder) rankChroma(dist *wide, cfl int) (modes int32) {
	d, b := e.d, &e.d.b
	subX, subY := d.sub(1)
	x, y := b.c>>subX, b.r>>subY
	tx := b.uvTx
	best := int64(1) << 62
	mode, delta, alphas := 0, 0, [3]int{}
	var costs [16]int64
	var rates [16]int32
	candidates := [...]int{modeDC, b.yMode}
	palettes := e.palettesAllowed()
	for _, m := range candidates {
		rates[m] = manyCost(dist, 13+cfl, m)
		if m == modeDC && palettes {
			rates[m] += twoCost(d.t.cdf.paletteUV[bit(b.palette[0] > 0)], 0)
		}
		if b.size >= block8x8 && directional(m) {
			dl := 0
			if m == b.yMode {
				dl = b.angleY
			}
			rates[m] += manyCost(&d.t.cdf.angleDelta[m-modeV], 7, dl+3)
		}
		costs[m] = int64(rates[m]) * e.satdRate
	}
	cflCost, cflRate := int64(1)<<62, int32(0)
	if cfl != 0 {
		cflCost = 0
	}
	e.kept[0] = -1
	pred := e.preds[0][:]
	for p := 1; p < 3; p++ {
		a := e.surround(p, x, y, tx)
		src := &e.src[p]
		from := src.pix[src.at(4*x, 4*y):]
		seen := 0
		for _, m := range candidates {
			if seen>>m&1 != 0 {
				continue
			}
			seen |= 1 << m
			dl := 0
			if m == b.yMode {
				dl = b.angleY
			}
			e.predictTo(pred, a.w, &a, m, dl)
			if m == modeDC {
				e.chromaDC[p] = pred[0]
			}
			costs[m] += int64(satd(from, src.stride, pred, a.w, a.w, a.h)) << 9
		}
		if cfl != 0 && a.w <= 32 && a.h <= 32 {
			if p == 1 {
				e.cflMean = d.meanLuma(4*x, 4*y, a.w, a.h)
			}
			alphas[p] = e.alpha(from, src.stride, a.w, a.h, int(e.chromaDC[p]))
			e.predictCFL(pred, a.w, a.w, a.h, p, alphas[p])
			cflCost += int64(satd(from, src.stride, pred, a.w, a.w, a.h)) << 9
		}
	}
	for _, m := range candidates {
		if costs[m] < best {
			best, mode, modes = costs[m], m, rates[m]
		}
	}
	if mode == b.yMode {
		delta = b.angleY
	}
	if cfl != 0 && alphas[1]|alphas[2] != 0 {
		cflRate = e.cflRate(dist, alphas)
		if cflCost += int64(cflRate) * e.satdRate; cflCost < best {
			mode, delta, modes = modeCFL, 0, cflRate
			b.cfl = alphas
		}
	}
	b.uvMode, b.angleUV = mode, delta
	return modes
}

// dcCandidate is luma's DC mode, whatever its rank.
func (e *encoder) dcCandidate() candidate {
	d, b := e.d, &e.d.b
	modes := &d.t.cdf.yMode[modeContexts[d.above.mode[b.c]&15]][modeContexts[d.left.mode[b.r&31]&15]]
	return candidate{mode: modeDC, rate: manyCost(modes, 13, modeDC) + twoCost(*d.paletteFlag(), 0)}
}

// alpha fits chroma to luma's differences from their mean.
func (e *encoder) alpha(src []uint16, stride, w, h, dc int) int {
	num, den, mean := 0, 0, e.cflMean
	for y := range h {
		row, ac := src[y*stride:][:w], e.d.cflLuma[y*w:][:w]
		for i, v := range ac {
			a := int(v) - mean
			num += a * (int(row[i]) - dc)
			den += a * a
		}
	}
	if den == 0 {
		return 0
	}
	n := 64 * abs(num)
	v := min((n+den/2)/den, 16)
	if num < 0 {
		return -v
	}
	return v
}

// predictCFL predicts a plane of one transform block from the luma that cflMean is of.
func (e *encoder) predictCFL(dst []uint16, stride, w, h, plane, alpha int) {
	fillBlock(dst, stride, w, h, e.chromaDC[plane])
	if alpha != 0 {
		addLuma(dst, stride, &e.d.cflLuma, w, h, alpha, e.cflMean, e.d.top)
	}
}

func (e *encoder) cflRate(dist *wide, alphas [3]int) int32 {
	c := &e.d.t.cdf
	u, v := sign3(alphas[1]), sign3(alphas[2])
	rate := manyCost(dist, 14, modeCFL) + manyCost(&c.cflSigns[0], 8, u*3+v-1)
	if u != 0 {
		rate += manyCost(&c.cflAlpha[(u-1)*3+v], 16, abs(alphas[1])-1)
	}
	if v != 0 {
		rate += manyCost(&c.cflAlpha[(v-1)*3+u], 16, abs(alphas[2])-1)
	}
	return rate
}
