//go:build !wasm

package webp

import (
	"strconv"
	"testing"

	"tintype/transform/internal/codec/webp/internal/webptest"
	"tintype/transform/internal/pixel"
)

// BenchmarkEncode codes a generated picture of 720 by 588 pixels at every
// effort, and reports bytes beside time.
func BenchmarkEncode(b *testing.B) {
	img := webptest.Picture(pixel.YCbCr, 720, 588, 2, 2, false)
	for effort := 1; effort <= MaxEffort; effort++ {
		b.Run("effort="+strconv.Itoa(effort), func(b *testing.B) {
			size := 0
			for b.Loop() {
				size = len(encode(b, img, Options{Quality: 80, Effort: effort}))
			}
			b.ReportMetric(float64(size), "file-bytes")
		})
	}
}

// BenchmarkAlpha codes an alpha plane of many values.
func BenchmarkAlpha(b *testing.B) {
	plane := webptest.Picture(pixel.Gray, 720, 540, 1, 1, true).Alpha
	for b.Loop() {
		encodeAlpha(&plane, nil)
	}
}
