package bdrate

import (
	"math"
	"testing"
)

var photograph = []Sample{{21e3, 31.2}, {26e3, 32.1}, {31e3, 32.9}, {39e3, 33.8}, {55e3, 35.4}, {101e3, 38.6}}

func scaled(list []Sample, rate, quality float64) (out []Sample) {
	for _, s := range list {
		out = append(out, Sample{s.Bytes * rate, s.Quality + quality})
	}
	return out
}

// A curve whose files are a tenth larger is +10 %, whatever its shape, in any
// order of its points, and the other way round it is 1/1.1.
func TestScaledRate(t *testing.T) {
	turned := scaled(photograph, 1.1, 0)
	turned[0], turned[4] = turned[4], turned[0]
	for _, c := range []struct {
		name         string
		anchor, test []Sample
		want         float64
	}{
		{"itself", photograph, photograph, 0},
		{"a tenth larger", photograph, turned, 0.1},
		{"the other way round", turned, photograph, 1/1.1 - 1},
		{"half", photograph, scaled(photograph, 0.5, 0), -0.5},
	} {
		if got := Of(c.anchor, c.test); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// On an exponential curve, which is a straight line in log rate, better quality
// by d is a rate of exp(-k d), over the part that both curves reach.
func TestShiftedQuality(t *testing.T) {
	const k, d = 0.21, 0.7
	var line []Sample
	for _, q := range []float64{30, 31, 33, 34.5, 37, 40} {
		line = append(line, Sample{1000 * math.Exp(k*q), q})
	}
	if got, want := Of(line, scaled(line, 1, d)), math.Expm1(-k*d); math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := Of(line, scaled(line, 1, 11)); !math.IsNaN(got) {
		t.Errorf("nothing in common: got %v", got)
	}
}

// Between the points the curve stays between them, and it goes through them.
func TestCurveHasNoWaves(t *testing.T) {
	c := newCurve([]Sample{{1e3, 1}, {1.01e3, 2}, {9e3, 3}, {9.1e3, 4}, {9.1e3, 5}, {30e3, 5.1}})
	for i := range len(c.x) - 1 {
		for step := range 33 {
			y := c.at(i, c.x[i]+(c.x[i+1]-c.x[i])*float64(step)/32)
			if y < c.y[i]-1e-12 || y > c.y[i+1]+1e-12 {
				t.Errorf("piece %d: %v is not between %v and %v", i, y, c.y[i], c.y[i+1])
			}
		}
		if c.at(i, c.x[i]) != c.y[i] {
			t.Errorf("point %d is missed", i)
		}
	}
}
