package main

import "testing"

// The default effort makes the file that the package makes of a PNG: what is measured is
// what is sent.
func TestDefaultEffortIsThePackages(t *testing.T) {
	p, err := newPicture("../../testdata/" + standIns[len(standIns)-1])
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range encoders() {
		if e.method >= 0 || !e.standard {
			continue
		}
		for _, q := range qualities {
			if _, err := p.ours(e, q); err != nil {
				t.Errorf("q %d: %v", q, err)
			}
		}
	}
}
