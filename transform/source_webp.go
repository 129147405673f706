package transform

import (
	"bytes"
	"errors"
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/codec/webp"
	"tintype/transform/internal/exif"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// webpSource decodes a still WebP picture as bands.
type webpSource struct {
	inMemory
	d    *webp.Decoder
	head header
	lim  Limits
}

func openWebP(r io.Reader, lim Limits) (source, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, readError(err)
	}
	d, err := webp.NewDecoder(data)
	if err != nil {
		return nil, webpError(err)
	}
	c := d.Config()
	if err := checkSize(c.Width, c.Height, lim); err != nil {
		return nil, err
	}
	h := header{format: WebP, w: c.Width, h: c.Height, model: c.Model, alpha: c.Alpha, icc: c.ICC, sampling: evenSampling(1, 1)}
	tiff := bytes.TrimPrefix(c.EXIF, []byte("Exif\x00\x00"))
	h.orientation = max(params.Orientation(exif.Orientation(tiff)), 1)
	if q := d.Quality(); q > 0 {
		h.coarseness = jpeg.CoarsenessOf(q)
	}
	if h.model == pixel.YCbCr {
		h.sampling = evenSampling(2, 2)
	}
	if c.Animated {
		a, err := webp.NewAnimation(data)
		if err != nil {
			return nil, webpError(err)
		}
		a.Meter = lim.meter
		return newAnimatedSource(data, a, h, lim)
	}
	return &webpSource{inMemory: data, d: d, head: h, lim: lim}, nil
}

func (s *webpSource) header() header { return s.head }

func (s *webpSource) start(d decodePlan) (sizes planeSizes, err error) {
	if n := s.d.Memory(); n > s.lim.Memory {
		return sizes, tooLarge("memory for the source's pixels", n, s.lim.Memory)
	}
	if err := s.d.Start(webp.DecodeOptions{MaxMemory: s.lim.Memory, Unfiltered: d.blocksUnseen}); err != nil {
		return sizes, webpError(err)
	}
	return s.head.evenPlanes(), nil
}

func (s *webpSource) next(b *pixel.Band) error {
	err := s.d.Next(b)
	if err != nil && err != io.EOF {
		return webpError(err)
	}
	return err
}

// webpError sorts what the decoder says into the engine's codes.
func webpError(err error) error {
	var unsupported codec.UnsupportedError
	return decodeError(err, errors.As(err, &unsupported), true)
}
