package params

import "strings"

// Parse reads a raw query, percent-encoded and without its question mark:
//
//	w=400&h=300&fit=crop&crop=focalpoint&fp-x=0.3
//	auto=format%2Ccompress&width=720&quality=60
//	mark64=bG9nby5wbmc&mark-align=bottom,right&mark-scale=20
//	preset=card&dpr=2
//
// A + is a space, and a percent sign that encodes nothing stands for itself. The error is
// an *Error; if several values are bad, it is that of the last one in the query.
func Parse(rawQuery string) (Params, error) {
	var p Params
	if err := p.parse(rawQuery); err != nil {
		return Params{}, err
	}
	return p, nil
}

// ParseWith is Parse with presets: find returns the query of a preset, and whether there
// is one. Parameters in the query count more than those of its preset; values of auto are
// merged. The result has the preset's parameters instead of Preset, so that its String
// can be read without presets.
func ParseWith(find func(name string) (query string, ok bool), raw string) (Params, error) {
	p, err := Parse(raw)
	if err != nil || p.Preset == "" {
		return p, err
	}
	query, ok := find(p.Preset)
	if !ok {
		return Params{}, &Error{"preset", p.Preset, "the name of a configured preset"}
	}
	base, err := Parse(query)
	if err != nil {
		e := err.(*Error)
		return Params{}, &Error{e.Param + " of preset " + p.Preset, e.Got, e.Want}
	}
	// A preset does not name another one.
	p = p.Over(base)
	p.Preset = ""
	i := lookup("preset")
	p.named[i>>6] &^= 1 << (i & 63)
	return p, nil
}

// parse goes through the query from its end, so that the first value seen is
// the one that counts.
func (p *Params) parse(query string) error {
	var seen [2]uint64
	for query != "" {
		var pair string
		if i := strings.LastIndexByte(query, '&'); i >= 0 {
			query, pair = query[:i], query[i+1:]
		} else {
			query, pair = "", query
		}
		name, raw, _ := strings.Cut(pair, "=")
		name = unescape(name)
		i, is64 := lookupSent(name)
		if i < 0 || seen[i>>6]>>(i&63)&1 != 0 && table[i].name != "auto" {
			continue
		}
		seen[i>>6] |= 1 << (i & 63)
		if err := p.setRaw(i, name, raw, is64); err != nil {
			return err
		}
	}
	return nil
}

// Known reports whether a name is that of a parameter, another name of one, or its base64
// variant.
func Known(name string) bool {
	i, _ := lookupSent(name)
	return i >= 0
}

// Aside reports whether a known name does not ask for an image: dl, expires, ch, preset.
func Aside(name string) bool {
	i, _ := lookupSent(name)
	return i >= 0 && table[i].aside
}

// lookupSent finds the row of a name as sent, which may be the base64 variant.
func lookupSent(name string) (i int, is64 bool) {
	if i = lookup(name); i >= 0 {
		return i, false
	}
	if short, ok := strings.CutSuffix(name, "64"); ok {
		if i = lookup(short); i >= 0 && !table[i].plain {
			return i, true
		}
	}
	return -1, false
}

func (p *Params) setRaw(i int, name, raw string, is64 bool) error {
	value := unescape(raw)
	if is64 {
		decoded, ok := decodeBase64(value)
		if !ok {
			return &Error{name, value, "base64url without padding"}
		}
		value = decoded
	}
	return p.set(i, name, value)
}

// unescape decodes percent-encoding and +. What is not two hexadecimal digits
// after a percent sign stays as it is.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 && strings.IndexByte(s, '+') < 0 {
		return s
	}
	return unescaped(s)
}

func unescaped(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '+':
			b = append(b, ' ')
		case c == '%' && i+2 < len(s):
			hi, ok1 := hexDigit(s[i+1])
			lo, ok2 := hexDigit(s[i+2])
			if !ok1 || !ok2 {
				b = append(b, c)
				continue
			}
			b = append(b, byte(hi<<4|lo))
			i += 2
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

// decodeBase64 reads RFC 4648 section 5, and also what older clients send: the
// alphabet of section 4 (its + has become a space by now) and padding.
func decodeBase64(s string) (string, bool) {
	for strings.HasSuffix(s, "=") {
		s = s[:len(s)-1]
	}
	b := make([]byte, 0, len(s)*3/4)
	var acc uint32
	n := 0 // bits in acc
	for i := range len(s) {
		d, ok := digit64(s[i])
		if !ok {
			return "", false
		}
		acc = acc<<6 | d
		if n += 6; n >= 8 {
			n -= 8
			b = append(b, byte(acc>>n))
		}
	}
	return string(b), n < 6 // 6 bits left over are a digit too many
}

func digit64(c byte) (uint32, bool) {
	switch {
	case 'A' <= c && c <= 'Z':
		return uint32(c - 'A'), true
	case 'a' <= c && c <= 'z':
		return uint32(c-'a') + 26, true
	case isDigit(c):
		return uint32(c-'0') + 52, true
	case c == '-' || c == '+' || c == ' ':
		return 62, true
	case c == '_' || c == '/':
		return 63, true
	}
	return 0, false
}
