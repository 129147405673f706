package handler

import (
	"strings"

	"tintype/handler/internal/ascii"
)

// unreserved are the bytes that never need an escape, RFC 3986 section 2.3.
func unreserved(c byte) bool {
	return c|0x20-'a' < 26 || c-'0' <= 9 || c == '-' || c == '.' || c == '_' || c == '~'
}

const upperHex = "0123456789ABCDEF"

func appendEscaped(dst []byte, c byte) []byte {
	return append(dst, '%', upperHex[c>>4], upperHex[c&15])
}

// unescapePercent decodes %XX. A percent sign without two digits stands for
// itself; plus is what the caller's syntax reads for "+".
func unescapePercent(s string, plus byte) string {
	dst := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '+' {
			c = plus
		} else if c == '%' && i+2 < len(s) {
			high, ok1 := ascii.Unhex(s[i+1])
			low, ok2 := ascii.Unhex(s[i+2])
			if ok1 && ok2 {
				c = high<<4 | low
				i += 2
			}
		}
		dst = append(dst, c)
	}
	return string(dst)
}

// escape percent-encodes every byte of s but the unreserved ones and those in keep.
func escape(s, keep string) string {
	dst := make([]byte, 0, len(s)+16)
	for _, c := range []byte(s) {
		if unreserved(c) || strings.IndexByte(keep, c) >= 0 {
			dst = append(dst, c)
		} else {
			dst = appendEscaped(dst, c)
		}
	}
	return string(dst)
}

// escapeRaw makes text that is percent-encoded already safe to stand in a URL: it
// keeps escapes and the bytes in keep and escapes everything else.
func escapeRaw(s, keep string) string {
	dst := make([]byte, 0, len(s)+16)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			_, ok1 := ascii.Unhex(s[i+1])
			_, ok2 := ascii.Unhex(s[i+2])
			if ok1 && ok2 {
				dst = append(dst, s[i:i+3]...)
				i += 2
				continue
			}
		}
		if unreserved(c) || strings.IndexByte(keep, c) >= 0 {
			dst = append(dst, c)
		} else {
			dst = appendEscaped(dst, c)
		}
	}
	return string(dst)
}
