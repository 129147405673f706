package main

import (
	"encoding/binary"
	"math"
)

// inkProfile describes four inks by a table of version 2 (lut16Type, section 10.10 of
// ICC.1:2022): Lab of five steps of each. They are inks of nowhere, but gray where cyan,
// magenta and yellow are equal.
func inkProfile() []byte {
	const steps = 5
	b := append(numbers("mft2"), 4, 3, steps, 0)
	b = append(b, numbers("", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)[4:]...)
	b = append(b, 0, 2, 0, 2) // entries of the curves
	for range 4 {
		b = append(b, 0, 0, 255, 255)
	}
	for i := range steps * steps * steps * steps {
		c, m, y, k := i/125, i/25%5, i/5%5, i%5 // quarters
		light := 40 - 9*k                       // of 40
		lab := [3]int{
			65280 * (80 - 9*c) / 80 * (8 - m) / 8 * (50 - y) / 50 * light / 40, // 100 is 0xff00
			32768 + (60*m-45*c-15*y)*light*256/160,
			32768 + (65*y-45*c-20*m)*light*256/160,
		}
		for _, v := range lab {
			b = binary.BigEndian.AppendUint16(b, uint16(v))
		}
	}
	for range 3 {
		b = append(b, 0, 0, 255, 255)
	}
	return assemble("Four inks test profile", "prtrCMYKLab ", 0x02400000, []tag{{"A2B0", b}})
}

// opponentProfile describes samples as jpegli's XYB has them (lutAToBType, section
// 10.12): the first is how much more long than medium light there is, the second how
// much of both, the third is blue. A table of two points a side makes roots of light of
// them, which curves square and a matrix takes to XYZ.
func opponentProfile() []byte {
	curves := func(kind int32, p ...int32) (b []byte) {
		for range 3 {
			b = append(b, numbers("para", append([]int32{kind << 16}, p...)...)...)
		}
		return b
	}
	straight := curves(0, 65536)
	// The square of 26/24 x - 1/24, which undoes what keeps the table within 0 to 1.
	square := curves(3, 2*65536, 70997, -2731, 0, 2521)
	// sRGB's colorants times the inverse of the mix in opponent, in units of the profile
	// connection space.
	matrix := numbers("", 108025, -78775, 2348, -5782, 39240, -691, -6475, 10428, 23084, 0, 0, 0)[4:]
	table := append([]byte{2, 2, 2}, make([]byte, 17)...)
	table[16] = 2
	for i := range 8 {
		x, y, z := i>>2, i>>1&1, i&1
		// y plus and minus (x - 1/2) / 12, as (24 v + 1) / 26.
		for _, v := range [3]int{24*y + 2*x, 24*y + 2 - 2*x, 24*z + 1} {
			table = binary.BigEndian.AppendUint16(table, uint16((v*65535+13)/26))
		}
	}
	b := append(numbers("mAB "), 3, 3, 0, 0)
	at := int32(32)
	for _, part := range [][]byte{straight, matrix, square, table} {
		b = binary.BigEndian.AppendUint32(b, uint32(at))
		at += int32(len(part))
	}
	b = binary.BigEndian.AppendUint32(b, 32) // the first curves are straight, too
	for _, part := range [][]byte{straight, matrix, square, table} {
		b = append(b, part...)
	}
	return assemble("Opponent test profile", "scnrRGB XYZ ", 0x04400000, []tag{{"A2B0", b}})
}

// opponent returns the samples of a color by opponentProfile, taking squares of sRGB's
// samples for light. Square roots are exact in IEEE 754.
func opponent(c [3]byte) [3]byte {
	r, g, b := int(c[0])*int(c[0]), int(c[1])*int(c[1]), int(c[2])*int(c[2])
	long := math.Sqrt(float64(30*r+62*g+8*b) / 100)
	medium := math.Sqrt(float64(23*r+69*g+8*b) / 100)
	level := func(v float64) byte { return byte(min(max(v+.5, 0), 255)) }
	return [3]byte{level(float64((long-medium)*6) + 127.5), level((long + medium) / 2), c[2]}
}
