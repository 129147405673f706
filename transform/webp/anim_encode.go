package webp

import (
	"bytes"
	"image"
	"slices"

	"tintype/transform/color"
)

// An AnimationWriter collects the frames of an animated file. A frame is the
// part that differs from the one before, a pixel at least, and replaces what was
// there.
type AnimationWriter struct {
	w, h    int
	loop    int
	options Options
	whole   bool // frames do not build on each other
	alpha   bool
	last    *color.Image
	chunks  []chunk
}

// NewAnimationWriter starts an animation that plays loop times, 0 for ever.
// Where whole is set every frame is the whole canvas, so that Reverse can be
// called. Options.MaxBytes counts for each frame.
func NewAnimationWriter(loop int, whole bool, o Options) *AnimationWriter {
	return &AnimationWriter{loop: min(max(loop, 0), 0xFFFF), whole: whole, options: o}
}

// maxDelay is the longest time that a frame can be shown, in milliseconds.
const maxDelay = 1<<24 - 1

// Add appends a frame that is shown for delay milliseconds. It keeps img, whose
// colour model and size must be those of all frames.
func (a *AnimationWriter) Add(img *color.Image, delay int) error {
	area := image.Rect(0, 0, img.W, img.H)
	if a.last == nil {
		a.w, a.h = img.W, img.H
	} else {
		l := a.last
		if img.W != a.w || img.H != a.h || img.Model != l.Model || img.HasAlpha() != l.HasAlpha() {
			return UnsupportedError("frames of different sizes or kinds")
		}
		if !a.whole {
			changed := differing(img, l)
			// Offsets are even; a frame has one pixel at least.
			area.Min = image.Pt(changed.Min.X&^1, changed.Min.Y&^1)
			area.Max = image.Pt(max(changed.Max.X, area.Min.X+1), max(changed.Max.Y, area.Min.Y+1))
		}
	}
	o := a.options
	o.ICC = nil
	file, err := Encode(cut(img, area), o)
	if err != nil {
		return err
	}
	a.last = img
	a.append(file, area, delay)
	return nil
}

// append makes an ANMF chunk of a file (RFC 9649, section 2.7.1.1).
func (a *AnimationWriter) append(file []byte, area image.Rectangle, delay int) {
	delay = min(max(delay, 0), maxDelay)
	var body []byte
	for _, v := range [5]int{area.Min.X / 2, area.Min.Y / 2, area.Dx() - 1, area.Dy() - 1, delay} {
		body = append(body, byte(v), byte(v>>8), byte(v>>16))
	}
	body = append(body, 2) // replaces, is not disposed of
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

// differing is the smallest rectangle outside which two pictures of a kind are
// the same.
func differing(a, b *color.Image) image.Rectangle {
	var r image.Rectangle
	for i := range a.Model.Planes() {
		subX, subY := 1, 1
		if i > 0 {
			subX, subY = a.SubX, a.SubY
		}
		r = r.Union(differingPlane(&a.Plane[i], &b.Plane[i], subX, subY))
	}
	if a.HasAlpha() {
		r = r.Union(differingPlane(&a.Alpha, &b.Alpha, 1, 1))
	}
	return r.Intersect(image.Rect(0, 0, a.W, a.H))
}

func differingPlane(a, b *color.Plane, subX, subY int) image.Rectangle {
	left, right, top, bottom := a.W, 0, a.H, 0
	for y := range a.H {
		p, q := a.Row(y), b.Row(y)
		if bytes.Equal(p, q) {
			continue
		}
		top, bottom = min(top, y), y+1
		x := 0
		for x < left && p[x] == q[x] {
			x++
		}
		left = min(left, x)
		for x = a.W; x > right && p[x-1] == q[x-1]; {
			x--
		}
		right = max(right, x)
	}
	if top >= bottom {
		return image.Rectangle{}
	}
	return image.Rect(left*subX, top*subY, right*subX, bottom*subY)
}

// cut copies a part of a picture whose left and top are even.
func cut(img *color.Image, area image.Rectangle) *color.Image {
	if area.Dx() == img.W && area.Dy() == img.H {
		return img
	}
	out := color.New(img.Model, area.Dx(), area.Dy(), img.SubX, img.SubY, img.HasAlpha())
	for i := range img.Model.Planes() {
		subX, subY := 1, 1
		if i > 0 {
			subX, subY = img.SubX, img.SubY
		}
		cutPlane(&out.Plane[i], &img.Plane[i], area.Min.X/subX, area.Min.Y/subY)
	}
	if img.HasAlpha() {
		cutPlane(&out.Alpha, &img.Alpha, area.Min.X, area.Min.Y)
	}
	return out
}

func cutPlane(dst, src *color.Plane, x, y int) {
	for i := range dst.H {
		copy(dst.Row(i), src.Row(y + i)[x:])
	}
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
