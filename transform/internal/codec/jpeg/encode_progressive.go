package jpeg

import "math/bits"

// Progressive files, Annex G, by spectral selection alone: all levels come whole. A scan
// of AC has a table of its own, tells by one code how many blocks have nothing more, and goes
// through a component row by row, as luma's scan of DC does.
//
// The scans are made of the tokens of sequential files, block by block. In chroma they are
// the same but for the ends of blocks. Those of luma are parted behind encLowEnd, where only
// the first level gets a token with another run.

// encLowEnd is the last place of luma's lower band.
const encLowEnd = 2

// An encBand gathers the tokens of a scan.
type encBand struct {
	encTokenList
	chunk []uint32 // what room gave, while tokens are added
	base  uint32   // of the codes' indexes
	// run is how many blocks have ended since the last code, EOBRUN, and runAt the token
	// that will tell their number.
	run   uint32
	runAt *uint32
}

// encMaxRun is the longest run of blocks that a code can tell: EOB14 has 14
// more bits, section G.1.2.2.
const encMaxRun = 1<<15 - 1

// end says that a block has nothing more.
func (b *encBand) end(count *[256]uint32) {
	if b.run == 0 {
		b.chunk = append(b.chunk, 0)
		b.runAt = &b.chunk[len(b.chunk)-1]
	}
	if b.run++; b.run == encMaxRun {
		b.endRun(count)
	}
}

// endRun tells how many blocks have ended, if any.
func (b *encBand) endRun(count *[256]uint32) {
	if b.run > 0 {
		n := uint32(bits.Len32(b.run)) - 1
		count[n<<4&255]++
		*b.runAt = (b.run&(1<<n-1))<<16 | b.base | n<<4
		b.run = 0
	}
}

// Where encParts counts codes: those of DC of the first table and the second, of AC in the
// lower band and the upper, and in each component of chroma.
const (
	encPartLow   = 2
	encPartHigh  = 3
	encPartCb    = 4
	encPartCr    = 5
	encPartCount = 6
)

// encParts are the scans while they are made.
type encParts struct {
	// count is by how much codes are used more often than in a sequential file, where that
	// is known.
	count [encPartCount][256]uint32
	dc    [2]encBand
	ac    [4][2]encBand // of a component: its bands, or in chroma one
	later []uint32      // tokens of the second row of blocks in a row of MCUs, for DC levels
	pred  int           // the last level of DC in the first component
	used  []*encBand
}

// reset prepares for an image of e.
func (p *encParts) reset(e *Encoder) {
	blocks := e.mcusX * e.mcusY * e.blocksPerMCU
	p.count, p.pred, p.used = [encPartCount][256]uint32{}, 0, p.used[:0]
	for i := range e.nTables {
		p.use(&p.dc[i], encDC+i, blocks)
	}
	for i := range e.comps {
		n := int(e.comps[i].table)
		p.use(&p.ac[i][0], encAC+n, blocks*encBlockTokens)
		if n == 0 {
			p.use(&p.ac[i][1], encAC, blocks*encBlockTokens)
		}
	}
}

// use prepares a band for at most so many tokens.
func (p *encParts) use(b *encBand, table, most int) {
	b.reset(min(most+encPieceBlocks*encBlockTokens, encChunkTokens))
	b.base, b.run = uint32(table)<<8, 0
	p.used = append(p.used, b)
}

// open makes room for the tokens of a piece, and close ends that.
func (p *encParts) open() {
	for _, b := range p.used {
		b.chunk = b.room(encPieceBlocks * encBlockTokens)
	}
}

func (p *encParts) close() {
	for _, b := range p.used {
		b.add(b.chunk)
	}
}

// split adds the tokens of a piece of row my, which are the last that tokenize made.
func (e *Encoder) split(my int) {
	p, t := &e.parts, &e.tokenizer
	p.open()
	inMCU, mx := 0, e.piece.mx
	for b := range e.piece.masks {
		i := int(t.comp[inMCU])
		c := &e.comps[i]
		tokens := t.last[t.starts[b]:t.starts[b+1]]
		switch in := inMCU - c.first; {
		case c.h*c.v == 1:
			n := c.table & 1
			p.dc[n].chunk = append(p.dc[n].chunk, tokens[0])
			if n == 0 {
				p.splitBands(i, tokens[1:])
			} else {
				p.splitWhole(i, tokens[1:])
			}
		case mx*c.h+in%c.h >= c.blocksX || my*c.v+in/c.h >= c.blocksY: // only of an MCU
		case in < c.h:
			p.splitDC(int(e.piece.levels[b*64]))
			p.splitBands(i, tokens[1:])
		default:
			p.later = append(p.later, uint32(e.piece.levels[b*64])<<16|uint32(len(tokens)))
			p.later = append(p.later, tokens[1:]...)
		}
		if inMCU++; inMCU == t.nBlocks {
			inMCU, mx = 0, mx+1
		}
	}
	p.close()
}

// endRow adds the tokens of the second row of blocks.
func (p *encParts) endRow() {
	for tokens := p.later; len(tokens) > 0; {
		p.open()
		for n := 0; n < encPieceBlocks && len(tokens) > 0; n++ {
			more := int(tokens[0] & 0xffff)
			p.splitDC(int(int32(tokens[0]) >> 16))
			p.splitBands(0, tokens[1:more])
			tokens = tokens[more:]
		}
		p.close()
	}
	p.later = p.later[:0]
}

// splitDC adds a level of DC in the first component, section G.1.2.1.
func (p *encParts) splitDC(level int) {
	v := level - p.pred
	p.pred = level
	sign := v >> 63
	size := uint32(bits.Len64(uint64(v ^ sign - sign)))
	p.count[0][size&255]++
	p.dc[0].chunk = append(p.dc[0].chunk, uint32(v+sign)&(1<<size-1)<<16|size)
}

// splitWhole adds the tokens of AC of a block of chroma.
func (p *encParts) splitWhole(i int, tokens []uint32) {
	band, count := &p.ac[i&3][0], &p.count[(encPartCb+i-1)%encPartCount]
	n := len(tokens)
	ended := tokens[n-1]&0xff == symEOB
	if ended {
		n--
	}
	if n > 0 {
		band.endRun(count)
		for _, t := range tokens[:n] {
			count[t&0xff]++
			band.chunk = append(band.chunk, t)
		}
	}
	if ended {
		band.end(count)
	}
}

// splitBands adds the tokens of AC of a block of another component.
func (p *encParts) splitBands(i int, tokens []uint32) {
	low, high := &p.ac[i&3][0], &p.ac[i&3][1]
	lows, highs := &p.count[encPartLow], &p.count[encPartHigh]
	n := len(tokens)
	ended := tokens[n-1]&0xff == symEOB
	if ended {
		n--
	}
	j, k := 0, 0
	for ; j < n; j++ {
		t := tokens[j]
		at := k + int(t>>4&15) + 1
		if at > encLowEnd {
			break
		}
		low.endRun(lows)
		k = at
		lows[t&0xff]++
		highs[t&0xff]--
		low.chunk = append(low.chunk, t)
	}
	if k < encLowEnd {
		low.end(lows)
	}
	if j < n {
		high.endRun(highs)
		for ; tokens[j]&0xff == symZRL; j++ {
			highs[symZRL]--
			k += 16
		}
		t := tokens[j]
		highs[t&0xff]--
		run := k + int(t>>4&15) - encLowEnd
		for ; run > 15; run -= 16 {
			highs[symZRL]++
			high.chunk = append(high.chunk, high.base|symZRL)
		}
		t = t&^0xf0 | uint32(run)<<4
		highs[t&0xff]++
		high.chunk = append(high.chunk, t)
		high.chunk = append(high.chunk, tokens[j+1:n]...)
	}
	if ended {
		high.end(highs)
	}
}

// endParts ends the runs and completes the counts by those of a sequential file.
func (e *Encoder) endParts() {
	p, t := &e.parts, &e.tokenizer
	for i := range e.comps {
		if e.comps[i].table == 1 {
			p.ac[i][0].endRun(&p.count[(encPartCb+i-1)%encPartCount])
			continue
		}
		p.ac[i][0].endRun(&p.count[encPartLow])
		p.ac[i][1].endRun(&p.count[encPartHigh])
	}
	of := func(table int) *[256]uint32 { return (*[256]uint32)(t.count[table*256:]) }
	for i, n := range of(encDC) {
		if c := &e.comps[0]; c.h*c.v == 1 {
			p.count[0][i] = n
		}
	}
	p.count[1] = *of(encDC + 1)
	for i, n := range of(encAC) {
		if i > symEOB {
			p.count[encPartHigh][i] += n
		}
	}
}

// planProgressive says what the progressive file has.
func (e *Encoder) planProgressive() *encPlan {
	p := &e.parts
	e.endParts()
	f := &encPlan{sof: markerSOF2}
	var codes [encPartCount]encHuffman
	for i := range codes {
		codes[i] = encOptimalTable(&p.count[i])
	}
	if e.nTables == 2 { // one table for chroma where two cost more than they save
		both := p.count[encPartCb]
		for i, n := range p.count[encPartCr] {
			both[i] += n
		}
		one := encOptimalTable(&both)
		two := 8*(17+len(codes[encPartCb].symbols)+17+len(codes[encPartCr].symbols)) + codes[encPartCb].bits(&p.count[encPartCb]) + codes[encPartCr].bits(&p.count[encPartCr])
		if 8*(17+len(one.symbols))+one.bits(&both) <= two {
			codes[encPartCb], codes[encPartCr] = one, encHuffman{}
		}
	}
	for i := range codes {
		if len(codes[i].symbols) > 0 {
			f.tables = appendTable(f.tables, [encPartCount]uint8{0, 1, 1 << 4, 1<<4 | 1, 1<<4 | 2, 1<<4 | 3}[i], &codes[i])
		}
	}
	scan := func(comps []encComponent, b *encBand, part int, ss, se uint8) {
		own := part
		if len(codes[part].symbols) == 0 && part == encPartCr {
			part = encPartCb
		}
		f.add(encScan{comps, ss, se, uint8(part-encPartLow) & 3}, &b.encTokenList, codes[part].bits(&p.count[own]), encCoding{int(b.base >> 8), codes[part]})
	}
	if e.nTables == 2 {
		scan(e.comps[:1], &p.dc[0], 0, 0, 0)
		scan(e.comps[1:], &p.dc[1], 1, 0, 0)
	} else {
		scan(e.comps, &p.dc[0], 0, 0, 0)
	}
	each := func(part int, ss, se uint8) {
		for i := range e.comps {
			if e.comps[i].table == 0 {
				scan(e.comps[i:][:1], &p.ac[i][part-encPartLow], part, ss, se)
			}
		}
	}
	each(encPartLow, 1, encLowEnd)
	if e.nTables == 2 {
		scan(e.comps[2:], &p.ac[2][0], encPartCr, 1, 63)
		scan(e.comps[1:2], &p.ac[1][0], encPartCb, 1, 63)
	}
	each(encPartHigh, encLowEnd+1, 63)
	return f
}
