package color

import (
	stdcolor "image/color"
	"testing"
)

// JFIF's matrix as image/color has it, which rounds some steps otherwise: no
// more than one level apart, over a grid of all colours.
func TestMatrixAgainstStandardLibrary(t *testing.T) {
	one := New(RGB, 1, 1, 1, 1, false)
	for r := 0; r < 256; r += 5 {
		for g := 0; g < 256; g += 5 {
			for b := 0; b < 256; b += 5 {
				one.Plane[0].Pix[0], one.Plane[1].Pix[0], one.Plane[2].Pix[0] = byte(r), byte(g), byte(b)
				ycc := one.Convert(YCbCr, 1, 1)
				got := [3]byte{ycc.Plane[0].Pix[0], ycc.Plane[1].Pix[0], ycc.Plane[2].Pix[0]}
				y, cb, cr := stdcolor.RGBToYCbCr(byte(r), byte(g), byte(b))
				if far(got, [3]byte{y, cb, cr}) {
					t.Fatalf("rgb %d %d %d: got %v, want %d %d %d", r, g, b, got, y, cb, cr)
				}
				back := ycc.Convert(RGB, 1, 1)
				got = [3]byte{back.Plane[0].Pix[0], back.Plane[1].Pix[0], back.Plane[2].Pix[0]}
				r2, g2, b2 := stdcolor.YCbCrToRGB(ycc.Plane[0].Pix[0], ycc.Plane[1].Pix[0], ycc.Plane[2].Pix[0])
				if far(got, [3]byte{r2, g2, b2}) {
					t.Fatalf("back from %d %d %d: got %v, want %d %d %d", r, g, b, got, r2, g2, b2)
				}
			}
		}
	}
}

func far(a, b [3]byte) bool {
	for i := range a {
		if d := int(a[i]) - int(b[i]); d < -1 || d > 1 {
			return true
		}
	}
	return false
}

// Premultiplying and back loses no more than alpha's own precision.
func TestPremultiplyRoundTrip(t *testing.T) {
	for a := 1; a < 256; a++ {
		for v := range 256 {
			m := New(Gray, 1, 1, 1, 1, true)
			m.Plane[0].Pix[0], m.Alpha.Pix[0] = byte(v), byte(a)
			b := Band{Plane: m.Plane, Alpha: m.Alpha}
			PremultiplyBand(&b, 1)
			Unpremultiply(m)
			if d := int(m.Plane[0].Pix[0]) - v; d*2*a > 255+a || -d*2*a > 255+a {
				t.Fatalf("alpha %d, value %d: got %d", a, v, m.Plane[0].Pix[0])
			}
		}
	}
}
