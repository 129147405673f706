package params

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Error says that a known parameter has a bad value.
type Error struct {
	Param string // the name as it was sent
	Got   string // the decoded value, whole
	Want  string // what is allowed
}

// maxGot is how many bytes of a value a message shows.
const maxGot = 40

// Error returns one line of valid UTF-8: `w: got "abc", want an integer 1 to
// 8192 or a fraction between 0 and 1`. Numbers stand without quotes, long
// values are clipped and control characters escaped.
func (e *Error) Error() string {
	b := append([]byte(e.Param), ": got "...)
	if isNumber(e.Got) && len(e.Got) <= maxGot {
		b = append(b, e.Got...)
	} else {
		b = appendQuoted(b, e.Got)
	}
	return string(append(append(b, ", want "...), e.Want...))
}

// isNumber says that s reads as a decimal, of whatever length.
func isNumber(s string) bool {
	digits, points := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c):
			digits++
		case c == '.':
			points++
		case c != '-' || i > 0:
			return false
		}
	}
	return digits > 0 && points <= 1
}

// appendQuoted is strconv.AppendQuote without the tables of what is printable.
func appendQuoted(b []byte, s string) []byte {
	const digits = "0123456789abcdef"
	clipped := len(s) > maxGot
	if clipped {
		s = s[:maxGot]
		for i := 1; i < utf8.UTFMax && !utf8.RuneStart(s[len(s)-1]); i++ {
			s = s[:len(s)-1]
		}
		if r, n := utf8.DecodeLastRuneInString(s); r == utf8.RuneError && n == 1 {
			s = s[:len(s)-1]
		}
	}
	b = append(b, '"')
	for i, r := range s {
		_, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b = append(b, '\\', 'x', digits[s[i]>>4], digits[s[i]&15])
		case isControl(r):
			b = append(b, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	b = append(b, '"')
	if clipped {
		b = append(b, "..."...)
	}
	return b
}

// isControl reports C0 and C1 controls, and the format characters that break
// or turn round a line: U+2028, U+2029, the bidirectional ones, the zero-width
// ones and the byte order mark.
func isControl(r rune) bool {
	return r < 0x20 || 0x7f <= r && r < 0xa0 || 0x200b <= r && r <= 0x200f ||
		0x2028 <= r && r <= 0x202e || 0x2060 <= r && r <= 0x2069 || r == 0xfeff
}

// want says what the spec allows.
func (s *spec) want() string {
	switch s.kind {
	case KindLength:
		return "an integer " + s.span() + " or a fraction between 0 and 1"
	case KindInteger, KindNumber:
		return s.span()
	case KindSwitch:
		return "1, 0, true or false"
	case KindWord:
		return orList(s.values, " or ")
	case KindWords, KindCrop:
		return "a comma list of " + orList(s.values, " and ")
	case KindColor:
		return wantColor
	case KindColors:
		return "two colors, each " + wantColor
	case KindRatio:
		return "W:H or W, each " + s.span()
	case KindRegion:
		return "x,y,w,h in pixels or fractions, or left, center, right, top, middle, bottom and full"
	case KindBorder:
		return "width,color: " + s.span() + " and " + wantColor
	case KindRadii:
		return "one radius or four, " + s.span()
	case KindName:
		return "1 to " + strconv.Itoa(s.max) + " letters, digits, - and _"
	case KindPaint:
		return wantColor + ", or a key of at most " + strconv.Itoa(s.max) + " bytes"
	case KindFrames:
		return "a frame N from 1 up, or a range M-N, M- or -N"
	}
	return "1 to " + strconv.Itoa(s.max) + " bytes of text without control characters"
}

const wantColor = "3, 4, 6 or 8 hexadecimal digits or a CSS color name"

// span says the range of a number: "1 to 100".
func (s *spec) span() string {
	return strconv.Itoa(s.min) + " to " + strconv.Itoa(s.max)
}

// orList joins words: "h, v or hv".
func orList(words, or string) string {
	last := strings.LastIndexByte(words, ' ')
	b := make([]byte, 0, 2*len(words))
	for i := range len(words) {
		switch {
		case i == last:
			b = append(b, or...)
		case words[i] == ' ':
			b = append(b, ", "...)
		default:
			b = append(b, words[i])
		}
	}
	return string(b)
}
