package main

import (
	"strings"
	"testing"
)

// The report says that neighbours were measured only where they were.
func TestMethod(t *testing.T) {
	for _, measured := range []bool{true, false} {
		p := &page{}
		p.method(measured)
		if got := strings.Contains(p.String(), "were not measured"); got == measured {
			t.Errorf("measured %v: %s", measured, p)
		}
	}
}
