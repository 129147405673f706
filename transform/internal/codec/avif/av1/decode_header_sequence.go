package av1

// sequence is what the sequence header says (section 5.5).
type sequence struct {
	profile           int
	still, reduced    bool
	points            []operatingPoint
	timing            bool // decoder model info is present
	equalInterval     bool
	removalLength     int
	presentLength     int
	widthBits         int
	heightBits        int
	maxWidth          int
	maxHeight         int
	frameIDs          bool
	deltaIDLength     int
	idLength          int
	sb128             bool
	filterIntra       bool
	edgeFilter        bool
	orderHint         bool
	orderHintBits     int
	forceScreen       int // 2: each frame says
	forceIntegerMV    int
	superres          bool
	cdef              bool
	restoration       bool
	filmGrain         bool
	depth             int
	mono              bool
	subX, subY        int
	color             Color
	separateUVDeltaQ  bool
	bufferDelayLength int
}

type operatingPoint struct {
	idc   int
	model bool
}

const selectPerFrame = 2

func parseSequence(data []byte) (*sequence, error) {
	r := &bitReader{data: data}
	s := &sequence{}
	s.profile = r.read(3)
	s.still, s.reduced = r.flag(), r.flag()
	if s.profile > 2 || s.reduced && !s.still {
		return nil, errBadSequence
	}
	if s.reduced {
		r.read(5)
		s.points = []operatingPoint{{}}
	} else {
		s.parsePoints(r)
	}
	s.widthBits, s.heightBits = r.read(4)+1, r.read(4)+1
	s.maxWidth, s.maxHeight = r.read(s.widthBits)+1, r.read(s.heightBits)+1
	if !s.reduced {
		s.frameIDs = r.flag()
	}
	if s.frameIDs {
		s.deltaIDLength = r.read(4) + 2
		s.idLength = r.read(3) + s.deltaIDLength + 1
	}
	s.sb128, s.filterIntra, s.edgeFilter = r.flag(), r.flag(), r.flag()
	s.forceScreen, s.forceIntegerMV = selectPerFrame, selectPerFrame
	if !s.reduced {
		s.parseInterTools(r)
	}
	s.superres, s.cdef, s.restoration = r.flag(), r.flag(), r.flag()
	if err := s.parseColor(r); err != nil {
		return nil, err
	}
	s.filmGrain = r.flag()
	if r.over || s.idLength > 16 {
		return nil, errBadSequence
	}
	return s, nil
}

func (s *sequence) parsePoints(r *bitReader) {
	if r.flag() { // timing_info
		r.read(32)
		r.read(32)
		s.equalInterval = r.flag()
		if s.equalInterval {
			r.uvlc()
		}
		s.timing = r.flag()
		if s.timing {
			s.bufferDelayLength = r.read(5) + 1
			r.read(32)
			s.removalLength, s.presentLength = r.read(5)+1, r.read(5)+1
		}
	}
	delay := r.flag()
	n := r.read(5) + 1
	for range n {
		p := operatingPoint{idc: r.read(12)}
		if r.read(5) > 7 {
			r.bit()
		}
		if s.timing {
			p.model = r.flag()
			if p.model {
				r.read(s.bufferDelayLength)
				r.read(s.bufferDelayLength)
				r.bit()
			}
		}
		if delay && r.flag() {
			r.read(4)
		}
		s.points = append(s.points, p)
	}
}

func (s *sequence) parseInterTools(r *bitReader) {
	r.read(4)
	s.orderHint = r.flag()
	if s.orderHint {
		r.read(2)
	}
	if !r.flag() {
		s.forceScreen = r.bit()
	}
	if s.forceScreen > 0 && !r.flag() {
		s.forceIntegerMV = r.bit()
	}
	if s.orderHint {
		s.orderHintBits = r.read(3) + 1
	}
}

// parseColor is color_config (section 5.5.2).
func (s *sequence) parseColor(r *bitReader) error {
	s.depth = 8
	if r.flag() {
		s.depth = 10
		if s.profile == 2 && r.flag() {
			s.depth = 12
		}
	}
	if s.profile != 1 {
		s.mono = r.flag()
	}
	c := &s.color
	c.Primaries, c.Transfer, c.Matrix = 2, 2, 2
	c.Described = r.flag()
	if c.Described {
		c.Primaries, c.Transfer, c.Matrix = r.read(8), r.read(8), r.read(8)
	}
	s.subX, s.subY = 1, 1
	switch {
	case s.mono:
		c.FullRange = r.flag()
		return nil
	case c.Primaries == 1 && c.Transfer == 13 && c.Matrix == 0:
		c.FullRange = true
		s.subX, s.subY = 0, 0
		if s.profile == 0 || s.profile == 2 && s.depth != 12 {
			return errBadSequence
		}
	default:
		c.FullRange = r.flag()
		switch {
		case s.profile == 1:
			s.subX, s.subY = 0, 0
		case s.profile == 2 && s.depth == 12:
			s.subX, s.subY = r.bit(), 0
			if s.subX != 0 {
				s.subY = r.bit()
			}
		case s.profile == 2:
			s.subY = 0
		}
		if s.subX&s.subY != 0 {
			c.ChromaPosition = r.read(2)
		}
	}
	if c.Matrix == 0 && s.subX|s.subY != 0 {
		return errBadSequence
	}
	s.separateUVDeltaQ = r.flag()
	return nil
}
