package png

import (
	"encoding/binary"
	"image"
	"slices"

	"tintype/transform/internal/flate"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/quant"
	"tintype/transform/internal/work"
)

// AnimationOptions say how to encode an animation.
type AnimationOptions struct {
	ICC []byte // profile to embed
	// Whole makes every frame the whole canvas, so that Reverse can be called.
	Whole bool
	// Palette holds the colors to draw with, 255 at most; nil keeps every pixel as it
	// is. Dither is a limit for quant.Draw.
	Palette [][4]byte
	Dither  int
	// Tolerance is how far a sample may be from what is shown for a pixel to stay.
	Tolerance int
	Poll      func() error // called now and then; its error ends the work
}

// An AnimationWriter collects the frames of an animated file (sections 4.9 and
// 11.3.6). A frame is the rectangle of what differs from the one before; within it
// what stays may be a hole, through which that is seen. All frames have one color
// type: indices as long as there are 256 colors, else RGB, with alpha where there is
// any or where holes pay.
type AnimationWriter struct {
	w, h   int
	loop   int
	o      AnimationOptions
	meter  *work.Meter
	z      *flate.Writer
	frames []codedFrame

	form  int               // color type of the frames, formOpen before it is chosen
	first *pixel.Image      // the first frame, until then
	table *quant.ColorTable // of indexed frames; number 0 is transparent
	shown *pixel.Image      // what the canvas shows
	aim   *pixel.Image      // with a palette, what was wanted when it was drawn
	stays *pixel.Plane      // 1 where the frame at hand is like it
}

// codedFrame is a frame as it will stand in the file.
type codedFrame struct {
	rect  image.Rectangle
	delay int // milliseconds
	blend bool
	data  []byte // a zlib stream
}

const formOpen = -1

// NewAnimationWriter begins a file whose animation plays loop times, 0 for ever.
func NewAnimationWriter(loop int, o AnimationOptions) *AnimationWriter {
	a := &AnimationWriter{loop: max(loop, 0), o: o, meter: work.New(o.Poll), form: formOpen, table: &quant.ColorTable{}}
	a.z = flate.NewWriter(nil, search)
	if profileSpace(o.ICC) != spaceRGB {
		a.o.ICC = nil
	}
	a.table.Number(0)
	for _, c := range o.Palette {
		a.table.Number(uint32(c[0]) | uint32(c[1])<<8 | uint32(c[2])<<16 | uint32(c[3])<<24)
	}
	if o.Palette != nil {
		a.form = typePalette
	}
	return a
}

// Add appends a Gray or RGB frame of the first one's size, to be shown for delay
// milliseconds. One that looks like the frame before makes that stay longer.
func (a *AnimationWriter) Add(img *pixel.Image, delay int) error {
	if a.o.Poll != nil {
		if err := a.o.Poll(); err != nil {
			return err
		}
	}
	img = img.Convert(pixel.RGB, 1, 1)
	all := image.Rect(0, 0, img.W, img.H)
	if len(a.frames) == 0 {
		a.w, a.h, a.first = img.W, img.H, img
		a.frames = []codedFrame{{rect: all, delay: delay}}
		a.shown = pixel.New(pixel.RGB, img.W, img.H, 1, 1, true)
		stays := pixel.NewPlane(img.W, img.H)
		a.stays = &stays
		if a.form != formOpen {
			a.aim = pixel.New(pixel.RGB, img.W, img.H, 1, 1, false)
			return a.settle(nil)
		}
		return nil
	}
	d := difference{rect: all}
	if !a.o.Whole {
		if a.form == formOpen {
			a.show(a.first, all, false)
		}
		if d = a.compare(img); d.rect.Empty() {
			a.Extend(delay)
			return nil
		}
	}
	if a.form == formOpen {
		if err := a.settle(&d); err != nil {
			return err
		}
	}
	f, err := a.code(img, &d)
	if err != nil {
		return err
	}
	f.delay = delay
	a.frames = append(a.frames, f)
	return a.meter.Err()
}

// settle chooses the color type and codes the first frame. d is what the second one
// changes, nil where there is none.
func (a *AnimationWriter) settle(d *difference) error {
	img := a.first
	a.first = nil
	if a.form == formOpen {
		a.form = typePalette
		if !a.count(img) {
			a.form, a.table = typeRGB, nil
			if a.seeThrough(img) || d != nil && (d.clear || d.over && 4*d.holes >= d.rect.Dx()*d.rect.Dy()) {
				a.form = typeRGBA
			}
		}
	}
	all := difference{rect: image.Rect(0, 0, img.W, img.H)}
	f, err := a.code(img, &all)
	f.delay = a.frames[0].delay
	a.frames[0] = f
	return err
}

// count numbers the colors of an image and reports whether all have one.
func (a *AnimationWriter) count(img *pixel.Image) bool {
	row := make([]uint32, img.W)
	for y := range img.H {
		if !a.meter.Spend(4 * img.W) {
			return true
		}
		quant.Pixels(row, img, y)
		last := ^row[0]
		for _, c := range row {
			if c>>24 == 0 {
				c = 0
			}
			if c != last {
				if _, ok := a.table.Number(c); !ok {
					return false
				}
				last = c
			}
		}
	}
	return true
}

// seeThrough reports whether an image is not opaque.
func (a *AnimationWriter) seeThrough(img *pixel.Image) bool {
	return img.HasAlpha() && !opaque(&img.Alpha, a.meter)
}

// Shares of a rectangle, in sixteenths, from which holes are worth a try and from
// which they are all that is tried.
const (
	someHoles = 2
	manyHoles = 8
)

// code packs the part of an image that differs, in the way that takes least, and
// notes what the canvas shows from then on.
func (a *AnimationWriter) code(img *pixel.Image, d *difference) (f codedFrame, err error) {
	part := cutOut(img, d.rect)
	switch {
	case a.o.Palette != nil:
	case a.form == typePalette && !a.count(part):
		err = a.recode(typeRGBA)
	case a.form == typeRGB && a.seeThrough(part):
		err = a.recode(typeRGBA)
	}
	if err != nil {
		return f, err
	}
	f.rect = d.rect
	share := 16 * d.holes / (part.W * part.H)
	holes := d.over && share >= someHoles && a.form != typeRGB
	var indices []byte
	if !holes || share < manyHoles {
		if f.data, indices, err = a.pack(part); err != nil {
			return f, err
		}
	}
	if holes {
		data, drawn, err := a.pack(a.withHoles(part, d.rect))
		if err != nil {
			return f, err
		}
		if f.data == nil || len(data) < len(f.data) {
			f.data, f.blend, indices = data, true, drawn
		}
	}
	if a.o.Palette != nil {
		a.showIndices(img, indices, d.rect, f.blend)
	} else {
		a.show(img, d.rect, f.blend)
	}
	return f, nil
}

// withHoles makes what stays transparent.
func (a *AnimationWriter) withHoles(part *pixel.Image, rect image.Rectangle) *pixel.Image {
	out := pixel.New(pixel.RGB, part.W, part.H, 1, 1, true)
	to, from := canvasPlanes(out), canvasPlanes(part)
	for y := range part.H {
		if !a.meter.Spend(4 * part.W) {
			break
		}
		stays := a.stays.Row(rect.Min.Y + y)[rect.Min.X:rect.Max.X]
		for k := range to {
			if k == 3 && !part.HasAlpha() {
				fill(to[k].Row(y), 255)
			} else {
				copy(to[k].Row(y), from[k].Row(y))
			}
			row := to[k].Row(y)
			for x, v := range stays {
				if v != 0 {
					row[x] = 0
				}
			}
		}
	}
	return out
}

// pack returns the zlib stream of an image in the color type of all frames, and its
// indices where it has any.
func (a *AnimationWriter) pack(part *pixel.Image) (data, indices []byte, err error) {
	opt := Options{Poll: a.o.Poll, meter: a.meter}
	var file []byte
	switch a.form {
	case typePalette:
		indices = make([]byte, part.W*part.H)
		if a.o.Palette != nil {
			quant.Draw(indices, part, a.palette(), a.o.Dither, a.meter)
		} else {
			a.number(indices, part)
		}
		// All palettes have 256 colors here, so that all indices have 8 bits.
		full := append(a.palette(), make([][4]byte, 256)...)[:256]
		file, err = encodeIndexed(a.z, indices, part.W, part.H, full, opt)
	case typeRGB:
		flat := *part
		flat.Alpha = pixel.Plane{}
		file, err = encodeSamples(a.z, &flat, opt)
	default:
		whole := *part
		if !whole.HasAlpha() {
			whole.Alpha = pixel.NewPlane(part.W, part.H)
			whole.Alpha.Fill(255)
		}
		file, err = encodeSamples(a.z, &whole, opt)
	}
	if err != nil {
		return nil, nil, err
	}
	for rest := file[len(signature):]; len(rest) > 0; {
		var name string
		if name, data, _, rest = cutChunk(rest); name == "IDAT" {
			break
		}
	}
	return slices.Clone(data), indices, a.meter.Err()
}

// number writes an image as numbers of its colors, which have been counted.
func (a *AnimationWriter) number(indices []byte, part *pixel.Image) {
	row := make([]uint32, part.W)
	for y := range part.H {
		if !a.meter.Spend(4 * part.W) {
			return
		}
		quant.Pixels(row, part, y)
		last, n := ^row[0], byte(0)
		for x, c := range row {
			if c>>24 == 0 {
				c = 0
			}
			if c != last {
				n, _ = a.table.Number(c)
				last = c
			}
			indices[y*part.W+x] = n
		}
	}
}

// palette returns the colors that have numbers.
func (a *AnimationWriter) palette() (out [][4]byte) {
	for _, c := range a.table.List {
		out = append(out, [4]byte{byte(c), byte(c >> 8), byte(c >> 16), byte(c >> 24)})
	}
	return out
}

// recode makes another color type of the frames so far. It happens once or twice: the
// types are tried from the one that takes least.
func (a *AnimationWriter) recode(form int) error {
	for i := range a.frames {
		f := &a.frames[i]
		if f.data == nil {
			continue // the one that is at hand
		}
		img, err := a.unpack(f)
		if err != nil {
			return err
		}
		was := a.form
		a.form = form
		f.data, _, err = a.pack(img)
		if a.form = was; err != nil {
			return err
		}
	}
	a.form, a.table = form, nil
	return nil
}

// Extend shows the last frame longer. It reports whether there is one.
func (a *AnimationWriter) Extend(delay int) bool {
	if len(a.frames) == 0 {
		return false
	}
	a.frames[len(a.frames)-1].delay += delay
	return true
}

// Reverse turns the order of the frames around; they must be whole.
func (a *AnimationWriter) Reverse() { slices.Reverse(a.frames) }

// frameOverhead is what a frame takes beside its data: fcTL, and fdAT's frame.
const frameOverhead = 38 + 16

// Size is about how many bytes the file has so far.
func (a *AnimationWriter) Size() int {
	n := 100 + len(a.o.ICC)/2
	for _, f := range a.frames {
		n += len(f.data) + frameOverhead
	}
	return n
}

// File returns the file, nil where Poll has ended the work.
func (a *AnimationWriter) File() []byte {
	if a.first != nil && a.settle(nil) != nil {
		return nil
	}
	e := newEncoder(a.z, a.w, a.h, a.form, 8, Options{ICC: a.o.ICC, Poll: a.o.Poll, meter: a.meter})
	if len(a.frames) > 1 {
		e.chunk("acTL", appendUint32s(nil, uint32(len(a.frames)), uint32(a.loop)))
	}
	if a.form == typePalette {
		e.palette(a.palette())
	}
	sequence := uint32(0)
	for i, f := range a.frames {
		if len(a.frames) > 1 {
			e.chunk("fcTL", f.control(sequence))
			sequence++
		}
		if i == 0 {
			e.chunk("IDAT", f.data)
			continue
		}
		e.chunk("fdAT", append(appendUint32s(nil, sequence), f.data...))
		sequence++
	}
	e.chunk("IEND", nil)
	return e.b
}

func appendUint32s(b []byte, values ...uint32) []byte {
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return b
}

// control makes the content of an fcTL chunk (section 11.3.6.2): a frame is not
// disposed of.
func (f *codedFrame) control(sequence uint32) []byte {
	r := f.rect
	b := appendUint32s(nil, sequence, uint32(r.Dx()), uint32(r.Dy()), uint32(r.Min.X), uint32(r.Min.Y))
	delay, per := f.delay, 1000
	for delay > 65535 && per > 1 {
		delay, per = delay/10, per/10
	}
	b = binary.BigEndian.AppendUint16(b, uint16(min(delay, 65535)))
	b = binary.BigEndian.AppendUint16(b, uint16(per))
	blend := byte(0)
	if f.blend {
		blend = 1
	}
	return append(b, disposeNone, blend)
}
