//go:build !wasm

package pixel

import (
	stdcolor "image/color"
	"math"
	"testing"
)

// JFIF's matrix as image/color has it, which rounds some steps otherwise: no
// more than one level apart, over a grid of all colors.
func TestMatrixAgainstStandardLibrary(t *testing.T) {
	const n = 52 // levels, 5 apart
	rgb := New(RGB, n*n, n, 1, 1, false)
	for i := range n * n * n {
		for c, v := range [3]int{i % n, i / n % n, i / n / n} {
			rgb.Plane[c].Row(i / n / n)[i%(n*n)] = byte(v * 5)
		}
	}
	ycc := rgb.Convert(YCbCr, 1, 1)
	back := ycc.Convert(RGB, 1, 1)
	for i := range n * n * n {
		in, got := pixel(rgb, i), pixel(ycc, i)
		y, cb, cr := stdcolor.RGBToYCbCr(in[0], in[1], in[2])
		if far(got, [3]byte{y, cb, cr}) {
			t.Fatalf("rgb %v: got %v, want %d %d %d", in, got, y, cb, cr)
		}
		r, g, b := stdcolor.YCbCrToRGB(got[0], got[1], got[2])
		if far(pixel(back, i), [3]byte{r, g, b}) {
			t.Fatalf("back from %v: got %v, want %d %d %d", got, pixel(back, i), r, g, b)
		}
	}
}

func pixel(m *Image, i int) (p [3]byte) {
	for c := range p {
		p[c] = m.Plane[c].Row(i / m.W)[i%m.W]
	}
	return p
}

func far(a, b [3]byte) bool {
	for i := range a {
		if d := int(a[i]) - int(b[i]); d < -1 || d > 1 {
			return true
		}
	}
	return false
}

// wavy fills all planes with waves that differ from plane to plane.
func wavy(m Model, w, h, subX, subY int) *Image {
	img := New(m, w, h, subX, subY, false)
	for i := range m.Planes() {
		p := &img.Plane[i]
		for y := range p.H {
			for x := range p.W {
				p.Row(y)[x] = byte(128 + 100*math.Sin(float64(x*(i+2))/9)*math.Cos(float64(y)/float64(7+i)))
			}
		}
	}
	return img
}

var samplings = [][2]int{{1, 1}, {2, 1}, {1, 2}, {2, 2}}

// weights returns the share of each of n chroma samples, sub luma samples wide,
// in luma sample x: 3 to 1 of the two that are nearest.
func weights(x, n, sub int) map[int]float64 {
	if sub == 1 {
		return map[int]float64{x: 1}
	}
	near := x / 2
	far := min(max(near+x%2*2-1, 0), n-1)
	w := map[int]float64{near: .75}
	w[far] += .25
	return w
}

// Chroma comes up by the triangle filter, then goes through the matrix.
func TestUpsampling(t *testing.T) {
	for _, sub := range samplings {
		for _, size := range [][2]int{{1, 1}, {2, 2}, {33, 5}, {64, 9}, {51, 20}} {
			m := wavy(YCbCr, size[0], size[1], sub[0], sub[1])
			rgb := m.Convert(RGB, 1, 1)
			for y := range m.H {
				for x := range m.W {
					var c [3]float64
					for i := 1; i < 3; i++ {
						p := &m.Plane[i]
						for v, ky := range weights(y, p.H, sub[1]) {
							for u, kx := range weights(x, p.W, sub[0]) {
								c[i] += kx * ky * float64(int(p.Row(v)[u])-128)
							}
						}
					}
					l := float64(m.Plane[0].Row(y)[x])
					want := [3]float64{l + 1.402*c[2], l - .344136*c[1] - .714136*c[2], l + 1.772*c[1]}
					for i, v := range want {
						v = min(max(v, 0), 255)
						// Half a level of rounding in each of chroma and color.
						if got := float64(rgb.Plane[i].Row(y)[x]); math.Abs(got-v) > 1.5 {
							t.Fatalf("%v %v at %d,%d plane %d: got %v, want %.2f", sub, size, x, y, i, got, v)
						}
					}
				}
			}
		}
	}
}

// Chroma goes down as the mean of the pixels that share it, and luma is never
// subsampled.
func TestSubsampling(t *testing.T) {
	for _, sub := range samplings {
		for _, size := range [][2]int{{1, 1}, {2, 2}, {33, 5}, {64, 9}, {51, 20}} {
			m := wavy(RGB, size[0], size[1], 1, 1)
			ycc := m.Convert(YCbCr, sub[0], sub[1])
			for y := range ycc.Plane[1].H {
				for x := range ycc.Plane[1].W {
					cb, cr, n := 0.0, 0.0, 0.0
					for v := y * sub[1]; v < min((y+1)*sub[1], m.H); v++ {
						for u := x * sub[0]; u < min((x+1)*sub[0], m.W); u++ {
							r, g, b := float64(m.Plane[0].Row(v)[u]), float64(m.Plane[1].Row(v)[u]), float64(m.Plane[2].Row(v)[u])
							cb += 128 - .168736*r - .331264*g + .5*b
							cr += 128 + .5*r - .418688*g - .081312*b
							n++
							if l := .299*r + .587*g + .114*b; math.Abs(l-float64(ycc.Plane[0].Row(v)[u])) > .51 {
								t.Fatalf("%v %v luma at %d,%d: got %d, want %.2f", sub, size, u, v, ycc.Plane[0].Row(v)[u], l)
							}
						}
					}
					got := [2]float64{float64(ycc.Plane[1].Row(y)[x]), float64(ycc.Plane[2].Row(y)[x])}
					if math.Abs(got[0]-min(cb/n, 255)) > .51 || math.Abs(got[1]-min(cr/n, 255)) > .51 {
						t.Fatalf("%v %v chroma at %d,%d: got %v, want %.2f %.2f", sub, size, x, y, got, cb/n, cr/n)
					}
				}
			}
		}
	}
}

// Between samplings of YCbCr the luma stays, and chroma does not go through RGB:
// colors outside of RGB survive.
func TestResubsampling(t *testing.T) {
	for _, from := range samplings {
		for _, to := range samplings {
			m := New(YCbCr, 33, 21, from[0], from[1], false)
			for i := range 3 {
				for k := range m.Plane[i].Pix {
					m.Plane[i].Pix[k] = []byte{30, 255, 3}[i]
				}
			}
			out := m.Convert(YCbCr, to[0], to[1])
			for i := range 3 {
				p := &out.Plane[i]
				for y := range p.H {
					for x, got := range p.Row(y) {
						if want := []byte{30, 255, 3}[i]; got != want {
							t.Fatalf("%v to %v plane %d at %d,%d: got %d", from, to, i, x, y, got)
						}
					}
				}
			}
			if w, h := (33+to[0]-1)/to[0], (21+to[1]-1)/to[1]; out.Plane[2].W != w || out.Plane[2].H != h {
				t.Errorf("%v to %v: chroma is %dx%d", from, to, out.Plane[2].W, out.Plane[2].H)
			}
		}
	}
}

// Halving chroma that upsampling doubled gives it back, to a level.
func TestResubsamplingThereAndBack(t *testing.T) {
	m := wavy(YCbCr, 64, 32, 2, 2)
	back := m.Convert(YCbCr, 1, 1).Convert(YCbCr, 2, 2)
	for i := 1; i < 3; i++ {
		for y := 1; y < 15; y++ {
			for x := 1; x < 31; x++ {
				// The triangle's neighbors come back with a quarter's weight, 1/16 each.
				p := &m.Plane[i]
				want := 0.0
				for v := -1; v <= 1; v++ {
					for u := -1; u <= 1; u++ {
						k := []float64{.125, .75, .125}
						want += k[v+1] * k[u+1] * float64(p.Row(y + v)[x+u])
					}
				}
				if got := float64(back.Plane[i].Row(y)[x]); math.Abs(got-want) > 1 {
					t.Fatalf("plane %d at %d,%d: got %v, want %.2f", i, x, y, got, want)
				}
			}
		}
	}
}

// Gray becomes colors without color, and back itself; ink covers what it
// covers.
func TestGrayAndCMYK(t *testing.T) {
	g := wavy(Gray, 40, 3, 1, 1)
	for _, m := range []*Image{g.Convert(RGB, 1, 1), g.Convert(YCbCr, 2, 2)} {
		back := m.Convert(Gray, 1, 1)
		for i := range 120 {
			if got, want := back.Plane[0].Row(i / 40)[i%40], g.Plane[0].Row(i / 40)[i%40]; got != want {
				t.Fatalf("%v sample %d: got %d, want %d", m.Model, i, got, want)
			}
		}
	}
	c := New(CMYK, 3, 1, 1, 1, false)
	for i, row := range []string{"\xff\x00\x80", "\xff\xff\x80", "\xff\xff\x80", "\xff\xff\x80"} {
		copy(c.Plane[i].Row(0), row)
	}
	rgb := c.Convert(RGB, 1, 1)
	for i, want := range [][3]byte{{255, 255, 255}, {0, 255, 255}, {64, 64, 64}} {
		if got := pixel(rgb, i); got != want {
			t.Errorf("CMYK pixel %d: got %v, want %v", i, got, want)
		}
	}
}
