// Package matrixtest has matrices of float64, for tests of colors and for the generator
// of their tables. What is shipped has no floating point.
package matrixtest

// A Matrix is 3 by 3.
type Matrix [3][3]float64

// Apply returns m times v.
func (m Matrix) Apply(v [3]float64) (out [3]float64) {
	for r := range 3 {
		for c := range 3 {
			out[r] += m[r][c] * v[c]
		}
	}
	return out
}

// Mul returns m times n.
func (m Matrix) Mul(n Matrix) (out Matrix) {
	for r := range 3 {
		for c := range 3 {
			for k := range 3 {
				out[r][c] += m[r][k] * n[k][c]
			}
		}
	}
	return out
}

// Inverse returns the inverse, by cofactors.
func (m Matrix) Inverse() (out Matrix) {
	det := 0.0
	for c := range 3 {
		det += m[0][c] * (m[1][(c+1)%3]*m[2][(c+2)%3] - m[1][(c+2)%3]*m[2][(c+1)%3])
	}
	for r := range 3 {
		for c := range 3 {
			out[c][r] = (m[(r+1)%3][(c+1)%3]*m[(r+2)%3][(c+2)%3] - m[(r+1)%3][(c+2)%3]*m[(r+2)%3][(c+1)%3]) / det
		}
	}
	return out
}
