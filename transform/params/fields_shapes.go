package params

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

func (f *textField) set(s *spec, v string) bool {
	*f = textField(v)
	return s.isText(v)
}
func (f *textField) text(b []byte, _ *spec) []byte { return append(b, *f...) }
func (f *textField) zero() bool                    { return *f == "" }

// isText allows what may stand in a key, a file name or a header: valid UTF-8
// without control characters; for KindName what may stand in a CSS class.
func (s *spec) isText(v string) bool {
	if v == "" || len(v) > s.max || !utf8.ValidString(v) {
		return false
	}
	for _, r := range v {
		isName := 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_'
		if isControl(r) || s.kind == KindName && !isName {
			return false
		}
	}
	return true
}

func (f *colorField) set(_ *spec, v string) (ok bool) {
	*(*Color)(f), ok = ParseColor(v)
	return ok
}
func (f *colorField) text(b []byte, _ *spec) []byte { return Color(*f).append(b) }
func (f *colorField) zero() bool                    { return !f.Set }

func (f *colorsField) set(_ *spec, v string) bool {
	dark, light, _ := strings.Cut(v, ",")
	var ok0, ok1 bool
	f[0], ok0 = ParseColor(dark)
	f[1], ok1 = ParseColor(light)
	return ok0 && ok1
}
func (f *colorsField) text(b []byte, _ *spec) []byte {
	return f[1].append(append(f[0].append(b), ','))
}
func (f *colorsField) zero() bool { return !f[0].Set && !f[1].Set }

func (f *ratioField) set(s *spec, v string) bool {
	w, h, both := strings.Cut(v, ":")
	if !both {
		h = "1"
	}
	var okW, okH bool
	f.W, okW = parseDecimal(w)
	f.H, okH = parseDecimal(h)
	return okW && okH && s.inRange(f.W) && s.inRange(f.H)
}
func (f *ratioField) text(b []byte, _ *spec) []byte { return f.H.append(append(f.W.append(b), ':')) }
func (f *ratioField) zero() bool                    { return f.W == 0 || f.H == 0 }

func (f *regionField) set(s *spec, v string) bool {
	x, v, _ := strings.Cut(v, ",")
	y, v, _ := strings.Cut(v, ",")
	w, h, _ := strings.Cut(v, ",")
	return f.X.set(s, x, "left center right") && f.Y.set(s, y, "top middle bottom") &&
		f.W.setSide(s, w) && f.H.setSide(s, h)
}

// set reads a position: pixels, a fraction, or one of the words near, middle, far.
func (c *Coord) set(s *spec, v, words string) (ok bool) {
	switch i := wordIndex(words, v); i {
	case -1:
		c.At = CoordValue
		c.V, ok = s.length(v)
		return ok
	default:
		*c = Coord{At: CoordKind(i)} // near is the value 0
		return true
	}
}

func (c *Coord) setSide(s *spec, v string) (ok bool) {
	if v == "full" {
		*c = Coord{At: CoordFull}
		return true
	}
	c.At = CoordValue
	c.V, ok = s.length(v)
	return ok
}

func (f *regionField) text(b []byte, _ *spec) []byte {
	b = append(f.X.append(b, "center", "right"), ',')
	b = append(f.Y.append(b, "middle", "bottom"), ',')
	b = append(f.W.append(b, "", ""), ',')
	return f.H.append(b, "", "")
}

func (c Coord) append(b []byte, middle, far string) []byte {
	switch c.At {
	case CoordMiddle:
		return append(b, middle...)
	case CoordFar:
		return append(b, far...)
	case CoordFull:
		return append(b, "full"...)
	}
	return Decimal(c.V).append(b)
}
func (f *regionField) zero() bool { return f.W == Coord{} || f.H == Coord{} }

func (f *borderField) set(s *spec, v string) (ok bool) {
	width, color, _ := strings.Cut(v, ",")
	if f.Width, ok = s.pixels(width); !ok {
		return false
	}
	f.Color, ok = ParseColor(color)
	return ok
}
func (f *borderField) text(b []byte, _ *spec) []byte {
	return f.Color.append(append(strconv.AppendInt(b, int64(f.Width), 10), ','))
}
func (f *borderField) zero() bool { return *f == borderField{} }

func (f *radiiField) set(s *spec, v string) bool {
	n := 0
	for more := true; more; n++ {
		var item string
		var ok bool
		item, v, more = strings.Cut(v, ",")
		if n == len(f) {
			return false
		}
		if f[n], ok = s.pixels(item); !ok {
			return false
		}
	}
	if n == 1 {
		*f = radiiField{f[0], f[0], f[0], f[0]}
	}
	return n == 1 || n == 4
}
func (f *radiiField) text(b []byte, _ *spec) []byte {
	b = strconv.AppendInt(b, int64(f[0]), 10)
	if *f == (radiiField{f[0], f[0], f[0], f[0]}) {
		return b
	}
	for _, r := range f[1:] {
		b = strconv.AppendInt(append(b, ','), int64(r), 10)
	}
	return b
}
func (f *radiiField) zero() bool { return *f == radiiField{} }

func (f *paintField) set(s *spec, v string) (ok bool) {
	if f.Color, ok = ParseColor(v); ok {
		f.Key = ""
		return true
	}
	f.Key = v
	return s.isText(v)
}
func (f *paintField) text(b []byte, _ *spec) []byte {
	if f.Key != "" {
		return append(b, f.Key...)
	}
	return f.Color.append(b)
}
func (f *paintField) zero() bool { return *f == paintField{} }

func (f *framesField) set(s *spec, v string) bool {
	first, last, isRange := strings.Cut(v, "-")
	var okFirst, okLast bool
	f.First, okFirst = s.pixels(first)
	f.Last, okLast = s.pixels(last)
	switch {
	case !isRange:
		f.Last, okLast = f.First, true
	case first == "":
		f.First, okFirst = 1, true
	case last == "":
		f.Last = 0
		return okFirst && f.First > 0
	}
	return okFirst && okLast && f.First <= f.Last
}
func (f *framesField) text(b []byte, _ *spec) []byte {
	b = strconv.AppendInt(b, int64(f.First), 10)
	if f.First == f.Last {
		return b
	}
	b = append(b, '-')
	if f.Last == 0 {
		return b
	}
	return strconv.AppendInt(b, int64(f.Last), 10)
}
func (f *framesField) zero() bool { return *f == framesField{} }
