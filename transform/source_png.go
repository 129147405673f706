package transform

import (
	"bytes"
	"errors"
	"io"

	"tintype/transform/internal/codec/png"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/cicp"
	"tintype/transform/params"
)

// pngSource decodes rows while bytes arrive. An interlaced picture is held as a
// whole, against the limit of memory.
type pngSource struct {
	*tape
	d    *png.Decoder
	head header
	lim  Limits
}

func openPNG(r io.Reader, lim Limits) (source, error) {
	t := &tape{r: r}
	d := png.NewDecoder(t)
	c, err := d.Config()
	if err != nil {
		return nil, pngError(err)
	}
	if err := checkSize(c.Width, c.Height, lim); err != nil {
		return nil, err
	}
	if c.Frames > 0 {
		data, err := io.ReadAll(io.MultiReader(bytes.NewReader(t.kept), r))
		if err != nil {
			return nil, readError(err)
		}
		if a, err := png.NewAnimation(data); err == nil && !a.Still() {
			h := pngHeader(&c)
			h.alpha = !a.Opaque()
			a.Meter = lim.meter
			return newAnimatedSource(data, a, h, lim)
		}
		t = &tape{r: bytes.NewReader(data)}
		d = png.NewDecoder(t)
	}
	if n := d.Memory(); n > lim.Memory {
		return nil, tooLarge("memory for the source's pixels", n, lim.Memory)
	}
	return &pngSource{tape: t, d: d, lim: lim, head: pngHeader(&c)}, nil
}

func pngHeader(c *png.Config) header {
	h := header{
		format: PNG, w: c.Width, h: c.Height, orientation: params.Orientation(max(c.Orientation, 1)),
		model: c.Model, alpha: c.Alpha, icc: c.ICC, sampling: evenSampling(1, 1), palette: c.Palette,
	}
	h.readColor(&c.Color)
	return h
}

// readColor fills in what chunks say of the colors, cICP before the profile.
func (h *header) readColor(c *png.ColorSpace) {
	if h.peak = c.ContentPeak; h.peak == 0 {
		h.peak = c.DisplayPeak
	}
	if p := c.CodePoints; p[2] == 0 && p[3] == 1 { // RGB of full range
		if s, ok := cicp.FromCode(p[0], p[1]); ok {
			h.space, h.icc = &s, nil
			return
		}
	}
	if c.SRGB {
		return
	}
	if s, ok := cicp.FromGamma(c.Gamma, c.Chromaticities); ok {
		h.space = &s
	}
}

func (s *pngSource) header() header { return s.head }
func (s *pngSource) partial() bool  { return s.d.Damage() != nil }

func (s *pngSource) start(decodePlan) (sizes planeSizes, err error) {
	s.d.Meter = s.lim.meter
	if err := s.d.Start(s.lim.Memory); err != nil {
		return sizes, pngError(err)
	}
	for i := range s.head.model.Planes() {
		sizes[i].w, sizes[i].h = s.head.w, s.head.h
	}
	return sizes, nil
}

func (s *pngSource) next(b *pixel.Band) error {
	err := s.d.Next(b)
	if err != nil && err != io.EOF {
		return pngError(err)
	}
	return err
}

// pngError sorts what the decoder says into the engine's codes.
func pngError(err error) error {
	var format png.FormatError
	var unsupported png.UnsupportedError
	return decodeError(err, errors.As(err, &unsupported), errors.As(err, &format))
}
