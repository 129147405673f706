package color

// PremultiplyBand weights the colours of a band by its alpha, in place,
// rounded to nearest. All its planes have the size of the alpha plane.
func PremultiplyBand(b *Band, nColours int) {
	for y := range b.Alpha.H {
		alpha := b.Alpha.Row(y)
		for i := range nColours {
			row := b.Plane[i].Row(y)
			for x, a := range alpha {
				v := int(row[x])*int(a) + 128
				row[x] = byte((v + v>>8) >> 8)
			}
		}
	}
}

// Unpremultiply undoes the weighting on a whole picture, in place. What is
// wholly transparent becomes black.
func Unpremultiply(m *Image) {
	for y := range m.H {
		alpha := m.Alpha.Row(y)
		for i := range m.Model.Planes() {
			row := m.Plane[i].Row(y)
			for x, a := range alpha {
				switch {
				case a == 0:
					row[x] = 0
				case a < 255:
					row[x] = byte(min((int(row[x])*255+int(a)/2)/int(a), 255))
				}
			}
		}
	}
}

// Flatten lays a Gray or RGB picture with alpha over a background, given as
// red, green and blue, and returns it opaque. A Gray one becomes RGB where the
// background has a colour.
func (m *Image) Flatten(bg [3]byte) *Image {
	if !m.HasAlpha() {
		return m
	}
	if m.Model != RGB && (m.Model != Gray || bg[0] != bg[1] || bg[1] != bg[2]) {
		m = m.Convert(RGB, 1, 1)
	}
	out := New(m.Model, m.W, m.H, 1, 1, false)
	for i := range m.Model.Planes() {
		for y := range m.H {
			dst, src, alpha := out.Plane[i].Row(y), m.Plane[i].Row(y), m.Alpha.Row(y)
			for x, a := range alpha {
				v := int(src[x])*int(a) + int(bg[i])*(255-int(a)) + 128
				dst[x] = byte((v + v>>8) >> 8)
			}
		}
	}
	return out
}
