package jpeg

// Look-up tables for Huffman codes. All are indexed with the next bits of the
// stream, first bit in the most significant place.
const (
	dcBits   = 9  // of decDC.fast
	acBits   = 12 // of decAC.fast and decCode.one
	skipBits = 12 // of decAC.skip
)

// decHuffSpec is a table as a DHT segment defines it, section B.2.4.2.
type decHuffSpec struct {
	set   bool
	count [17]uint8 // codes of each length, from 1
	vals  [256]uint8
	n     int // symbols
	// The look-up tables made of it, when a scan needed them: for DC, AC of
	// sequential, and AC of progressive scans.
	dc   *decDC
	ac   *decAC
	prog *decCode
}

// readDHT handles Huffman tables, section B.2.4.2.
func (d *Decoder) readDHT(p []byte) error {
	for len(p) > 0 {
		if len(p) < 17 {
			return formatError("Huffman table length")
		}
		tc, th := p[0]>>4, p[0]&15
		if tc > 1 || th > 3 {
			return formatError("Huffman table number")
		}
		var s decHuffSpec
		s.set = true
		room := 0 // codes left unused so far, in codes of the current length
		copy(s.count[1:], p[1:17])
		for l := 1; l <= 16; l++ {
			s.n += int(s.count[l])
			// Codes are given out in order, so too many of one length show as a
			// code that does not fit its length.
			if room = room<<1 + int(s.count[l]); room > 1<<l {
				return formatError("Huffman codes overlap")
			}
		}
		if s.n > 256 || len(p) < 17+s.n {
			return formatError("Huffman table length")
		}
		copy(s.vals[:], p[17:17+s.n])
		p = p[17+s.n:]
		if tc == 0 {
			for _, v := range s.vals[:s.n] {
				if v > 15 {
					return formatError("DC code for more than 15 bits")
				}
			}
			d.dcSpec[th] = s
		} else {
			d.acSpec[th] = s
		}
	}
	return nil
}

// decCode finds the symbol of one code word.
type decCode struct {
	// one resolves codes of up to acBits bits: length in the low byte, symbol in
	// the high byte; 0 for longer codes.
	one [1 << acBits]uint16
	// limit[l] is the first 16-bit pattern above all codes of up to l bits, and
	// vals[pattern>>(16-l) + delta[l]] the symbol of a code of l bits.
	limit [17]uint32
	delta [17]int32
	vals  [256]uint8
}

// init derives the codes: sections C.2 and F.2.2.3.
func (c *decCode) init(s *decHuffSpec) {
	c.vals = s.vals
	code, k := uint32(0), 0
	for l := 1; l <= 16; l++ {
		c.delta[l] = int32(k) - int32(code)
		for range s.count[l] {
			if l <= acBits {
				first := code << (acBits - l)
				e := uint16(s.vals[k])<<8 | uint16(l)
				for i := range uint32(1) << (acBits - l) {
					c.one[(first+i)&(1<<acBits-1)] = e
				}
			}
			code++
			k++
		}
		c.limit[l] = code << (16 - l)
		code <<= 1
	}
}

// badCodeLen is how many bits a pattern that is no code takes. The symbol is
// then taken as 0. Both are what libjpeg does, so that damaged files look the
// same.
const badCodeLen = 17

// decode returns the symbol and length of the code word at the top of acc. It
// is the slow way, for what the tables do not resolve.
func (c *decCode) decode(acc uint64) (sym, length uint) {
	if e := c.one[acc>>(64-acBits)]; e != 0 {
		return uint(e >> 8), uint(e & 255)
	}
	v := uint32(acc >> 48)
	for l := acBits + 1; l <= 16; l++ {
		if v < c.limit[l] {
			return uint(c.vals[uint8(int32(v>>(16-l))+c.delta[l])]), uint(l)
		}
	}
	return 0, badCodeLen
}

// extend is the EXTEND procedure of figure F.12 for the s bits at the top of
// acc, 0 < s ≤ 16.
func extend(acc uint64, s uint) int {
	v := int(acc >> (64 - s))
	if int64(acc) >= 0 { // first bit 0: negative
		v += -1<<s + 1
	}
	return v
}

// decDC decodes DC differences.
type decDC struct {
	// fast resolves code and difference together where they have up to dcBits
	// bits: total length in the low byte, difference in the high half; 0 else.
	fast [1 << dcBits]uint32
	decCode
}

func newDecDC(s *decHuffSpec) *decDC {
	t := new(decDC)
	t.init(s)
	for i := range t.fast {
		acc := uint64(i) << (64 - dcBits)
		sym, l := t.decode(acc)
		if l+sym > dcBits {
			continue
		}
		diff := 0
		if sym > 0 {
			diff = extend(acc<<l, sym)
		}
		t.fast[i] = uint32(uint16(diff))<<16 | uint32(l+sym)
	}
	return t
}

// An entry of decAC.fast describes up to two coefficients and the end of the
// block behind them:
//
//	bits 0–7    length of all of it in the stream
//	bits 8–15   how far k advances (≤ 63), plus endOfBlock; or unresolved
//	bits 16–23  position of the first coefficient, less k
//	bits 24–31  position of the second; if there is none, the first again
//	bits 32–47  value of the first
//	bits 48–63  value of the second
//
// where k is the zigzag position that the next symbol refers to. An entry
// without coefficients names position dumpRun. Adding the advance to k ≤ 63
// gives less than 64 where the block goes on, 128 to 191 where it ends, and
// other values where the entry does not apply and symbols must be taken one by
// one: because it is unresolved, or goes beyond position 63 (a block that is
// full has no end-of-block code, so what follows belongs to the next).
const (
	endOfBlock = 128
	unresolved = 64
	dumpRun    = 80
)

// runOf16 is the symbol ZRL, sixteen zero coefficients: section F.1.2.2.1.
const runOf16 = 0xF0

// isEOB reports whether an AC symbol of a sequential scan ends the block. Only
// 0 should; that other symbols without a size do is what libjpeg makes of them.
func isEOB(sym uint) bool { return sym&15 == 0 && sym != runOf16 }

// decAC decodes AC coefficients.
type decAC struct {
	fast [1 << acBits]uint64
	// step is the lower half of fast's lower half: what the next look-up waits for, in a
	// quarter of the cache.
	step [1 << acBits]uint16
	// skip passes over as many symbols as fit: total length in the low byte,
	// advance in the high byte, as in fast. It is filled by makeSkip.
	skip *[1 << skipBits]uint16
	decCode
}

func newDecAC(s *decHuffSpec) *decAC {
	t := new(decAC)
	t.init(s)
	t.makeFast()
	return t
}

// makeFast fills the table fast, in one loop since a call costs as much as an
// entry. No code of more than acBits bits can be part of an entry, so the table
// one is all it needs.
func (t *decAC) makeFast() {
	for i := range t.fast {
		acc := uint64(i) << (64 - acBits)
		var pos, val, adv, used uint64
		n := 0
		e := uint64(t.one[i])
		for {
			l, size := e&255, e>>8&15
			if n == 2 || size == 0 || used+l+size > acBits {
				break
			}
			v := acc << ((used + l) & 63)
			// EXTEND as in extend, in 16 bits.
			diff := v>>((64-size)&63) + (^v>>63)*(1-1<<(size&63))
			pos = pos>>8 | (adv+e>>12)<<24
			val = val>>16 | diff<<48
			used += l + size
			adv += e>>12 + 1
			n++
			e = uint64(t.one[acc<<(used&63)>>(64-acBits)])
		}
		if l := e & 255; l > 0 && used+l <= acBits {
			if isEOB(uint(e >> 8)) {
				used, adv = used+l, adv+endOfBlock
			} else if e>>8 == runOf16 && n == 0 {
				used, adv = l, 16
			}
		}
		switch {
		case adv == 0:
			adv = unresolved
		case n == 0:
			pos = dumpRun<<16 | dumpRun<<24
		case n == 1:
			pos |= pos >> 8
			val |= val >> 16
		}
		t.fast[i] = used | adv<<8 | pos | val
		t.step[i] = uint16(used | adv<<8)
	}
}

// makeSkip fills the table skip, which not every decoding needs.
func (t *decAC) makeSkip() {
	if t.skip != nil {
		return
	}
	t.skip = new([1 << skipBits]uint16)
	for i := range t.skip {
		acc := uint64(i) << (64 - skipBits)
		var used, adv uint64
		for {
			e := uint64(t.one[acc<<(used&63)>>(64-acBits)])
			if e == 0 {
				sym, l := t.decode(acc << (used & 63))
				e = uint64(sym<<8 | l)
			}
			l, size, run := e&255, e>>8&15, e>>12
			if used+l+size > skipBits {
				break
			}
			if isEOB(uint(e >> 8)) {
				used, adv = used+l, adv+endOfBlock
				break
			}
			if adv+run+1 > 63 {
				break
			}
			used, adv = used+l+size, adv+run+1
		}
		if used == 0 {
			adv = unresolved
		}
		t.skip[i] = uint16(used | adv<<8)
	}
}

// bindTables makes sure that the look-up tables that component c needs in this
// scan exist.
func (d *Decoder) bindTables(c *decComp, dc, ac bool) error {
	if dc {
		s := &d.dcSpec[c.td]
		if !s.set && !s.setStandard(&stdHuffDC, c.td) {
			return formatError("missing Huffman table")
		}
		if s.dc == nil {
			s.dc = newDecDC(s)
		}
	}
	if !ac {
		return nil
	}
	s := &d.acSpec[c.ta]
	if !s.set && !s.setStandard(&stdHuffAC, c.ta) {
		return formatError("missing Huffman table")
	}
	if d.progressive && s.prog == nil {
		s.prog = new(decCode)
		s.prog.init(s)
	}
	if !d.progressive && s.ac == nil {
		s.ac = newDecAC(s)
	}
	return nil
}

// setStandard gives a table that the file lacks the typical one of section
// K.3: the frames of Motion JPEG leave theirs out.
func (s *decHuffSpec) setStandard(std *[2]string, n uint8) bool {
	if int(n) >= len(std) {
		return false
	}
	src := std[n]
	s.set, s.n = true, copy(s.vals[:], src[16:])
	copy(s.count[1:], src[:16])
	return true
}
