package transform

import (
	"errors"
	"io"

	"tintype/transform/internal/codec/bmp"
	"tintype/transform/internal/codec/tiff"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// rowSource is a decoder of a file in memory that hands over rows from the top:
// TIFF and BMP, whose parts stand in any order.
type rowSource struct {
	head header
	rows func(*pixel.Band) error
}

func openTIFF(r io.Reader, lim Limits) (source, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, readError(err)
	}
	d, err := tiff.Open(data)
	if err != nil {
		return nil, rowError(err)
	}
	c := d.Config()
	if err := checkSize(c.Width, c.Height, lim); err != nil {
		return nil, err
	}
	if err := d.Start(tiff.Options{MaxMemory: lim.Memory, Meter: lim.meter}); err != nil {
		return nil, rowError(err)
	}
	return &rowSource{rows: d.Next, head: header{
		format: TIFF, w: c.Width, h: c.Height, model: c.Model, alpha: c.Alpha, sampling: evenSampling(c.SubX, c.SubY),
		orientation: params.Orientation(c.Orientation), icc: c.ICC,
	}}, nil
}

func openBMP(r io.Reader, lim Limits) (source, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, readError(err)
	}
	d, err := bmp.Open(data)
	if err != nil {
		return nil, rowError(err)
	}
	c := d.Config()
	if err := checkSize(c.Width, c.Height, lim); err != nil {
		return nil, err
	}
	if err := d.Start(lim.Memory, lim.meter); err != nil {
		return nil, rowError(err)
	}
	return &rowSource{rows: d.Next, head: header{
		format: BMP, w: c.Width, h: c.Height, model: pixel.RGB, alpha: d.Config().Alpha, sampling: evenSampling(1, 1), orientation: 1, icc: c.ICC,
	}}, nil
}

func (s *rowSource) header() header { return s.head }

func (s *rowSource) start(decodePlan) (sizes planeSizes, err error) {
	h := &s.head
	for i := range h.model.Planes() {
		sizes[i].w, sizes[i].h = h.w, h.h
		if i > 0 && h.model == pixel.YCbCr {
			sizes[i].w = (h.w + h.sampling.hMax - 1) / h.sampling.hMax
			sizes[i].h = (h.h + h.sampling.vMax - 1) / h.sampling.vMax
		}
	}
	return sizes, nil
}

func (s *rowSource) next(b *pixel.Band) error {
	err := s.rows(b)
	if err != nil && err != io.EOF {
		return rowError(err)
	}
	return err
}

// rowError sorts what the decoders say into the engine's codes.
func rowError(err error) error {
	var noTIFF tiff.UnsupportedError
	var noBMP bmp.UnsupportedError
	return decodeError(err, errors.As(err, &noTIFF) || errors.As(err, &noBMP), true)
}
