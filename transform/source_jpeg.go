package transform

import (
	"errors"
	"io"

	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// jpegSource decodes while bytes arrive, at the scale and within the crop that
// the plan names.
type jpegSource struct {
	*tape
	d    *jpeg.Decoder
	head header
	lim  Limits
}

func openJPEG(r io.Reader, lim Limits) (source, error) {
	t := &tape{r: r}
	d := jpeg.NewDecoder(t)
	c, err := d.Config()
	if err != nil {
		return nil, jpegError(err)
	}
	if err := checkSize(c.Width, c.Height, lim); err != nil {
		return nil, err
	}
	h := header{
		format: JPEG, w: c.Width, h: c.Height, orientation: params.Orientation(max(c.Orientation, 1)),
		model: c.Model, icc: c.ICC, ycck: c.YCCK, sampling: sampling{hMax: 1, vMax: 1},
		progressive: c.Progressive, coarseness: c.Coarseness,
	}
	for i, comp := range c.Components {
		h.sampling.h[i], h.sampling.v[i] = comp.H, comp.V
		h.sampling.hMax = max(h.sampling.hMax, comp.H)
		h.sampling.vMax = max(h.sampling.vMax, comp.V)
	}
	return &jpegSource{tape: t, d: d, head: h, lim: lim}, nil
}

func (s *jpegSource) header() header { return s.head }
func (s *jpegSource) partial() bool  { return s.d.Partial() }

func (s *jpegSource) start(d decodePlan) (sizes planeSizes, err error) {
	err = s.d.Start(jpeg.DecodeOptions{N: d.n, Crop: d.crop, Corner: true, MaxMemory: int(s.lim.Memory), Poll: s.lim.poll})
	if err != nil {
		return sizes, jpegError(err)
	}
	for i := range s.head.model.Planes() {
		sizes[i].w, sizes[i].h = s.d.PlaneSize(i)
	}
	return sizes, nil
}

func (s *jpegSource) next(b *pixel.Band) error {
	err := s.d.Next(b)
	if err != nil && err != io.EOF {
		return jpegError(err)
	}
	return err
}

// jpegError sorts what the decoder says into the engine's codes.
func jpegError(err error) error {
	var format jpeg.FormatError
	var unsupported jpeg.UnsupportedError
	return decodeError(err, errors.As(err, &unsupported), errors.As(err, &format))
}
