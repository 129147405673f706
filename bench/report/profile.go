package main

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"math"

	"tintype/transform/measure"
)

// metadata finds the orientation and the profile of a JPEG, and the profile of
// a PNG. It trusts its input: the sources are the bench's own.
func metadata(b []byte) (orientation int, icc []byte) {
	if bytes.HasPrefix(b, []byte("\x89PNG")) {
		for at := 8; at+12 <= len(b); at += 12 + int(binary.BigEndian.Uint32(b[at:])) {
			if string(b[at+4:at+8]) == "iCCP" {
				body := b[at+8:][:binary.BigEndian.Uint32(b[at:])]
				if z, err := zlib.NewReader(bytes.NewReader(body[bytes.IndexByte(body, 0)+2:])); err == nil {
					icc, _ = io.ReadAll(z)
				}
			}
		}
		return 1, icc
	}
	for at := 2; at+4 <= len(b) && b[at] == 0xff && b[at+1] != 0xda; {
		n := int(binary.BigEndian.Uint16(b[at+2:]))
		body := b[at+4 : at+2+n]
		switch {
		case b[at+1] == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")):
			orientation = measure.Orientation(body[6:])
		case b[at+1] == 0xe2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")):
			icc = append(icc, body[14:]...)
		}
		at += 2 + n
	}
	return orientation, icc
}

// profile converts device colors to linear XYZ, relative to D50, and on to sRGB.
type profile struct {
	curve  [3]func(float64) float64
	matrix [3][3]float64 // device, linear → sRGB, linear
}

// xyzToSRGB is the inverse of sRGB's primaries adapted to D50 (ICC.1 annex E,
// IEC 61966-2-1).
var xyzToSRGB = [3][3]float64{
	{3.1338561, -1.6168667, -0.4906146}, {-0.9787684, 1.9161415, 0.0334540}, {0.0719453, -0.2289914, 1.4052427},
}

// parseProfile understands matrix and curve profiles; nil for any other.
func parseProfile(b []byte) *profile {
	if len(b) < 132 || string(b[16:20]) != "RGB " {
		return nil
	}
	tags := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint32(b[128:])) {
		e := b[132+12*i:]
		at, n := binary.BigEndian.Uint32(e[4:]), binary.BigEndian.Uint32(e[8:])
		tags[string(e[:4])] = b[at : at+n]
	}
	var p profile
	var device [3][3]float64
	for i, c := range []string{"r", "g", "b"} {
		xyz, trc := tags[c+"XYZ"], tags[c+"TRC"]
		if xyz == nil || trc == nil {
			return nil
		}
		for k := range 3 {
			device[k][i] = fixed(xyz[8+4*k:])
		}
		p.curve[i] = parseCurve(trc)
	}
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				p.matrix[i][j] += xyzToSRGB[i][k] * device[k][j]
			}
		}
	}
	return &p
}

func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

// parseCurve reads curv and para (ICC.1, sections 10.6 and 10.18).
func parseCurve(b []byte) func(float64) float64 {
	if string(b[:4]) == "para" {
		var v [7]float64
		kind := binary.BigEndian.Uint16(b[8:])
		for i := range []int{1, 3, 4, 5, 7}[kind] {
			v[i] = fixed(b[12+4*i:])
		}
		g, a, bb, c, d, e, f := v[0], v[1], v[2], v[3], v[4], v[5], v[6]
		return func(x float64) float64 {
			switch {
			case kind == 0:
				return math.Pow(x, g)
			case kind >= 3 && x < d:
				return c*x + f
			}
			return math.Pow(a*x+bb, g) + e
		}
	}
	n := int(binary.BigEndian.Uint32(b[8:]))
	at := func(i int) float64 { return float64(binary.BigEndian.Uint16(b[12+2*i:])) / 65535 }
	switch n {
	case 0:
		return func(x float64) float64 { return x }
	case 1:
		g := float64(binary.BigEndian.Uint16(b[12:])) / 256
		return func(x float64) float64 { return math.Pow(x, g) }
	}
	return func(x float64) float64 {
		t := min(max(x, 0), 1) * float64(n-1)
		i := min(int(t), n-2)
		return at(i) + (at(i+1)-at(i))*(t-float64(i))
	}
}

// apply converts an opaque picture in place.
func (c *profile) apply(p picture) {
	for i := range p[0].pix {
		var in, out [3]float64
		for k := range 3 {
			in[k] = c.curve[k](min(max(p[k].pix[i], 0), 1))
		}
		for k := range 3 {
			out[k] = c.matrix[k][0]*in[0] + c.matrix[k][1]*in[1] + c.matrix[k][2]*in[2]
			p[k].pix[i] = encodeSRGB(min(max(out[k], 0), 1))
		}
	}
}

func encodeSRGB(v float64) float64 {
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}
