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
	if n*2 > int64(len(b)) {
		return curve{}, errCurve
	}
	switch n {
	case 0:
		return curve{param: [7]int64{one16}}, nil
	case 1: // u8.8
		return checkGamma(curve{param: [7]int64{int64(binary.BigEndian.Uint16(b)) << 8}})
	}
	c := curve{table: make([]uint16, n)}
	for i := range c.table {
		c.table[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return c, nil
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

// at returns the curve's value at v/255, 0 to 1 as Q32.
func (c *curve) at(v int) int64 {
	if c.table != nil {
		return c.interpolate(int64(v))
	}
	x := int64(v) << 32 / 255 // Q32
	g, a, b, cc, d, e, f := c.param[0], c.param[1], c.param[2], c.param[3], c.param[4], c.param[5], c.param[6]
	linear := a*(x>>16) + b<<16 // a x + b, Q32, in [-2^48, 2^48]
	var y int64
	switch c.kind {
	case 0:
		y = pow(x, g)
	case 1:
		y = pow(linear, g)
	case 2:
		y = pow(linear, g) + cc<<16
	case 3:
		y = cc * (x >> 16)
		if x >= d<<16 {
			y = pow(linear, g)
		}
	case 4:
		y = cc*(x>>16) + f<<16
		if x >= d<<16 {
			y = pow(linear, g) + e<<16
		}
	}
	return min(max(y, 0), 1<<32)
}

// interpolate reads the table at v/255.
func (c *curve) interpolate(v int64) int64 {
	p := v * int64(len(c.table)-1)
	i, frac := p/255, p%255
	y := int64(c.table[i]) * 255
	if frac > 0 {
		y += (int64(c.table[i+1]) - int64(c.table[i])) * frac
	}
	return y << 32 / (255 * 65535)
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
