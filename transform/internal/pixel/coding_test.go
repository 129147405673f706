package pixel

import (
	"math"
	"testing"
)

// Limited range becomes full range, rounded to nearest, and the planes say so.
func TestStandard(t *testing.T) {
	img := New(YCbCr, 16, 16, 1, 1, false)
	for v := range 256 {
		for i := range 3 {
			img.Plane[i].Row(v / 16)[v%16] = byte(v)
		}
	}
	img.Coding.Limited = true
	img.Standard()
	if img.Coding != (Coding{}) {
		t.Error("the coding stays")
	}
	for v := range 256 {
		for i, want := range [3]float64{float64(v-16) * 255 / 219, float64(v-128)*255/224 + 128, float64(v-128)*255/224 + 128} {
			want = min(max(math.Floor(want+0.5), 0), 255)
			if got := img.Plane[i].Row(v / 16)[v%16]; float64(got) != want {
				t.Fatalf("%d of plane %d became %d, want %v", v, i, got, want)
			}
		}
	}
}
