package av1

import (
	"math/bits"
	"unsafe"
)

// levelBits are the bits after the point of a coefficient in units of its step.
const levelBits = 7

// quantizer is how coefficients of a transform size are divided by their steps.
type quantizer struct {
	n       int
	high    int     // logarithm of how many there are in a column
	shift   uint    // 10 less the transform's
	steps   []int32 // in columns
	inverse []int32 // 2^17 divided by them
	round   int32
}

// quantizerFor returns that of a plane and size for the current quantizer. Those of
// types that have no matrix differ.
func (e *encoder) quantizerFor(plane int, tx, kind uint8) *quantizer {
	d := e.d
	chroma := min(plane, 1)
	matrix := kind < identity && !d.b.lossless && d.h.quant.matrices && d.h.quant.levels[plane] < 15
	slot := &e.quantizers[chroma][tx][bit(matrix)][e.q]
	if *slot != nil {
		return *slot
	}
	var m []uint8
	lw, lh := min(txW[tx], 3), min(txH[tx], 3)
	if matrix {
		m = d.matrix(d.h.quant.levels[plane], chroma, lw, lh)
	}
	q := &quantizer{}
	*slot = q
	q.n, q.high = 16<<(lw+lh), int(lh)+2
	q.shift = 10 - dequantShift[tx]
	q.round = e.speed.round
	if d.b.lossless {
		q.round = 1 << levelBits >> 1
	}
	all := make([]int32, 2*q.n)
	q.steps, q.inverse = all[:q.n], all[q.n:]
	w, h := 4<<lw, 4<<lh
	for i := range q.steps {
		step := d.dq[0][plane][min(i, 1)]
		if m != nil {
			step = max((step*int(m[i%h*w+i/h])+16)>>5, 1)
		}
		q.steps[i], q.inverse[i] = int32(step), int32(1<<17/step)
	}
	return q
}

// divideScalar brings coefficients into units of their steps. It returns what is lost
// by leaving out those that are nearer to 0 than to 1, squared, and a bound of the
// diagonals that others are on: the sum of the last column and the last four rows.
func divideScalar(values, coefs *[1024]int32, q *quantizer) (lost int64, reach int) {
	least := 1<<levelBits - q.round
	sum := int32(0)
	x, y := 0, -1
	for i, inv := range q.inverse[:q.n] {
		c := coefs[i]
		if c < 0 {
			c = -c
		}
		v := int32(uint32(c) * uint32(inv) >> q.shift)
		values[i] = v
		if v < least {
			sum += v * v
			continue
		}
		x, y = i>>q.high, max(y, i&(1<<q.high-1)|3)
	}
	return int64(sum), x + y
}

// quantize chooses the levels of e.fwd for one transform block, writes them to the
// end of the leaf's, and says what they take and lose. The loss is in squares of
// the plane's AC step, times 2^14.
func (e *encoder) quantize(l *leaf, plane, x4, y4 int, tx, kind uint8) (rate int32, lost int64) {
	d, rates := e.d, &e.rates
	w, h := txW[tx], txH[tx]
	subX, subY := d.sub(plane)
	w4, h4 := min(1<<w, d.h.miCols>>subX-x4), min(1<<h, d.h.miRows>>subY-y4)
	above := d.above.coef[plane][x4 : x4+w4]
	left := d.left.coef[plane][y4&(31>>subY):][:h4]
	chroma := min(plane, 1)
	sizeCtx := (min(w, h) + max(w, h) + 1) >> 1
	skip := &rates.skip[sizeCtx][d.skipContext(plane, tx, above, left)]
	q := e.quantizerFor(plane, tx, kind)
	lost, reach := divide(&e.values, &e.fwd, q)
	class := classes[kind]
	scan := d.scanFor(w, h, class)
	most := q.n
	if class == class2D { // diagonals up to the last that levels are on
		most = min(most, (reach+1)*(reach+2)/2)
	}
	eob := lastLevel(&e.values, scan.store[:most], 1<<levelBits-q.round)
	state := uint8(0)
	if eob > 0 {
		at := len(l.levels[plane])
		out := l.levels[plane][at : at+eob]
		var more int64
		eob, rate, more = e.trellis(out, scan, tx, class, chroma, signContext(above, left), skip[1]-skip[0], q)
		lost += more
		l.levels[plane] = l.levels[plane][:at+eob]
		state = levelState(out[:eob])
	}
	if eob == 0 {
		rate = skip[1]
	} else {
		rate += skip[0]
		if plane == 0 {
			rate += e.txTypeRate(tx, kind)
		}
	}
	for i := range above {
		above[i] = state
	}
	for i := range left {
		left[i] = state
	}
	l.cells[plane] = append(l.cells[plane], cell{uint16(eob), kind})
	return rate, lost
}

// lastLevel is how many coefficients there are up to the last that has a level.
func lastLevel(values *[1024]int32, store []uint16, least int32) int {
	for i := len(store) - 1; i >= 0; i-- {
		if values[store[i]&1023] >= least {
			return i + 1
		}
	}
	return 0
}

// levelState is what contexts remember of levels.
func levelState(levels []int16) uint8 {
	sum := 0
	for _, v := range levels {
		sum += abs(int(v))
	}
	state := uint8(min(sum, 63))
	if len(levels) == 0 {
		return 0
	}
	switch {
	case levels[0] < 0:
		state |= 1 << 6
	case levels[0] > 0:
		state |= 2 << 6
	}
	return state
}

func (e *encoder) txTypeRate(tx, kind uint8) int32 {
	d := e.d
	b := &d.b
	if b.lossless || d.h.quant.base == 0 {
		return 0
	}
	square := min(txW[tx], txH[tx])
	switch d.txSet(tx) {
	case 5:
		return manyCost(&d.t.cdf.intraTx2[square][b.intraDir], 5, index(intraTypes5[:], kind))
	case 7:
		return manyCost(&d.t.cdf.intraTx1[square][b.intraDir], 7, index(intraTypes7[:], kind))
	}
	return 0
}

func index(list []uint8, v uint8) int {
	for i, x := range list {
		if x == v {
			return i
		}
	}
	return 0
}

// slack is how far below a level a coefficient has to be for the next lower one to
// be worth a try: nearer, what it loses is more than seven bits.
const slack = 20

// trellis goes through coefficients as they are coded, from the last to the first,
// and takes for each the level, or the next lower one, that costs less; and the end
// where that costs less. out has levels with signs. skipGain is what leaving out all
// saves besides.
func (e *encoder) trellis(out []int16, scan *scanOrder, tx, class uint8, chroma, sign int, skipGain int32, q *quantizer) (int, int32, int64) {
	rates := &e.rates
	w, h := txW[tx], txH[tx]
	lw, lh := min(w, 3), min(h, 3)
	sizeCtx := (min(w, h) + max(w, h) + 1) >> 1
	stride := 4<<lw + levelPad
	o := levelOffsets(class, stride)
	base, br := unsafe.Pointer(&rates.base[sizeCtx][chroma]), &rates.br[min(sizeCtx, 3)][chroma]
	last := &rates.last[sizeCtx][chroma]
	ends := &rates.eob[chroma][bit(class != class2D)][lw+lh]
	extra := &rates.extra[sizeCtx][chroma]
	n := 16 << (lw + lh)
	lambda, round := int(e.lambda), int(q.round)
	sums := unsafe.Pointer(&e.sums[sumsBefore])
	places, stores := scan.level[:len(out)], scan.store[:len(out)]
	values, coefs := unsafe.Pointer(&e.values), unsafe.Pointer(&e.fwd)
	clear(out)

	// What has been passed takes and loses; zeros lose nothing here, for that is counted
	// already. zeroed is what leaving out all would lose.
	rate, lost, zeroed := 0, 0, 0
	end := 0
	// Beyond this the end is not moved any more.
	hopeless := 8 * bitCost * lambda
	for c := len(out) - 1; c >= 0; c-- {
		place := places[c]
		at := uintptr(stores[c]&1023) * 4
		v := int(*(*int32)(unsafe.Add(values, at)))
		level := (v + round) >> levelBits
		sum := int(*(*uint16)(unsafe.Add(sums, 2*(place&0xFFFF))))
		ctx := min((sum>>6+1)>>1, 4) + int(place>>16&0xFF)
		if c == 0 && class == class2D {
			ctx = 0
		}
		if level == 0 {
			if end > 0 {
				rate += int(*(*int32)(unsafe.Add(base, 16*ctx)))
			}
			continue
		}
		negative := *(*int32)(unsafe.Add(coefs, at)) < 0
		signRate := bitCost
		if c == 0 {
			signRate = int(rates.sign[chroma][sign][bit(negative)])
		}
		diff := v - level<<levelBits
		loss := diff * diff
		ahead := zeroed
		zeroed += v * v
		if end > 0 {
			costs := (*[4]int32)(unsafe.Add(base, 16*ctx))
			ranges := &br[uint(min((sum&63+1)>>1, 6)+int(place>>24))%21]
			r, chosen := int(costs[min(level, 3)])+signRate, level
			if level > 2 {
				r += int(levelRate(ranges, level))
			}
			j, d := loss*16+r*lambda, loss
			if diff < -slack {
				lr := int(costs[min(level-1, 3)])
				if level > 1 {
					lr += signRate
					if level > 3 {
						lr += int(levelRate(ranges, level-1))
					}
				}
				low := (diff + 1<<levelBits) * (diff + 1<<levelBits)
				if lj := low*16 + lr*lambda; lj < j {
					j, r, d, chosen = lj, lr, low, level-1
				}
			}
			keep, all := lost*16+rate*lambda+j, ahead*16+loss*16
			lr := 0
			if all-hopeless <= keep {
				lr = e.lastRate(last, ends, extra, c, n, level, &br[(place>>24)%21]) + signRate
			}
			if all-hopeless > keep || all+lr*lambda > keep {
				rate, lost = rate+r, lost+d
				if chosen > 0 {
					addLevel(sums, uintptr(place&0xFFFF), &o, uint16(levelCode[min(chosen, 15)]))
					out[c] = signed(chosen, negative)
				}
				continue
			}
			// What has been passed is left out.
			for i, v := range out[c+1 : end] {
				if v != 0 {
					addLevel(sums, uintptr(places[c+1+i]&0xFFFF), &o, -uint16(levelCode[min(abs(int(v)), 15)]))
					out[c+1+i] = 0
				}
			}
			rate = lr
		} else {
			rate = e.lastRate(last, ends, extra, c, n, level, &br[(place>>24)%21]) + signRate
		}
		lost = loss + ahead
		addLevel(sums, uintptr(place&0xFFFF), &o, uint16(levelCode[min(level, 15)]))
		out[c] = signed(level, negative)
		end = c + 1
	}
	clear(e.sums[:sumsBefore+(4<<lh)*stride])
	if zeroed*16+int(skipGain)*lambda <= lost*16+rate*lambda {
		return 0, 0, int64(zeroed)
	}
	return end, int32(rate), int64(lost)
}

// sumsBefore is how far before a level those may be that have it for a neighbor.
const sumsBefore = 4 * (32 + levelPad)

// addLevel adds a level's code to the sums of those that have it for a neighbor: all
// of it to three, and what is above six bits to two. Sums do not overflow six bits.
func addLevel(sums unsafe.Pointer, place uintptr, o *[5]int, code uint16) {
	p := unsafe.Add(sums, 2*place)
	*(*uint16)(unsafe.Add(p, -2*o[0])) += code
	*(*uint16)(unsafe.Add(p, -2*o[1])) += code
	*(*uint16)(unsafe.Add(p, -2*o[2])) += code
	high := (code + 32) &^ 63
	*(*uint16)(unsafe.Add(p, -2*o[3])) += high
	*(*uint16)(unsafe.Add(p, -2*o[4])) += high
}

// lastRate is the rate of the last level and of its place, without its sign.
func (e *encoder) lastRate(last *[4][3]int32, ends *[12]int32, extra *[9][2]int32, c, n, level int, br *[13]int32) int {
	r := last[endContext(c+1, n)][min(level, 3)-1] + endRate(ends, extra, c+1)
	if level > 2 {
		r += levelRate(br, level)
	}
	return int(r)
}

func signed(v int, negative bool) int16 {
	if negative {
		return int16(-v)
	}
	return int16(v)
}

// endRate is the rate of where coefficients end, from 1 up.
func endRate(ends *[12]int32, extra *[9][2]int32, eob int) int32 {
	if eob < 3 {
		return ends[eob-1]
	}
	log := floorLog2(eob - 1) // eob is 1<<log + 1 at least
	r := ends[log+1]
	r += extra[log-1][(eob-1)>>uint(log-1)&1]
	return r + int32(log-1)*bitCost
}

// dequantize brings levels into the decoder's coefficients, as readCoefs does.
func (e *encoder) dequantize(levels []int16, plane int, tx uint8, k cell) {
	d := e.d
	d.txType = k.kind
	stores := d.scanFor(txW[tx], txH[tx], classes[k.kind]).store[:len(levels)]
	steps, shift := e.quantizerFor(plane, tx, k.kind).steps, dequantShift[tx]
	total := 0
	limit := 1 << (7 + d.seq.depth)
	for c, level := range levels {
		if level == 0 {
			continue
		}
		at := stores[c] & 1023
		v := abs(int(level)) * int(steps[at]) & 0xFFFFFF >> shift
		total += v
		if level < 0 {
			d.coefs[at] = int32(max(-v, -limit))
		} else {
			d.coefs[at] = int32(min(v, limit-1))
		}
	}
	d.tokens.total = total
}

// writeCoefs codes what readCoefs reads.
func (e *encoder) writeCoefs(plane, x4, y4 int, tx uint8, kk cell, levels []int16) {
	d, b, t, s := e.d, &e.d.b, e.d.t, e.w
	w, h := txW[tx], txH[tx]
	subX, subY := d.sub(plane)
	w4, h4 := min(1<<w, d.h.miCols>>subX-x4), min(1<<h, d.h.miRows>>subY-y4)
	above := d.above.coef[plane][x4 : x4+w4]
	left := d.left.coef[plane][y4&(31>>subY):][:h4]
	sizeCtx := (min(w, h) + max(w, h) + 1) >> 1
	skip := &t.cdf.txbSkip[sizeCtx][d.skipContext(plane, tx, above, left)]
	eob := len(levels)
	s.flag(skip, eob == 0)
	if eob == 0 {
		clear(above)
		clear(left)
		return
	}
	chroma := min(plane, 1)
	if plane == 0 && !b.lossless {
		e.writeTxType(tx, kk.kind)
	}
	class := classes[kk.kind]
	lw, lh := min(w, 3), min(h, 3)
	scan := d.scanFor(w, h, class)
	e.writeEnd(int(lw+lh), int(sizeCtx), chroma, class, eob)
	stride := 4<<lw + levelPad
	eobCtx := endContext(eob, 16<<(lw+lh))
	e.writeLevels(levels, scan.level, levelOffsets(class, stride), class, &t.cdf.baseEOB[sizeCtx][chroma][eobCtx],
		&t.cdf.base[sizeCtx][chroma], &t.cdf.br[min(sizeCtx, 3)][chroma])
	clear(e.sums[:sumsBefore+(4<<lh)*stride])
	s.signs(levels, &t.cdf.dcSign[chroma][signContext(above, left)])
	state := levelState(levels)
	for i := range above {
		above[i] = state
	}
	for i := range left {
		left[i] = state
	}
}

// writeLevels codes levels up to 15 from the last down: last is the distribution of the
// last one. symbolWriter.few is written out, with the writer's state in variables.
func (e *encoder) writeLevels(levels []int16, places []uint32, o [5]int, class uint8, last *word, base *[42]word, br *[21]word) {
	s := e.w
	sums := unsafe.Pointer(&e.sums[sumsBefore])
	places = places[:len(levels)]
	low, rng, cnt := s.low, s.rng, s.cnt
	for c := len(levels) - 1; c >= 0; c-- {
		place := places[c]
		level := min(abs(int(levels[c])), 15)
		sum := int(*(*uint16)(unsafe.Add(sums, 2*(place&0xFFFF))))
		ctx := min((sum>>6+1)>>1, 4) + int(place>>16&0xFF)
		if c == 0 && class == class2D {
			ctx = 0
		}
		p, symbol, n, rate := &base[uint(ctx)%42], min(level, 3), 4, s.rate
		if c == len(levels)-1 {
			p, symbol, n, rate = last, symbol-1, 3, rate-1
		}
		for left := 4; ; left-- {
			w := *p
			r := rng >> 8
			u, v := rng, uint32(0)
			if symbol > 0 {
				u = (r*uint32(w>>uint(16*symbol-10)&0x3FF))>>1 + 4*uint32(n-symbol)
			}
			if symbol < n-1 {
				v = (r*uint32(w>>uint(16*symbol+6)&0x3FF))>>1 + 4*uint32(n-1-symbol)
			}
			count := w >> 48
			*p = adapt3(w&lanes3, symbol, rate+uint(count>>4)) | (count+(count>>5^1))<<48
			low += uint64(rng - u)
			rng = u - v
			d := bits.LeadingZeros32(rng) - 16
			low, rng = low<<uint(d&31), rng<<uint(d&31)
			if cnt += d; cnt >= 24 {
				s.low, s.cnt = low, cnt
				s.flush()
				low, cnt = s.low, s.cnt
			}
			if symbol < n-1 || left == 0 {
				break
			}
			if left == 4 {
				p = &br[uint(min((sum&63+1)>>1, 6)+int(place>>24))%21]
				n, rate = 4, s.rate
			}
			symbol = min(level-3*(5-left), 3)
		}
		if level > 0 {
			addLevel(sums, uintptr(place&0xFFFF), &o, uint16(levelCode[level]))
		}
	}
	s.low, s.rng, s.cnt = low, rng, cnt
}

// signs codes the levels' signs, and what those above 14 have beyond 15.
func (s *symbolWriter) signs(levels []int16, dc *word) {
	for c, v := range levels {
		if v == 0 {
			continue
		}
		if c == 0 {
			s.flag(dc, v < 0)
		} else {
			s.bit(int(bit(v < 0)))
		}
		if a := abs(int(v)); a > 14 {
			s.golomb(a - 14)
		}
	}
}

func (e *encoder) writeTxType(tx, kind uint8) {
	d, b, t := e.d, &e.d.b, e.d.t
	square := min(txW[tx], txH[tx])
	switch d.txSet(tx) {
	case 5:
		e.w.many(&t.cdf.intraTx2[square][b.intraDir], 5, index(intraTypes5[:], kind))
	case 7:
		e.w.many(&t.cdf.intraTx1[square][b.intraDir], 7, index(intraTypes7[:], kind))
	}
}

// writeEnd is what readEOB reads.
func (e *encoder) writeEnd(log, sizeCtx, chroma int, class uint8, eob int) {
	t, s := e.d.t, e.w
	pt := eob
	if eob > 2 {
		pt = floorLog2(eob-1) + 2
	}
	if log < 5 {
		s.many(&t.cdf.eobPt[log][chroma][bit(class != class2D)], 5+log, pt-1)
	} else {
		s.many(&t.cdf.eobBig[log-5][chroma], 5+log, pt-1)
	}
	if pt < 3 {
		return
	}
	rest := eob - 1<<(pt-2) - 1
	top := pt - 3
	s.two(&t.cdf.eobExtra[sizeCtx][chroma][pt-3], rest>>top&1)
	s.literal(top, rest&(1<<top-1))
}
