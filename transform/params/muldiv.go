package params

import "math/bits"

// mulDiv returns a*b/c rounded to nearest, halves up, through a 128-bit
// product; a and b must not be negative and c must be positive. What does not
// fit an int64 becomes the largest one.
func mulDiv(a, b, c int64) int64 { return mulDivAdd(a, b, c, uint64(c)/2) }

// mulDivFloor is mulDiv, rounded down.
func mulDivFloor(a, b, c int64) int64 { return mulDivAdd(a, b, c, 0) }

const maxInt64 = 1<<63 - 1

func mulDivAdd(a, b, c int64, add uint64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	lo, carry := bits.Add64(lo, add, 0)
	hi += carry
	if hi >= uint64(c) {
		return maxInt64
	}
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(min(q, maxInt64))
}

// mulDivSigned is mulDiv for an a of either sign, symmetric about zero.
func mulDivSigned(a, b, c int64) int64 {
	if a < 0 {
		return -mulDiv(-a, b, c)
	}
	return mulDiv(a, b, c)
}

// isqrt returns the integer part of the square root of a non-negative n.
func isqrt(n int64) int64 {
	if n < 2 {
		return n
	}
	// Newton's iteration from above falls until it reaches the root.
	x := int64(1) << ((bits.Len64(uint64(n)) + 1) / 2)
	for {
		y := (x + n/x) / 2
		if y >= x {
			return x
		}
		x = y
	}
}
