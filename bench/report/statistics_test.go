package main

import (
	"math"
	"testing"
)

// The ratio is that of the quickest quarters, whatever the machine does to the
// rest; sharp's calls are those beside all contenders of the same Node.
func TestRatio(t *testing.T) {
	x := task{Results: map[string]*result{
		"tintype":        {MS: sittings{{10, 30, 12, 50}, {40, 70, 900, 80}}, Beside: sittings{{23, 60, 40, 60}, {80, 60, 60, 60}}},
		"jimp":           {MS: sittings{{66}}, Beside: sittings{{21}}},
		"sharp":          {MS: sittings{{1}}},
		"tintype-node22": {MS: sittings{{1}}, Beside: sittings{{1}}},
	}}
	if got := x.ratio("tintype"); math.Abs(got-0.5) > 1e-12 { // 11 and 22
		t.Errorf("got %v, want 0.5", got)
	}
	if got := x.ratio("jimp"); math.Abs(got-3) > 1e-12 { // 66 and 22
		t.Errorf("got %v, want 3", got)
	}
	if got := x.ratio("photon"); got != 0 {
		t.Errorf("without a result: got %v, want 0", got)
	}
}

// Pairs are what they are one by one, and one of eight at either end does not
// count.
func TestPairs(t *testing.T) {
	r := result{MS: sittings{{10, 30, 20, 10}, {40, 10, 900, 1}}, Beside: sittings{{20, 60, 40, 20}, {80, 20, 20, 20}}}
	if got := r.pairs(); math.Abs(got-0.5) > 1e-12 {
		t.Errorf("got %v, want 0.5", got)
	}
	if got := (&result{MS: sittings{{10}}}).pairs(); got != 0 {
		t.Errorf("without sharp beside it: got %v, want 0", got)
	}
}
