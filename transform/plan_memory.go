package transform

import (
	"strconv"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// What an image takes at its largest is planned before anything of that size is
// allocated, so that what cannot be made is said at once and for good: running out
// of memory would end the guest, and look as if it might go better the next time.

// operationBytes is what stages take for a pixel beside the frame itself: another frame
// of RGB and alpha, which most operations make. What encoders take, their formats say:
// what content can bring about at worst, but for the tokens of JPEG and WebP, which a
// limit of bytes bounds (see jpeg.Encoder.Size, vp8's hopeless).
const operationBytes = 4

// frameBytes is what the samples of a frame take for a pixel.
func frameBytes(m pixel.Model, alpha bool) int64 {
	n := int64(m.Planes())
	if m == pixel.YCbCr {
		n = 2 // or 3, where chroma is not subsampled: that is rare
	}
	if alpha {
		n++
	}
	return n
}

// boundOutput lowers the limit of the output's pixels to what the source gives reason
// for and what fits into memory, so that an output shrinks and is not refused.
func (d *job) boundOutput() {
	lim := &d.lim
	if lim.OutputPixels <= 0 {
		lim.OutputPixels = DefaultLimits().OutputPixels
	}
	if lim.EnlargePixels > 0 {
		lim.OutputPixels = min(lim.OutputPixels, max(lim.EnlargePixels, int64(d.head.W)*int64(d.head.H)))
	}
	if out := &d.out; !out.facts() {
		each := frameBytes(pixel.RGB, true) + max(operationBytes, out.memory(!out.flat()))
		lim.OutputPixels = min(lim.OutputPixels, max(1, lim.Memory/each))
	}
}

// reserve plans the memory and tells the source what of it is left.
func (d *job) reserve(s codec.Source) error {
	frame, err := d.planMemory()
	if r, ok := s.(codec.Reserver); ok && err == nil {
		r.Reserve(frame)
	}
	return err
}

// planMemory holds what the output takes at its largest against the limit, and
// returns how much of that its frame takes while the source is read.
func (d *job) planMemory() (frame int64, err error) {
	if d.out.facts() || d.out.Animated {
		return 0, nil // small, and planned by animation
	}
	pixels := func(s params.Size) int64 { return int64(s.W) * int64(s.H) }
	g, model := &d.g, d.head.Model
	alpha := d.head.Alpha || !d.out.flat() && (g.Canvas != g.Out || g.Rotate != 0 || d.p.Mask != params.MaskNone)
	frame = pixels(g.Out) * frameBytes(model, d.head.Alpha)
	largest := max(pixels(g.Out), pixels(g.Canvas), pixels(g.Final))
	made := d.out.model(model)
	finish := largest * (frameBytes(made, alpha) + operationBytes)
	encode := largest * (frameBytes(made, alpha) + d.out.memory(alpha && !d.out.flat()))
	need := max(frame, finish, encode)
	if need > d.lim.Memory {
		return 0, fail(CodeDoesNotFit, "memory for the output: got "+strconv.FormatInt(need, 10)+", want at most "+strconv.FormatInt(d.lim.Memory, 10), nil)
	}
	return frame, nil
}
