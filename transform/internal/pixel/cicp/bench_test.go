package cicp

import (
	"testing"

	"tintype/transform/internal/pixel"
)

// BenchmarkApply converts an image 720 wide: HDR pixel by pixel, Display P3 by the
// kernels of profiles.
func BenchmarkApply(b *testing.B) {
	for _, c := range []struct {
		name string
		code [2]byte
	}{{"PQ", [2]byte{9, 16}}, {"HLG", [2]byte{9, 18}}, {"PQ of P3", [2]byte{12, 16}}, {"Display P3", [2]byte{12, 13}}} {
		s, _ := FromCode(c.code[0], c.code[1])
		tr := New(s, 0)
		img := pixel.New(pixel.RGB, 720, 588, 1, 1, false)
		for k := range 3 {
			for i := range img.Plane[k].Pix {
				img.Plane[k].Pix[i] = byte(i * (k + 3) >> 4)
			}
		}
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				tr.Apply(img)
			}
		})
	}
	b.Run("tables", func(b *testing.B) {
		s, _ := FromCode(9, 16)
		for b.Loop() {
			New(s, 0).newPixels()
		}
	})
}
