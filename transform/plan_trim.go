package transform

import (
	"image"
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/ops"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// The border of an image is known only after its last row, and the size of what is inside
// decides the scale to decode at. So trim decodes twice: first at full size, keeping no
// rows, to find the border; then the source goes back to its beginning and is decoded for
// the image.

// trim narrows the geometry to what is left inside the border.
func (d *job) trim(s codec.Source) (err error) {
	if d.g, err = trimmed(s, d.p, d.g, &d.lim); err != nil {
		return err
	}
	return sourceError(s.Rewind())
}

// trimmed returns the geometry of what is left inside the border.
func trimmed(s codec.Source, p *params.Params, g params.Geometry, lim *Limits) (params.Geometry, error) {
	h := s.Header()
	window := image.Rect(g.Window.Pixels())
	sizes, err := s.Start(codec.Plan{N: [4]int{8, 8, 8, 8}, Crop: window})
	if err != nil {
		return g, sourceError(err)
	}
	m, subX, subY := margin(p, h, sizes, window)
	var b pixel.Band
	n := h.Model.Planes()
	for {
		if err := lim.poll(); err != nil {
			return g, err
		}
		if err := s.Next(&b); err == io.EOF {
			break
		} else if err != nil {
			return g, sourceError(err)
		}
		if h.Alpha {
			pixel.PremultiplyBand(&b, n)
		} else {
			b.Alpha = pixel.Plane{}
		}
		m.Push(&b, n)
	}
	box := m.Box(subX, subY).Intersect(window)
	if box.Empty() {
		box = window // nothing but border: nothing to do
	}
	return g.WithTrim(params.PixelRect(box.Min.X, box.Min.Y, box.Dx(), box.Dy())), nil
}

// margin sets up the search. trim=auto compares with the color of the first pixel and
// allows a difference of trim-md levels. trim=color compares with trim-color, or with the
// first pixel, and allows trim-tol percent. trim=alpha removes what is more transparent
// than trim-tol percent. Samples are compared as the file has them, plane by plane,
// weighted by alpha.
func margin(p *params.Params, h *codec.Header, sizes codec.Sizes, window image.Rectangle) (m *ops.Margin, subX, subY [5]int) {
	how := p.Trim
	if how == params.TrimColorUnlessAlpha {
		if how = params.TrimColor; h.Alpha {
			how = params.TrimAlpha
		}
	}
	m = &ops.Margin{Tolerance: p.TrimMD.Or(11 * params.One).Int()}
	if how != params.TrimAuto {
		m.Tolerance = (p.TrimTol * 255 / 100).Int()
	}
	for i := range m.Area {
		size := sizes[0]
		if i < h.Model.Planes() {
			size = sizes[i]
		}
		subX[i], subY[i] = 256*h.W/max(size.W, 1), 256*h.H/max(size.H, 1)
		if s := &h.Sampling; i < 4 {
			subX[i], subY[i] = 256*s.HMax/max(s.H[i], 1), 256*s.VMax/max(s.V[i], 1)
		}
		m.Area[i] = image.Rect(window.Min.X*256/subX[i], window.Min.Y*256/subY[i],
			min((window.Max.X*256+subX[i]-1)/subX[i], size.W), min((window.Max.Y*256+subY[i]-1)/subY[i], size.H))
		m.Ref[i] = -1
		m.Skip[i] = how == params.TrimAlpha && i < 4
	}
	switch {
	case how == params.TrimAlpha:
		m.Ref[4] = 0
	case how == params.TrimColor && p.TrimColor.Set:
		m.Ref = samplesOf(p.TrimColor, h)
	}
	return m, subX, subY
}

// samplesOf returns a color of sRGB as samples of the source's planes. It ignores a
// profile.
func samplesOf(c params.Color, h *codec.Header) (ref [5]int) {
	one := pixel.New(pixel.RGB, 1, 1, 1, 1, false)
	for i, v := range [3]byte{c.R, c.G, c.B} {
		one.Plane[i].Pix[0] = byte((int(v)*int(c.A) + 127) / 255)
	}
	model := h.Model
	if model == pixel.CMYK {
		if model = pixel.RGB; h.YCCK {
			model = pixel.YCbCr
		}
	}
	one = one.Convert(model, 1, 1)
	for i := range model.Planes() {
		ref[i] = int(one.Plane[i].Pix[0])
	}
	if h.Model == pixel.CMYK {
		ref[3] = 255
	}
	ref[4] = int(c.A)
	return ref
}
