package gif

import (
	"image"
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

// A Writer collects the frames of a file; see frame.go for what is stored of each.
type Writer struct {
	loop    int
	o       Options
	w, h    int
	frames  []coded
	palette []quant.Colour // global: of the first frame, and of all that it serves
	whole   bool
	waiting *color.Image // the last frame: how it is disposed of depends on the next
	delay   int          // of that, in milliseconds
	shown   *color.Image // what a player shows before the frame that waits
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
	img = cutAlpha(img)
	if w.waiting != nil {
		w.code(img)
	}
	w.waiting, w.delay = img, delay
	return nil
}

// flush codes the last frame.
func (w *Writer) flush() {
	if w.waiting != nil {
		w.code(nil)
		w.waiting = nil
	}
}

// Extend shows the last frame longer. It reports whether there is one.
func (w *Writer) Extend(delay int) bool {
	w.delay += delay
	return w.waiting != nil
}

// Size returns about how many bytes the file has by now.
func (w *Writer) Size() int {
	n := 64 + 3*len(w.palette)
	for _, f := range w.frames {
		n += len(f.data) + 8
	}
	return n
}

// paletteBits is the binary logarithm of a colour table's size.
func paletteBits(palette []quant.Colour) uint {
	bits := uint(1)
	for 1<<bits < len(palette) {
		bits++
	}
	return bits
}

// appendPalette writes a colour table (section 19).
func appendPalette(out []byte, palette []quant.Colour) []byte {
	for i := range 1 << paletteBits(palette) {
		var c quant.Colour
		if i < len(palette) {
			c = palette[i]
		}
		out = append(out, c[0], c[1], c[2])
	}
	return out
}

// imageBlock writes an image descriptor (section 20), a local palette (section
// 21) unless it is the global one, and the data.
func imageBlock(area image.Rectangle, palette []quant.Colour, global bool, indices []byte) []byte {
	out := []byte{0x2c}
	for _, v := range []int{area.Min.X, area.Min.Y, area.Dx(), area.Dy()} {
		out = append(out, byte(v), byte(v>>8))
	}
	bits := paletteBits(palette)
	if global {
		out = append(out, 0)
	} else {
		out = appendPalette(append(out, 0x80|byte(bits-1)), palette)
	}
	return pack(out, indices, max(bits, 2))
}

// File returns the file.
func (w *Writer) File() []byte {
	w.flush()
	out := append([]byte("GIF89a"), byte(w.w), byte(w.w>>8), byte(w.h), byte(w.h>>8), 0xf0|byte(paletteBits(w.palette)-1), 0, 0) // section 18
	out = appendPalette(out, w.palette)
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

// Whole makes every frame stand alone, as those of a reversed animation have to.
func (w *Writer) Whole() { w.whole = true }

// Reverse turns the order of the frames around, after Whole.
func (w *Writer) Reverse() {
	w.flush()
	slices.Reverse(w.frames)
}
