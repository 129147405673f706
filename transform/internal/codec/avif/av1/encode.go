package av1

// EncodeOptions say what Encode writes: a key frame of 8 bits with a reduced still
// picture header.
type EncodeOptions struct {
	Width, Height int
	Mono          bool
	SubX, SubY    int // 1, 1 or 0, 0
	Color         Color
	Quantizer     int                      // base_q_idx: 0 is lossless, 255 the coarsest
	Effort        int                      // 1 to MaxEffort; 0 is DefaultEffort
	Screen        bool                     // the content is drawn: palettes are tried
	Flat          bool                     // nothing that eyes see differently: no matrices, no boost (alpha)
	MaxBytes      int                      // give up with a SizeError when there are more; 0 is no limit
	Poll          func() error             // called for every 2048 samples that are tried; its error ends encoding
	Hurry         func(done, all int) bool // asked for each row of superblocks whether the rest has to be quick
}

const (
	MaxEffort     = 3
	DefaultEffort = 2
)

// SizeError says that the stream would have been larger than MaxBytes.
type SizeError struct{ Bytes int }

func (e *SizeError) Error() string { return "av1: larger than the limit" }

// useFilterIntra is left off: it takes longer than it gives.
const useFilterIntra = false

// Samples are 8-bit rows of a plane.
type Samples struct {
	Pix    []byte
	Stride int
	W, H   int
}

// frameChoice is what the frame header says beside its options.
type frameChoice struct {
	screen            bool
	chromaDC          int
	chromaAC          int
	matrices          bool
	matrixY, matrixUV int
	deltaQ            bool
	deltaQRes         int
	deblock           [4]int
	sharpness         int
	damping           int
	cdef              [2]int
}

// encoder is the state of encoding a frame. Contexts, predictions and samples are
// kept and made by a decoder, which takes what is decided here for decoded.
type encoder struct {
	d      *decoder
	o      *EncodeOptions
	planes []Samples
	src    [3]surface // of the row of superblocks, whole ones
	tiles  []tileWriter
	w      *symbolWriter
	rates  coefCosts
	speed  speed

	quantizers [2][nTx][2][256]*quantizer // by plane, size, whether there is a matrix, and CurrentQIndex
	fwd        [1024]int32
	values     [1024]int32
	sums       [sumsBefore + 32*(32+levelPad)]uint16 // of levels that are neighbors, while they are chosen
	work       [4096]int32
	vecs       [3]vecs
	preds      [2][64 * 64]uint16 // the luma block's as the best mode so far has it, and as another one has
	best       int                // which of them
	edges      edges
	exact      *exactCosts // of lossless frames

	since int // samples that have been tried since the caller was asked whether to go on
	err   error

	leaves   [5][]leaf // squares by the logarithm of their side
	halves   [5][]leaf // four for each: above and below, left and right
	kinds    [5][256]uint8
	trial    leaf
	saved    [6]contexts
	behind   [5]contexts
	samples  [6][3][64 * 64]uint16
	lambda   int64     // for rates in J
	satdRate int64     // for rates in sums of absolute transformed differences, times 512
	chromaJ  int64     // distortion of chroma in J, times 256
	cflMean  int       // of luma that chroma is predicted from
	chromaDC [3]uint16 // what DC predicts, for planes of one transform block
	q        int

	allowed    uint32   // directional modes that are tried
	ranked     uint32   // those that came first in the last block
	kept       [3]int   // the mode, angle and size that the best of preds is of
	predicted  [3]int   // the mode, angle and size of what is predicted at the block
	drawn      [64]bool // of the superblock's blocks of 8 by 8
	slopes     [64]slopes
	smoothness [64]uint8 // of the superblock's blocks of 8 by 8: logarithms of variances, in quarters
}

type tileWriter struct {
	tile
	w symbolWriter
}

// Encode writes a sequence header and a frame, as an AVIF item has them. There is
// one Samples for each plane.
func Encode(planes []Samples, o EncodeOptions) ([]byte, error) {
	e, head, frameHead, err := newEncoder(planes, &o)
	if err != nil {
		return nil, err
	}
	data, err := e.frame()
	if err != nil {
		return nil, err
	}
	return appendOBU(appendOBU(nil, obuSequence, head), obuFrame, append(frameHead, data...)), nil
}

func newEncoder(planes []Samples, o *EncodeOptions) (e *encoder, head, frameHead []byte, err error) {
	if o.Effort == 0 {
		o.Effort = DefaultEffort
	}
	e = &encoder{o: o, planes: planes}
	choice := o.choose()
	head, frameHead = o.sequenceHeader(), o.frameHeader(&choice)
	// What has been written is read, so that both sides go by the same.
	seq, err := parseSequence(head)
	if err != nil {
		return nil, nil, nil, err
	}
	h, err := parseFrameHeader(&bitReader{data: frameHead}, seq, 0, 0)
	if err != nil {
		return nil, nil, nil, err
	}
	e.d = newDecoder(&frame{seq: seq, head: h}, Deblocking|CDEF)
	e.allocate()
	return e, head, frameHead, nil
}

func (e *encoder) allocate() {
	d := e.d
	for p := range d.planes {
		subX, subY := d.sub(p)
		e.src[p] = makeSurface((d.h.miCols+15)&^15*4>>subX, 64>>subY)
	}
	e.tiles = make([]tileWriter, d.h.tiles.cols)
	for log := range e.leaves {
		n := 16 >> log
		e.leaves[log] = make([]leaf, n*n)
		area := 16 << (2 * log)
		for i := range e.leaves[log] {
			e.leaves[log][i].allocate(area, d)
		}
		if log == 0 {
			continue
		}
		e.halves[log] = make([]leaf, 4*n*n)
		for i := range e.halves[log] {
			e.halves[log][i].allocate(area/2, d)
		}
	}
	e.trial.allocate(4096, d)
	if d.h.screenContent {
		for i := range e.saved {
			e.saved[i].palettes = &paletteKept{}
		}
		for i := range e.behind {
			e.behind[i].palettes = &paletteKept{}
		}
	}
	e.speed = speeds[e.o.Effort]
}

// frame codes all tiles and puts them together as a tile group (section 5.11.1).
func (e *encoder) frame() ([]byte, error) {
	d := e.d
	ti := &d.h.tiles
	var all []byte
	if ti.cols*ti.rows > 1 {
		all = append(all, 0) // tile_start_and_end_present_flag
	}
	for d.tileRow = 0; d.tileRow < ti.rows; d.tileRow++ {
		for i := range e.tiles {
			d.startTile(&e.tiles[i].tile, d.tileRow, i)
			e.tiles[i].w.init()
		}
		for d.sbRow < ti.rowStarts[d.tileRow+1] {
			if err := e.row(); err != nil {
				return nil, err
			}
			n := len(all)
			for i := range e.tiles {
				n += len(e.tiles[i].w.out)
			}
			if e.o.MaxBytes > 0 && n > e.o.MaxBytes {
				return nil, &SizeError{int(int64(n) * int64(d.h.miRows) / int64(d.sbRow))}
			}
		}
		for i := range e.tiles {
			data := e.tiles[i].w.finish()
			if d.tileRow < ti.rows-1 || i < ti.cols-1 {
				n := len(data) - 1
				all = append(all, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
			}
			all = append(all, data...)
		}
	}
	return all, nil
}

// row codes a row of superblocks.
func (e *encoder) row() error {
	d := e.d
	d.slide()
	e.load()
	if e.o.Hurry != nil && e.o.Effort > 1 && e.o.Hurry(e.d.sbRow, e.d.h.miRows) {
		e.speed = speeds[1]
	}
	for i := range e.tiles {
		t := &e.tiles[i]
		d.t, e.w = &t.tile, &t.w
		d.left = leftContext{}
		for c := t.colStart; c < t.colEnd; c += 16 {
			e.superblock(d.sbRow, c)
			if e.err != nil {
				return e.err
			}
		}
	}
	if observeRow != nil {
		observeRow(e)
	}
	next := d.sbRow + min(16, d.h.miRows-d.sbRow)
	for p := range d.planes {
		_, subY := d.sub(p)
		s := &d.cur[p]
		copy(d.lastRow[p], s.pix[s.at(-margin, next*4>>subY-1):][:s.stride])
	}
	d.sbRow = next
	return nil
}

// pollSamples is after how many samples of trials the caller is asked whether to go on.
const pollSamples = 2048

// goOn says whether to go on, and asks now and then.
func (e *encoder) goOn(samples int) bool {
	if e.since += samples; e.since >= pollSamples && e.o.Poll != nil && e.err == nil {
		e.since = 0
		e.err = e.o.Poll()
	}
	return e.err == nil
}

// load takes the row's samples, and repeats the last ones to whole superblocks.
func (e *encoder) load() {
	for p := range e.d.planes {
		_, subY := e.d.sub(p)
		s, from := &e.src[p], &e.planes[p]
		s.top = e.d.sbRow * 4 >> subY
		w := s.stride - 2*margin
		for y := range 64 >> subY {
			line := from.Pix[min(s.top+y, from.H-1)*from.Stride:][:from.W]
			to := s.pix[s.at(0, s.top+y):][:w]
			for x, v := range line[:min(w, len(line))] {
				to[x] = uint16(v)
			}
			for x := len(line); x < w; x++ {
				to[x] = uint16(line[len(line)-1])
			}
		}
	}
}

// observeRow is nil except in tests.
var observeRow func(e *encoder)
