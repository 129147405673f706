package webpfile

// The one-dimensional forward transform is that of which the inverse of section
// 14.3 is the transpose: rows of 1, √2·cos(π/8) and √2·sin(π/8), Q12.
var dctRows = [4][4]int{{4096, 4096, 4096, 4096}, {5352, 2217, -2217, -5352}, {4096, -4096, -4096, 4096}, {2217, -5352, 5352, -2217}}

// hadamardRows are those of the second order transform, Q12 to be used alike.
var hadamardRows = [4][4]int{{4096, 4096, 4096, 4096}, {4096, 4096, -4096, -4096}, {4096, -4096, -4096, 4096}, {4096, -4096, 4096, -4096}}

// forward returns half of M·s·Mᵀ, which the inverse turns into s again.
func forward(s [16]int, m *[4][4]int) (out [16]int) {
	var t [16]int
	for r := range 4 {
		for u := range 4 {
			for x := range 4 {
				t[r*4+u] += s[r*4+x] * m[u][x]
			}
		}
	}
	for v := range 4 {
		for u := range 4 {
			sum := 0
			for r := range 4 {
				sum += t[r*4+u] * m[v][r]
			}
			out[v*4+u] = (sum + 1<<24) >> 25 // Q24, halved
		}
	}
	return out
}

// inverseDCT is section 14.3, exact.
func inverseDCT(c [16]int) (out [16]int) {
	pass := func(a, b, c, d int) (int, int, int, int) {
		t1, t2 := a+c, a-c
		u := b*35468>>16 - (d + d*20091>>16)
		v := b + b*20091>>16 + d*35468>>16
		return t1 + v, t2 + u, t2 - u, t1 - v
	}
	for i := range 4 {
		c[i], c[4+i], c[8+i], c[12+i] = pass(c[i], c[4+i], c[8+i], c[12+i])
	}
	for i := 0; i < 16; i += 4 {
		out[i], out[i+1], out[i+2], out[i+3] = pass(c[i]+4, c[i+1], c[i+2], c[i+3])
	}
	for i := range out {
		out[i] >>= 3
	}
	return out
}

// inverseHadamard is section 14.3 too, exact.
func inverseHadamard(c [16]int) (out [16]int) {
	pass := func(a, b, c, d int) (int, int, int, int) {
		return a + d + b + c, a - d + b - c, a + d - b - c, a - d - b + c
	}
	for i := range 4 {
		c[i], c[4+i], c[8+i], c[12+i] = pass(c[i], c[4+i], c[8+i], c[12+i])
	}
	for i := 0; i < 16; i += 4 {
		out[i], out[i+1], out[i+2], out[i+3] = pass(c[i]+3, c[i+1], c[i+2], c[i+3])
	}
	for i := range out {
		out[i] >>= 3
	}
	return out
}

// quantize rounds to multiples of the quantizer; large values are cut at what
// tokens can tell.
func quantize(c [16]int, q [2]int) (out [16]int) {
	for i, v := range c {
		d := q[min(i, 1)]
		n := (max(v, -v) + d/2) / d
		n = min(n, 2047)
		if v < 0 {
			n = -n
		}
		out[i] = n
	}
	return out
}

func dequantize(c [16]int, q [2]int) [16]int {
	for i := range c {
		c[i] *= q[min(i, 1)]
	}
	return c
}
