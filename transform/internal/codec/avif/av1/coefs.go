package av1

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
	eobCtx := 3
	if n := 16 << (lw + lh); eob == 1 {
		eobCtx = 0
	} else if eob-1 <= n/8 {
		eobCtx = 1
	} else if eob-1 <= n/4 {
		eobCtx = 2
	}
	first := t.few(&t.cdf.baseEOB[sizeCtx][chroma][eobCtx], 3) + 1
	if first == 3 {
		at := int(scan.order[eob-1])
		ctx := 14
		if eob == 1 {
			ctx = 0
		} else if y, x := at>>(lw+2), at&(4<<lw-1); class == class2D && y < 2 && x < 2 ||
			class == classHoriz && x == 0 || class == classVert && y == 0 {
			ctx = 7
		}
		for range 4 {
			v := t.few(&k.br[ctx], 4)
			first += v
			if v < 3 {
				break
			}
		}
	}
	n := t.symbols.levels(k, eob, first)
	sign := signContext(above, left)
	q := &d.dq[b.segment][plane]
	k.dc, k.ac, k.shift = q[0], q[1], dequantShift[tx]
	k.matrix = nil
	if m := d.h.quant.levels[plane]; d.h.quant.matrices && m < 15 && d.txType < identity && !b.lossless {
		k.matrix = d.matrix(m, chroma, lw, lh)
	}
	k.limit = 1 << (7 + d.seq.depth)
	k.total = 0
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

// readEOB reads where the coefficients end. log is the logarithm of how many
// there can be, less 4.
func (d *decoder) readEOB(log, sizeCtx, chroma int, class uint8) int {
	t := d.t
	ctx := 0
	if class != class2D && log < 5 {
		ctx = 1
	}
	pt := t.many(&t.cdf.eobPt[log][chroma][ctx], 5+log) + 1
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
// not zero.
func (s *symbols) levels(k *tokens, eob, last int) int {
	n := 0
	order, offset := k.scan.level, k.scan.offset
	put := func(c, level int) {
		k.levels[order[c]] = levelCode[level&15]
		k.found[n] = uint16(c)
		n++
	}
	put(eob-1, last)
	o := levelOffsets(k.class, k.stride)
	for c := eob - 2; c >= 0; c-- {
		at := int(order[c])
		l := k.levels[at:]
		three := int(l[o[0]]) + int(l[o[1]]) + int(l[o[2]])
		mag := (three + int(l[o[3]]) + int(l[o[4]])) >> 6
		ctx := min((mag+1)>>1, 4) + int(offset[c])
		if c == 0 && k.class == class2D {
			ctx = 0
		}
		level := s.few(&k.base[ctx], 4)
		if level == 3 {
			ctx = min((three&63+1)>>1, 6)
			if c > 0 {
				y, x := at/k.stride, at%k.stride
				ctx += 14
				if k.class == class2D && y < 2 && x < 2 || k.class == classHoriz && x == 0 || k.class == classVert && y == 0 {
					ctx -= 7
				}
			}
			for range 4 {
				v := s.few(&k.br[ctx], 4)
				level += v
				if v < 3 {
					break
				}
			}
		}
		if level > 0 {
			put(c, level)
		}
	}
	return n
}

// signs reads the signs and what is above 14 of n levels, and dequantizes
// (section 7.12.3).
func (s *symbols) signs(k *tokens, n int, dcSign *word, out *[1024]int32) (sum int, dc uint8) {
	for n--; n >= 0; n-- {
		c := int(k.found[n])
		level := int(k.levels[k.scan.level[c]] & 15)
		q := k.ac
		sign := 0
		if c == 0 {
			q = k.dc
			sign = s.two(dcSign)
			dc = 2 - uint8(sign)
		} else {
			sign = s.bit()
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
		k.total += v
		at := k.scan.store[c]
		if sign != 0 {
			out[at] = int32(max(-v, -k.limit))
		} else {
			out[at] = int32(min(v, k.limit-1))
		}
	}
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
