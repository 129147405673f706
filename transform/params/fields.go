package params

import (
	"strconv"
	"strings"
)

// A field is one parameter's place within Params. set takes a decoded value
// and says whether the spec allows it; text appends the canonical value,
// which set reads back.
type field interface {
	set(s *spec, v string) bool
	text(b []byte, s *spec) []byte
	zero() bool
}

type (
	lengthField  Length
	intField     int
	qualityField int
	decimalField Decimal
	optField     Opt
	toggleField  Toggle
	wordField    uint8
	wordsField   uint8
	cropField    CropList
	textField    string
	colorField   Color
	colorsField  [2]Color
	ratioField   Ratio
	regionField  Region
	borderField  Border
	radiiField   Radii
	paintField   Paint
	framesField  Frames
)

func (f *lengthField) set(s *spec, v string) (ok bool) {
	*(*Length)(f), ok = s.length(v)
	return ok
}
func (f *lengthField) text(b []byte, _ *spec) []byte { return Decimal(*f).append(b) }
func (f *lengthField) zero() bool                    { return *f == 0 }

// length reads pixels within the spec's range, or a fraction below 1. 0 asks for
// nothing.
func (s *spec) length(v string) (Length, bool) {
	d, ok := parseDecimal(v)
	if d >= One {
		n, ok := s.pixels(v)
		return Px(n), ok
	}
	return Length(d), ok && d >= 0
}

func (f *intField) set(s *spec, v string) bool {
	n, ok := s.pixels(v)
	*f = intField(n)
	return ok
}
func (f *intField) text(b []byte, _ *spec) []byte { return strconv.AppendInt(b, int64(*f), 10) }
func (f *intField) zero() bool                    { return *f == 0 }

// set takes a number, or a word for looks, which are kept as the negative of a score.
func (f *qualityField) set(s *spec, v string) (ok bool) {
	for _, l := range looks {
		if v == l.word {
			*f = qualityField(-l.score)
			return true
		}
	}
	return (*intField)(f).set(s, v)
}
func (f *qualityField) text(b []byte, s *spec) []byte {
	for _, l := range looks {
		if int(*f) == -l.score {
			return append(b, l.word...)
		}
	}
	return (*intField)(f).text(b, s)
}
func (f *qualityField) zero() bool { return *f == 0 }

// looks are the words of q=auto and the scores on the scale of SSIMULACRA2 that they ask
// for.
var looks = [...]struct {
	word  string
	score int
}{{"auto", 75}, {"auto:good", 75}, {"auto:best", 85}, {"auto:eco", 65}, {"auto:low", 50}}

// Looks returns the SSIMULACRA2 score that q=auto asks for, or 0 if the query names a
// quality or none.
func (p *Params) Looks() int { return max(-p.Quality, 0) }

func (f *decimalField) set(s *spec, v string) (ok bool) {
	*(*Decimal)(f), ok = s.number(v)
	return ok
}
func (f *decimalField) text(b []byte, _ *spec) []byte { return Decimal(*f).append(b) }
func (f *decimalField) zero() bool                    { return *f == 0 }

func (f *optField) set(s *spec, v string) (ok bool) {
	f.Value, ok = s.number(v)
	f.Set = true
	return ok
}
func (f *optField) text(b []byte, _ *spec) []byte { return f.Value.append(b) }
func (f *optField) zero() bool                    { return !f.Set }

func (f *toggleField) set(_ *spec, v string) bool {
	switch v {
	case "1", "true":
		*f = toggleField(On)
	case "0", "false":
		*f = toggleField(Off)
	default:
		return false
	}
	return true
}
func (f *toggleField) text(b []byte, _ *spec) []byte {
	if Toggle(*f) == On {
		return append(b, '1')
	}
	return append(b, '0')
}
func (f *toggleField) zero() bool { return Toggle(*f) == Unset }

func (f *wordField) set(s *spec, v string) bool {
	*f = wordField(s.word(v) + 1)
	return *f > 0
}
func (f *wordField) text(b []byte, s *spec) []byte {
	return append(b, wordAt(s.values, int(*f)-1)...)
}
func (f *wordField) zero() bool { return *f == 0 }

// set takes a list in any order; an empty one is allowed. auto merges with what
// is there.
func (f *wordsField) set(s *spec, v string) bool {
	var set wordsField
	for v != "" {
		var item string
		item, v, _ = strings.Cut(v, ",")
		i := s.item(item)
		if i < 0 {
			return false
		}
		set |= 1 << i
	}
	if s.name == "auto" {
		set |= *f
	}
	*f = set
	return true
}
func (f *wordsField) text(b []byte, s *spec) []byte {
	start := len(b)
	for i := range 8 {
		if *f>>i&1 != 0 {
			b = listItem(b, start, wordAt(s.values, i))
		}
	}
	return b
}
func (f *wordsField) zero() bool { return *f == 0 }

// set takes an ordered list; an empty one is allowed, a repeated word counts once.
func (f *cropField) set(s *spec, v string) bool {
	*f = cropField{}
	n, seen := 0, 0
	for v != "" {
		var item string
		item, v, _ = strings.Cut(v, ",")
		i := s.item(item)
		if i < 0 {
			return false
		}
		if seen>>i&1 == 0 {
			f[n] = Crop(i + 1)
			n++
		}
		seen |= 1 << i
	}
	return true
}
func (f *cropField) text(b []byte, s *spec) []byte {
	start := len(b)
	for _, c := range f {
		if c > 0 {
			b = listItem(b, start, wordAt(s.values, int(c)-1))
		}
	}
	return b
}
func (f *cropField) zero() bool { return f[0] == 0 }

// listItem appends an item to the list that begins at b[start].
func listItem(b []byte, start int, item string) []byte {
	if len(b) > start {
		b = append(b, ',')
	}
	return append(b, item...)
}
