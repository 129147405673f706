// Package icc converts images to sRGB by the ICC profile that they carry.
//
// Profiles are read as ICC.1:2022 (version 4.4) and ICC.1:2001-04 (version
// 2.4) define them, https://www.color.org/specification/ICC.1-2022-05.pdf.
// Understood are gray profiles with a tone curve, RGB profiles of three tone
// curves and a matrix, and RGB and CMYK profiles with a lookup table. All
// arithmetic is integer.
package icc

import "encoding/binary"

// FormatError reports a profile that breaks the specification.
type FormatError string

func (e FormatError) Error() string { return "icc: " + string(e) }

// UnsupportedError reports a sound profile of a kind that is not understood.
type UnsupportedError string

func (e UnsupportedError) Error() string { return "icc: unsupported " + string(e) }

const (
	errShort     = FormatError("profile shorter than it says")
	errSignature = FormatError("signature acsp missing")
	errTags      = FormatError("too many tags")
	errTag       = FormatError("tag reaches outside of the profile")
	errMissing   = FormatError("tag missing")
	errCurve     = FormatError("broken curve")
	errXYZ       = FormatError("broken XYZ")
	errLUT       = FormatError("broken lookup table")

	errClass  = UnsupportedError("profile class")
	errSpace  = UnsupportedError("color space")
	errKind   = UnsupportedError("curve type")
	errGamma  = UnsupportedError("gamma")
	errMatrix = UnsupportedError("matrix")
	errTable  = UnsupportedError("lookup table")
)

// signature is a four-character code.
type signature uint32

const (
	sigGray signature = 'G'<<24 | 'R'<<16 | 'A'<<8 | 'Y'
	sigRGB  signature = 'R'<<24 | 'G'<<16 | 'B'<<8 | ' '
	sigCMYK signature = 'C'<<24 | 'M'<<16 | 'Y'<<8 | 'K'
	sigXYZ  signature = 'X'<<24 | 'Y'<<16 | 'Z'<<8 | ' '
	sigLab  signature = 'L'<<24 | 'a'<<16 | 'b'<<8 | ' '

	sigACSP signature = 'a'<<24 | 'c'<<16 | 's'<<8 | 'p'
	sigLink signature = 'l'<<24 | 'i'<<16 | 'n'<<8 | 'k'
	sigNmcl signature = 'n'<<24 | 'm'<<16 | 'c'<<8 | 'l'
	sigAbst signature = 'a'<<24 | 'b'<<16 | 's'<<8 | 't'

	sigGrayTRC signature = 'k'<<24 | 'T'<<16 | 'R'<<8 | 'C'
	sigRedTRC  signature = 'r'<<24 | 'T'<<16 | 'R'<<8 | 'C'
	sigRedXYZ  signature = 'r'<<24 | 'X'<<16 | 'Y'<<8 | 'Z'
	sigA2B0    signature = 'A'<<24 | '2'<<16 | 'B'<<8 | '0'
	sigCICP    signature = 'c'<<24 | 'i'<<16 | 'c'<<8 | 'p'

	sigCurv signature = 'c'<<24 | 'u'<<16 | 'r'<<8 | 'v'
	sigPara signature = 'p'<<24 | 'a'<<16 | 'r'<<8 | 'a'
	sigLUT8 signature = 'm'<<24 | 'f'<<16 | 't'<<8 | '1'
	sigLUT  signature = 'm'<<24 | 'f'<<16 | 't'<<8 | '2'
	sigAToB signature = 'm'<<24 | 'A'<<16 | 'B'<<8 | ' '
)

// channel returns the signature of the same tag for the second and third
// channel of RGB.
func (s signature) channel(i int) signature {
	return s&0x00ffffff | signature("rgb"[i])<<24
}

const (
	headerSize = 128 // section 7.2
	maxTags    = 256
)

// Profile is a profile's description of how a device's samples become colors
// of the profile connection space.
type Profile struct {
	space signature // of the samples, sigGray, sigRGB or sigCMYK
	pcs   signature // sigXYZ or sigLab
	curve [3]curve  // samples to linear light, one for gray
	// matrix takes linear RGB to XYZ relative to D50, 16.16; its columns are
	// the colors of the channels (section 8.3.3).
	matrix [3][3]int32
	// lut, if not nil, takes samples to colors in place of curve and matrix.
	lut     *lut
	version byte // major
}

// open checks a profile's size, its signature and how many tags there are.
func open(data []byte) (tags, error) {
	if len(data) < headerSize+4 {
		return tags{}, errShort
	}
	size := binary.BigEndian.Uint32(data)
	if size < headerSize+4 || int64(size) > int64(len(data)) {
		return tags{}, errShort
	}
	t := tags{data[:size]}
	if t.signature(36) != sigACSP {
		return tags{}, errSignature
	}
	if t.count() > maxTags {
		return tags{}, errTags
	}
	return t, nil
}

// Parse reads a profile, which keeps a reference to data.
func Parse(data []byte) (*Profile, error) {
	t, err := open(data)
	if err != nil {
		return nil, err
	}
	switch t.signature(12) {
	case sigLink, sigNmcl, sigAbst:
		return nil, errClass
	}
	p := &Profile{space: t.signature(16), pcs: t.signature(20), version: data[8]}
	if p.pcs != sigXYZ && p.pcs != sigLab {
		return nil, errSpace
	}
	switch p.space {
	case sigGray:
		return p, p.readGray(t)
	case sigRGB:
		return p, p.readRGB(t)
	case sigCMYK:
		return p, p.readLUT(t, 4)
	}
	return nil, errSpace
}

func (p *Profile) readGray(t tags) error {
	b, err := t.find(sigGrayTRC)
	if err != nil {
		return err
	}
	p.curve[0], err = parseCurve(b)
	return err
}

func (p *Profile) readRGB(t tags) error {
	// LittleCMS too prefers the table.
	if err := p.readLUT(t, 3); err != errMissing {
		return err
	}
	if p.pcs != sigXYZ {
		return errSpace
	}
	for i := range 3 {
		b, err := t.find(sigRedTRC.channel(i))
		if err != nil {
			return err
		}
		if p.curve[i], err = parseCurve(b); err != nil {
			return err
		}
		if b, err = t.find(sigRedXYZ.channel(i)); err != nil {
			return err
		}
		if len(b) < 20 {
			return errXYZ
		}
		for row := range 3 {
			p.matrix[row][i] = int32(binary.BigEndian.Uint32(b[8+4*row:]))
		}
	}
	return nil
}

// readLUT reads the table of the perceptual intent.
func (p *Profile) readLUT(t tags, nIn int) error {
	b, err := t.find(sigA2B0)
	if err != nil {
		return err
	}
	p.lut, err = parseLUT(b, nIn)
	return err
}

// tags is a profile's data with its tag table (section 7.3).
type tags struct{ data []byte }

func (t tags) signature(at int) signature {
	return signature(binary.BigEndian.Uint32(t.data[at:]))
}

func (t tags) count() uint32 { return binary.BigEndian.Uint32(t.data[headerSize:]) }

// find returns the data of a tag, at least the 8 bytes of its type.
func (t tags) find(s signature) ([]byte, error) {
	table := t.data[headerSize+4:]
	for i := range int(t.count()) {
		if len(table) < 12*(i+1) {
			return nil, errShort
		}
		e := table[12*i:][:12]
		if signature(binary.BigEndian.Uint32(e)) != s {
			continue
		}
		offset := int64(binary.BigEndian.Uint32(e[4:]))
		size := int64(binary.BigEndian.Uint32(e[8:]))
		if size < 8 || offset+size > int64(len(t.data)) {
			return nil, errTag
		}
		return t.data[offset : offset+size], nil
	}
	return nil, errMissing
}
