package jpeg

import (
	"math/bits"
)

// Progressive files, Annex G: spectral selection and successive approximation.

// An encScan is one scan of a progressive file.
type encScan struct {
	comp   int8  // the component, or encAllComps
	ss, se uint8 // first and last place of the zigzag sequence
	ah, al uint8 // bit positions of successive approximation
}

const encAllComps = -1

// encScansYCbCr shows colours early, as the Independent JPEG Group's library
// does: chroma is small and comes before most of the luma.
var encScansYCbCr = []encScan{
	{encAllComps, 0, 0, 0, 1},
	{0, 1, 5, 0, 2},
	{2, 1, 63, 0, 1},
	{1, 1, 63, 0, 1},
	{0, 6, 63, 0, 2},
	{0, 1, 63, 2, 1},
	{encAllComps, 0, 0, 1, 0},
	{2, 1, 63, 1, 0},
	{1, 1, 63, 1, 0},
	{0, 1, 63, 1, 0},
}

// encScans returns the scans for n components, all of which matter equally
// unless they are YCbCr.
func encScans(n int, ycbcr bool) []encScan {
	if ycbcr {
		return encScansYCbCr
	}
	scans := []encScan{{encAllComps, 0, 0, 0, 1}}
	each := func(s encScan) {
		for i := range n {
			s.comp = int8(i)
			scans = append(scans, s)
		}
	}
	each(encScan{ss: 1, se: 5, al: 2})
	each(encScan{ss: 6, se: 63, al: 2})
	each(encScan{ss: 1, se: 63, ah: 2, al: 1})
	scans = append(scans, encScan{encAllComps, 0, 0, 1, 0})
	each(encScan{ss: 1, se: 63, ah: 1, al: 0})
	return scans
}

// encodeProgressive writes a progressive file.
func (e *Encoder) encodeProgressive(o EncodeOptions) ([]byte, error) {
	for my := range e.mcusY {
		if err := callPoll(o.Poll); err != nil {
			return nil, err
		}
		e.quantizedRow(my)
	}
	out, err := e.appendHeader(make([]byte, 0, encHeaderRoom+len(o.ICC)), markerSOF2, o.ICC)
	if err != nil {
		return nil, err
	}
	for _, scan := range encScans(len(e.comps), e.nTables == 2) {
		if err := callPoll(o.Poll); err != nil {
			return nil, err
		}
		out = e.appendScan(out, scan)
	}
	return append(out, 0xff, markerEOI), nil
}

// appendScan writes the tables, the header and the data of a scan.
func (e *Encoder) appendScan(out []byte, scan encScan) []byte {
	e.tokenizer.reset()
	comps := e.comps
	tokens := e.scanTokens[:0]
	switch {
	case scan.comp != encAllComps:
		comps = comps[scan.comp:][:1]
		tokens = e.tokenizeAC(tokens, &comps[0], scan)
	case scan.ah == 0:
		tokens = e.tokenizeDCFirst(tokens, scan.al)
	default:
		tokens = e.tokenizeDCRefine(tokens, scan.al)
	}
	e.scanTokens = tokens

	var codes encCodeTable
	for n := range uint32(17) {
		codes[encRaw+n] = n
	}
	for i := range encTables {
		count := (*[256]uint32)(e.tokenizer.count[i*256:])
		if *count != [256]uint32{} {
			huffman := encOptimalTable(count)
			codes.set(i, &huffman)
			out = appendDHT(out, i>>1, i&1, &huffman)
		}
	}
	out = appendSOS(out, comps, scan)
	w := encBitWriter{out: out, free: 64}
	w.writeAll(tokens, &codes)
	w.finish()
	return w.out
}

// encRaw+n is the code index of a token that is n bits without a code, at most
// 16. A scan with such tokens has no codes for DC, whose places these are.
const encRaw = encDC << 8

// tokenizeDCFirst makes the tokens of the first DC scan, section G.1.2.1.
func (e *Encoder) tokenizeDCFirst(tokens []uint32, al uint8) []uint32 {
	t := &e.tokenizer
	for b := range e.masks {
		comp, table := t.comp[b%t.nBlocks], uint32(t.table[b%t.nBlocks])
		level := int64(e.levels[b*64] >> al)
		size, extra := encSizeBits(level - t.pred[comp])
		t.pred[comp] = level
		tokens = t.add(tokens, (encDC+table)<<8|size, extra)
	}
	return tokens
}

// tokenizeDCRefine makes the tokens of a later DC scan: a bit for each block.
func (e *Encoder) tokenizeDCRefine(tokens []uint32, al uint8) []uint32 {
	for b := range e.masks {
		bit := uint32(e.levels[b*64]>>al) & 1
		tokens = append(tokens, bit<<16|(encRaw+1))
	}
	return tokens
}

// tokenizeAC makes the tokens of an AC scan. Such a scan has one component and
// only those of its blocks that have samples (section A.2.2).
func (e *Encoder) tokenizeAC(tokens []uint32, c *encComponent, scan encScan) []uint32 {
	s := encACScan{
		encTokenizer: &e.tokenizer,
		tokens:       tokens,
		base:         uint32(encAC+c.table) << 8,
		ss:           int(scan.ss),
		se:           int(scan.se),
		al:           scan.al,
	}
	for by := range c.blocksY {
		row := by/c.v*e.mcusX*e.blocksPerMCU + c.first + by%c.v*c.h
		for bx := range c.blocksX {
			b := row + bx/c.h*e.blocksPerMCU + bx%c.h
			level := (*[64]int16)(e.levels[b*64:])
			if scan.ah == 0 {
				s.first(level, e.masks[b])
			} else {
				s.refine(level, e.masks[b])
			}
		}
	}
	s.endRun()
	return s.tokens
}

// encSizeBits returns the size category of a value and the bits that follow its
// code, section F.1.2.1.
func encSizeBits(v int64) (size, extra uint32) {
	sign := v >> 63
	size = uint32(bits.Len64(uint64((v ^ sign) - sign)))
	return size, uint32(v+sign) & (1<<size - 1)
}

// An encACScan makes the tokens of one AC scan.
type encACScan struct {
	*encTokenizer
	tokens []uint32
	base   uint32 // index of the codes
	ss, se int
	al     uint8

	run   uint32  // blocks that have ended since the last code: EOBRUN
	bits  []uint8 // correction bits of those blocks, then of the current one
	ofRun int     // how many are of those blocks
}

const (
	encMaxRun = 0x7fff // section G.1.2.2
	// encMaxRunBits bounds how many correction bits a run gathers, as a
	// courtesy to decoders that buffer them.
	encMaxRunBits = 900
)

// places returns the set of the zigzag places of the scan whose levels are not
// 0 in full precision.
func (s *encACScan) places(mask uint64) uint64 {
	return s.zigzagMask(mask) & (1<<(s.se+1) - 1) &^ (1<<s.ss - 1)
}

// magnitude returns the level at place k without the bits that come later.
func (s *encACScan) magnitude(level *[64]int16, k int) (magnitude uint32, negative bool) {
	v := int32(level[s.offset[k]/2])
	return uint32(max(v, -v)) >> s.al, v < 0
}

// first makes the tokens of a block in the first scan of its band, figure G.3.
func (s *encACScan) first(level *[64]int16, mask uint64) {
	last := s.ss - 1
	for z := s.places(mask); z != 0; z &= z - 1 {
		k := bits.TrailingZeros64(z)
		magnitude, negative := s.magnitude(level, k)
		if magnitude == 0 {
			continue
		}
		zeros := uint32(k - last - 1)
		last = k
		s.endRun()
		for ; zeros > 15; zeros -= 16 {
			s.code(symZRL, 0)
		}
		size := uint32(bits.Len32(magnitude))
		if negative {
			magnitude = ^magnitude & (1<<size - 1)
		}
		s.code(zeros<<4|size, magnitude)
	}
	if last < s.se {
		s.endBlock()
	}
}

// refine makes the tokens of a block in a later scan of its band, figure G.7.
func (s *encACScan) refine(level *[64]int16, mask uint64) {
	z := s.places(mask)
	// The last coefficient that becomes nonzero in this scan. Runs of zeros
	// beyond it belong to the end of the block.
	end := -1
	for y := z; y != 0 && end < 0; {
		k := bits.Len64(y) - 1
		if magnitude, _ := s.magnitude(level, k); magnitude == 1 {
			end = k
		}
		y &^= 1 << k
	}
	zeros, last := uint32(0), s.ss-1
	for ; z != 0; z &= z - 1 {
		k := bits.TrailingZeros64(z)
		magnitude, negative := s.magnitude(level, k)
		if magnitude == 0 {
			continue
		}
		zeros += uint32(k - last - 1)
		last = k
		for ; zeros > 15 && k <= end; zeros -= 16 {
			s.endRun()
			s.code(symZRL, 0)
			s.flushBits()
		}
		if magnitude > 1 {
			s.bits = append(s.bits, uint8(magnitude&1))
			continue
		}
		s.endRun()
		sign := uint32(1)
		if negative {
			sign = 0
		}
		s.code(zeros<<4|1, sign)
		s.flushBits()
		zeros = 0
	}
	if zeros > 0 || last < s.se || len(s.bits) > s.ofRun {
		s.endBlock()
	}
}

// code adds a token with a code.
func (s *encACScan) code(symbol, extra uint32) {
	s.tokens = s.add(s.tokens, s.base|symbol, extra)
}

// endBlock counts a block whose remaining coefficients are zeros, or only have
// correction bits.
func (s *encACScan) endBlock() {
	s.run++
	s.ofRun = len(s.bits)
	if s.run == encMaxRun || s.ofRun > encMaxRunBits {
		s.endRun()
	}
}

// endRun writes the blocks that have ended: code EOBn, n bits of their number,
// then their correction bits. Those of the current block stay.
func (s *encACScan) endRun() {
	if s.run == 0 {
		return
	}
	n := uint32(bits.Len32(s.run)) - 1
	s.code(n<<4, s.run&(1<<n-1))
	rest := s.bits[s.ofRun:]
	s.bits = s.bits[:s.ofRun]
	s.flushBits()
	s.bits = append(s.bits, rest...)
	s.run = 0
}

// flushBits writes all correction bits.
func (s *encACScan) flushBits() {
	for from := 0; from < len(s.bits); from += 16 {
		raw := uint32(0)
		part := s.bits[from:min(from+16, len(s.bits))]
		for _, b := range part {
			raw = raw<<1 | uint32(b)
		}
		s.tokens = append(s.tokens, raw<<16|uint32(encRaw+len(part)))
	}
	s.bits, s.ofRun = s.bits[:0], 0
}
