package webp

import (
	"bytes"
	"errors"
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/codec/webp/vp8"
	"tintype/transform/internal/exif"
	"tintype/transform/internal/looks"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/quant"
)

// Format is WebP.
var Format = codec.Format{
	Name: "webp", Title: "WebP", MediaType: "image/webp", Words: []string{"webp"}, Extensions: []string{"webp"},
	Aliases:  []string{"mp4", "webm"}, // an animation stands for a video
	Match:    func(b []byte) bool { return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP" },
	MatchLen: 12,
	Open:     openSource,

	Shown: true, Alpha: true, Limited: true, Quality: DefaultQuality,
	Looks: &looks.Model{Fit: &looks.WebP, Steps: vp8.LooksSteps},

	Choose:  choose,
	Planes:  planes,
	FromRGB: func(o *codec.Output, alpha bool) bool { return !o.Lossless && !o.Animated && !alpha },
	Memory:  memory,
	Encode:  encodeOutput,
	Animate: beginAnimation,
	Lose:    lose,
	Strip:   func(file []byte, profile, _ bool) []byte { return Strip(file, profile) },
}

// source decodes a still picture as bands.
type source struct {
	codec.InMemory
	d    *Decoder
	head codec.Header
	lim  *codec.Limits
}

func openSource(r io.Reader, lim *codec.Limits) (codec.Source, error) {
	data, err := codec.ReadAll(r)
	if err != nil {
		return nil, err
	}
	d, err := NewDecoder(data)
	if err != nil {
		return nil, err
	}
	c := d.Config()
	if err := lim.CheckSize(c.Width, c.Height); err != nil {
		return nil, err
	}
	h := codec.Header{W: c.Width, H: c.Height, Model: c.Model, Alpha: c.Alpha, Color: codec.Color{ICC: c.ICC}, Sampling: codec.EvenSampling(1, 1)}
	h.Orientation = max(exif.Orientation(bytes.TrimPrefix(c.EXIF, []byte("Exif\x00\x00"))), 1)
	if q := d.Quality(); q > 0 {
		h.Coarseness = jpeg.CoarsenessOf(q)
	}
	if h.Model == pixel.YCbCr {
		h.Sampling = codec.EvenSampling(2, 2)
	}
	if c.Animated {
		a, err := NewAnimation(data)
		if err != nil {
			return nil, err
		}
		a.Meter = lim.Meter
		return codec.NewAnimation(data, a, h, lim)
	}
	return &source{InMemory: data, d: d, head: h, lim: lim}, nil
}

func (s *source) Header() *codec.Header { return &s.head }
func (s *source) Reserve(n int64)       { s.lim.Memory -= n }

func (s *source) Start(p codec.Plan) (sizes codec.Sizes, err error) {
	if err := s.lim.CheckMemory(s.d.Memory()); err != nil {
		return sizes, err
	}
	if err := s.d.Start(DecodeOptions{MaxMemory: s.lim.Memory, Unfiltered: p.BlocksUnseen, Limited: p.Limited}); err != nil {
		return sizes, err
	}
	return s.head.Sizes(), nil
}

func (s *source) Next(b *pixel.Band) error { return s.d.Next(b) }

func (s *source) Rewind() (err error) {
	s.d, err = NewDecoder(s.InMemory)
	return err
}

func choose(o *codec.Output, w *codec.Wish, h *codec.Header) {
	o.Lossless = w.Lossless == codec.On
	o.Drawing = h.Palette > 0 && w.Lossless == codec.Unset && (w.Quality == 0 || w.Compress)
	if !o.Lossless && !o.Drawing {
		o.SubX, o.SubY = 2, 2
	}
}

// planes says that lossy pictures are YCbCr; the frames of an animation may each be
// stored in another way.
func planes(o *codec.Output) pixel.Model {
	if o.Lossless || o.Animated || o.Drawing {
		return pixel.RGB
	}
	return pixel.YCbCr
}

// memory is that of the encoder's own planes and its macroblocks, and of alpha.
func memory(o *codec.Output, alpha bool) int64 {
	switch {
	case o.Lossless:
		return 44
	case alpha:
		return 2 + 16
	}
	return 2
}

func encodeOutput(img *pixel.Image, o *codec.Output) ([]byte, int, error) {
	opt := Options{Quality: o.Quality, Lossless: o.Lossless, ICC: o.ICC, MaxBytes: o.MaxBytes, Poll: o.Poll}
	if o.Lossless { // there is no quality to lower
		body, err := EncodeLossless(img, opt)
		return body, 0, err
	}
	var drawn []byte
	if o.Drawing {
		var err error
		if drawn, err = encodeDrawing(img, o); err != nil || drawn != nil && len(drawn) <= img.W*img.H/drawnShare {
			return drawn, 0, err
		}
		if img.Model != pixel.RGB || img.HasAlpha() {
			img = img.Convert(pixel.YCbCr, 2, 2)
		}
	}
	body, quality, err := EncodeToFit(img, opt, o.Least())
	if drawn != nil && (err != nil || len(drawn) <= len(body)) {
		return drawn, 0, nil
	}
	if errors.As(err, new(*codec.SizeError)) {
		opt.Quality = min(codec.FitQuality, o.Quality)
		return EncodeToFit(img, opt, opt.Quality)
	}
	return body, quality, err
}

// encodeDrawing returns an image of so few colors that a palette holds them as a
// lossless file, which at its own size is smaller than a lossy one that shows; nil for
// another one, or where that does not fit the limit.
func encodeDrawing(img *pixel.Image, o *codec.Output) ([]byte, error) {
	if !quant.FewColors(img, o.Meter) {
		return nil, nil
	}
	body, err := EncodeLossless(img, Options{Effort: 1, ICC: o.ICC, MaxBytes: o.MaxBytes, Poll: o.Poll})
	if errors.As(err, new(*codec.SizeError)) {
		return nil, nil
	}
	return body, err
}

// drawnShare pixels to a byte are so few bytes that a lossy file is not tried.
const drawnShare = 16

func beginAnimation(o *codec.Output, a *codec.Animate) (codec.AnimationWriter, error) {
	return NewAnimationWriter(a.Loop, a.Reverse, Options{
		Quality: a.Loss.Quality, Lossless: o.Lossless, ICC: o.ICC, Poll: o.Poll,
	}), nil
}

// qualitySteps is how far an animation loses quality, down to codec.FitQuality.
const qualitySteps = 64

func lose(o *codec.Output, l *codec.Loss, step int) (left int) {
	switch {
	case o.Lossless:
		return step
	case l.Quality > codec.FitQuality:
		l.Quality = codec.Stage{UpTo: qualitySteps, From: l.Quality, To: codec.FitQuality}.At(0, step)
		return step - qualitySteps
	}
	return step
}
