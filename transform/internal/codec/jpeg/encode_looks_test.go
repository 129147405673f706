package jpeg

import (
	"math"
	"testing"

	"tintype/transform/internal/pixel"
)

// A higher score asks for no less quality, and an image without a whole MCU has none.
func TestQualityFor(t *testing.T) {
	for _, model := range []Model{ModelJPEG, ModelWebP} {
		for _, img := range []*pixel.Image{scene(pixel.YCbCr, 333, 217, 2, 2), scene(pixel.Gray, 90, 61, 1, 1), scene(pixel.YCbCr, 640, 480, 1, 1)} {
			last := 0
			for _, score := range []int{10, 50, 65, 75, 85, 100} {
				q := QualityFor(img, score, model)
				if q < max(last, looksLeast) || q > looksMost {
					t.Errorf("%v, score %d: quality %d after %d", img.Model, score, q, last)
				}
				last = q
			}
			if last < 90 {
				t.Errorf("%v, score 100: quality %d", img.Model, last)
			}
		}
		if q := QualityFor(scene(pixel.YCbCr, 15, 40, 2, 2), 75, model); q != 0 {
			t.Errorf("too small: quality %d", q)
		}
	}
}

func TestLog2(t *testing.T) {
	for v := int64(1); v < 1<<50; v += v/7 + 1 {
		if got, want := float64(log2(v))/1024, math.Log2(float64(v)); math.Abs(got-want) > 0.012 {
			t.Errorf("log2(%d): got %v, want %v", v, got, want)
		}
	}
}
