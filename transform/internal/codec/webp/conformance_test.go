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
		{"4:2:0", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{}, 2520, 0x6a3f64fc},
		{"low quality", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{Quality: 5}, 630, 0x5c733125},
		{"high quality", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{Quality: 100}, 6778, 0xdf5f6ef6},
		{"least effort", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{Effort: 1}, 2512, 0x92459394},
		{"most effort", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{Effort: MaxEffort}, 2496, 0xeda36235},
		{"fitted", webptest.Picture(pixel.YCbCr, 161, 143, 2, 2, false), Options{MaxBytes: 2000}, 1984, 0x9d112323},
		{"4:4:4", webptest.Picture(pixel.YCbCr, 90, 70, 1, 1, false), Options{}, 1042, 0x0f6983be},
		{"grey", webptest.Picture(pixel.Gray, 90, 70, 1, 1, false), Options{}, 636, 0x4fdc0b7d},
		{"RGB", webptest.Picture(pixel.RGB, 90, 70, 1, 1, false), Options{}, 726, 0x3a913588},
		{"alpha", webptest.Picture(pixel.RGB, 190, 170, 1, 1, true), Options{}, 6304, 0x3e76c4a8},
	} {
		file := encode(t, c.img, c.o)
		if crc := crc32.ChecksumIEEE(file); len(file) != c.bytes || crc != c.crc {
			t.Errorf("%s: got %d, %#08x, want %d, %#08x", c.name, len(file), crc, c.bytes, c.crc)
		}
	}
}
