//go:build !wasm

package webp

import (
	"bytes"
	"errors"
	"image"
	"testing"

	xwebp "golang.org/x/image/webp"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/webp/internal/webptest"
	"tintype/transform/internal/pixel"
)

// Gray and RGB pictures, with and without alpha and a profile, come back exactly
// where they can be seen, and are files that webpinfo accepts.
func TestLossless(t *testing.T) {
	for _, model := range []pixel.Model{pixel.Gray, pixel.RGB} {
		for _, alpha := range []bool{false, true} {
			for _, icc := range [][]byte{nil, []byte("a profile")} {
				img := webptest.Picture(model, 77, 53, 1, 1, alpha)
				if alpha {
					clear(img.Alpha.Row(9))
				}
				file := encode(t, img, Options{Lossless: true, ICC: icc})
				got, err := xwebp.Decode(bytes.NewReader(file))
				if err != nil {
					t.Fatal(err)
				}
				sameNRGBA(t, got.(*image.NRGBA), img)
				if bytes.Contains(file, []byte("ICCP")) != (icc != nil) {
					t.Errorf("%v: a profile is missing or out of nowhere", model)
				}
			}
		}
	}
	img := webptest.Picture(pixel.RGB, 77, 53, 1, 1, true)
	file := encode(t, img, Options{Lossless: true, ICC: []byte("a profile")})
	webptest.NeedDwebp(t, readAlike)
	webptest.Dwebp(t, file)
}

func sameNRGBA(t *testing.T, got *image.NRGBA, img *pixel.Image) {
	t.Helper()
	last := img.Model.Planes() - 1
	for y := range img.H {
		for x := range img.W {
			want := [4]uint8{img.Plane[0].Row(y)[x], img.Plane[last/2].Row(y)[x], img.Plane[last].Row(y)[x], 255}
			if img.HasAlpha() {
				want[3] = img.Alpha.Row(y)[x]
			}
			if p := [4]uint8(got.Pix[y*got.Stride+4*x:]); p != want && p[3]|want[3] != 0 {
				t.Fatalf("pixel %d,%d: got %v, want %v", x, y, p, want)
			}
		}
	}
}

// What lossless files cannot hold is refused with an error of its kind.
func TestLosslessRefuses(t *testing.T) {
	var unsupported codec.UnsupportedError
	if _, err := EncodeLossless(webptest.Picture(pixel.YCbCr, 8, 8, 2, 2, false), Options{}); !errors.As(err, &unsupported) {
		t.Errorf("YCbCr: got %v", err)
	}
	img := webptest.Picture(pixel.RGB, 60, 40, 1, 1, false)
	size := len(encode(t, img, Options{Lossless: true}))
	var tooLarge *codec.SizeError
	if _, err := EncodeLossless(img, Options{MaxBytes: size - 1}); !errors.As(err, &tooLarge) || tooLarge.Bytes != size {
		t.Errorf("%d bytes where %d are allowed: got %v", size, size-1, err)
	}
	if _, err := EncodeLossless(img, Options{MaxBytes: size}); err != nil {
		t.Errorf("%d bytes where as many are allowed: got %v", size, err)
	}
}
