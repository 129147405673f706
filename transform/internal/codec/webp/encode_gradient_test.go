//go:build !wasm

package webp

import (
	"bytes"
	"image"
	"testing"

	xwebp "golang.org/x/image/webp"

	"tintype/transform/internal/pixel"
)

// In a slow gradient the color follows: chroma stays within what its steps allow on
// average, and does not stand still until it is two levels off. Luma is rounded once.
func TestGradients(t *testing.T) {
	const w, h = 400, 300
	for _, c := range []struct {
		name   string
		at     func(x, y int) [3]int // sixteenths
		square [2]int                // mean squared errors of luma and chroma, hundredths, at most
	}{
		{"horizontal", func(x, _ int) [3]int {
			return [3]int{1600 + x*480/w, 1920 + x*320/w, 2240 + x*160/w}
		}, [2]int{20, 25}},
		{"diagonal", func(x, y int) [3]int {
			k := (x + y) * 16 / 4
			return [3]int{500 + k, 800 + k/2, 3600 - k}
		}, [2]int{24, 45}},
		{"radial", func(x, y int) [3]int {
			d := ((x-200)*(x-200) + (y-150)*(y-150)) / 40
			return [3]int{3800 - d, 3600 - d, 3000 - d/2}
		}, [2]int{33, 24}},
	} {
		img := pixel.New(pixel.RGB, w, h, 1, 1, false)
		for y := range h {
			for x := range w {
				for i, v := range c.at(x, y) {
					img.Plane[i].Row(y)[x] = uint8((v + 8) / 16)
				}
			}
		}
		m, err := xwebp.Decode(bytes.NewReader(encode(t, img, Options{Quality: 80})))
		if err != nil {
			t.Fatal(err)
		}
		got := m.(*image.YCbCr)
		// What the color is, in limited range and thousandths.
		want := func(x, y int, k [4]int) int {
			p := c.at(x, y)
			return k[0]*1000 + (k[1]*p[0]+k[2]*p[1]+k[3]*p[2])/16
		}
		var sum [2]int
		for y := range h {
			for x := range w {
				e := int(got.Y[y*got.YStride+x])*1000 - want(x, y, [4]int{16, 257, 504, 98})
				sum[0] += e * e / 1000
				at := y/2*got.CStride + x/2
				u := int(got.Cb[at])*1000 - want(x, y, [4]int{128, -148, -291, 439})
				v := int(got.Cr[at])*1000 - want(x, y, [4]int{128, 439, -368, -71})
				sum[1] += (u*u + v*v) / 2000
			}
		}
		for i, name := range []string{"luma", "chroma"} {
			if mse := sum[i] / (w * h) / 10; mse > c.square[i] {
				t.Errorf("%s: mean squared error of %s is 0.%02d, want at most 0.%02d", c.name, name, mse, c.square[i])
			} else {
				t.Logf("%s: %s 0.%02d", c.name, name, mse)
			}
		}
	}
}
