// Package jsonview reads and writes JSON, RFC 8259, in a guest that has no room for
// more: encoding/json costs it 2.5 MB and encoding/json/jsontext 0.34 MB (0.1 MB
// compressed). Events and configurations need neither reflection nor streaming, so a
// validating scan and views into the text do. A checked text is navigated without
// errors, and a part of it can be handed back byte for byte.
package jsonview

import (
	"bytes"
	"errors"
	"iter"
	"strings"
	"unicode/utf8"
)

// MaxDepth bounds nesting: an event nests eight deep, a configuration three.
const MaxDepth = 32

var errJSON = errors.New("not valid JSON")

// Value is the text of one JSON value, checked by Parse and without space
// around it. The empty value stands for what is absent.
type Value []byte

// Parse checks that b is one well-formed JSON text in UTF-8, nested at most
// MaxDepth deep, and returns its value. The value is a view: b must not change.
func Parse(b []byte) (Value, error) {
	if !utf8.Valid(b) {
		return nil, errJSON
	}
	start := skipSpace(b, 0)
	end, ok := checkValue(b, start)
	if !ok || skipSpace(b, end) != len(b) {
		return nil, errJSON
	}
	return Value(b[start:end]), nil
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

// IsObject reports whether the value is an object.
func (v Value) IsObject() bool { return len(v) > 0 && v[0] == '{' }

// IsArray reports whether the value is an array.
func (v Value) IsArray() bool { return len(v) > 0 && v[0] == '[' }

// IsString reports whether the value is a string.
func (v Value) IsString() bool { return len(v) > 0 && v[0] == '"' }

// IsNull reports whether the value is null.
func (v Value) IsNull() bool { return len(v) > 0 && v[0] == 'n' }

// Fields goes through the members of an object in the order of the text;
// anything else has none.
func (v Value) Fields() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for key, member := range v.members() {
			if !yield(key.Text(), member) {
				return
			}
		}
	}
}

// members is Fields with the names as strings of the text.
func (v Value) members() iter.Seq2[Value, Value] {
	return func(yield func(name, member Value) bool) {
		if !v.IsObject() {
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

// Elements goes through the elements of an array; anything else has none.
func (v Value) Elements() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if !v.IsArray() {
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

// Field returns the member with this name, the last one as JavaScript has it.
// What is absent and what is null is the empty value.
func (v Value) Field(name string) Value {
	var found Value
	for key, member := range v.members() {
		// Most names are written without escapes, and most are not the one.
		if plain := key[1 : len(key)-1]; string(plain) == name || bytes.IndexByte(plain, '\\') >= 0 && key.Text() == name {
			found = member
		}
	}
	if found.IsNull() {
		return nil
	}
	return found
}

// Text returns a string's characters, or a number or boolean as it is written:
// a status may come as 200 or as "200". Other values have no text.
func (v Value) Text() string {
	if !v.IsString() {
		if v.IsObject() || v.IsArray() || v.IsNull() {
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

// Integer returns a number that is written as a plain integer.
func (v Value) Integer() (int64, bool) {
	if v.IsString() {
		return 0, false
	}
	digits, negative := strings.CutPrefix(string(v), "-")
	n, ok := ParseDigits(digits)
	if negative {
		n = -n
	}
	return n, ok
}

// AppendString appends s as a JSON string. Bytes that are not UTF-8 become
// U+FFFD, so that the text stays valid whatever an origin sends.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < 0x20 || r == 0x7f:
			dst = append(dst, '\\', 'u', '0', '0', "0123456789abcdef"[r>>4], "0123456789abcdef"[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// ParseDigits reads an unsigned decimal number ; what is far beyond any size is none.
func ParseDigits(s string) (n int64, ok bool) {
	for _, c := range []byte(s) {
		if c-'0' > 9 || n > 1<<56 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, s != ""
}
