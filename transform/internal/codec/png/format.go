package png

import (
	"bytes"
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/cicp"
	"tintype/transform/internal/quant"
)

// Format is PNG.
var Format = codec.Format{
	Name: "png", Title: "PNG", MediaType: "image/png", Words: []string{"png", "png8", "png32"}, Extensions: []string{"png"},
	Match:    func(b []byte) bool { return len(b) >= len(signature) && string(b[:len(signature)]) == signature },
	MatchLen: len(signature),
	Open:     openSource,

	Shown: true, Alpha: true, Convert: codec.ConvertSpace,

	Choose:  choose,
	Memory:  memory,
	Encode:  encodeOutput,
	Reduce:  reduceColors,
	Animate: beginAnimation,
	Lose:    lose,
	Same:    sameKind,
	Strip:   Strip,
}

// source decodes rows while bytes arrive. An interlaced image is held as a
// whole, against the limit of memory.
type source struct {
	*codec.Tape
	d    *Decoder
	head codec.Header
	lim  *codec.Limits
}

func openSource(r io.Reader, lim *codec.Limits) (codec.Source, error) {
	t := &codec.Tape{R: r}
	d := NewDecoder(t)
	c, err := d.Config()
	if err != nil {
		return nil, err
	}
	if err := lim.CheckSize(c.Width, c.Height); err != nil {
		return nil, err
	}
	if c.Frames > 0 {
		data, err := codec.ReadAll(io.MultiReader(bytes.NewReader(t.Kept()), r))
		if err != nil {
			return nil, err
		}
		if a, err := NewAnimation(data); err == nil && !a.Still() {
			h := headerOf(&c)
			h.Alpha = !a.Opaque()
			a.Meter = lim.Meter
			return codec.NewAnimation(data, a, h, lim)
		}
		t = &codec.Tape{R: bytes.NewReader(data)}
		d = NewDecoder(t)
	}
	if err := lim.CheckMemory(d.Memory()); err != nil {
		return nil, err
	}
	return &source{Tape: t, d: d, lim: lim, head: headerOf(&c)}, nil
}

func headerOf(c *Config) codec.Header {
	h := codec.Header{
		W: c.Width, H: c.Height, Orientation: max(c.Orientation, 1),
		Model: c.Model, Alpha: c.Alpha, Color: codec.Color{ICC: c.ICC}, Sampling: codec.EvenSampling(1, 1), Palette: c.Palette,
	}
	readColor(&h, &c.Color)
	return h
}

// readColor fills in what chunks say of the colors, cICP before the profile.
func readColor(h *codec.Header, c *ColorSpace) {
	if h.Peak = c.ContentPeak; h.Peak == 0 {
		h.Peak = c.DisplayPeak
	}
	if p := c.CodePoints; p[2] == 0 && p[3] == 1 { // RGB of full range
		if s, ok := cicp.FromCode(p[0], p[1]); ok {
			h.Space, h.ICC = &s, nil
			return
		}
	}
	if c.SRGB {
		return
	}
	if s, ok := cicp.FromGamma(c.Gamma, c.Chromaticities); ok {
		h.Space = &s
	}
}

func (s *source) Header() *codec.Header { return &s.head }
func (s *source) Partial() bool         { return s.d.Damage() != nil }
func (s *source) Reserve(n int64)       { s.lim.Memory -= n }

func (s *source) Start(codec.Plan) (sizes codec.Sizes, err error) {
	s.d.Meter = s.lim.Meter
	if err := s.d.Start(s.lim.Memory); err != nil {
		return sizes, err
	}
	return s.head.Sizes(), nil
}

func (s *source) Next(b *pixel.Band) error { return s.d.Next(b) }

func (s *source) Rewind() error {
	s.Tape.Rewind()
	s.d = NewDecoder(s.Tape)
	_, err := s.d.Config()
	return err
}

// choose sets how many colors the image is to have, 0 for as many as there are.
func choose(o *codec.Output, w *codec.Wish, h *codec.Header) {
	o.Drawing = h.Palette > 0 && w.Word != "png32" && w.Word != "png8" && (w.Colors == 0 || !w.Compress)
	if w.Word != "png8" && (!w.Compress || w.Word == "png32") {
		return
	}
	if o.Colors = w.Colors; o.Colors == 0 {
		o.Colors = 256
	}
}

func sameKind(o *codec.Output, w *codec.Wish, h *codec.Header) bool {
	named := w.Word == "png8" || w.Colors > 0
	return o.Colors == 0 || !named || h.Palette > 0 && h.Palette <= o.Colors
}

// memory is that of indices and what they pack into, or of data that do not pack, in a
// slice that has grown.
func memory(o *codec.Output, _ bool) int64 {
	if o.Colors > 0 {
		return 3
	}
	return 8
}

func encodeOutput(img *pixel.Image, o *codec.Output) (body []byte, quality int, err error) {
	opt := Options{ICC: o.ICC, Poll: o.Poll}
	if o.Drawing {
		if body, ok, err := encodeDrawing(img, o, opt); ok || err != nil {
			return body, 0, err
		}
	}
	if o.Colors == 0 {
		body, err = Encode(img, opt)
		return body, 0, err
	}
	palette, indices := quant.Quantize(img, o.Colors, true, o.Meter)
	if err := o.Meter.Err(); err != nil {
		return nil, 0, err
	}
	body, err = EncodeIndexed(indices, img.W, img.H, palette, opt)
	return body, 0, err
}

// An image with a palette is a drawing more often than not: few colors, sharp edges.
// Resized it has thousands of colors, all of them mixtures of few, and takes four
// times the bytes; 256 of them show it without a visible loss.

// encodeDrawing is encodeOutput for an image whose source has a palette; ok is false where
// a palette would show.
func encodeDrawing(img *pixel.Image, o *codec.Output, opt Options) (body []byte, ok bool, err error) {
	if quant.FewColors(img, o.Meter) {
		body, err = Encode(img, opt)
		return body, true, err
	}
	colors := []int{256}
	if o.Colors > 0 {
		colors = []int{min(o.Colors, 64), min(o.Colors, 128), o.Colors}
	}
	palette, indices, ok := quant.DrawUnseen(img, o.Meter, colors...)
	if err = o.Meter.Err(); err != nil || !ok {
		return nil, false, err
	}
	body, err = EncodeEither(img, indices, palette, opt)
	return body, true, err
}

// reduceColors gives up all but 256 colors.
func reduceColors(o *codec.Output) string {
	if o.Colors > 0 {
		return ""
	}
	o.Colors = 256
	return "fm=png8"
}

func beginAnimation(o *codec.Output, a *codec.Animate) (codec.AnimationWriter, error) {
	opt := AnimationOptions{ICC: o.ICC, Whole: a.Reverse, Tolerance: a.Tolerance, Poll: o.Poll}
	if a.Loss.Colors > 0 {
		counted, err := a.Colors()
		if err != nil {
			return nil, err
		}
		opt.Palette = counted.Palette(min(a.Loss.Colors, 255))
		if a.Tolerance == 0 {
			mean, _ := counted.Error(opt.Palette)
			opt.Dither = quant.DitherLimit(mean)
		}
	}
	return NewAnimationWriter(a.Loop, opt), o.Meter.Err()
}

// Steps of what an animation loses: a palette in place of RGB, then colors down to
// fewestColors, then tolerance. They are what deflate makes of photographs that move;
// it has no strings that are near.
const (
	paletteSteps   = 96
	colorSteps     = 150
	toleranceSteps = 190

	fewestColors = 16
)

func lose(_ *codec.Output, l *codec.Loss, step int) (left int) {
	if l.Colors > 0 {
		step += paletteSteps
	}
	if l.Colors == 0 {
		l.Colors = 255
	}
	l.Colors = min(l.Colors, codec.Stage{UpTo: colorSteps, From: 255, To: fewestColors}.At(paletteSteps, step))
	if step > colorSteps {
		l.Tolerance = codec.Stage{UpTo: toleranceSteps, From: codec.LeastTolerance, To: codec.MostTolerance}.At(colorSteps, step)
	}
	return step - toleranceSteps
}
