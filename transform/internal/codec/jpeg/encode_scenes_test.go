package jpeg

import (
	"bytes"
	"image"
	stdjpeg "image/jpeg"
	"math"
	"math/rand/v2"
	"os/exec"
	"testing"

	"tintype/transform/internal/pixel"
)

// scene draws an image with gradients, edges and texture, in integers.
func scene(m pixel.Model, w, h, subX, subY int) *pixel.Image {
	r := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	img := pixel.New(m, w, h, subX, subY, false)
	for i := range m.Planes() {
		p := &img.Plane[i]
		for y := range p.H {
			row := p.Row(y)
			for x := range row {
				v := 40 + (x*3+y*2)%160
				if (x/13+y/17)%3 == i%3 {
					v = 230 - y*90/p.H
				}
				if (x-p.W/2)*(x-p.W/2)+(y-p.H/3)*(y-p.H/3) < p.W*p.H/9 {
					v = 70 + x*120/p.W + int(r.Uint32N(24))
				}
				row[x] = byte(v)
			}
		}
	}
	return img
}

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

func mustEncode(t testing.TB, img *pixel.Image, o EncodeOptions) []byte {
	t.Helper()
	file, err := Encode(img, o)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
