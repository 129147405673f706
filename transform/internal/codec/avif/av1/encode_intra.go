package av1

// leaf decides how to code a block, and leaves contexts and samples as coding
// leaves them. It returns what that costs.
func (e *encoder) leaf(l *leaf, r, c, size int) int64 {
	d := e.d
	if !e.goOn(16 << (blockW[size] + blockH[size])) {
		return 0
	}
	e.clearLeaf(l, size)
	e.take(l, r, c)
	b := &d.b
	skip := d.t.cdf.skip[d.above.skip[c]+d.left.skip[r&31]]
	modes, coefs, lost := e.luma(l)
	if b.chroma {
		modesC, coefsC, lostC := e.chroma(l)
		modes += modesC
		coefs += coefsC
		lost += lostC * e.chromaJ >> 8
	}
	b.skip = l.empty(d.planes)
	l.skip = b.skip
	rate := modes + twoCost(skip, int(bit(b.skip)))
	if l.skip {
		d.resetCoefContext()
	} else {
		rate += coefs
	}
	d.keepTx()
	d.keepModes()
	return e.j(lost, rate)
}

// clearLeaf makes a leaf one of which nothing is decided.
func (e *encoder) clearLeaf(l *leaf, size int) {
	*l = leaf{size: uint8(size), cells: l.cells, levels: l.levels, maps: l.maps}
	l.tx = largestTx(blockW[size], blockH[size])
	if e.d.h.codedLossless {
		l.tx = tx4x4
	}
}

// empty says that none of the first planes has levels.
func (l *leaf) empty(planes int) bool {
	for p := range planes {
		for _, k := range l.cells[p] {
			if k.eob > 0 {
				return false
			}
		}
	}
	return true
}

// lumaLeaf is leaf without chroma, which chromaLeaf is for.
func (e *encoder) lumaLeaf(l *leaf, r, c, size int) int64 {
	d := e.d
	if !e.goOn(16 << (blockW[size] + blockH[size])) {
		return 0
	}
	e.clearLeaf(l, size)
	e.take(l, r, c)
	b := &d.b
	b.chroma = false
	skip := d.t.cdf.skip[d.above.skip[c]+d.left.skip[r&31]]
	modes, coefs, lost := e.luma(l)
	b.skip = l.empty(1)
	l.skip = b.skip
	d.keepTx()
	d.keepModes()
	return e.j(lost, modes+coefs+twoCost(skip, int(bit(b.skip))))
}

// chromaLeaf decides how to code the chroma of a block whose luma is decided and
// reconstructed.
func (e *encoder) chromaLeaf(l *leaf, r, c int) int64 {
	d := e.d
	if d.planes == 1 || !e.goOn(8<<(blockW[l.size]+blockH[l.size])) {
		return 0
	}
	e.take(l, r, c)
	b := &d.b
	b.lumaEndX, b.lumaEndY = 4*(c+roundUp(b.inW, 1<<txW[b.tx])), 4*(r+roundUp(b.inH, 1<<txH[b.tx]))
	modes, coefs, lost := e.chroma(l)
	b.skip = l.empty(d.planes)
	l.skip = b.skip
	d.keepModes()
	return e.j(lost*e.chromaJ>>8, modes+coefs)
}

// roundUp is the least multiple of a power of two that is not below n.
func roundUp(n, power int) int { return (n + power - 1) &^ (power - 1) }

// candidate is a mode with what it seems to cost.
type candidate struct {
	mode, delta int
	cost        int64
	rate        int32
}

// luma chooses mode, transform size and types, and reconstructs.
func (e *encoder) luma(l *leaf) (modes, coefs int32, lost int64) {
	var list [16]candidate
	d, b := e.d, &e.d.b
	n := 0
	if b.lossless {
		n = e.rankExact(&list)
	} else {
		n = e.rank(&list)
	}
	x, y := b.c, b.r
	w4, h4 := min(b.w4, d.h.miCols-x), min(b.h4, d.h.miRows-y)
	depthRate := [2]int32{}
	if b.size != block4x4 && !b.lossless {
		depth, n, ctx := d.txDepth()
		for v := range 2 {
			depthRate[v] = fewCost(d.t.cdf.txDepth[depth-1][ctx], n, v)
		}
	}
	var above, left [16]uint8
	copy(above[:w4], d.above.coef[0][x:])
	copy(left[:h4], d.left.coef[0][y&31:])
	before := d.decoded[0]
	reset := func() {
		copy(d.above.coef[0][x:], above[:w4])
		copy(d.left.coef[0][y&31:], left[:h4])
		d.decoded[0] = before
	}
	e.predicted = [3]int{-1}
	best := int64(1) << 62
	rebuilt := false // what is best is what has been tried last, and reconstructed
	try := func(k candidate, tx, kind uint8) bool {
		t := &e.trial
		t.cells[0], t.levels[0] = t.cells[0][:0], t.levels[0][:0]
		b.yMode, b.angleY, b.intraDir, b.tx = k.mode, k.delta, k.mode, tx
		reset()
		m := k.rate + depthRate[bit(tx != largestTx(b.w, b.h))&1]
		rebuilt = tx != l.tx || b.lossless
		r, s := e.codePlane(t, 0, kind, rebuilt, best-e.j(0, m))
		if j := e.j(s, r+m); j < best {
			best, modes, coefs, lost = j, m, r, s
			l.cells[0] = append(l.cells[0][:0], t.cells[0]...)
			l.levels[0] = append(l.levels[0][:0], t.levels[0]...)
			return true
		}
		rebuilt = false
		return false
	}
	whole := l.tx
	chosen := list[0]
	for i := range min(n, e.speed.coded) {
		if i > 0 && list[i].cost > list[0].cost+list[0].cost*near/100 {
			break
		}
		if try(list[i], whole, e.firstKind(list[i].mode, whole)) {
			chosen = list[i]
		}
	}
	if k, ok := e.evenMode(list[:n]); ok && try(k, whole, e.firstKind(modeDC, whole)) {
		chosen = k
	}
	graphic := e.graphic()
	if graphic && e.palettesAllowed() {
		if k, ok := e.lumaPalettes(l, e.dcCandidate(), func(k candidate) bool {
			return e.j(0, k.rate) < best && try(k, whole, e.firstKind(modeDC, whole))
		}); ok {
			chosen = k
		}
	}
	kind := l.cells[0][0].kind
	tx := whole
	if !b.lossless {
		if (e.speed.types || graphic) && d.txSet(whole) > 1 && l.cells[0][0].eob > 0 {
			for _, other := range [...]uint8{dctDCT, modeTypes[chosen.mode], identity, vDCT, hDCT} {
				if other == identity && !graphic || other > identity && d.txSet(whole) != 7 {
					break
				}
				if other != kind && try(chosen, whole, other) {
					kind = other
				}
			}
		}
		few := uint16(0) // levels that are not worth another size
		if !graphic && txW[whole] < 3 {
			few = 2 << txW[whole]
		}
		if small := splitTx[whole]; e.speed.split && small != whole && l.cells[0][0].eob > few {
			if try(chosen, small, e.firstKind(chosen.mode, small)) {
				tx = small
			}
		}
	}
	l.yMode, l.angleY, l.tx = uint8(chosen.mode), int8(chosen.delta), tx
	b.yMode, b.angleY, b.intraDir, b.tx = chosen.mode, chosen.delta, chosen.mode, tx
	if !rebuilt {
		reset()
		e.rebuild(l, 0)
	}
	return modes, coefs, lost
}

// evenMode is DC, if it may be worth a trial and is not the first of the modes already.
// Sums of differences rank it too low: what it leaves of a slope is a few low frequencies
// of the whole block, and errors of what is beside the block do not go on in it.
func (e *encoder) evenMode(list []candidate) (candidate, bool) {
	b := &e.d.b
	if b.lossless {
		return candidate{}, false
	}
	most := list[0].cost + list[0].cost*e.speed.even/100
	if max(b.w, b.h) >= 3 {
		most = 1 << 62
	} else if e.graphic() {
		return candidate{}, false
	}
	for _, k := range list[1:] {
		if k.mode == modeDC {
			return k, k.cost <= most
		}
	}
	return candidate{}, false
}

// firstKind is the transform type that is tried first.
func (e *encoder) firstKind(mode int, tx uint8) uint8 {
	if e.d.b.lossless {
		return wht
	}
	if e.d.txSet(tx) == 1 {
		return dctDCT
	}
	if tx == tx16x16 {
		return dctDCT
	}
	return modeTypes[mode]
}

// codePlane codes all transform blocks of a plane, as long as they cost less than
// most. They are reconstructed where others are predicted from them.
func (e *encoder) codePlane(l *leaf, p int, kind uint8, reconstruct bool, most int64) (rate int32, lost int64) {
	d := e.d
	tx := d.b.tx
	if p > 0 {
		tx = d.b.uvTx
	}
	src := &e.src[p]
	s := &d.cur[p]
	key := [3]int{d.b.yMode, d.b.angleY, int(tx)}
	x0, y0, endX, endY := d.cellsOf(p)
	for y := y0; y < endY; y += 1 << txH[tx] {
		for x := x0; x < endX; x += 1 << txW[tx] {
			if p > 0 || reconstruct || e.predicted != key {
				e.predict(p, x, y, tx)
				if p == 0 {
					e.predicted = key
				}
			}
			k := kind
			if p > 0 {
				k = d.chromaTxType(x, y, tx)
			}
			from, at := src.pix[src.at(4*x, 4*y):], s.pix[s.at(4*x, 4*y):]
			forward(&e.fwd, &e.work, &e.vecs, from, src.stride, at, s.stride, txW[tx]+2, txH[tx]+2, k)
			n := len(l.levels[p])
			r, o := e.quantize(l, p, x, y, tx, k)
			rate += r
			lost += o
			if max(txW[tx], txH[tx]) == 4 {
				lost += e.uncoded(from, src.stride, at, s.stride, p, tx)
			}
			if e.j(lost, rate) >= most {
				e.predicted[0] = -1
				return rate, lost
			}
			if reconstruct {
				e.predicted[0] = -1
				e.finishCell(l.levels[p][n:], p, x, y, tx, l.cells[p][len(l.cells[p])-1])
			}
		}
	}
	return rate, lost
}

// uncoded is the loss in frequencies that transforms of 64 samples do not code, in
// units of quantize: what the difference has more than e.fwd.
func (e *encoder) uncoded(src []uint16, srcStride int, pred []uint16, stride, p int, tx uint8) int64 {
	sum := int64(0)
	w, h := 4<<txW[tx], 4<<txH[tx]
	for y := range h {
		a, b := src[y*srcStride:][:w], pred[y*stride:][:w]
		for i, v := range a {
			d := int64(v) - int64(b[i])
			sum += d * d
		}
	}
	sum *= 64
	shift := 2 * dequantShift[tx]
	for _, c := range e.fwd[:16<<(min(txW[tx], 3)+min(txH[tx], 3))] {
		sum -= int64(c) * int64(c) << shift
	}
	ac := int64(e.d.dq[0][p][1])
	return max(sum, 0) << (2 * levelBits) / (ac * ac)
}

// predict predicts a transform block in place.
func (e *encoder) predict(p, x, y int, tx uint8) {
	d := e.d
	subX, subY := d.sub(p)
	s := &d.cur[p]
	dst := s.pix[s.at(4*x, 4*y):]
	switch {
	case d.b.palette[min(p, 1)] > 0:
		d.predictPalette(p, x, y, 1<<txW[tx], 1<<txH[tx], dst, s.stride)
	case p == 0 && e.kept == [3]int{d.b.yMode, d.b.angleY, int(tx)}:
		w := 4 << txW[tx]
		from := e.preds[e.best][:w*4<<txH[tx]]
		for ; len(from) > 0; from = from[w:] {
			copy(dst, from[:w])
			dst = dst[min(s.stride, len(dst)):]
		}
	case p > 0 && d.b.uvMode == modeCFL:
		e.predictCFL(dst, s.stride, 4<<txW[tx], 4<<txH[tx], p, d.b.cfl[p])
	default:
		d.predictIntra(p, x, y, tx, x&(15>>subX), y&(15>>subY))
	}
	if p == 0 {
		d.b.lumaEndX, d.b.lumaEndY = 4*(x+1<<txW[tx]), 4*(y+1<<txH[tx])
	}
}

// finishCell reconstructs a transform block that has been predicted.
func (e *encoder) finishCell(levels []int16, p, x, y int, tx uint8, k cell) {
	d := e.d
	s := &d.cur[p]
	if k.eob > 0 {
		e.dequantize(levels, p, tx, k)
		d.reconstruct(s.pix[s.at(4*x, 4*y):], s.stride, tx, int(k.eob))
	}
	subX, subY := d.sub(p)
	row := (uint64(1)<<uint(1<<txW[tx]) - 1) << uint(x&(15>>subX)+1)
	rows := d.decoded[p][y&(15>>subY)+1:]
	for i := range min(1<<txH[tx], len(rows)) {
		rows[i] |= row
	}
}

// rebuild reconstructs what has been decided of a plane.
func (e *encoder) rebuild(l *leaf, p int) {
	d := e.d
	tx := d.b.tx
	if p > 0 {
		tx = d.b.uvTx
	}
	i, at := 0, 0
	subX, subY := d.sub(p)
	key := [3]int{d.b.yMode, d.b.angleY, int(tx)}
	x0, y0, endX, endY := d.cellsOf(p)
	for y := y0; y < endY; y += 1 << txH[tx] {
		for x := x0; x < endX; x += 1 << txW[tx] {
			k := l.cells[p][i]
			levels := l.levels[p][at : at+int(k.eob)]
			i++
			at += int(k.eob)
			if p > 0 || e.predicted != key {
				e.predict(p, x, y, tx)
			}
			e.predicted[0] = -1
			e.finishCell(levels, p, x, y, tx, k)
			state := levelState(levels)
			fill(d.above.coef[p], x, min(1<<txW[tx], d.h.miCols>>subX-x), state)
			fill(d.left.coef[p][:], y&(31>>subY), min(1<<txH[tx], d.h.miRows>>subY-y), state)
		}
	}
}
