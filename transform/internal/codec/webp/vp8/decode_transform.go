package vp8

// inverseScalar is the inverse transform of section 14.3. Sums wrap at 16 bits,
// which only streams made to overflow notice. The result is to be added to the
// prediction.
func inverseScalar(in, out *block8) {
	var t block8
	for i := range 8 {
		for x := range 4 {
			t[x][i], t[x+4][i], t[x+8][i], t[x+12][i] = inversePass(in[x][i], in[x+4][i], in[x+8][i], in[x+12][i])
		}
		for y := 0; y < 16; y += 4 {
			a, b, c, d := inversePass(t[y][i]+4, t[y+1][i], t[y+2][i], t[y+3][i])
			out[y][i], out[y+1][i], out[y+2][i], out[y+3][i] = a>>3, b>>3, c>>3, d>>3
		}
	}
}

// inversePass is one dimension of the inverse transform.
func inversePass(d0, d1, d2, d3 int16) (o0, o1, o2, o3 int16) {
	cos := func(v int16) int16 { return v + int16(int32(v)*invCos>>16) }
	sin := func(v int16) int16 { return int16(int32(v) * invSin >> 16) }
	a, b := d0+d2, d0-d2
	c, d := sin(d1)-cos(d3), cos(d1)+sin(d3)
	return a + d, b + c, b - c, a - d
}

// inverseDC is inverse for blocks that have first coefficients alone, which it
// multiplies by step.
func inverseDC(in, out *block8, step int16) {
	for i, v := range in[0] {
		out[0][i] = (v*step + 4) >> 3
	}
	for pos := 1; pos < 16; pos++ {
		out[pos] = out[0]
	}
}

// scaleScalar dequantizes coefficients, in place, modulo 2^16.
func scaleScalar(c *block8, dc, ac int16) {
	for i := range c[0] {
		c[0][i] *= dc
	}
	for pos := 1; pos < 16; pos++ {
		for i := range c[pos] {
			c[pos][i] *= ac
		}
	}
}

// spreadSecond puts the inverse transform of the second order block into the
// first coefficients of luma, and returns the blocks where that is not zero.
func spreadSecond(c *coefficients, steps *[2]int16) (coded blockMask) {
	var in, out [16]int16
	for pos := range in {
		in[pos] = c[second][pos][0] * steps[min(pos, 1)]
	}
	iwht(&in, &out)
	for i, v := range out {
		c[i>>3][0][i&7] = v
		if v != 0 {
			coded |= 1 << i
		}
	}
	return coded
}
