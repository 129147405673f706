package transform

import (
	"bytes"
	"image"
	stdcolor "image/color"
	stdpng "image/png"
	"math"
	"testing"
)

// drawing is a PNG of 12 colors: panels, rules and what looks like lines of text.
func drawing(t *testing.T) []byte {
	t.Helper()
	var palette stdcolor.Palette
	for _, v := range []uint32{0xffffff, 0xf4f4f8, 0xe8eef7, 0x202030, 0x1a5fb4, 0xc01c28, 0x2ec27e, 0xd0d0d8, 0x808090, 0xfff4d0, 0x101018, 0x3a3a4c} {
		palette = append(palette, stdcolor.NRGBA{byte(v >> 16), byte(v >> 8), byte(v), 255})
	}
	m := image.NewPaletted(image.Rect(0, 0, 480, 320), palette)
	for y := range 320 {
		for x := range 480 {
			panel := x/120 + y/80
			c := byte(panel % 3)
			if y%12 > 3 && (x*7+y/12*13)%11 < 4 && x%120 > 10 {
				c = 3 + byte(panel%4)
			}
			if x%120 == 0 || y%80 == 0 {
				c = 7
			}
			m.SetColorIndex(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := stdpng.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func psnrOf(t *testing.T, a, b image.Image) float64 {
	t.Helper()
	sum, n := 0.0, 0.0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r, g, b0, _ := a.At(x, y).RGBA()
			u, v, w, _ := b.At(x, y).RGBA()
			for _, d := range [3]float64{float64(r) - float64(u), float64(g) - float64(v), float64(b0) - float64(w)} {
				sum, n = sum+d*d/257/257, n+1
			}
		}
	}
	return 10 * math.Log10(255*255*n/sum)
}

// A drawing with a palette keeps one where it is resized: half the bytes, and no loss
// that shows. Who asks for png32 gets all colors.
func TestDrawingsKeepPalettes(t *testing.T) {
	src := drawing(t)
	for _, query := range []string{"w=479", "w=300", "w=200&fm=png", "w=700", "w=300&auto=compress"} {
		full, _ := transformBytes(t, src, query+"&fm=png32", DefaultLimits())
		drawn, _ := transformBytes(t, src, query, DefaultLimits())
		all, few := decodePNG(t, full), decodePNG(t, drawn)
		if _, ok := all.(*image.Paletted); ok {
			t.Errorf("%s&fm=png32 has a palette", query)
		}
		_, ok := few.(*image.Paletted)
		if q := psnrOf(t, all, few); !ok || q < 44 || 3*len(drawn) > 2*len(full) {
			t.Errorf("%s: palette %v, %.1f dB, %d bytes of %d", query, ok, q, len(drawn), len(full))
		}
	}
}

// A photograph with a palette has more colors than one holds once it is resized.
func TestPhotographsLosePalettes(t *testing.T) {
	src, _ := transformBytes(t, testfile(t, "samples/landscape.jpg"), "w=400&fm=png8", DefaultLimits())
	if _, ok := decodePNG(t, src).(*image.Paletted); !ok {
		t.Fatal("no palette")
	}
	out, _ := transformBytes(t, src, "w=200", DefaultLimits())
	if _, ok := decodePNG(t, out).(*image.Paletted); ok {
		t.Error("the palette shows")
	}
}

// To WebP a drawing goes without loss where that is smaller, but not where lossless=0
// says otherwise.
func TestDrawingsToWebP(t *testing.T) {
	src := drawing(t)
	lossy, info := transformBytes(t, src, "fm=webp&lossless=0", DefaultLimits())
	if info.Quality == 0 {
		t.Errorf("lossless=0: got %+v", info)
	}
	out, info := transformBytes(t, src, "fm=webp", DefaultLimits())
	if info.Quality != 0 || len(out) >= len(lossy) || !same(t, out, src) {
		t.Errorf("got %d bytes, %+v, want the same pixels in less than %d", len(out), info, len(lossy))
	}
	for _, query := range []string{"w=300&fm=webp", "w=300&fm=webp&bytes=3000"} {
		lossy, _ := transformBytes(t, src, query+"&lossless=0", DefaultLimits())
		out, _ := transformBytes(t, src, query, DefaultLimits())
		if len(out) > len(lossy) && query == "w=300&fm=webp" || len(out) > 3000 && query != "w=300&fm=webp" {
			t.Errorf("%s: got %d bytes, lossy has %d", query, len(out), len(lossy))
		}
	}
}
