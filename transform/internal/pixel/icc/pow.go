package icc

import "math/bits"

// Pow returns x to the power g, x being Q32 and g 16.16 and positive. A
// negative x counts as 0 and what is above 1 as 1. The result, Q32, is within
// 2^-27 of the truth.
func Pow(x, g int64) int64 {
	if x <= 0 {
		return 0
	}
	if x >= 1<<32 {
		return 1 << 32
	}
	y := Log2(uint64(x)) // Q32, below 2^37
	hi, lo := bits.Mul64(y, uint64(g))
	if hi>>16 != 0 {
		return 0
	}
	return exp2(hi<<48 | lo>>16)
}

// Log2 returns -log2(x) as Q32 for x, Q32, below 1 and above 0: squaring a
// number between 1 and 2 brings the next digit of its logarithm before the
// point.
func Log2(x uint64) uint64 {
	shift := bits.LeadingZeros64(x)
	m := x << shift // 1.63
	var frac uint64
	for range 32 {
		hi, lo := bits.Mul64(m, m) // 2.126
		frac <<= 1
		if hi>>63 != 0 {
			frac |= 1
			m = hi
		} else {
			m = hi<<1 | lo>>63
		}
	}
	return uint64(shift-31)<<32 - frac
}

// exp2 returns 2 to the power -y as Q32, y being Q32.
func exp2(y uint64) int64 {
	m := uint64(1) << 63 // 1.63
	for i, root := range roots {
		if y>>(31-i)&1 != 0 {
			m, _ = bits.Mul64(m, root) // 1.63 by 0.64
		}
	}
	shift := 31 + y>>32
	if shift > 63 {
		return 0
	}
	return int64(m >> shift)
}
