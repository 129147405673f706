package transform

import (
	"bytes"
	"strconv"
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

// Where the server chooses the format, q is on JPEG's scale; where the query names it, on
// the format's own. What the configuration says of a format holds where q is absent.
func TestOneQuality(t *testing.T) {
	photo := testfile(t, "samples/landscape.jpg")
	quality := func(query string, own map[string]int) int {
		lim := DefaultLimits()
		lim.Quality = own
		_, info := transformBytes(t, photo, "w=320&"+query, lim)
		return info.Quality
	}
	for _, c := range []struct {
		query     string
		own       map[string]int
		low, high int
	}{
		{"fm=webp&q=60", nil, 60, 60}, {"fm=avif&q=60", nil, 60, 60}, {"fm=webp", nil, 75, 75}, {"fm=avif", nil, 50, 50},
		{"fm=jpg&q=60&auto=format", nil, 60, 60}, {"auto=format", nil, 75, 75}, {"auto=format", map[string]int{"jpg": 50}, 50, 50},
		{"fm=webp&auto=format", map[string]int{"webp": 40}, 40, 40}, {"fm=webp&auto=format&q=100", nil, 100, 100},
		{"fm=webp&auto=format&q=60", nil, 45, 75}, {"fm=avif&auto=format&q=60", nil, 40, 60}, {"fm=avif&auto=format", nil, 48, 68},
		{"fm=webp&auto=compress", map[string]int{"webp": 31}, 20, 31}, {"q=auto:best", map[string]int{"jpg": 31}, 60, 95},
	} {
		if q := quality(c.query, c.own); q < c.low || q > c.high {
			t.Errorf("%s, own %v: got q %d, want %d to %d", c.query, c.own, q, c.low, c.high)
		}
	}
	for _, format := range []string{"jpg", "webp", "avif"} {
		if a, b := quality("auto=compress&fm="+format, nil), quality("q=auto&fm="+format, nil); a != b {
			t.Errorf("%s: auto=compress got q %d, q=auto %d", format, a, b)
		}
		if a, b := quality("auto=format&q=50&fm="+format, nil), quality("auto=format&fm="+format, map[string]int{"jpg": 50}); a != b {
			t.Errorf("%s: q=50 got q %d, jpg set to 50 %d", format, a, b)
		}
	}
	_, info := transformBytes(t, photo, "w=320&fm=avif&auto=format&q=90&bytes=6000", DefaultLimits())
	if want := "q=" + strconv.Itoa(formatNamed("avif").Looks.JPEG(info.Quality)); info.Fit != want {
		t.Errorf("what fits: got %s of quality %d, want %s", info.Fit, info.Quality, want)
	}
	_, info = transformBytes(t, testfile(t, "samples/planet.gif"), "w=40&fm=webp&auto=format&q=50", DefaultLimits())
	if want := formatNamed("webp").Looks.As(50); info.Quality != want {
		t.Errorf("an animation: got q %d, want %d", info.Quality, want)
	}
}
