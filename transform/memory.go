package transform

import (
	"strconv"

	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// What a picture takes at its largest is planned before anything of that size is
// allocated, so that what cannot be made is said at once and for good: running out
// of memory would end the guest, and look as if it might go better the next time.

// Bytes that stages take for a pixel of what they work on, beside the frame itself.
// They are what content can bring about at worst, but for the tokens of JPEG and
// WebP, which a limit of bytes bounds (see jpeg.Encoder.Size, webp's hopeless).
const (
	operationBytes = 4 // another frame of RGB and alpha, which most operations make
	webpBytes      = 2 // the encoder's own planes, and its macroblocks
	avifBytes      = 2 // the file itself, twice; what the encoder keeps is of the width
	alphaBytes     = 16
	losslessBytes  = 44
	jpegBytes      = 1
	scansBytes     = 6 // levels, masks and places of a progressive file
	pngBytes       = 8 // data that do not pack, in a slice that has grown
	indexBytes     = 3 // of a palette: indices, and what they pack into
)

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

// encoderBytes is what the output's encoder takes for a pixel.
func (o *output) encoderBytes(alpha bool) int64 {
	switch {
	case o.format == WebP && o.lossless:
		return losslessBytes
	case o.format == WebP && alpha:
		return webpBytes + alphaBytes
	case o.format == WebP:
		return webpBytes
	case o.format == AVIF:
		return avifBytes
	case o.format == JPEG && o.progressive:
		return scansBytes
	case o.format == JPEG:
		return jpegBytes
	case o.format == GIF || o.colours > 0:
		return indexBytes
	}
	return pngBytes
}

// boundOutput lowers the limit of the output's pixels to what the source gives reason
// for and what fits into memory, so that an output shrinks and is not refused.
func (d *doing) boundOutput() {
	lim := &d.lim
	if lim.OutputPixels <= 0 {
		lim.OutputPixels = DefaultLimits().OutputPixels
	}
	if lim.EnlargePixels > 0 {
		lim.OutputPixels = min(lim.OutputPixels, max(lim.EnlargePixels, int64(d.head.w)*int64(d.head.h)))
	}
	if out := chooseOutput(d.p, d.head, d.lim); !out.facts() {
		each := frameBytes(pixel.RGB, true) + max(operationBytes, out.encoderBytes(!out.flat()))
		lim.OutputPixels = min(lim.OutputPixels, max(1, lim.Memory/each))
	}
}

// planMemory holds what the output takes at its largest against the limit, and
// returns how much of that its frame takes while the source is read.
func (d *doing) planMemory() (frame int64, err error) {
	if d.out.facts() || d.out.animated {
		return 0, nil // small, and planned by animation
	}
	pixels := func(s params.Size) int64 { return int64(s.W) * int64(s.H) }
	g, model := &d.g, d.head.model
	alpha := d.head.alpha || !d.out.flat() && (g.Canvas != g.Out || g.Rotate != 0 || d.p.Mask != params.MaskNone)
	frame = pixels(g.Out) * frameBytes(model, d.head.alpha)
	largest := max(pixels(g.Out), pixels(g.Canvas), pixels(g.Final))
	made := d.out.model(model)
	finish := largest * (frameBytes(made, alpha) + operationBytes)
	encode := largest * (frameBytes(made, alpha) + d.out.encoderBytes(alpha && !d.out.flat()))
	need := max(frame, finish, encode)
	if need > d.lim.Memory {
		return 0, fail(CodeDoesNotFit, "memory for the output: got "+strconv.FormatInt(need, 10)+", want at most "+strconv.FormatInt(d.lim.Memory, 10), nil)
	}
	return frame, nil
}

// A reserver is a source that may need memory for all of its pixels at once: it has
// to leave room for the frame.
type reserver interface{ reserve(n int64) }

func (s *jpegSource) reserve(n int64) { s.lim.Memory -= n }
func (s *pngSource) reserve(n int64)  { s.lim.Memory -= n }
func (s *webpSource) reserve(n int64) { s.lim.Memory -= n }
