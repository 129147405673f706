package webpfile

import "image"

// Alpha filters of the ALPH chunk (RFC 9649, section 2.7.1.2).
const (
	AlphaPlain = iota
	AlphaHorizontal
	AlphaVertical
	AlphaGradient
)

// ALPH returns the chunk of an image's alpha, raw or lossless.
func ALPH(m *image.NRGBA, filter int, compressed bool) Chunk {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	at := func(x, y int) int { return int(m.Pix[y*m.Stride+4*x+3]) }
	filtered := image.NewNRGBA(m.Rect)
	raw := []byte{byte(filter << 2)}
	for y := range h {
		for x := range w {
			v := byte(at(x, y) - alphaPrediction(at, filter, x, y))
			raw = append(raw, v)
			copy(filtered.Pix[y*filtered.Stride+4*x:], []byte{0, v, 0, 255})
		}
	}
	if !compressed {
		return Chunk{"ALPH", raw}
	}
	o := Lossless{NoHeader: true, Copies: true}
	return Chunk{"ALPH", append([]byte{byte(filter<<2 | 1)}, o.encode(filtered)...)}
}

// alphaPrediction predicts from the left, from above or from both; in the first
// row and column from the one neighbor there is.
func alphaPrediction(at func(x, y int) int, filter, x, y int) int {
	switch {
	case filter == AlphaPlain || x == 0 && y == 0:
		return 0
	case y == 0 || x > 0 && filter == AlphaHorizontal:
		return at(x-1, y)
	case x == 0 || filter == AlphaVertical:
		return at(x, y-1)
	}
	return min(max(at(x-1, y)+at(x, y-1)-at(x-1, y-1), 0), 255)
}
