package resample

// Filter is a reconstruction filter. All are those of
// github.com/disintegration/imaging under the same names; reducing widens them
// by the reduction factor.
type Filter uint8

const (
	// Lanczos3 is the sinc function windowed by its own first lobe, support 3.
	Lanczos3 Filter = iota
	// CatmullRom is the sharp cubic, B = 0, C = 1/2, support 2.
	CatmullRom
	// MitchellNetravali is the smooth cubic, B = C = 1/3, support 2.
	MitchellNetravali
	// Linear is the triangle of support 1.
	Linear
	// Box is the mean of the samples covered, support 1/2.
	Box
	// NearestNeighbor takes the sample under the center.
	NearestNeighbor
)

// String returns the filter's name in imaging.
func (f Filter) String() string {
	switch f {
	case Lanczos3:
		return "Lanczos"
	case CatmullRom:
		return "CatmullRom"
	case MitchellNetravali:
		return "MitchellNetravali"
	case Linear:
		return "Linear"
	case Box:
		return "Box"
	case NearestNeighbor:
		return "NearestNeighbor"
	}
	return "invalid"
}

// halfSupport returns the distance from the center, in halves, at which the
// filter ends.
func (f Filter) halfSupport() int64 {
	switch f {
	case Lanczos3:
		return 6
	case CatmullRom, MitchellNetravali:
		return 4
	case Linear:
		return 2
	}
	return 1
}

const one = 1 << 16 // 1 in Q16

// sample sets values to the filter's values at distances t, t+step, … within
// its support, in fixed point with q fraction bits, 16 at least. The values are
// times a constant that is the same for all distances, since weights are
// normalized afterwards, and below 2^28 in magnitude.
func (f Filter) sample(values []int64, t, step int64, q int) {
	switch f {
	case Lanczos3:
		sampleLanczos3(values, t, step, q)
	case CatmullRom: // twice the cubic
		sampleCubic(values, t, step, q, [4]int64{3, -5, 0, 2}, [4]int64{-1, 5, -8, 4})
	case MitchellNetravali: // 18 times the cubic
		sampleCubic(values, t, step, q, [4]int64{21, -36, 0, 16}, [4]int64{-7, 36, -60, 32})
	case Linear:
		for i := range values {
			values[i] = one - abs(t)>>(q-16)
			t += step
		}
	default:
		for i := range values {
			values[i] = one
		}
	}
}

// sampleLanczos3 samples sinc(t) sinc(t/3) as Q23, interpolated linearly
// between the points of the table.
func sampleLanczos3(values []int64, t, step int64, q int) {
	for i := range values {
		u := abs(t) >> (q - 16) // Q16
		t += step
		if u >= 3*one {
			values[i] = 0
			continue
		}
		k, frac := u>>8, u&255
		values[i] = int64(lanczosTable[k])*(256-frac) + int64(lanczosTable[k+1])*frac
	}
}

// sampleCubic samples, as Q23, the polynomial near up to distance 1 and far
// from there to 2, coefficients from the highest.
func sampleCubic(values []int64, t, step int64, q int, near, far [4]int64) {
	for i := range values {
		u := abs(t) >> (q - 16) // Q16
		t += step
		u2 := u * u >> 2   // Q30
		u3 := u2 * u >> 16 // Q30
		c := &near
		if u >= one {
			c = &far
		}
		values[i] = (c[0]*u3 + c[1]*u2 + c[2]*u<<14 + c[3]<<30) >> 7
	}
}

func abs(x int64) int64 {
	if x < 0 {
		return -x
	}
	return x
}
