package quant

import (
	"errors"
	"testing"

	"tintype/transform/internal/work"
)

// Colors that are chosen to lie in a few places of the table make the bins
// coarser, and not the search for one long.
func TestColorsOfOneHash(t *testing.T) {
	var colors []Color
	for key := uint32(0); key < 1<<24 && len(colors) < 8000; key++ {
		if k := key<<8 | 255; k*0x9e3779b1>>(32-slotBits) < 100 {
			colors = append(colors, Color{byte(key >> 16), byte(key >> 8), byte(key), 255})
		}
	}
	img := picture(100, len(colors)/100, func(x, y int) Color { return colors[y*100+x] })
	var h Histogram
	h.Add(img)
	if h.shift == 0 || len(h.bins) < 64 {
		t.Errorf("%d colors: %d bins at %d bits less", len(colors), len(h.bins), h.shift)
	}
	longest, n := 0, 0
	for _, s := range h.slots {
		if n++; s == 0 {
			n = 0
		}
		longest = max(longest, n)
	}
	if longest > 2*maxProbes {
		t.Errorf("%d bins lie beside each other", longest)
	}
}

// Every part of the work on an image hears of it when it is to end, and says
// before how much is to come.
func TestStops(t *testing.T) {
	stop := errors.New("stop")
	img := picture(700, 500, func(x, y int) Color { return Color{byte(x * y), byte(x), byte(y * 3), byte(255 - x&y&1)} })
	all := 0
	Quantize(img, 256, true, work.New(func() error { all++; return nil }))
	if all < 500*700*20/work.Between {
		t.Errorf("asked %d times", all)
	}
	for k := 0; k < all; k += 1 + all/16 {
		n := 0
		m := work.New(func() error {
			if n++; n > k {
				return stop
			}
			return nil
		})
		if Quantize(img, 256, true, m); m.Err() != stop || n != k+1 {
			t.Fatalf("to stop at question %d: asked %d times, got %v", k+1, n, m.Err())
		}
	}
}
