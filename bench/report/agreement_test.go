package main

import (
	"math"
	"testing"
)

// Ratios of two runs are paired by task and contender; what one of the runs
// lacks has no pair, and sharp is not held against itself.
func TestAgreements(t *testing.T) {
	run := func(ours, sharp float64) *results {
		return &results{Tasks: []task{
			{Name: "a", Results: map[string]*result{
				"tintype": {Undisturbed: &estimate{MS: ours}}, "sharp": {Undisturbed: &estimate{MS: sharp}}, "jimp": {Skip: true},
			}},
			{Name: "b", Results: map[string]*result{"tintype": {Undisturbed: &estimate{MS: ours}}}},
		}}
	}
	got := agreements(run(10, 20), run(33, 60), (*task).ratio)
	if len(got) != 1 || got[0].task != "a" || got[0].contender != "tintype" {
		t.Fatalf("got %+v, want one pair for task a", got)
	}
	if math.Abs(got[0].change()-0.1) > 1e-12 { // 0.50 and 0.55
		t.Errorf("change %v, want 0.1", got[0].change())
	}
	if back := agreements(run(33, 60), run(10, 20), (*task).ratio); math.Abs(back[0].change()-got[0].change()) > 1e-12 {
		t.Errorf("the order of the runs matters: %v and %v", back[0].change(), got[0].change())
	}
}
