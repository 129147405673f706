//go:build !wasm

package jpeg

import (
	"bytes"
	"image"
	stdjpeg "image/jpeg"
	"math"

	"os/exec"
	"testing"

	"tintype/transform/internal/pixel"
)

// planesOf decodes a file with the standard library.
func planesOf(t testing.TB, file []byte) (planes []pixel.Plane, w, h int) {
	t.Helper()
	m, err := stdjpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("image/jpeg: %v", err)
	}
	r := m.Bounds()
	w, h = r.Dx(), r.Dy()
	switch m := m.(type) {
	case *image.Gray:
		planes = []pixel.Plane{{Pix: m.Pix, Stride: m.Stride, W: w, H: h}}
	case *image.YCbCr:
		planes = []pixel.Plane{{Pix: m.Y, Stride: m.YStride, W: w, H: h}}
		for _, pix := range [][]byte{m.Cb, m.Cr} {
			cw, ch := m.CStride, len(pix)/max(m.CStride, 1)
			planes = append(planes, pixel.Plane{Pix: pix, Stride: m.CStride, W: cw, H: ch})
		}
	case *image.RGBA: // of a file with Adobe's RGB
		planes = interleaved(m.Pix, m.Stride, 3, w, h, 0)
	case *image.CMYK: // which image/jpeg inverts
		planes = interleaved(m.Pix, m.Stride, 4, w, h, 255)
	default:
		t.Fatalf("image/jpeg: unexpected %T", m)
	}
	return planes, w, h
}

func interleaved(pix []byte, stride, n, w, h int, invert byte) (planes []pixel.Plane) {
	for i := range n {
		p := pixel.NewPlane(w, h)
		for y := range h {
			for x := range w {
				p.Row(y)[x] = pix[y*stride+x*4+i] ^ invert
			}
		}
		planes = append(planes, p)
	}
	return planes
}

// psnr compares the samples of want with those of got, which may be larger.
func psnr(want, got *pixel.Plane) float64 {
	sum := 0
	for y := range want.H {
		for x, v := range want.Row(y) {
			d := int(v) - int(got.Pix[y*got.Stride+x])
			sum += d * d
		}
	}
	if sum == 0 {
		return 99
	}
	return 10 * math.Log10(255*255*float64(want.W*want.H)/float64(sum))
}

// djpegAccepts has libjpeg-turbo decode a file and fails on its warnings.
func djpegAccepts(t *testing.T, file []byte) {
	t.Helper()
	djpeg, err := exec.LookPath("djpeg")
	if err != nil {
		t.Skip("not checked: that libjpeg-turbo reads the files without a warning; djpeg is not installed (Debian: libjpeg-turbo-progs)")
	}
	cmd := exec.Command(djpeg, "-outfile", "/dev/null")
	cmd.Stdin = bytes.NewReader(file)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("djpeg: %v %s", err, out)
	}
}
