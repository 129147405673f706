package webp

import (
	"tintype/transform/internal/codec/webp/vp8l"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// isOpaque reports that an alpha plane hides nothing.
func isOpaque(p *pixel.Plane, m *work.Meter) bool {
	for y := range p.H {
		if !m.Spend(p.W) {
			return false
		}
		for _, v := range p.Row(y) {
			if v != 255 {
				return false
			}
		}
	}
	return true
}

// alphaLossless is the first byte of an ALPH chunk (container specification,
// "Alpha"): compressed, neither filtered nor reduced.
const alphaLossless = 1

// encodeAlpha makes the payload of an ALPH chunk. Where the meter ends the work,
// what it returns is none. The container has filters of its own, which the predictor
// transform makes superfluous.
func encodeAlpha(p *pixel.Plane, m *work.Meter) []byte {
	samples := make([]uint8, 0, p.W*p.H)
	for y := range p.H {
		if !m.Spend(2 * p.W) {
			return nil
		}
		samples = append(samples, p.Row(y)[:p.W]...)
	}
	return vp8l.EncodePlane([]byte{alphaLossless}, samples, p.W, p.H, m)
}
