package av1

// Forward transforms are those of section 7.13.2 transposed: the same steps from
// the end to the beginning. What they compute need not be exact, but is the same
// everywhere.

// back is run transposed.
func (p *program) back(v *[64]int32) {
	var t [64]int32
	for i, to := range p.output {
		if to&0x80 != 0 {
			t[to&63] = -v[i]
		} else {
			t[to&63] = v[i]
		}
	}
	for i := len(p.steps) - 1; i >= 0; i-- {
		s := &p.steps[i]
		for _, h := range s.sums {
			a, b := t[h.a&63], t[h.b&63]
			t[h.a&63], t[h.b&63] = a+b, a-b
		}
		for _, r := range s.rotations {
			x, y := t[r.x&63], t[r.y&63]
			t[r.a&63] = (x*r.cos + y*r.sin + 2048) >> 12
			t[r.b&63] = (y*r.cos - x*r.sin + 2048) >> 12
		}
	}
	for i, from := range p.input {
		v[from&63] = t[i]
	}
}

func forwardADST4(v *[64]int32) {
	const s1, s2, s3, s4 = 1321, 2482, 3344, 3803
	a, b, c, e := v[0], v[1], v[2], v[3]
	v[0] = (s1*a + s2*b + s3*c + s4*e + 2048) >> 12
	v[1] = (s3*(a+b-e) + 2048) >> 12
	v[2] = (s4*a - s1*b - s3*c + s2*e + 2048) >> 12
	v[3] = (s2*a - s4*b + s3*c - s1*e + 2048) >> 12
}

func forwardWHT4(v *[64]int32) {
	a, b, c, e := v[0], v[1], v[2], v[3]
	a += b
	e -= c
	f := (a - e) >> 1
	b = f - b
	c = f - c
	v[0], v[1], v[2], v[3] = a-c, c, e+b, b
}

func forward1D(kind, n uint8, v *[64]int32) {
	switch {
	case kind == kindDCT:
		dctPrograms[n].back(v)
	case kind == kindIdentity:
		for i := range 1 << n {
			switch n {
			case 2:
				v[i] = (v[i]*5793 + 2048) >> 12
			case 3:
				v[i] *= 2
			case 4:
				v[i] = (v[i]*11586 + 2048) >> 12
			default:
				v[i] *= 4
			}
		}
	case n == 2:
		forwardADST4(v)
	default:
		adstPrograms[n].back(v)
	}
}

// forwardShifts are how far values are shifted after columns and after rows. Before
// the columns they are shifted by four to the left.
func forwardShifts(w, h uint8) (col, row uint) {
	// The logarithm of 16, of the gain, and of what coefficients have: 8, less the
	// steps' shift.
	total := 4 + (uint(w+h)/2 - 1) - 3 + dequantShift[txSizes[w-2][h-2]]
	return total / 2, total - total/2
}

// forwardScalar transforms the difference of two blocks, w and h being logarithms,
// into coefficients in columns.
func forwardScalar(coefs *[1024]int32, work *[4096]int32, src []uint16, srcStride int, pred []uint16, stride int, w, h, kind uint8) {
	var v [64]int32
	rowKind, colKind := rowKinds[kind], colKinds[kind]
	wide, high := 1<<w, 1<<h
	colShift, rowShift := forwardShifts(w, h)
	codedW, codedH := 1<<min(w, 5), 1<<min(h, 5)
	if kind == wht {
		forwardLossless(coefs, src, srcStride, pred, stride)
		return
	}
	for x := range wide {
		for y := range high {
			v[y] = (int32(src[y*srcStride+x]) - int32(pred[y*stride+x])) << 4
		}
		forward1D(colKind, h, &v)
		round := int32(1) << colShift >> 1
		for y := range codedH {
			work[y*wide+x] = (v[y] + round) >> colShift
		}
	}
	rect := w == h+1 || h == w+1
	round := int32(1) << rowShift >> 1
	for y := range codedH {
		copy(v[:wide], work[y*wide:])
		forward1D(rowKind, w, &v)
		for x := range codedW {
			c := v[x]
			if rect {
				c = (c*2896 + 2048) >> 12
			}
			coefs[x*codedH+y] = (c + round) >> rowShift
		}
	}
}

// forwardLossless is the transposed way of inverse with wht.
func forwardLossless(coefs *[1024]int32, src []uint16, srcStride int, pred []uint16, stride int) {
	var t [16]int32
	var v [64]int32
	for x := range 4 {
		for y := range 4 {
			v[y] = int32(src[y*srcStride+x]) - int32(pred[y*stride+x])
		}
		forwardWHT4(&v)
		for y := range 4 {
			t[4*y+x] = v[y]
		}
	}
	for y := range 4 {
		copy(v[:4], t[4*y:4*y+4])
		forwardWHT4(&v)
		for x := range 4 {
			coefs[4*x+y] = v[x] * 4
		}
	}
}
