package main

import (
	"strings"
	"testing"
)

// The report says that neighbors were measured only where they were.
func TestMethod(t *testing.T) {
	for _, measured := range []bool{true, false} {
		p := &page{}
		p.method(measured)
		if got := strings.Contains(p.String(), "were not measured"); got == measured {
			t.Errorf("measured %v: %s", measured, p)
		}
	}
}

// The most processes that one of the four that matter had, and one of the others.
func TestColdRuns(t *testing.T) {
	one := func(n int) *result { return &result{Cold: &cold{Whole: make([]float64, n)}} }
	r := &results{Tasks: []task{{Results: map[string]*result{"tintype": one(24), "sharp-node22": one(23), "jimp": {}}}}}
	if got := r.coldRuns(); got != "24" {
		t.Errorf("without others: %s", got)
	}
	r.Tasks[0].Results["photon"] = one(12)
	if got := r.coldRuns(); got != "24 (others: 12)" {
		t.Error(got)
	}
}
