package jpeg

// The one-dimensional inverse transforms. Constants are 13-bit fixed point,
// cN means cos(Nπ/2n) for the n-point transform. Within one of them nothing is
// rounded before the last line, so that each output is a linear combination of
// the inputs with integer weights, whatever the order of evaluation.

// put2 stores the sum and the difference of an even and an odd part.
func put2(v *[8]int32, i, j int, even, odd int32, shift uint) {
	v[i] = (even + odd) >> shift
	v[j] = (even - odd) >> shift
}

// idct8 is the 8-point transform after Loeffler, Ligtenberg and Moschytz,
// "Practical Fast 1-D DCT Algorithms with 11 Multiplications", ICASSP 1989, in
// its variant with 12 multiplications of which none follows another.
func idct8(v *[8]int32, shift uint) {
	// Even part: the 4-point transform of the even inputs.
	z := (v[2] + v[6]) * 4433 // √2 c6
	e2 := z - v[6]*15137      // √2 (c2+c6)
	e3 := z + v[2]*6270       // √2 (c2-c6)
	half := int32(1) << (shift - 1)
	e0 := (v[0]+v[4])<<13 + half
	e1 := (v[0]-v[4])<<13 + half

	// Odd part, figure 8 of the paper.
	a, b, c, d := v[7], v[5], v[3], v[1]
	r := (a + c + b + d) * 9633 // √2 c3
	p := (a + d) * 7373         // √2 (c3-c7)
	q := (b + c) * 20995        // √2 (c1+c3)
	s := r - (a+c)*16069        // √2 (c3+c5)
	t := r - (b+d)*3196         // √2 (c3-c5)
	o3 := a*2446 - p + s        // √2 (-c1+c3+c5-c7)
	o2 := b*16819 - q + t       // √2 (c1+c3-c5+c7)
	o1 := c*25172 - q + s       // √2 (c1+c3+c5-c7)
	o0 := d*12299 - p + t       // √2 (c1+c3-c5-c7)

	put2(v, 0, 7, e0+e3, o0, shift)
	put2(v, 1, 6, e1+e2, o1, shift)
	put2(v, 2, 5, e1-e2, o2, shift)
	put2(v, 3, 4, e0-e3, o3, shift)
}

// idct7 is the 7-point transform.
func idct7(v *[8]int32, shift uint) {
	e3 := v[0]<<13 + 1<<(shift-1)
	a, b, c := v[2], v[4], v[6]
	s := (a+c)*10438 + e3      // √2 c2
	p := (b - c) * 7223        // √2 c4
	q := (a - b) * 2578        // √2 c6
	e0 := p + s - c*637        // √2 (c2-c4-c6)
	e1 := p + q + e3 - b*15083 // √2 (c2+c4-c6)
	e2 := q + s - a*20239      // √2 (c2+c4+c6)
	e3 += (b - a - c) * 11585  // √2

	a, b, c = v[1], v[3], v[5]
	t := (a + b) * 7663  // √2 (c3+c1-c5)/2
	u := (a - b) * 1395  // √2 (c3+c5-c1)/2
	w := (b + c) * 11295 // √2 c1
	x := (a + c) * 5027  // √2 c5
	o0 := t - u + x
	o1 := t + u - w
	o2 := x - w + c*15326 // √2 (c3+c1-c5)

	put2(v, 0, 6, e0, o0, shift)
	put2(v, 1, 5, e1, o1, shift)
	put2(v, 2, 4, e2, o2, shift)
	v[3] = e3 >> shift
}

// idct6 is the 6-point transform.
func idct6(v *[8]int32, shift uint) {
	dc := v[0]<<13 + 1<<(shift-1)
	p := v[4] * 5793  // √2 c4
	q := v[2] * 10033 // √2 c2
	e0 := dc + p + q
	e1 := dc - 2*p
	e2 := dc + p - q

	a, b, c := v[1], v[3], v[5]
	r := (a + c) * 2998 // √2 c5
	put2(v, 0, 5, e0, r+(a+b)<<13, shift)
	put2(v, 1, 4, e1, (a-b-c)<<13, shift)
	put2(v, 2, 3, e2, r+(c-b)<<13, shift)
}

// idct5 is the 5-point transform.
func idct5(v *[8]int32, shift uint) {
	dc := v[0]<<13 + 1<<(shift-1)
	p := (v[2] + v[4]) * 6476 // √2 (c2+c4)/2
	q := (v[2] - v[4]) * 2896 // √2 (c2-c4)/2

	r := (v[1] + v[3]) * 6810 // √2 c3
	o0 := r + v[1]*4209       // √2 (c1-c3)
	o1 := r - v[3]*17828      // √2 (c1+c3)
	put2(v, 0, 4, dc+q+p, o0, shift)
	put2(v, 1, 3, dc+q-p, o1, shift)
	v[2] = (dc - q<<2) >> shift
}

// idct4 is the 4-point transform.
func idct4(v *[8]int32, shift uint) {
	half := int32(1) << (shift - 1)
	e0 := (v[0]+v[2])<<13 + half
	e1 := (v[0]-v[2])<<13 + half
	r := (v[1] + v[3]) * 4433 // √2 c3
	o0 := r + v[1]*6270       // √2 (c1-c3)
	o1 := r - v[3]*15137      // √2 (c1+c3)
	put2(v, 0, 3, e0, o0, shift)
	put2(v, 1, 2, e1, o1, shift)
}

// idct3 is the 3-point transform.
func idct3(v *[8]int32, shift uint) {
	dc := v[0]<<13 + 1<<(shift-1)
	p := v[2] * 5793                       // √2 c2
	put2(v, 0, 2, dc+p, v[1]*10033, shift) // √2 c1
	v[1] = (dc - 2*p) >> shift
}

// idct2 is the 2-point transform: √2 cos π/4 is 1.
func idct2(v *[8]int32, shift uint) {
	put2(v, 0, 1, v[0]<<13+1<<(shift-1), v[1]<<13, shift)
}

// idctMean4 gives the sums of neighboring samples of the 8-point transform;
// its inputs are the coefficients 0, 1, 2, 3, 5, 6, 7. cN is that of 8 points.
func idctMean4(v *[8]int32, shift uint) {
	dc := v[0]<<14 + 1<<(shift-1)
	e := v[2]*15137 - v[5]*6270
	a, b, c, d := v[6], v[4], v[3], v[1]
	o1 := b*11893 - a*1730 - c*17799 + d*8697 // √2 (c3+c7), (c1-c3), (c1+c5), (c5+c7)
	o0 := c*7373 - a*4176 - b*4926 + d*20995  // √2 (c3-c7), (c5-c7), (c1-c5), (c1+c3)
	put2(v, 0, 3, dc+e, o0, shift)
	put2(v, 1, 2, dc-e, o1, shift)
}

// idctMean2 gives the sums of four samples of the 8-point transform; its
// inputs are the coefficients 0, 1, 3, 5, 7.
func idctMean2(v *[8]int32, shift uint) {
	dc := v[0]<<15 + 1<<(shift-1)
	// √2 (c1+c3+c5+c7), (c1-c3+c5+c7), (-c1+c3+c5+c7), (c1-c3+c5-c7)
	o := v[1]*29692 - v[2]*10426 + v[3]*6967 - v[4]*5906
	put2(v, 0, 1, dc, o, shift)
}
