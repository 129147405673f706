package av1

// block is what mode info says of the block that is being decoded.
type block struct {
	r, c               int // in units of 4 samples
	size               int
	w, h               uint8 // logarithms of its sides, as in blockW
	w4, h4             int   // sides in units of 4 samples
	inW, inH           int   // the same, as far as they are in the frame
	chroma             bool  // it carries chroma
	cw, ch             uint8 // logarithms of the chroma block's sides
	availU, availL     bool
	availUC, availLC   bool
	skip               bool
	segment            int
	lossless           bool
	copied             bool // intra block copy
	yMode, uvMode      int
	angleY, angleUV    int
	filter             int // filter_intra_mode, or -1
	cfl                [3]int
	palette            [2]int // sizes for luma and chroma
	colors             [3][8]uint16
	tx                 uint8
	uvTx               uint8
	mv                 vector
	lumaEndX, lumaEndY int // MaxLumaW, MaxLumaH
	smoothEdgeY        bool
	smoothEdgeUV       bool
	intraDir           int // of the transform type's distribution
}

// vector is a motion vector in whole samples times eight, row before column.
type vector struct{ row, col int }

// block decodes decode_block (section 5.11.5).
func (d *decoder) block(r, c, size int) {
	if d.err != nil {
		return
	}
	if !d.place(r, c, size) {
		d.err = errBadBlock
		return
	}
	b := &d.b
	d.modeInfo()
	if d.err != nil {
		return
	}
	if b.palette[0] > 0 {
		d.paletteIndices(0)
	}
	if b.palette[1] > 0 {
		d.paletteIndices(1)
	}
	d.readTxSize()
	if b.skip {
		d.resetCoefContext()
	}
	d.keepModes()
	if b.copied {
		d.predictCopy()
	}
	d.residual()
	if observe != nil {
		observe(d, sawBlock, size)
	}
}

// place sets what follows from where a block is. Its sampling may not have the
// shape.
func (d *decoder) place(r, c, size int) bool {
	b := &d.b
	b.r, b.c, b.size = r, c, size
	b.w, b.h = blockW[size], blockH[size]
	b.w4, b.h4 = 1<<b.w, 1<<b.h
	b.inW, b.inH = min(b.w4, d.h.miCols-c), min(b.h4, d.h.miRows-r)
	subX, subY := uint8(d.seq.subX), uint8(d.seq.subY)
	if subX > subY && b.w < b.h {
		return false
	}
	b.chroma = d.planes > 1 && !(b.h == 0 && subY != 0 && r&1 == 0) && !(b.w == 0 && subX != 0 && c&1 == 0)
	b.cw, b.ch = max(b.w, subX)-subX, max(b.h, subY)-subY
	t := d.t
	b.availU, b.availL = r > t.rowStart, c > t.colStart
	b.availUC, b.availLC = b.availU, b.availL
	if subY != 0 && b.h == 0 {
		b.availUC = r-1 > t.rowStart
	}
	if subX != 0 && b.w == 0 {
		b.availLC = c-1 > t.colStart
	}
	return true
}

// fill sets a run of a context.
func fill(to []uint8, at, n int, v uint8) {
	to = to[at : at+n]
	for i := range to {
		to[i] = v
	}
}

// aboveContext and leftContext remember, for each 4 samples of the row above
// and of the column to the left, what contexts ask of the block there.
type aboveContext struct {
	blockW  []uint8 // logarithm of the width
	txW     []uint8 // logarithm of the transform's width
	skip    []uint8
	mode    []uint8
	uvMode  []uint8
	copied  []uint8
	palette [2][]uint8
	colors  [2][][8]uint16
	coef    [3][]uint8 // level, and the sign of DC above six bits
}

type leftContext struct {
	blockH  [32]uint8
	txH     [32]uint8
	skip    [32]uint8
	mode    [32]uint8
	uvMode  [32]uint8
	copied  [32]uint8
	palette [2][32]uint8
	colors  [2][32][8]uint16
	coef    [3][64]uint8
}

func (a *aboveContext) alloc(n int, palettes bool) {
	all := make([]uint8, 11*n)
	for _, p := range []*[]uint8{&a.blockW, &a.txW, &a.skip, &a.mode, &a.uvMode, &a.copied,
		&a.palette[0], &a.palette[1], &a.coef[0], &a.coef[1], &a.coef[2]} {
		*p, all = all[:n:n], all[n:]
	}
	if palettes {
		a.colors[0], a.colors[1] = make([][8]uint16, n), make([][8]uint16, n)
	}
}

func (a *aboveContext) clear(from, to, subX int) {
	for _, p := range [][]uint8{a.blockW, a.txW, a.skip, a.mode, a.uvMode, a.copied, a.palette[0], a.palette[1], a.coef[0]} {
		clear(p[from:to])
	}
	for _, p := range a.coef[1:] {
		clear(p[from>>subX : (to+subX)>>subX])
	}
}

// keepModes stores what later blocks' contexts and the filters need.
func (d *decoder) keepModes() {
	b := &d.b
	a, l := &d.above, &d.left
	row := b.r & 31
	fill(a.blockW, b.c, b.inW, b.w)
	fill(l.blockH[:], row, b.inH, b.h)
	skip, copied := uint8(0), uint8(0)
	if b.skip {
		skip = 1
	}
	if b.copied {
		copied = 1
	}
	fill(a.skip, b.c, b.inW, skip)
	fill(l.skip[:], row, b.inH, skip)
	fill(a.mode, b.c, b.inW, uint8(b.yMode))
	fill(l.mode[:], row, b.inH, uint8(b.yMode))
	if b.chroma {
		fill(a.uvMode, b.c, b.inW, uint8(b.uvMode))
		fill(l.uvMode[:], row, b.inH, uint8(b.uvMode))
	}
	if d.h.screenContent {
		d.keepPalettes()
	}
	if d.h.intrabc {
		fill(a.copied, b.c, b.inW, copied)
		fill(l.copied[:], row, b.inH, copied)
		d.keepVector(copied)
	}
	if d.segments != nil {
		for y := range b.inH {
			fill(d.segments, (b.r+y)*d.h.miCols+b.c, b.inW, uint8(b.segment))
		}
	}
	if !b.skip && d.cdefOn {
		d.keepNotSkipped()
	}
	if d.deblock {
		d.keepLevels()
	}
}
