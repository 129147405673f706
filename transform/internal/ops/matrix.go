package ops

import "tintype/transform/params"

// matrix maps red, green and blue, as a column with 1 below, to red, green and
// blue: Q16, the last column in units of a sample.
type matrix [3][4]int64

var identity = matrix{{65536}, {0, 65536}, {0, 0, 65536}}

// Luminance as Filter Effects weighs it, in thousandths (section 9.6,
// feColorMatrix).
var luminance = [3]int64{213, 715, 72}

// after returns the matrix that does m first and next after it, without clipping
// in between.
func (m *matrix) after(next matrix) (out matrix) {
	for i := range out {
		for k := range 4 {
			sum := int64(1) << 15
			for j := range 3 {
				sum += next[i][j] * m[j][k]
			}
			out[i][k] = sum >> 16
		}
		out[i][3] += next[i][3]
	}
	return out
}

// fade returns what lies v, Q16, of the way from no change to m.
func (m matrix) fade(v int64) matrix {
	for i := range m {
		for k := range m[i] {
			m[i][k] = identity[i][k] + (m[i][k]-identity[i][k])*v>>16
		}
	}
	return m
}

// colors returns the matrix of everything that mixes the channels; ok is false
// where there is none of it. In this order:
//
//	sat         saturate(1 + sat/100): -100 is gray, 100 is twice as much
//	hue         hueRotate(hue)
//	sepia       sepia(sepia/100)
//	monochrome  the color times the luminance; its alpha is how much of that
//	duotone     from the first color for black to the second for white
//
// saturate and hueRotate are those of Filter Effects' feColorMatrix (section
// 9.6), sepia is that of its shorthand (section 11.2).
func colors(a *Adjustments) (m matrix, ok bool) {
	m = identity
	if a.Sat != 0 {
		m = m.after(gray().fade(-part(a.Sat)))
	}
	if a.Hue != 0 {
		m = m.after(hue(a.Hue))
	}
	if a.Sepia != 0 {
		m = m.after(sepia.fade(part(a.Sepia)))
	}
	if c := a.Monochrome; c.Set {
		m = m.after(ramp(params.RGB(0), c).fade(int64(c.A) * 65536 / 255))
	}
	if a.Duotone[0].Set {
		m = m.after(ramp(a.Duotone[0], a.Duotone[1]))
	}
	return m, m != identity
}

// gray gives every channel the luminance.
func gray() matrix { return ramp(params.RGB(0), params.RGB(0xffffff)) }

// ramp goes from one color to another with the luminance.
func ramp(from, to params.Color) (m matrix) {
	a, b := [3]int64{int64(from.R), int64(from.G), int64(from.B)}, [3]int64{int64(to.R), int64(to.G), int64(to.B)}
	for i := range m {
		for k, share := range luminance {
			m[i][k] = share * 65536 * (b[i] - a[i]) / 255 / 1000
		}
		// What division took from the shares goes to green, so that white is exact.
		m[i][1] += 65536*(b[i]-a[i])/255 - m[i][0] - m[i][1] - m[i][2]
		m[i][3] = a[i] << 16
	}
	return m
}

// sepia is that of Filter Effects, section 11.2, in Q16.
var sepia = matrix{
	{25756, 50397, 12386}, // 0.393 0.769 0.189
	{22872, 44958, 11010}, // 0.349 0.686 0.168
	{17826, 34996, 8585},  // 0.272 0.534 0.131
}

// hue turns colors about the gray axis by an angle from 0 to 359 degrees.
func hue(angle params.Decimal) (m matrix) {
	const quarter = 90 * params.One
	turns := (angle + quarter/2) / quarter
	sin, cos := params.SinCos(angle - turns*quarter)
	for range turns {
		sin, cos = cos, -sin
	}
	sin, cos = sin>>14, cos>>14 // Q16
	// Thousandths of 1, of the cosine and of the sine.
	factors := [3][3][3]int64{
		{{213, 787, -213}, {715, -715, -715}, {72, -72, 928}},
		{{213, -213, 143}, {715, 285, 140}, {72, -72, -283}},
		{{213, -213, -787}, {715, -715, 715}, {72, 928, 72}},
	}
	for i := range m {
		for k, f := range factors[i] {
			m[i][k] = (65536*f[0] + cos*f[1] + sin*f[2]) / 1000
		}
	}
	return m
}

// onGray returns the table that m is for gray pixels; ok is false where it
// gives them a color.
func (m *matrix) onGray() (t [256]byte, ok bool) {
	var sum [3]int64
	for i := range m {
		sum[i] = m[i][0] + m[i][1] + m[i][2]
	}
	for v := range t {
		for i := range m {
			x := clamp8((sum[i]*int64(v) + m[i][3] + 1<<15) >> 16)
			if i > 0 && x != t[v] {
				return t, false
			}
			t[v] = x
		}
	}
	return t, true
}

func clamp8[T int | int32 | int64](v T) byte { return byte(min(max(v, 0), 255)) }
