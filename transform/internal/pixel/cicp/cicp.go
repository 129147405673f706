// Package cicp converts images to sRGB whose color space is named by code points
// (ITU-T H.273, https://www.itu.int/rec/T-REC-H.273), as PNG's cICP chunk, AVIF's colr
// box and the cicp tag of an ICC profile do, or by a gamma and chromaticities, as PNG's
// gAMA and cHRM do. What is brighter than sRGB's white is tone-mapped. All arithmetic is
// integer.
//
//	cicp.go        which spaces there are
//	primaries.go   chromaticities to matrices
//	transfer.go    samples to light
//	tone.go        more light than there is in sRGB
//	transform.go   rows and images
//
// The meaning of a code point is what Chromium makes of it; where that departs from
// H.273 a comment says so.
package cicp

import "tintype/transform/internal/pixel/icc"

// Space says what samples of red, green and blue mean. The zero value is not a space.
type Space struct {
	chroma   chromaticities
	transfer transfer
	curve    icc.Parametric // of transferCurve
}

// transfer is how samples become light.
type transfer byte

const (
	transferCurve transfer = iota // by a parametric curve
	transferPQ                    // SMPTE ST 2084, up to 10,000 cd/m²
	transferHLG                   // Recommendation ITU-R BT.2100, table 5
)

// chromaticities are x and y of red, green, blue and white, in 100,000ths.
type chromaticities [8]int32

// srgb are those of IEC 61966-2-1.
var srgb = chromaticities{64000, 33000, 30000, 60000, 15000, 6000, 31270, 32900}

// primaries are the color primaries of H.273, table 2, by code point; zeros where
// there is none or it says nothing.
var primaries = [23]chromaticities{
	1:  srgb,
	4:  {67000, 33000, 21000, 71000, 14000, 8000, 31000, 31600},
	5:  {64000, 33000, 29000, 60000, 15000, 6000, 31270, 32900},
	6:  {63000, 34000, 31000, 59500, 15500, 7000, 31270, 32900},
	7:  {63000, 34000, 31000, 59500, 15500, 7000, 31270, 32900},
	8:  {68100, 31900, 24300, 69200, 14500, 4900, 31000, 31600},
	9:  bt2020,
	10: {100000, 0, 0, 100000, 0, 0, 33333, 33333},
	11: {68000, 32000, 26500, 69000, 15000, 6000, 31400, 35100},
	12: {68000, 32000, 26500, 69000, 15000, 6000, 31270, 32900},
	22: {63000, 34000, 29500, 60500, 15500, 7700, 31270, 32900},
}

var bt2020 = chromaticities{70800, 29200, 17000, 79700, 13100, 4600, 31270, 32900}

// FromCode returns the space of H.273's code points for ColorPrimaries and
// TransferCharacteristics; false where either is unspecified, reserved or a curve that
// browsers do not know, so that the next best description is to be taken.
//
// MatrixCoefficients and VideoFullRangeFlag are none of its business: samples are RGB
// of full range.
func FromCode(colorPrimaries, transferCharacteristics byte) (Space, bool) {
	if int(colorPrimaries) >= len(primaries) || primaries[colorPrimaries] == (chromaticities{}) {
		return Space{}, false
	}
	s := Space{chroma: primaries[colorPrimaries]}
	switch transferCharacteristics {
	case 1, 6, 11, 14, 15: // not the camera's curve but the screen's, ITU-R BT.1886
		s.curve = power(24 * one / 10)
	case 4:
		s.curve = power(22 * one / 10)
	case 5:
		s.curve = power(28 * one / 10)
	case 7:
		s.curve = smpte240
	case 8:
		s.curve = power(one)
	case 13:
		s.curve = srgbCurve
	case 16:
		s.transfer = transferPQ
	case 17:
		s.curve = smpte428
	case 18:
		s.transfer = transferHLG
	default:
		return Space{}, false
	}
	return s, true
}

// FromGamma returns the space of PNG's gAMA (section 11.3.2.2 of its third edition) and
// cHRM (11.3.2.1: white, red, green and blue), nil where there is none; false where the
// samples are sRGB's or no sense can be made of the numbers. Browsers ignore cHRM
// without gAMA, and a gamma near 1/2.2 without cHRM.
func FromGamma(gamma uint32, chrm *[8]uint32) (Space, bool) {
	const near = 5 // percent
	if gamma == 0 || chrm == nil && gamma*22 > (100-near)*10000 && gamma*22 < (100+near)*10000 {
		return Space{}, false
	}
	s := Space{chroma: srgb, curve: power(100000 * one / int64(gamma))}
	if chrm != nil {
		for i, v := range chrm {
			if v > 100000 {
				return Space{}, false
			}
			s.chroma[(i+6)%8] = int32(v)
		}
		if _, _, ok := s.chroma.colorants(); !ok {
			return Space{}, false
		}
	}
	return s, true
}

// HDR says that the space reaches beyond sRGB's white, so that New tone-maps.
func (s *Space) HDR() bool { return s.transfer != transferCurve }

// sRGB says that there is nothing to convert.
func (s *Space) sRGB() bool {
	return s.chroma == srgb && s.transfer == transferCurve && s.curve == srgbCurve
}
