package params

import "strconv"

// Decimal is a decimal number in millionths: 1.5 is 1500000. Numbers of a query are exact
// to the sixth decimal place, and the rest is cut off.
type Decimal int64

// One is the Decimal 1.
const One Decimal = 1_000_000

// maxWhole is the number of digits before the point that parseDecimal takes.
// With it every Decimal stays below 1e18, within an int64.
const maxWhole = 12

// Int returns d rounded to the nearest integer, halves away from zero.
func (d Decimal) Int() int {
	if d < 0 {
		return -int((-d + One/2) / One)
	}
	return int((d + One/2) / One)
}

// Or returns d, or def if d is zero, which means that the parameter is absent.
func (d Decimal) Or(def Decimal) Decimal {
	if d == 0 {
		return def
	}
	return d
}

// String returns d without trailing zeros: "1.5", "-3", "0".
func (d Decimal) String() string { return string(d.append(nil)) }

func (d Decimal) append(b []byte) []byte {
	if d < 0 {
		b = append(b, '-')
		d = -d
	}
	b = strconv.AppendInt(b, int64(d/One), 10)
	frac := d % One
	if frac == 0 {
		return b
	}
	b = append(b, '.')
	for unit := One / 10; frac > 0; unit /= 10 {
		b = append(b, '0'+byte(frac/unit))
		frac %= unit
	}
	return b
}

// parseDecimal reads an optional minus, digits and an optional fraction.
func parseDecimal(s string) (d Decimal, ok bool) {
	neg := len(s) > 0 && s[0] == '-'
	if neg {
		s = s[1:]
	}
	i := 0
	for ; i < len(s) && isDigit(s[i]); i++ {
		if d = d*10 + Decimal(s[i]-'0'); d >= 1_000_000_000_000 { // maxWhole digits
			return 0, false
		}
	}
	digits := i
	d *= One
	if i < len(s) && s[i] == '.' {
		unit := One / 10
		for i++; i < len(s) && isDigit(s[i]); i++ {
			d += Decimal(s[i]-'0') * unit
			unit /= 10
			digits++
		}
	}
	if i < len(s) || digits == 0 {
		return 0, false
	}
	if neg {
		d = -d
	}
	return d, true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// Length is the length of a side in a query, in the unit of Decimal: from 1 up it is
// whole pixels, and below 1 a fraction of another side. Zero means that it is absent.
type Length Decimal

// Px returns the Length of n pixels.
func Px(n int) Length { return Length(n) * Length(One) }

// IsPixels reports that l is a number of pixels.
func (l Length) IsPixels() bool { return l >= Length(One) }

// Of returns l in pixels. whole is the side that a fraction refers to, and scale (dpr)
// multiplies the result, which is rounded to nearest and at least 1. It is 0 if l is
// absent.
func (l Length) Of(whole int, scale Decimal) int {
	if l == 0 {
		return 0
	}
	if !l.IsPixels() {
		// l*scale is below 5e12, both in millionths.
		return max(1, int(mulDiv(int64(l)*int64(scale), int64(whole), int64(One*One))))
	}
	return max(1, int(mulDiv(int64(l), int64(scale), int64(One*One))))
}

// Opt is a number that may be absent, which is not the same as zero. The zero Opt is
// absent.
type Opt struct {
	Value Decimal
	Set   bool
}

// Some returns the Opt that holds d.
func Some(d Decimal) Opt { return Opt{d, true} }

// Or returns the value, or def if it is absent.
func (o Opt) Or(def Decimal) Decimal {
	if o.Set {
		return o.Value
	}
	return def
}

// Ratio is a width to height ratio; the zero Ratio is absent.
type Ratio struct{ W, H Decimal }

// Toggle is a switch that may be absent.
type Toggle uint8

const (
	Unset Toggle = iota // not asked for
	Off
	On
)

// Or reports whether the switch is on, or def if it is absent.
func (t Toggle) Or(def bool) bool {
	if t == Unset {
		return def
	}
	return t == On
}
