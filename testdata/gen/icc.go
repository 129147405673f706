package main

import "encoding/binary"

// profile describes an RGB or gray color space of the matrix/TRC kind
// (ICC.1:2010, sections 8.3.3 and 8.4.3).
type profile struct {
	name    string
	gray    bool
	columns [3][3]int32 // red, green and blue colorants, XYZ relative to D50, s15Fixed16
	curve   []byte      // the tone curve, a whole tag
	codes   [4]byte     // of the cicp tag (ICC.1:2022, section 9.2.17), zeros for none
}

// Colorants adapted to D50, s15Fixed16 (65536 is 1.0), from the chromaticities
// of IEC 61966-2-1, SMPTE EG 432-1, Adobe RGB (1998) and BT.2020.
var (
	srgbColumns  = [3][3]int32{{28578, 14581, 912}, {25241, 46981, 6362}, {9376, 3972, 46799}}
	p3Columns    = [3][3]int32{{33759, 15807, -69}, {19135, 45367, 2745}, {10296, 4363, 51384}}
	adobeColumns = [3][3]int32{{39960, 20389, 1276}, {13453, 41004, 3989}, {9777, 4143, 48796}}
	wideColumns  = [3][3]int32{{44137, 18287, -127}, {10857, 44259, 1965}, {8195, 2989, 52222}}
)

// srgbCurve is the parametric curve of type 3 with the sRGB parameters
// (section 10.15): Y = (aX+b)^g from d up, cX below.
func srgbCurve() []byte {
	return numbers("para", 0x0003_0000, 157286, 62119, 3417, 5072, 2651)
}

// gammaCurve is a curve of one u8Fixed8 exponent (section 10.5).
func gammaCurve(u8f8 uint16) []byte {
	b := numbers("curv", 1)
	return binary.BigEndian.AppendUint16(b, u8f8)
}

// squareCurve is a curve given by n samples of x².
func squareCurve(n int) []byte {
	b := numbers("curv", int32(n))
	for i := range n {
		v := (i*i*65535 + (n-1)*(n-1)/2) / ((n - 1) * (n - 1))
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	return b
}

// numbers makes a tag: type signature, four zero bytes, 32-bit values.
func numbers(signature string, values ...int32) []byte {
	b := append([]byte(signature), 0, 0, 0, 0)
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	return b
}

// text makes a tag of type mluc with one English string (section 10.13).
func text(s string) []byte {
	b := numbers("mluc", 1, 12)
	b = append(b, "enUS"...)
	b = binary.BigEndian.AppendUint32(b, uint32(2*len(s)))
	b = binary.BigEndian.AppendUint32(b, 28)
	for _, r := range []byte(s) {
		b = append(b, 0, r)
	}
	return b
}

// tag is one of a profile's.
type tag struct {
	name string
	data []byte
}

// bytes returns the profile, version 4.
func (p *profile) bytes() []byte {
	var tags []tag
	if p.gray {
		tags = append(tags, tag{"kTRC", p.curve})
	} else {
		for i, c := range "rgb" {
			tags = append(tags, tag{string(c) + "XYZ", numbers("XYZ ", p.columns[i][:]...)}, tag{string(c) + "TRC", p.curve})
		}
	}
	if p.codes != [4]byte{} {
		tags = append(tags, tag{"cicp", append(numbers("cicp"), p.codes[:]...)})
	}
	spaces := "RGB XYZ "
	if p.gray {
		spaces = "GRAYXYZ "
	}
	return assemble(p.name, "mntr"+spaces, 0x04200000, tags)
}

// assemble writes a profile (section 7): header, tag table, the tags that each has
// and its own.
func assemble(name, kind string, version uint32, own []tag) []byte {
	tags := append([]tag{{"desc", text(name)}, {"cprt", text("No copyright, use freely")},
		{"wtpt", numbers("XYZ ", 63190, 65536, 54061)}}, own...) // D50
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var body []byte
	start := 128 + 4 + 12*len(tags)
	for _, t := range tags {
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
		table = append(table, t.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(start+len(body)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
		body = append(body, t.data...)
	}
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	h := make([]byte, 128) // section 7.2
	binary.BigEndian.PutUint32(h, uint32(start+len(body)))
	binary.BigEndian.PutUint32(h[8:], version)
	copy(h[12:], kind)
	copy(h[24:], "\x07\xea\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00") // 2026-01-01
	copy(h[36:], "acsp")
	copy(h[68:], "\x00\x00\xf6\xd6\x00\x01\x00\x00\x00\x00\xd3\x2d") // D50
	return append(append(h, table...), body...)
}

// The profiles that files carry.
var (
	srgbProfile  = profile{name: "sRGB test profile", columns: srgbColumns, curve: srgbCurve()}
	p3Profile    = profile{name: "P3 D65 test profile", columns: p3Columns, curve: srgbCurve()}
	adobeProfile = profile{name: "Gamma 2.2 wide test profile", columns: adobeColumns, curve: gammaCurve(563)}
	tableProfile = profile{name: "Gamma 2.0 table test profile", columns: p3Columns, curve: squareCurve(256)}
	grayProfile  = profile{name: "Grey gamma 1.8 test profile", gray: true, curve: gammaCurve(461)}
	pqProfile    = profile{name: "BT.2020 PQ test profile", columns: wideColumns, curve: srgbCurve(), codes: [4]byte{9, 16, 0, 1}}
)
