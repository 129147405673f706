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

// Standard brings planes of full range to the zero Coding. Planes are of limited range
// only where a decoder was asked for them, for an encoder that takes them.
func (m *Image) Standard() {
	if m.Coding.Matrix != nil {
		m.Coding.Matrix.apply(m)
	}
	m.Coding = Coding{}
}
