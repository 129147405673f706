package quant

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"tintype/transform/internal/pixel"
)

// image makes an RGB image with alpha of a function.
func picture(w, h int, at func(x, y int) Color) *pixel.Image {
	img := pixel.New(pixel.RGB, w, h, 1, 1, true)
	for y := range h {
		for x := range w {
			c := at(x, y)
			for i := range 3 {
				img.Plane[i].Row(y)[x] = c[i]
			}
			img.Alpha.Row(y)[x] = c[3]
		}
	}
	return img
}

func landscape(x, y int) Color {
	return Color{byte(x + 20), byte(y + x/3), byte(200 - y/2), 255}
}

func shadow(x, y int) Color {
	return Color{byte(x / 2), 40, byte(y), byte(max(0, 255-((x-128)*(x-128)+(y-96)*(y-96))/40))}
}

// psnr compares an image on black and on white with what the palette draws.
func psnr(img *pixel.Image, palette []Color, indices []byte) float64 {
	sum, row := 0.0, make([]Color, img.W)
	for y := range img.H {
		pixels(row, img, y)
		for x, c := range row {
			q := palette[indices[y*img.W+x]]
			for i := range 3 {
				black := float64(c[i])*float64(c[3])/255 - float64(q[i])*float64(q[3])/255
				white := black - float64(c[3]) + float64(q[3])
				sum += black*black + white*white
			}
		}
	}
	return 10 * math.Log10(255*255*6*float64(img.W*img.H)/sum)
}

// An image of few colors keeps them all, whatever their alpha, but for the
// rounding of what is premultiplied.
func TestFewColors(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, n := range []int{1, 2, 5, 16, 100, 256} {
		colors := map[Color]bool{}
		var list []Color
		for len(list) < n {
			c := Color{byte(rng.IntN(256)), byte(rng.IntN(256)), byte(rng.IntN(256)), 255}
			if len(list)%3 == 1 {
				c[3] = 128 // colors that differ by one merge when they are premultiplied
				c[0], c[1], c[2] = c[0]&0xf8, c[1]&0xf8, c[2]&0xf8
			}
			if !colors[c] {
				colors[c] = true
				list = append(list, c)
			}
		}
		img := picture(64, 50, func(x, y int) Color { return list[(y*64+x)%n] })
		for _, dither := range []bool{false, true} {
			palette, indices := Quantize(img, n, dither, nil)
			if p := psnr(img, palette, indices); p < 57 {
				t.Errorf("%d colors, dither %v: PSNR %.1f", n, dither, p)
			}
		}
	}
}

// Palettes have as many colors as they may, more colors give a better image,
// and dither costs no more than 6 dB. The least values are a little below what
// the code reached when it was written.
func TestQuality(t *testing.T) {
	for _, k := range []struct {
		name         string
		at           func(x, y int) Color
		n            int
		plain, mixed float64
	}{
		{"landscape", landscape, 2, 14, 12},
		{"landscape", landscape, 16, 24, 21},
		{"landscape", landscape, 256, 36, 33},
		{"shadow", shadow, 16, 24, 21},
		{"shadow", shadow, 256, 34, 31},
	} {
		img := picture(256, 192, k.at)
		for _, dither := range []bool{false, true} {
			palette, indices := Quantize(img, k.n, dither, nil)
			want := k.plain
			if dither {
				want = k.mixed
			}
			if p := psnr(img, palette, indices); p < want || len(palette) > k.n {
				t.Errorf("%s, %d colors, dither %v: got %d and PSNR %.1f, want %.1f", k.name, k.n, dither, len(palette), p, want)
			}
		}
	}
}

// Dither keeps the mean of a smooth area that no color of the palette has.
func TestDitherMean(t *testing.T) {
	img := picture(64, 64, func(x, y int) Color { return Color{100, 100, 100, 255} })
	indices := make([]byte, 64*64)
	Draw(indices, img, []Color{{0, 0, 0, 255}, {255, 255, 255, 255}}, 1<<10, nil)
	white := bytes.Count(indices, []byte{1})
	if got := 255 * white / (64 * 64); got < 98 || got > 102 {
		t.Errorf("got a mean of %d, want 100", got)
	}
}

// Wholly transparent pixels stay so, their color is not among the palette's, and
// colors with alpha come first.
func TestTransparent(t *testing.T) {
	img := picture(100, 80, func(x, y int) Color {
		c := landscape(x, y)
		if x < 30 {
			c[3] = 0
		}
		return c
	})
	palette, indices := Quantize(img, 8, true, nil)
	if palette[0] != (Color{}) || len(palette) != 8 {
		t.Fatalf("got %v", palette)
	}
	for i, k := range indices {
		if (i%100 < 30) != (k == 0) {
			t.Fatalf("pixel %d is %v", i, palette[k])
		}
	}
}

// The search gives the nearest color, as looking at all of them does.
func TestNearest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 9))
	palette := make([]Color, 200)
	for i := range palette {
		palette[i] = Color{byte(rng.IntN(256)), byte(rng.IntN(256)), byte(rng.IntN(256)), byte(255 - rng.IntN(2)*rng.IntN(256))}
	}
	s := newSearcher(palette)
	for range 20000 {
		v := vectorOf(rng.Int32N(256), rng.Int32N(256), rng.Int32N(256), rng.Int32N(256))
		got := s.entries[s.nearest(&v, rng.IntN(200))].v
		least := v.distance(&got)
		for _, e := range s.entries {
			if v.distance(&e.v) < least {
				t.Fatalf("%v: got %v, but %v is nearer", v, got, e.v)
			}
		}
	}
}

// Frames that share a palette have their colors in it; gray images, and those
// of one pixel, work.
func TestShared(t *testing.T) {
	var h Histogram
	red := picture(9, 9, func(x, y int) Color { return Color{200, 0, 0, 255} })
	blue := picture(9, 9, func(x, y int) Color { return Color{0, 0, 200, 255} })
	h.Add(red)
	h.Add(blue)
	p := h.Palette(4)
	if len(p) != 2 || !slices.Contains(p, Color{200, 0, 0, 255}) || !slices.Contains(p, Color{0, 0, 200, 255}) {
		t.Errorf("got %v, want red and blue", p)
	}
	gray := pixel.New(pixel.Gray, 1, 1, 1, 1, false)
	gray.Plane[0].Pix[0] = 77
	if p, i := Quantize(gray, 2, true, nil); !reflect.DeepEqual(p, []Color{{77, 77, 77, 255}}) || i[0] != 0 {
		t.Errorf("got %v, %v", p, i)
	}
}

func BenchmarkQuantize(b *testing.B) {
	img := picture(720, 480, func(x, y int) Color {
		c := landscape(x/3, y/2)
		c[1] += byte(x*y) & 15
		c[2] ^= byte(x*7+y*13) & 7
		return c
	})
	for range b.N {
		Quantize(img, 256, true, nil)
	}
}

// The error of a palette that has every color is 0; else it is that of the pixels
// that can be seen, squared and four times over.
func TestError(t *testing.T) {
	var h Histogram
	h.Add(picture(4, 2, func(x, y int) Color {
		return [4]Color{{100, 50, 20, 255}, {103, 50, 20, 255}, {100, 54, 20, 255}, {9, 9, 9, 0}}[x]
	}))
	if mean, most := h.Error([]Color{{100, 50, 20, 255}, {103, 50, 20, 255}, {100, 54, 20, 255}}); mean != 0 || most != 0 {
		t.Errorf("every color: got %d, at most %d", mean, most)
	}
	mean, most := h.Error([]Color{{}, {100, 50, 20, 255}})
	if wantMean, wantMost := 4*(0+9+16)/3, 4*16; mean != wantMean || most != wantMost {
		t.Errorf("one color: got %d, at most %d, want %d and %d", mean, most, wantMean, wantMost)
	}
}

// An opaque pixel never becomes transparent, however far the colors that can be
// seen are.
func TestOpaqueIsShown(t *testing.T) {
	white := Color{255, 255, 255, 255}
	img := picture(8, 8, func(x, y int) Color { return white })
	palette := []Color{{}, {0, 0, 0, 255}}
	for _, limit := range []int{0, 1 << 10} {
		indices := make([]byte, 64)
		Draw(indices, img, palette, limit, nil)
		if n := bytes.Count(indices, []byte{0}); n > 0 {
			t.Errorf("limit %d: %d of 64 white pixels are transparent", limit, n)
		}
	}
	var h Histogram
	h.Add(img)
	black := palette[1]
	far, shown := vectorOfColor(white), vectorOfColor(black)
	if _, most := h.Error(palette); most != int(far.distance(&shown)) {
		t.Errorf("the error is %d, want that of black, %d", most, far.distance(&shown))
	}
}

// A color that is off by little is not strewn with a far one to make up for it.
func TestDitherLimit(t *testing.T) {
	img := picture(64, 64, func(x, y int) Color { return Color{255, 239, 8, 255} })
	palette := []Color{{255, 240, 0, 255}, {180, 160, 90, 255}}
	var h Histogram
	h.Add(img)
	mean, _ := h.Error(palette)
	indices := make([]byte, 64*64)
	Draw(indices, img, palette, DitherLimit(mean), nil)
	if n := bytes.Count(indices, []byte{1}); n > 0 {
		t.Errorf("%d of %d pixels are of the far color", n, len(indices))
	}
}
