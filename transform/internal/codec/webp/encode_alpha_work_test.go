//go:build !wasm

package webp

import (
	"errors"
	"math/rand/v2"
	"testing"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// planesOfFew are alpha planes with one prevailing value, and what else has made
// matchers compare every pixel with many.
var planesOfFew = map[string]func(x, y int, r *rand.Rand) byte{
	"two values":  func(x, y int, _ *rand.Rand) byte { return byte(x + y&1) },
	"one corner":  func(x, y int, _ *rand.Rand) byte { return 255 - byte(min(1, x+y))*255 },
	"sparse dots": func(_, _ int, r *rand.Rand) byte { return 255 * byte(1-min(r.IntN(5000), 1)) },
	"many dots":   func(_, _ int, r *rand.Rand) byte { return byte(max(r.IntN(20)-18, 0)) },
	"period 3":    func(x, y int, _ *rand.Rand) byte { return byte((x + y*5) % 3) },
	"period 61":   func(x, y int, _ *rand.Rand) byte { return byte((x + y) % 61 * 7 % 16) },
	"period 250":  func(x, y int, _ *rand.Rand) byte { return byte((x + y*7) % 250 / 17) },
	"noise":       func(_, _ int, r *rand.Rand) byte { return byte(r.IntN(16)) },
	"stairs":      func(x, y int, _ *rand.Rand) byte { return byte((x/9 + y/7) & 15) },
	"uniform":     func(_, _ int, _ *rand.Rand) byte { return 77 },
	"left border": func(x, _ int, _ *rand.Rand) byte { return byte(1 - min(1, x/3)) },
	"frame":       func(x, y int, _ *rand.Rand) byte { return byte(1 - min(1, (x/30)*(y/30))) },
}

// What the search for copies compares grows with the plane alone, whatever is on
// it: at most so many pixels for each.
func TestAlphaWorkIsLinear(t *testing.T) {
	const most = comparisons + 2 // measured: 48 for noise of 16 values, 1 to 12 for what repeats
	for name, at := range planesOfFew {
		for _, side := range []int{150, 300, 600} {
			r := rand.New(rand.NewPCG(1, 2))
			pix := make([]uint32, side*side)
			for i := range pix {
				pix[i] = uint32(at(i%side, i/side, r)) << 8
			}
			m := newMatcher(pix, side, alphaSteps, nil)
			for _, ref := range m.references() {
				if ref.length == 0 {
					t.Fatal("a step without pixels")
				}
			}
			if got := m.compared / len(pix); got > most {
				t.Errorf("%s, %d pixels a side: %d compared for each, want at most %d", name, side, got, most)
			}
		}
	}
}

// A plane with one prevailing value takes a few copies and not a literal for each
// pixel.
func TestAlphaOfOneValueIsSmall(t *testing.T) {
	plane := pixel.NewPlane(2000, 1500)
	plane.Row(700)[900] = 9
	if n := len(encodeAlpha(&plane, nil)); n > 600 {
		t.Errorf("got %d bytes, want at most 600", n)
	}
}

// Every part of the work on a large plane hears of it when it is to end.
func TestAlphaStops(t *testing.T) {
	stop := errors.New("stop")
	for _, colors := range []int{1, 16, 200} {
		plane := pixel.NewPlane(1200, 900)
		for i := range plane.Pix {
			plane.Pix[i] = byte(i * i % (2*colors - 1) % colors)
		}
		all := 0
		encodeAlpha(&plane, work.New(func() error { all++; return nil }))
		if all < 1080*1000/work.Between {
			t.Errorf("%d values: asked %d times only", colors, all)
		}
		for k := 0; k < all; k += 1 + all/8 {
			n := 0
			m := work.New(func() error {
				if n++; n > k {
					return stop
				}
				return nil
			})
			if encodeAlpha(&plane, m); m.Err() != stop || n != k+1 {
				t.Fatalf("%d values: stopped at question %d, was asked %d times, got %v", colors, k+1, n, m.Err())
			}
		}
	}
}
