package icc

import (
	"encoding/binary"

	"tintype/transform/internal/pixel"
)

// Parametric is a parametricCurveType (section 10.18).
type Parametric struct {
	Kind  int      // the type of function, 0 to 4
	Param [7]int64 // g a b c d e f, 16.16; g is positive
}

// At returns the curve's value at x, both 0 to 1 as Q32.
func (p Parametric) At(x int64) int64 {
	c := curve{kind: p.Kind, param: p.Param}
	return c.value(x)
}

// Describe returns a profile of three channels with one curve and of the colorants that
// are the columns of a matrix, XYZ relative to D50 as 16.16; or of the curve alone where
// model is Gray.
func Describe(model pixel.Model, tone Parametric, colorants [3][3]int32) *Profile {
	c := curve{kind: tone.Kind, param: tone.Param}
	p := &Profile{space: sigRGB, pcs: sigXYZ, curve: [3]curve{c, c, c}, matrix: colorants}
	if model == pixel.Gray {
		p.space = sigGray
	}
	return p
}

// CodePoints returns what a profile's cicp tag says (ICC.1:2022, sections 9.2.17 and
// 10.3), false where it has none or one that is not for RGB of full range.
func CodePoints(profile []byte) (colorPrimaries, transferCharacteristics byte, ok bool) {
	t, err := open(profile)
	if err != nil || t.signature(16) != sigRGB {
		return 0, 0, false
	}
	b, err := t.find(sigCICP)
	if err != nil || len(b) < 12 || signature(binary.BigEndian.Uint32(b)) != sigCICP || b[10] != 0 || b[11] != 1 {
		return 0, 0, false
	}
	return b[8], b[9], true
}

// ToSRGB returns the matrix from linear light of channels with these colorants to
// linear sRGB, Q24.
func ToSRGB(colorants [3][3]int32) (m [3][3]int64) {
	for r := range 3 {
		for c := range 3 {
			for k := range 3 {
				m[r][c] += srgbFromXYZ[r][k] * int64(colorants[k][c])
			}
			m[r][c] >>= 16
		}
	}
	return m
}

// Encoding returns the table from linear light in 14 bits to sRGB's samples in 64ths of
// a level.
func Encoding() *[encodeSize]int16 {
	var t Transform
	t.fillEncode()
	return &t.encode
}
