//go:build !wasm

package jpeg

import (
	"testing"

	"tintype/transform/internal/pixel"
)

// Whatever the samples, the file decodes to an image of the same size, and the
// progressive one to the same samples.
func FuzzEncode(f *testing.F) {
	f.Add(uint8(0), uint8(10), uint8(3), uint8(80), []byte{0, 255, 3})
	f.Add(uint8(4), uint8(33), uint8(17), uint8(100), []byte{255, 255, 255, 0, 0, 0, 128})
	f.Add(uint8(6), uint8(1), uint8(1), uint8(1), []byte{})
	f.Fuzz(func(t *testing.T, layout, w, h, quality uint8, samples []byte) {
		l := layouts[int(layout)%len(layouts)]
		img := pixel.New(l.model, int(w)%70+1, int(h)%70+1, l.subX, l.subY, false)
		for i := range l.model.Planes() {
			for j := range img.Plane[i].Pix {
				if len(samples) > 0 {
					img.Plane[i].Pix[j] = samples[(j*(i+1)+j/64)%len(samples)]
				}
			}
		}
		o := EncodeOptions{Quality: int(quality)%100 + 1}
		want, ww, wh := planesOf(t, mustEncode(t, img, o))
		if ww != img.W || wh != img.H {
			t.Fatalf("%dx%d came back as %dx%d", img.W, img.H, ww, wh)
		}
		o.Progressive = true
		got, _, _ := planesOf(t, mustEncode(t, img, o))
		for i := range want {
			if psnr(&want[i], &got[i]) != 99 {
				t.Fatalf("plane %d of the progressive file differs", i)
			}
		}
	})
}
