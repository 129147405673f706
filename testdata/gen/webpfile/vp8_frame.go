package webpfile

import "encoding/binary"

// boolEncoder is the arithmetic coder of section 7.
type boolEncoder struct {
	out    []byte
	rng    uint32 // 128 to 255
	bottom uint32
	shifts int // until the next byte
}

func newBoolEncoder() *boolEncoder { return &boolEncoder{rng: 255, shifts: 24} }

// bit codes one decision; prob is the chance of 0 in 256ths.
func (e *boolEncoder) bit(prob uint8, bit bool) {
	split := 1 + (e.rng-1)*uint32(prob)>>8
	if bit {
		e.bottom += split
		e.rng -= split
	} else {
		e.rng = split
	}
	for e.rng < 128 {
		e.rng <<= 1
		if e.bottom&(1<<31) != 0 {
			e.carry()
		}
		e.bottom <<= 1
		if e.shifts--; e.shifts == 0 {
			e.out = append(e.out, byte(e.bottom>>24))
			e.bottom &= 1<<24 - 1
			e.shifts = 8
		}
	}
}

// carry adds one to what is written already.
func (e *boolEncoder) carry() {
	i := len(e.out) - 1
	for ; e.out[i] == 255; i-- {
		e.out[i] = 0
	}
	e.out[i]++
}

// value codes n bits, the highest first, at even chances.
func (e *boolEncoder) value(v, n int) {
	for i := n - 1; i >= 0; i-- {
		e.bit(128, v>>i&1 == 1)
	}
}

func (e *boolEncoder) flag(b bool) { e.bit(128, b) }

// signed codes a flag, and if v is not 0 its magnitude in n bits and its sign.
func (e *boolEncoder) signed(v, n int) {
	e.flag(v != 0)
	if v != 0 {
		e.value(max(v, -v), n)
		e.flag(v < 0)
	}
}

// bytes ends the partition.
func (e *boolEncoder) bytes() []byte {
	for range 32 {
		e.bit(128, false)
	}
	return e.out
}

// assemble writes the frame (section 9).
func (f *frame) assemble() []byte {
	e := newBoolEncoder()
	e.flag(false) // color space
	e.flag(false) // clamping is needed
	f.segmentHeader(e)
	f.filterHeader(e)
	e.value(f.o.Partitions, 2)
	e.value(f.o.Quant, 7)
	for _, d := range f.o.QuantDeltas {
		e.signed(d, 4)
	}
	e.flag(false) // probabilities are not kept: there is one frame
	probs := f.tokenProbs(e)
	f.modes(e)
	first := e.bytes()

	b := []byte{byte(0x10 | len(first)<<5), byte(len(first) >> 3), byte(len(first) >> 11), 0x9d, 0x01, 0x2a}
	b = binary.LittleEndian.AppendUint16(b, uint16(f.w|f.o.Scale<<14))
	b = binary.LittleEndian.AppendUint16(b, uint16(f.h|f.o.Scale<<14))
	b = append(b, first...)
	parts := f.partitions(probs)
	for _, p := range parts[:len(parts)-1] {
		b = append(b, uint24(len(p))...)
	}
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

// segmentHeader is section 9.3. The tree's probabilities are even.
func (f *frame) segmentHeader(e *boolEncoder) {
	enabled := len(f.o.SegmentQuant) > 0
	e.flag(enabled)
	if !enabled {
		return
	}
	e.flag(true) // the map follows
	e.flag(true) // the values follow
	e.flag(true) // and are absolute
	at := func(v []int, i int) int {
		if i < len(v) {
			return v[i]
		}
		return 0
	}
	for i := range 4 {
		e.signed(at(f.o.SegmentQuant, i), 7)
	}
	for i := range 4 {
		e.signed(at(f.o.SegmentFilter, i), 6)
	}
	for range 3 {
		e.flag(true)
		e.value(128, 8)
	}
}

// filterHeader is section 9.6.
func (f *frame) filterHeader(e *boolEncoder) {
	e.flag(f.o.SimpleFilter)
	e.value(f.o.FilterLevel, 6)
	e.value(f.o.Sharpness, 3)
	e.flag(f.o.FilterDeltas)
	if f.o.FilterDeltas {
		e.flag(true)
		for _, d := range []int{2, 0, -2, -2, 4, -2, 2, 4} { // references, then modes
			e.signed(d, 6)
		}
	}
}

// tokenProbs is section 13.4. It returns the probabilities in force.
func (f *frame) tokenProbs(e *boolEncoder) coefProbs {
	probs := defaultProbs
	for i := range probs {
		for j := range probs[i] {
			for k := range probs[i][j] {
				for l := range probs[i][j][k] {
					n := f.counts[i][j][k][l]
					update := f.o.MeasureProbs && n[0]+n[1] > 30
					e.bit(updateProbs[i][j][k][l], update)
					if update {
						p := min(max(n[0]*256/(n[0]+n[1]), 1), 255)
						probs[i][j][k][l] = uint8(p)
						e.value(p, 8)
					}
				}
			}
		}
	}
	return probs
}

// modes writes the headers of the macroblocks (sections 9.11, 10 and 11).
func (f *frame) modes(e *boolEncoder) {
	nSkip := 0
	for i := range f.mbs {
		if f.mbs[i].skip {
			nSkip++
		}
	}
	skipProb := uint8(min(max((len(f.mbs)-nSkip)*256/len(f.mbs), 1), 255))
	e.flag(!f.o.NoSkip)
	if !f.o.NoSkip {
		e.value(int(skipProb), 8)
	}
	above := make([][4]int, f.mbW) // subblock modes, subDC outside the frame
	for my := range f.mbH {
		var left [4]int
		for mx := range f.mbW {
			mb := &f.mbs[my*f.mbW+mx]
			if len(f.o.SegmentQuant) > 0 {
				e.value(mb.segment, 2) // even chances make the tree a number
			}
			if !f.o.NoSkip {
				e.bit(skipProb, mb.skip)
			}
			e.bit(145, mb.mode != predSub)
			if mb.mode != predSub {
				e.bit(156, mb.mode >= predH)
				e.bit([]uint8{163, 128}[mb.mode/2], mb.mode&1 == 1)
			}
			for i, mode := range mb.sub {
				if mb.mode == predSub {
					e.subMode(&subModeProbs[above[mx][i%4]][left[i/4]], mode)
				}
				above[mx][i%4], left[i/4] = mode, mode
			}
			e.bit(142, mb.chroma > predDC)
			if mb.chroma > predDC {
				e.bit(114, mb.chroma > predV)
			}
			if mb.chroma > predV {
				e.bit(183, mb.chroma > predH)
			}
		}
	}
}

// subMode walks the tree of section 11.2.
func (e *boolEncoder) subMode(p *[9]uint8, mode int) {
	for k := range 3 { // DC, TM and VE branch off one after the other
		e.bit(p[k], mode > k)
		if mode == k {
			return
		}
	}
	if mode == subHE || mode == subRD || mode == subVR {
		e.bit(p[3], false)
		e.bit(p[4], mode != subHE)
		if mode != subHE {
			e.bit(p[5], mode == subVR)
		}
		return
	}
	e.bit(p[3], true)
	for k := range 3 { // LD, VL, HD, and HU is left
		e.bit(p[6+k], mode > subLD+k)
		if mode == subLD+k {
			return
		}
	}
}

// partitions writes the tokens, rows of macroblocks dealt out in turn (section
// 9.5).
func (f *frame) partitions(probs coefProbs) [][]byte {
	encoders := make([]*boolEncoder, 1<<f.o.Partitions)
	for i := range encoders {
		encoders[i] = newBoolEncoder()
	}
	for row, tokens := range f.tokens {
		e := encoders[row%len(encoders)]
		for _, t := range tokens {
			p := t.prob
			if t.node >= 0 {
				p = probs[t.kind][t.band][t.context][t.node]
			}
			e.bit(p, t.bit)
		}
	}
	var parts [][]byte
	for _, e := range encoders {
		parts = append(parts, e.bytes())
	}
	return parts
}
