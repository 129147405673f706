package handler

import "strings"

// Header is one HTTP header. Names compare without case and are sent as written.
type Header struct{ Name, Value string }

// Headers keeps headers in order; a name may come more than once.
type Headers []Header

// Get returns the value of the first header of that name, or "".
func (h Headers) Get(name string) string {
	for _, header := range h {
		if equalFold(header.Name, name) {
			return header.Value
		}
	}
	return ""
}

// Has reports whether there is a header of that name.
func (h Headers) Has(name string) bool {
	for _, header := range h {
		if equalFold(header.Name, name) {
			return true
		}
	}
	return false
}

// without returns the headers that drop does not name, in a new slice. drop gets
// the name in lower case.
func (h Headers) without(drop func(name string) bool) Headers {
	kept := make(Headers, 0, len(h)+8)
	for _, header := range h {
		if !drop(lower(header.Name)) {
			kept = append(kept, header)
		}
	}
	return kept
}

// set replaces every header of that name by one, at the end.
func (h Headers) set(name, value string) Headers {
	kept := h[:0]
	for _, header := range h {
		if !equalFold(header.Name, name) {
			kept = append(kept, header)
		}
	}
	return append(kept, Header{name, value})
}

// isProtected reports the headers that must be passed on unchanged on
// origin-response; CloudFront answers 502 where they were changed, added or left
// out. The name is in lower case.
func isProtected(name string) bool {
	return name == "transfer-encoding" || name == "via"
}

// isForbidden reports the headers that a function may never add. The name is in
// lower case.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
func isForbidden(name string) bool {
	switch name {
	case "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization",
		"proxy-connection", "trailer", "upgrade", "x-accel-buffering", "x-accel-charset",
		"x-accel-limit-rate", "x-accel-redirect", "x-cache", "x-forwarded-proto", "x-real-ip",
		"x-amzn-auth", "x-amzn-cf-billing", "x-amzn-cf-id", "x-amzn-cf-xff", "x-amzn-errortype",
		"x-amzn-fle-profile", "x-amzn-header-count", "x-amzn-header-order",
		"x-amzn-lambda-integration-tag", "x-amzn-requestid":
		return true
	}
	return strings.HasPrefix(name, "x-amz-cf-") || strings.HasPrefix(name, "x-edge-")
}

// describesOriginal reports the headers that speak of the original's bytes and
// would lie about others. The name is in lower case.
func describesOriginal(name string) bool {
	switch name {
	case "content-length", "content-type", "content-encoding", "content-md5", "content-range",
		"content-location", "location", "accept-ranges", "digest", "content-digest", "repr-digest",
		"x-amz-mp-parts-count":
		return true
	}
	return strings.HasPrefix(name, "x-amz-checksum-")
}

// equalFold compares ASCII without case.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lowerByte(a[i]) != lowerByte(b[i]) {
			return false
		}
	}
	return true
}

func lowerByte(c byte) byte {
	if c-'A' < 26 {
		return c + 'a' - 'A'
	}
	return c
}

// lower returns s with ASCII letters in lower case, s itself where it has none in upper.
func lower(s string) string {
	for i := range len(s) {
		if s[i]-'A' < 26 {
			b := []byte(s)
			for j := i; j < len(b); j++ {
				b[j] = lowerByte(b[j])
			}
			return string(b)
		}
	}
	return s
}

// drop removes the headers of that name.
func (h Headers) drop(name string) Headers {
	kept := h[:0]
	for _, header := range h {
		if !equalFold(header.Name, name) {
			kept = append(kept, header)
		}
	}
	return kept
}

// wellFormed returns the headers that can be sent at all, in a new slice.
func (h Headers) wellFormed() Headers {
	kept := make(Headers, 0, len(h)+8)
	for _, header := range h {
		if validName(header.Name) && !strings.ContainsAny(header.Value, "\r\n\x00") {
			kept = append(kept, header)
		}
	}
	return kept
}

// sendable returns the headers of the origin that may go on in an answer of ours:
// not the protected ones, which travel apart, and none that may not be added.
func (h Headers) sendable() Headers {
	return h.wellFormed().without(func(name string) bool { return isProtected(name) || isForbidden(name) })
}

// validName reports whether s is a token, RFC 9110 section 5.6.2.
func validName(s string) bool {
	for _, c := range []byte(s) {
		if !(c|0x20-'a' < 26 || c-'0' <= 9 || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0) {
			return false
		}
	}
	return s != ""
}
