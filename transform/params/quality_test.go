package params

import "testing"

// Words for looks have one spelling, a score, and no quality.
func TestQualityByLooks(t *testing.T) {
	for _, c := range []struct {
		query, canonical string
		score            int
	}{
		{"q=auto", "q=auto", 75}, {"q=auto:good", "q=auto", 75}, {"quality=auto:best", "q=auto%3Abest", 85},
		{"q=auto:eco", "q=auto%3Aeco", 65}, {"q=auto:low", "q=auto%3Alow", 50}, {"q=60", "q=60", 0}, {"w=1", "w=1", 0},
	} {
		p, err := Parse(c.query)
		if err != nil || p.Looks() != c.score || p.String() != c.canonical {
			t.Errorf("%s: got %q and %d, %v, want %q and %d", c.query, p.String(), p.Looks(), err, c.canonical, c.score)
		}
	}
	for _, bad := range []string{"q=auto:", "q=auto:most", "q=-75", "q=Auto"} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}
