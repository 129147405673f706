package vp8

import "tintype/transform/internal/codec"

// maxPartition0 is the size of the first partition, a 19 bit field (section
// 9.1), less what the frame header and the token probabilities can take.
const maxPartition0 = 1<<19 - 4096

// headerRoom sees to it that the first partition holds the modes of all
// macroblocks, which is short for detailed pictures from some 20 megapixels on.
// Costs are in 1/256 bit.
type headerRoom struct {
	each      int  // that a macroblock's prediction modes may take on average
	used      int  // by the modes of those so far
	luma4     int  // by the 4x4 modes of the one at hand
	allowance int  // for the luma modes of the one at hand
	tight     bool // it has only room for the modes that take least
}

// What a macroblock takes beside the modes, at most: whether it has coefficients.
const skipBits = 256

// tightBits is the allowance from which on any modes but 4x4 ones fit.
const tightBits = 12 * 256

// setHeaderRoom shares the room out, once the segments are known.
func (e *Encoder) setHeaderRoom() {
	segmentBits := 0
	if e.nSegments > 1 {
		prob := e.countSegments()
		for i := range e.mbs {
			s := e.mbs[i].segment
			segmentBits += bitCost(s >= 2, prob[0]) + bitCost(s&1 != 0, prob[1+s>>1])
		}
	}
	e.header.each = (maxPartition0*8*256-segmentBits)/len(e.mbs) - skipBits
}

func bitCost(bit bool, p uint8) int {
	if bit {
		return int(costTrue(p))
	}
	return int(costFalse(p))
}

// begin says what is left for macroblock i.
func (h *headerRoom) begin(i int) {
	h.allowance = (i+1)*h.each - h.used
	h.tight = h.allowance < tightBits
}

// frame writes the recorded frame as the payload of a VP8 chunk.
func (e *Encoder) frame() ([]byte, error) {
	filter := e.finishFilter()
	first := e.partition0(filter)
	if err := e.meter.Err(); err != nil {
		return nil, err
	}
	if len(first) >= 1<<19 {
		// Beyond 150 megapixels not even the cheapest modes fit.
		return nil, &codec.SizeError{Format: "webp", Bytes: len(first) + e.tokens.len()/8}
	}
	out := make([]byte, 10, 10+len(first)+e.tokens.len()/6+64)
	// Frame tag: key frame, version 0, shown (section 9.1).
	tag := uint32(len(first))<<5 | 1<<4
	out[0], out[1], out[2] = byte(tag), byte(tag>>8), byte(tag>>16)
	out[3], out[4], out[5] = 0x9D, 0x01, 0x2A
	out[6], out[7] = byte(e.w), byte(e.w>>8)
	out[8], out[9] = byte(e.h), byte(e.h>>8)
	out = append(out, first...)
	var b boolEncoder
	b.init(out)
	e.tokens.write(&b, &e.probs, e.meter)
	return b.finish(), e.meter.Err()
}

// partition0 writes the frame header (section 9.2 to 9.11) and the modes of all
// macroblocks. filter is the highest loop filter level.
func (e *Encoder) partition0(filter int) []byte {
	var b boolEncoder
	b.init(make([]byte, 0, 1024+len(e.mbs)*2))
	b.put(false, 128) // color space
	b.put(false, 128) // clamping needed
	e.putSegments(&b)
	b.put(false, 128) // normal loop filter
	b.putBits(uint32(filter), 6)
	b.putBits(sharpness, 3)
	b.put(false, 128) // no filter deltas
	b.putBits(0, 2)   // one token partition
	b.putBits(uint32(e.segments[0].index), 7)
	b.putFlagged(e.tune.lumaDC, 4)
	b.putFlagged(e.tune.secondDC, 4)
	b.putFlagged(e.tune.secondAC, 4)
	b.putFlagged(e.tune.chromaDC, 4)
	b.putFlagged(e.chromaAC, 4)
	b.put(false, 128) // probabilities need not be kept for another frame
	e.putProbs(&b)
	skipProb := e.putSkip(&b)
	e.putModes(&b, skipProb)
	return b.finish()
}

// putSegments writes the segment header (section 9.3).
func (e *Encoder) putSegments(b *boolEncoder) {
	b.put(e.nSegments > 1, 128)
	if e.nSegments == 1 {
		return
	}
	b.put(true, 128) // the map follows
	b.put(true, 128) // so do the features
	b.put(true, 128) // as absolute values
	for i := range e.segments {
		b.putFlagged(e.segments[i].index, 7)
	}
	for i := range e.segments {
		b.putFlagged(e.segments[i].level, 6)
	}
	e.segmentProb = e.countSegments()
	for _, p := range e.segmentProb {
		b.put(p != 255, 128)
		if p != 255 {
			b.putBits(uint32(p), 8)
		}
	}
}

// countSegments returns the probabilities of the tree that the map is coded with.
func (e *Encoder) countSegments() [3]uint8 {
	var n [maxSegments]int
	for i := range e.mbs {
		n[e.mbs[i].segment]++
	}
	return [3]uint8{evenProb(n[0]+n[1], n[2]+n[3]), evenProb(n[0], n[1]), evenProb(n[2], n[3])}
}

// evenProb is the probability of a false that occurs n0 times against n1.
func evenProb(n0, n1 int) uint8 {
	total := n0 + n1
	if total == 0 || n1 == 0 {
		return 255
	}
	return uint8(min(max((256*n0+total/2)/total, 1), 255))
}

// putProbs writes the replaced token probabilities (section 13.4).
func (e *Encoder) putProbs(b *boolEncoder) {
	for i, p := range e.probs {
		replaced := p != defaultProbs[i]
		b.put(replaced, updateProbs[i])
		if replaced {
			b.putBits(uint32(p), 8)
		}
	}
}

// putSkip writes the probability that a macroblock has coefficients (section
// 9.11) and returns it, or 0 where all have.
func (e *Encoder) putSkip(b *boolEncoder) uint8 {
	skipped := 0
	for i := range e.mbs {
		if e.mbs[i].skip {
			skipped++
		}
	}
	b.put(skipped > 0, 128)
	if skipped == 0 {
		return 0
	}
	p := evenProb(len(e.mbs)-skipped, skipped)
	b.putBits(uint32(p), 8)
	return p
}

// putModes writes the header of every macroblock (section 19.3).
func (e *Encoder) putModes(b *boolEncoder, skipProb uint8) {
	var table probTable
	table.init()
	above := make([]uint8, 4*e.mbW)
	list := make(tokenList, 0, e.mbW*maxModeTokens)
	for y := range e.mbH {
		if !e.meter.Spend(e.mbW * 1024) {
			return
		}
		list = list[:0]
		var left [4]uint8
		for x := range e.mbW {
			e.listModes(&list, &e.mbs[y*e.mbW+x], skipProb, (*[4]uint8)(above[4*x:]), &left)
		}
		b.putList(list, &table)
	}
}

// maxModeTokens bounds the bools of one macroblock's header: segment, skip,
// kind, sixteen subblock modes of up to 7 and the chroma mode.
const maxModeTokens = 2 + 1 + 1 + 16*7 + 3

// listModes lists the header of one macroblock. above and left are the subblock
// modes around it and become its own.
func (e *Encoder) listModes(l *tokenList, mb *macroblock, skipProb uint8, above, left *[4]uint8) {
	if e.nSegments > 1 {
		l.put(mb.segment >= 2, e.segmentProb[0])
		l.put(mb.segment&1 != 0, e.segmentProb[1+mb.segment>>1])
	}
	if skipProb != 0 {
		l.put(mb.skip, skipProb)
	}
	l.put(!mb.is4, probIs16)
	if mb.is4 {
		for i, mode := range mb.modes4 {
			col, row := i&3, i>>2
			l.putLuma4(int(mode), &subblockModeProbs[above[col]%nModes4][left[row]%nModes4])
			above[col], left[row] = mode, mode
		}
	} else {
		l.putLuma16(int(mb.lumaMode))
		Fill(above[:], mb.lumaMode)
		Fill(left[:], mb.lumaMode)
	}
	l.putChroma(int(mb.uvMode))
}
