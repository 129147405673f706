package png

import "encoding/binary"

// ColorSpace is what chunks beside iCCP say of colors (section 11.3.2). The order of
// precedence is cICP, iCCP, sRGB, then gAMA and cHRM (section 4.3).
type ColorSpace struct {
	// CodePoints are cICP's: color primaries, transfer characteristics, matrix
	// coefficients and whether the range is full; zeros where there is none.
	CodePoints [4]byte
	SRGB       bool
	Gamma      uint32 // gAMA in 100,000ths, 0 where there is none
	// Chromaticities are cHRM's: x and y of white, red, green and blue in 100,000ths,
	// nil where there are none.
	Chromaticities *[8]uint32
	// The brightest light in cd/m², of cLLI and of mDCV's display; 0 where it is not
	// said.
	ContentPeak, DisplayPeak int
}

// read reads a chunk; one of the wrong length is left out.
func (c *ColorSpace) read(name string, b []byte) {
	switch {
	case name == "cICP" && len(b) == 4:
		c.CodePoints = [4]byte(b)
	case name == "sRGB" && len(b) == 1:
		c.SRGB = true
	case name == "gAMA" && len(b) == 4:
		c.Gamma = binary.BigEndian.Uint32(b)
	case name == "cHRM" && len(b) == 32:
		c.Chromaticities = new([8]uint32)
		for i := range c.Chromaticities {
			c.Chromaticities[i] = binary.BigEndian.Uint32(b[4*i:])
		}
	case name == "cLLI" && len(b) == 8:
		c.ContentPeak = int(binary.BigEndian.Uint32(b) / 10000)
	case name == "mDCV" && len(b) == 24:
		c.DisplayPeak = int(binary.BigEndian.Uint32(b[16:]) / 10000)
	}
}
