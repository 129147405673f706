package vp8

import (
	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// A macroblock's decisions, kept until the header is written.
type macroblock struct {
	segment  uint8
	alpha    uint8 // susceptibility, see encode_analysis.go
	is4      bool  // 4x4 luma prediction
	skip     bool  // no coefficients
	lumaMode uint8 // of 16x16 prediction
	uvMode   uint8
	modes4   [16]uint8 // of 4x4 prediction
}

// An Encoder is the state of one lossy frame.
type Encoder struct {
	src      input
	w, h     int // samples
	mbW, mbH int // macroblocks

	mbs         []macroblock
	segments    [maxSegments]segment
	nSegments   int
	segmentProb [3]uint8
	chromaAlpha int // mean susceptibility of chroma
	chromaAC    int // quantizer delta (section 9.6)
	tune        tuning

	tokens tokenBuffer
	probs  [nProbs]uint8
	costs  costTable
	modes  modeCosts

	rows rowState
	mb   mbState

	header headerRoom
	limit  int // of the frame's bytes, 0 for none

	effort

	meter *work.Meter
}

// macroblockWork is what a macroblock takes in one pass, in samples.
const macroblockWork = 1 << 14

// Efforts count from 1, the quickest.
const (
	DefaultEffort = 2
	MaxEffort     = 4
)

// An effort is how thoroughly modes are sought.
type effort struct {
	// extraModes is how many modes of whole block prediction are tried after the
	// most promising one.
	extraModes int
	// doubt is by how much, in 1/256 bit, guesses of what 4x4 candidates cost are
	// thought to be too high.
	doubt int
	// try16 says that 16x16 prediction is tried even where 4x4 surely wins.
	try16 bool
	// passes is how often the frame is coded, each time at the prices that the
	// time before gives.
	passes int
}

// efforts are the levels, 1 to maxEffort.
var efforts = [MaxEffort]effort{
	{extraModes: 0, doubt: -1 << 30, passes: 1},
	{extraModes: 0, doubt: 0, passes: 1},
	{extraModes: 1, doubt: 0, passes: 1},
	{extraModes: 3, doubt: 1 << 30, try16: true, passes: 2},
}

// rowState is what a macroblock needs of the ones above it and to its left.
type rowState struct {
	// Reconstructed samples above, with room for the four to the right of the
	// last macroblock.
	luma, uv  []uint8    // uv: eight of u, eight of v for each macroblock
	modes     []uint8    // subblock modes above
	nz        [][9]uint8 // blocks with coefficients above: 4 luma, 2 u, 2 v, luma DC
	leftModes [4]uint8
	leftNZ    [9]uint8
	leftUV    [16]uint8 // samples of u, then of v
	// What the DCs of chroma blocks above and to the left lack, two of u and two of v
	// for each macroblock; see encode_carry.go.
	lack     [][4]int16
	leftLack [4]int16
	corners  [2]uint8 // above those, of u and of v
}

// NewEncoder loads and analyzes img.
func NewEncoder(img *pixel.Image, effortLevel int, meter *work.Meter) (*Encoder, error) {
	e := &Encoder{w: img.W, h: img.H, mbW: (img.W + 15) >> 4, mbH: (img.H + 15) >> 4, meter: meter}
	if err := e.src.load(img, e.mbW, e.mbH, meter); err != nil {
		return nil, err
	}
	e.mbs = make([]macroblock, e.mbW*e.mbH)
	e.rows.luma = make([]uint8, 16*e.mbW+16)
	e.rows.uv = make([]uint8, 16*e.mbW)
	e.rows.modes = make([]uint8, 4*e.mbW)
	e.rows.nz = make([][9]uint8, e.mbW)
	e.rows.lack = make([][4]int16, e.mbW)
	e.effort = efforts[effortLevel-1]
	e.costs.init()
	e.modes.init()
	if err := e.analyze(); err != nil {
		return nil, err
	}
	e.setHeaderRoom()
	return e, nil
}

// Encode returns the frame at the given quality or, where that is larger than
// limit bytes and limit is not 0, at a lower quality, from least on, at which it is
// not.
func (e *Encoder) Encode(quality, least, limit int) ([]byte, int, error) {
	e.limit = limit
	frame, size, err := e.encodeAt(quality)
	if err != nil || limit == 0 || size <= limit {
		return frame, quality, err
	}
	return e.fit(quality, least, size, limit)
}

// encodeAt returns the frame at the given quality and its size, padded. Of one that
// is far beyond the limit it returns no more than about what size it would have.
func (e *Encoder) encodeAt(quality int) (frame []byte, size int, err error) {
	e.setQuality(quality)
	switch err := e.encodeFrame().(type) {
	case nil:
	case *codec.SizeError:
		return nil, err.Bytes, nil
	default:
		return nil, 0, err
	}
	frame, err = e.frame()
	return frame, (len(frame) + 1) &^ 1, err
}

// startFrame resets what depends on macroblocks already coded.
func (e *Encoder) startFrame() {
	Fill(e.rows.luma, 127)
	Fill(e.rows.uv, 127)
	clear(e.rows.modes)
	clear(e.rows.nz)
	clear(e.rows.lack)
	e.tokens.reset()
	e.header.used = 0
}

// startRow resets what depends on the macroblocks to the left (section 12.2:
// samples outside the frame are 127 above and 129 to the left).
func (e *Encoder) startRow(y int) {
	corner := uint8(129)
	if y == 0 {
		corner = 127
	}
	clear(e.rows.leftModes[:])
	clear(e.rows.leftNZ[:])
	clear(e.rows.leftLack[:])
	Fill(e.rows.leftUV[:], 129)
	e.rows.corners = [2]uint8{corner, corner}
	for i := range 16 {
		e.mb.rec[(i+1)*recStride+recLeft] = 129
	}
	e.mb.rec[recLeft] = corner
}

func Fill(p []uint8, v uint8) {
	for i := range p {
		p[i] = v
	}
}

// encodeFrame decides and records every macroblock, as often as the effort
// asks.
func (e *Encoder) encodeFrame() error {
	e.probs = defaultProbs
	for pass := range e.passes {
		if err := e.encodePass(pass > 0); err != nil {
			return err
		}
	}
	return nil
}

// encodePass decides and records every macroblock. Where priced, e.probs are
// those of an earlier pass and prices stay as they are.
func (e *Encoder) encodePass(priced bool) error {
	e.startFrame()
	e.costs.update(&e.probs)
	refresh := firstRefresh
	if priced {
		refresh = -1
	}
	checked := 0 // chunks of tokens
	for y := range e.mbH {
		if !e.meter.Spend(e.mbW * macroblockWork) {
			return e.meter.Err()
		}
		if full := len(e.tokens.full); e.limit > 0 && full > checked {
			checked = full
			if n := e.size(); n > hopeless*e.limit {
				return &codec.SizeError{Format: "webp", Bytes: n * e.mbH / y}
			}
		}
		e.startRow(y)
		for x := range e.mbW {
			if n := y*e.mbW + x; n == refresh {
				refresh = e.refreshCosts(n)
			}
			e.macroblock(x, y)
		}
	}
	e.tokens.count()
	e.tokens.probabilities(&e.probs)
	return nil
}

// hopeless is how often the limit may go into the part of a frame that is coded
// before the rest is left out. A third of the picture and more foretells well
// enough what a size is that has to come down by so much; the memory and the time
// that a frame takes which cannot be used are bounded by it.
const hopeless = 3

// size is about how many bytes the macroblocks take that are coded so far.
func (e *Encoder) size() int {
	e.tokens.count()
	return e.tokens.bytes() + e.header.used/(8*256)
}

// firstRefresh macroblocks are coded at the price of the default probabilities.
const firstRefresh = 32

// refreshCosts prices tokens by what the first n macroblocks used, and returns
// when to do so again.
func (e *Encoder) refreshCosts(n int) int {
	e.tokens.count()
	e.tokens.probabilities(&e.probs)
	e.costs.update(&e.probs)
	return n + min(n, max(len(e.mbs)>>3, 96))
}
