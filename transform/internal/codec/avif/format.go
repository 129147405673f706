package avif

import (
	"errors"
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/avif/av1"
	"tintype/transform/internal/looks"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/cicp"
)

// Format is AVIF, of which animations are only read, as their first frame.
var Format = codec.Format{
	Name: "avif", Title: "AVIF", MediaType: "image/avif", Words: []string{"avif"}, Extensions: []string{"avif"},
	Match:    Match,
	MatchLen: MatchLen,
	Open:     openSource,

	Shown: true, Alpha: true, Quality: DefaultQuality, Instead: "webp",
	Looks: &looks.Model{Fit: &looks.AVIF, Steps: looksSteps},

	Choose:  choose,
	Planes:  planes,
	FromRGB: func(o *codec.Output, _ bool) bool { return o.FreeChroma },
	Memory:  memory,
	Encode:  encodeOutput,
	Same:    sameKind,
	Strip:   func(file []byte, profile, _ bool) []byte { return Strip(file, profile) },
}

// source decodes an image as bands.
type source struct {
	codec.InMemory
	img    *Image
	d      *Decoder
	head   codec.Header
	lim    *codec.Limits
	rows   int  // that came
	broken bool // the file ended before the image did
	gray   pixel.Plane
}

func openSource(r io.Reader, lim *codec.Limits) (codec.Source, error) {
	data, err := codec.ReadAll(r)
	if err != nil {
		return nil, err
	}
	img, err := Open(data)
	if err != nil {
		return nil, fault(err)
	}
	if err := lim.CheckSize(img.Width, img.Height); err != nil {
		return nil, err
	}
	s := &source{InMemory: data, img: img, lim: lim}
	return s, s.describe()
}

// describe makes the header.
func (s *source) describe() error {
	img := s.img
	s.head = codec.Header{
		W: img.Width, H: img.Height, Orientation: img.Orientation,
		Alpha: img.Alpha, Color: codec.Color{ICC: img.ICC, Peak: img.Peak, Depth: img.Depth}, Sampling: codec.EvenSampling(1, 1),
	}
	h := &s.head
	switch {
	case img.Mono:
		h.Model = pixel.Gray
	case img.RGB():
		h.Model = pixel.RGB
	default:
		h.Model, h.Sampling = pixel.YCbCr, codec.EvenSampling(img.SubX, img.SubY)
		m, ok := pixel.MatrixOf(img.Matrix, img.Primaries)
		if !ok {
			return codec.UnsupportedError("matrix coefficients of this kind are not supported")
		}
		h.Coding.Matrix = m
		if img.Alpha { // weights red, green and blue
			h.Model, h.Sampling, h.Coding = pixel.RGB, codec.EvenSampling(1, 1), pixel.Coding{}
		}
	}
	if space, ok := cicp.FromCode(byte(img.Primaries), byte(img.Transfer)); ok && h.ICC == nil && !isBT709(img) {
		h.Space = &space
	}
	return nil
}

// isBT709 reports colors that browsers show as sRGB's: BT.709's primaries with the curve
// of a camera, which is not undone in still images.
func isBT709(img *Image) bool {
	return img.Primaries == 1 && (img.Transfer == 1 || img.Transfer == 6 || img.Transfer == 13)
}

func (s *source) Header() *codec.Header { return &s.head }

// fineQuantizer is up to which base_q_idx CDEF is worth 0.02 dB or less of what is made
// so much smaller.
const fineQuantizer = 96

func (s *source) Start(p codec.Plan) (sizes codec.Sizes, err error) {
	if err := s.lim.CheckMemory(s.img.Memory); err != nil {
		return sizes, err
	}
	o := Options{Visible: p.Crop, Poll: s.lim.Poll}
	if p.BlocksUnseen {
		// Grain is noise that the encoder took out. Deblocking stays: without it photographs
		// are 0.1 to 0.2 dB farther from what was encoded, unlike WebP's.
		// Restoration cost nothing that could be measured.
		o.Skip = av1.FilmGrain | av1.Restoration
		if s.img.Quantizer <= fineQuantizer {
			o.Skip |= av1.CDEF
		}
	}
	s.d, s.rows, s.broken = s.img.NewDecoder(o), 0, false
	return s.head.Sizes(), nil
}

func (s *source) Next(b *pixel.Band) error {
	in, err := s.d.Next()
	if err == io.EOF {
		return err
	}
	if err != nil {
		err = fault(err)
		if s.rows == 0 || s.lim.Meter.Err() != nil || !isFault(err) {
			return err
		}
		s.broken = true
		return s.rest(b)
	}
	*b = pixel.Band{}
	for i := range s.img.PlanesStored() {
		b.Plane[i], b.Y[i] = planeOf(&in.Plane[i]), in.Plane[i].Y
	}
	if s.head.Alpha {
		b.Alpha = planeOf(&in.Alpha)
	}
	s.rows = b.Y[0] + b.Plane[0].H
	if s.img.Alpha {
		s.toStraight(b)
	}
	return nil
}

func planeOf(p *Plane) pixel.Plane {
	return pixel.Plane{Pix: p.Pix, Stride: p.Stride, W: p.W, H: p.H}
}

func (s *source) Partial() bool { return s.broken }

// Rewind has nothing to do: Start makes another decoder.
func (s *source) Rewind() error { return nil }

// rest gives the rows that are missing, in gray.
func (s *source) rest(b *pixel.Band) error {
	h := &s.head
	if s.rows >= h.H {
		return io.EOF
	}
	if s.gray.Pix == nil {
		s.gray = pixel.NewPlane(h.W, 16)
		s.gray.Fill(128)
	}
	*b = pixel.Band{}
	n := min(16, h.H-s.rows)
	for i := range h.Model.Planes() {
		from, to, w := s.rows, s.rows+n, h.W
		if i > 0 {
			v := h.Sampling.VMax
			from, to, w = (from+v-1)/v, (to+v-1)/v, (w+h.Sampling.HMax-1)/h.Sampling.HMax
		}
		b.Plane[i], b.Y[i] = s.gray, from
		b.Plane[i].W, b.Plane[i].H = w, to-from
	}
	if h.Alpha {
		b.Alpha = b.Plane[0]
	}
	s.rows += n
	return nil
}

// toStraight makes red, green and blue of a band with alpha, and divides out alpha where
// they are multiplied with it.
func (s *source) toStraight(b *pixel.Band) {
	img := &pixel.Image{Model: pixel.YCbCr, W: b.Plane[0].W, H: b.Plane[0].H, SubX: s.img.SubX, SubY: s.img.SubY,
		Plane: b.Plane, Alpha: b.Alpha, Meter: s.lim.Meter}
	switch {
	case s.img.RGB():
		img.Model, img.SubX, img.SubY = pixel.RGB, 1, 1
	case s.img.Mono:
		img.Model, img.SubX, img.SubY = pixel.Gray, 1, 1
	default:
		img.Coding.Matrix, _ = pixel.MatrixOf(s.img.Matrix, s.img.Primaries)
		img.Standard()
		img = img.Convert(pixel.RGB, 1, 1)
	}
	if s.img.Premultiplied {
		pixel.Unpremultiply(img)
	}
	y := b.Y[0]
	b.Plane, b.Y = img.Plane, [4]int{y, y, y}
}

// fault says what an error of the decoders means.
func fault(err error) error {
	var limit av1.LimitError
	var noAV1 av1.UnsupportedError
	var noAVIF UnsupportedError
	var badAV1 av1.FormatError
	var badAVIF FormatError
	switch {
	case errors.As(err, &limit):
		return &codec.Fault{Kind: codec.TooLarge, Err: err}
	case errors.As(err, &noAV1), errors.As(err, &noAVIF):
		return &codec.Fault{Kind: codec.Unsupported, Err: err}
	case errors.As(err, &badAV1), errors.As(err, &badAVIF):
		return &codec.Fault{Kind: codec.Damaged, Err: err}
	}
	return err
}

func isFault(err error) bool { return errors.As(err, new(*codec.Fault)) }

// sameKind cannot know whether a file is lossless.
func sameKind(_ *codec.Output, w *codec.Wish, h *codec.Header) bool {
	return w.Lossless != codec.On && (w.SubX == 0 || w.SubX == h.Sampling.HMax && w.SubY == h.Sampling.VMax)
}

func choose(o *codec.Output, w *codec.Wish, _ *codec.Header) {
	o.Lossless = w.Lossless == codec.On
	if !o.Lossless && (w.SubX != 1 || w.SubY != 1) {
		o.SubX, o.SubY = 2, 2
		o.FreeChroma = w.SubX == 0
	}
}

// memory is for the file itself, twice, and for planes that are made of RGB; what the
// encoder keeps is of the width. Chroma of all samples is only for small images.
func memory(o *codec.Output, _ bool) int64 {
	if o.FreeChroma {
		return 2 + 2
	}
	return 2
}

func planes(o *codec.Output) pixel.Model {
	if o.Lossless {
		return pixel.RGB
	}
	return pixel.YCbCr
}

func encodeOutput(img *pixel.Image, o *codec.Output) ([]byte, int, error) {
	if img.HasAlpha() && !o.Lossless {
		hideEdges(img)
	}
	if img.Model == pixel.RGB && !o.Lossless {
		img = sampled(img)
	}
	opt := EncodeOptions{Quality: o.Quality, Alike: o.Alike, Lossless: o.Lossless, ICC: o.ICC, MaxBytes: o.MaxBytes, Poll: o.Poll, Hurry: o.Hurry}
	body, quality, err := EncodeToFit(img, opt, o.Least())
	var large *SizeError
	if errors.As(err, &large) && !o.Lossless {
		opt.Quality = min(codec.FitQuality, o.Quality)
		body, quality, err = EncodeToFit(img, opt, opt.Quality)
	}
	if errors.As(err, &large) {
		return nil, 0, &codec.SizeError{Format: "avif", Bytes: large.Bytes}
	}
	if o.Lossless {
		quality = 0
	}
	return body, quality, err
}
