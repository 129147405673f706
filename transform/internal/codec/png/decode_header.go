package png

import (
	"bytes"
	"encoding/binary"
	"io"

	"tintype/transform/internal/exif"
	"tintype/transform/internal/flate"
	"tintype/transform/internal/pixel"
)

// Bounds of ancillary chunks; larger ones are passed over. Printers' largest
// profiles are 3 MB.
const (
	maxExif    = 1 << 20
	maxProfile = 4 << 20
)

// Config is what a file says before its pixels.
type Config struct {
	Width, Height int         // pixels
	Model         pixel.Model // Gray or RGB
	Alpha         bool
	Interlaced    bool   // needs memory for the whole image
	Orientation   int    // of an eXIf chunk, 1 to 8; 0 where there is none
	ICC           []byte // color profile, nil where there is none
	Palette       int    // colors of the palette that the pixels are indices of, else 0
	Color         ColorSpace
	// Frames and Plays are what an acTL chunk promises: more than 0 frames where the
	// file is to be read with NewAnimation, and how many times they play, 0 for ever.
	Frames, Plays int
}

// format is IHDR's description of a row, and the chunks that samples are looked
// up in.
type format struct {
	colorType, depth int
	channels         int
	palette          [4][256]byte // red, green, blue, alpha
	nColors          int          // of the palette, 0 where there is none
	key              []byte       // tRNS of a gray or RGB image: 2 bytes a sample
}

// rowBytes returns the size of a filtered row of w pixels without its filter
// type.
func (f *format) rowBytes(w int) int { return (w*f.channels*f.depth + 7) / 8 }

// pixelBytes is how far a row filter looks to the left (section 9.2).
func (f *format) pixelBytes() int { return (f.channels*f.depth + 7) / 8 }

// readHeader reads up to the data of the first IDAT chunk.
func readHeader(c *chunks, cfg *Config, f *format) error {
	var sig [len(signature)]byte
	if _, err := io.ReadFull(c.in, sig[:]); err != nil {
		return headerError(endError(err))
	}
	if string(sig[:]) != signature {
		return formatError("signature")
	}
	for first := true; ; first = false {
		if err := c.next(); err != nil {
			return headerError(err)
		}
		name := string(c.name[:])
		if first != (name == "IHDR") {
			return formatError("IHDR is not the first chunk")
		}
		if name == "IDAT" {
			break
		}
		if err := readChunk(name, c, cfg, f); err != nil {
			return headerError(err)
		}
	}
	if f.colorType == typePalette {
		cfg.Palette = f.nColors
	}
	if f.colorType == typePalette && f.nColors == 0 {
		return formatError("no palette")
	}
	// Without chunks that speak of colors, one plane does for a palette of grays.
	if f.colorType == typePalette && f.grayPalette() && cfg.ICC == nil && cfg.Color == (ColorSpace{SRGB: cfg.Color.SRGB}) {
		cfg.Model = pixel.Gray
	}
	return nil
}

// grayPalette reports that no color of the palette is other than gray.
func (f *format) grayPalette() bool {
	return f.palette[0] == f.palette[1] && f.palette[0] == f.palette[2]
}

// headerError says that a file ended before its pixels.
func headerError(err error) error {
	if err == io.ErrUnexpectedEOF {
		return formatError("ends before its pixels")
	}
	return err
}

func readChunk(name string, c *chunks, cfg *Config, f *format) error {
	most := int64(0)
	switch name {
	case "IHDR", "tRNS":
		most = 256
	case "PLTE":
		most = 768
	case "eXIf":
		most = maxExif
	case "iCCP":
		most = maxProfile
	case "acTL", "cICP", "sRGB", "gAMA", "cHRM", "cLLI", "mDCV":
		most = 32
	case "IEND":
		return formatError("no pixels")
	default:
		if !c.ancillary() {
			return formatError("unknown critical chunk")
		}
	}
	if c.left > most {
		if !c.ancillary() {
			return formatError("length of a chunk")
		}
		return c.skip()
	}
	if most == 0 {
		return c.skip()
	}
	b, err := c.data()
	if err != nil || b == nil {
		return err
	}
	switch name {
	case "IHDR":
		return readIHDR(b, cfg, f)
	case "PLTE":
		return f.readPLTE(b)
	case "tRNS":
		f.readTRNS(b, cfg)
	case "eXIf":
		cfg.Orientation = exif.Orientation(b) // without JPEG's "Exif\0\0", with which browsers do not turn it either
	case "iCCP":
		cfg.ICC = readICCP(b)
	case "acTL":
		readACTL(b, cfg)
	default:
		cfg.Color.read(name, b)
	}
	return nil
}

// readIHDR reads section 11.2.1.
func readIHDR(b []byte, cfg *Config, f *format) error {
	if len(b) != 13 {
		return formatError("length of IHDR")
	}
	w, h := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if w == 0 || h == 0 || w > 1<<31-1 || h > 1<<31-1 {
		return formatError("width or height")
	}
	cfg.Width, cfg.Height = int(w), int(h)
	f.depth, f.colorType = int(b[8]), int(b[9])
	depths := 0 // a bit for each that the color type may have
	cfg.Model = pixel.RGB
	switch f.colorType {
	case typeGray:
		depths, f.channels, cfg.Model = 1|2|4|8|16, 1, pixel.Gray
	case typeRGB:
		depths, f.channels = 8|16, 3
	case typePalette:
		depths, f.channels = 1|2|4|8, 1
	case typeGrayAlpha:
		depths, f.channels, cfg.Model, cfg.Alpha = 8|16, 2, pixel.Gray, true
	case typeRGBA:
		depths, f.channels, cfg.Alpha = 8|16, 4, true
	}
	if depths&f.depth == 0 || f.depth&(f.depth-1) != 0 {
		return formatError("color type or bit depth")
	}
	if b[10] != 0 || b[11] != 0 || b[12] > 1 {
		return formatError("compression, filter or interlace method")
	}
	cfg.Interlaced = b[12] == 1
	return nil
}

// readPLTE reads section 11.2.2. A palette beside RGB samples is a suggestion.
func (f *format) readPLTE(b []byte) error {
	if f.colorType != typePalette {
		return nil
	}
	if f.nColors = len(b) / 3; f.nColors == 0 {
		return formatError("length of PLTE")
	}
	for i := range 256 {
		// Indices beyond the palette are its last color, as in browsers.
		c := b[3*min(i, f.nColors-1):]
		f.palette[0][i], f.palette[1][i], f.palette[2][i], f.palette[3][i] = c[0], c[1], c[2], 255
	}
	return nil
}

// readTRNS reads section 11.3.1.1, which is about one color or a palette. The
// first one of two holds.
func (f *format) readTRNS(b []byte, cfg *Config) {
	switch {
	case cfg.Alpha:
	case f.colorType == typePalette && f.nColors > 0:
		n := copy(f.palette[3][:f.nColors], b)
		if n == f.nColors {
			fill(f.palette[3][n:], f.palette[3][n-1])
		}
		cfg.Alpha = n > 0
	case f.colorType == typeGray && len(b) >= 2, f.colorType == typeRGB && len(b) >= 6:
		f.key, cfg.Alpha = b, true
	}
}

func fill(p []byte, v byte) {
	for i := range p {
		p[i] = v
	}
}

// readACTL reads section 11.3.6.1; the first one holds.
func readACTL(b []byte, cfg *Config) {
	if len(b) != 8 || cfg.Frames > 0 {
		return
	}
	frames, plays := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	cfg.Frames, cfg.Plays = int(min(frames, 1<<31-1)), int(min(plays, 1<<31-1))
}

// readICCP unpacks the profile (section 11.3.2.3); a broken one is left out.
func readICCP(b []byte) []byte {
	_, packed, ok := bytes.Cut(b, []byte{0})
	if !ok || len(packed) < 2 || packed[0] != 0 {
		return nil
	}
	profile, err := flate.Inflate(bytes.NewReader(packed[1:]), maxProfile)
	if err != nil {
		return nil
	}
	return profile
}
