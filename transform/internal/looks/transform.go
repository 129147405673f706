package looks

// cosines are round(2048 * c(k) * cos(k*pi/16)) for frequencies k, where c makes the
// transform orthonormal.
const (
	cos0 = 724
	cos1 = 1004
	cos2 = 946
	cos3 = 851
	cos5 = 569
	cos6 = 392
	cos7 = 200
)

// forwardScalar sets the coefficients of eight by eight samples, in sixteenths, and the
// greatest magnitude of each row: first along columns, then along rows.
func forwardScalar(pix []int16, stride int, b *block) {
	var columns [64]int32 // in 32nds, a row for each column of samples
	for x := range 8 {
		in := pix[x:][: 7*stride+1 : 7*stride+1]
		forward8(int32(in[0]), int32(in[stride]), int32(in[2*stride]), int32(in[3*stride]), int32(in[4*stride]), int32(in[5*stride]), int32(in[6*stride]), int32(in[7*stride]), (*[57]int32)(columns[x:]), 6)
	}
	for v := range 8 {
		in := columns[8*v:][:8]
		var all [57]int32
		forward8(in[0], in[1], in[2], in[3], in[4], in[5], in[6], in[7], &all, 12)
		most := int16(0)
		for u, to := range (*[8]int16)(b.coef[8*v:]) {
			to = int16(all[8*u])
			b.coef[8*v+u] = to
			most = max(most, to, -to)
		}
		b.peak[v] = most
	}
}

// forward8 writes the transform of eight numbers, eight places apart.
func forward8(a, b, c, d, e, f, g, h int32, out *[57]int32, shift uint) {
	round := int32(1) << (shift - 1)
	s0, s1, s2, s3 := a+h, b+g, c+f, d+e
	d0, d1, d2, d3 := a-h, b-g, c-f, d-e
	out[0] = (cos0*(s0+s1+s2+s3) + round) >> shift
	out[32] = (cos0*(s0-s1-s2+s3) + round) >> shift
	out[16] = (cos2*(s0-s3) + cos6*(s1-s2) + round) >> shift
	out[48] = (cos6*(s0-s3) - cos2*(s1-s2) + round) >> shift
	out[8] = (cos1*d0 + cos3*d1 + cos5*d2 + cos7*d3 + round) >> shift
	out[24] = (cos3*d0 - cos7*d1 - cos1*d2 - cos5*d3 + round) >> shift
	out[40] = (cos5*d0 - cos1*d1 + cos7*d2 + cos3*d3 + round) >> shift
	out[56] = (cos7*d0 - cos5*d1 + cos3*d2 - cos1*d3 + round) >> shift
}

// inverse8 undoes forward8.
func inverse8(in *[8]int32, out *[57]int32, round int32, shift uint) {
	p, m := cos0*(in[0]+in[4])+round, cos0*(in[0]-in[4])+round
	r, s := cos2*in[2]+cos6*in[6], cos6*in[2]-cos2*in[6]
	e0, e1, e2, e3 := p+r, m+s, m-s, p-r
	a, b, c, d := in[1], in[3], in[5], in[7]
	o0 := cos1*a + cos3*b + cos5*c + cos7*d
	o1 := cos3*a - cos7*b - cos1*c - cos5*d
	o2 := cos5*a - cos1*b + cos7*c + cos3*d
	o3 := cos7*a - cos5*b + cos3*c - cos1*d
	out[0], out[56] = (e0+o0)>>shift, (e0-o0)>>shift
	out[8], out[48] = (e1+o1)>>shift, (e1-o1)>>shift
	out[16], out[40] = (e2+o2)>>shift, (e2-o2)>>shift
	out[24], out[32] = (e3+o3)>>shift, (e3-o3)>>shift
}

// inverseScalar writes the samples of coefficients in sixteenths, clipped to -128 to 127:
// first along rows, of which those from rows on are 0, then along columns.
func inverseScalar(coef *[64]int16, rows int, pix []int16, stride int) {
	var part [64]int32 // columns of coefficients, a row for each column of samples
	for v := range rows {
		var in [8]int32
		for u, c := range coef[8*v:][:8] {
			in[u] = int32(c)
		}
		inverse8(&in, (*[57]int32)(part[v:]), 1<<10, 11)
	}
	for i, v := range part {
		part[i] = min(max(v, -1<<15), 1<<15-1)
	}
	var all [64]int32
	for x := range 8 {
		inverse8((*[8]int32)(part[8*x:]), (*[57]int32)(all[x:]), 1<<14, 15)
	}
	for y := range 8 {
		to := pix[y*stride:][:8]
		for x, v := range all[8*y:][:8] {
			to[x] = int16(min(max(v, -128), 127))
		}
	}
}

// deadZone is by how much of a step, in 1/256, coefficients are moved to 0 before they
// are rounded.
const deadZone = 28

// finest is the least step that is told apart, in sixteenths.
const finest = 8

// block has the coefficients of eight by eight samples, in sixteenths, and the greatest
// magnitude of each row of them.
type block struct {
	coef [64]int16
	peak [8]int16
}

// quantizer are steps with what is added before and multiplied for rounding, the latter
// in Q18, and what magnitudes of a row have at least for one of them not to become 0.
type quantizer struct {
	coef  [64]struct{ step, bias, recip int32 }
	least [8]int32
}

func (q *quantizer) set(steps *[64]int32) {
	for y := range q.least {
		q.least[y] = 1 << 30
	}
	for k, step := range steps {
		step = max(step, finest)
		c := &q.coef[k]
		c.step, c.bias, c.recip = step, step>>1-step*deadZone>>8, 1<<18/step
		// (least+bias)*recip is not below 1<<18.
		q.least[k>>3] = min(q.least[k>>3], (1<<18+c.recip-1)/c.recip-c.bias)
	}
}

// code writes the samples that a block has after its coefficients were rounded, and
// returns by how much the squared error of AC is below that of no AC at all.
func (q *quantizer) code(b *block, pix []int16, stride int) (kept int64) {
	var got [64]int16
	last := 0
	for y, peak := range b.peak {
		if int32(peak) < q.least[y] {
			continue
		}
		for k := 8 * y; k < 8*y+8; k++ {
			z := &q.coef[k]
			v := int32(b.coef[k])
			sign := v >> 31
			c := (v ^ sign) - sign
			level := (c + z.bias) * z.recip >> 18
			if level == 0 {
				continue
			}
			r := level * z.step
			got[k] = int16((min(r, 1<<15-1) ^ sign) - sign)
			last = k
			if k > 0 {
				kept += int64(r) * int64(2*c-r) // c*c less the square of c-r
			}
		}
	}
	if last > 0 {
		inverse(&got, last>>3+1, pix, stride)
		return kept
	}
	v := int16(min(max((int32(got[0])+64)>>7, -128), 127))
	for y := range 8 {
		to := pix[y*stride:][:8]
		for x := range to {
			to[x] = v
		}
	}
	return kept
}
