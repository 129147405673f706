package transform

import (
	"strconv"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// The memory that an image takes at its largest is planned before anything of that size
// is allocated. An image that cannot be made is then refused at once, with an error that
// lasts. Running out of memory would end the guest instead, and look like an error that
// may pass.

// operationBytes is how many bytes an operation takes per pixel, besides the frame
// itself: most operations make another frame of RGB and alpha. Formats say how many bytes
// their encoders take at worst, for any content. The tokens of JPEG and WebP are not in
// that; the limit of bytes bounds them (see jpeg.Encoder.Size and hopeless in vp8).
const operationBytes = 4

// frameBytes returns how many bytes the samples of a frame take per pixel.
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

// boundOutput lowers the limit of the output's pixels to EnlargePixels and to what fits
// into memory, so that a large output shrinks instead of being refused.
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

// reserve plans the memory of the output and tells the source to leave that much.
func (d *job) reserve(s codec.Source) error {
	frame, err := d.planMemory()
	if r, ok := s.(codec.Reserver); ok && err == nil {
		r.Reserve(frame)
	}
	return err
}

// planMemory compares the memory that the output takes at its largest with the limit. It
// returns how many bytes the frame takes while the source is decoded.
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
