package av1

const (
	obuSequence       = 1
	obuTemporal       = 2
	obuFrameHeader    = 3
	obuTileGroup      = 4
	obuFrame          = 6
	obuRedundantFrame = 7
)

// frame is a frame of the stream that has not been decoded: its header and its
// tiles' data.
type frame struct {
	seq       *sequence
	head      *frameHeader
	tiles     [][]byte // by number, as far as they are there
	truncated bool
}

// scanner walks over the OBUs of a stream (section 5.3) up to the frame that is
// to be shown.
type scanner struct {
	point   int // operating point
	layer   int // spatial layer to show, or LastLayer
	seq     *sequence
	idc     int
	slots   [8]*frame
	current *frame // its header has been seen
	spatial int    // of current
	shown   *frame
	shownAt int // its spatial layer
}

type obu struct {
	kind              int
	extended          bool
	temporal, spatial int
	payload           []byte
	truncated         bool
}

// nextOBU splits the first OBU off data. One without a size takes all of it.
func nextOBU(data []byte) (o obu, rest []byte, err error) {
	b := data[0]
	if b&0x80 != 0 {
		return o, nil, errBadOBU
	}
	o.kind, o.extended = int(b>>3&15), b&4 != 0
	at := 1
	if o.extended {
		if len(data) < 2 {
			return o, nil, errTruncated
		}
		o.temporal, o.spatial = int(data[1]>>5), int(data[1]>>3&3)
		at = 2
	}
	size := len(data) - at
	if b&2 != 0 {
		v, n, ok := leb128(data[at:])
		if !ok {
			if len(data)-at < 8 {
				return o, nil, errTruncated
			}
			return o, nil, errBadOBU
		}
		at += n
		size = v
	}
	if size > len(data)-at {
		o.truncated = true
		size = len(data) - at
	}
	o.payload = data[at : at+size]
	return o, data[at+size:], nil
}

// scan finds the frame to show. An error that comes after it does not matter.
func (s *scanner) scan(data []byte) (*frame, error) {
	for len(data) > 0 {
		o, rest, err := nextOBU(data)
		if err == nil {
			err = s.take(o)
		}
		if err != nil {
			if s.shown != nil && s.current != s.shown {
				break
			}
			if s.current != nil && err == errTruncated && s.wanted() {
				break
			}
			return nil, err
		}
		if s.done() {
			break
		}
		data = rest
		if len(rest) == 0 && s.current != nil {
			s.current.truncated = true
		}
	}
	if s.shown == nil && s.current != nil && s.wanted() {
		s.current.truncated = true
		s.shown = s.current
	}
	if s.shown == nil {
		return nil, errNoFrame
	}
	return s.shown, nil
}

// done says that no later frame can be the one to show.
func (s *scanner) done() bool {
	if s.shown == nil {
		return false
	}
	if s.layer >= 0 || s.idc>>8 == 0 {
		return true
	}
	return s.shownAt >= floorLog2(s.idc>>8)
}

// wanted says that the current frame would be shown.
func (s *scanner) wanted() bool {
	h := s.current.head
	if !h.show {
		return false
	}
	return s.layer < 0 || s.idc>>8 == 0 || s.spatial == s.layer
}

func (s *scanner) take(o obu) error {
	if o.kind != obuSequence && o.kind != obuTemporal && s.idc != 0 && o.extended {
		if s.idc>>o.temporal&1 == 0 || s.idc>>(o.spatial+8)&1 == 0 {
			return nil
		}
	}
	switch o.kind {
	case obuSequence:
		return s.sequence(o)
	case obuTemporal:
		s.current = nil
	case obuFrameHeader, obuRedundantFrame:
		if s.current == nil {
			_, err := s.header(o)
			return err
		}
	case obuFrame:
		if s.current != nil {
			return errBadOBU
		}
		n, err := s.header(o)
		if err != nil || s.current == nil {
			return err
		}
		return s.tileGroup(o.payload[n:], o.truncated)
	case obuTileGroup:
		if s.current != nil {
			return s.tileGroup(o.payload, o.truncated)
		}
	}
	return nil
}

func (s *scanner) sequence(o obu) error {
	if o.truncated {
		return errTruncated
	}
	seq, err := parseSequence(o.payload)
	if err != nil {
		return err
	}
	if s.seq == nil {
		s.seq = seq
		if s.point < len(seq.points) {
			s.idc = seq.points[s.point].idc
		} else {
			return FormatError("no such operating point")
		}
		return nil
	}
	s.seq = seq
	return nil
}

// header reads a frame header and says where what follows begins.
func (s *scanner) header(o obu) (int, error) {
	if s.seq == nil {
		return 0, errNoSequence
	}
	r := &bitReader{data: o.payload}
	h, err := parseFrameHeader(r, s.seq, o.temporal, o.spatial)
	if err != nil {
		return 0, err
	}
	s.spatial = o.spatial
	if h.showExisting {
		f := s.slots[h.existing]
		if f == nil {
			return 0, FormatError("a frame that is not there is to be shown")
		}
		s.show(f)
		if f.head.frameType == keyFrame {
			for i := range s.slots {
				s.slots[i] = f
			}
		}
		return 0, nil
	}
	r.align()
	f := &frame{seq: s.seq, head: h}
	for i := range s.slots {
		if h.refresh>>i&1 != 0 {
			s.slots[i] = f
		}
	}
	s.current = f
	if !h.intra() {
		// What it is made of is not known; so neither is where it ends.
		s.current = nil
		if h.show {
			s.show(f)
		}
		return len(o.payload), nil
	}
	return min(r.pos>>3, len(o.payload)), nil
}

func (h *frameHeader) intra() bool { return h.frameType == keyFrame || h.frameType == intraOnlyFrame }

func (s *scanner) show(f *frame) {
	if s.layer >= 0 && s.idc>>8 != 0 && s.spatial != s.layer {
		return
	}
	if s.shown == nil || s.idc>>8 != 0 && s.spatial > s.shownAt {
		s.shown, s.shownAt = f, s.spatial
	}
}

// tileGroup takes the tiles of a tile group (section 5.11.1).
func (s *scanner) tileGroup(data []byte, truncated bool) error {
	f := s.current
	t := &f.head.tiles
	n := t.cols * t.rows
	r := &bitReader{data: data}
	first, last := 0, n-1
	if n > 1 && r.flag() {
		first, last = r.read(t.colsLog2+t.rowsLog2), r.read(t.colsLog2+t.rowsLog2)
	}
	r.align()
	if r.over && truncated {
		return errTruncated
	}
	if first != len(f.tiles) || last < first || last >= n {
		return errBadTiles
	}
	data = data[min(r.pos>>3, len(data)):]
	for i := first; i <= last; i++ {
		size := len(data)
		if i < last {
			if len(data) < t.sizeBytes {
				f.truncated = true
				break
			}
			size = 1
			for k := range t.sizeBytes {
				size += int(data[k]) << (8 * k)
			}
			data = data[t.sizeBytes:]
		}
		if size > len(data) {
			if !truncated {
				return errBadTiles
			}
			size = len(data)
		}
		f.tiles, data = append(f.tiles, data[:size:size]), data[size:]
	}
	f.truncated = f.truncated || truncated
	if len(f.tiles) == n || truncated {
		if f.head.show {
			s.show(f)
		}
		s.current = nil
	}
	return nil
}
