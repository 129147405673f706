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

// Code lengths keep their limit and leave no code unused, even where counts
// would make the deepest tree.
func TestCodeLengths(t *testing.T) {
	counts := make([]uint32, 40)
	for i := range counts {
		counts[i] = 1
		if i > 1 {
			counts[i] = counts[i-1] + counts[i-2]
		}
	}
	for _, limit := range []int{7, 15} {
		lengths := make([]uint8, len(counts))
		setCodeLengths(counts, limit, lengths)
		sum := 0
		for i, n := range lengths {
			if n < 1 || int(n) > limit {
				t.Errorf("limit %d, symbol %d: length %d", limit, i, n)
			}
			sum += 1 << (limit - int(n))
		}
		if sum != 1<<limit {
			t.Errorf("limit %d: %d of %d codes used", limit, sum, 1<<limit)
		}
	}
}

// Lengths are stored so that the decoder's rules give them back (section 6.2.1).
func TestLengthRuns(t *testing.T) {
	for _, lengths := range [][]uint8{
		{8, 8, 8, 8, 3}, {0}, {1, 0, 0, 1}, append(make([]uint8, 300), 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 0, 0, 0, 7),
		append([]uint8{4}, make([]uint8, 138+138+2)...),
	} {
		var got []uint8
		last := uint8(8)
		for _, r := range lengthRuns(lengths) {
			v, n := r.symbol, 1
			switch r.symbol {
			case 16:
				v, n = last, 3+int(r.extra)
			case 17:
				v, n = 0, 3+int(r.extra)
			case 18:
				v, n = 0, 11+int(r.extra)
			default:
				if v != 0 {
					last = v
				}
			}
			for range n {
				got = append(got, v)
			}
		}
		if string(got) != string(lengths) {
			t.Errorf("got %v, want %v", got, lengths)
		}
	}
}

// A distance code means its distance in an image of any width: the decoder's
// rule (section 5.2.2), from the table.
func TestDistanceCodes(t *testing.T) {
	var m distanceMap
	m.init()
	for _, w := range []int{1, 2, 5, 8, 9, 16, 40, 1000} {
		for distance := 1; distance < 12*w+20; distance++ {
			code := m.code(distance, w)
			got := code - nNearby
			if code <= nNearby {
				o := nearby[code-1]
				got = max(int(o[0])+int(o[1])*w, 1)
			}
			if got != distance {
				t.Errorf("width %d, distance %d: code %d means %d", w, distance, code, got)
			}
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
			if n := int(found.length[i]); n > 0 {
				distance := distanceOf(found.code[i], w)
				for k := range n {
					if pix[i+k] != pix[i+k-distance] {
						t.Fatalf("%s: pixel %d: no copy of %d from %d before", p.name, i, n, distance)
					}
				}
			}
			if n := max(found.left[i], found.above[i]); n > 1 && n > found.length[i] {
				t.Fatalf("%s: pixel %d: found %d pixels, missed %d", p.name, i, found.length[i], n)
			}
		}
	}
}

func distanceOf(code uint32, w int) int {
	if code > nNearby {
		return int(code) - nNearby
	}
	o := nearby[code-1]
	return max(int(o[0])+int(o[1])*w, 1)
}

// Predictions of whole pixels are those of the channels, by section 4.1's words.
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
