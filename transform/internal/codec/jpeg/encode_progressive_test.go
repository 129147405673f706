//go:build !wasm

package jpeg

import (
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
