// Package gif reads and writes GIF (the GIF89a specification,
// https://www.w3.org/Graphics/GIF/spec-gif89a.txt, to whose sections the
// numbers in comments refer). The frames of an animation are composed one after
// another on one canvas, and written as what changes on it.
package gif

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// A Decoder composes the frames of a file on its canvas.
type Decoder struct {
	// Meter, if not nil, hears of the work of Next and may end it; then the canvas is
	// of no use.
	Meter *work.Meter

	w, h    int
	global  palette
	blocks  []byte // what follows the global color table
	loop    int
	nFrames int

	rest   []byte // blocks still to come
	canvas *pixel.Image
	last   frame
	saved  *pixel.Image // the canvas below the last frame, where it is wanted back
	pixels []uint8      // indices of a frame
	coded  []uint8      // its data without block sizes

	partial bool // a frame ended early
}

// A palette holds up to 256 colors, three bytes each.
type palette []uint8

// A frame is an image with its graphic control (sections 20, 23).
type frame struct {
	x, y, w, h  int
	delay       int // milliseconds
	disposal    int
	transparent int // index, or -1
	interlaced  bool
	colors      palette
	data        []byte // LZW minimum code size and sub-blocks
}

// Ways of disposal (section 23). Early writers counted the way back to what was
// there as a bit of its own, so that browsers take 4 for 3.
const (
	disposeToBackground  = 2
	disposeToPrevious    = 3
	disposeToPreviousBit = 4
)

// NewDecoder reads the header and looks for frames, without decoding any. data
// is the whole file.
func NewDecoder(data []byte) (*Decoder, error) {
	if len(data) < 13 {
		return nil, errTruncated
	}
	if magic := string(data[:6]); magic != "GIF87a" && magic != "GIF89a" {
		return nil, formatError("no signature")
	}
	d := &Decoder{w: uint16at(data, 6), h: uint16at(data, 8), loop: 1}
	var err error
	if d.global, d.blocks, err = cutPalette(data[13:], data[10]); err != nil {
		return nil, err
	}
	d.rest = d.blocks
	for {
		f, err := d.nextFrame()
		if err != nil {
			break
		}
		if d.nFrames == 0 {
			// The canvas grows to hold the first frame, as it does in browsers; of
			// later ones what lies outside is cut off.
			d.w, d.h = max(d.w, f.x+f.w), max(d.h, f.y+f.h)
		}
		d.nFrames++
	}
	d.rest = d.blocks
	if d.w == 0 || d.h == 0 {
		return nil, formatError("a canvas without width or height")
	}
	if d.nFrames == 0 {
		return nil, formatError("no frame")
	}
	return d, nil
}

// Size returns the width and height of the canvas in pixels.
func (d *Decoder) Size() (w, h int) { return d.w, d.h }

// Frames is how many frames there are, the last of which may be cut short.
func (d *Decoder) Frames() int { return d.nFrames }

// Loop is how many times the animation plays, 0 for ever.
func (d *Decoder) Loop() int { return d.loop }

// Rewind goes back to before the first frame.
func (d *Decoder) Rewind() {
	d.rest, d.last, d.saved = d.blocks, frame{}, nil
	if d.canvas != nil {
		d.clear(0, 0, d.w, d.h)
	}
}

// Partial reports whether a frame ended early, or the file within one.
func (d *Decoder) Partial() bool { return d.partial }

// Canvas is the image after Next, RGB with straight alpha; it must not be
// changed.
func (d *Decoder) Canvas() *pixel.Image { return d.canvas }

// Next composes the next frame, within memory bytes beside the canvas, and
// returns how many milliseconds it is shown; io.EOF after the last one. Of a
// frame whose data ends early it shows what there is.
func (d *Decoder) Next(memory int64) (delay int, err error) {
	f, err := d.nextFrame()
	if err != nil {
		return 0, err
	}
	if n := int64(f.w)*int64(f.h) + int64(len(f.data)) + 4*int64(d.w)*int64(d.h); n > memory {
		return 0, &pixel.MemoryError{Need: n, Limit: memory}
	}
	if d.canvas == nil {
		d.canvas = pixel.New(pixel.RGB, d.w, d.h, 1, 1, true)
	}
	d.dispose()
	if d.saved = nil; f.disposal == disposeToPrevious {
		d.saved = pixel.New(pixel.RGB, d.w, d.h, 1, 1, true)
		d.copyCanvas(d.saved, d.canvas)
	}
	d.last = f
	n := d.decode(&f)
	d.partial = d.partial || n < f.w*f.h
	if n == 0 && f.w*f.h > 0 {
		return 0, formatError("a frame without data")
	}
	d.draw(&f, n)
	return f.delay, d.Meter.Err()
}

// dispose removes the last frame from the canvas, if it is to be.
func (d *Decoder) dispose() {
	switch {
	case d.last.disposal == disposeToBackground:
		// Everybody takes the background for transparent.
		x, y := min(d.last.x, d.w), min(d.last.y, d.h)
		d.clear(x, y, min(d.last.w, d.w-x), min(d.last.h, d.h-y))
	case d.saved != nil:
		d.copyCanvas(d.canvas, d.saved)
	}
}

func (d *Decoder) clear(x, y, w, h int) {
	for _, p := range planes(d.canvas) {
		for i := range h {
			clear(p.Row(y + i)[x:][:w])
		}
		d.Meter.Spend(w * h / 8)
	}
}

func planes(m *pixel.Image) [4]*pixel.Plane {
	return [4]*pixel.Plane{&m.Plane[0], &m.Plane[1], &m.Plane[2], &m.Alpha}
}

func (d *Decoder) copyCanvas(to, from *pixel.Image) {
	source := planes(from)
	for i, p := range planes(to) {
		copy(p.Pix, source[i].Pix)
		d.Meter.Spend(len(p.Pix) / 8)
	}
}

// draw lays the n first pixels of a frame, in coding order, on the canvas.
func (d *Decoder) draw(f *frame, n int) {
	w := min(f.w, d.w-f.x)
	if w <= 0 {
		return
	}
	var lut [3][256]uint8 // an index without a color is black
	for i := range len(f.colors) / 3 {
		lut[0][i], lut[1][i], lut[2][i] = f.colors[3*i], f.colors[3*i+1], f.colors[3*i+2]
	}
	cut := n < f.w*f.h
	for i := range f.h {
		from := d.pixels[min(i*f.w, n):min((i+1)*f.w, n)]
		if len(from) == 0 || !d.Meter.Spend(4*w) {
			return
		}
		row, high := f.row(i)
		if !cut {
			high = 1
		}
		for y := f.y + row; y < min(f.y+min(row+high, f.h), d.h); y++ {
			d.drawRow(f, y, from[:min(w, len(from))], &lut)
		}
	}
}

// drawRow lays a row of indices on row y of the canvas.
func (d *Decoder) drawRow(f *frame, y int, from []uint8, lut *[3][256]uint8) {
	c := d.canvas
	r, g := c.Plane[0].Row(y)[f.x:][:len(from)], c.Plane[1].Row(y)[f.x:][:len(from)]
	b, alpha := c.Plane[2].Row(y)[f.x:][:len(from)], c.Alpha.Row(y)[f.x:][:len(from)]
	for x, v := range from {
		if int(v) != f.transparent {
			r[x], g[x], b[x], alpha[x] = lut[0][v], lut[1][v], lut[2][v], 255
		}
	}
}

// row is the row of the image that is the i-th to be coded (appendix E), and how
// many rows it stands for until those of later passes come.
func (f *frame) row(i int) (y, high int) {
	if !f.interlaced {
		return i, 1
	}
	for _, pass := range [4]struct{ first, step, high int }{{0, 8, 8}, {4, 8, 4}, {2, 4, 2}, {1, 2, 1}} {
		n := (f.h - pass.first + pass.step - 1) / pass.step
		if i < n {
			return pass.first + i*pass.step, pass.high
		}
		i -= n
	}
	return f.h, 0
}
