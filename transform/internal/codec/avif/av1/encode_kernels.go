package av1

// satdScalar sums the magnitudes of the differences of two blocks after a Hadamard
// transform of 8 by 8, or of 4 by 4 where a side is 4, scaled as the SAD of a flat
// difference is.
func satdScalar(src []uint16, srcStride int, pred []uint16, stride, w, h int) int32 {
	sum := int32(0)
	if w < 8 || h < 8 {
		for y := 0; y < h; y += 4 {
			for x := 0; x < w; x += 4 {
				sum += hadamard4(src[y*srcStride+x:], srcStride, pred[y*stride+x:], stride)
			}
		}
		return sum >> 1
	}
	for y := 0; y < h; y += 8 {
		for x := 0; x < w; x += 8 {
			sum += hadamard8(src[y*srcStride+x:], srcStride, pred[y*stride+x:], stride)
		}
	}
	return sum >> 2
}

func hadamard4(src []uint16, srcStride int, pred []uint16, stride int) (sum int32) {
	var t [16]int32
	for y := range 4 {
		a, b := src[y*srcStride:][:4], pred[y*stride:][:4]
		d0, d1, d2, d3 := int32(a[0])-int32(b[0]), int32(a[1])-int32(b[1]), int32(a[2])-int32(b[2]), int32(a[3])-int32(b[3])
		s0, s1, s2, s3 := d0+d1, d0-d1, d2+d3, d2-d3
		t[4*y], t[4*y+1], t[4*y+2], t[4*y+3] = s0+s2, s1+s3, s0-s2, s1-s3
	}
	for x := range 4 {
		s0, s1, s2, s3 := t[x]+t[4+x], t[x]-t[4+x], t[8+x]+t[12+x], t[8+x]-t[12+x]
		sum += abs32(s0+s2) + abs32(s1+s3) + abs32(s0-s2) + abs32(s1-s3)
	}
	return sum
}

func abs32(v int32) int32 {
	if v < 0 {
		return -v
	}
	return v
}

func hadamard8(src []uint16, srcStride int, pred []uint16, stride int) (sum int32) {
	var t [64]int32
	for y := range 8 {
		a, b := src[y*srcStride:][:8], pred[y*stride:][:8]
		v := t[8*y : 8*y+8]
		for i := range v {
			v[i] = int32(a[i]) - int32(b[i])
		}
		for step := 1; step < 8; step *= 2 {
			for i := range 8 {
				if i&step == 0 {
					v[i], v[i+step] = v[i]+v[i+step], v[i]-v[i+step]
				}
			}
		}
	}
	for step := 8; step < 64; step *= 2 {
		for i := range 64 {
			if i&step == 0 {
				t[i], t[i+step] = t[i]+t[i+step], t[i]-t[i+step]
			}
		}
	}
	for _, v := range t {
		sum += abs32(v)
	}
	return sum
}

// contrastsScalar are the slopes of 8 by 8 samples of 8 bits, from differences along both
// diagonals, which are gy+gx and gy-gx, and their variance, times 64.
func contrastsScalar(p []uint16, stride int) (s slopes, variance int) {
	sum, squares := 0, 0
	for y := range 8 {
		a := p[y*stride:][:8]
		for _, v := range a {
			sum += int(v)
			squares += int(v) * int(v)
		}
		if y == 7 {
			break
		}
		b := p[(y+1)*stride:][:8]
		for x := range 7 {
			u, v := int(b[x+1])-int(a[x]), int(b[x])-int(a[x+1])
			s.along += 4 * u * v
			s.skewed += 2 * (u*u - v*v)
			s.all += 2 * (u*u + v*v)
		}
	}
	return s, squares - sum*sum/64
}
