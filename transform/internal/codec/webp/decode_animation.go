package webp

import (
	"io"

	"tintype/transform/internal/codec/webp/vp8l"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// An Animation composes the frames of an animated file on one canvas, which is
// all it keeps beside the frame that is being decoded.
type Animation struct {
	// Meter, if not nil, hears of the work of Next and may end it; then Next returns
	// its error.
	Meter *work.Meter

	c       *container
	nFrames int
	rest    []byte // chunks of frames still to come
	canvas  *pixel.Image
	last    animationFrame
}

// pixelWork is what decoding and blending a pixel takes, in samples.
const pixelWork = 8

// anmfHeader is how many bytes of an ANMF chunk precede its picture.
const anmfHeader = 16

// An animationFrame is an ANMF chunk (RFC 9649, section 2.7.1.1).
type animationFrame struct {
	x, y    int
	picture codedPicture
	delay   int  // milliseconds
	replace bool // instead of blending
	dispose bool // its rectangle becomes transparent after it was shown
}

// NewAnimation reads the chunks of an animated file.
func NewAnimation(data []byte) (*Animation, error) {
	c, err := parseContainer(data)
	if err != nil {
		return nil, err
	}
	if c.animation == nil {
		return nil, formatError("not an animation")
	}
	a := &Animation{c: c, rest: c.animation}
	for a.nextFrame() != nil {
		a.nFrames++
	}
	if a.nFrames == 0 {
		return nil, formatError("an animation without frames")
	}
	a.rest = c.animation
	return a, nil
}

// nextFrame returns the next ANMF chunk, nil after the last one. Those that hold
// nothing are no frames.
func (a *Animation) nextFrame() []byte {
	for len(a.rest) > 0 {
		var id string
		var body []byte
		if id, body, a.rest = nextChunk(a.rest); id == "ANMF" && len(body) != anmfHeader {
			return body
		}
	}
	return nil
}

// Frames is how many frames there are.
func (a *Animation) Frames() int { return a.nFrames }

// Loop is how many times the animation plays, 0 for ever.
func (a *Animation) Loop() int { return a.c.loop }

// Rewind goes back to before the first frame.
func (a *Animation) Rewind() {
	a.rest, a.last = a.c.animation, animationFrame{}
	if a.canvas != nil {
		a.clear(0, 0, a.c.w, a.c.h)
	}
}

// Next composes the next frame, within memory bytes beside the canvas, and
// returns how many milliseconds it is shown; io.EOF after the last one.
func (a *Animation) Next(memory int64) (delay int, err error) {
	body := a.nextFrame()
	if body == nil {
		return 0, io.EOF
	}
	f, err := a.parseFrame(body)
	if err != nil {
		return 0, err
	}
	if n := f.picture.memory(); n > memory {
		return 0, &pixel.MemoryError{Need: n, Limit: memory}
	}
	if a.canvas == nil {
		a.canvas = pixel.New(pixel.RGB, a.c.w, a.c.h, 1, 1, true)
	}
	if l := &a.last; l.dispose {
		a.clear(l.x, l.y, l.picture.w, l.picture.h)
	}
	a.last = f
	return f.delay, a.draw(&f, memory)
}

// Canvas is the picture after Next, RGB with straight alpha; it must not be
// changed.
func (a *Animation) Canvas() *pixel.Image { return a.canvas }

func (a *Animation) parseFrame(b []byte) (f animationFrame, err error) {
	if len(b) < anmfHeader {
		return f, errTruncated
	}
	f = animationFrame{
		x: 2 * uint24(b), y: 2 * uint24(b[3:]), delay: uint24(b[12:]),
		replace: b[15]&frameReplaces != 0, dispose: b[15]&frameDisposes != 0,
	}
	if err := f.picture.parse(b[anmfHeader:]); err != nil {
		return f, err
	}
	// The size that the frame is said to have is nothing to libwebp: the picture's holds.
	p := &f.picture
	if f.x+p.w > a.c.w || f.y+p.h > a.c.h {
		return f, formatError("a frame reaches beyond the canvas")
	}
	return f, nil
}

func (a *Animation) clear(x, y, w, h int) {
	planes := []*pixel.Plane{&a.canvas.Plane[0], &a.canvas.Plane[1], &a.canvas.Plane[2], &a.canvas.Alpha}
	for _, p := range planes {
		for i := range h {
			clear(p.Row(y + i)[x:][:w])
		}
	}
}

// draw lays a frame on the canvas.
func (a *Animation) draw(f *animationFrame, memory int64) error {
	var d bands
	var err error
	if f.picture.lossy != nil {
		d, err = f.picture.blended(DecodeOptions{MaxMemory: memory})
	} else {
		d, err = vp8l.NewDecoder(f.picture.lossless, f.picture.losslessAlpha, memory)
	}
	if err != nil {
		return err
	}
	w := f.picture.w
	alpha := f.picture.hasAlpha()
	for {
		var b pixel.Band
		if err := d.Next(&b); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if !a.Meter.Spend(pixelWork * w * b.Plane[0].H) {
			return a.Meter.Err()
		}
		for i := range b.Plane[0].H {
			var to, from [4][]uint8
			for k := range 3 {
				to[k] = a.canvas.Plane[k].Row(f.y + b.Y[0] + i)[f.x:][:w]
				from[k] = b.Plane[k].Row(i)
			}
			to[3] = a.canvas.Alpha.Row(f.y + b.Y[0] + i)[f.x:][:w]
			switch {
			case !alpha:
				for x := range to[3] {
					to[3][x] = 255
				}
				copyRows(to[:3], from[:3])
			case f.replace:
				from[3] = b.Alpha.Row(i)
				copyRows(to[:], from[:])
			default:
				from[3] = b.Alpha.Row(i)
				blendRow(&to, &from)
			}
		}
	}
}

func copyRows(to, from [][]uint8) {
	for k := range to {
		copy(to[k], from[k])
	}
}

// blendRow lays a row with straight alpha over another, in libwebp's
// arithmetic: the sum of weighted colors, divided by the sum of weights as a
// product with a Q24 inverse.
func blendRow(to, from *[4][]uint8) {
	for x, alpha := range from[3] {
		switch alpha {
		case 0:
			continue
		case 255:
			for k := range to {
				to[k][x] = from[k][x]
			}
			continue
		}
		over := uint32(alpha)
		under := uint32(to[3][x]) * (256 - over) >> 8
		inverse := (1 << 24) / (over + under)
		for k := range 3 {
			sum := uint32(from[k][x])*over + uint32(to[k][x])*under
			to[k][x] = uint8(sum * inverse >> 24)
		}
		to[3][x] = uint8(over + under)
	}
}
