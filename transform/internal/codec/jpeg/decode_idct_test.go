package jpeg

import (
	"math"
	"math/rand/v2"
	"testing"
)

// floatIDCT is the definition: the N-point transform of the coefficients used,
// or the means of the samples of the 8-point transform.
func floatIDCT(s *decScale, coef *[64]float64) (out [64]float64) {
	points, freq := s.n, s.n
	if s.mean {
		points, freq = 8, 8
	}
	basis := func(x, u int) float64 {
		if u == 0 {
			return 1
		}
		return math.Sqrt2 * math.Cos(float64(2*x+1)*float64(u)*math.Pi/float64(2*points))
	}
	each := points / s.n
	for y := range points {
		for x := range points {
			sum := 0.0
			for v := range freq {
				for u := range freq {
					sum += coef[v*8+u] * basis(y, v) * basis(x, u)
				}
			}
			out[y/each*8+x/each] += sum / 8 / float64(each*each)
		}
	}
	for i := range out {
		out[i] = min(max(out[i]+128, 0), 255)
	}
	return out
}

func allScales() []*decScale {
	kinds := []*decScale{&decMean2, &decMean4}
	for n := 1; n <= 8; n++ {
		kinds = append(kinds, &decScales[n])
	}
	return kinds
}

// The scalar transforms must be within rounding of their definition.
func TestScalarAgainstFloat(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, s := range allScales() {
		worst := 0.0
		for round := range 300 {
			var table [64]uint16
			var exact [64]float64
			var q decQuant
			coef := make([]int16, s.d*s.d*8+8)
			for i := range table {
				table[i] = uint16(1 + rng.IntN(24))
			}
			s.quantFor(&q, &table)
			for i := range table {
				v := int16(rng.NormFloat64() * 60 / float64(1+i/8+i%8) / float64(table[i]))
				exact[i] = float64(v) * float64(table[i])
				if r, c := s.index(i/8), s.index(i%8); r >= 0 && c >= 0 {
					coef[(r*s.d+c)*8+round%8] = v
				}
			}
			dst := make([]byte, 8*s.n*s.n)
			idctScalar(s, dst, 8*s.n, coef, &q)
			want := floatIDCT(s, &exact)
			for y := range s.n {
				for x := range s.n {
					got := float64(dst[y*8*s.n+round%8*s.n+x])
					worst = max(worst, math.Abs(got-want[y*8+x]))
				}
			}
		}
		if worst > 0.6 { // 0.5 is the rounding to integers
			t.Errorf("n %d, mean %v: off by %.3f", s.n, s.mean, worst)
		}
	}
}
