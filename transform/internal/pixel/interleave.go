package pixel

// Split takes pixels of len(dst) interleaved samples, 1 to 4, apart: sample i
// of every pixel goes to row dst[i], all rows of the same length.
func Split(dst [][]byte, src []byte) {
	n := len(dst[0])
	switch len(dst) {
	case 1:
		copy(dst[0], src[:n])
	case 2:
		split2(dst[0], dst[1], src[:2*n])
	case 3:
		split3(dst[0], dst[1], dst[2], src[:3*n])
	case 4:
		split4(dst[0], dst[1], dst[2], dst[3], src[:4*n])
	}
}

// Join is the reverse of Split.
func Join(dst []byte, src [][]byte) {
	n := len(src[0])
	switch len(src) {
	case 1:
		copy(dst[:n], src[0])
	case 2:
		join2(dst[:2*n], src[0], src[1])
	case 3:
		join3(dst[:3*n], src[0], src[1], src[2])
	case 4:
		join4(dst[:4*n], src[0], src[1], src[2], src[3])
	}
}

// HighBytes reduces big-endian samples of 16 bits to 8 by leaving out the low
// byte, as libvips does.
func HighBytes(dst, src []byte) { evenBytes(dst, src[:2*len(dst)]) }

func evenBytesScalar(dst, src []byte) {
	for i := range dst {
		dst[i] = src[2*i]
	}
}

func split2Scalar(a, b, src []byte) {
	for i := range a {
		p := src[2*i:][:2]
		a[i], b[i] = p[0], p[1]
	}
}

func split3Scalar(a, b, c, src []byte) {
	for i := range a {
		p := src[3*i:][:3]
		a[i], b[i], c[i] = p[0], p[1], p[2]
	}
}

func split4Scalar(a, b, c, d, src []byte) {
	for i := range a {
		p := src[4*i:][:4]
		a[i], b[i], c[i], d[i] = p[0], p[1], p[2], p[3]
	}
}

func join2Scalar(dst, a, b []byte) {
	for i := range a {
		p := dst[2*i:][:2]
		p[0], p[1] = a[i], b[i]
	}
}

func join3Scalar(dst, a, b, c []byte) {
	for i := range a {
		p := dst[3*i:][:3]
		p[0], p[1], p[2] = a[i], b[i], c[i]
	}
}

func join4Scalar(dst, a, b, c, d []byte) {
	for i := range a {
		p := dst[4*i:][:4]
		p[0], p[1], p[2], p[3] = a[i], b[i], c[i], d[i]
	}
}
