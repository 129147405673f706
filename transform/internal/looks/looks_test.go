package looks_test

import (
	"testing"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/avif"
	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/codec/webp"
	"tintype/transform/internal/looks"
	"tintype/transform/internal/pixel"
)

var formats = []*codec.Format{&jpeg.Format, &webp.Format, &avif.Format}

// picture has smooth and busy parts.
func picture(w, h int) *pixel.Image {
	img := pixel.New(pixel.RGB, w, h, 1, 1, false)
	seed := uint32(1)
	for y := range h {
		for x := range w {
			seed = seed*1664525 + 1013904223
			noise := int(seed>>24) % (1 + x*60/w)
			img.Plane[0].Row(y)[x] = uint8(min(40+x*90/w+y*60/h+noise, 255))
			img.Plane[1].Row(y)[x] = uint8(min(60+y*120/h+noise, 255))
			img.Plane[2].Row(y)[x] = uint8(min(200-x*120/w+noise/2, 255))
		}
	}
	return img
}

// A higher score asks for no less quality, in every format, for every model.
func TestFor(t *testing.T) {
	rgb := picture(333, 217)
	limited := rgb.Convert(pixel.YCbCr, 2, 2)
	for _, img := range []*pixel.Image{rgb, rgb.Convert(pixel.YCbCr, 1, 1), rgb.Convert(pixel.YCbCr, 2, 2), rgb.Convert(pixel.Gray, 1, 1), limited} {
		s := looks.NewSample(img)
		for _, f := range formats {
			last := 0
			for score := 20; score <= 95; score += 5 {
				q := f.Looks.For(s, score)
				if q < max(last, looks.Least) || q > looks.Most {
					t.Errorf("%s, %v, score %d: got quality %d after %d", f.Name, img.Model, score, q, last)
				}
				last = q
			}
		}
	}
}

// The model and the sampling of an image hardly matter, nor does its range.
func TestSampleOfModels(t *testing.T) {
	rgb := picture(320, 240)
	want := looks.NewSample(rgb)
	limited := rgb.Convert(pixel.YCbCr, 2, 2)
	for i := range 3 {
		span, low := 219, 16
		if i > 0 {
			span = 224
		}
		for k, v := range limited.Plane[i].Pix {
			limited.Plane[i].Pix[k] = uint8(low + int(v)*span/255)
		}
	}
	limited.Coding.Limited = true
	for name, img := range map[string]*pixel.Image{"4:2:0": rgb.Convert(pixel.YCbCr, 2, 2), "4:2:2": rgb.Convert(pixel.YCbCr, 2, 1), "4:4:4": rgb.Convert(pixel.YCbCr, 1, 1), "limited range": limited} {
		s := looks.NewSample(img)
		for _, f := range formats {
			for _, q := range []int{30, 60, 90} {
				a, b := want.Distance(f.Looks, q), s.Distance(f.Looks, q)
				if d := a - b; 12*max(d, -d) > a {
					t.Errorf("%s, %s, q %d: got %d, for RGB %d", name, f.Name, q, b, a)
				}
			}
		}
	}
}

// Files of more quality are nearer to their image, and what is not there has the quality
// of most photographs.
func TestDistance(t *testing.T) {
	s := looks.NewSample(picture(200, 300))
	for _, f := range formats {
		last := 1 << 62
		for q := 10; q <= 95; q += 5 {
			d := s.Distance(f.Looks, q)
			if d > last || d < 0 {
				t.Errorf("%s, q %d: got %d after %d", f.Name, q, d, last)
			}
			last = d
		}
		if got, want := f.Looks.For(nil, 75), f.Looks.As(looks.Usual(75)); got != want {
			t.Errorf("%s: without an image: got %d, want %d", f.Name, got, want)
		}
	}
	for _, img := range []*pixel.Image{nil, picture(15, 400), picture(400, 15), pixel.New(pixel.CMYK, 64, 64, 1, 1, false)} {
		if looks.NewSample(img) != nil {
			t.Errorf("%v: got a sample", img)
		}
	}
}

// A quality of JPEG has one that looks like it in every format, which grows with it, is
// near it in scale and leads back.
func TestAs(t *testing.T) {
	s := looks.NewSample(picture(320, 240))
	for _, f := range formats {
		last, lastLike := 0, 0
		for q := 1; q <= 100; q++ {
			as := f.Looks.As(q)
			if as < max(last, 1) || as > 100 || q >= 30 && (as < q-35 || as > q+10) {
				t.Errorf("%s, q %d: got %d after %d", f.Name, q, as, last)
			}
			if back := f.Looks.As(f.Looks.JPEG(as)); back != as && q > 10 && f.Looks.As(f.Looks.JPEG(as)-1) >= as {
				t.Errorf("%s, quality %d: got %d of JPEG, which is %d", f.Name, as, f.Looks.JPEG(as), back)
			}
			last = as
			like := f.Looks.Like(s, jpeg.Format.Looks, q)
			if like < lastLike-1 || like < 1 || like > 100 || like > as+20 || like < as-20 {
				t.Errorf("%s, q %d: an image gets %d after %d, most %d", f.Name, q, like, lastLike, as)
			}
			lastLike = like
		}
		if f.Looks.As(100) != 100 {
			t.Errorf("%s: at 100 got %d", f.Name, f.Looks.As(100))
		}
	}
	for q := 1; q <= 100; q++ {
		if got := jpeg.Format.Looks.As(q); got != q {
			t.Errorf("JPEG, q %d: got %d", q, got)
		}
	}
	if u := looks.Usual(75); u < 65 || u > 82 {
		t.Errorf("a score of 75: got q %d", u)
	}
}
