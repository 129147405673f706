package transform

import (
	"bytes"
	"testing"

	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/codec/webp"
	"tintype/transform/internal/pixel"
)

// About the quality that a file was written with is found in it. Our JPEG files have
// somewhat finer steps than libjpeg's; those of WebP differ by segment.
func TestQualityIsFound(t *testing.T) {
	img := pixel.New(pixel.YCbCr, 64, 64, 2, 2, false)
	for y := range img.H {
		for x := range img.W {
			img.Plane[0].Row(y)[x] = byte(x*y ^ x)
		}
	}
	for q := 2; q <= 96; q++ {
		file, err := jpeg.Encode(img, jpeg.EncodeOptions{Quality: q})
		if err != nil {
			t.Fatal(err)
		}
		c, err := jpeg.NewDecoder(bytes.NewReader(file)).Config()
		if got := jpeg.QualityOfCoarseness(c.Coarseness); err != nil || got < q-1 || got > q+5 {
			t.Errorf("JPEG of q %d: got %d, %v", q, got, err)
		}
		file, err = webp.Encode(img, webp.Options{Quality: q})
		if err != nil {
			t.Fatal(err)
		}
		d, err := webp.NewDecoder(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Quality(); got < q-4 || got > q+11 {
			t.Errorf("WebP of q %d: got %d", q, got)
		}
	}
	for q := 1; q <= 100; q++ {
		if got := jpeg.QualityOfCoarseness(jpeg.CoarsenessOf(q)); got < q || got > q+1 {
			t.Errorf("q %d: got %d", q, got)
		}
	}
}

// A coarse source is not given finer steps than it is worth: fewer points where it
// keeps its size, the usual ones where it shrinks enough, and always those that the
// query names.
func TestQualityIsCapped(t *testing.T) {
	photo := coarse(t) // of q 20, 640 by 400
	for _, c := range []struct {
		query     string
		low, high int
	}{
		{"rect=1,1,600,380", 24, 30}, {"rect=1,1,600,380&auto=compress", 19, 23}, {"w=320", 48, 58}, {"w=320&auto=compress", 38, 46},
		{"w=100", 75, 75}, {"w=1280", 24, 28}, {"rect=1,1,600,380&q=80", 80, 80}, {"rect=1,1,600,380&q=80&auto=compress", 19, 22},
		{"rect=1,1,600,380&q=10&auto=compress", 10, 10}, {"rect=1,1,600,380&fm=webp", 24, 28}, {"w=300&fm=png", 0, 0},
	} {
		if _, info := transformBytes(t, photo, c.query, DefaultLimits()); info.Quality < c.low || info.Quality > c.high {
			t.Errorf("%s: got q %d, want %d to %d", c.query, info.Quality, c.low, c.high)
		}
	}
	lossy, _ := transformBytes(t, photo, "fm=webp&q=15", DefaultLimits())
	if _, info := transformBytes(t, lossy, "rect=1,1,600,380", DefaultLimits()); info.Quality < 10 || info.Quality > 30 {
		t.Errorf("of a WebP source of q 15: got q %d", info.Quality)
	}
	if _, info := transformBytes(t, testfile(t, "samples/landscape.jpg"), "w=320", DefaultLimits()); info.Quality != 75 {
		t.Errorf("of a good source: got q %d", info.Quality)
	}
}
