package transform

import (
	"errors"
	"io"

	"tintype/transform/internal/codec/avif"
	"tintype/transform/internal/codec/avif/av1"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/cicp"
	"tintype/transform/params"
)

// avifSource decodes an AVIF image as bands.
type avifSource struct {
	inMemory
	img    *avif.Image
	d      *avif.Decoder
	head   header
	lim    Limits
	rows   int  // that came
	broken bool // the file ended before the image did
	gray   pixel.Plane
}

func openAVIF(r io.Reader, lim Limits) (source, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, readError(err)
	}
	img, err := avif.Open(data)
	if err != nil {
		return nil, avifError(err)
	}
	if err := checkSize(img.Width, img.Height, lim); err != nil {
		return nil, err
	}
	s := &avifSource{inMemory: data, img: img, lim: lim}
	return s, s.describe()
}

// describe makes the header.
func (s *avifSource) describe() error {
	img := s.img
	s.head = header{
		format: AVIF, w: img.Width, h: img.Height, orientation: params.Orientation(img.Orientation),
		alpha: img.Alpha, icc: img.ICC, peak: img.Peak, sampling: evenSampling(1, 1),
	}
	h := &s.head
	switch {
	case img.Mono:
		h.model = pixel.Gray
	case img.RGB():
		h.model = pixel.RGB
	default:
		h.model, h.sampling = pixel.YCbCr, evenSampling(img.SubX, img.SubY)
		m, ok := pixel.MatrixOf(img.Matrix, img.Primaries)
		if !ok {
			return fail(CodeUnsupported, "source: matrix coefficients of this kind are not supported", nil)
		}
		h.matrix = m
		if img.Alpha { // weights red, green and blue
			h.model, h.sampling, h.matrix = pixel.RGB, evenSampling(1, 1), nil
		}
	}
	if space, ok := cicp.FromCode(byte(img.Primaries), byte(img.Transfer)); ok && h.icc == nil && !isBT709(img) {
		h.space = &space
	}
	return nil
}

// isBT709 reports colors that browsers show as sRGB's: BT.709's primaries with the curve
// of a camera, which is not undone in still images.
func isBT709(img *avif.Image) bool {
	return img.Primaries == 1 && (img.Transfer == 1 || img.Transfer == 6 || img.Transfer == 13)
}

func (s *avifSource) header() header { return s.head }

// fineQuantizer is up to which base_q_idx CDEF is worth 0.02 dB or less of what is made
// so much smaller.
const fineQuantizer = 96

func (s *avifSource) start(d decodePlan) (sizes planeSizes, err error) {
	if n := s.img.Memory; n > s.lim.Memory {
		return sizes, tooLarge("memory for the source's pixels", n, s.lim.Memory)
	}
	o := avif.Options{Visible: d.crop, Poll: s.lim.poll}
	if d.blocksUnseen {
		// Grain is noise that the encoder took out. Deblocking stays: without it photographs
		// are 0.1 to 0.2 dB farther from what was encoded, unlike WebP's.
		// Restoration cost nothing that could be measured.
		o.Skip = av1.FilmGrain | av1.Restoration
		if s.img.Quantizer <= fineQuantizer {
			o.Skip |= av1.CDEF
		}
	}
	s.d, s.rows = s.img.NewDecoder(o), 0
	return s.head.evenPlanes(), nil
}

func (s *avifSource) next(b *pixel.Band) error {
	in, err := s.d.Next()
	if err == io.EOF {
		return err
	}
	if err != nil {
		err = avifError(err)
		var e *Error
		if s.rows == 0 || errors.As(err, &e) && e.Code == CodeDeadline {
			return err
		}
		s.broken = true
		return s.rest(b)
	}
	*b = pixel.Band{}
	for i := range s.img.PlanesStored() {
		b.Plane[i], b.Y[i] = plane(&in.Plane[i]), in.Plane[i].Y
	}
	if s.head.alpha {
		b.Alpha = plane(&in.Alpha)
	}
	s.rows = b.Y[0] + b.Plane[0].H
	if s.img.Alpha {
		s.toStraight(b)
	}
	return nil
}

func plane(p *avif.Plane) pixel.Plane {
	return pixel.Plane{Pix: p.Pix, Stride: p.Stride, W: p.W, H: p.H}
}

func (s *avifSource) partial() bool { return s.broken }

// rest gives the rows that are missing, in gray.
func (s *avifSource) rest(b *pixel.Band) error {
	h := &s.head
	if s.rows >= h.h {
		return io.EOF
	}
	if s.gray.Pix == nil {
		s.gray = pixel.NewPlane(h.w, 16)
		s.gray.Fill(128)
	}
	*b = pixel.Band{}
	n := min(16, h.h-s.rows)
	for i := range h.model.Planes() {
		from, to, w := s.rows, s.rows+n, h.w
		if i > 0 {
			v := h.sampling.vMax
			from, to, w = (from+v-1)/v, (to+v-1)/v, (w+h.sampling.hMax-1)/h.sampling.hMax
		}
		b.Plane[i], b.Y[i] = s.gray, from
		b.Plane[i].W, b.Plane[i].H = w, to-from
	}
	if h.alpha {
		b.Alpha = b.Plane[0]
	}
	s.rows += n
	return nil
}

// toStraight makes red, green and blue of a band with alpha, and divides out alpha where
// they are multiplied with it.
func (s *avifSource) toStraight(b *pixel.Band) {
	img := &pixel.Image{Model: pixel.YCbCr, W: b.Plane[0].W, H: b.Plane[0].H, SubX: s.img.SubX, SubY: s.img.SubY,
		Plane: b.Plane, Alpha: b.Alpha, Meter: s.lim.meter}
	switch {
	case s.img.RGB():
		img.Model, img.SubX, img.SubY = pixel.RGB, 1, 1
	case s.img.Mono:
		img.Model, img.SubX, img.SubY = pixel.Gray, 1, 1
	default:
		if m, _ := pixel.MatrixOf(s.img.Matrix, s.img.Primaries); m != nil {
			m.Apply(img)
		}
		img = img.Convert(pixel.RGB, 1, 1)
	}
	if s.img.Premultiplied {
		pixel.Unpremultiply(img)
	}
	y := b.Y[0]
	b.Plane, b.Y = img.Plane, [4]int{y, y, y}
}

// avifError sorts what the decoder says into the engine's codes.
func avifError(err error) error {
	var limit av1.LimitError
	if errors.As(err, &limit) {
		return fail(CodeTooLarge, "source", err)
	}
	var noAV1 av1.UnsupportedError
	var noAVIF avif.UnsupportedError
	return decodeError(err, errors.As(err, &noAV1) || errors.As(err, &noAVIF), true)
}
