//go:build !wasm

package pixel

import (
	"bytes"
	"testing"
)

// square is a plane of every pair of 8-bit values: v along x, a along y.
func square(of func(v, a int) int) Plane {
	p := NewPlane(256, 256)
	for a := range 256 {
		for v := range 256 {
			p.Row(a)[v] = byte(of(v, a))
		}
	}
	return p
}

func everyPair(m Model) *Image {
	img := &Image{Model: m, W: 256, H: 256, SubX: 1, SubY: 1}
	for i := range m.Planes() {
		img.Plane[i] = square(func(v, _ int) int { return v })
	}
	img.Alpha = square(func(_, a int) int { return a })
	return img
}

// Weighting by alpha is the product rounded to nearest, for every pair.
func TestPremultiply(t *testing.T) {
	m := everyPair(RGB)
	b := Band{Plane: m.Plane, Alpha: m.Alpha}
	PremultiplyBand(&b, 3)
	for i := range 3 {
		for a := range 256 {
			for v, got := range m.Plane[i].Row(a) {
				if want := (v*a*2 + 255) / 510; int(got) != want {
					t.Fatalf("plane %d, %d at alpha %d: got %d, want %d", i, v, a, got, want)
				}
			}
		}
	}
}

// Its reverse is the quotient rounded to nearest, halves up, never above 255.
func TestUnpremultiply(t *testing.T) {
	for _, model := range []Model{Gray, RGB} {
		m := everyPair(model)
		Unpremultiply(m)
		for i := range model.Planes() {
			for a := range 256 {
				for v, got := range m.Plane[i].Row(a) {
					want := 0
					if a > 0 {
						want = min((v*255+a/2)/a, 255)
					}
					if int(got) != want {
						t.Fatalf("%v plane %d, %d at alpha %d: got %d, want %d", model, i, v, a, got, want)
					}
				}
			}
		}
	}
}

// Runs of opaque and of transparent samples, which are not calculated with, end
// where they should.
func TestAlphaRuns(t *testing.T) {
	for _, test := range []struct {
		alpha, premultiplied, straight byte // around, and what 60 becomes there
	}{{255, 60, 60}, {0, 0, 0}} {
		for n := range 40 {
			m := New(RGB, 40, 1, 1, 1, true)
			for x := range 40 {
				m.Alpha.Pix[x] = test.alpha
			}
			m.Alpha.Pix[n] = 120
			check := func(what string, do func(), around, inside byte) {
				for i := range 3 {
					copy(m.Plane[i].Row(0), bytes.Repeat([]byte{60}, 40))
				}
				do()
				for x := range 40 {
					want := around
					if x == n {
						want = inside
					}
					for i := range 3 {
						if got := m.Plane[i].Pix[x]; got != want {
							t.Fatalf("%s, alpha %d but at %d, plane %d at %d: got %d, want %d", what, test.alpha, n, i, x, got, want)
						}
					}
				}
			}
			check("unpremultiply", func() { Unpremultiply(m) }, test.straight, 128)
			check("premultiply", func() { PremultiplyBand(&Band{Plane: m.Plane, Alpha: m.Alpha}, 3) }, test.premultiplied, 28)
		}
	}
}

// Laying over a background is the weighted mean rounded to nearest.
func TestFlatten(t *testing.T) {
	for _, bg := range [][3]byte{{0, 0, 0}, {255, 255, 255}, {7, 7, 7}, {200, 100, 3}} {
		for _, model := range []Model{Gray, RGB} {
			flat := everyPair(model).Flatten(bg)
			if flat.HasAlpha() || model == Gray && (flat.Model == Gray) != (bg[0] == bg[2]) {
				t.Fatalf("%v on %v: became %v", model, bg, flat.Model)
			}
			for i := range flat.Model.Planes() {
				for a := range 256 {
					for v, got := range flat.Plane[i].Row(a) {
						if want := ((v*a+int(bg[i])*(255-a))*2 + 255) / 510; int(got) != want {
							t.Fatalf("%v on %v, %d at alpha %d: got %d, want %d", model, bg, v, a, got, want)
						}
					}
				}
			}
		}
	}
}
