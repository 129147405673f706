package av1

// selfGuided is the self guided filter process (section 7.17.2). src begins
// three rows above and lrPad samples to the left.
func (d *decoder) selfGuided(dst []uint16, stride int, src []uint16, w, h int, u *unit) {
	p := &sgrParams[u.set]
	flt := [2][]int32{}
	for pass := range 2 {
		if r := int(p[2*pass]); r != 0 {
			flt[pass] = d.lrTemp[2+pass][:w*h]
			d.boxFilter(flt[pass], src, w, h, r, int(p[2*pass+1]))
		}
	}
	w0, w1 := int32(u.xqd[0]), int32(u.xqd[1])
	w2 := 128 - w0 - w1
	for y := range h {
		row := src[(y+3)*d.stripeStride+lrPad:][:w]
		to := dst[y*stride:][:w]
		for x, s := range row {
			v := int32(s) << 4
			// What is not filtered stands for itself.
			sum := v << 7
			if flt[0] != nil {
				sum += w0 * (flt[0][y*w+x] - v)
			}
			if flt[1] != nil {
				sum += w2 * (flt[1][y*w+x] - v)
			}
			to[x] = uint16(min(max((sum+1<<10)>>11, 0), int32(d.top)))
		}
	}
}

// boxFilter is the box filter process (section 7.17.3) of radius r.
func (d *decoder) boxFilter(out []int32, src []uint16, w, h, r, eps int) {
	n := (2*r + 1) * (2*r + 1)
	scale := (1<<20 + n*n*eps/2) / (n * n * eps)
	oneOverN := (1<<12 + n/2) / n
	shift := uint(d.seq.depth - 8)
	width := w + 2
	a, b := d.lrTemp[0][:width*(h+2)], d.lrTemp[1][:width*(h+2)]
	for y := -1; y <= h; y++ {
		if r == 2 && y&1 == 0 {
			continue
		}
		// Sums of columns, then of rows.
		for x := -1; x <= w; x++ {
			sq, sum := 0, 0
			for i := y - r; i <= y+r; i++ {
				row := src[(i+3)*d.stripeStride+lrPad+x-r:][:2*r+1]
				for _, c := range row {
					sq += int(c) * int(c)
					sum += int(c)
				}
			}
			at := (y+1)*width + x + 1
			a[at], b[at] = boxStats(sq, sum, n, scale, oneOverN, shift)
		}
	}
	for y := range h {
		row := src[(y+3)*d.stripeStride+lrPad:][:w]
		to := out[y*w:][:w]
		at := (y+1)*width + 1
		switch {
		case r == 1:
			boxRow(to, row, a[at-1-width:], b[at-1-width:], width)
		case y&1 == 0:
			boxRowEven(to, row, a[at-1-width:], b[at-1-width:], width)
		default:
			boxRowOdd(to, row, a[at-1:], b[at-1:])
		}
	}
}

func boxStats(sq, sum, n, scale, oneOverN int, shift uint) (a, b int32) {
	v := (sq + 1<<(2*shift)>>1) >> (2 * shift)
	m := (sum + 1<<shift>>1) >> shift
	p := max(0, v*n-m*m)
	z := (p*scale + 1<<19) >> 20
	k := 1
	if z >= 255 {
		k = 256
	} else if z > 0 {
		k = (z<<8 + z/2) / (z + 1)
	}
	return int32(k), int32(((256-k)*sum*oneOverN + 1<<11) >> 12)
}

// boxRow weighs the three rows around a row: 4 for those beside and above, 3 at
// the corners.
func boxRow(out []int32, src []uint16, a, b []int32, width int) {
	for x := range out {
		ka := 4*(a[x+1]+a[x+width]+a[x+width+1]+a[x+width+2]+a[x+2*width+1]) +
			3*(a[x]+a[x+2]+a[x+2*width]+a[x+2*width+2])
		kb := 4*(b[x+1]+b[x+width]+b[x+width+1]+b[x+width+2]+b[x+2*width+1]) +
			3*(b[x]+b[x+2]+b[x+2*width]+b[x+2*width+2])
		out[x] = (ka*int32(src[x]) + kb + 1<<8) >> 9
	}
}

// boxRowEven weighs the rows above and below: 6 in the middle, 5 beside it.
func boxRowEven(out []int32, src []uint16, a, b []int32, width int) {
	for x := range out {
		ka := 6*(a[x+1]+a[x+2*width+1]) + 5*(a[x]+a[x+2]+a[x+2*width]+a[x+2*width+2])
		kb := 6*(b[x+1]+b[x+2*width+1]) + 5*(b[x]+b[x+2]+b[x+2*width]+b[x+2*width+2])
		out[x] = (ka*int32(src[x]) + kb + 1<<8) >> 9
	}
}

func boxRowOdd(out []int32, src []uint16, a, b []int32) {
	for x := range out {
		ka, kb := 6*a[x+1]+5*(a[x]+a[x+2]), 6*b[x+1]+5*(b[x]+b[x+2])
		out[x] = (ka*int32(src[x]) + kb + 1<<7) >> 8
	}
}
