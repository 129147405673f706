// Package resample changes the size of single planes of 8-bit samples with a
// separable filter, fed by rows from top to bottom.
//
// Each source row is filtered along x as it comes and kept, at the width of
// the destination, for as long as the filter along y needs it. That order is
// fixed: what is kept is then some 12 rows of the source's height per row of
// destination width (Lanczos, equal reduction of both axes), however large the
// reduction, whereas filtering along y first keeps rows of the source's width
// in numbers that grow with the reduction. For the reductions that follow a
// scaled JPEG decode, between 1 and 2, both orders cost the same within a
// tenth.
//
// Every step is integer arithmetic. Weights are Q14 and sum to exactly 1<<14,
// the samples between the two passes are Q7 with 128 subtracted, which leaves
// room for the overshoot of a filter with negative lobes, and nothing is
// clamped before the result.
package resample

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// Span is a box of the source along one axis in 16.16 fixed point, in source
// samples: sample i covers i<<16 to (i+1)<<16.
type Span struct{ Lo, Hi int64 }

// Full returns the span of n whole samples.
func Full(n int) Span { return Span{0, int64(n) << fracBits} }

const fracBits = 16 // fraction bits of a Span

// Resizer makes one destination plane from the rows of one source plane. It is
// used once.
type Resizer struct {
	// Meter, if not nil, hears of the work and may end it, which leaves the
	// destination unfinished.
	Meter *work.Meter

	dst  *pixel.Plane
	x, y axis

	next int // source row wanted next
	out  int // destination rows finished

	// Rows of the source, columns x.lo to x.hi, waiting for a full load, and
	// how many were loaded and wait for a full group.
	stage          []byte
	stageStride    int
	staged, loaded int

	// Source rows base to base+held filtered along x: Q7, 128 subtracted.
	mid        []int16
	midStride  int
	base, held int

	scratch kernelScratch
}

// New prepares the making of dst, all of its W by H samples, from the box x by
// y of a source plane of srcW by srcH samples. The box may have fractions of
// samples at its edges; the filter reads beyond it where the source has
// samples there, so that a piece of a resized plane equals the resized piece.
// Where the box reaches outside of the source, its outermost samples stand for
// what is missing. srcW and srcH are at least 1.
//
// An axis whose box is made of whole samples, as many as dst has, is copied.
func New(dst *pixel.Plane, srcW, srcH int, x, y Span, f Filter) *Resizer {
	r := &Resizer{dst: dst}
	if dst.W > 0 && dst.H > 0 {
		r.x.init(dst.W, srcW, x, f)
		r.y.init(dst.H, srcH, y, f)
		if r.x.pick == nil || r.y.pick == nil {
			r.y.filterPicked()
		}
	}
	r.start()
	return r
}

// Twin prepares the same for another plane of the same sizes, sharing the
// weights and the meter.
//
//go:noinline
func (r *Resizer) Twin(dst *pixel.Plane) *Resizer {
	t := &Resizer{Meter: r.Meter, dst: dst, x: r.x, y: r.y}
	t.start()
	return t
}

// Weights returns what Twin can be asked of later: it holds on to no plane.
func (r *Resizer) Weights() *Resizer { return &Resizer{Meter: r.Meter, x: r.x, y: r.y} }

// start takes the memory that filtering needs.
func (r *Resizer) start() {
	if r.dst.W <= 0 || r.dst.H <= 0 {
		r.out = r.dst.H
		return
	}
	r.next, r.base = r.y.lo, r.y.lo
	if r.copies() {
		return
	}
	r.stageStride = (r.x.hi - r.x.lo + 15) &^ 15
	r.stage = make([]byte, loadRows*r.stageStride)
	r.midStride = (r.x.n + 15) &^ 15
	// Less than a window of rows is kept before a group and as much may be
	// read behind it; the second group makes moving rows to the front rarer.
	r.mid = make([]int16, (2*r.y.taps+2*groupRows)*r.midStride)
	r.scratch.init(&r.x)
}

// loadRows is how many source rows are taken together, and groupRows how many
// are filtered along x together: a decoder's bands often have 8 rows, and what
// weights cost the kernel counts half with 16.
const (
	loadRows  = 8
	groupRows = 2 * loadRows
)

// copies reports whether every destination sample is a copy of one source
// sample.
func (r *Resizer) copies() bool { return r.x.pick != nil && r.y.pick != nil }

// Done reports whether the whole destination is finished.
func (r *Resizer) Done() bool { return r.out == r.dst.H }
