package icc

import (
	"encoding/binary"
	"slices"
)

// curve takes a sample to linear light.
type curve struct {
	table []uint16 // sampled from 0 to 1, 65535 being 1; two entries at least
	kind  int      // of a parametric curve where table is nil, 0 to 4
	param [7]int64 // g a b c d e f, 16.16
}

// identity is the curve that changes nothing.
var identity = curve{param: [7]int64{one16}}

// maxTable is the most entries of a table, enough for one of every 16-bit sample.
const maxTable = 1 << 16

// nParam says how many parameters each parametric curve has (section 10.18,
// table 68).
var nParam = [5]int{1, 3, 4, 5, 7}

// parseCurve reads a curveType (section 10.6) or a parametricCurveType
// (section 10.18), given with its 8 bytes of type.
func parseCurve(b []byte) (curve, error) {
	if len(b) < 12 {
		return curve{}, errCurve
	}
	switch signature(binary.BigEndian.Uint32(b)) {
	case sigCurv:
		return parseSampled(b)
	case sigPara:
		return parseParametric(b)
	}
	return curve{}, errKind
}

func parseSampled(b []byte) (curve, error) {
	n := int64(binary.BigEndian.Uint32(b[8:]))
	b = b[12:]
	if n*2 > int64(len(b)) || n > maxTable {
		return curve{}, errCurve
	}
	switch n {
	case 0:
		return identity, nil
	case 1: // u8.8
		return checkGamma(curve{param: [7]int64{int64(binary.BigEndian.Uint16(b)) << 8}})
	}
	return curve{table: words(b[:2*n])}, nil
}

// words reads 16-bit numbers.
func words(b []byte) []uint16 {
	w := make([]uint16, len(b)/2)
	for i := range w {
		w[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return w
}

func parseParametric(b []byte) (curve, error) {
	c := curve{kind: int(binary.BigEndian.Uint16(b[8:]))}
	if c.kind >= len(nParam) {
		return curve{}, errKind
	}
	b = b[12:]
	if len(b) < 4*nParam[c.kind] {
		return curve{}, errCurve
	}
	for i := range nParam[c.kind] {
		c.param[i] = int64(int32(binary.BigEndian.Uint32(b[4*i:])))
	}
	return checkGamma(c)
}

func checkGamma(c curve) (curve, error) {
	if c.param[0] <= 0 {
		return curve{}, errGamma
	}
	return c, nil
}

const one16 = 1 << 16

// at returns the curve's value at level v of 255, 0 to 1 as Q32.
func (c *curve) at(v int) int64 { return c.value(int64(v) << 32 / 255) }

// value returns the curve's value at x, both 0 to 1 as Q32.
func (c *curve) value(x int64) int64 { return min(c.free(x), 1<<32) }

// free is value without a bound above, for curves that a matrix follows.
func (c *curve) free(x int64) int64 {
	if c.table != nil {
		return c.interpolate(x)
	}
	g, a, b, cc, d, e, f := c.param[0], c.param[1], c.param[2], c.param[3], c.param[4], c.param[5], c.param[6]
	linear := a*(x>>16) + b<<16 // a x + b, Q32, in [-2^48, 2^48]
	var y int64
	switch c.kind {
	case 0:
		y = Pow(x, g)
	case 1:
		y = power(linear, g)
	case 2:
		y = power(linear, g) + cc<<16
	case 3:
		y = cc * (x >> 16)
		if x >= d<<16 {
			y = power(linear, g)
		}
	case 4:
		y = cc*(x>>16) + f<<16
		if x >= d<<16 {
			y = power(linear, g) + e<<16
		}
	}
	return max(y, 0)
}

// power is Pow for x up to 2, and as if it were 2 above.
func power(x, g int64) int64 {
	if x <= 1<<32 {
		return Pow(x, g)
	}
	half := Pow(1<<31, g) >> 4 // x^g = (x/2)^g / (1/2)^g
	if half == 0 {
		return 1 << 34
	}
	return Pow(x/2, g) << 28 / half
}

// interpolate reads the table at x, Q32.
func (c *curve) interpolate(x int64) int64 {
	p := x * int64(len(c.table)-1) // below 2^32 * maxTable
	i, frac := p>>32, p&(1<<32-1)>>16
	y := int64(c.table[i]) << 16
	if frac > 0 {
		y += (int64(c.table[i+1]) - int64(c.table[i])) * frac
	}
	return y << 16 / 65535 // from 65535ths in Q16
}

// isSRGB says that the curve is within a level of sRGB's.
func (c *curve) isSRGB() bool {
	for v := 0; v <= 255; v += 5 {
		y := c.at(v) >> 8 // Q24, as in the table
		if v > 0 && y < int64(srgbLinear[2*v-2]) || v < 255 && y > int64(srgbLinear[2*v+2]) {
			return false
		}
	}
	return true
}

func (c *curve) equal(d *curve) bool {
	return c.kind == d.kind && c.param == d.param && slices.Equal(c.table, d.table)
}
