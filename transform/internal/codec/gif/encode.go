package gif

import (
	"bytes"
	"image"
	"slices"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/quant"
	"tintype/transform/internal/work"
)

// MaxSide is the largest width and height of a GIF in pixels.
const MaxSide = 65535

// Options say how to encode.
type Options struct {
	Colors int // of a palette, 2 to 256, beside a transparent one; 0 stands for as many as there can be
	// Tolerance is how far a sample may be from what is wanted: pixels are drawn, or left
	// as they are seen, so that much is the same. 0 draws the nearest color.
	Tolerance int
	Poll      func() error // called now and then; its error ends the encoding
}

// A Writer collects the frames of a file. The first one's palette serves those that
// it suits. What does not change is not drawn again.
type Writer struct {
	loop   int
	o      Options
	meter  *work.Meter
	whole  bool
	canvas canvas
	global []quant.Color // palette of the first frame
	error  int           // its error there, where there is a tolerance
	last   drawing       // the one that is last in frames
	frames []coded
}

// coded is a frame as it will stand in the file, and how long it is shown.
type coded struct {
	delay       int // milliseconds
	disposal    byte
	transparent int    // index, or -1
	data        []byte // image descriptor, palette and LZW data
}

// A drawing is a rectangle of the canvas as indices into a palette.
type drawing struct {
	rect    image.Rectangle
	palette []quant.Color
	local   bool // the palette is not the file's
	indices []byte
}

// NewWriter begins a file whose animation plays loop times, 0 for ever.
func NewWriter(loop int, o Options) *Writer {
	if o.Colors == 0 {
		o.Colors = 256
	}
	return &Writer{loop: loop, o: o, meter: work.New(o.Poll)}
}

// Encode returns a still image as a GIF file.
func Encode(img *pixel.Image, o Options) ([]byte, error) {
	w := NewWriter(1, o)
	if err := w.begin(img); err != nil {
		return nil, err
	}
	w.canvas = canvas{w: img.W, h: img.H}
	w.last = drawing{rect: image.Rect(0, 0, img.W, img.H)}
	w.last.palette, w.last.indices = quant.Quantize(cutAlpha(img, w.meter), w.o.Colors, true, w.meter)
	w.global = w.last.palette
	w.frames = []coded{w.last.code(nil, w.meter)}
	return w.File(), w.meter.Err()
}

// begin asks whether to go on, and holds an image's sides against what the format
// can say.
func (w *Writer) begin(img *pixel.Image) error {
	if w.o.Poll != nil {
		if err := w.o.Poll(); err != nil {
			return err
		}
	}
	if img.W > MaxSide || img.H > MaxSide {
		return formatError("more than 65535 pixels a side")
	}
	return nil
}

// Add appends a Gray or RGB image of the first one's size, to be shown for
// delay milliseconds. Alpha below a half becomes transparent, the rest opaque. A
// image that looks like the one before makes that last longer.
func (w *Writer) Add(img *pixel.Image, delay int) error {
	if err := w.begin(img); err != nil {
		return err
	}
	want := wanted(img, w.meter)
	s := &w.canvas
	if len(w.frames) == 0 {
		*s = canvas{w: img.W, h: img.H, drawn: make([]quant.Color, len(want)), aim: make([]quant.Color, len(want)), tolerance: w.o.Tolerance}
	}
	all := image.Rect(0, 0, img.W, img.H)
	if w.whole {
		s.erase(all)
	} else if r := s.uncovered(want, w.meter); !r.Empty() {
		w.dispose(r)
	}
	rect := s.changed(want, w.meter)
	if err := w.meter.Err(); err != nil {
		return err
	}
	if len(w.frames) == 0 || w.whole {
		rect = all
	} else if rect.Empty() {
		w.Extend(delay)
		return nil
	}
	part := s.part(want, rect, w.meter)
	var dither int
	w.last = drawing{rect: rect}
	w.last.palette, w.last.local, dither = w.choosePalette(part)
	w.last.indices = make([]byte, rect.Dx()*rect.Dy())
	quant.Draw(w.last.indices, part, w.last.palette, dither, w.meter)
	c := w.last.code(w.near(want), w.meter)
	s.draw(&w.last, want, w.meter)
	c.delay = delay
	if w.whole && img.HasAlpha() {
		c.disposal = disposeToBackground // or it would show through the next
	}
	w.frames = append(w.frames, c)
	return w.meter.Err()
}

// choosePalette returns the palette to draw with, and a limit for quant.Draw. The
// palette of the file is one where it does about as well as the image's own, which
// would have to be stored. Each leaves room for a transparent color: the frames to
// come may need one, and so may this one, when it is disposed of.
func (w *Writer) choosePalette(part *pixel.Image) (palette []quant.Color, local bool, dither int) {
	h := quant.Histogram{Meter: w.meter}
	h.Add(part)
	if w.o.Tolerance > 0 {
		return w.roughPalette(&h)
	}
	var shared, most int
	if w.global != nil {
		// What is as good as any palette can be need not be held against the frame's own.
		if shared, most = h.Error(w.global); shared <= slightError && most <= goodMost {
			return w.global, false, quant.DitherLimit(shared)
		}
	}
	palette, own, worst := fewest(&h, min(w.o.Colors, 255))
	if w.global == nil {
		if transparent(palette) < 0 {
			palette = append(palette, quant.Color{})
		}
		w.global = palette
		return palette, false, quant.DitherLimit(own)
	}
	if shared <= own+own/4+slightError && most <= max(worst, goodMost) {
		return w.global, false, quant.DitherLimit(shared)
	}
	return palette, true, quant.DitherLimit(own)
}

// roughPalette is choosePalette where there is a tolerance: what nearness leaves of
// the pixels shows no finer colors, and nothing is strewn.
func (w *Writer) roughPalette(h *quant.Histogram) (palette []quant.Color, local bool, dither int) {
	if w.global != nil {
		if shared, _ := h.Error(w.global); shared <= w.error+w.error/4+slightError {
			return w.global, false, 0
		}
	}
	palette = h.Palette(max(w.o.Colors-1, 2))
	if transparent(palette) < 0 {
		palette = append(palette, quant.Color{})
	}
	if w.global != nil {
		return palette, true, 0
	}
	w.global = palette
	w.error, _ = h.Error(palette)
	return palette, false, 0
}

// near returns how the last drawing is packed where there is a tolerance.
func (w *Writer) near(want []quant.Color) *nearPacker {
	t := int32(w.o.Tolerance)
	if t == 0 {
		return nil
	}
	f, s := &w.last, &w.canvas
	p := &nearPacker{palette: f.palette, clear: transparent(f.palette), limit: 3 * t * t}
	n := f.rect.Dx() * f.rect.Dy()
	p.want, p.under = make([]quant.Color, 0, n), make([]quant.Color, 0, n)
	for y := f.rect.Min.Y; y < f.rect.Max.Y; y++ {
		from, to := y*s.w+f.rect.Min.X, y*s.w+f.rect.Max.X
		p.want, p.under = append(p.want, want[from:to]...), append(p.under, s.drawn[from:to]...)
	}
	return p
}

// fewest returns the smallest of some palettes, up to n colors, that shows a frame
// well, and its error. Half the colors make a file about a fifth smaller; but where
// there are few, they are what they are.
func fewest(h *quant.Histogram, n int) (palette []quant.Color, mean, most int) {
	c := h.Cutter()
	if few := min(n, 64); h.Distinct() < few {
		return c.Palette(few), 0, 0
	}
	for k := min(n, 32); ; k = min(2*k, n) {
		if k < n && quant.Hopeless(c.Rough(k), goodError) {
			continue
		}
		palette = c.Palette(k)
		if mean, most = h.Error(palette); mean <= goodError && most <= goodMost || k == n {
			return palette, mean, most
		}
	}
}

// Errors of palettes, as quant distances: what is good in the mean of a frame (that
// is 36 dB) and for the worst of it, 16 steps of each sample; and what the file's
// palette may do worse in the mean than a frame's own.
const (
	goodError   = 4 * 48
	goodMost    = 4 * 3 * 16 * 16
	slightError = 4 * 12
)

// transparent returns the index of the transparent color, -1 where there is none.
func transparent(palette []quant.Color) int {
	return slices.IndexFunc(palette, func(c quant.Color) bool { return c[3] == 0 })
}

// dispose lets the last frame take r away when its time is over, and with it all
// that it covers.
func (w *Writer) dispose(r image.Rectangle) {
	f := &w.last
	if all := f.rect.Union(r); all != f.rect {
		// More than it draws: the rest is transparent in it.
		none := transparent(f.palette)
		if none < 0 {
			f.palette, f.local = append(slices.Clip(f.palette), quant.Color{}), true
			none = len(f.palette) - 1
		}
		indices := bytes.Repeat([]byte{byte(none)}, all.Dx()*all.Dy())
		for y := range f.rect.Dy() {
			at := (f.rect.Min.Y-all.Min.Y+y)*all.Dx() + f.rect.Min.X - all.Min.X
			copy(indices[at:], f.indices[y*f.rect.Dx():][:f.rect.Dx()])
		}
		f.rect, f.indices = all, indices
	}
	before := &w.frames[len(w.frames)-1]
	delay := before.delay
	*before = f.code(nil, w.meter)
	before.delay, before.disposal = delay, disposeToBackground
	w.canvas.erase(f.rect)
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

// code writes an image descriptor (section 20), the palette if it is a local one
// (section 21), and the data.
func (f *drawing) code(near *nearPacker, m *work.Meter) coded {
	out := []byte{0x2c}
	for _, v := range []int{f.rect.Min.X, f.rect.Min.Y, f.rect.Dx(), f.rect.Dy()} {
		out = append(out, byte(v), byte(v>>8))
	}
	bits := tableBits(f.palette)
	if f.local {
		out = appendTable(append(out, 0x80|byte(bits-1)), f.palette)
	} else {
		out = append(out, 0)
	}
	c := coded{transparent: transparent(f.palette)}
	if near != nil {
		c.data = near.pack(out, f.indices, max(bits, 2), m)
	} else {
		c.data = pack(out, f.indices, max(bits, 2), m)
	}
	return c
}

// tableBits is how many bits the indices into a palette have.
func tableBits(palette []quant.Color) uint {
	n := uint(1)
	for 1<<n < len(palette) {
		n++
	}
	return n
}

// appendTable writes a color table (section 19).
func appendTable(out []byte, palette []quant.Color) []byte {
	for i := range 1 << tableBits(palette) {
		var c quant.Color
		if i < len(palette) {
			c = palette[i]
		}
		out = append(out, c[0], c[1], c[2])
	}
	return out
}

// File returns the file.
func (w *Writer) File() []byte {
	width, height := w.canvas.w, w.canvas.h
	out := append([]byte("GIF89a"), byte(width), byte(width>>8), byte(height), byte(height>>8)) // section 18
	out = appendTable(append(out, 0xf0|byte(tableBits(w.global)-1), 0, 0), w.global)
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
func (w *Writer) Reverse() { slices.Reverse(w.frames) }
