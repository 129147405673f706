package av1

import (
	"io"

	"tintype/transform/internal/work"
)

// decoder is the state of decoding one frame, row of superblocks by row.
type decoder struct {
	seq    *sequence
	h      *frameHeader
	tiles  [][]byte
	planes int
	top    int // the greatest sample
	err    error
	meter  *work.Meter

	// Of the row of superblocks.
	sbRow     int // its first row, in units of 4 samples
	sbSize    int // in units of 4 samples
	tileRow   int
	active    []tile // the tiles of the row
	defaults  *cdfs
	above     aboveContext
	left      leftContext
	cur       [3]surface  // decoded and deblocked
	lastRow   [3][]uint16 // the row above the superblocks, before it was deblocked
	filters   filterMap
	limits    [maxLoopFilter + 1][2]uint8
	deblock   bool
	decodedTo int // rows that have been given

	// Of the tile and the block.
	t           *tile
	b           block
	readDeltas  bool
	decoded     [3][34]uint64
	dq          [maxSegments][3][2]int
	dqFor       int
	edges       edges
	cflLuma     [32 * 32]uint16
	indices     [2][64 * 64]uint8 // into palettes
	txType      uint8
	txTypes     [32 * 32]uint8
	tokens      tokens
	coefs       [1024]int32
	residue     [4096]int32
	vecs        [2]vecs
	scans       [3][5][5]scanOrder
	matrices    [2][4][4][]uint8
	matrixLevel [2][4][4]int

	// Of the frame, where it needs them.
	segments   []uint8  // by 4x4 samples
	motions    []motion // by 4x4 samples
	copyTx     []uint8  // by 4x4 samples
	notSkipped []uint8  // by 8x8 samples
	cdefIndex  []int8   // by 64x64 samples
	cdefStride int
	cdefOn     bool
	restoring  bool
	units      [3][]unit
	unitRows   [3]int
	unitCols   [3]int

	// Filters after deblocking; each takes what is before it.
	ringing      ringing
	deringed     [3]surface
	upscalers    [3]upscaler
	upscaled     [3]surface
	boundRow     []uint16
	stripe       []uint16
	stripeStride int
	lrTemp       [4][]int32
	boxTemp      [2][]int32
	restored     [3]surface
	grain        *grainer
	grained      [3]surface
}

func newDecoder(f *frame, skip Tools) *decoder {
	h := f.head
	d := &decoder{seq: f.seq, h: h, tiles: f.tiles, planes: f.seq.planes(), top: 1<<f.seq.depth - 1, dqFor: -1}
	d.sbSize = 16
	if f.seq.sb128 {
		d.sbSize = 32
	}
	d.deblock = h.loop.level[0]|h.loop.level[1] != 0 && skip&Deblocking == 0
	d.cdefOn = h.cdef.on && h.cdef.any() && skip&CDEF == 0
	d.restoring = h.lr.used && skip&Restoration == 0
	d.allocate()
	if h.grain.apply && skip&FilmGrain == 0 {
		d.grain = newGrainer(&h.grain, d.seq, h.upscaledWidth)
		for p := range d.planes {
			if d.grain.has(p) {
				d.grained[p] = d.bandSurface(p, h.upscaledWidth)
			}
		}
	}
	d.setLimits()
	d.defaults = &cdfs{}
	d.defaults.reset(h.quant.base)
	return d
}

// any says whether any strength is not zero.
func (c *cdefParams) any() bool {
	all := 0
	for i := range 1 << c.bits {
		all |= c.pri[0][i] | c.pri[1][i] | c.sec[0][i] | c.sec[1][i]
	}
	return all != 0
}

// carried is how many rows of luma above the superblocks the filters still
// need: deblocking changes six, CDEF reads two above blocks of eight.
const carried = 16

func (d *decoder) allocate() {
	h := d.h
	wide := (h.miCols + d.sbSize - 1) &^ (d.sbSize - 1)
	d.above.alloc(wide+32, h.screenContent)
	d.active = make([]tile, h.tiles.cols)
	rows := d.sbSize * 4
	if h.intrabc {
		rows = (h.miRows + d.sbSize - 1) &^ (d.sbSize - 1) * 4
	}
	for p := range d.planes {
		subX, subY := d.sub(p)
		d.cur[p] = makeSurface(wide*4>>subX, (carried+rows)>>subY+4)
		d.cur[p].top = -carried >> subY
		d.lastRow[p] = make([]uint16, d.cur[p].stride)
	}
	if h.segmentation.enabled {
		d.segments = make([]uint8, h.miCols*h.miRows)
	}
	if h.intrabc {
		d.motions = make([]motion, h.miCols*h.miRows)
		d.copyTx = make([]uint8, h.miCols*h.miRows)
	}
	if h.cdef.on {
		d.cdefStride = (h.miCols + 15) >> 4
		d.cdefIndex = make([]int8, d.cdefStride*((h.miRows+15)>>4))
		d.notSkipped = make([]uint8, h.miCols>>1*(h.miRows>>1))
	}
	if d.deblock {
		n := h.miCols * (d.sbSize + 1)
		d.filters.levels = make([][4]uint8, n)
		for p := range d.planes {
			d.filters.tx[p] = make([]uint8, n)
		}
	}
	d.allocateFilters()
}

func (d *decoder) bandSurface(plane, width int) surface {
	subX, subY := d.sub(plane)
	return makeSurface((width+subX)>>subX, (d.sbSize*4+8)>>subY+1)
}

func (d *decoder) allocateFilters() {
	h := d.h
	for p := range d.planes {
		subX, subY := d.sub(p)
		if d.cdefOn {
			d.deringed[p] = d.bandSurface(p, h.miCols*4)
		}
		if h.superresDenom != 8 {
			d.upscaled[p] = d.bandSurface(p, h.upscaledWidth)
			d.upscalers[p] = makeUpscaler((h.width+subX)>>subX, (h.upscaledWidth+subX)>>subX, h.miCols*4>>subX)
		}
		if h.lr.used {
			size := h.lr.size[p]
			if h.lr.kind[p] == restoreNone {
				continue
			}
			d.unitRows[p] = unitsIn(size, (h.height+subY)>>subY)
			d.unitCols[p] = unitsIn(size, (h.upscaledWidth+subX)>>subX)
			d.units[p] = make([]unit, d.unitRows[p]*d.unitCols[p])
		}
	}
	if d.restoring {
		for p := range d.planes {
			d.restored[p] = d.bandSurface(p, h.upscaledWidth)
		}
		d.stripeStride = (h.upscaledWidth + 2*lrPad + 7) &^ 7
		d.stripe = make([]uint16, d.stripeStride*(64+6+1))
		d.boundRow = make([]uint16, h.upscaledWidth+8)
		for i := range d.lrTemp {
			d.lrTemp[i] = make([]int32, (64+6)*(384+16))
		}
		for i := range d.boxTemp {
			d.boxTemp[i] = make([]int32, 384+16)
		}
	}
}

// nextRows decodes a row of superblocks and filters what can be. It says which
// rows of luma are finished.
func (d *decoder) nextRows() (y0, y1 int, err error) {
	h := d.h
	if d.sbRow >= h.miRows {
		return 0, 0, io.EOF
	}
	if d.sbRow == h.tiles.rowStarts[d.tileRow] {
		for i := range d.active {
			d.startTile(&d.active[i], d.tileRow, i)
		}
	}
	for i := range d.active {
		t := &d.active[i]
		if t.ended {
			return 0, 0, errTruncated
		}
		if err := d.superblocks(t, d.sbRow); err != nil {
			return 0, 0, err
		}
	}
	rows := min(d.sbSize, h.miRows-d.sbRow)
	next := d.sbRow + rows
	for p := range d.planes {
		_, subY := d.sub(p)
		s := &d.cur[p]
		copy(d.lastRow[p], s.pix[s.at(-margin, next*4>>subY-1):][:s.stride])
	}
	if d.deblock {
		d.deblockRows(rows)
		d.nextFilterMap(rows)
	}
	y0, y1 = d.decodedTo, next*4-8
	if next == h.miRows {
		y1 = next * 4
	}
	d.finish(y0, y1)
	if err := d.meter.Err(); err != nil {
		return 0, 0, err
	}
	d.decodedTo = y1
	d.sbRow = next
	if next == h.tiles.rowStarts[d.tileRow+1] {
		d.tileRow++
	}
	return y0, min(y1, h.height), nil
}

// slide makes room for the next superblocks; what finish has made is gone then,
// if it was in d.cur.
func (d *decoder) slide() {
	if d.h.intrabc || d.sbRow == 0 || d.sbRow >= d.h.miRows {
		return
	}
	for p := range d.planes {
		_, subY := d.sub(p)
		d.cur[p].slide(d.sbRow*4>>subY, carried>>subY)
	}
}

// finish takes rows through the filters after deblocking.
func (d *decoder) finish(y0, y1 int) {
	h := d.h
	for p := range d.planes {
		_, subY := d.sub(p)
		top := y0 >> subY
		d.deringed[p].top, d.restored[p].top, d.grained[p].top = top, top, top
		if h.superresDenom != 8 {
			d.upscaled[p].top = top
		}
	}
	if d.cdefOn {
		d.cdefRows(y0, y1)
	} else {
		d.deringed = d.cur
	}
	if h.superresDenom != 8 {
		d.upscaleRows(y0, min(y1, h.height))
	} else {
		d.upscaled = d.deringed
	}
	if d.restoring {
		d.restoreRows(y0, min(y1, h.height))
	} else {
		d.restored = d.upscaled
	}
	if d.grain != nil {
		d.grainRows(y0, min(y1, h.height))
	} else {
		d.grained = d.restored
	}
}

func (d *decoder) upscaleRows(y0, y1 int) {
	for p := range d.planes {
		_, subY := d.sub(p)
		from, to, u := &d.deringed[p], &d.upscaled[p], &d.upscalers[p]
		for y := y0 >> subY; y < (y1+subY)>>subY && d.meter.Spend(8*d.h.upscaledWidth); y++ {
			u.row(to.pix[to.at(0, y):], from.pix[from.at(0, y):], d.top)
		}
	}
}

// bound is a row as deblocking left it, upscaled. It is valid until the next
// call.
func (d *decoder) bound(p, y int) []uint16 {
	s := &d.cur[p]
	row := s.pix[s.at(0, y):]
	if d.h.superresDenom == 8 {
		return row
	}
	d.upscalers[p].row(d.boundRow, row, d.top)
	return d.boundRow
}

func (d *decoder) grainRows(y0, y1 int) {
	g := d.grain
	for p := d.planes - 1; p >= 0; p-- {
		if !g.has(p) {
			d.grained[p] = d.restored[p]
			continue
		}
		subX, subY := d.sub(p)
		from, to := &d.restored[p], &d.grained[p]
		w := (d.h.upscaledWidth + subX) >> subX
		for y := y0 >> subY; y < (y1+subY)>>subY && d.meter.Spend(8*w); y++ {
			src, dst := from.pix[from.at(0, y):][:w], to.pix[to.at(0, y):][:w]
			if p == 0 {
				g.luma(dst, src, y)
				continue
			}
			l := &d.restored[0]
			luma := l.pix[l.at(0, y<<subY):][:d.h.upscaledWidth]
			g.chroma(dst, src, luma, p, y, d.seq.color.Matrix)
		}
	}
}
