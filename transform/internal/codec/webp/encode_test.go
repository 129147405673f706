//go:build !wasm

package webp

import (
	"bytes"
	"errors"
	"image"
	"math"
	"os/exec"
	"strconv"
	"testing"

	xwebp "golang.org/x/image/webp"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/webp/internal/webptest"
	"tintype/transform/internal/codec/webp/vp8"
	"tintype/transform/internal/pixel"
)

// yuv decodes a lossy file with golang.org/x/image.
func yuv(t testing.TB, file []byte) *image.YCbCr {
	t.Helper()
	img, err := xwebp.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	switch img := img.(type) {
	case *image.YCbCr:
		return img
	case *image.NYCbCrA:
		return &img.YCbCr
	}
	t.Fatalf("decoded to %T", img)
	return nil
}

// psnr compares the decoded planes with what the encoder was given, weighting
// each plane with its samples.
func psnr(img *pixel.Image, got *image.YCbCr) float64 {
	img = img.Convert(pixel.YCbCr, 2, 2)
	sum, n := 0.0, 0.0
	for i, p := range [3][]uint8{got.Y, got.Cb, got.Cr} {
		scale, offset, stride := 219, 16*255, got.YStride
		if i > 0 {
			scale, offset, stride = 224, 128*(255-224), got.CStride
		}
		for y := range img.Plane[i].H {
			for x, v := range img.Plane[i].Row(y) {
				d := float64((int(v)*scale+offset+127)/255) - float64(p[y*stride+x])
				sum += d * d
				n++
			}
		}
	}
	return 10 * math.Log10(255*255*n/max(sum, 1e-9))
}

// readAlike is what dwebp is needed for by most tests.
const readAlike = "that libwebp reads the files as golang.org/x/image does"

var sizes = []struct{ w, h int }{
	{1, 1}, {1, 2}, {2, 1}, {1, 17}, {17, 1}, {15, 15}, {16, 16}, {17, 17}, {31, 33},
	{48, 64}, {100, 3}, {3, 100}, {129, 65}, {255, 257},
}

// Every size decodes in both decoders to the same samples, close to the source.
func TestSizes(t *testing.T) {
	second := exec.Command("dwebp", "-version").Run() == nil
	for _, s := range sizes {
		t.Run(strconv.Itoa(s.w)+"x"+strconv.Itoa(s.h), func(t *testing.T) {
			img := webptest.Picture(pixel.YCbCr, s.w, s.h, 2, 2, false)
			file := encode(t, img, Options{Quality: 90})
			got := yuv(t, file)
			if got.Rect.Dx() != s.w || got.Rect.Dy() != s.h {
				t.Fatalf("decoded to %v", got.Rect)
			}
			if q := psnr(img, got); q < 33 {
				t.Errorf("PSNR %.1f dB", q)
			}
			if second && !bytes.Equal(webptest.Dwebp(t, file), webptest.Packed(got)) {
				t.Error("x/image and dwebp decode to different samples")
			}
		})
	}
	if !second {
		webptest.NeedDwebp(t, readAlike)
	}
}

// A point of the curve of PSNR over bytes.
type point struct {
	q     int
	psnr  float64
	bytes int
}

// Quality follows q, and bytes too.
func TestQuality(t *testing.T) {
	img := webptest.Picture(pixel.YCbCr, 256, 192, 2, 2, false)
	var curve []point
	for q := 1; q <= 100; q++ {
		file := encode(t, img, Options{Quality: q})
		curve = append(curve, point{q, psnr(img, yuv(t, file)), len(file)})
	}
	for _, want := range []point{
		{1, 31.9, 760}, {10, 32.5, 970}, {25, 33.3, 1460}, {50, 36.4, 2810}, {75, 40.1, 4050},
		{80, 41.3, 4480}, {90, 46.2, 7260}, {95, 49.25, 9160}, {100, 52.4, 11540},
	} {
		if got := curve[want.q-1]; got.psnr < want.psnr || got.bytes > want.bytes {
			t.Errorf("q %d: %.2f dB in %d bytes, want at least %.2f in at most %d", want.q, got.psnr, got.bytes, want.psnr, want.bytes)
		}
	}
	// Whatever q has come to mean, so many decibels take no more bytes than when q meant these.
	for _, want := range []point{
		{1, 31.9, 780}, {10, 32.4, 980}, {25, 33.2, 1400}, {50, 36.1, 2700}, {75, 39.8, 4000},
		{80, 41.0, 4450}, {90, 46.0, 7250}, {95, 48.9, 9120}, {100, 52.3, 11540},
	} {
		if got := bytesAt(curve, want.psnr); got > want.bytes {
			t.Errorf("%.1f dB: got %d bytes, want at most %d", want.psnr, got, want.bytes)
		}
	}
}

// bytesAt returns how many bytes a curve, which rises, has at a PSNR.
func bytesAt(curve []point, psnr float64) int {
	for i, p := range curve {
		switch {
		case p.psnr < psnr:
			continue
		case i == 0:
			return p.bytes
		}
		before := curve[i-1]
		return before.bytes + int(float64(p.bytes-before.bytes)*(psnr-before.psnr)/(p.psnr-before.psnr))
	}
	return math.MaxInt
}

// Every color model and subsampling ends up as the same picture.
func TestModels(t *testing.T) {
	for _, c := range []struct {
		name       string
		model      pixel.Model
		subX, subY int
	}{
		{"gray", pixel.Gray, 1, 1},
		{"4:2:0", pixel.YCbCr, 2, 2},
		{"4:2:2", pixel.YCbCr, 2, 1},
		{"4:4:0", pixel.YCbCr, 1, 2},
		{"4:4:4", pixel.YCbCr, 1, 1},
		{"RGB", pixel.RGB, 1, 1},
	} {
		for _, size := range []struct{ w, h int }{{1, 1}, {45, 37}, {96, 80}} {
			img := webptest.Picture(c.model, size.w, size.h, c.subX, c.subY, false)
			got := yuv(t, encode(t, img, Options{Quality: 95}))
			if q := psnr(img, got); q < 35 {
				t.Errorf("%s %dx%d: PSNR %.1f dB", c.name, size.w, size.h, q)
			}
		}
	}
}

// What cannot be encoded is refused by kind.
func TestErrors(t *testing.T) {
	var unsupported codec.UnsupportedError
	var option OptionError
	for _, c := range []struct {
		img  *pixel.Image
		o    Options
		kind any
	}{
		{pixel.New(pixel.CMYK, 8, 8, 1, 1, false), Options{}, &unsupported},
		{&pixel.Image{Model: pixel.Gray}, Options{}, &unsupported},
		{&pixel.Image{Model: pixel.Gray, W: MaxSide + 1, H: 1}, Options{}, &unsupported},
		{pixel.New(pixel.Gray, 8, 8, 1, 1, false), Options{Quality: 101}, &option},
		{pixel.New(pixel.Gray, 8, 8, 1, 1, false), Options{Quality: -1}, &option},
		{pixel.New(pixel.Gray, 8, 8, 1, 1, false), Options{Effort: MaxEffort + 1}, &option},
		{pixel.New(pixel.Gray, 8, 8, 1, 1, false), Options{MaxBytes: -1}, &option},
	} {
		if _, err := Encode(c.img, c.o); !errors.As(err, c.kind) {
			t.Errorf("got %v, want a %T", err, c.kind)
		}
	}
}

// An error of Poll ends the work and comes back.
func TestPoll(t *testing.T) {
	img := webptest.Picture(pixel.Gray, 640, 480, 1, 1, false)
	stop := errors.New("deadline")
	for _, after := range []int{0, 1, 3, 4, 7} {
		n := 0
		_, err := Encode(img, Options{Poll: func() error {
			if n++; n > after {
				return stop
			}
			return nil
		}})
		if err != stop {
			t.Errorf("after %d polls: got %v", after, err)
		}
	}
}

// A limit is kept at about the best quality that fits, which is told, or refused
// with the size at the lowest quality allowed.
func TestMaxBytes(t *testing.T) {
	img := webptest.Picture(pixel.YCbCr, 256, 192, 2, 2, false)
	free := len(encode(t, img, Options{Quality: 90}))
	for _, share := range []int{100, 99, 75, 50, 20} {
		limit := free * share / 100
		file, quality, err := EncodeToFit(img, Options{Quality: 90, MaxBytes: limit}, 5)
		if err != nil {
			t.Fatal(err)
		}
		if len(file) > limit || len(file) < limit*85/100 {
			t.Errorf("%d bytes for a limit of %d", len(file), limit)
		}
		effort := vp8.FitEffort
		if quality == 90 {
			effort = DefaultEffort
		}
		if !bytes.Equal(file, encode(t, img, Options{Quality: quality, Effort: effort})) {
			t.Errorf("%d bytes: the file has not quality %d", limit, quality)
		}
	}
	lowest := len(encode(t, img, Options{Quality: 40, Effort: vp8.FitEffort}))
	var size *codec.SizeError
	if _, _, err := EncodeToFit(img, Options{Quality: 90, MaxBytes: lowest - 2}, 40); !errors.As(err, &size) || size.Bytes != lowest {
		t.Errorf("got %v, want a SizeError of %d", err, lowest)
	}
	if _, quality, err := EncodeToFit(img, Options{Quality: 90, MaxBytes: lowest}, 40); err != nil || quality != 40 {
		t.Errorf("%d bytes: got quality %d, %v, want 40", lowest, quality, err)
	}
}

// Any picture encodes to a file that decodes to its size, its alpha exactly.
func FuzzEncode(f *testing.F) {
	f.Add(uint16(1), uint16(1), uint8(80), uint8(0), []byte{0})
	f.Add(uint16(40), uint16(33), uint8(100), uint8(1), []byte("any samples will do, repeated over the planes"))
	f.Add(uint16(70), uint16(60), uint8(50), uint8(17), []byte("more than sixteen values of alpha, too"))
	f.Add(uint16(17), uint16(64), uint8(1), uint8(2), []byte{0, 255})
	f.Fuzz(func(t *testing.T, w, h uint16, quality, kind uint8, samples []byte) {
		img := pixel.New([]pixel.Model{pixel.YCbCr, pixel.RGB, pixel.Gray}[kind%3], int(w%80)+1, int(h%80)+1, int(kind>>2&1)+1, int(kind>>3&1)+1, kind>>4&1 != 0)
		at := 0
		if img.HasAlpha() {
			for i := range img.Alpha.Pix {
				if len(samples) > 0 {
					img.Alpha.Pix[i] = samples[len(samples)-1-i%len(samples)]
				}
			}
		}
		for i := range img.Model.Planes() {
			for y := range img.Plane[i].H {
				row := img.Plane[i].Row(y)
				for x := range row {
					if len(samples) > 0 {
						row[x] = samples[at%len(samples)]
						at++
					}
				}
			}
		}
		file := encode(t, img, Options{Quality: int(quality%100) + 1, Effort: int(kind>>5)%MaxEffort + 1})
		checkAlpha(t, file, &img.Alpha)
		got := yuv(t, file)
		if got.Rect.Dx() != img.W || got.Rect.Dy() != img.H {
			t.Fatalf("%dx%d decoded to %v", img.W, img.H, got.Rect)
		}
	})
}
