package av1

// tileInfo is section 5.9.15: where tiles begin, in units of 4x4 samples, with
// the end of the frame as the last entry.
type tileInfo struct {
	colStarts, rowStarts [65]int
	cols, rows           int
	colsLog2, rowsLog2   int
	sizeBytes            int
}

func tileLog2(size, target int) int {
	k := 0
	for size<<k < target {
		k++
	}
	return k
}

func (h *frameHeader) parseTiles(r *bitReader, s *sequence) bool {
	t := &h.tiles
	shift := 4
	if s.sb128 {
		shift = 5
	}
	sbCols, sbRows := (h.miCols+1<<shift-1)>>shift, (h.miRows+1<<shift-1)>>shift
	maxWidth := 4096 >> (shift + 2)
	maxArea := 4096 * 2304 >> (2 * (shift + 2))
	minCols := tileLog2(maxWidth, sbCols)
	minTiles := max(minCols, tileLog2(maxArea, sbRows*sbCols))
	if r.flag() {
		t.colsLog2 = minCols
		for t.colsLog2 < tileLog2(1, min(sbCols, 64)) && r.flag() {
			t.colsLog2++
		}
		t.cols = uniformTiles(&t.colStarts, sbCols, t.colsLog2, shift)
		t.rowsLog2 = max(minTiles-t.colsLog2, 0)
		for t.rowsLog2 < tileLog2(1, min(sbRows, 64)) && r.flag() {
			t.rowsLog2++
		}
		t.rows = uniformTiles(&t.rowStarts, sbRows, t.rowsLog2, shift)
	} else {
		widest := 0
		t.cols, widest = chosenTiles(r, &t.colStarts, sbCols, maxWidth, shift)
		t.colsLog2 = tileLog2(1, t.cols)
		area := sbRows * sbCols
		if minTiles > 0 {
			area >>= minTiles + 1
		}
		t.rows, _ = chosenTiles(r, &t.rowStarts, sbRows, max(area/max(widest, 1), 1), shift)
		t.rowsLog2 = tileLog2(1, t.rows)
	}
	if t.cols == 0 || t.rows == 0 || t.cols > 64 || t.rows > 64 {
		return false
	}
	t.colStarts[t.cols], t.rowStarts[t.rows] = h.miCols, h.miRows
	if t.colsLog2 > 0 || t.rowsLog2 > 0 {
		if r.read(t.rowsLog2+t.colsLog2) >= t.cols*t.rows { // context_update_tile_id
			return false
		}
		t.sizeBytes = r.read(2) + 1
	}
	return true
}

func uniformTiles(starts *[65]int, n, log2, shift int) int {
	size := (n + 1<<log2 - 1) >> log2
	i := 0
	for at := 0; at < n; at += size {
		if i == 64 {
			return 0
		}
		starts[i] = at << shift
		i++
	}
	return i
}

func chosenTiles(r *bitReader, starts *[65]int, n, most, shift int) (count, widest int) {
	for at := 0; at < n; {
		if count == 64 {
			return 0, 0
		}
		starts[count] = at << shift
		size := r.uniform(min(n-at, most)) + 1
		widest = max(widest, size)
		at += size
		count++
	}
	return count, widest
}

func readDeltaQ(r *bitReader) int {
	if r.flag() {
		return r.signed(7)
	}
	return 0
}

func (h *frameHeader) parseQuant(r *bitReader, s *sequence) {
	q := &h.quant
	q.base = r.read(8)
	q.yDC = readDeltaQ(r)
	if !s.mono {
		differ := s.separateUVDeltaQ && r.flag()
		q.uDC, q.uAC = readDeltaQ(r), readDeltaQ(r)
		q.vDC, q.vAC = q.uDC, q.uAC
		if differ {
			q.vDC, q.vAC = readDeltaQ(r), readDeltaQ(r)
		}
	}
	q.matrices = r.flag()
	if q.matrices {
		q.levels[0], q.levels[1] = r.read(4), r.read(4)
		q.levels[2] = q.levels[1]
		if s.separateUVDeltaQ {
			q.levels[2] = r.read(4)
		}
	}
}

func (h *frameHeader) parseSegmentation(r *bitReader) {
	g := &h.segmentation
	g.enabled = r.flag()
	if !g.enabled {
		return
	}
	for i := range g.on {
		for j := range g.on[i] {
			if !r.flag() {
				continue
			}
			v := 0
			if segSigned[j] {
				v = max(r.signed(1+segBits[j]), -segMax[j])
			} else {
				v = r.read(segBits[j])
			}
			g.on[i][j], g.data[i][j] = true, min(v, segMax[j])
			g.lastActive = i
			g.preSkip = g.preSkip || j >= segRef
		}
	}
}

func (h *frameHeader) parseLoopFilter(r *bitReader, s *sequence) {
	l := &h.loop
	l.intraDelta = 1
	if h.codedLossless || h.intrabc {
		return
	}
	l.level[0], l.level[1] = r.read(6), r.read(6)
	if !s.mono && l.level[0]|l.level[1] != 0 {
		l.level[2], l.level[3] = r.read(6), r.read(6)
	}
	l.sharpness = r.read(3)
	l.deltaEnabled = r.flag()
	if l.deltaEnabled && r.flag() {
		for i := range 8 + 2 {
			if r.flag() {
				if v := r.signed(7); i == 0 {
					l.intraDelta = v
				}
			}
		}
	}
}

func (h *frameHeader) parseCDEF(r *bitReader, s *sequence) {
	c := &h.cdef
	c.damping = 3
	if h.codedLossless || h.intrabc || !s.cdef {
		return
	}
	c.on = true
	c.damping = r.read(2) + 3
	c.bits = r.read(2)
	for i := range 1 << c.bits {
		for p := range 2 {
			if p == 1 && s.mono {
				break
			}
			c.pri[p][i], c.sec[p][i] = r.read(4), r.read(2)
			if c.sec[p][i] == 3 {
				c.sec[p][i] = 4
			}
		}
	}
}

func (h *frameHeader) parseRestoration(r *bitReader, s *sequence) {
	l := &h.lr
	if h.allLossless || h.intrabc || !s.restoration {
		return
	}
	chroma := false
	for i := range s.planes() {
		l.kind[i] = int([4]uint8{restoreNone, restoreSwitchable, restoreWiener, restoreSgrproj}[r.read(2)])
		if l.kind[i] != restoreNone {
			l.used = true
			chroma = chroma || i > 0
		}
	}
	if !l.used {
		return
	}
	shift := r.bit()
	if s.sb128 {
		shift++
	} else if shift != 0 {
		shift += r.bit()
	}
	l.size[0] = 64 << shift
	l.size[1] = l.size[0]
	if chroma && s.subX&s.subY != 0 {
		l.size[1] >>= r.bit()
	}
	l.size[2] = l.size[1]
}

func (s *sequence) planes() int {
	if s.mono {
		return 1
	}
	return 3
}
