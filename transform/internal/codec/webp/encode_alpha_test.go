//go:build !wasm

package webp

import (
	"bytes"
	"image"
	"os/exec"
	"strconv"
	"testing"

	xwebp "golang.org/x/image/webp"

	"tintype/transform/internal/codec/webp/internal/webptest"
	"tintype/transform/internal/codec/webp/vp8"
	"tintype/transform/internal/pixel"
)

// alphaPlanes are planes of every kind that alpha coding tells apart.
func alphaPlanes(w, h int) map[string]pixel.Plane {
	soft := webptest.Picture(pixel.Gray, w, h, 1, 1, true).Alpha
	planes := map[string]pixel.Plane{"soft": soft}
	for name, f := range map[string]func(x, y int) uint8{
		"empty":   func(x, y int) uint8 { return 0 },
		"half":    func(x, y int) uint8 { return 128 },
		"stripes": func(x, y int) uint8 { return uint8(x / 3 % 2 * 255) },
		"levels":  func(x, y int) uint8 { return uint8((x/5 + y/7) % 11 * 20) },
		"slope":   func(x, y int) uint8 { return uint8(x*3 + y*2) },
		"noise":   func(x, y int) uint8 { return uint8(x*x*31 + y*y*17 + x*y*7) },
	} {
		p := pixel.NewPlane(w, h)
		for y := range h {
			for x := range w {
				p.Row(y)[x] = f(x, y)
			}
		}
		planes[name] = p
	}
	return planes
}

// checkAlpha compares the alpha of a file with the plane it was made from; an
// opaque one need not be there.
func checkAlpha(t *testing.T, file []byte, plane *pixel.Plane) {
	t.Helper()
	decoded, err := xwebp.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	got, ok := decoded.(*image.NYCbCrA)
	if !ok {
		if plane.Pix != nil && !isOpaque(plane, nil) {
			t.Fatal("no alpha")
		}
		return
	}
	for y := range plane.H {
		if row := got.A[y*got.AStride:][:plane.W]; !bytes.Equal(row, plane.Row(y)) {
			t.Fatalf("row %d: got %v, want %v", y, row, plane.Row(y))
		}
	}
}

// Alpha comes back exactly from both decoders, whatever its kind and size.
func TestAlpha(t *testing.T) {
	second := exec.Command("dwebp", "-version").Run() == nil
	for _, size := range []struct{ w, h int }{{1, 1}, {2, 3}, {9, 1}, {1, 9}, {33, 17}, {120, 90}} {
		for name, plane := range alphaPlanes(size.w, size.h) {
			t.Run(name+" "+strconv.Itoa(size.w)+"x"+strconv.Itoa(size.h), func(t *testing.T) {
				img := webptest.Picture(pixel.RGB, size.w, size.h, 1, 1, false)
				img.Alpha = plane
				file := encode(t, img, Options{})
				checkAlpha(t, file, &plane)
				if second {
					webptest.Dwebp(t, file)
				}
			})
		}
	}
	if !second {
		webptest.NeedDwebp(t, readAlike)
	}
}

// An alpha plane that hides nothing is not written.
func TestOpaque(t *testing.T) {
	img := webptest.Picture(pixel.RGB, 40, 30, 1, 1, true)
	vp8.Fill(img.Alpha.Pix, 255)
	with := encode(t, img, Options{})
	img.Alpha = pixel.Plane{}
	if !bytes.Equal(with, encode(t, img, Options{})) {
		t.Error("an opaque alpha plane changes the file")
	}
}

// A color profile travels in an extended file.
func TestICC(t *testing.T) {
	img := webptest.Picture(pixel.YCbCr, 40, 30, 2, 2, false)
	icc := []byte("not a profile, but three and forty bytes...")
	file := encode(t, img, Options{ICC: icc})
	if !bytes.Contains(file, append([]byte("ICCP\x2b\x00\x00\x00"), icc...)) {
		t.Error("no ICCP chunk")
	}
	yuv(t, file)
	webptest.NeedDwebp(t, readAlike)
	webptest.Dwebp(t, file)
}

// What nobody sees costs next to nothing, and what is seen does not change for
// it.
func TestHidden(t *testing.T) {
	const w, h = 160, 128
	img := webptest.Picture(pixel.RGB, w, h, 1, 1, true)
	seed := uint32(7)
	for y := range h {
		for x := range w {
			img.Alpha.Row(y)[x] = 255
			if (x-80)*(x-80)+(y-64)*(y-64) > 40*40 {
				img.Alpha.Row(y)[x] = 0
				for i := range 3 {
					seed = seed*1664525 + 1013904223
					img.Plane[i].Row(y)[x] = uint8(seed >> 24)
				}
			}
		}
	}
	file := encode(t, img, Options{Quality: 80})
	if len(file) > 1500 {
		t.Errorf("%d bytes for a disc in hidden noise", len(file))
	}
	want := (&pixel.Image{Model: img.Model, W: w, H: h, SubX: 1, SubY: 1, Plane: img.Plane}).Convert(pixel.YCbCr, 1, 1)
	got := yuv(t, file)
	sum, n := 0, 0
	for y := range h {
		for x, a := range img.Alpha.Row(y) {
			if a != 0 {
				d := int(got.Y[y*got.YStride+x]) - (int(want.Plane[0].Row(y)[x])*219/255 + 16)
				sum += d * d
				n++
			}
		}
	}
	if mse := sum / n; mse > 10 {
		t.Errorf("mean square error %d where alpha is 255", mse)
	}
}
