package av1

// leaf is what is decided of a block.
type leaf struct {
	size            uint8
	yMode, uvMode   uint8
	angleY, angleUV int8
	cfl             [3]int
	tx              uint8
	skip            bool
	cells           [3][]cell  // transform blocks in the order of coding
	levels          [3][]int16 // their levels in scan order
	palette         [2]uint8   // how many colors, for luma and chroma
	colors          [3][8]uint16
	maps            [2][]uint8 // which of them each sample has
}

// cell is a transform block.
type cell struct {
	eob  uint16
	kind uint8
}

func (l *leaf) allocate(area int, d *decoder) {
	for p := range d.planes {
		n := area
		if p > 0 && d.seq.subX != 0 {
			n = max(area/4, 16)
		}
		cells := 16
		if d.h.codedLossless {
			cells = max(n/16, 1)
		}
		l.cells[p] = make([]cell, 0, min(cells, max(n/16, 1)))
		l.levels[p] = make([]int16, 0, n)
		if d.h.screenContent && p < 2 {
			l.maps[p] = make([]uint8, n)
		}
	}
}

// contexts are the decoder's beside and above a square, which trials change.
type contexts struct {
	aboveW, aboveTx, aboveSkip, aboveMode, aboveUV [16]uint8
	leftH, leftTx, leftSkip, leftMode, leftUV      [16]uint8
	aboveCoef, leftCoef                            [3][16]uint8
	decoded                                        [3][18]uint64
	palettes                                       *paletteKept
}

func (e *encoder) keep(k *contexts, r, c int, log uint8) {
	d, n := e.d, 1<<log
	a, l, row := &d.above, &d.left, r&31
	copy(k.aboveW[:n], a.blockW[c:])
	copy(k.aboveTx[:n], a.txW[c:])
	copy(k.aboveSkip[:n], a.skip[c:])
	copy(k.aboveMode[:n], a.mode[c:])
	copy(k.aboveUV[:n], a.uvMode[c:])
	copy(k.leftH[:n], l.blockH[row:])
	copy(k.leftTx[:n], l.txH[row:])
	copy(k.leftSkip[:n], l.skip[row:])
	copy(k.leftMode[:n], l.mode[row:])
	copy(k.leftUV[:n], l.uvMode[row:])
	for p := range d.planes {
		subX, subY := d.sub(p)
		copy(k.aboveCoef[p][:n], a.coef[p][c>>subX:])
		copy(k.leftCoef[p][:n], l.coef[p][row>>subY:])
		copy(k.decoded[p][:], d.decoded[p][:])
	}
	if k.palettes != nil {
		e.keepPalettes(k.palettes, r, c, n)
	}
}

func (e *encoder) restore(k *contexts, r, c int, log uint8) {
	d, n := e.d, 1<<log
	a, l, row := &d.above, &d.left, r&31
	copy(a.blockW[c:], k.aboveW[:n])
	copy(a.txW[c:], k.aboveTx[:n])
	copy(a.skip[c:], k.aboveSkip[:n])
	copy(a.mode[c:], k.aboveMode[:n])
	copy(a.uvMode[c:], k.aboveUV[:n])
	copy(l.blockH[row:], k.leftH[:n])
	copy(l.txH[row:], k.leftTx[:n])
	copy(l.skip[row:], k.leftSkip[:n])
	copy(l.mode[row:], k.leftMode[:n])
	copy(l.uvMode[row:], k.leftUV[:n])
	for p := range d.planes {
		subX, subY := d.sub(p)
		copy(a.coef[p][c>>subX:], k.aboveCoef[p][:max(n>>subX, 1)])
		copy(l.coef[p][row>>subY:], k.leftCoef[p][:max(n>>subY, 1)])
		copy(d.decoded[p][:], k.decoded[p][:])
	}
	if k.palettes != nil {
		e.restorePalettes(k.palettes, r, c, n)
	}
}

// keepSamples and restoreSamples copy what has been reconstructed of a square.
func (e *encoder) keepSamples(to *[3][64 * 64]uint16, r, c int, log uint8) {
	for p := range e.d.planes {
		subX, subY := e.d.sub(p)
		s := &e.d.cur[p]
		w, h := 4<<log>>subX, 4<<log>>subY
		at := s.at(c*4>>subX, r*4>>subY)
		for y := range h {
			copy(to[p][y*w:(y+1)*w], s.pix[at:])
			at += s.stride
		}
	}
}

func (e *encoder) restoreSamples(from *[3][64 * 64]uint16, r, c int, log uint8) {
	for p := range e.d.planes {
		subX, subY := e.d.sub(p)
		s := &e.d.cur[p]
		w, h := 4<<log>>subX, 4<<log>>subY
		at := s.at(c*4>>subX, r*4>>subY)
		for y := range h {
			copy(s.pix[at:], from[p][y*w:(y+1)*w])
			at += s.stride
		}
	}
}

// take makes a leaf the decoder's block.
func (e *encoder) take(l *leaf, r, c int) {
	d := e.d
	d.place(r, c, int(l.size))
	b := &d.b
	b.segment, b.lossless, b.copied = 0, d.h.lossless[0], false
	b.palette, b.filter = [2]int{int(l.palette[0]), int(l.palette[1])}, -1
	b.colors = l.colors
	b.yMode, b.uvMode = int(l.yMode), int(l.uvMode)
	b.angleY, b.angleUV = int(l.angleY), int(l.angleUV)
	b.cfl, b.skip = l.cfl, l.skip
	b.intraDir = b.yMode
	b.tx = l.tx
	b.uvTx = 0
	if b.chroma && !b.lossless {
		b.uvTx = txSizes[min(b.cw, 3)][min(b.ch, 3)]
	}
	above, left := d.above.mode[c], d.left.mode[r&31]
	b.smoothEdgeY = b.availU && smooth(above) || b.availL && smooth(left)
	if b.chroma {
		cc, rr := c|d.seq.subX, r&31|d.seq.subY
		b.smoothEdgeUV = b.availUC && smooth(d.above.uvMode[cc]) || b.availLC && smooth(d.left.uvMode[rr])
	}
}

// write codes a leaf: what modeInfo, readTxSize and readCoefs read.
func (e *encoder) write(l *leaf, r, c int) {
	e.take(l, r, c)
	d, b, t, w := e.d, &e.d.b, e.d.t, e.w
	w.flag(&t.cdf.skip[d.above.skip[c]+d.left.skip[r&31]], b.skip)
	e.writeDeltaQ()
	above, left := d.above.mode[c], d.left.mode[r&31]
	w.many(&t.cdf.yMode[modeContexts[above&15]][modeContexts[left&15]], 13, b.yMode)
	if b.size >= block8x8 && directional(b.yMode) {
		w.many(&t.cdf.angleDelta[b.yMode-modeV], 7, b.angleY+3)
	}
	if b.chroma {
		e.writeChromaMode()
	}
	if e.palettesAllowed() {
		e.writePalettes()
		e.writeMap(l, 0)
		e.writeMap(l, 1)
	}
	if useFilterIntra && b.yMode == modeDC && b.w <= 3 && b.h <= 3 {
		w.flag(&t.cdf.filterIntra[b.size], false)
	}
	if b.size != block4x4 && !b.lossless {
		depth, n, ctx := d.txDepth()
		w.few(&t.cdf.txDepth[depth-1][ctx], n, int(bit(b.tx != largestTx(b.w, b.h))))
	}
	d.keepTx()
	if b.skip {
		d.resetCoefContext()
	}
	d.keepModes()
	if b.skip {
		return
	}
	for p := range d.planes {
		if p == 0 || b.chroma {
			e.writePlane(l, p)
		}
	}
}

func (e *encoder) writeChromaMode() {
	b, t, w := &e.d.b, e.d.t, e.w
	cfl := cflAllowed(b)
	w.many(&t.cdf.uvMode[cfl][b.yMode], 13+cfl, b.uvMode)
	if b.uvMode == modeCFL {
		u, v := sign3(b.cfl[1]), sign3(b.cfl[2])
		w.many(&t.cdf.cflSigns[0], 8, u*3+v-1)
		if u != 0 {
			w.many(&t.cdf.cflAlpha[(u-1)*3+v], 16, abs(b.cfl[1])-1)
		}
		if v != 0 {
			w.many(&t.cdf.cflAlpha[(v-1)*3+u], 16, abs(b.cfl[2])-1)
		}
	}
	if b.size >= block8x8 && directional(b.uvMode) {
		w.many(&t.cdf.angleDelta[b.uvMode-modeV], 7, b.angleUV+3)
	}
}

func cflAllowed(b *block) int {
	if b.lossless && b.cw == 0 && b.ch == 0 || !b.lossless && b.w <= 3 && b.h <= 3 {
		return 1
	}
	return 0
}

// sign3 is 0 for 0, 1 for less and 2 for more, as in readCFL.
func sign3(v int) int {
	switch {
	case v < 0:
		return 1
	case v > 0:
		return 2
	}
	return 0
}

// txDepth is what coding the size of a block's transforms asks: the most depth, how
// many values there are, and the context.
func (d *decoder) txDepth() (depth uint8, n, ctx int) {
	b := &d.b
	most := largestTx(b.w, b.h)
	if b.availU && d.aboveTxSide() >= txW[most] {
		ctx++
	}
	if b.availL && d.leftTxSide() >= txH[most] {
		ctx++
	}
	depth, n = maxTxDepth[b.size], 3
	if depth == 1 {
		n = 2
	}
	return depth, n, ctx
}

// cellsOf is where a plane's transform blocks are that are in the frame, in units of 4
// samples. They are coded row by row.
func (d *decoder) cellsOf(p int) (x0, y0, endX, endY int) {
	b := &d.b
	subX, subY := d.sub(p)
	x0, y0 = b.c, b.r
	w, h := b.w4, b.h4
	if p > 0 {
		x0, y0, w, h = b.c>>subX, b.r>>subY, 1<<b.cw, 1<<b.ch
	}
	return x0, y0, min(x0+w, d.h.miCols>>subX), min(y0+h, d.h.miRows>>subY)
}

func (e *encoder) writePlane(l *leaf, p int) {
	tx := e.d.b.tx
	if p > 0 {
		tx = e.d.b.uvTx
	}
	i, at := 0, 0
	x0, y0, endX, endY := e.d.cellsOf(p)
	for y := y0; y < endY; y += 1 << txH[tx] {
		for x := x0; x < endX; x += 1 << txW[tx] {
			k := l.cells[p][i]
			e.writeCoefs(p, x, y, tx, k, l.levels[p][at:at+int(k.eob)])
			i++
			at += int(k.eob)
		}
	}
}

// writeDeltaQ codes the quantizer of a superblock with its first block.
func (e *encoder) writeDeltaQ() {
	d := e.d
	if !d.readDeltas || d.wholeSkipped() {
		return
	}
	d.readDeltas = false
	res := d.h.deltaQRes
	v := (e.q - d.t.q) >> res
	a := abs(v)
	e.w.few(&d.t.cdf.deltaQ[0], 4, min(a, 3))
	if a > 2 {
		n := floorLog2(a - 1)
		e.w.literal(3, n-1)
		e.w.literal(n, a-1-1<<n)
	}
	if a > 0 {
		e.w.bit(int(bit(v < 0)))
	}
	d.t.q += v << res
}
