package params

// quarter is 90° in millionths of a degree.
const quarter = 90 * One

// SinCos returns sine and cosine of an angle of at most 45 degrees either way,
// in Q30: 1<<30 is 1. The error stays below 4 units of the last place, and the
// same angle gives the same bits everywhere.
func SinCos(angle Decimal) (sin, cos int64) {
	a := int64(angle)
	if a < 0 {
		a = -a
	}
	a = min(a, int64(quarter)/2)
	// π/180/1e6 in Q64 is 321956420358.98…; a*that < 2^64.
	x := int64(uint64(a) * 321956420359 >> 34) // Q30 radians in [0, 0.79]
	x2 := x * x >> 30                          // Q30
	one := func(n int64, rest int64) int64 {   // 1 - x²/n·rest, Q30
		return 1<<30 - (x2*rest>>30)/n
	}
	// Taylor's series by Horner's rule, as far as 1e-9 of the whole.
	sin = x * one(6, one(20, one(42, one(72, 1<<30)))) >> 30
	cos = one(2, one(12, one(30, one(56, one(90, 1<<30)))))
	if angle < 0 {
		sin = -sin
	}
	return sin, cos
}

// rotated returns the size of the box around s turned by at most 45 degrees
// either way, rounded to nearest.
func rotated(w, h int64, angle Decimal) (int64, int64) {
	if angle == 0 {
		return w, h
	}
	sin, cos := SinCos(angle)
	if sin < 0 {
		sin = -sin
	}
	// Sides beyond 1<<32 are beyond every limit too; there the product would
	// not fit.
	box := func(a, b int64) int64 {
		return max(1, (min(a, 1<<32)*cos+min(b, 1<<32)*sin+1<<29)>>30)
	}
	return box(w, h), box(h, w)
}
