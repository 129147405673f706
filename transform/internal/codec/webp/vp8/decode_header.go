package vp8

import ()

// frameHeader is what precedes the macroblocks of a key frame (section 9).
type frameHeader struct {
	w, h       int
	mbW, mbH   int
	hasMap     bool     // macroblocks name their segment
	mapProbs   [3]uint8 // of the segment tree
	quant      [maxSegments]dequantizer
	filter     [maxSegments][2]loopFilter // by segment; [1] for 4x4 prediction
	simple     bool                       // the simple loop filter
	probs      [nProbs]uint8              // of tokens
	skipCoded  bool
	skipProb   uint8
	partitions []boolReader // of tokens; a power of two
}

// dequantizer holds the steps of DC and AC coefficients (section 9.6).
type dequantizer struct{ luma, second, chroma [2]int16 }

// loopFilter holds the limits of section 15.2; a zero edge means no filter.
type loopFilter struct {
	edge     uint8 // of the difference across an edge inside a macroblock
	interior uint8 // of differences beside the edge
	variance uint8 // above which differences beside the edge count as high
}

// Size reads the frame tag and the size of a VP8 chunk's key frame (section
// 9.1).
func Size(data []byte) (w, h int, err error) {
	switch {
	case len(data) < 10:
		return 0, 0, errTruncated
	case data[0]&1 != 0:
		return 0, 0, unsupportedError("a frame that is no key frame")
	case data[3] != 0x9D || data[4] != 0x01 || data[5] != 0x2A:
		return 0, 0, formatError("no start code in the frame header")
	}
	w = int(data[6]) | int(data[7]&0x3F)<<8
	h = int(data[8]) | int(data[9]&0x3F)<<8
	if w == 0 || h == 0 {
		return 0, 0, formatError("a frame without width or height")
	}
	return w, h, nil
}

// parseFrameHeader reads the header of a VP8 chunk. The reader of the first
// partition that it returns goes on with the modes of the macroblocks.
func parseFrameHeader(data []byte) (*frameHeader, boolReader, error) {
	w, h, err := Size(data)
	if err != nil {
		return nil, boolReader{}, err
	}
	f := &frameHeader{w: w, h: h, mbW: (w + 15) >> 4, mbH: (h + 15) >> 4}
	size := int(data[0])>>5 | int(data[1])<<3 | int(data[2])<<11
	data = data[10:]
	if size > len(data) {
		return nil, boolReader{}, errTruncated
	}
	b := newBoolReader(data[:size])
	b.flag() // color space: there is only one
	b.flag() // clamping is harmless where it is not needed
	s := parseSegments(&b)
	f.hasMap, f.mapProbs = s.hasMap, s.mapProbs
	f.parseFilter(&b, &s)
	if err := f.parsePartitions(data[size:], b.bits(2)); err != nil {
		return nil, b, err
	}
	f.parseQuant(&b, &s)
	b.flag() // probabilities are kept for another frame: there is none
	for i, p := range updateProbs {
		f.probs[i] = defaultProbs[i]
		if b.bool(p) {
			f.probs[i] = uint8(b.bits(8))
		}
	}
	if f.skipCoded = b.flag(); f.skipCoded {
		f.skipProb = uint8(b.bits(8))
	}
	if b.overrun() {
		return nil, b, errTruncated
	}
	return f, b, nil
}

// segmentHeader is the header of section 9.3.
type segmentHeader struct {
	used, hasMap, absolute bool
	quant, level           [maxSegments]int
	mapProbs               [3]uint8
}

func parseSegments(b *boolReader) (s segmentHeader) {
	// Without data of segments, all have quantizer and level 0.
	s.absolute = true
	s.mapProbs = [3]uint8{255, 255, 255}
	if s.used = b.flag(); !s.used {
		return s
	}
	s.hasMap = b.flag()
	if b.flag() {
		s.absolute = b.flag()
		for i := range s.quant {
			s.quant[i] = b.optional(7)
		}
		for i := range s.level {
			s.level[i] = b.optional(6)
		}
	}
	for i := range s.mapProbs {
		if s.hasMap && b.flag() {
			s.mapProbs[i] = uint8(b.bits(8))
		}
	}
	return s
}

// of returns a segment's value where the frame has one as well.
func (s *segmentHeader) of(values *[maxSegments]int, i, frame int) int {
	switch {
	case !s.used:
		return frame
	case s.absolute:
		return values[i]
	}
	return frame + values[i]
}

// parseFilter reads the filter header (section 9.4, 9.6) and derives the
// limits of each segment (section 15.2).
func (f *frameHeader) parseFilter(b *boolReader, s *segmentHeader) {
	f.simple = b.flag()
	level, sharpness := b.bits(6), b.bits(3)
	var intra, whole4 int // deltas of intra frames and of 4x4 prediction
	if b.flag() && b.flag() {
		intra = b.optional(6)
		for range 3 {
			b.optional(6)
		}
		whole4 = b.optional(6)
		for range 3 {
			b.optional(6)
		}
	}
	if level == 0 {
		return
	}
	for i := range f.filter {
		of := s.of(&s.level, i, level) + intra
		f.filter[i][0] = newLoopFilter(of, sharpness)
		f.filter[i][1] = newLoopFilter(of+whole4, sharpness)
	}
}

func newLoopFilter(level, sharpness int) loopFilter {
	if level <= 0 {
		return loopFilter{}
	}
	level = min(level, 63)
	interior := level
	if sharpness > 0 {
		interior >>= 1
		if sharpness > 4 {
			interior >>= 1
		}
		interior = min(interior, 9-sharpness)
	}
	interior = max(interior, 1)
	l := loopFilter{edge: uint8(2*level + interior), interior: uint8(interior)}
	if level >= 40 {
		l.variance = 2
	} else if level >= 15 {
		l.variance = 1
	}
	return l
}

// parsePartitions finds the 1<<log partitions of tokens (section 9.5).
func (f *frameHeader) parsePartitions(data []byte, log int) error {
	n := 1 << log
	if len(data) < 3*(n-1) {
		return errTruncated
	}
	sizes, data := data[:3*(n-1)], data[3*(n-1):]
	for ; len(sizes) > 0; sizes = sizes[3:] {
		size := int(sizes[0]) | int(sizes[1])<<8 | int(sizes[2])<<16
		if size > len(data) {
			return errTruncated
		}
		f.partitions = append(f.partitions, newBoolReader(data[:size]))
		data = data[size:]
	}
	f.partitions = append(f.partitions, newBoolReader(data))
	return nil
}

// parseQuant reads the quantizer indices (section 9.6) and looks up the steps
// of each segment (section 14.1).
func (f *frameHeader) parseQuant(b *boolReader, s *segmentHeader) {
	base := b.bits(7)
	var delta [5]int // luma DC, second order DC and AC, chroma DC and AC
	for i := range delta {
		delta[i] = b.optional(4)
	}
	for i := range f.quant {
		q := s.of(&s.quant, i, base)
		dc := func(d, top int) int16 { return int16(dcSteps[min(max(q+d, 0), top)]) }
		ac := func(d int) int16 { return int16(acSteps[min(max(q+d, 0), 127)]) }
		f.quant[i] = dequantizer{
			luma:   [2]int16{dc(delta[0], 127), ac(0)},
			second: [2]int16{2 * dc(delta[1], 127), max(int16(int(ac(delta[2]))*155/100), 8)},
			// The step of chroma DC ends at 132, which index 117 has.
			chroma: [2]int16{dc(delta[3], 117), ac(delta[4])},
		}
	}
}
