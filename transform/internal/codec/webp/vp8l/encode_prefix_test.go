//go:build !wasm

package vp8l

import "testing"

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
		SetCodeLengths(counts, limit, lengths)
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

// Lengths are stored so that the decoder's rules give them back (section 3.7.2.1).
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
// rule (section 3.6.2.2), from the table.
func TestDistanceCodes(t *testing.T) {
	var m DistanceMap
	m.Init()
	for _, w := range []int{1, 2, 5, 8, 9, 16, 40, 1000} {
		for distance := 1; distance < 12*w+20; distance++ {
			code := m.Code(distance, w)
			got := code - NNearby
			if code <= NNearby {
				o := Nearby[code-1]
				got = max(int(o[0])+int(o[1])*w, 1)
			}
			if got != distance {
				t.Errorf("width %d, distance %d: code %d means %d", w, distance, code, got)
			}
		}
	}
}
