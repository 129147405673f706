//go:build !wasm

package vp8l

import (
	"math"
	"testing"
)

// Logarithms are right to a tenth of a thousandth of a bit.
func TestLog2(t *testing.T) {
	var l logs
	l.init()
	for _, v := range []uint32{1, 2, 3, 5, 7, 255, 256, 257, 1000, 1023, 1024, 65535, 65537, 1<<20 + 12345, 1<<31 + 77, 1<<32 - 1} {
		if got, want := float64(l.log2(v))/65536, math.Log2(float64(v)); math.Abs(got-want) > 1e-4 {
			t.Errorf("log2(%d): got %f, want %f", v, got, want)
		}
		if got, want := float64(l.nlogn(v))/65536, float64(v)*math.Log2(float64(v)); math.Abs(got-want) > 1e-4*float64(v) {
			t.Errorf("%d*log2(%d): got %f, want %f", v, v, got, want)
		}
	}
}

// Every match is one, and no longer one is near.
func TestMatches(t *testing.T) {
	const w, h = 61, 47
	for _, p := range pictures {
		pix := paint(w, h, p.make(w, h))
		e := newEncoder(Options{Effort: 3})
		found := e.findMatches(pix, w)
		for i := range pix {
			m := found[i]
			if n := int(m.longest()); n > 0 {
				distance := distanceOf(m.code(), w)
				for k := range n {
					if pix[i+k] != pix[i+k-distance] {
						t.Fatalf("%s: pixel %d: no copy of %d from %d before", p.name, i, n, distance)
					}
				}
			}
			if n := max(m.left(), m.above()); n > m.longest() {
				t.Fatalf("%s: pixel %d: found %d pixels, missed %d", p.name, i, m.longest(), n)
			}
		}
	}
}

func distanceOf(code uint32, w int) int {
	if code > NNearby {
		return int(code) - NNearby
	}
	o := Nearby[code-1]
	return max(int(o[0])+int(o[1])*w, 1)
}

// Predictions of whole pixels are those of the channels, by section 3.5.1's words.
func TestPredictions(t *testing.T) {
	r := random(11)
	for range 2000 {
		l, tp, c := uint32(r.next(1<<30))*7, uint32(r.next(1<<30))*5, uint32(r.next(1<<30))*11
		for s := uint(0); s < 32; s += 8 {
			a, b, d := int(l>>s&255), int(tp>>s&255), int(c>>s&255)
			for _, f := range []struct {
				name      string
				got, want int
			}{
				{"difference", int(sub(l, tp) >> s & 255), (a - b) & 255},
				{"average", int(average(l, tp) >> s & 255), (a + b) / 2},
				{"gradient", int(gradient(l, tp, c) >> s & 255), min(max(a+b-d, 0), 255)},
				{"half gradient", int(halfGradient(l, c) >> s & 255), min(max(a+(a-d)/2, 0), 255)},
			} {
				if f.got != f.want {
					t.Fatalf("%s of %d, %d, %d: got %d, want %d", f.name, a, b, d, f.got, f.want)
				}
			}
		}
	}
}
