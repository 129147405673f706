package params

import "strings"

// Kind is the grammar of a parameter's value.
type Kind uint8

const (
	KindLength  Kind = iota // an integer from 1 up, a fraction between 0 and 1, or 0
	KindInteger             // an integer from Min to Max
	KindNumber              // a decimal from Min to Max
	KindSwitch              // 1 0 true false
	KindWord                // one of Values
	KindWords               // a comma list of Values, in any order
	KindCrop                // a comma list of Values, in the order to try
	KindColor               // 3, 4, 6 or 8 hexadecimal digits or a CSS name
	KindColors              // two colors with a comma between them
	KindRatio               // W:H
	KindRegion              // x,y,w,h
	KindBorder              // width,color
	KindRadii               // one radius or four
	KindText                // up to Max bytes without control characters
	KindName                // up to Max letters, digits, - and _
	KindPaint               // a color, or a text
	KindFrames              // N, M-N, M- or -N
)

// Section groups parameters in the reference.
type Section uint8

const (
	SectionSize Section = iota
	SectionGeometry
	SectionAdjustment
	SectionWatermark
	SectionOutput
)

// String returns the section's heading.
func (s Section) String() string {
	return [...]string{"Size", "Geometry", "Adjustments", "Watermark", "Output"}[s]
}

// spec is the validation of one parameter, as data.
type spec struct {
	name    string
	also    string // its other names, one space between them
	section Section
	kind    Kind
	min     int
	max     int    // of a number, or bytes of a text
	aside   bool   // asks nothing of the pixels
	plain   bool   // has no base64 variant
	values  string // its words, one space between them
	same    string // other spellings of words: alias=word
	address string // the word that a key or an address counts as
	at      func(*Params) field
}

// lookup returns the row of the table that has a name, canonical or not, or -1.
func lookup(name string) int {
	for i := range table {
		if table[i].name == name || hasWord(table[i].also, name) {
			return i
		}
	}
	return -1
}

// hasWord says that one of the words of list is word.
func hasWord(list, word string) bool { return wordIndex(list, word) >= 0 }

// wordIndex returns the place of word among the words of list, or -1.
func wordIndex(list, word string) int {
	for i := 0; list != ""; i++ {
		var first string
		if first, list = cutWord(list); first == word {
			return i
		}
	}
	return -1
}

// cutWord returns the first word of list and what follows its space.
func cutWord(list string) (first, rest string) {
	for i := range len(list) {
		if list[i] == ' ' {
			return list[:i], list[i+1:]
		}
	}
	return list, ""
}

// wordAt returns word i of list.
func wordAt(list string, i int) string {
	for ; i > 0 && list != ""; i-- {
		_, list = cutWord(list)
	}
	first, _ := cutWord(list)
	return first
}

// word returns the place of a value among the spec's words, or -1.
func (s *spec) word(v string) int {
	if s.address != "" && (strings.Contains(v, "/") || strings.Contains(v, ".")) {
		v = s.address
	}
	for list := s.same; list != ""; {
		var pair string
		pair, list = cutWord(list)
		if n := len(v); len(pair) > n && pair[:n] == v && pair[n] == '=' {
			v = pair[n+1:]
			break
		}
	}
	return wordIndex(s.values, v)
}

// item is word for one item of a list: a space before it does not count, nor
// does case, since client hints are written like header fields.
func (s *spec) item(v string) int {
	if v != "" && v[0] == ' ' {
		v = v[1:]
	}
	var lower [16]byte // longer than every word
	n := copy(lower[:], v)
	for i, c := range lower[:n] {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c | 0x20
		}
	}
	if n < len(v) {
		return -1
	}
	return s.word(string(lower[:n]))
}

// number reads a value of kind KindInteger or KindNumber within its range.
func (s *spec) number(v string) (Decimal, bool) {
	if s.kind == KindInteger {
		n, ok := s.pixels(v)
		return Decimal(n) * One, ok
	}
	d, ok := parseDecimal(v)
	return d, ok && s.inRange(d)
}

// pixels reads an integer within the range. A fraction is cut off, as imgix does.
func (s *spec) pixels(v string) (int, bool) {
	d, ok := parseDecimal(v)
	d /= One
	return int(d), ok && s.inRange(d*One)
}

// inRange allows 0 everywhere: below the least value it asks for nothing.
func (s *spec) inRange(d Decimal) bool {
	return Decimal(s.min)*One <= d && d <= Decimal(s.max)*One || d == 0
}
