package jsonview

import "tintype/handler/internal/ascii"

// checkValue checks the value that begins at b[i] and returns where it ends. It
// keeps its own stack of open containers, one bit each (set for an object), so
// that no input can drive recursion.
func checkValue(b []byte, i int) (end int, ok bool) {
	var objects uint64 // bit d: the container at depth d is an object
	depth := 0
	for {
		if i >= len(b) {
			return 0, false
		}
		opened := false
		switch c := b[i]; c {
		case '{', '[':
			if depth == MaxDepth {
				return 0, false
			}
			objects &^= 1 << depth
			if c == '{' {
				objects |= 1 << depth
			}
			depth++
			i++
			opened = true
		case '"':
			i, ok = checkString(b, i)
		default:
			i, ok = checkScalar(b, i)
		}
		if !opened && !ok {
			return 0, false
		}
		// A value has ended or a container has begun: close what closes here and
		// step to the next value.
		for {
			if depth == 0 {
				return i, true
			}
			object := objects>>(depth-1)&1 == 1
			i = skipSpace(b, i)
			if i >= len(b) {
				return 0, false
			}
			if object && b[i] == '}' || !object && b[i] == ']' {
				i++
				depth--
				opened = false
				continue
			}
			if !opened {
				if b[i] != ',' {
					return 0, false
				}
				i = skipSpace(b, i+1)
			}
			if object {
				if i, ok = checkKey(b, i); !ok {
					return 0, false
				}
			}
			break
		}
	}
}

// checkKey checks an object's key and its colon and returns where the value begins.
func checkKey(b []byte, i int) (int, bool) {
	if i >= len(b) || b[i] != '"' {
		return 0, false
	}
	i, ok := checkString(b, i)
	if !ok {
		return 0, false
	}
	i = skipSpace(b, i)
	if i >= len(b) || b[i] != ':' {
		return 0, false
	}
	return skipSpace(b, i+1), true
}

// checkString checks the string whose opening quote is b[i], RFC 8259 section 7.
func checkString(b []byte, i int) (int, bool) {
	for i++; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return i + 1, true
		case c < 0x20:
			return 0, false
		case c == '\\':
			i++
			if i >= len(b) {
				return 0, false
			}
			switch b[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				if i+4 >= len(b) {
					return 0, false
				}
				if _, ok := hex4(b[i+1 : i+5]); !ok {
					return 0, false
				}
				i += 4
			default:
				return 0, false
			}
		}
	}
	return 0, false
}

// checkScalar checks true, false, null and numbers (RFC 8259 section 6).
func checkScalar(b []byte, i int) (int, bool) {
	for _, word := range [...]string{"true", "false", "null"} {
		if len(b)-i >= len(word) && string(b[i:i+len(word)]) == word {
			return i + len(word), true
		}
	}
	digits := func() bool {
		start := i
		for i < len(b) && b[i]-'0' <= 9 {
			i++
		}
		return i > start
	}
	if i < len(b) && b[i] == '-' {
		i++
	}
	if i < len(b) && b[i] == '0' {
		i++
	} else if !digits() {
		return 0, false
	}
	if i < len(b) && b[i] == '.' {
		i++
		if !digits() {
			return 0, false
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if !digits() {
			return 0, false
		}
	}
	return i, true
}

// hex4 reads four hexadecimal digits.
func hex4(s []byte) (rune, bool) {
	var r rune
	for _, c := range s[:4] {
		d, ok := ascii.Unhex(c)
		if !ok {
			return 0, false
		}
		r = r<<4 | rune(d)
	}
	return r, true
}
