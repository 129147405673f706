package params

// Color is a color of sRGB with straight alpha. The zero Color is absent,
// which is not the same as transparent.
type Color struct {
	R, G, B, A uint8
	Set        bool
}

// RGB returns the opaque color of 0xRRGGBB.
func RGB(v uint32) Color { return rgba(v | 0xff000000) }

func rgba(argb uint32) Color {
	return Color{uint8(argb >> 16), uint8(argb >> 8), uint8(argb), uint8(argb >> 24), true}
}

// Opaque reports that the color has no transparency.
func (c Color) Opaque() bool { return c.Set && c.A == 255 }

// String returns the canonical form: rrggbb, or aarrggbb where not opaque.
func (c Color) String() string { return string(c.append(nil)) }

func (c Color) append(b []byte) []byte {
	const digits = "0123456789abcdef"
	for i, v := range [4]uint8{c.A, c.R, c.G, c.B} {
		if i > 0 || v != 255 {
			b = append(b, digits[v>>4], digits[v&15])
		}
	}
	return b
}

// ParseColor reads 3, 4 (ARGB), 6 or 8 (AARRGGBB) hexadecimal digits, with or
// without a #, a CSS color name or transparent, all in either case.
func ParseColor(s string) (c Color, ok bool) {
	if argb, ok := parseHex(s); ok {
		return rgba(argb), true
	}
	if compareFold(s, "transparent") == 0 {
		return rgba(0), true
	}
	return colorByName(s)
}

func parseHex(s string) (argb uint32, ok bool) {
	if len(s) > 0 && s[0] == '#' {
		s = s[1:]
	}
	if len(s) > 8 {
		return 0, false
	}
	for i := range len(s) {
		d, ok := hexDigit(s[i])
		if !ok {
			return 0, false
		}
		argb = argb<<4 | d
	}
	switch len(s) {
	case 3:
		return 0xff000000 | doubleDigits(argb), true
	case 4:
		return doubleDigits(argb), true
	case 6:
		return 0xff000000 | argb, true
	case 8:
		return argb, true
	}
	return 0, false
}

// doubleDigits turns 0xargb into 0xaarrggbb.
func doubleDigits(v uint32) uint32 {
	v = v&0xf000<<12 | v&0xf00<<8 | v&0xf0<<4 | v&0xf
	return v | v<<4
}

func hexDigit(c byte) (uint32, bool) {
	switch {
	case isDigit(c):
		return uint32(c - '0'), true
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return uint32(c|0x20-'a') + 10, true
	}
	return 0, false
}

// ColorNames returns the named colors, sorted by name: one line each of rrggbb,
// a space and the name.
func ColorNames() string { return colorNames }

// colorByName searches colorNames, whose lines are sorted by name.
func colorByName(s string) (Color, bool) {
	lo, hi := 0, len(colorNames)
	for lo < hi {
		// The line around the middle: from the byte after a newline to the next.
		start := (lo + hi) / 2
		for start > lo && colorNames[start-1] != '\n' {
			start--
		}
		end := start
		for colorNames[end] != '\n' {
			end++
		}
		// A line is six hexadecimal digits, a space and the name.
		switch compareFold(s, colorNames[start+7:end]) {
		case 0:
			argb, ok := parseHex(colorNames[start : start+6])
			return rgba(argb), ok
		case -1:
			hi = start
		default:
			lo = end + 1
		}
	}
	return Color{}, false
}

// compareFold compares s, taken as lower case, with the lower-case word: -1, 0 or 1.
func compareFold(s, word string) int {
	for i := range min(len(s), len(word)) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			if c < word[i] {
				return -1
			}
			return 1
		}
	}
	switch {
	case len(s) < len(word):
		return -1
	case len(s) > len(word):
		return 1
	}
	return 0
}
