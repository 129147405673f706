package av1

// modeInfo is intra_frame_mode_info (section 5.11.7).
func (d *decoder) modeInfo() {
	b, t := &d.b, d.t
	g := &d.h.segmentation
	b.skip = false
	b.segment = 0
	if g.enabled && g.preSkip {
		d.readSegment()
	}
	if g.preSkip && g.on[b.segment][segSkip] {
		b.skip = true
	} else {
		ctx := d.above.skip[b.c] + d.left.skip[b.r&31]
		b.skip = t.bool(&t.cdf.skip[ctx])
	}
	if g.enabled && !g.preSkip {
		d.readSegment()
	}
	b.lossless = d.h.lossless[b.segment]
	d.readCDEF()
	d.readDeltaQ()
	d.readDeltaLF()
	d.readDeltas = false
	b.palette = [2]int{}
	b.filter = -1
	b.angleY, b.angleUV = 0, 0
	b.copied = d.h.intrabc && t.bool(&t.cdf.intrabc[0])
	if b.copied {
		b.yMode, b.uvMode = modeDC, modeDC
		d.readVector()
		return
	}
	d.readModes()
	if d.h.screenContent && b.size >= block8x8 && b.w <= 4 && b.h <= 4 {
		d.readPalettes()
	}
	if d.seq.filterIntra && b.yMode == modeDC && b.palette[0] == 0 && b.w <= 3 && b.h <= 3 {
		if t.bool(&t.cdf.filterIntra[b.size]) {
			b.filter = t.many(&t.cdf.filterIntraMode[0], 5)
		}
	}
	b.intraDir = b.yMode
	if b.filter >= 0 {
		b.intraDir = int([5]uint8{modeDC, modeV, modeH, modeD157, modeDC}[b.filter])
	}
}

// modeContexts is Intra_Mode_Context (section 8.3.2).
var modeContexts = [16]uint8{0, 1, 2, 3, 4, 4, 4, 4, 3, 0, 1, 2, 0}

func (d *decoder) readModes() {
	b, t := &d.b, d.t
	above, left := d.above.mode[b.c], d.left.mode[b.r&31]
	b.yMode = t.many(&t.cdf.yMode[modeContexts[above&15]][modeContexts[left&15]], 13)
	b.smoothEdgeY = b.availU && smooth(above) || b.availL && smooth(left)
	if b.size >= block8x8 && directional(b.yMode) {
		b.angleY = t.many(&t.cdf.angleDelta[b.yMode-modeV], 7) - 3
	}
	if !b.chroma {
		return
	}
	cfl := 0
	if b.lossless && b.cw == 0 && b.ch == 0 || !b.lossless && b.w <= 3 && b.h <= 3 {
		cfl = 1
	}
	b.uvMode = t.many(&t.cdf.uvMode[cfl][b.yMode], 13+cfl)
	if b.uvMode == modeCFL {
		d.readCFL()
	}
	if b.size >= block8x8 && directional(b.uvMode) {
		b.angleUV = t.many(&t.cdf.angleDelta[b.uvMode-modeV], 7) - 3
	}
	// The modes of section 7.11.2.8 are those of the blocks that carry chroma.
	c, r := b.c|d.seq.subX, b.r&31|d.seq.subY
	b.smoothEdgeUV = b.availUC && smooth(d.above.uvMode[c]) || b.availLC && smooth(d.left.uvMode[r])
}

func (d *decoder) readCFL() {
	b, t := &d.b, d.t
	signs := t.many(&t.cdf.cflSigns[0], 8)
	u, v := (signs+1)/3, (signs+1)%3
	b.cfl = [3]int{}
	if u != 0 {
		b.cfl[1] = 1 + t.many(&t.cdf.cflAlpha[(u-1)*3+v], 16)
		if u == 1 {
			b.cfl[1] = -b.cfl[1]
		}
	}
	if v != 0 {
		b.cfl[2] = 1 + t.many(&t.cdf.cflAlpha[(v-1)*3+u], 16)
		if v == 1 {
			b.cfl[2] = -b.cfl[2]
		}
	}
}

// readSegment is intra_segment_id (sections 5.11.8 and 5.11.9).
func (d *decoder) readSegment() {
	b, t := &d.b, d.t
	at := b.r*d.h.miCols + b.c
	u, l, ul := -1, -1, -1
	if b.availU {
		u = int(d.segments[at-d.h.miCols])
	}
	if b.availL {
		l = int(d.segments[at-1])
	}
	if b.availU && b.availL {
		ul = int(d.segments[at-d.h.miCols-1])
	}
	pred := u
	if u < 0 {
		pred = max(l, 0)
	} else if l >= 0 && ul != u {
		pred = l
	}
	b.segment = pred
	if b.skip {
		return
	}
	ctx := 0
	if ul >= 0 {
		if ul == u && ul == l {
			ctx = 2
		} else if ul == u || ul == l || u == l {
			ctx = 1
		}
	}
	last := d.h.segmentation.lastActive
	v := negDeinterleave(t.many(&t.cdf.segmentID[ctx], 8), pred, last+1)
	b.segment = min(max(v, 0), last)
}

func negDeinterleave(diff, ref, n int) int {
	if ref == 0 {
		return diff
	}
	if ref >= n-1 {
		return n - diff - 1
	}
	most, past := 2*ref, diff
	if 2*ref >= n {
		most, past = 2*(n-ref-1), n-diff-1
	}
	if diff > most {
		return past
	}
	if diff&1 != 0 {
		return ref + (diff+1)>>1
	}
	return ref - diff>>1
}

// clearCDEF and readCDEF are sections 5.11.55 and 5.11.56, an index for each 64
// by 64 samples.
func (d *decoder) clearCDEF(r, c int) {
	if !d.h.cdef.on {
		return
	}
	n := 1
	if d.seq.sb128 {
		n = 2
	}
	for y := range n {
		for x := range n {
			if i := (r>>4+y)*d.cdefStride + c>>4 + x; c>>4+x < d.cdefStride && i < len(d.cdefIndex) {
				d.cdefIndex[i] = -1
			}
		}
	}
}

func (d *decoder) readCDEF() {
	b := &d.b
	if b.skip || !d.h.cdef.on {
		return
	}
	at := b.r>>4*d.cdefStride + b.c>>4
	if d.cdefIndex[at] >= 0 {
		return
	}
	v := int8(d.t.literal(d.h.cdef.bits))
	for y := 0; y < b.h4; y += 16 {
		for x := 0; x < b.w4; x += 16 {
			if i := at + y>>4*d.cdefStride + x>>4; b.c>>4+x>>4 < d.cdefStride && i < len(d.cdefIndex) {
				d.cdefIndex[i] = v
			}
		}
	}
}

// readDeltaQ is read_delta_qindex (section 5.11.35).
func (d *decoder) readDeltaQ() {
	if !d.readDeltas || d.wholeSkipped() {
		return
	}
	t := d.t
	if v := d.readDelta(&t.cdf.deltaQ[0]); v != 0 {
		t.q = min(max(t.q+v<<d.h.deltaQRes, 1), 255)
		if observe != nil {
			observe(d, sawDeltaQ, t.q)
		}
		d.setQ(t.q)
	}
}

func (d *decoder) readDeltaLF() {
	h := d.h
	if !d.readDeltas || !h.deltaLF || d.wholeSkipped() {
		return
	}
	t := d.t
	n, first := 1, 0
	if h.deltaLFMulti {
		n, first = 4, 1
		if d.planes == 1 {
			n = 2
		}
	}
	for i := range n {
		if v := d.readDelta(&t.cdf.deltaLF[first+i]); v != 0 {
			if observe != nil {
				observe(d, sawDeltaLF, i)
			}
			t.deltaLF[i] = min(max(t.deltaLF[i]+v<<h.deltaLFRes, -maxLoopFilter), maxLoopFilter)
		}
	}
}

// wholeSkipped says that a skipped block fills the superblock.
func (d *decoder) wholeSkipped() bool {
	sb := block64x64
	if d.seq.sb128 {
		sb = block128x128
	}
	return d.b.size == sb && d.b.skip
}

func (d *decoder) readDelta(p *word) int {
	t := d.t
	v := t.few(p, 4)
	if v == 3 {
		n := t.literal(3) + 1
		v = t.literal(n) + 1<<n + 1
	}
	if v != 0 && t.bit() != 0 {
		v = -v
	}
	return v
}
