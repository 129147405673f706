//go:build !wasm

package pixel

import "testing"

func benchmark(b *testing.B, f func()) {
	b.SetBytes(720 * 588)
	for b.Loop() {
		f()
	}
}

// Benchmarks of an image 720 wide, as it goes from the resizer to an encoder;
// MB/s are megapixels a second.
func BenchmarkConvert(b *testing.B) {
	ycc, rgb := wavy(YCbCr, 720, 588, 2, 2), wavy(RGB, 720, 588, 1, 1)
	b.Run("420 to RGB", func(b *testing.B) { benchmark(b, func() { ycc.Convert(RGB, 1, 1) }) })
	b.Run("RGB to 420", func(b *testing.B) { benchmark(b, func() { rgb.Convert(YCbCr, 2, 2) }) })
}

func BenchmarkOrient(b *testing.B) {
	ycc := wavy(YCbCr, 720, 588, 2, 2)
	b.Run("3", func(b *testing.B) { benchmark(b, func() { Orient(ycc, 3) }) })
	b.Run("6", func(b *testing.B) { benchmark(b, func() { Orient(ycc, 6) }) })
}

func BenchmarkAlpha(b *testing.B) {
	m := wavy(RGB, 720, 588, 1, 1)
	m.Alpha = wavy(Gray, 720, 588, 1, 1).Plane[0]
	band := Band{Plane: m.Plane, Alpha: m.Alpha}
	b.Run("premultiply", func(b *testing.B) { benchmark(b, func() { PremultiplyBand(&band, 3) }) })
	b.Run("unpremultiply", func(b *testing.B) { benchmark(b, func() { Unpremultiply(m) }) })
	b.Run("flatten", func(b *testing.B) { benchmark(b, func() { m.Flatten([3]byte{255, 255, 255}) }) })
}

func BenchmarkSplit(b *testing.B) {
	var rows [4][]byte
	for i := range rows {
		rows[i] = make([]byte, 720*588)
	}
	pixels := make([]byte, 4*720*588)
	b.Run("RGB", func(b *testing.B) { benchmark(b, func() { Split(rows[:3], pixels) }) })
	b.Run("RGBA", func(b *testing.B) { benchmark(b, func() { Split(rows[:4], pixels) }) })
	b.Run("join RGB", func(b *testing.B) { benchmark(b, func() { Join(pixels, rows[:3]) }) })
	b.Run("join RGBA", func(b *testing.B) { benchmark(b, func() { Join(pixels, rows[:4]) }) })
}
