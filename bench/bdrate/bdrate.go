// Package bdrate compares curves of bytes over quality.
package bdrate

import (
	"math"
	"slices"
)

// Bjøntegaard's delta rate (ITU-T VCEG-M33, 2001): the mean difference of the
// logarithm of rate between two curves at equal quality, over the qualities that
// both reach. Between the points runs, as in later practice, a cubic that has no
// waves of its own (PCHIP: F. N. Fritsch, J. Butland, SIAM J. Sci. Stat. Comput.
// 5(2), 1984), where VCEG-M33 has one polynomial through four points.

// A Sample is one file: what it takes and how good it is.
type Sample struct{ Bytes, Quality float64 }

// Of returns by which part test takes more than anchor at equal quality,
// -0.03 for 3 % less. It is NaN where no quality is common to both.
func Of(anchor, test []Sample) float64 {
	a, b := newCurve(anchor), newCurve(test)
	lo := max(a.x[0], b.x[0])
	hi := min(a.x[len(a.x)-1], b.x[len(b.x)-1])
	if !(lo < hi) {
		return math.NaN()
	}
	return math.Expm1((b.integral(lo, hi) - a.integral(lo, hi)) / (hi - lo))
}

// curve is the logarithm of bytes, y, over quality, x, with slopes d.
type curve struct{ x, y, d []float64 }

// newCurve takes at least two samples. Of samples of equal quality the smallest
// file counts.
func newCurve(list []Sample) curve {
	list = slices.SortedFunc(slices.Values(list), func(a, b Sample) int {
		if a.Quality != b.Quality {
			return int(math.Copysign(1, a.Quality-b.Quality))
		}
		return int(a.Bytes - b.Bytes)
	})
	var c curve
	for i, s := range list {
		if i > 0 && s.Quality == list[i-1].Quality {
			continue
		}
		c.x, c.y = append(c.x, s.Quality), append(c.y, math.Log(s.Bytes))
	}
	c.slopes()
	return c
}

// slopes gives every point the weighted harmonic mean of the slopes beside it, 0
// where those have different signs, and the ends a parabola's, held in shape.
func (c *curve) slopes() {
	n := len(c.x)
	c.d = make([]float64, n)
	h, s := make([]float64, n-1), make([]float64, n-1)
	for i := range h {
		h[i] = c.x[i+1] - c.x[i]
		s[i] = (c.y[i+1] - c.y[i]) / h[i]
	}
	if n == 2 {
		c.d[0], c.d[1] = s[0], s[0]
		return
	}
	for i := 1; i < n-1; i++ {
		if s[i-1]*s[i] > 0 {
			u, v := 2*h[i]+h[i-1], h[i]+2*h[i-1]
			c.d[i] = (u + v) / (u/s[i-1] + v/s[i])
		}
	}
	c.d[0] = endSlope(h[0], h[1], s[0], s[1])
	c.d[n-1] = endSlope(h[n-2], h[n-3], s[n-2], s[n-3])
}

func endSlope(h0, h1, s0, s1 float64) float64 {
	d := ((2*h0+h1)*s0 - h0*s1) / (h0 + h1)
	switch {
	case d*s0 <= 0:
		return 0
	case s0*s1 <= 0 && math.Abs(d) > 3*math.Abs(s0):
		return 3 * s0
	}
	return d
}

// integral is exact: Simpson's rule is, for cubics.
func (c *curve) integral(lo, hi float64) (sum float64) {
	for i := range len(c.x) - 1 {
		a, b := max(lo, c.x[i]), min(hi, c.x[i+1])
		if a < b {
			sum += (b - a) / 6 * (c.at(i, a) + 4*c.at(i, (a+b)/2) + c.at(i, b))
		}
	}
	return sum
}

// at is the cubic of piece i.
func (c *curve) at(i int, x float64) float64 {
	h := c.x[i+1] - c.x[i]
	t := (x - c.x[i]) / h
	u := 1 - t
	return u*u*(1+2*t)*c.y[i] + t*t*(3-2*t)*c.y[i+1] + h*t*u*(u*c.d[i]-t*c.d[i+1])
}
