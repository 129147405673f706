package ops

import (
	"math"
	"testing"

	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// area is how many pixels a shape covers.
func area(s shape, w, h int) (sum float64) {
	row := make([]byte, w)
	for y := range h {
		cover(row, s, y)
		for _, v := range row {
			sum += float64(v) / 255
		}
	}
	return sum
}

// Coverage adds up to the area that geometry knows.
func TestCoverageAddsUp(t *testing.T) {
	for _, c := range []struct {
		name string
		s    shape
		w, h int
		want float64
	}{
		{"circle", ellipse{100 << 8, 100 << 8}, 100, 100, math.Pi * 2500},
		{"ellipse", ellipse{301 << 8, 77 << 8}, 301, 77, math.Pi * 301 * 77 / 4},
		{"rectangle", newRounded(50, 40, 0, params.Radii{}), 50, 40, 2000},
		{"inset", newRounded(50, 40, 3, params.Radii{}), 50, 40, 44 * 34},
		{"rounded", newRounded(60, 60, 0, params.Radii{20, 20, 20, 20}), 60, 60, 3600 - (4-math.Pi)*400},
		{"one corner", newRounded(60, 60, 0, params.Radii{0, 30, 0, 0}), 60, 60, 3600 - (1-math.Pi/4)*900},
		{"too round", newRounded(60, 30, 0, params.Radii{99, 99, 99, 99}), 60, 30, 900 + math.Pi*225},
	} {
		if got := area(c.s, c.w, c.h); math.Abs(got-c.want) > 1+c.want/1000 {
			t.Errorf("%s covers %.1f, want %.1f", c.name, got, c.want)
		}
	}
}

// A mask in a format without alpha shows the ground outside and nothing of it
// inside; with alpha it makes the outside transparent.
func TestMaskGround(t *testing.T) {
	img := Mask(random(40, 30, false), params.MaskEllipse, params.Radii{}, Ground{C: [3]byte{1, 2, 3}, Opaque: true})
	if img.HasAlpha() || img.Plane[0].Pix[0] != 1 || img.Plane[1].Pix[0] != 2 || img.Plane[2].Pix[0] != 3 {
		t.Error("corner: want the ground")
	}
	whole := random(40, 30, false)
	if img.Plane[0].Row(15)[20] != whole.Plane[0].Row(15)[20] {
		t.Error("middle: want the picture")
	}
	img = Mask(random(40, 30, false), params.MaskCorners, params.Radii{10, 10, 10, 10}, Ground{})
	if img.Alpha.Row(0)[0] != 0 || img.Alpha.Row(15)[20] != 255 {
		t.Error("want a transparent corner and an opaque middle")
	}
}

// A border is as wide as it says, straight on all four sides.
func TestBorderWidth(t *testing.T) {
	img := pixel.New(pixel.RGB, 20, 12, 1, 1, false)
	img = Border(img, 3, params.RGB(0xffffff), params.Radii{}, Ground{Opaque: true})
	for y := range 12 {
		for x, v := range img.Plane[0].Row(y) {
			want := byte(255)
			if x >= 3 && x < 17 && y >= 3 && y < 9 {
				want = 0
			}
			if v != want {
				t.Fatalf("(%d,%d) is %d, want %d", x, y, v, want)
			}
		}
	}
}

// There and back again a smooth image is itself, and a turn by nothing is none.
func TestRotateThereAndBack(t *testing.T) {
	img := pixel.New(pixel.RGB, 64, 48, 1, 1, false)
	for y := range 48 {
		for x := range 64 {
			img.Plane[0].Row(y)[x], img.Plane[1].Row(y)[x], img.Plane[2].Row(y)[x] = byte(2*x+40), byte(3*y+20), byte(x+y)
		}
	}
	for _, angle := range []params.Decimal{0, 7 * params.One, -31 * params.One, 45 * params.One} {
		there := Rotate(img, angle, 90, 90, Ground{Opaque: true})
		back := Rotate(there, -angle, 64, 48, Ground{Opaque: true})
		for y := 4; y < 44; y++ {
			for x := 4; x < 60; x++ {
				for i := range 3 {
					a, b := int(img.Plane[i].Row(y)[x]), int(back.Plane[i].Row(y)[x])
					if a-b > 2 || b-a > 2 || angle == 0 && a != b {
						t.Fatalf("%v: plane %d at (%d,%d) is %d, want %d", angle, i, x, y, b, a)
					}
				}
			}
		}
	}
}

// A turned image covers as many pixels as before.
func TestRotateKeepsArea(t *testing.T) {
	img := random(50, 30, false)
	out := Rotate(img, 30*params.One, 59, 51, Ground{})
	sum := 0.0
	for y := range out.H {
		for _, a := range out.Alpha.Row(y) {
			sum += float64(a) / 255
		}
	}
	if math.Abs(sum-1500) > 6 {
		t.Errorf("covers %.1f, want 1500", sum)
	}
}

// Every blend mode is the W3C's formula in floating point.
func TestBlendFollowsW3C(t *testing.T) {
	formulas := map[params.BlendMode]func(b, s float64) float64{
		params.BlendMultiply: func(b, s float64) float64 { return b * s },
		params.BlendScreen:   func(b, s float64) float64 { return b + s - b*s },
		params.BlendOverlay:  func(b, s float64) float64 { return hard(s, b) },
		params.BlendDarken:   math.Min, params.BlendLighten: math.Max,
		params.BlendHardLight: hard,
		params.BlendDodge: func(b, s float64) float64 {
			if b == 0 {
				return 0
			}
			return min(1, b/(1-s))
		},
		params.BlendBurn: func(b, s float64) float64 {
			if b == 1 {
				return 1
			}
			return 1 - min(1, (1-b)/s)
		},
		params.BlendDifference: func(b, s float64) float64 { return math.Abs(b - s) },
		params.BlendExclusion:  func(b, s float64) float64 { return b + s - 2*b*s },
		params.BlendSoftLight: func(b, s float64) float64 {
			if s <= .5 {
				return b - (1-2*s)*b*(1-b)
			}
			d := math.Sqrt(b)
			if b <= .25 {
				d = ((16*b-12)*b + 4) * b
			}
			return b + (2*s-1)*(d-b)
		},
		params.BlendNormal: func(_, s float64) float64 { return s },
	}
	for mode, f := range formulas {
		for b := range 256 {
			for s := range 256 {
				want := 255 * f(float64(b)/255, float64(s)/255)
				got := blend(mode, [3]byte{byte(b)}, [3]byte{byte(s)})[0]
				if math.Abs(float64(got)-want) > 1.01 {
					t.Fatalf("mode %d: B(%d, %d) is %d, want %.2f", mode, b, s, got, want)
				}
			}
		}
	}
}

func hard(b, s float64) float64 {
	if s <= .5 {
		return b * 2 * s
	}
	return b + 2*s - 1 - b*(2*s-1)
}

// The modes that see a whole color keep what they are named after.
func TestBlendNonSeparable(t *testing.T) {
	b, s := [3]byte{40, 120, 200}, [3]byte{220, 90, 30}
	if got := blend(params.BlendLuminosity, b, b); got != b {
		t.Errorf("luminosity of itself: %v, want %v", got, b)
	}
	for _, mode := range []params.BlendMode{params.BlendHue, params.BlendColor, params.BlendSaturation} {
		got := blend(mode, b, s)
		if d := lum(got) - lum(b); d > 300 || d < -300 {
			t.Errorf("mode %d: luminance %d, want %d", mode, lum(got), lum(b))
		}
	}
	if got := blend(params.BlendHue, b, [3]byte{9, 9, 9}); got[0] != got[1] || got[1] != got[2] {
		t.Errorf("hue of gray: %v, want gray", got)
	}
}
