package ssimulacra2

import "math"

// reach is how far the Gaussian of the description goes on both sides: the
// recursive one by D. Charalampidis ("Recursive implementation of the Gaussian
// filter using truncated cosine functions", IEEE Trans. Signal Processing 64(14),
// 2016) of sigma 1.5 has a finite window, so that a convolution does the same.
const reach = 4

// taps is half of the window: a sum of three cosines that are 0 just beyond it.
// The numbers in brackets are those of the paper's equations.
var taps = func() (t [reach + 1]float32) {
	const sigma, n = 1.5, float64(reach + 1)
	var omega, p, r, rho [3]float64
	for k := range 3 {
		omega[k] = math.Pi * float64(2*k+1) / (2 * n)
		sign := 1 - 2*float64(k&1)
		p[k] = sign / math.Tan(omega[k]/2)                      // (37)
		r[k] = sign * p[k] * p[k] / math.Sin(omega[k])          // (44)
		rho[k] = math.Exp(-sigma*sigma*omega[k]*omega[k]/2) / n // (50)
	}
	// (52): the window has the sum 1 and the Gaussian's variance; the third
	// condition is on the rest.
	d := p[0]*r[1] - r[0]*p[1]
	z := [3]float64{(p[1]*r[2] - r[1]*p[2]) / d, (p[2]*r[0] - r[2]*p[0]) / d, 1}
	beta := solve([3][3]float64{p, r, z}, [3]float64{1, n*n - sigma*sigma, z[0]*rho[0] + z[1]*rho[1] + rho[2]})
	for i := range t {
		for k := range 3 {
			t[i] += float32(beta[k] * math.Cos(omega[k]*float64(i)))
		}
	}
	return t
}()

// solve is Cramer's rule.
func solve(a [3][3]float64, b [3]float64) (x [3]float64) {
	det := func(m [3][3]float64) float64 {
		return m[0][0]*(m[1][1]*m[2][2]-m[1][2]*m[2][1]) - m[0][1]*(m[1][0]*m[2][2]-m[1][2]*m[2][0]) + m[0][2]*(m[1][0]*m[2][1]-m[1][1]*m[2][0])
	}
	for k := range x {
		m := a
		for i := range b {
			m[i][k] = b[i]
		}
		x[k] = det(m) / det(a)
	}
	return x
}

// blur has the room for means of planes of one size.
type blur struct {
	w, h  int
	lines [2*reach + 1][]float32 // blurred rows, in turn
	row   []float32              // with zeros before and after it
}

func newBlur(w, h int) *blur {
	b := &blur{w: w, h: h, row: make([]float32, w+2*reach)}
	for i := range b.lines {
		b.lines[i] = make([]float32, w)
	}
	return b
}

// mean sets out to the blurred product of two planes, or to the blurred a where
// there is no b. Beyond the edges there is 0, as the description has it.
func (b *blur) mean(out, a, with []float32) {
	zero := make([]float32, b.w)
	line := func(y int) []float32 {
		if y < 0 || y >= b.h {
			return zero
		}
		return b.lines[y%len(b.lines)]
	}
	for y := range b.h + reach {
		if y < b.h {
			row := b.row[reach:][:b.w]
			copy(row, a[y*b.w:][:b.w])
			if with != nil {
				for x, v := range with[y*b.w:][:b.w] {
					row[x] *= v
				}
			}
			b.across(line(y))
		}
		if to := y - reach; to >= 0 {
			down(out[to*b.w:][:b.w], line(to), line(to-1), line(to+1), line(to-2), line(to+2), line(to-3), line(to+3), line(to-4), line(to+4))
		}
	}
}

// across blurs b.row.
func (b *blur) across(to []float32) {
	t := taps
	row := b.row
	for x := range to {
		r := row[x : x+2*reach+1 : x+2*reach+1]
		to[x] = t[0]*r[4] + t[1]*(r[3]+r[5]) + t[2]*(r[2]+r[6]) + t[3]*(r[1]+r[7]) + t[4]*(r[0]+r[8])
	}
}

// down blurs nine rows into one: the one in the middle, then those above and
// below it.
func down(to, m, a1, b1, a2, b2, a3, b3, a4, b4 []float32) {
	t := taps
	n := len(to)
	m, a1, b1, a2, b2, a3, b3, a4, b4 = m[:n], a1[:n], b1[:n], a2[:n], b2[:n], a3[:n], b3[:n], a4[:n], b4[:n]
	for x := range to {
		to[x] = t[0]*m[x] + t[1]*(a1[x]+b1[x]) + t[2]*(a2[x]+b2[x]) + t[3]*(a3[x]+b3[x]) + t[4]*(a4[x]+b4[x])
	}
}
