package edge

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"tintype/transform"
)

// letters draws what AVIF has palettes for: colored strokes of one to three pixels on a ground of
// two colors, faded in the middle if clear.
func letters(w, h int, clear bool) []byte {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{250, 250, 246, 255}
			if y > h/2 {
				c = color.NRGBA{20, 40, 90, 255}
			}
			if n := x/5*7 + y/9*3; y%9 < 7 && (n%4 == 0 && x%5 < 1+n%3 || n%5 == 1 && y%3 == 0) {
				c = color.NRGBA{byte(40 + 50*(n%4)), byte(30 * (n % 5)), byte(200 - 60*(n%3)), 255}
			}
			if clear && x > w/3 && x < w/2 {
				c.A = byte(85 * (x / 4 % 4))
			}
			m.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Drawn AVIF is in a browser what it is to us: palettes, all chroma or half of it, no loss, alpha
// over palettes. Where chroma has all samples, only the way to RGB is rounded otherwise. Alpha may
// be expanded as if its range were limited, as Chromium 156 does.
func TestBrowserShowsDrawnAVIF(t *testing.T) {
	show := judge(t, "that drawn AVIF is decoded as a browser does")
	for _, c := range []struct {
		query string
		clear bool
		most  int
	}{
		{"fm=avif&lossless=1", false, 0},
		{"fm=avif&lossless=1", true, 2}, // premultiplied by the canvas
		{"fm=avif&chromasub=444&q=30", false, 2},
		{"fm=avif&chromasub=444&q=80", false, 2},
		{"fm=avif&chromasub=444&q=60", true, 3},
		{"fm=avif&chromasub=420&q=60", false, 80}, // chroma is brought up to size in other ways
		{"fm=avif&q=50&sat=-100", false, 2},
	} {
		for _, size := range [][2]int{{200, 131}, {65, 33}} {
			p, err := transform.Parse(c.query)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if _, err := transform.Do(&out, bytes.NewReader(letters(size[0], size[1], c.clear)), p, transform.DefaultLimits()); err != nil {
				t.Fatal(err)
			}
			got, err := pixelsOf(out.Bytes(), "fm=png32")
			if err != nil {
				t.Fatal(err)
			}
			s := show(out.Bytes())
			if s.W != size[0] || s.H != size[1] {
				t.Errorf("%s: the browser shows %dx%d, want %v", c.query, s.W, s.H, size)
				continue
			}
			most, mean := differ(got, s.Still)
			if c.clear {
				for i := 3; i < len(got.Pix); i += 4 {
					got.Pix[i] = byte(min(max((int(got.Pix[i])-16)*255+109, 0)/219, 255))
				}
				if n, m := differ(got, s.Still); n < most {
					most, mean = n, m
				}
			}
			if t.Logf("%s %v alpha %v: off by %d, %.3f in the mean", c.query, size, c.clear, most, mean); most > c.most {
				t.Errorf("%s %v alpha %v: off by %d, want at most %d", c.query, size, c.clear, most, c.most)
			}
		}
	}
}
