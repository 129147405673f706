// Package webptest has what the tests of WebP's packages share.
package webptest

import (
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"tintype/transform/internal/pixel"
)

// picture draws something with smooth areas, edges and texture.
func Picture(m pixel.Model, w, h, subX, subY int, alpha bool) *pixel.Image {
	img := pixel.New(m, w, h, subX, subY, alpha)
	seed := uint32(1)
	noise := func(n int) int {
		seed = seed*1664525 + 1013904223
		return int(seed>>16) % n
	}
	planes := img.Plane[:m.Planes()]
	if alpha {
		planes = append(planes[:len(planes):len(planes)], img.Alpha)
	}
	for i := range planes {
		p := &planes[i]
		for y := range p.H {
			row := p.Row(y)
			for x := range row {
				// Positions in 256ths of the plane, so that all sizes look alike.
				u, v := x*256/p.W, y*256/p.H
				s := (u*(3-i) + v*(1+i)) / 4
				if (u-128)*(u-128)+(v-128)*(v-128) < 60*60 {
					s = 230 - u/2
				}
				if u > 160 && v > 160 {
					s += noise(60) - 30
				}
				row[x] = uint8(min(max(s, 0), 255))
			}
		}
	}
	return img
}

// dwebp decodes with libwebp's program, the second judge, and checks the file
// with webpinfo. It returns the YUV planes of dwebp.
func Dwebp(t testing.TB, file []byte, flags ...string) []byte {
	t.Helper()
	in, out := filepath.Join(t.TempDir(), "x.webp"), filepath.Join(t.TempDir(), "x.yuv")
	if err := os.WriteFile(in, file, 0o644); err != nil {
		t.Fatal(err)
	}
	if msg, err := exec.Command("dwebp", append(flags, "-yuv", in, "-o", out)...).CombinedOutput(); err != nil {
		t.Fatalf("dwebp: %v\n%s", err, msg)
	}
	if msg, err := exec.Command("webpinfo", "-diag", in).CombinedOutput(); err != nil {
		t.Fatalf("webpinfo: %v\n%s", err, msg)
	}
	planes, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return planes
}

// needDwebp skips the rest of a test, which is about what, where there is no libwebp.
func NeedDwebp(t testing.TB, what string) {
	t.Helper()
	for _, name := range []string{"dwebp", "webpinfo"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip("not checked: " + what + "; " + name + " is not installed (Debian: webp)")
		}
	}
}

// packed lays the planes of a decoded picture out as dwebp -yuv does.
func Packed(img *image.YCbCr) []byte {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	var out []byte
	for y := range h {
		out = append(out, img.Y[y*img.YStride:][:w]...)
	}
	for _, p := range [][]uint8{img.Cb, img.Cr} {
		for y := range (h + 1) / 2 {
			out = append(out, p[y*img.CStride:][:(w+1)/2]...)
		}
	}
	return out
}
