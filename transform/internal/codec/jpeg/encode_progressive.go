package jpeg

import "math/bits"

// Progressive files, Annex G, by spectral selection alone: all levels come whole. A scan
// of AC has a table of its own, tells by one code how many blocks have nothing more, and goes
// through a component row by row, as luma's scan of DC does.
//
// The scans are made of the tokens of sequential files, block by block. In chroma they are
// the same but for the ends of blocks; those of luma are parted behind encLowEnd, and those of chroma where that pays; there only
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

// Where encParts counts codes: those of DC of the first table and the second, of AC in both
// bands, of AC of chroma in both bands, and in each component of chroma without bands.
const (
	encPartLow    = 2
	encPartHigh   = 3
	encPartChroma = 4 // and 5
	encPartCb     = 6
	encPartCr     = 7
	encPartCount  = 8
)

// encParts are the scans while they are made.
type encParts struct {
	// count is by how much codes are used more often than in a sequential file, where that
	// is known.
	count [encPartCount][256]uint32
	dc    [2]encBand
	ac    [4][3]encBand // of a component: its bands, and in chroma all in one
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
		if e.comps[i].table == 1 {
			p.use(&p.ac[i][2], encAC+1, blocks*encBlockTokens)
			continue
		}
		p.use(&p.ac[i][0], encAC, blocks*encBlockTokens)
		p.use(&p.ac[i][1], encAC, blocks*encBlockTokens)
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
			if n == 1 {
				p.splitWhole(i, tokens[1:])
			} else {
				p.splitBands(i, encPartLow, tokens[1:])
			}
		case mx*c.h+in%c.h >= c.blocksX || my*c.v+in/c.h >= c.blocksY: // only of an MCU
		case in < c.h:
			p.splitDC(int(e.piece.levels[b*64]))
			p.splitBands(i, encPartLow, tokens[1:])
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
			p.splitBands(0, encPartLow, tokens[1:more])
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
	band, count := &p.ac[i&3][2], &p.count[(encPartCb+i-1)&(encPartCount-1)]
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

// splitBands adds the tokens of AC of a block to two bands, which are counted as part
// and part+1.
func (p *encParts) splitBands(i, part int, tokens []uint32) {
	low, high := &p.ac[i&3][0], &p.ac[i&3][1]
	lows, highs := &p.count[part&(encPartCount-1)], &p.count[(part+1)&(encPartCount-1)]
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

// splitChroma makes two bands of what splitWhole has added of component i.
func (e *Encoder) splitChroma(i int) {
	p := &e.parts
	low, high := &p.ac[i&3][0], &p.ac[i&3][1]
	lows, highs := &p.count[encPartChroma], &p.count[encPartChroma+1]
	for j := range 2 {
		p.use(&p.ac[i&3][j], encAC+1, e.mcusX*e.mcusY*encBlockTokens)
	}
	p.open()
	var block [encBlockTokens + 1]uint32
	n, k, blocks := 0, 0, 0 // tokens of a block, its last place, and blocks since room was made
	for _, chunk := range p.ac[i&3][2].chunks {
		if !e.meter.Spend(encTokenWork * len(chunk)) {
			return
		}
		for _, t := range chunk {
			if symbol := t & 0xff; symbol&15 > 0 || symbol == symZRL {
				block[n&(encBlockTokens-1)] = t
				n, k = n+1, k+int(symbol>>4)+1
				if k < 63 {
					continue
				}
				p.splitBands(i, encPartChroma, block[:n])
			} else { // EOBRUN, whose first block may have levels
				ended := 1<<(symbol>>4) + t>>16
				if n > 0 {
					block[n&(encBlockTokens-1)] = symEOB
					p.splitBands(i, encPartChroma, block[:n+1])
					ended--
				}
				for ; ended > 0; ended-- {
					low.end(lows)
					high.end(highs)
				}
			}
			n, k = 0, 0
			if blocks++; blocks == encPieceBlocks {
				p.close()
				p.open()
				blocks = 0
			}
		}
	}
	p.close()
	low.endRun(lows)
	high.endRun(highs)
}

// endParts ends the runs and completes the counts by those of a sequential file.
func (e *Encoder) endParts() {
	p, t := &e.parts, &e.tokenizer
	for i := range e.comps {
		if e.comps[i].table == 1 {
			p.ac[i][2].endRun(&p.count[encPartCb+i-1])
			continue
		}
		p.ac[i][0].endRun(&p.count[encPartLow])
		p.ac[i][1].endRun(&p.count[encPartHigh])
	}
	of := func(table int) *[256]uint32 { return (*[256]uint32)(t.count[table*256:]) }
	if c := &e.comps[0]; c.h*c.v == 1 {
		p.count[0] = *of(encDC)
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
	dc := f.table(0, encDC, &p.count[0])
	if e.nTables == 1 {
		f.add(encScan{comps: e.comps}, &p.dc[0].encTokenList, dc)
	} else {
		f.add(encScan{comps: e.comps[:1]}, &p.dc[0].encTokenList, dc)
		f.add(encScan{comps: e.comps[1:]}, &p.dc[1].encTokenList, f.table(1, encDC+1, &p.count[1]))
	}
	low, high := f.table(1<<4, encAC, &p.count[encPartLow]), f.table(1<<4|1, encAC, &p.count[encPartHigh])
	f.addBand(e, 0, 0, 0, low)
	if e.nTables == 2 {
		best := e.planChroma(0)
		ways := encChromaWays
		if e.parts.levels() > encChromaFew*2*e.mcusX*e.mcusY {
			ways--
		}
		for way := 1; way < ways; way++ {
			if other := e.planChroma(way); other.size() < best.size() {
				best = other
			}
		}
		f.tables, f.scans, f.bits = append(f.tables, best.tables...), append(f.scans, best.scans...), f.bits+best.bits
	}
	f.addBand(e, 0, 1, 1, high)
	return f
}

// addBand adds the scans of a band, 0 or 1, or of all, 2, of the components of a class, luma 0 or
// chroma 1, with one table. Cr comes before Cb.
func (f *encPlan) addBand(e *Encoder, class, band int, id uint8, codes encCoding) {
	places := [3][2]uint8{{1, encLowEnd}, {encLowEnd + 1, 63}, {1, 63}}[band]
	for i := len(e.comps) - 1; i >= 0; i-- {
		if int(e.comps[i].table) == class {
			f.add(encScan{e.comps[i:][:1], places[0], places[1], id}, &e.parts.ac[i][band].encTokenList, codes)
		}
	}
}

// encChromaWays is how many ways there are for AC of chroma: whole with a table for each
// component, whole with one table, or in two bands, each with a table. The last is tried where
// blocks have few levels.
const (
	encChromaWays = 3
	encChromaFew  = 3
)

// levels returns how many levels there are in AC of chroma.
func (p *encParts) levels() (n int) {
	for i := range 256 {
		if i&15 > 0 {
			n += int(p.count[encPartCb][i] + p.count[encPartCr][i])
		}
	}
	return n
}

// planChroma returns the scans of AC of chroma in one of these ways, with tables 2 and 3.
func (e *Encoder) planChroma(way int) *encPlan {
	p, f := &e.parts, &encPlan{}
	cb, cr := &p.count[encPartCb], &p.count[encPartCr]
	switch way {
	case 0:
		f.add(encScan{e.comps[2:], 1, 63, 3}, &p.ac[2][2].encTokenList, f.table(1<<4|3, encAC+1, cr))
		f.add(encScan{e.comps[1:2], 1, 63, 2}, &p.ac[1][2].encTokenList, f.table(1<<4|2, encAC+1, cb))
	case 1:
		both := *cb
		for i, n := range cr {
			both[i] += n
		}
		f.addBand(e, 1, 2, 2, f.table(1<<4|2, encAC+1, &both))
	case 2:
		e.splitChroma(2)
		e.splitChroma(1)
		for i := range cb {
			if symbol := i & 15; symbol > 0 || i == symZRL {
				p.count[encPartChroma+1][i] += cb[i] + cr[i]
			}
		}
		for band := range uint8(2) {
			f.addBand(e, 1, int(band), 2+band, f.table(1<<4|2+band, encAC+1, &p.count[encPartChroma+band]))
		}
	}
	return f
}
