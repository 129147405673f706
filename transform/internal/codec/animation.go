package codec

import (
	"errors"
	"io"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/quant"
)

// Frames is a decoder of an animated file, which composes one frame after another on a
// canvas.
type Frames interface {
	Frames() int // how many there are
	Loop() int   // times the animation plays, 0 for ever
	Rewind()
	// Next composes the next frame and returns for how many milliseconds it is shown. It
	// takes at most memory bytes besides the canvas. It returns io.EOF after the last frame.
	Next(memory int64) (delay int, err error)
	Canvas() *pixel.Image
}

// An Animation is a source of frames. Used as a plain source, it decodes the frame First.
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

// NewAnimation returns the source of an animation, or an error if its canvas and a frame
// exceed the limit of memory.
func NewAnimation(file []byte, f Frames, h Header, lim *Limits) (*Animation, error) {
	if err := check("memory for the source's canvas", 2*4*int64(h.W)*int64(h.H), lim.Memory); err != nil {
		return nil, err
	}
	h.Model, h.Sampling = pixel.RGB, EvenSampling(1, 1)
	return &Animation{InMemory: file, First: 1, frames: f, head: h, lim: lim}, nil
}

// Header returns the header, which holds for every frame.
func (s *Animation) Header() *Header { return &s.head }

// Frames returns the number of frames.
func (s *Animation) Frames() int { return s.frames.Frames() }

// Loop returns how many times the animation plays; 0 is forever.
func (s *Animation) Loop() int { return s.frames.Loop() }

// Rewind returns to the state before the first frame.
func (s *Animation) Rewind() error {
	s.frames.Rewind()
	s.at = 0
	return nil
}

// At returns the number of frames that have been composed.
func (s *Animation) At() int { return s.at }

// Partial reports whether a frame ended early or is damaged.
func (s *Animation) Partial() bool {
	f, ok := s.frames.(interface{ Partial() bool })
	return ok && f.Partial()
}

// Advance composes the next frame. It returns io.EOF after the last one, and also if the
// rest of the file is damaged. A limit that is exceeded is another error.
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

// Start composes frames up to First, or to the last one of a shorter animation.
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

// Next delivers the next rows of the canvas.
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

// Settle composes the only frame of a file, and clears Header.Alpha if the frame is
// opaque.
func (s *Animation) Settle(opaque func(*pixel.Image) bool) error {
	if _, err := s.Advance(); err != nil {
		return err
	}
	s.head.Alpha = !opaque(s.frames.Canvas())
	return nil
}

// An AnimationWriter encodes an animation, frame by frame.
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

// A Loss is what an animation gives up to fit a limit of bytes, besides its size.
type Loss struct {
	Quality   int // of lossy formats, 0 without loss
	Colors    int // of palettes, 0 for all there are
	Tolerance int // of samples, 0 for none
}

// A Stage is a range of steps in which a value falls from From to To: UpTo is the last
// step.
type Stage struct{ UpTo, From, To int }

// At returns the value at a step of the stage that begins after another step. Outside of
// the stage it returns From or To.
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
