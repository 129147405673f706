package av1

// tile is the state of decoding one tile (section 5.11.2). Tiles beside each
// other are decoded in turns, a row of superblocks each.
type tile struct {
	symbols
	cdf                cdfs
	colStart, colEnd   int
	rowStart, rowEnd   int
	q                  int // CurrentQIndex
	deltaLF            [4]int
	refSgr             [3][2]int
	refWiener          [3][2][3]int
	ended, interrupted bool
}

func (d *decoder) startTile(t *tile, row, col int) {
	ti := &d.h.tiles
	t.colStart, t.colEnd = ti.colStarts[col], ti.colStarts[col+1]
	t.rowStart, t.rowEnd = ti.rowStarts[row], ti.rowStarts[row+1]
	var data []byte
	if i := row*ti.cols + col; i < len(d.tiles) {
		data = d.tiles[i]
	}
	t.ended = len(data) == 0
	t.symbols.init(data, !d.h.noCDFUpdate)
	t.cdf = *d.defaults
	t.q = d.h.quant.base
	t.deltaLF = [4]int{}
	for p := range 3 {
		t.refSgr[p] = [2]int{-32, 31}
		t.refWiener[p] = [2][3]int{{3, -7, 15}, {3, -7, 15}}
	}
	d.above.clear(t.colStart, t.colEnd, d.seq.subX)
}

// superblocks decodes a row of superblocks of a tile.
func (d *decoder) superblocks(t *tile, miRow int) error {
	d.t = t
	d.setQ(t.q)
	d.left = leftContext{}
	size := 16
	sb := block64x64
	if d.seq.sb128 {
		size, sb = 32, block128x128
	}
	for c := t.colStart; c < t.colEnd; c += size {
		d.readDeltas = d.h.deltaQ
		d.clearDecoded(miRow, c, size)
		d.clearCDEF(miRow, c)
		d.readRestoration(miRow, c, size)
		d.partition(miRow, c, sb)
		if d.err != nil {
			return d.err
		}
		if t.overrun() {
			return errTruncated
		}
	}
	return nil
}

// clearDecoded is clear_block_decoded_flags: bit x+1 of row y+1 says that the
// block of 4x4 samples at x, y of the superblock can be predicted from.
func (d *decoder) clearDecoded(r, c, size int) {
	for p := range d.planes {
		subX, subY := d.sub(p)
		wide := uint64(1)<<uint(min((d.t.colEnd-c)>>subX, size>>subX+1)+1) - 1
		rows := &d.decoded[p]
		high := (d.t.rowEnd - r) >> subY
		rows[0] = wide
		n := size >> subY
		for y := range n + 1 {
			rows[y+1] = 0
			if y < high && y < n {
				rows[y+1] = 1
			}
		}
	}
}

func (d *decoder) sub(plane int) (x, y int) {
	if plane == 0 {
		return 0, 0
	}
	return d.seq.subX, d.seq.subY
}

// Partitions (section 6.10.4).
const (
	partNone = iota
	partHorz
	partVert
	partSplit
	partHorzA
	partHorzB
	partVertA
	partVertB
	partHorz4
	partVert4
)

// The kinds that imply a split in split_or_horz and in split_or_vert.
const (
	splitOrHorz = 1<<partVert | 1<<partSplit | 1<<partHorzA | 1<<partVertA | 1<<partVertB | 1<<partVert4
	splitOrVert = 1<<partHorz | 1<<partSplit | 1<<partHorzA | 1<<partHorzB | 1<<partVertA | 1<<partHorz4
)

// sampleWork is about how much work a sample takes up to its filters, where nothing is
// quantized: most is in its coefficients.
const sampleWork = 6

// partition is decode_partition; the depth of its recursion is that of sizes.
func (d *decoder) partition(r, c int, size int) {
	if r >= d.h.miRows || c >= d.h.miCols || d.err != nil {
		return
	}
	log := blockW[size]
	if log == 4 && !d.meter.Spend(sampleWork*d.planes<<12) { // 64 by 64 samples
		d.err = d.meter.Err()
		return
	}
	if log == 0 {
		d.block(r, c, block4x4)
		return
	}
	half, quarter := 1<<log>>1, 1<<log>>2
	hasRows, hasCols := r+half < d.h.miRows, c+half < d.h.miCols
	kind := partSplit
	switch {
	case hasRows && hasCols:
		kind = d.readPartition(r, c, log)
	case hasCols:
		if !d.readSplit(r, c, log, splitOrHorz) {
			kind = partHorz
		}
	case hasRows:
		if !d.readSplit(r, c, log, splitOrVert) {
			kind = partVert
		}
	}
	if observe != nil {
		observe(d, sawPartition, kind)
	}
	small := int(sizes[log-1][log-1])
	wide, high := int(sizes[log][log-1]), int(sizes[log-1][log])
	switch kind {
	case partNone:
		d.block(r, c, size)
	case partHorz:
		d.block(r, c, wide)
		if hasRows {
			d.block(r+half, c, wide)
		}
	case partVert:
		d.block(r, c, high)
		if hasCols {
			d.block(r, c+half, high)
		}
	case partSplit:
		d.partition(r, c, small)
		d.partition(r, c+half, small)
		d.partition(r+half, c, small)
		d.partition(r+half, c+half, small)
	case partHorzA:
		d.block(r, c, small)
		d.block(r, c+half, small)
		d.block(r+half, c, wide)
	case partHorzB:
		d.block(r, c, wide)
		d.block(r+half, c, small)
		d.block(r+half, c+half, small)
	case partVertA:
		d.block(r, c, small)
		d.block(r+half, c, small)
		d.block(r, c+half, high)
	case partVertB:
		d.block(r, c, high)
		d.block(r, c+half, small)
		d.block(r+half, c+half, small)
	case partHorz4:
		for i := range 4 {
			if at := r + i*quarter; at < d.h.miRows {
				d.block(at, c, int(sizes[log][log-2]))
			}
		}
	case partVert4:
		for i := range 4 {
			if at := c + i*quarter; at < d.h.miCols {
				d.block(r, at, int(sizes[log-2][log]))
			}
		}
	}
}

// partitionContext compares with the sides of the blocks above and to the left.
func (d *decoder) partitionContext(r, c int, log uint8) int {
	ctx := 0
	if r > d.t.rowStart && d.above.blockW[c] < log {
		ctx = 1
	}
	if c > d.t.colStart && d.left.blockH[r&31] < log {
		ctx += 2
	}
	return ctx
}

func (d *decoder) readPartition(r, c int, log uint8) int {
	ctx := d.partitionContext(r, c, log)
	switch log {
	case 1:
		return d.t.few(&d.t.cdf.partition8[ctx], 4)
	case 5:
		return d.t.many(&d.t.cdf.partition[3][ctx], 8)
	}
	return d.t.many(&d.t.cdf.partition[log-2][ctx], 10)
}

// readSplit is split_or_horz or split_or_vert: the kinds that imply a split.
func (d *decoder) readSplit(r, c int, log uint8, kinds int) bool {
	s := &d.t.symbols
	v := (s.rng>>8*uint32(d.splitShare(r, c, log, kinds)>>6))>>1 + 4
	if uint32(s.dif>>48) >= v {
		s.renormalize(s.dif-uint64(v)<<48, s.rng-v)
		return false
	}
	s.renormalize(s.dif, v)
	return true
}

// splitShare sums the probabilities of kinds.
func (d *decoder) splitShare(r, c int, log uint8, kinds int) uint64 {
	ctx := d.partitionContext(r, c, log)
	lanes := wide{d.t.cdf.partition8[ctx]}
	n := 4
	if log > 1 {
		lanes, n = d.t.cdf.partition[log-2][ctx], 10
	}
	if log == 5 {
		n = 8
	}
	lanes[3] &= lanes3
	sum, before := uint64(0), uint64(0x8000)
	for i := range n {
		p := lanes[i>>2] >> uint(16*(i&3)) & 0xFFFF
		if log == 1 && i == 3 {
			p = 0
		}
		if kinds>>i&1 != 0 {
			sum += before - p
		}
		before = p
	}
	return sum
}
