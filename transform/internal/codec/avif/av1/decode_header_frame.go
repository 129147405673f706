package av1

const (
	keyFrame = iota
	interFrame
	intraOnlyFrame
	switchFrame
)

const (
	maxSegments   = 8
	segFeatures   = 8
	segAltQ       = 0
	segAltLF      = 1 // and the three after it
	segRef        = 5
	segSkip       = 6
	allRefs       = 0xFF
	maxLoopFilter = 63
)

// frameHeader is what an uncompressed header says of an intra frame (section
// 5.9), with what follows from it.
type frameHeader struct {
	frameType     int
	show          bool
	showable      bool
	showExisting  bool
	existing      int // the slot to show
	refresh       int
	noCDFUpdate   bool
	screenContent bool
	intrabc       bool

	width, height             int // coded, before superres
	upscaledWidth             int
	renderWidth, renderHeight int
	superresDenom             int
	miCols, miRows            int

	tiles        tileInfo
	quant        quantParams
	segmentation segmentParams
	deltaQ       bool
	deltaQRes    uint
	deltaLF      bool
	deltaLFRes   uint
	deltaLFMulti bool
	lossless     [maxSegments]bool
	codedLossless,
	allLossless bool
	loop      loopParams
	cdef      cdefParams
	lr        lrParams
	txSelect  bool
	reducedTx bool
	grain     grainParams
}

type quantParams struct {
	base               int
	yDC                int
	uDC, uAC, vDC, vAC int
	matrices           bool
	levels             [3]int
}

type segmentParams struct {
	enabled    bool
	preSkip    bool
	lastActive int
	on         [maxSegments][segFeatures]bool
	data       [maxSegments][segFeatures]int
}

var (
	segBits   = [segFeatures]int{8, 6, 6, 6, 6, 3, 0, 0}
	segSigned = [segFeatures]bool{true, true, true, true, true}
	segMax    = [segFeatures]int{255, maxLoopFilter, maxLoopFilter, maxLoopFilter, maxLoopFilter, 7, 0, 0}
)

type loopParams struct {
	level        [4]int
	sharpness    int
	deltaEnabled bool
	intraDelta   int
}

type cdefParams struct {
	on       bool
	damping  int
	bits     int
	pri, sec [2][8]int // luma, chroma
}

const (
	restoreNone = iota
	restoreWiener
	restoreSgrproj
	restoreSwitchable
)

type lrParams struct {
	used bool
	kind [3]int
	size [3]int
}

// parseFrameHeader reads an uncompressed header. Inter frames are read as far
// as the slots they refresh.
func parseFrameHeader(r *bitReader, s *sequence, temporal, spatial int) (*frameHeader, error) {
	h := &frameHeader{show: true, refresh: allRefs}
	resilient, decided := true, false
	if !s.reduced {
		if decided, resilient = h.parseKind(r, s); decided {
			if r.over {
				return nil, errTruncated
			}
			return h, nil
		}
	}
	intra := h.frameType == keyFrame || h.frameType == intraOnlyFrame
	h.noCDFUpdate = r.flag()
	h.screenContent = s.forceScreen == 1
	if s.forceScreen == selectPerFrame {
		h.screenContent = r.flag()
	}
	if h.screenContent && s.forceIntegerMV == selectPerFrame {
		r.bit()
	}
	if s.frameIDs {
		r.read(s.idLength)
	}
	override := h.frameType == switchFrame
	if !override && !s.reduced {
		override = r.flag()
	}
	r.read(s.orderHintBits)
	if !intra && !resilient {
		r.read(3)
	}
	if s.timing && r.flag() {
		for _, p := range s.points {
			if p.model && (p.idc == 0 || p.idc>>temporal&1 != 0 && p.idc>>(spatial+8)&1 != 0) {
				r.read(s.removalLength)
			}
		}
	}
	if h.frameType != switchFrame && !(h.frameType == keyFrame && h.show) {
		h.refresh = r.read(8)
	}
	if h.frameType == intraOnlyFrame && h.refresh == allRefs {
		return nil, errBadHeader
	}
	if r.over {
		return nil, errTruncated
	}
	if !intra {
		return h, nil
	}
	if h.refresh != allRefs && resilient && s.orderHint {
		for range 8 {
			r.read(s.orderHintBits)
		}
	}
	if err := h.parseSize(r, s, override); err != nil {
		return nil, err
	}
	if h.screenContent && h.upscaledWidth == h.width {
		h.intrabc = r.flag()
	}
	if !s.reduced && !h.noCDFUpdate {
		r.bit() // disable_frame_end_update_cdf
	}
	if err := h.parseRest(r, s); err != nil {
		return nil, err
	}
	return h, nil
}

// parseKind reads which kind of frame this is. It is decided when there is
// nothing more to read.
func (h *frameHeader) parseKind(r *bitReader, s *sequence) (decided, resilient bool) {
	if r.flag() {
		h.showExisting, h.refresh = true, 0
		h.existing = r.read(3)
		return true, false
	}
	h.frameType = r.read(2)
	h.show = r.flag()
	if h.show && s.timing && !s.equalInterval {
		r.read(s.presentLength)
	}
	h.showable = h.frameType != keyFrame
	if !h.show {
		h.showable = r.flag()
	}
	if h.frameType == switchFrame || h.frameType == keyFrame && h.show {
		return false, true
	}
	return false, r.flag()
}

// parseSize reads frame, superres and render sizes (sections 5.9.5 to 5.9.9).
func (h *frameHeader) parseSize(r *bitReader, s *sequence, override bool) error {
	h.width, h.height = s.maxWidth, s.maxHeight
	if override {
		h.width, h.height = r.read(s.widthBits)+1, r.read(s.heightBits)+1
	}
	h.superresDenom = 8
	if s.superres && r.flag() {
		h.superresDenom = r.read(3) + 9
	}
	h.upscaledWidth = h.width
	h.width = (h.upscaledWidth*8 + h.superresDenom/2) / h.superresDenom
	h.miCols, h.miRows = (h.width+7)>>3*2, (h.height+7)>>3*2
	h.renderWidth, h.renderHeight = h.upscaledWidth, h.height
	if r.flag() {
		h.renderWidth, h.renderHeight = r.read(16)+1, r.read(16)+1
	}
	if r.over {
		return errTruncated
	}
	if h.upscaledWidth > s.maxWidth || h.height > s.maxHeight {
		return errBadHeader
	}
	if h.superresDenom != 8 && h.upscaledWidth == h.width {
		h.superresDenom = 8
	}
	return nil
}

func (h *frameHeader) parseRest(r *bitReader, s *sequence) error {
	if !h.parseTiles(r, s) {
		return errBadHeader
	}
	h.parseQuant(r, s)
	h.parseSegmentation(r)
	if h.quant.base > 0 {
		h.deltaQ = r.flag()
	}
	if h.deltaQ {
		h.deltaQRes = uint(r.read(2))
		if !h.intrabc {
			h.deltaLF = r.flag()
		}
		if h.deltaLF {
			h.deltaLFRes, h.deltaLFMulti = uint(r.read(2)), r.flag()
		}
	}
	q := &h.quant
	plain := q.yDC == 0 && q.uAC == 0 && q.uDC == 0 && q.vAC == 0 && q.vDC == 0
	h.codedLossless = true
	for i := range h.lossless {
		h.lossless[i] = plain && h.qindex(i, h.quant.base) == 0
		h.codedLossless = h.codedLossless && h.lossless[i]
	}
	h.allLossless = h.codedLossless && h.width == h.upscaledWidth
	h.parseLoopFilter(r, s)
	h.parseCDEF(r, s)
	h.parseRestoration(r, s)
	if !h.codedLossless {
		h.txSelect = r.flag()
	}
	h.reducedTx = r.flag()
	if s.filmGrain && (h.show || h.showable) {
		if !h.grain.parse(r, s) {
			return errBadHeader
		}
	}
	if r.over {
		return errTruncated
	}
	return nil
}

// qindex is get_qindex with base_q_idx or CurrentQIndex.
func (h *frameHeader) qindex(segment, base int) int {
	if h.segmentation.on[segment][segAltQ] {
		return min(max(base+h.segmentation.data[segment][segAltQ], 0), 255)
	}
	return base
}
