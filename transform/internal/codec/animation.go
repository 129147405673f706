package codec

import (
	"errors"
	"io"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/quant"
)

// Frames is an animated file that composes its frames one after another on one canvas.
type Frames interface {
	Frames() int // how many there are
	Loop() int   // times the animation plays, 0 for ever
	Rewind()
	// Next composes the next frame, within memory bytes beside the canvas, and
	// returns how many milliseconds it is shown; io.EOF after the last one.
	Next(memory int64) (delay int, err error)
	Canvas() *pixel.Image
}

// An Animation is the source of one frame after another. As a plain source it is the
// frame that First names.
type Animation struct {
	InMemory
	First int // counted from 1

	frames Frames
	head   Header
	lim    *Limits
	at     int // frames composed
	y      int
	band   *pixel.Image
}

// bandRows is how many rows of a canvas are handed over at a time.
const bandRows = 64

// NewAnimation holds the canvas and a frame of its size against the limits.
func NewAnimation(file []byte, f Frames, h Header, lim *Limits) (*Animation, error) {
	if err := check("memory for the source's canvas", 2*4*int64(h.W)*int64(h.H), lim.Memory); err != nil {
		return nil, err
	}
	h.Model, h.Sampling = pixel.RGB, EvenSampling(1, 1)
	return &Animation{InMemory: file, First: 1, frames: f, head: h, lim: lim}, nil
}

// Header is that of every frame.
func (s *Animation) Header() *Header { return &s.head }

// Frames is how many there are.
func (s *Animation) Frames() int { return s.frames.Frames() }

// Loop is how many times the animation plays, 0 for ever.
func (s *Animation) Loop() int { return s.frames.Loop() }

// Rewind goes back to before the first frame.
func (s *Animation) Rewind() error {
	s.frames.Rewind()
	s.at = 0
	return nil
}

// At is how many frames have been composed.
func (s *Animation) At() int { return s.at }

// Partial asks the frames, if they know.
func (s *Animation) Partial() bool {
	f, ok := s.frames.(interface{ Partial() bool })
	return ok && f.Partial()
}

// Advance composes the next frame; io.EOF after the last one or where the rest
// of the file is broken. What a limit ends is no end.
func (s *Animation) Advance() (delay int, err error) {
	if err := s.lim.Poll(); err != nil {
		return 0, err
	}
	all := int64(s.head.W) * int64(s.head.H) * int64(min(s.at+1, s.Frames()))
	if err := check("pixels of all frames", all, s.lim.FramePixels); err != nil {
		return 0, err
	}
	delay, err = s.frames.Next(s.lim.Memory - 4*int64(s.head.W)*int64(s.head.H))
	if stopped := s.lim.Meter.Err(); stopped != nil {
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

// Start composes up to the first frame that is wanted, or the last there is.
func (s *Animation) Start(Plan) (sizes Sizes, err error) {
	for s.at < s.First {
		if _, err := s.Advance(); err == io.EOF {
			if s.at > 0 {
				break
			}
			return sizes, &Fault{Damaged, err}
		} else if err != nil {
			return sizes, err
		}
	}
	if s.band == nil {
		s.band = pixel.New(pixel.RGB, s.head.W, bandRows, 1, 1, s.head.Alpha)
	}
	s.y = 0
	return s.head.Sizes(), nil
}

// Next delivers rows of the canvas.
func (s *Animation) Next(b *pixel.Band) error {
	n := min(bandRows, s.head.H-s.y)
	if n == 0 {
		return io.EOF
	}
	canvas := s.frames.Canvas()
	b.Plane, b.Alpha = s.band.Plane, s.band.Alpha
	for i := range 3 {
		b.Y[i], b.Plane[i].H = s.y, n
		copyRows(&b.Plane[i], &canvas.Plane[i], s.y)
	}
	if b.Alpha.H = n; s.head.Alpha {
		copyRows(&b.Alpha, &canvas.Alpha, s.y)
	}
	s.y += n
	return nil
}

// copyRows copies the rows of src from y on to all of dst.
func copyRows(dst, src *pixel.Plane, y int) {
	for i := range dst.H {
		copy(dst.Row(i), src.Row(y+i))
	}
}

// Settle composes the first frame of a file that has one and finds out whether it is
// opaque.
func (s *Animation) Settle(opaque func(*pixel.Image) bool) error {
	if _, err := s.Advance(); err != nil {
		return err
	}
	s.head.Alpha = !opaque(s.frames.Canvas())
	return nil
}

// An AnimationWriter is what the frames of an animation go into.
type AnimationWriter interface {
	Add(img *pixel.Image, delay int) error // milliseconds
	// Extend shows the last frame for longer, if that can be.
	Extend(delay int) bool
	Size() int    // bytes so far
	Reverse()     // of writers that were begun for it
	File() []byte // nil where the work was ended
}

// Animate says how an animation is written.
type Animate struct {
	Loop    int // times it plays, 0 for ever
	Reverse bool
	Loss
	// Colors counts the colors of the animation.
	Colors func() (*quant.Histogram, error)
}

// A Loss is what an animation gives up to fit a limit of bytes, beside size.
type Loss struct {
	Quality   int // of lossy formats, 0 without loss
	Colors    int // of palettes, 0 for all there are
	Tolerance int // of samples, 0 for none
}

// A Stage is the steps up to which a loss of one kind goes on, and its values at the
// first and at the last of them.
type Stage struct{ UpTo, From, To int }

// At interpolates; before and behind the stage its ends hold.
func (s Stage) At(after, step int) int {
	step = min(max(step, after), s.UpTo)
	return s.From + (s.To-s.From)*(step-after)/(s.UpTo-after)
}

// How far samples may be off: from the least on, where that is a loss to try, to what
// is seen too well.
const (
	LeastTolerance = 8
	MostTolerance  = 30
)
