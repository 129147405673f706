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
		{"4:2:0", picture(color.YCbCr, 161, 143, 2, 2, false), Options{}, 2520, 0x37173e6b},
		{"low quality", picture(color.YCbCr, 161, 143, 2, 2, false), Options{Quality: 5}, 628, 0x5b600e39},
		{"high quality", picture(color.YCbCr, 161, 143, 2, 2, false), Options{Quality: 100}, 6772, 0x5865081b},
		{"least effort", picture(color.YCbCr, 161, 143, 2, 2, false), Options{Effort: 1}, 2510, 0xce8b6c90},
		{"most effort", picture(color.YCbCr, 161, 143, 2, 2, false), Options{Effort: MaxEffort}, 2490, 0xd0270bb0},
		{"fitted", picture(color.YCbCr, 161, 143, 2, 2, false), Options{MaxBytes: 2000}, 1982, 0x3cd00373},
		{"4:4:4", picture(color.YCbCr, 90, 70, 1, 1, false), Options{}, 1042, 0x129934ff},
		{"grey", picture(color.Gray, 90, 70, 1, 1, false), Options{}, 636, 0x4fdc0b7d},
		{"RGB", picture(color.RGB, 90, 70, 1, 1, false), Options{}, 726, 0x3a913588},
		{"alpha", picture(color.RGB, 190, 170, 1, 1, true), Options{}, 6262, 0x853bbbe9},
	} {
		file := encode(t, c.img, c.o)
		if crc := crc32.ChecksumIEEE(file); len(file) != c.bytes || crc != c.crc {
			t.Errorf("%s: got %d, %#08x, want %d, %#08x", c.name, len(file), crc, c.bytes, c.crc)
		}
	}
}
