package webp

import (
	"testing"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/webp/internal/webptest"
	"tintype/transform/internal/pixel"
)

// Better looks take more bytes, whatever planes an image has.
func TestQualityByLooks(t *testing.T) {
	for _, model := range []pixel.Model{pixel.RGB, pixel.YCbCr, pixel.Gray} {
		last := 0
		for _, looks := range []int{50, 75, 90} {
			sub := 1
			if model == pixel.YCbCr {
				sub = 2
			}
			img := webptest.Picture(model, 200, 150, sub, sub, false)
			body, quality, err := encodeOutput(img, &codec.Output{Quality: 95, Looks: looks})
			if err != nil || len(body) < last || quality > 95 {
				t.Errorf("%v, looks %d: %d bytes after %d, quality %d, %v", model, looks, len(body), last, quality, err)
			}
			if model != pixel.Gray && len(body) == last {
				t.Errorf("%v, looks %d: as many bytes as for less", model, looks)
			}
			last = len(body)
		}
	}
}
