package color

// Convert returns the picture as planes of another model, chroma subsampled as
// asked for; a picture that has them already is returned itself. Alpha stays.
//
// The matrix is JFIF's (JFIF 1.02, "Conversion to and from RGB") in Q16,
// rounded to nearest. Chroma is subsampled with the mean of the pixels that
// share a sample and upsampled by repeating it.
func (m *Image) Convert(to Model, subX, subY int) *Image {
	if to != YCbCr {
		subX, subY = 1, 1
	}
	if m.Model == to && m.SubX == subX && m.SubY == subY {
		return m
	}
	if m.Model == YCbCr && to == YCbCr {
		return m.Convert(RGB, 1, 1).Convert(YCbCr, subX, subY)
	}
	out := New(to, m.W, m.H, subX, subY, false)
	out.Alpha = m.Alpha
	switch {
	case m.Model == Gray:
		out.fromGray(m)
	case m.Model == CMYK:
		rgb := out
		if to != RGB {
			rgb = New(RGB, m.W, m.H, 1, 1, false)
		}
		rgb.fromCMYK(m)
		if to != RGB {
			return rgb.Convert(to, subX, subY)
		}
	case m.Model == YCbCr && to == RGB:
		out.fromYCbCr(m)
	case m.Model == YCbCr && to == Gray:
		out.Plane[0] = m.Plane[0]
	default:
		out.fromRGB(m)
	}
	return out
}

func (m *Image) fromGray(g *Image) {
	if m.Model == RGB {
		m.Plane = [4]Plane{g.Plane[0], g.Plane[0], g.Plane[0]}
		return
	}
	m.Plane[0] = g.Plane[0]
	for i := 1; i < m.Model.Planes(); i++ {
		for k := range m.Plane[i].Pix {
			m.Plane[i].Pix[k] = 128
		}
	}
}

// fromCMYK multiplies each ink with black, which is what there is to do
// without a profile.
func (m *Image) fromCMYK(c *Image) {
	for i := range 3 {
		for y := range m.H {
			dst, ink, black := m.Plane[i].Row(y), c.Plane[i].Row(y), c.Plane[3].Row(y)
			for x := range dst {
				v := int(ink[x])*int(black[x]) + 128
				dst[x] = byte((v + v>>8) >> 8)
			}
		}
	}
}

func (m *Image) fromYCbCr(s *Image) {
	for y := range m.H {
		r, g, b := m.Plane[0].Row(y), m.Plane[1].Row(y), m.Plane[2].Row(y)
		luma, cb, cr := s.Plane[0].Row(y), s.Plane[1].Row(y/s.SubY), s.Plane[2].Row(y/s.SubY)
		for x := range luma {
			l, u, v := int(luma[x])<<16+1<<15, int(cb[x/s.SubX])-128, int(cr[x/s.SubX])-128
			r[x] = clamp8((l + 91881*v) >> 16)
			g[x] = clamp8((l - 22554*u - 46802*v) >> 16)
			b[x] = clamp8((l + 116130*u) >> 16)
		}
	}
}

func (m *Image) fromRGB(s *Image) {
	for y := range m.H {
		luma, r, g, b := m.Plane[0].Row(y), s.Plane[0].Row(y), s.Plane[1].Row(y), s.Plane[2].Row(y)
		for x := range luma {
			luma[x] = byte((19595*int(r[x]) + 38470*int(g[x]) + 7471*int(b[x]) + 1<<15) >> 16)
		}
	}
	if m.Model == Gray {
		return
	}
	for y := range m.Plane[1].H {
		cb, cr := m.Plane[1].Row(y), m.Plane[2].Row(y)
		for x := range cb {
			r, g, b, n := s.sum(x*m.SubX, y*m.SubY, m.SubX, m.SubY)
			half := n << 15
			cb[x] = clamp8((-11059*r - 21709*g + 32768*b + n*128<<16 + half) / (n << 16))
			cr[x] = clamp8((32768*r - 27439*g - 5329*b + n*128<<16 + half) / (n << 16))
		}
	}
}

// sum adds the colours of up to w by h pixels at (x, y).
func (m *Image) sum(x, y, w, h int) (r, g, b, n int) {
	for j := y; j < min(y+h, m.H); j++ {
		for i := x; i < min(x+w, m.W); i++ {
			at := j*m.Plane[0].Stride + i
			r, g, b, n = r+int(m.Plane[0].Pix[at]), g+int(m.Plane[1].Pix[at]), b+int(m.Plane[2].Pix[at]), n+1
		}
	}
	return r, g, b, n
}

func clamp8(v int) byte { return byte(min(max(v, 0), 255)) }
