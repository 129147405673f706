package color

// Orient returns the picture laid down by one of EXIF's eight orientations
// (CIPA DC-008, tag 0x0112): what turns stored pixels upright. 0, 1 and what is
// above 8 return m itself.
func Orient(m *Image, orientation uint8) *Image {
	if orientation < 2 || orientation > 8 {
		return m
	}
	out := &Image{Model: m.Model, W: m.W, H: m.H, SubX: m.SubX, SubY: m.SubY}
	if orientation >= 5 {
		out.W, out.H, out.SubX, out.SubY = m.H, m.W, m.SubY, m.SubX
	}
	for i := range m.Model.Planes() {
		out.Plane[i] = m.Plane[i].oriented(orientation)
	}
	if m.HasAlpha() {
		out.Alpha = m.Alpha.oriented(orientation)
	}
	return out
}

func (p *Plane) oriented(orientation uint8) Plane {
	transposed := orientation >= 5
	// Which of the source's axes run backwards.
	backX := orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8
	backY := orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7
	w, h := p.W, p.H
	if transposed {
		w, h = h, w
	}
	out := NewPlane(w, h)
	stepX, stepY, at := 1, p.Stride, 0
	if backX {
		at, stepX = p.W-1, -1
	}
	if backY {
		at, stepY = at+(p.H-1)*p.Stride, -p.Stride
	}
	if transposed {
		stepX, stepY = stepY, stepX
	}
	for y := range h {
		row, i := out.Row(y), at+y*stepY
		for x := range row {
			row[x] = p.Pix[i]
			i += stepX
		}
	}
	return out
}
