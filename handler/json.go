package handler

import (
	"bytes"
	"errors"
	"iter"
	"strings"
	"unicode/utf8"
)

// This file reads and writes JSON, RFC 8259. encoding/json costs a guest 2.5 MB
// and encoding/json/jsontext 0.34 MB (0.1 MB compressed); the event needs
// neither reflection nor streaming, so a validating scan and views into the
// text do. A checked text is navigated without errors, and a part of it can be
// handed back byte for byte.

// maxDepth bounds nesting: an event nests eight deep, a configuration three.
const maxDepth = 32

var errJSON = errors.New("not valid JSON")

// value is the text of one JSON value, checked by parseJSON and without space
// around it. The empty value stands for what is absent.
type value []byte

// parseJSON checks that b is one well-formed JSON text in UTF-8, nested at most
// maxDepth deep, and returns its value. The value is a view: b must not change.
func parseJSON(b []byte) (value, error) {
	if !utf8.Valid(b) {
		return nil, errJSON
	}
	start := skipSpace(b, 0)
	end, ok := checkValue(b, start)
	if !ok || skipSpace(b, end) != len(b) {
		return nil, errJSON
	}
	return value(b[start:end]), nil
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// skipValue returns where the value at b[i] ends; b is known to be well formed.
func skipValue(b []byte, i int) int {
	depth := 0
	for ; ; i++ {
		switch b[i] {
		case '"':
			for i++; b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		default:
			if depth > 0 {
				continue
			}
			for i+1 < len(b) && !endsScalar(b[i+1]) {
				i++
			}
		}
		if depth == 0 {
			return i + 1
		}
	}
}

func endsScalar(c byte) bool {
	return c == ',' || c == '}' || c == ']' || c <= ' '
}

func (v value) isObject() bool { return len(v) > 0 && v[0] == '{' }
func (v value) isArray() bool  { return len(v) > 0 && v[0] == '[' }
func (v value) isString() bool { return len(v) > 0 && v[0] == '"' }
func (v value) isNull() bool   { return len(v) > 0 && v[0] == 'n' }

// fields goes through the members of an object in the order of the text;
// anything else has none.
func (v value) fields() iter.Seq2[string, value] {
	return func(yield func(string, value) bool) {
		for key, member := range v.members() {
			if !yield(key.text(), member) {
				return
			}
		}
	}
}

// members is fields with the names as strings of the text.
func (v value) members() iter.Seq2[value, value] {
	return func(yield func(name, member value) bool) {
		if !v.isObject() {
			return
		}
		for i := skipSpace(v, 1); v[i] != '}'; i = skipSpace(v, i) {
			if v[i] == ',' {
				i = skipSpace(v, i+1)
			}
			keyEnd := skipValue(v, i)
			key := v[i:keyEnd]
			i = skipSpace(v, skipSpace(v, keyEnd)+1)
			end := skipValue(v, i)
			if !yield(key, v[i:end]) {
				return
			}
			i = end
		}
	}
}

// elements goes through the elements of an array; anything else has none.
func (v value) elements() iter.Seq[value] {
	return func(yield func(value) bool) {
		if !v.isArray() {
			return
		}
		for i := skipSpace(v, 1); v[i] != ']'; i = skipSpace(v, i) {
			if v[i] == ',' {
				i = skipSpace(v, i+1)
			}
			end := skipValue(v, i)
			if !yield(v[i:end]) {
				return
			}
			i = end
		}
	}
}

// field returns the member with this name, the last one as JavaScript has it.
// What is absent and what is null is the empty value.
func (v value) field(name string) value {
	var found value
	for key, member := range v.members() {
		// Most names are written without escapes, and most are not the one.
		if plain := key[1 : len(key)-1]; string(plain) == name || bytes.IndexByte(plain, '\\') >= 0 && key.text() == name {
			found = member
		}
	}
	if found.isNull() {
		return nil
	}
	return found
}

// text returns a string's characters, or a number or boolean as it is written:
// a status may come as 200 or as "200". Other values have no text.
func (v value) text() string {
	if !v.isString() {
		if v.isObject() || v.isArray() || v.isNull() {
			return ""
		}
		return string(v)
	}
	inner := v[1 : len(v)-1]
	for i, c := range inner {
		if c == '\\' {
			return string(unescape(append([]byte(nil), inner[:i]...), inner[i:]))
		}
	}
	return string(inner)
}

// unescape appends the characters that s stands for. A surrogate without its
// partner becomes U+FFFD.
func unescape(dst, s []byte) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			dst = append(dst, s[i])
			continue
		}
		i++
		switch s[i] {
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			r, _ := hex4(s[i+1 : i+5])
			i += 4
			if r&^0x3ff == 0xd800 && i+6 < len(s) && s[i+1] == '\\' && s[i+2] == 'u' {
				if low, _ := hex4(s[i+3 : i+7]); low&^0x3ff == 0xdc00 {
					r = 0x10000 + (r-0xd800)<<10 + (low - 0xdc00)
					i += 6
				}
			}
			dst = utf8.AppendRune(dst, r) // writes U+FFFD for a lone surrogate
		default:
			dst = append(dst, s[i])
		}
	}
	return dst
}

// integer returns a number that is written as a plain integer.
func (v value) integer() (int64, bool) {
	if v.isString() {
		return 0, false
	}
	digits, negative := strings.CutPrefix(string(v), "-")
	n, ok := parseDigits(digits)
	if negative {
		n = -n
	}
	return n, ok
}

// appendString appends s as a JSON string. Bytes that are not UTF-8 become
// U+FFFD, so that the text stays valid whatever an origin sends.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < 0x20 || r == 0x7f:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[r>>4], hexDigits[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// parseDigits reads an unsigned decimal number ; what is far beyond any size is none.
func parseDigits(s string) (n int64, ok bool) {
	for _, c := range []byte(s) {
		if c-'0' > 9 || n > 1<<56 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, s != ""
}
