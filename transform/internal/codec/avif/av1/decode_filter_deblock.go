package av1

// filterMap remembers, for a row of superblocks and one row of blocks above it,
// what deblocking asks of each 4x4 block.
type filterMap struct {
	tx     [3][]uint8 // transform sizes by plane
	levels [][4]uint8 // strengths: vertical and horizontal edges of luma, Cb, Cr
	top    int        // row of the first superblock's blocks
}

// keepLevels stores a block's filter levels (sections 7.14.4 and 7.14.5).
func (d *decoder) keepLevels() {
	b, h := &d.b, d.h
	var v [4]uint8
	for i := range v {
		level := h.loop.level[i]
		if h.deltaLF {
			delta := d.t.deltaLF[0]
			if h.deltaLFMulti {
				delta = d.t.deltaLF[i]
			}
			level = min(max(level+delta, 0), maxLoopFilter)
		}
		if g := &h.segmentation; g.on[b.segment][segAltLF+i] {
			level = min(max(level+g.data[b.segment][segAltLF+i], 0), maxLoopFilter)
		}
		if h.loop.deltaEnabled {
			level = min(max(level+h.loop.intraDelta<<(level>>5), 0), maxLoopFilter)
		}
		v[i] = uint8(level)
	}
	at := (b.r-d.sbRow+1)*d.h.miCols + b.c
	for range b.inH {
		row := d.filters.levels[at : at+b.inW]
		for i := range row {
			row[i] = v
		}
		at += d.h.miCols
	}
}

func (d *decoder) keepTxSize(plane, x, y, w4, h4 int, tx uint8) {
	subX, subY := d.sub(plane)
	cols := d.h.miCols >> subX
	w4 = min(w4, cols-x)
	h4 = min(h4, d.h.miRows>>subY-y)
	at := (y-d.sbRow>>subY+1)*cols + x
	for range h4 {
		fill(d.filters.tx[plane], at, w4, tx)
		at += cols
	}
}

// nextFilterMap keeps the last row of blocks for the edges of the next
// superblocks.
func (d *decoder) nextFilterMap(rows int) {
	f := &d.filters
	cols := d.h.miCols
	copy(f.levels[:cols], f.levels[rows*cols:])
	for p := range d.planes {
		subX, subY := d.sub(p)
		n := cols >> subX
		copy(f.tx[p][:n], f.tx[p][rows>>subY*n:])
	}
}

// deblockRows filters the edges of a row of superblocks (section 7.14): all
// vertical ones, then all horizontal ones, among them the upper.
func (d *decoder) deblockRows(rows int) {
	for p := range d.planes {
		if p > 0 && d.h.loop.level[1+p] == 0 {
			continue
		}
		for pass := range 2 {
			d.deblockPlane(p, pass, rows)
		}
	}
}

// deblockPlane filters the edges of one plane and direction, going from
// transform to transform.
func (d *decoder) deblockPlane(plane, pass, rows int) {
	subX, subY := d.sub(plane)
	f, s := &d.filters, &d.cur[plane]
	cols := d.h.miCols >> subX
	inCols := (d.h.width + 3) >> 2
	inRows := min(rows, (d.h.height+3)>>2-d.sbRow)
	kind := pass
	if plane > 0 {
		kind = plane + 1
	}
	for y := 0; y<<subY < inRows && d.meter.Spend(16*cols); y++ {
		if pass == 1 && y == 0 && d.sbRow == 0 {
			continue
		}
		at := (y + 1) * cols
		before := at - 1
		if pass == 1 {
			before = at - cols
		}
		line := s.at(0, (d.sbRow>>subY+y)*4)
		mi := (y<<subY | subY + 1) * d.h.miCols
		pos := d.sbRow>>subY + y
		txs := f.tx[plane][at : at+cols]
		for x := 0; x<<subX < inCols; {
			tx := txs[x]
			wide := 1 << txW[tx]
			if pass == 0 {
				if x > 0 {
					d.deblockCell(s, plane, pass, line+4*x, mi+(x<<subX|subX), kind, tx, f.tx[plane][before+x])
				}
				x += wide
				continue
			}
			if pos&(1<<txH[tx]-1) != 0 {
				x += wide
				continue
			}
			for end := min(x+wide, cols, (inCols+subX)>>subX); x < end; x++ {
				d.deblockCell(s, plane, pass, line+4*x, mi+(x<<subX|subX), kind, tx, f.tx[plane][before+x])
			}
		}
	}
}

// deblockCell filters the edge of four samples before a block of 4 by 4, whose
// transform is tx; that across the edge is from.
func (d *decoder) deblockCell(s *surface, plane, pass, at, mi, kind int, tx, from uint8) {
	f := &d.filters
	level := f.levels[mi][kind]
	if level == 0 {
		subX, subY := d.sub(plane)
		if pass == 0 {
			mi -= 1 << subX
		} else {
			mi -= d.h.miCols << subY
		}
		level = f.levels[mi][kind]
	}
	if level == 0 {
		return
	}
	step, across, size := s.stride, 1, min(txW[tx], txW[from])
	if pass == 1 {
		step, across, size = 1, s.stride, min(txH[tx], txH[from])
	}
	if observe != nil {
		observe(d, sawDeblock, int(min(size, 2))+3*min(plane, 1))
	}
	d.deblockEdge(s.pix, at, step, across, size, level, plane > 0)
}

// deblockEdge filters four samples along an edge. size is the logarithm of the
// smaller transform across it, in units of 4 samples.
func (d *decoder) deblockEdge(pix []uint16, at, step, across int, size, level uint8, chroma bool) {
	limits := &d.limits[level]
	shift := uint(d.seq.depth - 8)
	limit, blimit, thresh := int(limits[0])<<shift, int(limits[1])<<shift, int(level>>4)<<shift
	taps := 14
	switch {
	case size == 0:
		taps = 4
	case chroma:
		taps = 6
	case size == 1:
		taps = 8
	}
	filterEdge4(pix, at, step, across, taps, limit, blimit, thresh, 1<<shift, d.top)
}

// filterEdge4Scalar filters four samples along an edge; step is how far they are
// apart, across how far samples over the edge are.
func filterEdge4Scalar(pix []uint16, at, step, across, taps, limit, blimit, thresh, one, top int) {
	mid := (top + 1) >> 1
	for range 4 {
		switch taps {
		case 4:
			filter4(pix, at, across, limit, blimit, thresh, mid)
		case 6:
			filter6(pix, at, across, limit, blimit, thresh, one, mid)
		case 8:
			filter8(pix, at, across, limit, blimit, thresh, one, mid)
		default:
			filter14(pix, at, across, limit, blimit, thresh, one, mid)
		}
		at += step
	}
}

// setLimits computes limit and blimit for each level (section 7.14.4).
func (d *decoder) setLimits() {
	sharp := d.h.loop.sharpness
	for level := range d.limits {
		limit := level
		if sharp > 0 {
			limit >>= 1
			if sharp > 4 {
				limit >>= 1
			}
			limit = min(limit, 9-sharp)
		}
		limit = max(limit, 1)
		d.limits[level] = [2]uint8{uint8(limit), uint8(2*(level+2) + limit)}
	}
}

// narrow is the narrow filter process (section 7.14.6.3) for p1, p0, q0, q1 at
// -2, -1, 0, 1.
func narrow(pix []uint16, at, s, thresh, mid int) {
	least, most := -mid, mid-1
	p1, p0 := int(pix[at-2*s])-mid, int(pix[at-s])-mid
	q0, q1 := int(pix[at])-mid, int(pix[at+s])-mid
	hev := abs(p1-p0) > thresh || abs(q1-q0) > thresh
	f := 0
	if hev {
		f = min(max(p1-q1, least), most)
	}
	f = min(max(f+3*(q0-p0), least), most)
	f1, f2 := min(f+4, most)>>3, min(f+3, most)>>3
	pix[at] = uint16(min(max(q0-f1, least), most) + mid)
	pix[at-s] = uint16(min(max(p0+f2, least), most) + mid)
	if !hev {
		f = (f1 + 1) >> 1
		pix[at+s] = uint16(min(max(q1-f, least), most) + mid)
		pix[at-2*s] = uint16(min(max(p1+f, least), most) + mid)
	}
}

func filter4(pix []uint16, at, s, limit, blimit, thresh, mid int) {
	p1, p0, q0, q1 := int(pix[at-2*s]), int(pix[at-s]), int(pix[at]), int(pix[at+s])
	if abs(p1-p0) > limit || abs(q1-q0) > limit || abs(p0-q0)*2+abs(p1-q1)/2 > blimit {
		return
	}
	narrow(pix, at, s, thresh, mid)
}

func filter6(pix []uint16, at, s, limit, blimit, thresh, one, mid int) {
	p2, p1, p0 := int(pix[at-3*s]), int(pix[at-2*s]), int(pix[at-s])
	q0, q1, q2 := int(pix[at]), int(pix[at+s]), int(pix[at+2*s])
	if abs(p1-p0) > limit || abs(q1-q0) > limit || abs(p0-q0)*2+abs(p1-q1)/2 > blimit ||
		abs(p2-p1) > limit || abs(q2-q1) > limit {
		return
	}
	if abs(p1-p0) > one || abs(q1-q0) > one || abs(p2-p0) > one || abs(q2-q0) > one {
		narrow(pix, at, s, thresh, mid)
		return
	}
	pix[at-2*s] = uint16((p2*3 + p1*2 + p0*2 + q0 + 4) >> 3)
	pix[at-s] = uint16((p2 + p1*2 + p0*2 + q0*2 + q1 + 4) >> 3)
	pix[at] = uint16((p1 + p0*2 + q0*2 + q1*2 + q2 + 4) >> 3)
	pix[at+s] = uint16((p0 + q0*2 + q1*2 + q2*3 + 4) >> 3)
}

// flat8 says whether filter8's mask holds, and whether the samples are flat.
func flat8(pix []uint16, at, s, limit, blimit, one int) (mask, flat bool) {
	p3, p2, p1, p0 := int(pix[at-4*s]), int(pix[at-3*s]), int(pix[at-2*s]), int(pix[at-s])
	q0, q1, q2, q3 := int(pix[at]), int(pix[at+s]), int(pix[at+2*s]), int(pix[at+3*s])
	if abs(p1-p0) > limit || abs(q1-q0) > limit || abs(p0-q0)*2+abs(p1-q1)/2 > blimit ||
		abs(p2-p1) > limit || abs(q2-q1) > limit || abs(p3-p2) > limit || abs(q3-q2) > limit {
		return false, false
	}
	return true, abs(p1-p0) <= one && abs(q1-q0) <= one && abs(p2-p0) <= one && abs(q2-q0) <= one &&
		abs(p3-p0) <= one && abs(q3-q0) <= one
}

func filter8(pix []uint16, at, s, limit, blimit, thresh, one, mid int) {
	mask, flat := flat8(pix, at, s, limit, blimit, one)
	switch {
	case !mask:
	case flat:
		wide8(pix, at, s)
	default:
		narrow(pix, at, s, thresh, mid)
	}
}

// wide8 is the wide filter process with three samples of each side.
func wide8(pix []uint16, at, s int) {
	p3, p2, p1, p0 := int(pix[at-4*s]), int(pix[at-3*s]), int(pix[at-2*s]), int(pix[at-s])
	q0, q1, q2, q3 := int(pix[at]), int(pix[at+s]), int(pix[at+2*s]), int(pix[at+3*s])
	pix[at-3*s] = uint16((3*p3 + 2*p2 + p1 + p0 + q0 + 4) >> 3)
	pix[at-2*s] = uint16((2*p3 + p2 + 2*p1 + p0 + q0 + q1 + 4) >> 3)
	pix[at-s] = uint16((p3 + p2 + p1 + 2*p0 + q0 + q1 + q2 + 4) >> 3)
	pix[at] = uint16((p2 + p1 + p0 + 2*q0 + q1 + q2 + q3 + 4) >> 3)
	pix[at+s] = uint16((p1 + p0 + q0 + 2*q1 + q2 + 2*q3 + 4) >> 3)
	pix[at+2*s] = uint16((p0 + q0 + q1 + 2*q2 + 3*q3 + 4) >> 3)
}

func filter14(pix []uint16, at, s, limit, blimit, thresh, one, mid int) {
	mask, flat := flat8(pix, at, s, limit, blimit, one)
	if !mask {
		return
	}
	if !flat {
		narrow(pix, at, s, thresh, mid)
		return
	}
	var v [14]int
	for i := range v {
		v[i] = int(pix[at+(i-7)*s])
	}
	p0, q0 := v[6], v[7]
	for i := range 3 {
		if abs(v[i]-p0) > one || abs(v[13-i]-q0) > one {
			wide8(pix, at, s)
			return
		}
	}
	// Thirteen taps, the middle three doubled, past the ends the last sample.
	for i := 1; i < 13; i++ {
		sum := 8
		for k := -6; k <= 6; k++ {
			x := v[min(max(i+k, 0), 13)]
			sum += x
			if k >= -1 && k <= 1 {
				sum += x
			}
		}
		pix[at+(i-7)*s] = uint16(sum >> 4)
	}
}
