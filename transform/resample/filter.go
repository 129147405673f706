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
	// NearestNeighbor takes the sample under the centre.
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

// halfSupport returns the distance from the centre, in halves, at which the
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

// kernel returns the filter's value at distance t >= 0, Q16 and within its
// support, times a constant that is the same for all t: weights are normalised
// afterwards. The result is below 2^28 in magnitude.
func (f Filter) kernel(t int64) int64 {
	switch f {
	case Lanczos3:
		return lanczos3(t)
	case CatmullRom: // twice the cubic
		if t < one {
			return cubic(t, 3, -5, 0, 2)
		}
		return cubic(t, -1, 5, -8, 4)
	case MitchellNetravali: // 18 times the cubic
		if t < one {
			return cubic(t, 21, -36, 0, 16)
		}
		return cubic(t, -7, 36, -60, 32)
	case Linear:
		return one - t
	}
	return one
}

// cubic returns a t^3 + b t^2 + c t + d as Q23, t being Q16 and at most 2.
func cubic(t, a, b, c, d int64) int64 {
	t2 := t * t >> 2   // Q30
	t3 := t2 * t >> 16 // Q30
	return (a*t3 + b*t2 + c*t<<14 + d<<30) >> 7
}

// lanczos3 returns sinc(t) sinc(t/3) as Q23, t being Q16, interpolated
// linearly between the points of the table.
func lanczos3(t int64) int64 {
	i := t >> 8
	if i >= lanczosPoints-1 {
		return 0
	}
	f := t & 255
	return int64(lanczosTable[i])*(256-f) + int64(lanczosTable[i+1])*f
}
