package transform

import (
	"bytes"
	"image"
	stdcolor "image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"
)

func decodePNG(t *testing.T, b []byte) image.Image {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A PNG made smaller shows all of the source: it is near to the means of the
// source's pixels, colors weighted by alpha.
func TestPNGScaled(t *testing.T) {
	const n = 4
	out, info, err := do(t, "samples/glass.png", "w=120&fm=png")
	if err != nil || info.Width != 120 || info.Height != 90 {
		t.Fatalf("got %+v, %v", info, err)
	}
	got := decodePNG(t, out)
	src, err := os.ReadFile("../testdata/samples/glass.png")
	if err != nil {
		t.Fatal(err)
	}
	want := decodePNG(t, src)
	sum := 0.0
	for y := range 90 {
		for x := range 120 {
			var mean [4]float64
			for k := range n * n {
				r, g, b, a := want.At(n*x+k%n, n*y+k/n).RGBA()
				for c, v := range [4]uint32{r, g, b, a} {
					mean[c] += float64(v) / (n * n)
				}
			}
			r, g, b, a := got.At(x, y).RGBA()
			for c, v := range [4]uint32{r, g, b, a} {
				d := (mean[c] - float64(v)) / 257
				sum += d * d
			}
		}
	}
	if psnr := 10 * math.Log10(255*255*4*120*90/sum); psnr < 28 {
		t.Errorf("got PSNR %.1f to the means of the source, want 28", psnr)
	}
}

// Every kind of opaque PNG passes through unchanged where nothing is asked of
// it, but for colors that are not sRGB's and come without a profile, and all kinds
// become every other format.
func TestPNGKinds(t *testing.T) {
	files, _ := filepath.Glob("../testdata/png/*.png")
	if len(files) < 50 {
		t.Fatalf("got %d files", len(files))
	}
	for _, file := range files {
		name := "png/" + filepath.Base(file)
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := decodePNG(t, src)
		for _, fm := range []string{"jpg", "webp", "png", "png8", "gif"} {
			out, _, err := do(t, name, "cs=origin&or=1&fm="+fm)
			if err != nil {
				t.Fatalf("%s to %s: %v", name, fm, err)
			}
			converted := bytes.Contains(src, []byte("gAMA")) || bytes.Contains(src, []byte("cICP"))
			if opaque, ok := want.(interface{ Opaque() bool }); fm == "png" && !converted && (!ok || opaque.Opaque()) {
				sameColors(t, name, decodePNG(t, out), want)
			}
		}
	}
}

// sameColors compares opaque images in 8 bits, of 16 the high ones.
func sameColors(t *testing.T, name string, got, want image.Image) {
	t.Helper()
	if got.Bounds() != want.Bounds() {
		t.Fatalf("%s: got %v, want %v", name, got.Bounds(), want.Bounds())
	}
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			g := stdcolor.NRGBAModel.Convert(got.At(x, y)).(stdcolor.NRGBA)
			r, green, b, _ := want.At(x, y).RGBA()
			if w := (stdcolor.NRGBA{R: byte(r >> 8), G: byte(green >> 8), B: byte(b >> 8), A: 255}); g != w {
				t.Fatalf("%s: pixel %d,%d: got %v, want %v", name, x, y, g, w)
			}
		}
	}
}

// fm=png8 gives a palette of as many colors as are asked for, and keeps what is
// transparent.
func TestPNG8(t *testing.T) {
	for query, most := range map[string]int{"w=120&fm=png8": 256, "w=120&fm=png8&colorquant=16": 16, "w=120&auto=compress": 256} {
		out, _, err := do(t, "samples/glass.png", query)
		if err != nil {
			t.Fatal(err)
		}
		m, ok := decodePNG(t, out).(*image.Paletted)
		if !ok || len(m.Palette) > most || len(m.Palette) < most/2 {
			t.Fatalf("%s: got no palette, or one of %d colors", query, len(m.Palette))
		}
		if _, _, _, a := m.Palette[0].RGBA(); a == 0xffff {
			t.Errorf("%s: the first color is %v, want one with alpha", query, m.Palette[0])
		}
	}
	out, _, err := do(t, "samples/glass.png", "w=120&fm=png32&auto=compress")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := decodePNG(t, out).(*image.Paletted); ok {
		t.Error("png32 has a palette")
	}
}
