//go:build !wasm

package jpeg

import (
	"bytes"
	"testing"

	"tintype/transform/internal/pixel"
)

// A progressive file decodes to the very samples of the sequential one.
func TestProgressiveIsSequential(t *testing.T) {
	for _, l := range layouts {
		for _, quality := range []int{5, 50, 85, 100} {
			img := scene(l.model, 150, 131, l.subX, l.subY)
			sequential := mustEncode(t, img, EncodeOptions{Quality: quality})
			progressive := mustEncode(t, img, EncodeOptions{Quality: quality, Progressive: true})
			want, _, _ := planesOf(t, sequential)
			got, _, _ := planesOf(t, progressive)
			for i := range want {
				if p := psnr(&want[i], &got[i]); p != 99 {
					t.Errorf("%s quality %d: plane %d differs by %.1f dB", l.name, quality, i, p)
				}
			}
		}
	}
}

// Chroma of a smooth image is in two bands, whose levels are those of the sequential file.
func TestProgressiveChromaBands(t *testing.T) {
	for _, sub := range []int{1, 2} {
		img := pixel.New(pixel.YCbCr, 1400, 300, sub, sub, false)
		for i := range img.Plane {
			p := &img.Plane[i]
			for y := range p.H {
				for x := range p.Row(y) {
					at := (x + 3*i + y) % 400
					p.Row(y)[x] = byte(20 + min(at, 400-at))
				}
			}
		}
		for y := range 7 { // some blocks have more, one a level at its end
			for x := range 60 {
				img.Plane[1].Row(100 + y)[300+x] += byte(y * x % 90)
				img.Plane[2].Row(140 - y)[(400+x*4)/sub] ^= byte(y * 13)
			}
		}
		for _, quality := range []int{50, 75, 90} {
			sequential := mustEncode(t, img, EncodeOptions{Quality: quality})
			progressive := mustEncode(t, img, EncodeOptions{Quality: quality, Progressive: true})
			if n := bytes.Count(progressive, []byte{0xff, markerSOS, 0, 8}); n != 7 {
				t.Errorf("quality %d, subsampled by %d: %d scans of one component, want 7", quality, sub, n)
			}
			want, _, _ := planesOf(t, sequential)
			got, _, _ := planesOf(t, progressive)
			for i := range want {
				if p := psnr(&want[i], &got[i]); p != 99 {
					t.Errorf("quality %d, subsampled by %d: plane %d differs by %.1f dB", quality, sub, i, p)
				}
			}
			djpegAccepts(t, progressive)
		}
	}
}

// A run of ended blocks longer than its code can count is split: an image
// whose blocks have no AC coefficients at all, and one with a single block
// that has, far down.
func TestProgressiveLongRuns(t *testing.T) {
	img := pixel.New(pixel.Gray, 2048, 1288, 1, 1, false) // 41216 blocks
	for i := range img.Plane[0].Pix {
		img.Plane[0].Pix[i] = 77
	}
	checkFile(t, img, EncodeOptions{Quality: 50, Progressive: true}, 40)
	for i := range 8 {
		img.Plane[0].Row(1200 + i)[1000] = 200
	}
	checkFile(t, img, EncodeOptions{Quality: 90, Progressive: true}, 40)
}
