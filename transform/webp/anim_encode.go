package webp

import (
	"slices"

	"tintype/transform/color"
)

// An AnimationWriter collects the frames of an animated file. All have the size
// of the canvas and replace what was there, so that a frame needs nothing of
// the ones before it.
type AnimationWriter struct {
	w, h    int
	loop    int
	options Options
	alpha   bool
	chunks  []chunk
}

// NewAnimationWriter starts an animation that plays loop times, 0 for ever.
// Options.MaxBytes counts for each frame.
func NewAnimationWriter(loop int, o Options) *AnimationWriter {
	return &AnimationWriter{loop: min(max(loop, 0), 0xFFFF), options: o}
}

// maxDelay is the longest time that a frame can be shown, in milliseconds.
const maxDelay = 1<<24 - 1

// Add appends a frame that is shown for delay milliseconds.
func (a *AnimationWriter) Add(img *color.Image, delay int) error {
	if len(a.chunks) == 0 {
		a.w, a.h = img.W, img.H
	}
	if img.W != a.w || img.H != a.h {
		return UnsupportedError("frames of different sizes")
	}
	o := a.options
	o.ICC = nil
	file, err := Encode(img, o)
	if err != nil {
		return err
	}
	w, h := a.w-1, a.h-1
	delay = min(max(delay, 0), maxDelay)
	body := []byte{
		0, 0, 0, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16),
		byte(delay), byte(delay >> 8), byte(delay >> 16), 2, // replaces, is not disposed of
	}
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
	return nil
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

// Reverse turns the order of the frames round.
func (a *AnimationWriter) Reverse() { slices.Reverse(a.chunks) }
