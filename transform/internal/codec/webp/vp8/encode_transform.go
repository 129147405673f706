package vp8

// Everything done to 4x4 blocks is done to eight of them at a time, one a SIMD
// lane: eight of the blocks of a macroblock, or eight candidate predictions of
// one block. No kernel ever has to transpose.

// A block8 is eight 4x4 blocks, position major: b[4*y+x][i] is the sample or
// coefficient in row y and column x of block i.
type block8 [16][8]int16

// Forward transform: the integer DCT whose inverse section 14.3 defines, with
// coefficients scaled by two against an orthonormal one. The rotations are by
// k1 = sqrt(2)*cos(pi/8) and k2 = sqrt(2)*sin(pi/8).
const (
	fwdCos = 5352 // k1, Q12
	fwdSin = 2217 // k2, Q12
)

// fdctScalar transforms in, residuals in [-255, 255], to out. The two may be
// the same.
func fdctScalar(in, out *block8) {
	var t block8
	for i := range 8 {
		for y := 0; y < 16; y += 4 {
			d0, d1, d2, d3 := int32(in[y][i]), int32(in[y+1][i]), int32(in[y+2][i]), int32(in[y+3][i])
			a0, a1 := d0+d3, d1+d2 // [-510, 510]
			a3, a2 := d0-d3, d1-d2
			t[y][i] = int16((a0 + a1) << 3) // Q3
			t[y+2][i] = int16((a0 - a1) << 3)
			// 8*k1 = 10.4525, 8*k2 = 4.3301: within 16 bits as integer plus 1/64.
			t[y+1][i] = int16(10*a3 + 4*a2 + (29*a3+21*a2+32)>>6)
			t[y+3][i] = int16(4*a3 - 10*a2 + (21*a3-29*a2+32)>>6)
		}
		for x := range 4 {
			d0, d1, d2, d3 := int32(t[x][i]), int32(t[x+4][i]), int32(t[x+8][i]), int32(t[x+12][i])
			a0, a1 := d0+d3, d1+d2 // Q3, [-16320, 16320]
			a3, a2 := d0-d3, d1-d2
			out[x][i] = int16((a0 + a1 + 8) >> 4)
			out[x+8][i] = int16((a0 - a1 + 8) >> 4)
			out[x+4][i] = int16((a3*fwdCos + a2*fwdSin + 1<<15) >> 16)
			out[x+12][i] = int16((a3*fwdSin - a2*fwdCos + 1<<15) >> 16)
		}
	}
}

// Constants of the inverse transform (section 14.3), Q16.
const (
	invCos = 20091 // sqrt(2)*cos(pi/8) - 1
	invSin = 35468 // sqrt(2)*sin(pi/8)
)

// idctScalar is the inverse transform of section 14.3, exactly as a decoder
// does it. out holds residuals to be added to the prediction.
func idctScalar(in, out *block8) {
	var t block8
	for i := range 8 {
		for x := range 4 {
			d0, d1, d2, d3 := int32(in[x][i]), int32(in[x+4][i]), int32(in[x+8][i]), int32(in[x+12][i])
			a, b := d0+d2, d0-d2
			c := d1*invSin>>16 - (d3 + d3*invCos>>16)
			d := d1 + d1*invCos>>16 + d3*invSin>>16
			t[x][i], t[x+12][i] = int16(a+d), int16(a-d)
			t[x+4][i], t[x+8][i] = int16(b+c), int16(b-c)
		}
		for y := 0; y < 16; y += 4 {
			d0, d1, d2, d3 := int32(t[y][i])+4, int32(t[y+1][i]), int32(t[y+2][i]), int32(t[y+3][i])
			a, b := d0+d2, d0-d2
			c := d1*invSin>>16 - (d3 + d3*invCos>>16)
			d := d1 + d1*invCos>>16 + d3*invSin>>16
			out[y][i], out[y+3][i] = int16((a+d)>>3), int16((a-d)>>3)
			out[y+1][i], out[y+2][i] = int16((b+c)>>3), int16((b-c)>>3)
		}
	}
}

// fwht is the forward Walsh-Hadamard transform of the sixteen luma DCs of a
// macroblock, whose inverse is iwht.
func fwht(in, out *[16]int16) {
	var t [16]int32
	for i := 0; i < 16; i += 4 {
		d0, d1, d2, d3 := int32(in[i]), int32(in[i+1]), int32(in[i+2]), int32(in[i+3])
		a0, a1 := d0+d2, d1+d3
		a2, a3 := d1-d3, d0-d2
		t[i], t[i+1], t[i+2], t[i+3] = a0+a1, a3+a2, a3-a2, a0-a1
	}
	for i := range 4 {
		d0, d1, d2, d3 := t[i], t[i+4], t[i+8], t[i+12]
		a0, a1 := d0+d2, d1+d3
		a2, a3 := d1-d3, d0-d2
		out[i] = int16((a0 + a1) >> 1)
		out[i+4] = int16((a3 + a2) >> 1)
		out[i+8] = int16((a3 - a2) >> 1)
		out[i+12] = int16((a0 - a1) >> 1)
	}
}

// iwht is the inverse of section 14.3, exactly as a decoder does it.
func iwht(in, out *[16]int16) {
	var t [16]int32
	for i := range 4 {
		d0, d1, d2, d3 := int32(in[i]), int32(in[i+4]), int32(in[i+8]), int32(in[i+12])
		a0, a1 := d0+d3, d1+d2
		a2, a3 := d1-d2, d0-d3
		t[i], t[i+4], t[i+8], t[i+12] = a0+a1, a3+a2, a0-a1, a3-a2
	}
	for i := 0; i < 16; i += 4 {
		d0, d1, d2, d3 := t[i]+3, t[i+1], t[i+2], t[i+3]
		a0, a1 := d0+d3, d1+d2
		a2, a3 := d1-d2, d0-d3
		out[i], out[i+1] = int16((a0+a1)>>3), int16((a3+a2)>>3)
		out[i+2], out[i+3] = int16((a0-a1)>>3), int16((a3-a2)>>3)
	}
}

// add4Scalar adds the inverse transform of the coefficients c of one block to
// one of its predictions. dst is the block's place in mbState.rec.
func add4Scalar(c *[16]int16, preds *predictions4, mode int, dst []uint8) {
	var t [16]int32
	for x := range 4 {
		d0, d1, d2, d3 := int32(c[x]), int32(c[x+4]), int32(c[x+8]), int32(c[x+12])
		a, b := d0+d2, d0-d2
		c := d1*invSin>>16 - (d3 + d3*invCos>>16)
		d := d1 + d1*invCos>>16 + d3*invSin>>16
		t[x], t[x+12] = a+d, a-d
		t[x+4], t[x+8] = b+c, b-c
	}
	for y := range 4 {
		d0, d1, d2, d3 := t[4*y]+4, t[4*y+1], t[4*y+2], t[4*y+3]
		a, b := d0+d2, d0-d2
		c := d1*invSin>>16 - (d3 + d3*invCos>>16)
		d := d1 + d1*invCos>>16 + d3*invSin>>16
		row := dst[y*recStride:][:4]
		for x, v := range [4]int32{a + d, b + c, b - c, a - d} {
			row[x] = uint8(min(max(int32(preds[4*y+x][mode&15])+v>>3, 0), 255))
		}
	}
}
