package ops

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/icc"
	"tintype/transform/params"
)

const blurHashDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"

// BlurHash returns the string that https://blurha.sh (Algorithm.md) defines for an
// opaque RGB image: 4 by 3 components, 3 by 4 where it is higher than wide. A
// side beyond 64 pixels is more than the string can tell.
func BlurHash(img *pixel.Image) string {
	nx, ny := 4, 3
	if img.H > img.W {
		nx, ny = 3, 4
	}
	factors := components(img, nx, ny)
	b := digits(nil, nx-1+(ny-1)*9, 1)
	most := int64(0)
	for _, f := range factors[1:] {
		for _, v := range f {
			most = max(most, v, -v)
		}
	}
	// The largest AC value is written in steps of 1/166.
	step := min(max((most*166-one/2)/one, 0), 82)
	if most == 0 {
		step = 0
	}
	b = digits(b, int(step), 1)
	most = (step + 1) * one / 166
	dc := 0
	for _, v := range factors[0] {
		dc = dc<<8 | int(encoded(v))
	}
	b = digits(b, dc, 4)
	for _, f := range factors[1:] {
		ac := 0
		for _, v := range f {
			ac = ac*19 + quantized(v, most)
		}
		b = digits(b, ac, 2)
	}
	return string(b)
}

// digits appends n digits to the base 83.
func digits(b []byte, v, n int) []byte {
	for range n {
		b = append(b, 0)
	}
	for i := range n {
		b[len(b)-1-i] = blurHashDigits[v%83]
		v /= 83
	}
	return b
}

// quantized returns the square root of v over most, with its sign, in 19 steps.
func quantized(v, most int64) int {
	root := isqrt(max(v, -v) << 20 / (most >> 10)) // of Q30: Q15
	if v < 0 {
		root = -root
	}
	return int(min(max((root*9+19<<14)>>15, 0), 18))
}

// components returns the cosine transform of linear light, Q32, row by row.
func components(img *pixel.Image, nx, ny int) [][3]int64 {
	var linear [256]int64 // Q24
	for i := range linear {
		linear[i] = linearLight(int64(i)*one/255) >> 8
	}
	cx, cy := cosines(img.W, nx), cosines(img.H, ny)
	out := make([][3]int64, nx*ny)
	for k := range out {
		basisX, basisY := cx[k%nx], cy[k/nx]
		for c := range 3 {
			var sum int64 // Q32 times pixels: below 2^45
			for y := range img.H {
				var line int64 // Q38 times pixels
				for x, v := range img.Plane[c].Row(y) {
					line += linear[v] * basisX[x]
				}
				sum += line >> 14 * basisY[y] >> 6
			}
			if k > 0 {
				sum *= 2
			}
			out[k][c] = sum / int64(img.W*img.H)
		}
	}
	return out
}

// cosines returns cos(πki/n) for every k below m, Q14.
func cosines(n, m int) [][]int64 {
	out := make([][]int64, m)
	for k := range out {
		out[k] = make([]int64, n)
		for i := range out[k] {
			angle := params.Decimal(k*i) * 180 * params.One / params.Decimal(n) % (360 * params.One)
			out[k][i] = (cosine(angle) + 1<<15) >> 16
		}
	}
	return out
}

// cosine takes an angle from 0 to 360 degrees; Q30.
func cosine(angle params.Decimal) int64 {
	turns := (angle + 45*params.One) / (90 * params.One)
	sin, cos := params.SinCos(angle - turns*90*params.One)
	return [4]int64{cos, -sin, -cos, sin}[turns&3]
}

// linearLight is sRGB's transfer function (IEC 61966-2-1), Q32 to Q32.
func linearLight(x int64) int64 {
	if x <= one*4045/100000 {
		return x * 100 / 1292
	}
	return icc.Pow((x+one*55/1000)*1000/1055, 24*65536/10)
}

// encoded is its inverse, to 8 bits.
func encoded(x int64) byte {
	x = clip(x)
	if x <= one*31308/10000000 {
		return clamp8((x*1292/100*255 + one/2) >> 32)
	}
	return clamp8(((icc.Pow(x, 65536*10/24)*1055/1000-one*55/1000)*255 + one/2) >> 32)
}
