package jpeg

import (
	"math/bits"
	"unsafe"
)

// Progressive files, Annex G, by spectral selection alone: all levels come whole. A scan
// of AC has a table of its own, tells by one code how many blocks have nothing more, and goes
// through a component row by row, as luma's scan of DC does.
//
// The scans are made of the tokens of sequential files, a row of MCUs at a time. In chroma
// they are the same but for the ends of blocks; those of luma are parted behind encLowEnd, and
// those of chroma where that pays; there only the first level gets a token with another run.

// encLowEnd is the last place of the lower band.
const encLowEnd = 2

// An encBand gathers the tokens of a scan.
type encBand struct {
	encTokenList
	base uint32 // of the codes' indexes
	run  uint32 // how many blocks have ended since the last code, EOBRUN
}

// encMaxRun is the longest run of blocks that a code can tell: EOB14 has 14
// more bits, section G.1.2.2.
const encMaxRun = 1<<15 - 1

// runToken returns the token for n blocks that have ended.
func runToken(n, base uint32, count *[256]uint32) uint32 {
	size := uint32(bits.Len32(n)) - 1
	count[size<<4&0xff]++
	return n&(1<<size-1)<<16 | base | size<<4
}

// endRun adds the tokens for the blocks that have ended.
func (b *encBand) endRun(count *[256]uint32) {
	for b.run > 0 {
		n := min(b.run, encMaxRun)
		b.add(append(b.room(1), runToken(n, b.base, count)))
		b.run -= n
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
	// count is how often codes are used, but for those that a sequential file has, too, which
	// endParts adds.
	count [encPartCount][256]uint32
	dc    [2]encBand    // of the first component or of all, and of chroma
	ac    [4][3]encBand // of a component: its bands, and in chroma all in one
	pred  int           // the last level of DC in the first component
	// Of a row of MCUs: the tokens of a sequential file, and of each block where they start
	// and its level of DC. One start more is behind the last.
	tokens []uint32
	blocks []encPartBlock
	n      int // blocks so far
}

type encPartBlock struct {
	start   uint32
	dc      int32
	n, last uint16 // tokens in the lower band, and the last place
}

// encPartTokens is how many tokens a chunk of a band has. There are many bands, and in most few
// tokens.
const encPartTokens = 2*encPieceBlocks*encBlockTokens - 1 // room adds one

// reset prepares for an image of e.
func (p *encParts) reset(e *Encoder) {
	blocks := e.mcusX * e.mcusY * e.blocksPerMCU
	p.count, p.pred = [encPartCount][256]uint32{}, 0
	use := func(b *encBand, table int) {
		b.reset(min((blocks+encPieceBlocks)*encBlockTokens, encPartTokens))
		b.base, b.run = uint32(table)<<8, 0
	}
	for i := range p.dc {
		use(&p.dc[i], encDC+i)
	}
	for i := range e.comps {
		for j := range p.ac[i] {
			use(&p.ac[i][j], encAC+int(e.comps[i].table))
		}
	}
	// The step from a row's last block must not be to another object.
	if n := max(e.mcusX*e.blocksPerMCU, encPieceBlocks) + 1 + e.blocksPerMCU; len(p.blocks) < n {
		p.blocks = make([]encPartBlock, n)
	}
	p.startRow()
}

func (p *encParts) startRow() { p.tokens, p.n = p.tokens[:0], 0 }

// addPiece adds the tokens of a piece, which are the last that tokenize made.
func (e *Encoder) addPiece() {
	p, t := &e.parts, &e.tokenizer
	n := len(e.piece.masks)
	from := t.starts[0] - uint32(len(p.tokens))
	p.tokens = append(p.tokens, t.last[t.starts[0]:t.starts[n]]...)
	for b, start := range t.starts[:n+1] {
		p.blocks[p.n+b].start = start - from
	}
	levels := e.piece.levels
	for b := range n {
		p.blocks[p.n+b].dc = int32(levels[b*64])
	}
	p.n += n
}

// endRow makes tokens of scans of those of row my.
func (e *Encoder) endRow(my int) {
	p := &e.parts
	p.tokens = append(p.tokens, 0) // splitBands reads two at a time
	for i := range e.comps {
		c := &e.comps[i]
		for by := range min(c.v, c.blocksY-my*c.v) {
			for bx := 0; bx < c.blocksX; bx += encPieceBlocks {
				span := encSpan{n: min(encPieceBlocks, c.blocksX-bx), shift: c.h - 1, mcu: e.blocksPerMCU}
				span.first = c.first + by*c.h + bx>>span.shift*e.blocksPerMCU
				if e.nTables == 2 && i == 0 {
					p.splitDC(span)
				}
				if c.table == 0 {
					p.splitBands(i, encPartLow, span)
				} else {
					p.splitWhole(i, span)
				}
			}
		}
	}
	first := e.nTables - 1 // of components whose DC is interleaved
	dc := &p.dc[first]
	for mx := 0; mx < e.mcusX; mx += encPieceBlocks {
		to := dc.room(encPieceBlocks * len(e.comps))
		for b := mx * e.blocksPerMCU; b < min(mx+encPieceBlocks, e.mcusX)*e.blocksPerMCU; b += e.blocksPerMCU {
			for i := first; i < len(e.comps); i++ {
				to = append(to, p.tokens[p.blocks[b+e.comps[i].first].start])
			}
		}
		dc.add(to)
	}
	p.startRow()
}

// splitDC adds the levels of DC of the first component, section G.1.2.1.
func (p *encParts) splitDC(span encSpan) {
	to := p.dc[0].room(span.n)
	for i := range span.n {
		level := int(p.blocks[span.block(i)].dc)
		v := level - p.pred
		p.pred = level
		sign := v >> 63
		size := uint32(bits.Len64(uint64(v ^ sign - sign)))
		p.count[0][size&0xff]++
		to = append(to, uint32(v+sign)&(1<<size-1)<<16|size)
	}
	p.dc[0].add(to)
}

// room returns chunks of bands with room for the tokens of a span, and where they end.
func (p *encParts) room(b *encBand, span encSpan, count *[256]uint32) (chunk []uint32, to unsafe.Pointer) {
	if b.run > encMaxRun-encPieceBlocks {
		b.endRun(count)
	}
	n := int(p.blocks[span.block(span.n-1)+1].start - p.blocks[span.block(0)].start)
	// A run's token before those of each block, and one that is copied too much.
	chunk = b.room(min(n, span.n*encBlockTokens) + span.n + 1)
	return chunk, unsafe.Add(unsafe.Pointer(unsafe.SliceData(chunk)), 4*len(chunk))
}

// filled puts back a chunk in which tokens end before to.
func (b *encBand) filled(chunk []uint32, to unsafe.Pointer) {
	b.add(chunk[:(uintptr(to)-uintptr(unsafe.Pointer(unsafe.SliceData(chunk))))/4])
}

// copyTokens copies the tokens from one place to another before end, two at a time, and returns
// where they end. One more may be read and written.
func copyTokens(to, from, end unsafe.Pointer) unsafe.Pointer {
	n := int(uintptr(end) - uintptr(from))
	for i := 0; i < n; i += 8 {
		*(*uint64)(unsafe.Add(to, i)) = *(*uint64)(unsafe.Add(from, i))
	}
	return unsafe.Add(to, n)
}

// splitWhole adds the tokens of AC of a span of chroma.
func (p *encParts) splitWhole(i int, span encSpan) {
	band, count := &p.ac[i&3][2], &p.count[(encPartCb+i-1)&(encPartCount-1)]
	chunk, to := p.room(band, span, count)
	run, tokens := band.run, unsafe.Pointer(&p.tokens[0])
	for b := range span.n {
		block := (*[2]encPartBlock)(p.blocks[span.block(b):])
		from, end := unsafe.Add(tokens, block[0].start*4+4), unsafe.Add(tokens, block[1].start*4)
		if *(*uint8)(from) == symEOB {
			run++
			continue
		}
		if run > 0 {
			*(*uint32)(to) = runToken(run, band.base, count)
			to = unsafe.Add(to, 4)
			run = 0
		}
		if last := unsafe.Add(end, -4); *(*uint8)(last) == symEOB {
			end, run = last, 1
		}
		if i == 2 { // what Cb has is the rest
			for t := from; t != end; t = unsafe.Add(t, 4) {
				count[*(*uint8)(t)]++
			}
		}
		to = copyTokens(to, from, end)
	}
	band.run = run
	band.filled(chunk, to)
}

// splitBands adds the tokens of AC of a span to two bands, which are counted as part and part+1.
func (p *encParts) splitBands(i, part int, span encSpan) {
	lows, highs := &p.count[part&(encPartCount-1)], &p.count[(part+1)&(encPartCount-1)]
	p.splitLow(&p.ac[i&3][0], lows, highs, span)
	p.splitHigh(&p.ac[i&3][1], highs, span)
}

// splitLow does so with the lower band, and leaves behind how many tokens of each block are in it
// and the last place.
func (p *encParts) splitLow(band *encBand, lows, highs *[256]uint32, span encSpan) {
	chunk, to := p.room(band, span, lows)
	run, tokens := band.run, unsafe.Pointer(&p.tokens[0])
	block, step, other := p.steps(span)
	for range span.n {
		from := unsafe.Add(tokens, (*encPartBlock)(block).start*4+4)
		t, k, n := *(*uint32)(from), uint32(0), uint32(0)
		if t&0xff < 0x20 && t&15 > 0 {
			if run > 0 {
				*(*uint32)(to) = runToken(run, band.base, lows)
				to = unsafe.Add(to, 4)
				run = 0
			}
			for {
				lows[t&0xff]++
				highs[t&0xff]--
				*(*uint32)(to) = t
				to, from = unsafe.Add(to, 4), unsafe.Add(from, 4)
				k += t>>4&15 + 1
				n++
				t = *(*uint32)(from)
				if k == encLowEnd || t&0xff > 15 || t&15 == 0 {
					break
				}
			}
		}
		(*encPartBlock)(block).n, (*encPartBlock)(block).last = uint16(n), uint16(k)
		run += (k - encLowEnd) >> 31
		block = unsafe.Add(block, step)
		step, other = other, step
	}
	band.run = run
	band.filled(chunk, to)
}

// splitHigh does so with the upper band, of what splitLow has left.
func (p *encParts) splitHigh(band *encBand, count *[256]uint32, span encSpan) {
	chunk, to := p.room(band, span, count)
	run, tokens := band.run, unsafe.Pointer(&p.tokens[0])
	block, step, other := p.steps(span)
	for range span.n {
		b := (*[2]encPartBlock)(block)
		block = unsafe.Add(block, step)
		step, other = other, step
		from := unsafe.Add(tokens, (b[0].start+uint32(b[0].n))*4+4)
		t := *(*uint32)(from)
		if t&0xff == symEOB {
			run++
			continue
		}
		if run > 0 {
			*(*uint32)(to) = runToken(run, band.base, count)
			to = unsafe.Add(to, 4)
			run = 0
		}
		zeros := uint32(b[0].last) - encLowEnd
		for ; t&0xff == symZRL; t = *(*uint32)(from) {
			count[symZRL]--
			zeros += 16
			from = unsafe.Add(from, 4)
		}
		count[t&0xff]--
		zeros += t >> 4 & 15
		for ; zeros > 15; zeros -= 16 {
			count[symZRL]++
			*(*uint32)(to) = band.base | symZRL
			to = unsafe.Add(to, 4)
		}
		t = t&^0xf0 | zeros<<4
		count[t&0xff]++
		*(*uint32)(to) = t
		end := unsafe.Add(tokens, b[1].start*4-4)
		if *(*uint8)(end) == symEOB {
			run = 1
		} else {
			end = unsafe.Add(end, 4)
		}
		to = copyTokens(unsafe.Add(to, 4), unsafe.Add(from, 4), end)
	}
	band.run = run
	band.filled(chunk, to)
}

// steps returns the first block of a span and how far it is to the next, and from there to the one
// after it.
func (p *encParts) steps(span encSpan) (block unsafe.Pointer, step, other int) {
	const size = int(unsafe.Sizeof(encPartBlock{}))
	step, other = span.mcu*size, span.mcu*size
	if span.shift > 0 {
		step, other = size, other-size
	}
	_ = p.blocks[span.block(span.n-1)+1]
	return unsafe.Pointer(&p.blocks[span.first]), step, other
}

// splitChroma makes two bands of what splitWhole has added of component i.
func (e *Encoder) splitChroma(i int) {
	p := &e.parts
	p.blocks[0].start = 0
	// Rows of blocks are made of the tokens once more.
	row := func() {
		p.tokens = append(p.tokens, 0)
		p.splitBands(i, encPartChroma, encSpan{n: p.n, mcu: 1})
		p.startRow()
		p.tokens = append(p.tokens, 0) // where DC was
	}
	block := func() {
		p.n++
		p.blocks[p.n].start = uint32(len(p.tokens))
		if p.n == encPieceBlocks {
			row()
		} else {
			p.tokens = append(p.tokens, 0)
		}
	}
	p.startRow()
	p.tokens = append(p.tokens, 0)
	k := 0 // the last place in a block
	for _, chunk := range p.ac[i&3][2].chunks {
		if !e.meter.Spend(encTokenWork * len(chunk)) {
			return
		}
		for _, t := range chunk {
			if symbol := t & 0xff; symbol&15 > 0 || symbol == symZRL {
				p.tokens = append(p.tokens, t)
				if k += int(symbol>>4) + 1; k == 63 {
					block()
					k = 0
				}
				continue
			}
			for n := 1<<(t>>4&15) + t>>16; n > 0; n-- { // EOBRUN, whose first block may have levels
				p.tokens = append(p.tokens, symEOB)
				block()
			}
			k = 0
		}
	}
	if p.n > 0 {
		row()
	}
	p.startRow()
	p.ac[i&3][0].endRun(&p.count[encPartChroma])
	p.ac[i&3][1].endRun(&p.count[encPartChroma+1])
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
	p.count[e.nTables-1] = *of(encDC + e.nTables - 1)
	for i := range 256 {
		if i&15 > 0 || i == symZRL {
			p.count[encPartHigh][i] += of(encAC)[i]
			p.count[encPartCb][i] += of(encAC + 1)[i] - p.count[encPartCr][i]
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
		if !e.parts.smooth() {
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
// component, whole with one table, or in two bands, each with a table, where chroma is smooth.
const encChromaWays = 3

// smooth says whether nearly all levels of AC of chroma are as near to others as in the lower band.
func (p *encParts) smooth() bool {
	near, far := 0, 0
	for i := range 256 {
		if n := int(p.count[encPartCb][i] + p.count[encPartCr][i]); i&15 > 0 {
			if i < encLowEnd<<4 {
				near += n
			} else {
				far += n
			}
		}
	}
	return 32*far < near
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
