package vp8

// The loop filter (section 15) smooths what quantization tore apart along the
// edges of macroblocks and of the blocks in them. A kernel filters sixteen
// places along an edge, eight of a and eight of b, which start with the first
// sample four rows above the edge, or four columns before it: for luma these
// are the halves of one edge, for chroma U and V.

// filterRowsScalar filters the edge between rows 3 and 4.
func filterRowsScalar(a, b []uint8, stride int, f *loopFilter, wide bool) {
	for i := range 8 {
		filterSample(a[i:], stride, f, wide)
		filterSample(b[i:], stride, f, wide)
	}
}

// filterColumnsScalar filters the edge between columns 3 and 4.
func filterColumnsScalar(a, b []uint8, stride int, f *loopFilter, wide bool) {
	for i := range 8 {
		filterSample(a[i*stride:], 1, f, wide)
		filterSample(b[i*stride:], 1, f, wide)
	}
}

// simpleRowsScalar and simpleColumnsScalar are the simple filter (section
// 15.2), which luma alone has.
func simpleRowsScalar(a, b []uint8, stride int, f *loopFilter) {
	for i := range 8 {
		simpleSample(a[i:], stride, f)
		simpleSample(b[i:], stride, f)
	}
}

func simpleColumnsScalar(a, b []uint8, stride int, f *loopFilter) {
	for i := range 8 {
		simpleSample(a[i*stride:], 1, f)
		simpleSample(b[i*stride:], 1, f)
	}
}

// signed takes a sample to the signed numbers that filters calculate with.
func signed(v uint8) int { return int(int8(v ^ 128)) }

// unsigned is the inverse, clipped.
func unsigned(v int) uint8 { return uint8(clip7(v)) ^ 128 }

// clip7 clips to the range of int8.
func clip7(v int) int { return min(max(v, -128), 127) }

func difference(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

func simpleSample(p []uint8, step int, f *loopFilter) {
	p1, p0, q0, q1 := p[2*step], p[3*step], p[4*step], p[5*step]
	if 2*difference(p0, q0)+difference(p1, q1)>>1 <= int(f.edge) {
		adjust(p, step, true)
	}
}

// adjust moves the samples next to the edge toward each other and returns by
// how much (section 15.2, common_adjust).
func adjust(p []uint8, step int, outer bool) int {
	p0, q0 := signed(p[3*step]), signed(p[4*step])
	a := 3 * (q0 - p0)
	if outer {
		a += clip7(signed(p[2*step]) - signed(p[5*step]))
	}
	a = clip7(a)
	up, down := clip7(a+3)>>3, clip7(a+4)>>3
	p[3*step], p[4*step] = unsigned(p0+up), unsigned(q0-down)
	return down
}

// filterSample is the normal filter (section 15.3) at one place.
func filterSample(p []uint8, step int, f *loopFilter, wide bool) {
	var s [8]uint8
	for i := range s {
		s[i] = p[i*step]
	}
	if 2*difference(s[3], s[4])+difference(s[2], s[5])>>1 > int(f.edge) {
		return
	}
	for i := range 7 {
		if i != 3 && difference(s[i], s[i+1]) > int(f.interior) {
			return
		}
	}
	high := difference(s[2], s[3]) > int(f.variance) || difference(s[5], s[4]) > int(f.variance)
	switch {
	case high:
		adjust(p, step, true)
	case wide:
		w := clip7(clip7(signed(s[2])-signed(s[5])) + 3*(signed(s[4])-signed(s[3])))
		for i := range 3 {
			a := ((27-9*i)*w + 63) >> 7
			p[(3-i)*step] = unsigned(signed(s[3-i]) + a)
			p[(4+i)*step] = unsigned(signed(s[4+i]) - a)
		}
	default:
		a := (adjust(p, step, false) + 1) >> 1
		p[2*step] = unsigned(signed(s[2]) + a)
		p[5*step] = unsigned(signed(s[5]) - a)
	}
}
