package av1

// speed is how much is tried.
type speed struct {
	round     int32 // what rounds levels up, of 128
	coded     int   // luma modes that are coded to compare them
	types     bool  // transform types other than the mode's
	split     bool  // transforms of half the size
	smallest  uint8 // logarithm of the smallest squares' side, in units of 4
	rectangle bool  // halves of squares
}

var speeds = [MaxEffort + 1]speed{
	1: {round: 58, coded: 1, smallest: 1},
	2: {round: 58, coded: 1, split: true, smallest: 1},
	3: {round: 58, coded: 3, types: true, split: true, smallest: 0, rectangle: true},
}

// superblock decides how to code 64 by 64 samples, and codes them.
func (e *encoder) superblock(r, c int) {
	d := e.d
	e.setQuantizer(r, c)
	e.rates.refresh(&d.t.cdf)
	d.clearDecoded(r, c, 16)
	e.allowed = ^uint32(0)
	e.keep(&e.saved[5], r, c, 4)
	e.node(r, c, 4)
	e.restore(&e.saved[5], r, c, 4)
	d.readDeltas = d.h.deltaQ
	e.writeNode(r, c, 4)
}

// setQuantizer chooses the quantizer of a superblock, and with it what rates are
// worth.
func (e *encoder) setQuantizer(r, c int) {
	d := e.d
	e.measure(r, c)
	e.q = e.boosted(r, c)
	d.setQ(e.q)
	ac := d.dq[0][0][1]
	e.lambda = lossyLambda
	if d.h.codedLossless {
		e.lambda = 0
	}
	e.satdRate = int64(ac) * satdShare >> 8
	e.chromaJ = 256
	if d.planes > 1 {
		u := d.dq[0][1][1]
		e.chromaJ = int64(256 * u * u / (ac * ac))
	}
}

// j is what a loss and a rate cost together.
func (e *encoder) j(lost int64, rate int32) int64 {
	if e.lambda == 0 {
		return int64(rate)
	}
	return lost*16 + int64(rate)*e.lambda
}

func slotOf(r, c int, log uint8) int { return (r&15)>>log*(16>>log) + (c&15)>>log }

// node decides how to code the square at r, c, and leaves contexts and samples as
// coding leaves them. It returns what it costs.
func (e *encoder) node(r, c int, log uint8) int64 {
	d := e.d
	if r >= d.h.miRows || c >= d.h.miCols {
		return 0
	}
	half := 1 << log >> 1
	slot := slotOf(r, c, log)
	kind := &e.kinds[log][slot]
	if log == 0 {
		*kind = partNone
		return e.leaf(&e.leaves[0][slot], r, c, block4x4)
	}
	if r+half >= d.h.miRows || c+half >= d.h.miCols {
		*kind = partSplit
		return e.split(r, c, log) + e.j(0, e.partitionRate(r, c, log, partSplit))
	}
	k := &e.saved[log]
	e.keep(k, r, c, log)
	rateNone := e.j(0, e.partitionRate(r, c, log, partNone))
	if !e.tryWhole(r, c, log) {
		*kind = partSplit
		return e.split(r, c, log) + e.j(0, e.partitionRate(r, c, log, partSplit))
	}
	whole := &e.leaves[log][slot]
	before := e.allowed
	best := e.leaf(whole, r, c, int(sizes[log][log])) + rateNone
	*kind = partNone
	if log <= e.speed.smallest || !e.trySplit(whole, best, log) {
		return best
	}
	e.keepSamples(&e.samples[log], r, c, log)
	after := e.after(r, c, log)
	e.restore(k, r, c, log)
	e.allowed = e.ranked
	j := e.j(0, e.partitionRate(r, c, log, partSplit))
	j += e.split(r, c, log)
	e.allowed = before
	if j < best {
		*kind = partSplit
		return j
	}
	e.allowed = before
	e.restore(after, r, c, log)
	e.restoreSamples(&e.samples[log], r, c, log)
	return best
}

// after keeps the contexts behind a whole square.
func (e *encoder) after(r, c int, log uint8) *contexts {
	e.keep(&e.behind[log], r, c, log)
	return &e.behind[log]
}

func (e *encoder) split(r, c int, log uint8) int64 {
	half := 1 << log >> 1
	return e.node(r, c, log-1) + e.node(r, c+half, log-1) + e.node(r+half, c, log-1) + e.node(r+half, c+half, log-1)
}

// tryWhole says whether a square may be worth coding as one block.
func (e *encoder) tryWhole(r, c int, log uint8) bool {
	if log < 3 {
		return true
	}
	// Blocks of which some parts are much smoother than others are not worth it.
	least, most := uint8(255), uint8(0)
	n := 1 << log >> 1
	at := (r&15)>>1*8 + (c&15)>>1
	for range n {
		for _, v := range e.smoothness[at : at+n] {
			least, most = min(least, v), max(most, v)
		}
		at += 8
	}
	return int(most)-int(least) <= mixed
}

// trySplit says whether a square may be worth coding as four.
func (e *encoder) trySplit(l *leaf, j int64, log uint8) bool {
	return (!l.skip || log > 3) && (j > enough*lossyLambda*bitCost || e.lambda == 0)
}

func (e *encoder) partitionRate(r, c int, log uint8, kind int) int32 {
	d := e.d
	ctx := d.partitionContext(r, c, log)
	half := 1 << log >> 1
	hasRows, hasCols := r+half < d.h.miRows, c+half < d.h.miCols
	if !hasRows || !hasCols {
		return 0
	}
	if log == 1 {
		return fewCost(d.t.cdf.partition8[ctx], 4, kind)
	}
	return manyCost(&d.t.cdf.partition[log-2][ctx], 10, kind)
}

// writeNode codes what node has decided.
func (e *encoder) writeNode(r, c int, log uint8) {
	d := e.d
	if r >= d.h.miRows || c >= d.h.miCols {
		return
	}
	slot := slotOf(r, c, log)
	if log == 0 {
		e.write(&e.leaves[0][slot], r, c)
		return
	}
	half := 1 << log >> 1
	hasRows, hasCols := r+half < d.h.miRows, c+half < d.h.miCols
	kind := int(e.kinds[log][slot])
	switch {
	case hasRows && hasCols:
		ctx := d.partitionContext(r, c, log)
		if log == 1 {
			e.w.few(&d.t.cdf.partition8[ctx], 4, kind)
		} else {
			e.w.many(&d.t.cdf.partition[log-2][ctx], 10, kind)
		}
	case hasCols:
		e.w.share(d.splitShare(r, c, log, splitOrHorz), kind == partSplit)
	case hasRows:
		e.w.share(d.splitShare(r, c, log, splitOrVert), kind == partSplit)
	}
	switch kind {
	case partNone:
		e.write(&e.leaves[log][slot], r, c)
	case partHorz:
		e.write(&e.halves[log][2*slot], r, c)
		if hasRows {
			e.write(&e.halves[log][2*slot+1], r+half, c)
		}
	case partVert:
		e.write(&e.halves[log][2*slot], r, c)
		if hasCols {
			e.write(&e.halves[log][2*slot+1], r, c+half)
		}
	default:
		e.writeNode(r, c, log-1)
		e.writeNode(r, c+half, log-1)
		e.writeNode(r+half, c, log-1)
		e.writeNode(r+half, c+half, log-1)
	}
}
