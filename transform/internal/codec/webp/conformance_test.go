package webp

import (
	"hash/crc32"
	"testing"

	"tintype/transform/internal/codec/webp/internal/webptest"
	"tintype/transform/internal/pixel"
)

// Every architecture and engine makes the same files: this test runs natively,
// with the scalar kernels, and inside wasm, with SIMD. A change of the encoder
// changes the table; the failure says to what.
func TestConformance(t *testing.T) {
	for _, c := range []struct {
		name  string
		img   *pixel.Image
		o     Options
		bytes int
		crc   uint32
	}{
		{"4:2:0", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{}, 2334, 0xd88f0d47},
		{"low quality", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{Quality: 5}, 608, 0xd4e4ee7a},
		{"high quality", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{Quality: 100}, 6450, 0x0d3ae30a},
		{"least effort", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{Effort: 1}, 2364, 0x9895d476},
		{"most effort", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{Effort: MaxEffort}, 2310, 0x8a377e05},
		{"fitted", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{MaxBytes: 2000}, 1928, 0x91583c54},
		{"4:4:4", webptest.Picture(pixel.YCbCr, 90, 70, 1, 1, false), Options{}, 974, 0xb833824d},
		{"grey", webptest.Picture(pixel.Gray, 90, 70, 1, 1, false), Options{}, 632, 0xb84807f6},
		{"RGB", webptest.Picture(pixel.RGB, 90, 70, 1, 1, false), Options{}, 686, 0x89e69bf2},
		{"alpha", webptest.Picture(pixel.RGB, 190, 170, 1, 1, true), Options{}, 6078, 0xeb02ca42},
	} {
		file := encode(t, c.img, c.o)
		if crc := crc32.ChecksumIEEE(file); len(file) != c.bytes || crc != c.crc {
			t.Errorf("%s: got %d, %#08x, want %d, %#08x", c.name, len(file), crc, c.bytes, c.crc)
		}
	}
}
