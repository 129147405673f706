package av1

import (
	"math/bits"
	"unsafe"
)

// coefs reads the coefficients of a transform block (section 5.11.39) into
// d.coefs, dequantized, and says how many there are in scan order. x4 and y4
// count 4 samples of the plane.
func (d *decoder) readCoefs(plane, x4, y4 int, tx uint8) int {
	b, t := &d.b, d.t
	w, h := txW[tx], txH[tx]
	subX, subY := d.sub(plane)
	w4 := min(1<<w, d.h.miCols>>subX-x4)
	h4 := min(1<<h, d.h.miRows>>subY-y4)
	above := d.above.coef[plane][x4 : x4+w4]
	left := d.left.coef[plane][y4&(31>>subY):][:h4]
	sizeCtx := (min(w, h) + max(w, h) + 1) >> 1
	if t.bool(&t.cdf.txbSkip[sizeCtx][d.skipContext(plane, tx, above, left)]) {
		clear(above)
		clear(left)
		if plane == 0 {
			d.keepTxType(x4, y4, w4, h4, dctDCT)
		}
		return 0
	}
	chroma := min(plane, 1)
	if plane == 0 {
		d.txType = d.readTxType(tx)
		d.keepTxType(x4, y4, w4, h4, d.txType)
	} else {
		d.txType = d.chromaTxType(x4, y4, tx)
	}
	class := classes[d.txType]
	lw, lh := min(w, 3), min(h, 3)
	scan := d.scanFor(w, h, class)
	eob := d.readEOB(int(lw+lh), int(sizeCtx), chroma, class)

	k := &d.tokens
	k.scan, k.class = scan, class
	k.stride = 4<<lw + levelPad
	k.base, k.br = &t.cdf.base[sizeCtx][chroma], &t.cdf.br[min(sizeCtx, 3)][chroma]
	eobCtx := endContext(eob, 16<<(lw+lh))
	first := t.few(&t.cdf.baseEOB[sizeCtx][chroma][eobCtx], 3) + 1
	n := t.symbols.levels(k, eob, first)
	sign := signContext(above, left)
	q := &d.dq[b.segment][plane]
	k.dc, k.ac, k.shift = q[0], q[1], dequantShift[tx]
	k.matrix = nil
	if m := d.h.quant.levels[plane]; d.h.quant.matrices && m < 15 && d.txType < identity && !b.lossless {
		k.matrix = d.matrix(m, chroma, lw, lh)
	}
	k.limit = 1 << (7 + d.seq.depth)
	sum, dcSign := t.symbols.signs(k, n, &t.cdf.dcSign[chroma][sign], &d.coefs)
	state := uint8(min(sum, 63)) | dcSign<<6
	for i := range above {
		above[i] = state
	}
	for i := range left {
		left[i] = state
	}
	clear(k.levels[:(4<<lh+levelPad)*k.stride])
	return eob
}

// dequantShift is the logarithm of dqDenom (section 7.12.3).
var dequantShift = [nTx]uint{tx32x32: 1, tx16x32: 1, tx32x16: 1, tx16x64: 1, tx64x16: 1, tx64x64: 2, tx32x64: 2, tx64x32: 2}

// skipContext is the context of all_zero (section 8.3.2).
func (d *decoder) skipContext(plane int, tx uint8, above, left []uint8) uint8 {
	b := &d.b
	a, l := uint8(0), uint8(0)
	if plane > 0 {
		for _, v := range above {
			a |= v
		}
		for _, v := range left {
			l |= v
		}
		ctx := uint8(7)
		if a != 0 {
			ctx++
		}
		if l != 0 {
			ctx++
		}
		if b.cw+b.ch > txW[tx]+txH[tx] {
			ctx += 3
		}
		return ctx
	}
	if b.w == txW[tx] && b.h == txH[tx] {
		return 0
	}
	for _, v := range above {
		a = max(a, v&63)
	}
	for _, v := range left {
		l = max(l, v&63)
	}
	a, l = max(a, l), min(a, l)
	switch {
	case a == 0:
		return 1
	case l == 0 && a <= 3:
		return 2
	case l == 0:
		return 3
	case a <= 3:
		return 4
	case l <= 3:
		return 5
	}
	return 6
}

// signContext is the context of dc_sign.
func signContext(above, left []uint8) int {
	sum := 0
	for _, v := range above {
		sum += int(v>>7) - int(v>>6&1)
	}
	for _, v := range left {
		sum += int(v>>7) - int(v>>6&1)
	}
	switch {
	case sum < 0:
		return 1
	case sum > 0:
		return 2
	}
	return 0
}

func (d *decoder) resetCoefContext() {
	b := &d.b
	fill(d.above.coef[0], b.c, b.inW, 0)
	fill(d.left.coef[0][:], b.r&31, b.inH, 0)
	if !b.chroma {
		return
	}
	subX, subY := d.seq.subX, d.seq.subY
	for p := 1; p < 3; p++ {
		fill(d.above.coef[p], b.c>>subX, (b.inW+subX)>>subX, 0)
		fill(d.left.coef[p][:], b.r&31>>subY, (b.inH+subY)>>subY, 0)
	}
}

// endContext is the context of the last level that is not 0, of n, section 8.3.2
// (coeff_base_eob).
func endContext(eob, n int) int {
	switch {
	case eob == 1:
		return 0
	case eob-1 <= n/8:
		return 1
	case eob-1 <= n/4:
		return 2
	}
	return 3
}

// readEOB reads where the coefficients end. log is the logarithm of how many
// there can be, less 4.
func (d *decoder) readEOB(log, sizeCtx, chroma int, class uint8) int {
	t := d.t
	pt := 1
	if log < 5 {
		ctx := 0
		if class != class2D {
			ctx = 1
		}
		pt += t.many(&t.cdf.eobPt[log][chroma][ctx], 5+log)
	} else {
		pt += t.many(&t.cdf.eobBig[log-5][chroma], 5+log)
	}
	if pt < 3 {
		return pt
	}
	eob := 1<<(pt-2) + 1
	bit := pt - 3
	if t.bool(&t.cdf.eobExtra[sizeCtx][chroma][pt-3]) {
		eob += 1 << bit
	}
	return eob + t.literal(bit)
}

// txSet is get_tx_set (section 5.11.48) as the number of types: 1, 2, 5, 7, 12
// or 16.
func (d *decoder) txSet(tx uint8) int {
	least, most := min(txW[tx], txH[tx]), max(txW[tx], txH[tx])
	switch {
	case most > 3:
		return 1
	case d.b.copied:
		if d.h.reducedTx || most == 3 {
			return 2
		}
		if least == 2 {
			return 12
		}
		return 16
	case most == 3:
		return 1
	case d.h.reducedTx || least == 2:
		return 5
	}
	return 7
}

var (
	intraTypes7  = [8]uint8{identity, dctDCT, vDCT, hDCT, adstADST, adstDCT, dctADST}
	intraTypes5  = [8]uint8{identity, dctDCT, adstADST, adstDCT, dctADST}
	interTypes16 = [16]uint8{identity, vDCT, hDCT, vADST, hADST, vFlip, hFlip, dctDCT, adstDCT, dctADST, flipDCT, dctFlip, adstADST, flipFlip, adstFlip, flipADST}
	interTypes12 = [16]uint8{identity, vDCT, hDCT, dctDCT, adstDCT, dctADST, flipDCT, dctFlip, adstADST, flipFlip, adstFlip, flipADST}
)

// readTxType is transform_type for luma (section 5.11.47).
func (d *decoder) readTxType(tx uint8) uint8 {
	b, t := &d.b, d.t
	if b.lossless {
		return wht
	}
	set := d.txSet(tx)
	if set == 1 || d.h.qindex(b.segment, d.h.quant.base) == 0 {
		return dctDCT
	}
	square := min(txW[tx], txH[tx])
	switch set {
	case 2:
		if t.bool(&t.cdf.interTx3[square]) {
			return dctDCT
		}
		return identity
	case 5:
		return intraTypes5[t.many(&t.cdf.intraTx2[square][b.intraDir], 5)&7]
	case 7:
		return intraTypes7[t.many(&t.cdf.intraTx1[square][b.intraDir], 7)&7]
	case 12:
		return interTypes12[t.many(&t.cdf.interTx2[0], 12)&15]
	}
	return interTypes16[t.many(&t.cdf.interTx1[square], 16)&15]
}

// keepTxType stores a luma type where chroma of copied blocks looks for it.
func (d *decoder) keepTxType(x4, y4, w4, h4 int, kind uint8) {
	if !d.b.copied {
		return
	}
	for y := range h4 {
		fill(d.txTypes[:], (y4+y)&31*32+x4&31, w4, kind)
	}
}

// modeTypes is Mode_To_Txfm (section 9.3).
var modeTypes = [16]uint8{dctDCT, adstDCT, dctADST, dctDCT, adstADST, adstDCT, dctADST, dctADST, adstDCT, adstADST, adstDCT, dctADST, adstADST, dctDCT}

// chromaTxType is compute_tx_type for chroma.
func (d *decoder) chromaTxType(x4, y4 int, tx uint8) uint8 {
	b := &d.b
	if b.lossless {
		return wht
	}
	set := d.txSet(tx)
	if b.copied {
		x, y := max(b.c, x4<<d.seq.subX), max(b.r, y4<<d.seq.subY)
		kind := d.txTypes[y&31*32+x&31]
		if set == 1 || set == 2 && kind != identity || set == 12 && kind >= vADST {
			return dctDCT
		}
		return kind
	}
	kind := modeTypes[b.uvMode&15]
	if set == 1 { // the other sets have all that a mode stands for
		return dctDCT
	}
	return kind
}

// tokens is what the inner loops read coefficients with.
type tokens struct {
	scan   *scanOrder
	class  uint8
	stride int
	base   *[42]word
	br     *[21]word
	dc, ac int
	shift  uint
	limit  int
	total  int // of what the coefficients amount to
	matrix []uint8
	found  [1024]uint16 // places in the scan order that are not zero, from the last on
	levels [(32 + levelPad) * (32 + levelPad)]uint8
}

// A level is kept with a second one of two bits above it that stops at three:
// sums of neighbors then have both sums that contexts need.
var levelCode = func() (t [16]uint8) {
	for i := range t {
		t[i] = uint8(i | min(i, 3)<<6)
	}
	return t
}()

// levels reads all levels up to 15, from the last down, and says how many are
// not zero; of the last, level is the base. Decoding spends most of its time
// here: symbols.few is written out, with the decoder's state in variables.
func (s *symbols) levels(k *tokens, eob, level int) int {
	order := k.scan.level[:eob]
	levels, bases, ranges := unsafe.Pointer(&k.levels), unsafe.Pointer(k.base), unsafe.Pointer(k.br)
	o := levelOffsets(k.class, k.stride)
	o0, o1, o2, o3, o4 := o[0], o[1], o[2], o[3], o[4]
	dif, rng, cnt, rateBase := s.dif, s.rng, s.cnt, s.rate
	n, c, three, budget := 0, eob-1, 0, 0
	place := order[c]
	p := bases
	if level == 3 {
		p, budget = unsafe.Add(ranges, 8*(place>>24)), 4
	}
	for {
		// A base, and when it is full as many as four symbols of a range.
		for budget > 0 {
			w := *(*word)(p)
			top, r := uint32(dif>>48), rng>>8
			u, v, below, symbol := rng, (r*uint32(w>>6&0x3FF))>>1+12, uint64(0), 0
			if top < v {
				u, v, below, symbol = v, (r*uint32(w>>22&0x3FF))>>1+8, 0xFFFF, 1
				if top < v {
					u, v, below, symbol = v, (r*uint32(w>>38&0x3FF))>>1+4, 0xFFFF_FFFF, 2
					if top < v {
						u, v, below, symbol = v, 0, lanes3, 3
					}
				}
			}
			count := w >> 48
			rate := (rateBase + uint(count>>4)) & 31
			keep := laneMasks[rate]
			x := w & lanes3
			*(*word)(p) = x + (ones3-x)>>rate&keep&below - x>>rate&keep&^below | (count+(count>>5^1))<<48
			dif -= uint64(v) << 48
			rng = u - v
			d := uint(bits.LeadingZeros32(rng)-16) & 31
			dif, rng = dif<<d, rng<<d
			cnt -= int(d)
			if cnt < 0 {
				have := uint(16+cnt) & 63
				dif |= next8(s.data, s.pos) >> have
				m := int(64-have) >> 3
				s.pos += m
				cnt += m << 3
			}
			level += symbol
			if symbol < 3 {
				break
			}
			budget--
			if budget == 4 {
				p = unsafe.Add(ranges, 8*(uint32(min((three&63+1)>>1, 6))+place>>24))
			}
		}
		if level > 0 {
			*(*uint8)(unsafe.Add(levels, place&0xFFFF)) = levelCode[level&15]
			k.found[n&1023] = uint16(c)
			n++
		}
		c--
		if c < 0 {
			break
		}
		place = order[c]
		l := unsafe.Add(levels, place&0xFFFF)
		three = int(*(*uint8)(unsafe.Add(l, o0))) + int(*(*uint8)(unsafe.Add(l, o1))) + int(*(*uint8)(unsafe.Add(l, o2)))
		mag := (three + int(*(*uint8)(unsafe.Add(l, o3))) + int(*(*uint8)(unsafe.Add(l, o4)))) >> 6
		ctx := min((mag+1)>>1, 4) + int(place>>16&0xFF)
		if c == 0 && k.class == class2D {
			ctx = 0
		}
		p, budget, level = unsafe.Add(bases, 8*ctx), 5, 0
	}
	s.dif, s.rng, s.cnt = dif, rng, cnt
	return n
}

// signs reads the signs and what is above 14 of n levels, and dequantizes
// (section 7.12.3). Bits are read as symbols.bit does.
func (s *symbols) signs(k *tokens, n int, dcSign *word, out *[1024]int32) (sum int, dc uint8) {
	total := 0
	for n--; n >= 0; n-- {
		c := int(k.found[n&1023])
		level := int(k.levels[k.scan.level[c]&0xFFFF] & 15)
		q := k.ac
		sign := 0
		if c == 0 {
			q = k.dc
			sign = s.two(dcSign)
			dc = 2 - uint8(sign)
		} else {
			v := s.rng>>8<<7 + 4
			rng, dif := v, s.dif
			sign = 1
			if uint32(dif>>48) >= v {
				rng, dif, sign = s.rng-v, dif-uint64(v)<<48, 0
			}
			d := uint(bits.LeadingZeros32(rng)-16) & 31
			s.dif, s.rng = dif<<d, rng<<d
			s.cnt -= int(d)
			if s.cnt < 0 {
				s.refill()
			}
		}
		if level == 15 {
			level = s.golomb() + 14
		}
		if k.matrix != nil {
			q = (q*int(k.matrix[k.scan.order[c]]) + 16) >> 5
		}
		level &= 0xFFFFF
		sum += level
		v := level * q & 0xFFFFFF >> k.shift
		total += v
		at := k.scan.store[c] & 1023
		if sign != 0 {
			out[at] = int32(max(-v, -k.limit))
		} else {
			out[at] = int32(min(v, k.limit-1))
		}
	}
	k.total = total
	return sum, dc
}

// golomb reads what is coded of levels beyond the ranges; 32 zeros and more are
// taken as an end.
func (s *symbols) golomb() int {
	length := 1
	for s.bit() == 0 {
		length++
		if length > 32 {
			return 0
		}
	}
	return 1<<(length-1) | s.literal(length-1)
}
