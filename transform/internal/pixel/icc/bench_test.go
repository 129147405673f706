//go:build !wasm

package icc

import (
	"testing"

	"tintype/transform/internal/pixel"
)

// BenchmarkApply converts a photograph 720 wide from Display P3, whose curve is
// sRGB's, and from Adobe RGB, whose is not; with and without subsampled chroma.
func BenchmarkApply(b *testing.B) {
	for _, name := range []string{"Display P3", "Adobe RGB"} {
		for _, d := range devices {
			if d.name != name {
				continue
			}
			tr := transformOf(b, d.profile())
			b.Run(name+" 420", func(b *testing.B) {
				img := smooth(720, 588, 2, 2)
				for b.Loop() {
					tr.Apply(img)
				}
			})
			b.Run(name+" 444", func(b *testing.B) {
				img := smooth(720, 588, 1, 1)
				for b.Loop() {
					tr.Apply(img)
				}
			})
		}
	}
}

// BenchmarkInk converts the same size from four inks, finding the table's
// colors included.
func BenchmarkInk(b *testing.B) {
	p := profileOf("CMYK", []tag{{"A2B0", legacyTable(4, 9, 2, inked(&devices[4]))}})
	copy(p[20:], "Lab ")
	ycc := smooth(720, 588, 1, 1)
	for b.Loop() {
		img := pixel.New(pixel.CMYK, 720, 588, 1, 1, false)
		for i := range img.Plane {
			copy(img.Plane[i].Pix, ycc.Plane[i%3].Pix)
		}
		transformOf(b, p).Apply(img)
	}
}

// BenchmarkTransform prepares a conversion, and finds out that none is needed.
func BenchmarkTransform(b *testing.B) {
	for _, d := range devices[:6] {
		b.Run(d.name, func(b *testing.B) {
			profile := d.profile()
			for b.Loop() {
				transformOf(b, profile)
			}
		})
	}
}
