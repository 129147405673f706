package pixel

// A Coding says what the samples of planes stand for beside their model. The zero value
// is what operations and most encoders take: full range, and for color differences the
// matrix of BT.601. All samples have 8 bits; decoders of more round them.
type Coding struct {
	// Matrix leads from the color differences and luma to those of BT.601; nil where
	// they are.
	Matrix *Matrix
	// Limited says that luma is 16 to 235 and color differences are 16 to 240.
	Limited bool
}

// Standard brings the planes to the zero Coding.
func (m *Image) Standard() {
	if m.Coding.Limited {
		m.toFullRange()
	}
	if m.Coding.Matrix != nil {
		m.Coding.Matrix.apply(m)
	}
	m.Coding = Coding{}
}

// toFullRange stretches luma and color differences, rounded to nearest and cut.
func (m *Image) toFullRange() {
	for i := range m.Model.Planes() {
		scale, low := 219, 16
		if i > 0 {
			scale, low = 224, 128
		}
		base := low // of color differences the middle stays
		if i == 0 {
			base = 0
		}
		for y := range m.Plane[i].H {
			if !m.Meter.Spend(4 * m.Plane[i].W) {
				return
			}
			row := m.Plane[i].Row(y)
			for x, v := range row {
				d := (int(v) - low) * 255
				row[x] = byte(min(max(base+(2*d+scale+2*scale*256)/(2*scale)-256, 0), 255))
			}
		}
	}
}
