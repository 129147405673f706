package transform

import (
	"bytes"
	"errors"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"math"
	"regexp"
	"strconv"
	"testing"

	_ "golang.org/x/image/webp"
)

// An output over the limit loses quality first and size only where that is not
// enough; what it lost is said, and it is never over the limit.
func TestFit(t *testing.T) {
	for _, c := range []struct{ file, query, fit string }{
		{"samples/landscape.jpg", "w=600&bytes=200000", `^$`},
		{"samples/landscape.jpg", "w=600&bytes=22000", `^q=\d+$`},
		{"samples/landscape.jpg", "w=600&bytes=3500", `^q=\d+&w=\d+$`},
		{"samples/landscape.jpg", "w=601&h=333&fit=crop&bytes=3000&fm=pjpg", `^q=\d+&w=\d+$`},
		{"samples/landscape.jpg", "w=600&q=20&bytes=4000", `^(q=\d+&)?w=\d+$`},
		{"samples/landscape.jpg", "w=600&bytes=20000&fm=webp", `^q=\d+$`},
		{"samples/landscape.jpg", "w=600&bytes=3000&fm=webp", `^q=\d+&w=\d+$`},
		{"samples/landscape.jpg", "w=301&bytes=60000&fm=png", `^fm=png8$`},
		{"samples/landscape.jpg", "w=301&bytes=20000&fm=png", `^fm=png8&w=\d+$`},
		{"samples/landscape.jpg", "w=301&bytes=20000&fm=png8", `^w=\d+$`},
		{"samples/landscape.jpg", "w=301&bytes=900000&fm=webp&lossless=1", `^$`},
		{"samples/landscape.jpg", "w=301&bytes=20000&fm=webp&lossless=1", `^w=\d+$`},
		{"samples/landscape.jpg", "w=301&bytes=20000&fm=gif", `w=\d+$`},
		{"samples/glass.png", "w=301&bytes=20000", `w=\d+$`},
		{"samples/glass.png", "w=301&bytes=3000&fm=webp", `w=\d+$`},
		{"jpeg/gray.jpg", "w=400&bytes=1000", `w=\d+$`},
		{"jpeg/noise.jpg", "w=900&bytes=20000", `w=\d+$`},
	} {
		limit, _ := strconv.Atoi(regexp.MustCompile(`bytes=(\d+)`).FindStringSubmatch(c.query)[1])
		body, info, err := do(t, c.file, c.query)
		if err != nil {
			t.Errorf("%s?%s: %v", c.file, c.query, err)
			continue
		}
		t.Logf("%s?%s: %d bytes, %dx%d, %s", c.file, c.query, len(body), info.Width, info.Height, info.Fit)
		if !regexp.MustCompile(c.fit).MatchString(info.Fit) {
			t.Errorf("%s?%s: gave up %q, want %s", c.file, c.query, info.Fit, c.fit)
		}
		if len(body) > limit || len(body) < limit/3 && info.Fit != "" {
			t.Errorf("%s?%s: got %d bytes, want at most %d and not much less", c.file, c.query, len(body), limit)
		}
		got, _, err := image.Decode(bytes.NewReader(body))
		if err != nil || got.Bounds().Dx() != info.Width || got.Bounds().Dy() != info.Height {
			t.Errorf("%s?%s: %v, size %v, want %dx%d", c.file, c.query, err, got.Bounds(), info.Width, info.Height)
		}
	}
}

// An image made smaller to fit is the image that is asked for at that size:
// the same part of the source, its transparency too.
func TestFitKeepsThePicture(t *testing.T) {
	for _, c := range []struct{ file, query string }{
		{"samples/landscape.jpg", "w=602&h=334&fit=crop&fm=png"},
		{"samples/glass.png", "w=301&fm=png&fit=scale"},
		{"jpeg/gray.jpg", "w=400&fm=png&fit=scale"},
	} {
		body, info, err := do(t, c.file, c.query+"&bytes=20000")
		if err != nil || info.Fit == "" {
			t.Fatalf("%s: %v, gave up %q", c.file, err, info.Fit)
		}
		query := regexp.MustCompile(`w=\d+(&h=\d+)?`).ReplaceAllString(c.query, "w="+strconv.Itoa(info.Width)+"&h="+strconv.Itoa(info.Height))
		want, _, err := do(t, c.file, query)
		if err != nil {
			t.Fatal(err)
		}
		if d := difference(t, body, want); d > 3 {
			t.Errorf("%s: a mean difference of %.2f from %s, want at most 3", c.file, d, query)
		}
	}
}

// difference is the mean of the samples' absolute differences, alpha included.
func difference(t *testing.T, a, b []byte) float64 {
	t.Helper()
	x, _, errX := image.Decode(bytes.NewReader(a))
	y, _, errY := image.Decode(bytes.NewReader(b))
	if errX != nil || errY != nil || x.Bounds() != y.Bounds() {
		t.Fatalf("%v, %v, or images of different sizes", errX, errY)
	}
	sum, n := 0, 0
	for py := range x.Bounds().Dy() {
		for px := range x.Bounds().Dx() {
			r, g, b, a := x.At(px, py).RGBA()
			r2, g2, b2, a2 := y.At(px, py).RGBA()
			for _, pair := range [][2]uint32{{r, r2}, {g, g2}, {b, b2}, {a, a2}} {
				d := int(pair[0]>>8) - int(pair[1]>>8)
				sum, n = sum+max(d, -d), n+1
			}
		}
	}
	return float64(sum) / float64(n)
}

// What does not fit at any size says so.
func TestFitRefuses(t *testing.T) {
	_, _, err := do(t, "jpeg/icc-p3.jpg", "w=300&cs=origin&bytes=1000")
	if err == nil {
		_, _, err = do(t, "jpeg/icc-table.jpg", "w=300&cs=origin&bytes=1000")
	}
	var e *Error
	if !errors.As(err, &e) || e.Code != CodeDoesNotFit {
		t.Errorf("got %v, want code %s", err, CodeDoesNotFit)
	}
}

// Whenever the time ends, in a decoder, in the resize or in an encoder, it is
// the time that ended the work.
func TestDeadlineAnywhere(t *testing.T) {
	over := errors.New("over")
	const photo, moving = "jpeg/progressive-1600x1067.jpg", "webp/animated-loop-3.webp"
	for _, c := range [][2]string{
		{photo, "w=200"}, {photo, "w=200&fm=webp"}, {photo, "w=200&fm=png"}, {photo, "w=200&bytes=1500"},
		{moving, "w=24&fm=webp"}, {moving, "w=24&fm=webp&lossless=1"}, {moving, "w=24&fm=gif"},
	} {
		b, query := readTestdata(t, c[0]), c[1]
		p, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		ended := false
		for n := 0; !ended; n = n + n/4 + 1 {
			left := n
			lim := DefaultLimits()
			lim.Poll = func() error {
				if left--; left < 0 {
					return over
				}
				return nil
			}
			_, err := Do(&bytes.Buffer{}, bytes.NewReader(b), p, lim)
			ended = err == nil
			var e *Error
			if err != nil && (!errors.As(err, &e) || e.Code != CodeDeadline || !errors.Is(err, over)) {
				t.Errorf("%s after %d polls: got %v, want code %s", query, n, err, CodeDeadline)
			}
		}
	}
}

// Planes that go from a WebP source to a WebP are of limited range on the way. Whatever
// is done in between, they come out with the colors that the same request has as a PNG.
func TestRangeStays(t *testing.T) {
	for _, name := range []string{"webp/exif-orientation-6.webp", "webp/lossy-best.webp", "webp/icc-p3.webp"} {
		src := testfile(t, name)
		for _, query := range []string{"w=90", "w=300", "orient=2", "orient=5&w=90", "orient=8&w=91", "flip=hv", "rot=90&w=90", "rot=30&w=90",
			"w=90&h=40&fit=crop&crop=top", "rect=8,8,60,50", "trim=auto&w=90", "w=90&h=90&fit=fill&fill=blur", "pad=10&w=90",
			"bri=10&w=90", "sat=-100&w=90", "sharp=20&w=90", "mask=ellipse&w=90"} {
			direct, _ := transformBytes(t, src, query+"&fm=png", DefaultLimits())
			coded, _ := transformBytes(t, src, query+"&fm=webp&q=95", DefaultLimits())
			again, _ := transformBytes(t, coded, "fm=png", DefaultLimits())
			want, got := decodePNG(t, direct), decodePNG(t, again)
			if want.Bounds() != got.Bounds() {
				t.Errorf("%s?%s: %v became %v", name, query, want.Bounds(), got.Bounds())
			} else if mean := meanError(want, got); mean > 1.5 {
				t.Errorf("%s?%s: on average %.2f levels from the PNG", name, query, mean)
			}
		}
	}
}

// meanError is the largest of the three channels' mean errors, in levels.
func meanError(a, b image.Image) float64 {
	var sum [3]float64
	n := a.Bounds().Dx() * a.Bounds().Dy()
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r, g, l, _ := a.At(x, y).RGBA()
			u, v, w, _ := b.At(x, y).RGBA()
			for i, d := range [3]float64{float64(u) - float64(r), float64(v) - float64(g), float64(w) - float64(l)} {
				sum[i] += d / 257 / float64(n)
			}
		}
	}
	return max(math.Abs(sum[0]), math.Abs(sum[1]), math.Abs(sum[2]))
}
