package icc

// white is D50, the white of the profile connection space, Q24 (section 7.2.16).
var white = [3]int64{16176578, 1 << 24, 13839524} // 0.9642, 1, 0.8249

// xyzFromPCS decodes numbers, 0 to 1 as Q32, to XYZ relative to D50 as Q24.
func xyzFromPCS(v [3]int64, pcs signature, legacy bool) (xyz [3]int64) {
	if pcs == sigXYZ { // 1.0 is 0x8000 (section 6.3.4.2, table 11)
		for i := range xyz {
			xyz[i] = v[i] * 65535 >> 15 >> 8
		}
		return xyz
	}
	// L* / 100, and a* and b* + 128 by 255, which version 2 has in other steps
	// for 16 bits: 0xff00 is 100, 0x8000 is 0.
	if legacy {
		for i := range v {
			v[i] = v[i] * 65535 / 65280
		}
	}
	const zero = 128 << 32 / 255
	y := (v[0]*100 + 16<<32) / 116 // Q32
	x := y + (v[1]-zero)*255/500
	z := y - (v[2]-zero)*255/200
	for i, f := range [3]int64{x, y, z} {
		xyz[i] = cube(f) * white[i] >> 24
	}
	return xyz
}

// cube returns the part of white that f, Q32, is the cube root of, as Q24
// (CIE 15, section 8.2.1); small ones are linear.
func cube(f int64) int64 {
	f >>= 8 // Q24
	if f <= 6<<24/29 {
		return (f - 4<<24/29) * 108 / 841
	}
	return (f * f >> 24) * f >> 24
}
