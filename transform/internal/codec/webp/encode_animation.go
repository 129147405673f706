package webp

import (
	"image"
	"slices"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// An AnimationWriter collects the frames of an animated file. A frame is the
// part of the canvas that differs from the one before, a pixel at least. It is
// coded in the way that takes least: see encode_animation_frame.go.
type AnimationWriter struct {
	w, h    int
	loop    int
	options Options
	meter   *work.Meter
	whole   bool // frames do not build on each other
	alpha   bool
	shown   *pixel.Image // what the canvas shows, as it was before it was coded
	changed []uint8      // 1 for pixels of the frame at hand that differ from it
	chunks  []chunk
}

// NewAnimationWriter starts an animation that plays loop times, 0 for ever.
// Where whole is set every frame is the whole canvas, so that Reverse can be
// called. Options.MaxBytes has no meaning here.
func NewAnimationWriter(loop int, whole bool, o Options) *AnimationWriter {
	if o.MaxBytes = 0; o.Quality == 0 {
		o.Quality = DefaultQuality
	}
	return &AnimationWriter{loop: min(max(loop, 0), 0xFFFF), whole: whole, options: o, meter: work.New(o.Poll)}
}

// Flags of a frame (RFC 9649, section 2.7.1.1).
const (
	frameDisposes = 1 << 0
	frameReplaces = 1 << 1
)

// maxDelay is the longest time that a frame can be shown, in milliseconds.
const maxDelay = 1<<24 - 1

// Add appends a Gray or RGB frame that is shown for delay milliseconds; all
// frames must be of one color model and size. One that looks like the frame
// before makes that stay longer.
func (a *AnimationWriter) Add(img *pixel.Image, delay int) error {
	if img.Model != pixel.RGB && img.Model != pixel.Gray {
		return unsupportedError("animation from " + img.Model.String() + ", want RGB or Gray")
	}
	if s := a.shown; s != nil && (img.W != a.w || img.H != a.h || img.Model != s.Model || img.HasAlpha() != s.HasAlpha()) {
		return unsupportedError("frames of different sizes or kinds")
	}
	a.w, a.h = img.W, img.H
	area := a.compare(img)
	if err := a.meter.Err(); err != nil {
		return err
	}
	if area.Empty() && a.Extend(delay) {
		return nil
	}
	area.Max = image.Pt(max(area.Max.X, area.Min.X+1), max(area.Max.Y, area.Min.Y+1))
	if a.whole {
		area = image.Rect(0, 0, img.W, img.H)
	}
	file, blend, err := a.smallest(img, area)
	if err != nil {
		return err
	}
	a.append(file, area, delay, blend)
	return a.meter.Err()
}

// append makes an ANMF chunk of a file (RFC 9649, section 2.7.1.1), which blends
// with what is there or replaces it.
func (a *AnimationWriter) append(file []byte, area image.Rectangle, delay int, blend bool) {
	delay = min(max(delay, 0), maxDelay)
	var body []byte
	for _, v := range [5]int{area.Min.X / 2, area.Min.Y / 2, area.Dx() - 1, area.Dy() - 1, delay} {
		body = append(body, byte(v), byte(v>>8), byte(v>>16))
	}
	flags := byte(frameReplaces) // and is not disposed of
	if blend {
		flags = 0
	}
	body = append(body, flags)
	for rest := file[12:]; len(rest) > 0; {
		from := rest
		var id string
		id, _, rest = nextChunk(rest)
		if id == "ALPH" || id == "VP8 " || id == "VP8L" {
			body = append(body, from[:len(from)-len(rest)]...)
		}
		a.alpha = a.alpha || id == "ALPH" || id == "VP8L"
	}
	a.chunks = append(a.chunks, chunk{"ANMF", body})
}

// Extend shows the last frame for delay milliseconds more and reports whether
// that can be written.
func (a *AnimationWriter) Extend(delay int) bool {
	if len(a.chunks) == 0 {
		return false
	}
	b := a.chunks[len(a.chunks)-1].data[12:15]
	sum := uint24(b) + delay
	if sum > maxDelay {
		return false
	}
	b[0], b[1], b[2] = byte(sum), byte(sum>>8), byte(sum>>16)
	return true
}

// Size is how many bytes the file has so far.
func (a *AnimationWriter) Size() int { return riffSize(a.chunks) }

// File returns the file.
func (a *AnimationWriter) File() []byte {
	flags := uint8(flagAnimation)
	var head []chunk
	if a.alpha {
		flags |= flagAlpha
	}
	if a.options.ICC != nil {
		flags |= flagICC
		head = append(head, chunk{"ICCP", a.options.ICC})
	}
	// The background, which browsers ignore, is transparent.
	loop := []byte{0, 0, 0, 0, byte(a.loop), byte(a.loop >> 8)}
	head = append([]chunk{{"VP8X", vp8x(flags, a.w, a.h)}}, head...)
	return riff(append(append(head, chunk{"ANIM", loop}), a.chunks...))
}

// Reverse turns the order of the frames round; they must be whole.
func (a *AnimationWriter) Reverse() { slices.Reverse(a.chunks) }
