package jpeg

import "math/bits"

// Progressive files, Annex G: spectral selection and successive approximation.

// An encScan is one scan of a progressive file.
type encScan struct {
	comp   int8  // the component, or encAllComps
	ss, se uint8 // first and last place of the zigzag sequence
	ah, al uint8 // bit positions of successive approximation
}

const encAllComps = -1

// encScans returns the scans for n components.
//
// DC comes whole, for its last bit is noise that costs more alone; luma AC in
// two bands without their last bit, which follows at the end; chroma AC whole.
// On photographs this takes 1 to 6 % less than the ten scans of the Independent
// JPEG Group's library, and half the work.
func encScans(n int, ycbcr bool) []encScan {
	scans := []encScan{{comp: encAllComps}}
	each := func(s encScan) {
		for i := range n {
			if s.comp = int8(i); i == 0 || !ycbcr {
				scans = append(scans, s)
			}
		}
	}
	each(encScan{ss: 1, se: 8, al: 1})
	if ycbcr {
		scans = append(scans, encScan{comp: 2, ss: 1, se: 63}, encScan{comp: 1, ss: 1, se: 63})
	}
	each(encScan{ss: 9, se: 63, al: 1})
	each(encScan{ss: 1, se: 63, ah: 1})
	return scans
}

// encodeProgressive writes a progressive file.
func (e *Encoder) encodeProgressive(o EncodeOptions) (body []byte, size int, err error) {
	if size, err := e.tokenizeImage(); err != nil || size > 0 {
		return nil, size, err
	}
	return e.appendScans(encHeaderRoom+len(o.ICC)+e.tokens.len()*3/4, o.ICC)
}

// appendScans returns a progressive file of what tokenizeImage made tokens of and its size,
// with room for about that many bytes.
func (e *Encoder) appendScans(room int, icc []byte) (out []byte, size int, err error) {
	if !e.levelsOfTokens() {
		return nil, 0, e.meter.Err()
	}
	out, err = e.appendHeader(make([]byte, 0, room+encRoom(encWriteTokens)), markerSOF2, icc)
	if err != nil {
		return nil, 0, err
	}
	for _, scan := range encScans(len(e.comps), e.nTables == 2) {
		out = e.appendScan(out, scan)
		if err := e.meter.Err(); err != nil {
			return nil, 0, err
		}
	}
	out = append(out, 0xff, markerEOI)
	return out, len(out), nil
}

// encPlaces are sets of zigzag places of a block, DC left out: set al has those
// whose levels are not 0 without their lowest al bits.
type encPlaces [2]uint64

// levelsOfTokens makes the levels of all blocks and their places out of the tokens of
// tokenizeImage. It returns false when there is no time for it.
func (e *Encoder) levelsOfTokens() bool {
	if blocks := e.mcusX * e.mcusY * e.blocksPerMCU; len(e.places) != blocks {
		e.levels, e.places = make([]int16, blocks*64), make([]encPlaces, blocks)
	} else {
		clear(e.levels)
	}
	t := &e.tokenizer
	t.pred = [4]int64{}
	b, k := -1, 64
	for _, chunk := range e.tokens.chunks {
		if !e.meter.Spend(encTokenWork * len(chunk)) {
			return false
		}
		for _, token := range chunk {
			// The inverse of how levels are coded, figure F.12.
			size, level := token&15, int64(token>>16)
			if size > 0 && level>>(size-1) == 0 {
				level += 1 - 1<<size
			}
			if k > 63 { // DC
				b, k = b+1, 1
				comp := t.comp[b%t.nBlocks]
				t.pred[comp&3] += level
				e.levels[b*64], e.places[b] = int16(t.pred[comp&3]), encPlaces{}
				continue
			}
			if token&0xff == symEOB {
				k = 64
				continue
			}
			if k += int(token >> 4 & 15); size > 0 {
				e.levels[b*64+int(t.offset[k&63]/2)] = int16(level)
				e.places[b][0] |= 1 << (k & 63)
				if size > 1 {
					e.places[b][1] |= 1 << (k & 63)
				}
			}
			k++
		}
	}
	return true
}

// appendScan writes the tables, the header and the data of a scan.
func (e *Encoder) appendScan(out []byte, scan encScan) []byte {
	e.tokenizer.reset()
	e.tokens.reset(len(e.places) * encScanBlockTokens)
	comps := e.comps
	if scan.comp == encAllComps {
		e.tokenizeDC()
	} else {
		comps = comps[scan.comp:][:1]
		e.tokenizeAC(&comps[0], scan)
	}

	var codes encCodeTable
	if scan.ah > 0 {
		for n := range uint32(17) {
			codes[encRaw+n] = n
		}
	}
	var tables []byte
	for i := range encTables {
		count := (*[256]uint32)(e.tokenizer.count[i*256:])
		if *count != [256]uint32{} {
			huffman := encOptimalTable(count)
			codes.set(i, &huffman)
			tables = appendTable(tables, i, &huffman)
		}
	}
	return e.tokens.write(appendSOS(appendDHT(out, tables), comps, scan), &codes, e.meter)
}

// encScanBlockTokens bounds the tokens that a block adds to a scan: a code and
// a token of correction bits for each coefficient, and one to end a run.
const encScanBlockTokens = 2*encBlockTokens + 1

// encRaw+n is the code index of a token that is n bits without a code, at most
// 16. A scan with such tokens is one of AC: these are the places of DC.
const encRaw = encDC << 8

// tokenizeDC makes the tokens of the DC scan, section G.1.2.1.
func (e *Encoder) tokenizeDC() {
	t := &e.tokenizer
	for from := 0; from < len(e.places); from += encPieceBlocks {
		n := min(encPieceBlocks, len(e.places)-from)
		if !e.meter.Spend(n * 16) {
			return
		}
		tokens := e.tokens.room(n)
		for b := from; b < from+n; b++ {
			comp, table := t.comp[b%t.nBlocks], uint32(t.table[b%t.nBlocks])
			level := int64(e.levels[b*64])
			v := level - t.pred[comp]
			t.pred[comp] = level
			sign := v >> 63
			size := uint32(bits.Len64(uint64((v ^ sign) - sign)))
			code := (encDC+table)<<8 | size
			t.count[code]++
			tokens = append(tokens, (uint32(v+sign)&(1<<size-1))<<16|code)
		}
		e.tokens.add(tokens)
	}
}

// tokenizeAC makes the tokens of an AC scan. Such a scan has one component and
// only those of its blocks that have samples (section A.2.2).
func (e *Encoder) tokenizeAC(c *encComponent, scan encScan) {
	s := encACScan{
		encTokenizer: &e.tokenizer,
		base:         uint32(encAC+c.table) << 8,
		ss:           int(scan.ss),
		se:           int(scan.se),
		band:         (1<<(scan.se+1) - 1) &^ (1<<scan.ss - 1),
		al:           scan.al,
	}
	for by := range c.blocksY {
		if !e.meter.Spend(c.blocksX * encScanWork) {
			return
		}
		row := encSpan{
			n:     c.blocksX,
			first: by/c.v*e.mcusX*e.blocksPerMCU + c.first + by%c.v*c.h,
			shift: c.h - 1,
			mcu:   e.blocksPerMCU,
		}
		for bx := 0; bx < c.blocksX; bx += encPieceBlocks {
			span := row
			span.first = row.block(bx)
			span.n = min(encPieceBlocks, c.blocksX-bx)
			tokens := e.tokens.room(span.n * encScanBlockTokens)
			if scan.ah == 0 {
				tokens = s.first(tokens, e.levels, e.places, span)
			} else {
				tokens = s.refine(tokens, e.levels, e.places, span)
			}
			e.tokens.add(tokens)
		}
	}
	if s.run > 0 {
		*s.lastRun = s.endRun()
	}
}

// An encACScan makes the tokens of one AC scan.
type encACScan struct {
	*encTokenizer
	base   uint32 // index of the codes
	ss, se int
	band   uint64 // the places ss to se
	al     uint8

	// Blocks that have ended since the last code, EOBRUN, and the token that
	// will tell their number. The correction bits of the blocks, if any,
	// already follow it.
	run     uint32
	lastRun *uint32
}

// encMaxRun is the longest run of blocks that a code can tell: EOB14 has 14
// more bits, section G.1.2.2.
const encMaxRun = 1<<15 - 1

// endRun returns the token for the blocks that have ended, and forgets them.
func (s *encACScan) endRun() uint32 {
	n := uint32(bits.Len32(s.run)) - 1
	code := s.base | n<<4
	token := (s.run&(1<<n-1))<<16 | code
	s.count[code]++
	s.run = 0
	return token
}

// first appends the tokens of a span of blocks in the first scan of their band,
// figure G.3. There must be room for encScanBlockTokens for each block.
func (s *encACScan) first(tokens []uint32, levels []int16, places []encPlaces, span encSpan) []uint32 {
	n := len(tokens)
	tokens = tokens[:cap(tokens)]
	for i := range span.n {
		b := span.block(i)
		level := (*[64]int16)(levels[b*64:])
		last := s.ss - 1
		for z := places[b][s.al] & s.band; z != 0; z &= z - 1 {
			k := bits.TrailingZeros64(z) & 63
			zeros := uint32(k - last - 1)
			last = k
			if s.run > 0 {
				*s.lastRun = s.endRun()
			}
			for ; zeros > 15; zeros -= 16 {
				s.count[s.base|symZRL]++
				tokens[n] = s.base | symZRL
				n++
			}
			v := int32(level[s.offset[k]/2&63])
			sign := v >> 31
			magnitude := uint32((v^sign)-sign) >> s.al
			size := uint32(bits.Len32(magnitude))
			code := s.base | zeros<<4 | size
			s.count[code&(encCodes-1)]++
			tokens[n] = (magnitude^uint32(sign))&(1<<(size&31)-1)<<16 | code
			n++
		}
		if last < s.se {
			if s.run == 0 {
				s.lastRun = &tokens[n]
				n++
			}
			if s.run++; s.run == encMaxRun {
				*s.lastRun = s.endRun()
			}
		}
	}
	return tokens[:n]
}

// refine is first for the scan of the lowest bit, figure G.7.
func (s *encACScan) refine(tokens []uint32, levels []int16, places []encPlaces, span encSpan) []uint32 {
	n := len(tokens)
	tokens = tokens[:cap(tokens)]
	for i := range span.n {
		b := span.block(i)
		level := (*[64]int16)(levels[b*64:])
		z := places[b][s.al] & s.band
		isNew := z &^ places[b][1]
		end := bits.Len64(isNew) - 1 // beyond it, runs of zeros are part of EOB

		zeros, last := uint32(0), s.ss-1
		pending, nPending := uint64(0), 0 // correction bits since the last code
		for ; z != 0; z &= z - 1 {
			k := bits.TrailingZeros64(z) & 63
			zeros += uint32(k - last - 1)
			last = k
			for zeros > 15 && k <= end {
				n = s.codeAndBits(tokens, n, s.base|symZRL, pending, nPending)
				nPending = 0
				zeros -= 16
			}
			v := int32(level[s.offset[k]/2&63])
			if isNew>>k&1 == 0 {
				pending = pending<<1 | uint64(max(v, -v)&1)
				nPending++
				continue
			}
			positive := ^uint32(v) >> 31
			n = s.codeAndBits(tokens, n, positive<<16|s.base|zeros<<4|1, pending, nPending)
			zeros, nPending = 0, 0
		}
		if last < s.se || nPending > 0 {
			if s.run == 0 {
				s.lastRun = &tokens[n]
				n++
			}
			n = putBits(tokens, n, pending, nPending)
			if s.run++; s.run == encMaxRun {
				*s.lastRun = s.endRun()
			}
		}
	}
	return tokens[:n]
}

// codeAndBits ends the run, if there is one, and puts a token with a code and
// correction bits at tokens[n]. It returns the new end.
func (s *encACScan) codeAndBits(tokens []uint32, n int, token uint32, pending uint64, nPending int) int {
	if s.run > 0 {
		*s.lastRun = s.endRun()
	}
	s.count[token&(encCodes-1)]++
	tokens[n] = token
	return putBits(tokens, n+1, pending, nPending)
}

// putBits puts the lowest nBits of pending at tokens[n], 16 to a token. It
// returns the new end.
func putBits(tokens []uint32, n int, pending uint64, nBits int) int {
	for nBits > 0 {
		m := min(nBits, 16)
		nBits -= m
		raw := uint32(pending>>nBits) & (1<<m - 1)
		tokens[n] = raw<<16 | uint32(encRaw+m)
		n++
	}
	return n
}
