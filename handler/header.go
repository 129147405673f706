package handler

import (
	"strings"

	"tintype/handler/internal/ascii"
)

// Header is one HTTP header. Names compare without case and are sent as written.
type Header struct{ Name, Value string }

// Headers is a list of headers in order. A name may occur more than once.
type Headers []Header

// Get returns the value of the first header of that name, or "".
func (h Headers) Get(name string) string {
	for _, header := range h {
		if ascii.EqualFold(header.Name, name) {
			return header.Value
		}
	}
	return ""
}

// Has reports whether there is a header of that name.
func (h Headers) Has(name string) bool {
	for _, header := range h {
		if ascii.EqualFold(header.Name, name) {
			return true
		}
	}
	return false
}

// Without returns the headers for which drop returns false, in a new slice. drop is
// called with the name in lower case.
func (h Headers) Without(drop func(name string) bool) Headers {
	kept := make(Headers, 0, len(h)+8)
	for _, header := range h {
		if !drop(ascii.Lower(header.Name)) {
			kept = append(kept, header)
		}
	}
	return kept
}

// set replaces every header of that name by one, at the end.
func (h Headers) set(name, value string) Headers {
	kept := h[:0]
	for _, header := range h {
		if !ascii.EqualFold(header.Name, name) {
			kept = append(kept, header)
		}
	}
	return append(kept, Header{name, value})
}

// clone returns a copy with room for a few more.
func (h Headers) clone() Headers { return append(make(Headers, 0, len(h)+8), h...) }

// conditions are the headers by which a viewer asks for less than the whole original.
func (h Headers) conditions() (kept Headers) {
	for _, header := range h {
		switch name := ascii.Lower(header.Name); name {
		case "if-none-match", "if-modified-since", "range", "if-range":
			if validHeaderValue(header.Value) {
				kept = append(kept, Header{name, header.Value})
			}
		}
	}
	return kept
}

// passable returns the headers of a fetched original that may go on to a viewer: none
// that belong to one connection, none that speak of the store and the visit.
func (h Headers) passable() Headers {
	return h.WellFormed().Without(func(name string) bool {
		switch name {
		case "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
			"transfer-encoding", "upgrade", "date", "server", "via", "age", "x-cache", "set-cookie", "alt-svc", "strict-transport-security":
			return true
		}
		return strings.HasPrefix(name, "x-amz-") || strings.HasPrefix(name, "x-tintype-")
	})
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

// drop removes the headers of that name.
func (h Headers) drop(name string) Headers {
	kept := h[:0]
	for _, header := range h {
		if !ascii.EqualFold(header.Name, name) {
			kept = append(kept, header)
		}
	}
	return kept
}

// WellFormed returns the headers that are valid HTTP, in a new slice.
func (h Headers) WellFormed() Headers {
	kept := make(Headers, 0, len(h)+8)
	for _, header := range h {
		if validName(header.Name) && validValue(header.Value) {
			kept = append(kept, header)
		}
	}
	return kept
}

// validValue reports whether s has no control character but tabs, RFC 9110 section 5.5.
func validValue(s string) bool {
	for _, c := range []byte(s) {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
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
