package icc

// Light encodes linear light as sRGB.
type Light struct{ encode *[encodeSize]int16 }

// NewLight makes the table.
func NewLight() *Light { return &Light{Encoding()} }

// Encode returns the level, 0 to 255, of linear light of at most 1, Q16.
func (l *Light) Encode(y uint32) byte {
	i := min((y+1<<(15-encodeBits))>>(16-encodeBits), encodeSize-1)
	return byte((l.encode[i] + 1<<(outBits-1)) >> outBits)
}

// LabKind says how bytes encode L*, a* and b*. L* is 0 to 100 in all of them.
type LabKind int

const (
	// LabTIFF: a* and b* are offset by 128 and relative to D65 (TIFF 6.0,
	// section 23).
	LabTIFF LabKind = iota
	// LabICC: the same relative to D50 (ICC.1:2022, table 12).
	LabICC
	// LabITU: 170 and 200 are the ranges of a* and b* around 128 and 96,
	// relative to D50 (ITU-T T.42, section 5.2).
	LabITU
)

// Lab takes CIE 1976 L*a*b* to sRGB.
type Lab struct {
	light  *Light
	l      [256]int64 // (L* + 16) / 116, Q32
	a, b   [256]int64 // a* / 500 and b* / 200, Q32
	matrix [3][3]int64
}

// srgbFromWhite takes XYZ, each relative to D65's, to linear sRGB, Q24: the
// matrix of IEC 61966-2-1 with its columns times D65, so that its rows sum to 1.
var srgbFromWhite = [3][3]int64{
	{51680521, -25793010, -9110295},
	{-15455563, 31473512, 759267},
	{887077, -3422165, 19312304},
}

// NewLab prepares the conversion.
func NewLab(light *Light, kind LabKind) *Lab {
	t := &Lab{light: light, matrix: srgbFromWhite}
	zeroA, zeroB, rangeA, rangeB := int64(128), int64(128), int64(255), int64(255)
	if kind == LabITU {
		zeroB, rangeA, rangeB = 96, 170, 200
	}
	if kind != LabTIFF {
		for r := range t.matrix {
			for c := range t.matrix[r] {
				t.matrix[r][c] = srgbFromXYZ[r][c] * white[c] >> 24
			}
		}
	}
	for i := range int64(256) {
		t.l[i] = (100*i<<32/255 + 16<<32) / 116
		t.a[i] = (i - zeroA) * rangeA << 32 / 255 / 500
		t.b[i] = (i - zeroB) * rangeB << 32 / 255 / 200
	}
	return t
}

// RGB converts rows of L*, a* and b* to red, green and blue, in place.
func (t *Lab) RGB(l, a, b []byte) {
	a, b = a[:len(l)], b[:len(l)]
	for i, v := range l {
		f := t.l[v]
		x, y, z := cube(f+t.a[a[i]]), cube(f), cube(f-t.b[b[i]])
		l[i] = t.level(0, x, y, z)
		a[i] = t.level(1, x, y, z)
		b[i] = t.level(2, x, y, z)
	}
}

func (t *Lab) level(r int, x, y, z int64) byte {
	m := &t.matrix[r]
	return t.light.Encode(uint32(min(max((m[0]*x+m[1]*y+m[2]*z)>>32, 0), 1<<16)))
}
