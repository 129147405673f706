package cicp

// The chromatic adaptation of Bradford (ICC.1:2022, annex E) in 10,000ths, its inverse
// in 10,000,000ths, and D50 as those cones see it, Q20.
var (
	bradford        = [3][3]int64{{8951, 2664, -1614}, {-7502, 17135, 367}, {389, -685, 10296}}
	bradfordInverse = [3][3]int64{{9869929, -1470543, 1599627}, {4323053, 5183603, 492912}, {-85287, 400428, 9684867}}
	coneD50         = [3]int64{1044714, 1069999, 858075}
)

// colorants returns the channels as XYZ relative to D50, 16.16, a column each, and their
// shares of the luminance relative to their own white, Q20; false where the numbers
// are no colors.
func (c *chromaticities) colorants() (m [3][3]int32, luma [3]int64, ok bool) {
	const unit = 100000
	var p [3][3]int64 // x, y and z of each channel
	for i := range 3 {
		x, y := int64(c[2*i]), int64(c[2*i+1])
		p[0][i], p[1][i], p[2][i] = x, y, unit-x-y
	}
	x, y := int64(c[6]), int64(c[7])
	if y < unit/20 {
		return m, luma, false
	}
	white := [3]int64{x << 20 / y, 1 << 20, (unit - x - y) << 20 / y}
	var adj [3][3]int64
	for i := range 3 {
		for k := range 3 {
			i1, i2, k1, k2 := (i+1)%3, (i+2)%3, (k+1)%3, (k+2)%3
			adj[i][k] = p[k1][i1]*p[k2][i2] - p[k1][i2]*p[k2][i1]
		}
	}
	det := p[0][0]*adj[0][0] + p[1][0]*adj[0][1] + p[2][0]*adj[0][2]
	if det < 1e11 && det > -1e11 { // less than a hundredth of a percent of the triangle
		return m, luma, false
	}
	const most, least = 64 << 20, 1 << 14 // then nothing below exceeds 2^63
	cones := apply(&bradford, white, 10000)
	for i := range 3 {
		// How much of the channel there is in white; adj is below 2e10 and white 2^25.
		share := (adj[i][0]*white[0] + adj[i][1]*white[1] + adj[i][2]*white[2]) / (det / unit)
		if share > most || -share > most {
			return m, luma, false
		}
		var xyz [3]int64
		for k := range xyz {
			xyz[k] = p[k][i] * share / unit
		}
		luma[i] = xyz[1]
		seen := apply(&bradford, xyz, 10000)
		for k := range seen {
			if cones[k] < least {
				return m, luma, false
			}
			seen[k] = seen[k] * coneD50[k] / cones[k]
		}
		for k, v := range apply(&bradfordInverse, seen, 10000000) {
			if v >= 8<<20 || v <= -8<<20 {
				return m, luma, false
			}
			m[k][i] = int32((v + 1<<3) >> 4)
		}
	}
	return m, luma, true
}

// apply multiplies a vector by a matrix in units-ths.
func apply(m *[3][3]int64, v [3]int64, unit int64) (out [3]int64) {
	for r := range out {
		out[r] = (m[r][0]*v[0] + m[r][1]*v[1] + m[r][2]*v[2]) / unit
	}
	return out
}
