package params

import "strings"

// Accepted reports whether an Accept header names a file format, by its name, with a
// weight above zero, RFC 9110 section 12.5.1. Wildcards do not count: every browser
// sends them, and those that cannot read a format do, too.
func Accepted(accept, format string) bool {
	wanted := "image/" + format
	for i := range fileFormats {
		if f := &fileFormats[i]; f.Name == format {
			wanted = f.MediaType
		}
	}
	for entry := range strings.SplitSeq(accept, ",") {
		mediaType, weights, _ := strings.Cut(entry, ";")
		if !equalFold(strings.TrimSpace(mediaType), wanted) {
			continue
		}
		for weight := range strings.SplitSeq(weights, ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(weight), "=")
			if equalFold(name, "q") && strings.Trim(value, "0. ") == "" {
				return false
			}
		}
		return true
	}
	return false
}

// equalFold compares without regard to the case of ASCII letters: the tables that
// strings.EqualFold needs for all others are not worth their bytes in the guest.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		c, d := a[i], b[i]
		if c != d && (c|0x20 != d|0x20 || c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}
