package gif

import (
	"bytes"
	"slices"

	"tintype/transform/color"
	"tintype/transform/quant"
)

// MaxSide is the largest width and height of a GIF in pixels.
const MaxSide = 65535

// Options say how to encode.
type Options struct {
	Colours int          // of each frame's palette, 2 to 256; 0 stands for 256
	Poll    func() error // called before each frame; its error ends the encoding
}

// A Writer collects the frames of a file. Every frame has a palette of its own;
// of an opaque one that resembles the frame before only the rectangle is stored
// that differs.
type Writer struct {
	loop   int
	o      Options
	w, h   int
	frames []coded
	last   *color.Image
	whole  bool
}

// coded is a frame as it will stand in the file, and how long it is shown.
type coded struct {
	delay       int // milliseconds
	disposal    byte
	transparent int    // index, or -1
	data        []byte // image descriptor, palette and LZW data
}

// NewWriter begins a file whose animation plays loop times, 0 for ever.
func NewWriter(loop int, o Options) *Writer {
	if o.Colours == 0 {
		o.Colours = 256
	}
	return &Writer{loop: loop, o: o}
}

// Encode returns a still picture as a GIF file.
func Encode(img *color.Image, o Options) ([]byte, error) {
	w := NewWriter(1, o)
	if err := w.Add(img, 0); err != nil {
		return nil, err
	}
	return w.File(), nil
}

// Add appends a Gray or RGB picture of the first one's size, to be shown for
// delay milliseconds. Alpha below a half becomes transparent, the rest opaque.
func (w *Writer) Add(img *color.Image, delay int) error {
	if w.o.Poll != nil {
		if err := w.o.Poll(); err != nil {
			return err
		}
	}
	if img.W > MaxSide || img.H > MaxSide {
		return FormatError("more than 65535 pixels a side")
	}
	w.w, w.h = img.W, img.H
	f := coded{delay: delay, transparent: -1}
	x, y, part := 0, 0, img
	if img.HasAlpha() {
		part = cutAlpha(img)
		f.disposal = disposeToBackground // or the frame would show through the next
	} else if w.last != nil && !w.whole && !w.last.HasAlpha() {
		x, y, part = difference(img, w.last)
	}
	w.last = img
	colours := w.o.Colours
	palette, indices := quant.Quantize(part, colours, true)
	for i, c := range palette {
		if c[3] == 0 {
			f.transparent = i
		}
	}
	f.data = imageBlock(x, y, part.W, part.H, palette, indices)
	w.frames = append(w.frames, f)
	return nil
}

// Extend shows the last frame longer. It reports whether there is one.
func (w *Writer) Extend(delay int) bool {
	if len(w.frames) == 0 {
		return false
	}
	w.frames[len(w.frames)-1].delay += delay
	return true
}

// Size returns about how many bytes the file has by now.
func (w *Writer) Size() int {
	n := 64
	for _, f := range w.frames {
		n += len(f.data) + 8
	}
	return n
}

// imageBlock writes an image descriptor (section 20), a local palette (section 21)
// and the data.
func imageBlock(x, y, w, h int, palette []quant.Colour, indices []byte) []byte {
	bits := uint(1)
	for 1<<bits < len(palette) {
		bits++
	}
	out := []byte{0x2c}
	for _, v := range []int{x, y, w, h} {
		out = append(out, byte(v), byte(v>>8))
	}
	out = append(out, 0x80|byte(bits-1))
	for i := range 1 << bits {
		var c quant.Colour
		if i < len(palette) {
			c = palette[i]
		}
		out = append(out, c[0], c[1], c[2])
	}
	return pack(out, indices, max(bits, 2))
}

// File returns the file.
func (w *Writer) File() []byte {
	out := append([]byte("GIF89a"), byte(w.w), byte(w.w>>8), byte(w.h), byte(w.h>>8), 0x70, 0, 0) // section 18
	if len(w.frames) > 1 && w.loop != 1 {
		// It says how often to repeat what was played once, 0 for ever.
		n := max(w.loop-1, 0)
		out = append(out, "\x21\xff\x0bNETSCAPE2.0\x03\x01"...)
		out = append(out, byte(n), byte(n>>8), 0)
	}
	for _, f := range w.frames {
		ticks := min((f.delay+5)/10, 65535) // hundredths of a second
		flags, transparent := f.disposal<<2, byte(0)
		if f.transparent >= 0 {
			flags, transparent = flags|1, byte(f.transparent)
		}
		if ticks > 0 || flags > 0 { // section 23
			out = append(out, 0x21, 0xf9, 4, flags, byte(ticks), byte(ticks>>8), transparent, 0)
		}
		out = append(out, f.data...)
	}
	return append(out, 0x3b)
}

// cutAlpha makes every pixel transparent or opaque.
func cutAlpha(img *color.Image) *color.Image {
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

// difference returns the least rectangle of img that holds all that differs from
// before, one pixel where nothing does.
func difference(img, before *color.Image) (x, y int, part *color.Image) {
	x0, x1, y0, y1 := img.W, 0, img.H, 0
	for i := range img.Model.Planes() {
		for row := range img.H {
			a, b := img.Plane[i].Row(row), before.Plane[min(i, before.Model.Planes()-1)].Row(row)
			if bytes.Equal(a, b) {
				continue
			}
			y0, y1 = min(y0, row), max(y1, row+1)
			for k := range a {
				if a[k] != b[k] {
					x0 = min(x0, k)
					break
				}
			}
			for k := len(a) - 1; k >= 0; k-- {
				if a[k] != b[k] {
					x1 = max(x1, k+1)
					break
				}
			}
		}
	}
	if x1 == 0 {
		x0, x1, y0, y1 = 0, 1, 0, 1
	}
	part = color.New(img.Model, x1-x0, y1-y0, 1, 1, false)
	for i := range img.Model.Planes() {
		for row := range part.H {
			copy(part.Plane[i].Row(row), img.Plane[i].Row(y0 + row)[x0:x1])
		}
	}
	return x0, y0, part
}

// Whole makes every frame stand alone, as those of a reversed animation have to.
func (w *Writer) Whole() { w.whole = true }

// Reverse turns the order of the frames around, after Whole.
func (w *Writer) Reverse() { slices.Reverse(w.frames) }
