package pixel

// Convert returns the image as planes of another model, chroma subsampled as
// asked for; an image that has them already is returned itself, and planes
// that stay the same are shared, with the image and, where gray becomes RGB,
// with each other. Alpha stays. Nothing is converted to CMYK.
func (m *Image) Convert(to Model, subX, subY int) *Image {
	if to != YCbCr {
		subX, subY = 1, 1
	}
	if m.Model == to && m.SubX == subX && m.SubY == subY {
		return m
	}
	return m.converted(to, subX, subY)
}

func (m *Image) converted(to Model, subX, subY int) *Image {
	if m.Model == CMYK && to != RGB {
		return m.Convert(RGB, 1, 1).Convert(to, subX, subY)
	}
	out := &Image{Model: to, W: m.W, H: m.H, SubX: subX, SubY: subY, Alpha: m.Alpha, Meter: m.Meter}
	if to == m.Model {
		out.Coding = m.Coding
	}
	switch {
	case m.Model == YCbCr && to == YCbCr:
		out.fromOtherYCbCr(m)
	case m.Model == YCbCr && to == Gray:
		out.Plane[0] = m.Plane[0]
	case m.Model == YCbCr:
		out.fromYCbCr(m)
	case m.Model == Gray:
		out.fromGray(m)
	case m.Model == CMYK:
		out.fromCMYK(m)
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
	m.newPlanes(1)
	m.Plane[0] = g.Plane[0]
	for i := 1; i < m.Model.Planes() && m.Meter.Spend(m.W*m.H/16); i++ {
		m.Plane[i].Fill(128)
	}
}

// fromCMYK multiplies each ink with black, which is what there is to do
// without a profile.
func (m *Image) fromCMYK(c *Image) {
	m.newPlanes(0)
	for i := range 3 {
		for y := range m.H {
			if !m.Meter.Spend(m.W) {
				return
			}
			multiply(m.Plane[i].Row(y), c.Plane[i].Row(y), c.Plane[3].Row(y))
		}
	}
}

func (m *Image) fromYCbCr(s *Image) {
	m.newPlanes(0)
	cb := newChromaRows(&s.Plane[1], m.W, s.SubX, s.SubY)
	cr := newChromaRows(&s.Plane[2], m.W, s.SubX, s.SubY)
	for y := range m.H {
		if !m.Meter.Spend(2 * m.W) {
			return
		}
		rgbFromYCC(m.Plane[0].Row(y), m.Plane[1].Row(y), m.Plane[2].Row(y),
			s.Plane[0].Row(y), cb.at(y, m.W), cr.at(y, m.W))
	}
}

func (m *Image) fromOtherYCbCr(s *Image) {
	m.newPlanes(1)
	m.Plane[0] = s.Plane[0]
	for i := 1; i < 3; i++ {
		resampleChroma(&m.Plane[i], &s.Plane[i], m.W, m.H, s.SubX, s.SubY, m.SubX, m.SubY, m.Meter)
	}
}

func (m *Image) fromRGB(s *Image) {
	m.newPlanes(0)
	for y := range m.H {
		if !m.Meter.Spend(m.W) {
			return
		}
		lumaFromRGB(m.Plane[0].Row(y), s.Plane[0].Row(y), s.Plane[1].Row(y), s.Plane[2].Row(y), &fullLuma)
	}
	if m.Model == Gray {
		return
	}
	w := m.Plane[1].W
	sums := [3][]int16{make([]int16, w), make([]int16, w), make([]int16, w)}
	for y := range m.Plane[1].H {
		if !m.Meter.Spend(4 * m.W) {
			return
		}
		upper := y * m.SubY
		lower := min(upper+m.SubY-1, m.H-1)
		for i := range sums {
			sum(sums[i], s.Plane[i].Row(upper), s.Plane[i].Row(lower), m.SubX)
		}
		// Two rows are added, which may be the same, of one or two columns.
		log := m.SubX
		chromaFromSums(m.Plane[1].Row(y), m.Plane[2].Row(y), sums[0], sums[1], sums[2], log, &fullChroma)
	}
}
