package ops

import (
	"tintype/transform/internal/pixel/icc"
	"tintype/transform/params"
)

// one is 1 of a sample in Q32.
const one = int64(1) << 32

// part returns a percentage of at most 100 either way as a Q16 fraction.
func part(d params.Decimal) int64 { return int64(d) * 65536 / int64(100*params.One) }

// tone returns the table of everything that changes each channel by itself and
// all of them alike; ok is false where there is none of it. With x
// from 0 to 1 and v the parameter's value over 100, the steps are, in this order
// and clipped to 0 and 1 after each:
//
//	exp     x · 2^(v/1.1): ±100 is two stops, as if light had gamma 2.2
//	gam     x^(2^-v): 100 is the square root, -100 the square
//	bri     x + v
//	con     ½ + (x-½)·(1+v)
//	high    x + v·x²·(1-x): moves light tones, at most by 38 of 255
//	shad    x + v·x·(1-x)²: the same for dark tones
//	invert  1 - x
//
// No step rounds to 8 bits; the last does.
func tone(a *Adjustments) (t [256]byte, ok bool) {
	if a.Exp|a.Gam|a.Bri|a.Con|a.High|a.Shad == 0 && !a.Invert {
		return t, false
	}
	exponent := power(-part(a.Gam))
	for i := range t {
		x := int64(i) * one / 255
		if a.Exp != 0 {
			x = expose(x, a.Exp)
		}
		if a.Gam != 0 {
			x = icc.Pow(x, exponent)
		}
		x = clip(x + part(a.Bri)<<16)
		x = clip(one/2 + (x-one/2)*(65536+part(a.Con))>>16)
		dark := one - x
		x = clip(x + part(a.High)*(x>>16*(x>>16)>>16*(dark>>16)>>16))
		dark = one - x
		x = clip(x + part(a.Shad)*(x>>16*(dark>>16)>>16*(dark>>16)>>16))
		if a.Invert {
			x = one - x
		}
		t[i] = byte((x*255 + one/2) >> 32)
	}
	return t, true
}

// expose multiplies x by 2^(v/110).
func expose(x int64, v params.Decimal) int64 {
	// Pow(½, g) is 2^-g, Q32.
	if v < 0 {
		return x >> 16 * (icc.Pow(one/2, int64(-v)*65536/int64(110*params.One)) >> 16)
	}
	return clip(x << 24 / (icc.Pow(one/2, int64(v)*65536/int64(110*params.One)) >> 8))
}

// power returns 2 to the power v, both Q16, v at most 1 either way.
func power(v int64) int64 {
	if v < 0 {
		return icc.Pow(one/2, -v) >> 16
	}
	return one / (icc.Pow(one/2, v) >> 16)
}

func clip(x int64) int64 { return min(max(x, 0), one) }
