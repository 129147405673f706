package transform

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"testing"

	xwebp "golang.org/x/image/webp"
)

// A PNG made lossless WebP shows the same pixels, and PNG's way and WebP's way
// through a resize end in the same pixels too.
func TestLosslessWebP(t *testing.T) {
	for _, query := range []string{"", "w=200&"} {
		lossless, info, err := do(t, "samples/glass.png", query+"fm=webp&lossless=1")
		if err != nil {
			t.Fatal(err)
		}
		if info.Quality != 0 || info.Format != "webp" {
			t.Errorf("%q: got quality %d of %s, want 0 of webp", query, info.Quality, info.Format)
		}
		asPNG, _, err := do(t, "samples/glass.png", query+"fm=png")
		if err != nil {
			t.Fatal(err)
		}
		got, err := xwebp.Decode(bytes.NewReader(lossless))
		if err != nil {
			t.Fatal(err)
		}
		want, err := png.Decode(bytes.NewReader(asPNG))
		if err != nil {
			t.Fatal(err)
		}
		sameVisible(t, got, want)
	}
}

// Without a resize the pixels are the source's.
func TestLosslessIsTheSource(t *testing.T) {
	b, err := os.ReadFile("../testdata/samples/glass.png")
	if err != nil {
		t.Fatal(err)
	}
	want, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	body, _, err := do(t, "samples/glass.png", "fm=webp&lossless=1")
	if err != nil {
		t.Fatal(err)
	}
	got, err := xwebp.Decode(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	sameVisible(t, got, want)
}

// sameVisible compares what can be seen of two images.
func sameVisible(t *testing.T, got, want image.Image) {
	t.Helper()
	if got.Bounds() != want.Bounds() {
		t.Fatalf("got %v, want %v", got.Bounds(), want.Bounds())
	}
	for y := range got.Bounds().Dy() {
		for x := range got.Bounds().Dx() {
			a := color.NRGBAModel.Convert(got.At(x, y)).(color.NRGBA)
			b := color.NRGBAModel.Convert(want.At(x, y)).(color.NRGBA)
			if a != b && a.A|b.A != 0 {
				t.Fatalf("pixel %d,%d: got %v, want %v", x, y, a, b)
			}
		}
	}
}

// A lossless file that is too large is made of a smaller image, there being no
// quality to lower.
func TestLosslessFits(t *testing.T) {
	body, info, err := do(t, "samples/landscape.jpg", "w=300&fm=webp&lossless=1&bytes=40000")
	if err != nil {
		t.Fatal(err)
	}
	if len(body) > 40000 || info.Width >= 300 || info.Width < 100 {
		t.Errorf("got %d bytes, %d pixels wide; want at most 40000, and less than 300 wide", len(body), info.Width)
	}
}
