package transform

import (
	"bytes"
	"errors"
	"io"

	"tintype/transform/internal/pixel"
)

// rasterBand is how many rows a canvas hands over at a time.
const rasterBand = 64

// frames is an animated file that composes its frames one after another on one
// canvas.
type frames interface {
	Frames() int // how many there are
	Loop() int   // times the animation plays, 0 for ever
	Rewind()
	// Next composes the next frame, within memory bytes beside the canvas, and
	// returns how many milliseconds it is shown; io.EOF after the last one.
	Next(memory int64) (delay int, err error)
	Canvas() *pixel.Image
}

// animatedSource is the source of one frame after another. As a plain source it
// is the frame that first names.
type animatedSource struct {
	frames
	inMemory
	head  header
	lim   Limits
	first int // counted from 1
	at    int // frames composed
	y     int
	band  *pixel.Image
}

// partial asks the frames, if they know.
func (s *animatedSource) partial() bool {
	f, ok := s.frames.(interface{ Partial() bool })
	return ok && f.Partial()
}

// newAnimatedSource holds the canvas and a frame of its size against the limits.
func newAnimatedSource(file []byte, f frames, h header, lim Limits) (*animatedSource, error) {
	if n := 2 * 4 * int64(h.w) * int64(h.h); n > lim.Memory {
		return nil, tooLarge("memory for the source's canvas", n, lim.Memory)
	}
	h.model, h.sampling = pixel.RGB, evenSampling(1, 1)
	return &animatedSource{frames: f, inMemory: file, head: h, lim: lim, first: 1}, nil
}

// fault gives the decoder's error a code.
func (s *animatedSource) fault(err error) error {
	switch s.head.format {
	case WebP:
		return webpError(err)
	case PNG:
		return pngError(err)
	}
	return decodeError(err, false, true)
}

func (s *animatedSource) header() header { return s.head }

// advance composes the next frame; io.EOF after the last one or where the rest
// of the file is broken. What a limit ends is no end.
func (s *animatedSource) advance() (delay int, err error) {
	if err := s.lim.poll(); err != nil {
		return 0, err
	}
	if n := int64(s.head.w) * int64(s.head.h) * int64(min(s.at+1, s.Frames())); n > s.lim.FramePixels {
		return 0, tooLarge("pixels of all frames", n, s.lim.FramePixels)
	}
	delay, err = s.Next(s.lim.Memory - 4*int64(s.head.w)*int64(s.head.h))
	if stopped := s.lim.meter.Err(); stopped != nil {
		return 0, stopped
	}
	var memory *pixel.MemoryError
	if err != nil && s.at > 0 && !errors.As(err, &memory) {
		return 0, io.EOF
	}
	if err == nil {
		s.at++
	}
	return delay, err
}

// start composes up to the first frame that is wanted, or the last there is.
func (s *animatedSource) start(decodePlan) (sizes planeSizes, err error) {
	for s.at < s.first {
		if _, err := s.advance(); err == io.EOF && s.at > 0 {
			break
		} else if err != nil {
			return sizes, s.fault(err)
		}
	}
	if s.band == nil {
		s.band = pixel.New(pixel.RGB, s.head.w, rasterBand, 1, 1, s.head.alpha)
	}
	s.y = 0
	for i := range 3 {
		sizes[i].w, sizes[i].h = s.head.w, s.head.h
	}
	return sizes, nil
}

func (s *animatedSource) next(b *pixel.Band) error {
	n := min(rasterBand, s.head.h-s.y)
	if n == 0 {
		return io.EOF
	}
	canvas := s.Canvas()
	b.Plane, b.Alpha = s.band.Plane, s.band.Alpha
	for i := range 3 {
		b.Y[i], b.Plane[i].H = s.y, n
		copyPlane(&b.Plane[i], &canvas.Plane[i], s.y)
	}
	if b.Alpha.H = n; s.head.alpha {
		copyPlane(&b.Alpha, &canvas.Alpha, s.y)
	}
	s.y += n
	return nil
}

// copyPlane copies the rows of src from y on to all of dst.
func copyPlane(dst, src *pixel.Plane, y int) {
	for i := range dst.H {
		copy(dst.Row(i), src.Row(y+i))
	}
}

// animates says that an animation goes out, not one frame of it.
func (d *doing) animates(s *animatedSource) bool {
	return (d.out.format == WebP || d.out.format == GIF || d.out.format == PNG) && !d.p.Frame.Single() && s.Frames() > 1
}

// shownFor is how long browsers show a frame that is to last delay milliseconds: 10
// and less are 100 to all of them. A frame that takes over another's time would be
// shorter than both otherwise.
func shownFor(delay int) int {
	if delay <= 10 {
		return 100
	}
	return delay
}

// samePicture compares pictures of one origin, plane by plane.
func samePicture(a, b *pixel.Image) bool {
	if a.Model != b.Model || a.W != b.W || a.H != b.H || a.HasAlpha() != b.HasAlpha() {
		return false
	}
	for i := range a.Model.Planes() {
		if !bytes.Equal(a.Plane[i].Pix, b.Plane[i].Pix) {
			return false
		}
	}
	return bytes.Equal(a.Alpha.Pix, b.Alpha.Pix)
}
