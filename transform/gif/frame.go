package gif

import (
	"bytes"
	"image"

	"tintype/transform/color"
	"tintype/transform/quant"
)

// Of a frame the pixels are stored that differ from what is shown: all others of
// their rectangle are transparent. Pixels that are to become transparent cannot
// be stored; the frame before is disposed of instead, in a rectangle that holds
// them, and what else was there is drawn again.

// tolerance is the difference of a sample that is not drawn anew: resizing leaves
// as much around everything that moves.
const tolerance = 2

// sharedError is the mean squared error up to which a frame is drawn with the
// global palette.
const sharedError = 48 // four levels in each of red, green and blue

// pixelsPerColour is how many pixels a colour of a frame's own palette is worth,
// which takes three bytes.
const pixelsPerColour = 8

// code stores the frame that waits; next is the one that follows, nil after the
// last.
func (w *Writer) code(next *color.Image) {
	img := w.waiting
	if w.shown == nil || w.whole {
		w.shown = color.New(img.Model, img.W, img.H, 1, 1, true)
	}
	mask, area := w.changes(img)
	still := area.Empty()
	f := coded{delay: w.delay, transparent: -1}
	if w.whole {
		area = image.Rect(0, 0, img.W, img.H)
		if img.HasAlpha() {
			f.disposal = disposeToBackground
		}
	} else if gone := vanishing(img, next); !gone.Empty() {
		area = area.Union(gone)
		f.disposal = disposeToBackground
	}
	if still && f.disposal == 0 && len(w.frames) > 0 {
		w.frames[len(w.frames)-1].delay += w.delay
		return
	}
	if area.Empty() {
		area = image.Rect(0, 0, 1, 1)
	}
	part := cut(img, &mask, area)
	palette, indices, global := w.draw(part, next != nil)
	for i, c := range palette {
		if c[3] == 0 && part.HasAlpha() {
			f.transparent = i
		}
	}
	f.data = imageBlock(area, palette, global, indices)
	w.frames = append(w.frames, f)
	w.show(part, area, f.disposal)
}

// draw quantizes a part of a frame, with the global palette where that is good
// enough. more says that other frames may follow.
func (w *Writer) draw(img *color.Image, more bool) (palette []quant.Colour, indices []byte, global bool) {
	if w.palette == nil {
		n := w.o.Colours
		if more {
			n = max(n-1, 1) // and one for what is transparent in later frames
		}
		palette, indices = quant.Quantize(img, n, true)
		if more && (len(palette) == 0 || palette[0][3] != 0) {
			palette = append(palette, quant.Colour{})
		}
		w.palette = palette
		return palette, indices, true
	}
	if quant.Error(img, w.palette) > sharedError {
		n := min(w.o.Colours, max(img.W*img.H/pixelsPerColour, 16))
		palette, indices = quant.Quantize(img, n, true)
		return palette, indices, false
	}
	indices = make([]byte, img.W*img.H)
	quant.Draw(indices, img, w.palette, true)
	return w.palette, indices, true
}

// changes returns 255 for every pixel that has to be drawn, and the rectangle that
// holds them.
func (w *Writer) changes(img *color.Image) (mask color.Plane, area image.Rectangle) {
	mask = color.NewPlane(img.W, img.H)
	left, right, top, bottom := img.W, 0, img.H, 0
	for y := range img.H {
		row := mask.Row(y)
		for i := range img.Model.Planes() {
			shown := w.shown.Plane[i].Row(y)
			for x, v := range img.Plane[i].Row(y) {
				if d := int(v) - int(shown[x]); d > tolerance || d < -tolerance {
					row[x] = 255
				}
			}
		}
		for x, a := range w.shown.Alpha.Row(y) {
			if a == 0 {
				row[x] = 255
			}
		}
		if img.HasAlpha() {
			for x, a := range img.Alpha.Row(y) {
				row[x] &= a
			}
		}
		if x := bytes.IndexByte(row, 255); x >= 0 {
			left, right = min(left, x), max(right, bytes.LastIndexByte(row, 255)+1)
			top, bottom = min(top, y), y+1
		}
	}
	return mask, image.Rect(left, top, max(right, left), max(bottom, top))
}

// vanishing is the rectangle of what can be seen of a frame and not of the next.
func vanishing(img, next *color.Image) (area image.Rectangle) {
	if next == nil || !next.HasAlpha() {
		return area
	}
	for y := range img.H {
		for x, a := range next.Alpha.Row(y) {
			if a == 0 && (!img.HasAlpha() || img.Alpha.Row(y)[x] != 0) {
				area = area.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return area
}

// cut takes a rectangle out of a picture, transparent where mask is 0.
func cut(img *color.Image, mask *color.Plane, area image.Rectangle) *color.Image {
	out := color.New(img.Model, area.Dx(), area.Dy(), 1, 1, true)
	opaque := true
	for y := range out.H {
		for i := range img.Model.Planes() {
			copy(out.Plane[i].Row(y), img.Plane[i].Row(area.Min.Y + y)[area.Min.X:])
		}
		row := out.Alpha.Row(y)
		copy(row, mask.Row(area.Min.Y + y)[area.Min.X:])
		opaque = opaque && bytes.IndexByte(row, 0) < 0
	}
	if opaque {
		out.Alpha = color.Plane{}
	}
	return out
}

// show notes what was drawn and what is left of it.
func (w *Writer) show(part *color.Image, area image.Rectangle, disposal byte) {
	for y := range part.H {
		for x := range part.W {
			if part.HasAlpha() && part.Alpha.Row(y)[x] == 0 {
				continue
			}
			for i := range part.Model.Planes() {
				w.shown.Plane[i].Row(area.Min.Y + y)[area.Min.X+x] = part.Plane[i].Row(y)[x]
			}
			w.shown.Alpha.Row(area.Min.Y + y)[area.Min.X+x] = 255
		}
		if disposal == disposeToBackground {
			clear(w.shown.Alpha.Row(area.Min.Y + y)[area.Min.X:area.Max.X])
		}
	}
}

// cutAlpha makes every pixel transparent or opaque.
func cutAlpha(img *color.Image) *color.Image {
	if !img.HasAlpha() {
		return img
	}
	out := *img
	out.Alpha = color.NewPlane(img.W, img.H)
	for y := range img.H {
		src, dst := img.Alpha.Row(y), out.Alpha.Row(y)
		for x, a := range src {
			if a >= 128 {
				dst[x] = 255
			}
		}
	}
	return &out
}
