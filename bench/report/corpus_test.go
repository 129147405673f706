package main

import (
	"math"
	"strings"
	"testing"
)

// Files count by their ratio and graphics by themselves; the worst come first and
// what is over in a moment is not among them.
func TestCorpus(t *testing.T) {
	file := func(group, name string, ours, sharps float64) corpusFile {
		return corpusFile{group, name, map[string][4]float64{"png": {ours, sharps, 10, 20}}}
	}
	r := &corpusResults{Date: "2026-01-01T00:00:00Z", Width: 600, Unread: map[string]int{}, Files: []corpusFile{
		file("graphics", "logo.png", 1, 8), file("testdata", "quick.png", 4, 1), file("corpus", "slow.png", 40, 20), file("corpus", "good.png", 10, 80),
	}}
	s := summarize(r.rows("png", false))
	if math.Abs(s.mean-1) > 1e-9 || s.behind != 2 || s.slow != 1 || s.bytes/s.sharps != 0.5 {
		t.Errorf("got %+v, want a mean of 1, 2 behind, 1 slow, half the bytes", s)
	}
	p := &page{}
	p.corpus(r)
	text := p.String()
	if !strings.Contains(text, "| slow.png | PNG | 40.0 | 20.0 | 2.00 | 0.50 |") || strings.Contains(text, "| quick.png") {
		t.Errorf("the worst: %s", text)
	}
	if !strings.Contains(text, "| logo.png |") || !strings.Contains(text, "| PNG | 3 | **1.00** | 2 | 1 | 0.50 |") {
		t.Errorf("tables: %s", text)
	}
}
