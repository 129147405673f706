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
	// Sums of columns move down with the rows; those of rows are made of them.
	columns := (width + 2*r + 3) &^ 3
	sums, squares := d.boxTemp[0][:columns], d.boxTemp[1][:columns]
	clear(sums)
	clear(squares)
	row := func(y int) []uint16 { return src[(y+3)*d.stripeStride+lrPad-1-r:] }
	for y := -1 - r; y < r-1; y++ {
		addSquares(sums, squares, row(y), columns, false)
	}
	for y := -1; y <= h; y++ {
		addSquares(sums, squares, row(y+r), columns, false)
		if r == 1 || y&1 != 0 {
			at := (y + 1) * width
			boxSums(a[at:at+width], squares, width, r)
			boxSums(b[at:at+width], sums, width, r)
			boxStats(a[at:at+width], b[at:at+width], n, scale, oneOverN, shift)
		}
		addSquares(sums, squares, row(y-r), columns, true)
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

// boxFactors is a2 by z.
var boxFactors = func() (t [256]uint16) {
	for z := range t {
		t[z] = uint16((z<<8 + z/2) / (z + 1))
	}
	t[0], t[255] = 1, 256
	return t
}()

// boxStats turns sums of squares and sums into A and B.
func boxStats(a, b []int32, n, scale, oneOverN int, shift uint) {
	b = b[:len(a)]
	round2, round1 := 1<<(2*shift)>>1, 1<<shift>>1
	for i, sq := range a {
		sum := int(b[i])
		v, m := (int(uint32(sq))+round2)>>(2*shift), (sum+round1)>>shift
		z := (max(0, v*n-m*m)*scale + 1<<19) >> 20
		k := int(boxFactors[min(z, 255)])
		a[i], b[i] = int32(k), int32(((256-k)*sum*oneOverN+1<<11)>>12)
	}
}

func addSquaresScalar(sums, squares []int32, src []uint16, n int, subtract bool) {
	for i, v := range src[:n] {
		s, q := int32(v), int32(v)*int32(v)
		if subtract {
			s, q = -s, -q
		}
		sums[i] += s
		squares[i] += q
	}
}

func boxSumsScalar(to, columns []int32, n, r int) {
	for i := range n {
		s := int32(0)
		for _, c := range columns[i : i+2*r+1] {
			s += c
		}
		to[i] = s
	}
}

// boxRowScalar weighs the three rows around a row: 4 for those beside and above, 3 at
// the corners.
func boxRowScalar(out []int32, src []uint16, a, b []int32, width int) {
	for x := range out {
		ka := 4*(a[x+1]+a[x+width]+a[x+width+1]+a[x+width+2]+a[x+2*width+1]) +
			3*(a[x]+a[x+2]+a[x+2*width]+a[x+2*width+2])
		kb := 4*(b[x+1]+b[x+width]+b[x+width+1]+b[x+width+2]+b[x+2*width+1]) +
			3*(b[x]+b[x+2]+b[x+2*width]+b[x+2*width+2])
		out[x] = (ka*int32(src[x]) + kb + 1<<8) >> 9
	}
}

// boxRowEvenScalar weighs the rows above and below: 6 in the middle, 5 beside it.
func boxRowEvenScalar(out []int32, src []uint16, a, b []int32, width int) {
	for x := range out {
		ka := 6*(a[x+1]+a[x+2*width+1]) + 5*(a[x]+a[x+2]+a[x+2*width]+a[x+2*width+2])
		kb := 6*(b[x+1]+b[x+2*width+1]) + 5*(b[x]+b[x+2]+b[x+2*width]+b[x+2*width+2])
		out[x] = (ka*int32(src[x]) + kb + 1<<8) >> 9
	}
}

func boxRowOddScalar(out []int32, src []uint16, a, b []int32) {
	for x := range out {
		ka, kb := 6*a[x+1]+5*(a[x]+a[x+2]), 6*b[x+1]+5*(b[x]+b[x+2])
		out[x] = (ka*int32(src[x]) + kb + 1<<7) >> 8
	}
}
