package main

import (
	"math"
	"testing"
)

// The ratio is that of the undisturbed times, to sharp's of the same Node.
func TestRatio(t *testing.T) {
	at := func(ms float64) *result { return &result{Undisturbed: &estimate{MS: ms}} }
	x := task{Results: map[string]*result{"tintype": at(11), "sharp": at(22), "jimp": at(66), "tintype-node22": at(1), "photon": {Skip: true}}}
	for name, want := range map[string]float64{"tintype": 0.5, "jimp": 3, "photon": 0, "tintype-node22": 0, "vips": 0} {
		if got := x.ratio(name); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// Pairs are what they are one by one, and one of eight at either end does not
// count.
func TestPairs(t *testing.T) {
	r := result{MS: []float64{10, 30, 20, 10, 40, 10, 900, 1}, Beside: []float64{20, 60, 40, 20, 80, 20, 20, 20}}
	if got := r.pairs(); math.Abs(got-0.5) > 1e-12 {
		t.Errorf("got %v, want 0.5", got)
	}
	if got := (&result{MS: []float64{10}}).pairs(); got != 0 {
		t.Errorf("without sharp beside it: got %v, want 0", got)
	}
}

// A new process's time is that of the quickest third.
func TestWhole(t *testing.T) {
	for _, c := range []struct {
		whole []float64
		want  float64
	}{{[]float64{9, 1, 8, 3, 7, 6}, 2}, {[]float64{5, 4}, 4}, {nil, 0}} {
		if got := (&cold{Whole: c.whole}).whole(); got != c.want {
			t.Errorf("%v: got %v, want %v", c.whole, got, c.want)
		}
	}
}
