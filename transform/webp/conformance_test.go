package webp

import (
	"hash/crc32"
	"testing"

	"tintype/transform/color"
)

// Every architecture and engine makes the same files: this test runs natively,
// with the scalar kernels, and inside wasm, with SIMD. A change of the encoder
// changes the table; the failure says to what.
func TestConformance(t *testing.T) {
	for _, c := range []struct {
		name  string
		img   *color.Image
		o     Options
		bytes int
		crc   uint32
	}{
		{"4:2:0", picture(color.YCbCr, 161, 143, 2, 2, false), Options{}, 2500, 0xa74e4fb9},
		{"low quality", picture(color.YCbCr, 161, 143, 2, 2, false), Options{Quality: 5}, 604, 0x16a101c7},
		{"high quality", picture(color.YCbCr, 161, 143, 2, 2, false), Options{Quality: 100}, 6606, 0x2dc43e43},
		{"least effort", picture(color.YCbCr, 161, 143, 2, 2, false), Options{Effort: 1}, 2496, 0xe0c1d628},
		{"most effort", picture(color.YCbCr, 161, 143, 2, 2, false), Options{Effort: MaxEffort}, 2490, 0xd0270bb0},
		{"fitted", picture(color.YCbCr, 161, 143, 2, 2, false), Options{MaxBytes: 2000}, 1950, 0xc80be8bd},
		{"4:4:4", picture(color.YCbCr, 90, 70, 1, 1, false), Options{}, 1022, 0xf84d1d3c},
		{"grey", picture(color.Gray, 90, 70, 1, 1, false), Options{}, 638, 0x4f5585b7},
		{"RGB", picture(color.RGB, 90, 70, 1, 1, false), Options{}, 718, 0xe3a0d8bc},
		{"alpha", picture(color.RGB, 190, 170, 1, 1, true), Options{}, 6222, 0x7e4a299a},
		{"few alphas", picture(color.RGB, 190, 170, 1, 1, true), Options{AlphaQuality: 30}, 3142, 0x5c52fccc},
	} {
		file := encode(t, c.img, c.o)
		if crc := crc32.ChecksumIEEE(file); len(file) != c.bytes || crc != c.crc {
			t.Errorf("%s: got %d, %#08x, want %d, %#08x", c.name, len(file), crc, c.bytes, c.crc)
		}
	}
}
