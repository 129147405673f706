package av1

// speed is how much is tried.
type speed struct {
	round     int32 // what rounds levels up, of 128
	coded     int   // luma modes that are coded to compare them
	even      int64 // how much more than the first DC may seem to cost to be coded too, in percent
	types     bool  // transform types other than the mode's
	split     bool  // transforms of half the size
	smallest  uint8 // logarithm of the smallest squares' side, in units of 4
	rectangle bool  // halves of squares
	lumaFirst bool  // chroma is coded where luma is for splitting a square of 16
	forecast  bool  // whether squares are split is told from their samples
	mixed     int   // how unlike the parts of a larger square may be (see tryWhole)
	calm      int   // how much splitting one has to promise (see trySplit)
}

var speeds = [MaxEffort + 1]speed{
	1: {round: 58, coded: 1, smallest: 1, forecast: true, mixed: 6},
	2: {round: 58, coded: 1, even: 25, split: true, smallest: 1, mixed: 10, lumaFirst: true, calm: 241},
	3: {round: 58, coded: 3, even: 25, types: true, split: true, smallest: 0, mixed: 10, rectangle: true},
}

// superblock decides how to code 64 by 64 samples, and codes them.
func (e *encoder) superblock(r, c int) {
	d := e.d
	e.setQuantizer(r, c)
	e.rates.refresh(&d.t.cdf)
	d.clearDecoded(r, c, 16)
	if d.h.codedLossless {
		e.measureExact(r, c)
	}
	e.allowed = ^uint32(0)
	e.keep(&e.saved[5], r, c, 4)
	e.node(r, c, 4)
	if e.err != nil {
		return
	}
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
	if r >= d.h.miRows || c >= d.h.miCols || e.err != nil {
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
	photo := !d.h.screenContent && e.lambda != 0
	if log == 2 && photo && e.speed.forecast && e.forecast(r, c) {
		*kind = partSplit
		return e.split(r, c, log) + e.j(0, e.partitionRate(r, c, log, partSplit))
	}
	if log == 2 && photo && e.speed.lumaFirst {
		return e.lumaFirst(r, c)
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
	smallest := e.speed.smallest
	graphic := e.graphicAt(r, c, log)
	if graphic && (log > 1 || whole.palette[0] == 0) { // a palette of 8 by 8 is hardly ever split
		smallest = 0
	}
	if log > 1 && photo && e.speed.forecast {
		return best
	}
	if log <= smallest || !e.trySplit(whole, r, c, best, log) || e.err != nil {
		return best
	}
	e.keepBest(r, c, log)
	e.allowed = e.ranked
	if (graphic || e.speed.rectangle) && log <= mostHalves {
		for _, part := range [2]uint8{partHorz, partVert} {
			e.restore(k, r, c, log)
			if j := e.halved(r, c, log, part, best); j < best {
				best, *kind = j, part
				e.keepBest(r, c, log)
			}
		}
	}
	e.restore(k, r, c, log)
	j := e.splitBelow(r, c, log, e.j(0, e.partitionRate(r, c, log, partSplit)), best)
	e.allowed = before
	if j < best {
		*kind = partSplit
		return j
	}
	e.restore(&e.behind[log], r, c, log)
	e.restoreSamples(&e.samples[log], r, c, log)
	return best
}

// mostHalves is the logarithm of the side, in units of 4 samples, of the largest
// squares that are tried as two halves: those of larger ones hardly ever win.
const mostHalves = 2

// halved codes a square as two halves, one above or beside the other, unless the first costs
// more than something.
func (e *encoder) halved(r, c int, log uint8, part uint8, most int64) int64 {
	half := 1 << log >> 1
	halves := e.halvesOf(r, c, log, part)
	size, y, x := int(sizes[log][log-1]), r+half, c
	if part == partVert {
		size, y, x = int(sizes[log-1][log]), r, c+half
	}
	j := e.j(0, e.partitionRate(r, c, log, int(part))) + e.leaf(&halves[0], r, c, size)
	if j >= most {
		return j
	}
	return j + e.leaf(&halves[1], y, x, size)
}

// halvesOf are the two leaves of a square's halves.
func (e *encoder) halvesOf(r, c int, log, part uint8) []leaf {
	at := 4*slotOf(r, c, log) + 2*int(part-partHorz)
	return e.halves[log][at : at+2]
}

// keepBest keeps what coding a square has left, for when nothing is better.
func (e *encoder) keepBest(r, c int, log uint8) {
	e.keep(&e.behind[log], r, c, log)
	e.keepSamples(&e.samples[log], r, c, log)
}

func (e *encoder) split(r, c int, log uint8) int64 {
	half := 1 << log >> 1
	return e.node(r, c, log-1) + e.node(r, c+half, log-1) + e.node(r+half, c, log-1) + e.node(r+half, c+half, log-1)
}

// lumaFirst is node for squares of 16 that are coded as a whole or as four: luma
// decides which, and chroma is coded once.
func (e *encoder) lumaFirst(r, c int) int64 {
	const log, half = 2, 2
	k := &e.saved[log]
	e.keep(k, r, c, log)
	slot := slotOf(r, c, log)
	whole := &e.leaves[log][slot]
	e.kinds[log][slot] = partNone
	before := e.allowed
	rateSplit := e.partitionRate(r, c, log, partSplit)
	rateNone := e.partitionRate(r, c, log, partNone)
	best := e.lumaLeaf(whole, r, c, block16x16) + e.j(0, rateNone)
	luma := best
	best += e.chromaLeaf(whole, r, c)
	if !e.trySplit(whole, r, c, best, log) || e.err != nil {
		return best
	}
	luma += (best - luma) * chromaShare >> 8
	e.keepBest(r, c, log)
	e.allowed = e.ranked
	e.restore(k, r, c, log)
	j := e.j(0, rateSplit)
	for i := 0; i < 4 && j < luma; i++ {
		y, x := r+i>>1*half, c+i&1*half
		slot := slotOf(y, x, 1)
		e.kinds[1][slot] = partNone
		rate := e.partitionRate(y, x, 1, partNone)
		j += e.lumaLeaf(&e.leaves[1][slot], y, x, block8x8) + e.j(0, rate)
	}
	e.allowed = before
	if j < luma {
		for i := 0; i < 4 && j < best; i++ {
			y, x := r+i>>1*half, c+i&1*half
			j += e.chromaLeaf(&e.leaves[1][slotOf(y, x, 1)], y, x)
		}
		if j < best {
			e.kinds[log][slot] = partSplit
			return j
		}
	}
	e.restore(&e.behind[log], r, c, log)
	e.restoreSamples(&e.samples[log], r, c, log)
	return best
}

// forecast says whether a square of 16 is to be split, without a trial: where its
// quarters are unlike, steps are fine, and neighbors are small. It is fitted to what trials
// come to.
func (e *encoder) forecast(r, c int) bool {
	d := e.d
	least, most := e.variances(r, c, 2)
	return 66*most-29*least > 8*27+112*int(d.left.blockH[r&31])+80*int(d.above.blockW[c])+51*quarters(d.dq[0][0][1])
}

// splitBelow is split that gives up where it costs more than something.
func (e *encoder) splitBelow(r, c int, log uint8, j, most int64) int64 {
	half := 1 << log >> 1
	for i := 0; i < 4 && j < most; i++ {
		j += e.node(r+half*(i>>1), c+half*(i&1), log-1)
	}
	return j
}

// tryWhole says whether a square may be worth coding as one block.
func (e *encoder) tryWhole(r, c int, log uint8) bool {
	if log < 3 {
		return true
	}
	// Those of which some parts are much smoother than others are not worth it: mixed is
	// how many quarters of an octave their variances may be apart.
	return e.spread(r, c, log) <= e.speed.mixed
}

// trySplit says whether a square may be worth coding as four.
func (e *encoder) trySplit(l *leaf, r, c int, j int64, log uint8) bool {
	if l.skip && log <= 3 || e.lambda != 0 && j <= enough*lossyLambda*bitCost {
		return false
	}
	if log != 2 || e.speed.calm == 0 || e.lambda == 0 || e.d.h.screenContent {
		return true
	}
	// Fitted to what splitting gains: the more a block costs and the less its quarters
	// are alike, the more.
	score := 5*quarters(int(j))/2 + e.spread(r, c, 2)
	if l.tx != tx16x16 {
		score += 6
	}
	return score > e.speed.calm
}

// spread is how many quarters of an octave the variances of the blocks of 8 by 8 in a
// square are apart.
func (e *encoder) spread(r, c int, log uint8) int {
	least, most := e.variances(r, c, log)
	return most - least
}

// variances are the least and the greatest of the blocks of 8 by 8 in a square.
func (e *encoder) variances(r, c int, log uint8) (lo, hi int) {
	least, most := uint8(255), uint8(0)
	n := 1 << log >> 1
	at := (r&15)>>1*8 + (c&15)>>1
	for range n {
		for _, v := range e.smoothness[at : at+n] {
			least, most = min(least, v), max(most, v)
		}
		at += 8
	}
	return int(least), int(most)
}

// quarters is a logarithm in quarters.
func quarters(v int) int {
	n := floorLog2(v | 4)
	return 4*n + v>>uint(n-2)&3
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
		halves := e.halvesOf(r, c, log, partHorz)
		e.write(&halves[0], r, c)
		e.write(&halves[1], r+half, c)
	case partVert:
		halves := e.halvesOf(r, c, log, partVert)
		e.write(&halves[0], r, c)
		e.write(&halves[1], r, c+half)
	default:
		e.writeNode(r, c, log-1)
		e.writeNode(r, c+half, log-1)
		e.writeNode(r+half, c, log-1)
		e.writeNode(r+half, c+half, log-1)
	}
}
