//go:build !wasm

package vp8l

import (
	"math/rand/v2"
	"testing"
)

// planesOfFew are planes with one prevailing value, and what else has made
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
func TestWorkIsLinear(t *testing.T) {
	const most = comparisons + 2
	for name, at := range planesOfFew {
		for _, side := range []int{150, 300, 600} {
			r := rand.New(rand.NewPCG(1, 2))
			pix := make([]uint32, side*side)
			for i := range pix {
				pix[i] = uint32(at(i%side, i/side, r)) << 8
			}
			m := &matcher{encoder: newEncoder(Options{Effort: 1}), pix: pix, w: side, found: make([]match, len(pix)), top: len(pix)}
			m.near.Init()
			m.chain()
			for end := len(pix); end > 0; {
				m.spent = m.compared
				end = m.search(max(end-stretch, 0), end)
			}
			if got := m.compared / len(pix); got > most {
				t.Errorf("%s, %d pixels a side: %d compared for each, want at most %d", name, side, got, most)
			}
		}
	}
}
