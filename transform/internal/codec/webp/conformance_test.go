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
		{"4:2:0", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{}, 2438, 0x9e0ca084},
		{"low quality", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{Quality: 5}, 610, 0xe5c79dd6},
		{"high quality", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{Quality: 100}, 6450, 0x195f125f},
		{"least effort", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{Effort: 1}, 2426, 0x5da937bb},
		{"most effort", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{Effort: MaxEffort}, 2412, 0x894b5a03},
		{"fitted", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{MaxBytes: 2000}, 1912, 0x605b8ec4},
		{"4:4:4", webptest.Picture(pixel.YCbCr, 90, 70, 1, 1, false), Options{}, 1032, 0xec8ebb3a},
		{"gray", webptest.Picture(pixel.Gray, 90, 70, 1, 1, false), Options{}, 634, 0x91cea60e},
		{"RGB", webptest.Picture(pixel.RGB, 90, 70, 1, 1, false), Options{}, 706, 0x8be1a8db},
		{"alpha", webptest.Picture(pixel.RGB, 190, 170, 1, 1, true), Options{}, 6130, 0xde02708c},
	} {
		file := encode(t, c.img, c.o)
		if crc := crc32.ChecksumIEEE(file); len(file) != c.bytes || crc != c.crc {
			t.Errorf("%s: got %d, %#08x, want %d, %#08x", c.name, len(file), crc, c.bytes, c.crc)
		}
	}
}
