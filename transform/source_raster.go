package transform

import (
	"bytes"
	"image"
	stdcolor "image/color"
	"image/gif"
	"io"

	"tintype/transform/color"
)

// rasterBand is how many rows a decoded frame hands over at a time.
const rasterBand = 64

// raster is a source whose decoder delivers the whole frame at once: every
// format without a decoder of rows of its own. Its memory grows with the source, so its header is held
// against the limits before anything is decoded.
type raster struct {
	head header
	row  func(y int, b *color.Band, at int) // converts row y of the frame to row at of b
	y    int
	band color.Band
}

// openRaster reads the file, checks its header and decodes its first frame.
func openRaster(f Format, r io.Reader, lim Limits) (source, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, readError(err)
	}
	cfg, err := rasterConfig(f, data)
	if err != nil {
		return nil, fail(CodeDamaged, "source: "+string(f), err)
	}
	if err := checkSize(cfg.Width, cfg.Height, lim); err != nil {
		return nil, err
	}
	if n := int64(cfg.Width) * int64(cfg.Height) * bytesPerPixel(cfg.ColorModel); n > int64(lim.Memory) {
		return nil, tooLarge("memory for the source's pixels", n, int64(lim.Memory))
	}
	img, err := decodeRaster(f, data)
	if err != nil {
		return nil, fail(CodeDamaged, "source: "+string(f), err)
	}
	if b := img.Bounds(); b.Dx() != cfg.Width || b.Dy() != cfg.Height {
		return nil, fail(CodeDamaged, "source: size differs from its header", nil)
	}
	s := &raster{head: header{format: f, w: cfg.Width, h: cfg.Height}}
	s.head.orientation = 1
	describeRaster(&s.head, img)
	s.row = rowConverter(img, s.head.alpha)
	return s, nil
}

func rasterConfig(f Format, data []byte) (image.Config, error) {
	r := bytes.NewReader(data)
	return gif.DecodeConfig(r)
}

func (s *raster) header() header { return s.head }

func decodeRaster(f Format, data []byte) (image.Image, error) {
	r := bytes.NewReader(data)
	return firstFrame(r)
}

// start allocates one band.
func (s *raster) start(decodePlan) (sizes planeSizes, err error) {
	h := s.head
	subX, subY := h.sampling.hMax, h.sampling.vMax
	band := color.New(h.model, h.w, rasterBand, subX, subY, h.alpha)
	s.band.Plane, s.band.Alpha = band.Plane, band.Alpha
	for i := range h.model.Planes() {
		sizes[i].w, sizes[i].h = h.w, h.h
		if i > 0 {
			sizes[i].w, sizes[i].h = (h.w+subX-1)/subX, (h.h+subY-1)/subY
		}
	}
	return sizes, nil
}

func (s *raster) next(b *color.Band) error {
	if s.y >= s.head.h {
		return io.EOF
	}
	n := min(rasterBand, s.head.h-s.y)
	*b = s.band
	for i := range s.head.model.Planes() {
		sub := 1
		if i > 0 {
			sub = s.head.sampling.vMax
		}
		b.Y[i], b.Plane[i].H = s.y/sub, (n+sub-1)/sub
	}
	b.Alpha.H = n
	for at := range n {
		s.row(s.y+at, b, at)
	}
	s.y += n
	return nil
}

// firstFrame decodes the first image of a GIF and lays it on its canvas.
func firstFrame(r io.Reader) (image.Image, error) {
	var head bytes.Buffer
	cfg, err := gif.DecodeConfig(io.TeeReader(r, &head))
	if err != nil {
		return nil, err
	}
	m, err := gif.Decode(io.MultiReader(&head, r))
	if err != nil {
		return nil, err
	}
	p := m.(*image.Paletted)
	canvas := image.NewNRGBA(image.Rect(0, 0, cfg.Width, cfg.Height))
	var pal [256]stdcolor.NRGBA
	for i, c := range p.Palette {
		pal[i] = stdcolor.NRGBAModel.Convert(c).(stdcolor.NRGBA)
	}
	area := p.Rect.Intersect(canvas.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			canvas.SetNRGBA(x, y, pal[p.ColorIndexAt(x, y)])
		}
	}
	return canvas, nil
}
