package handler

import (
	"strconv"
	"strings"

	"tintype/handler/internal/ascii"
	"tintype/handler/internal/jsonview"
	"tintype/transform/params"
)

// capAge returns a Cache-Control whose ages are at most seconds; what forbids
// caching stays as it is. RFC 9111 section 5.2.2.
func capAge(cacheControl string, seconds int64) string {
	var kept []string
	aged := false
	for directive := range strings.SplitSeq(cacheControl, ",") {
		directive = strings.TrimSpace(directive)
		name, value, _ := strings.Cut(directive, "=")
		switch name = ascii.Lower(strings.TrimSpace(name)); name {
		case "":
			continue
		case "no-store", "no-cache":
			return cacheControl
		case "max-age", "s-maxage":
			age, ok := jsonview.ParseDigits(strings.Trim(value, `" `))
			if !ok || age > seconds {
				age = seconds
			}
			directive = name + "=" + strconv.FormatInt(age, 10)
			aged = true
		case "immutable", "stale-while-revalidate", "stale-if-error":
			continue // would outlive the age
		}
		kept = append(kept, directive)
	}
	if !aged {
		if len(kept) == 0 {
			kept = append(kept, "public")
		}
		kept = append(kept, "max-age="+strconv.FormatInt(seconds, 10))
	}
	return strings.Join(kept, ", ")
}

// addVary returns a Vary that names the headers, too.
func addVary(vary string, names []string) string {
next:
	for _, name := range names {
		for have := range strings.SplitSeq(vary, ",") {
			if have = strings.TrimSpace(have); have == "*" || ascii.EqualFold(have, name) {
				continue next
			}
		}
		if vary != "" {
			vary += ", "
		}
		vary += name
	}
	return vary
}

// otherExtensions are those of types that are sent, beside the ones of the formats that
// are read.
var otherExtensions = [...]struct{ contentType, names string }{
	{"image/jpeg", "jpe jfif"}, {"image/svg+xml", "svg"}, {"application/json", "json"}, {"text/css", "css"},
	{"text/html", "html htm"}, {"application/xhtml+xml", "xhtml"}, {"text/plain", "txt"}, {"application/pdf", "pdf"},
}

// eachExtensions calls f with types and their extensions, the usual one first, until it
// returns false.
func eachExtensions(f func(contentType, names string) bool) {
	for _, e := range params.FileFormats() {
		if !f(e.MediaType, e.Extensions) {
			return
		}
	}
	for _, e := range &otherExtensions {
		if !f(e.contentType, e.names) {
			return
		}
	}
}

// fileName gives a name to save under the extension of what is sent: an image must
// not be saved as a program. Another image's extension is replaced, any other gets a
// second one. A type that is not known here leaves the name.
func fileName(name, contentType string) string {
	mediaType, _, _ := strings.Cut(contentType, ";")
	dot := strings.LastIndexByte(name, '.')
	has := ascii.Lower(name[dot+1:])
	replace := false
	for contentType, names := range eachExtensions {
		for ext := range strings.FieldsSeq(names) {
			if ext == has && dot > 0 {
				if ascii.EqualFold(contentType, strings.TrimSpace(mediaType)) {
					return name
				}
				replace = true
			}
		}
	}
	for contentType, names := range eachExtensions {
		if !ascii.EqualFold(contentType, strings.TrimSpace(mediaType)) {
			continue
		}
		if replace {
			name = name[:dot]
		}
		first, _, _ := strings.Cut(names, " ")
		return name + "." + first
	}
	return name
}

// attachment is the Content-Disposition that saves under a name, RFC 6266. A name
// that is not plain ASCII comes twice: as far as ASCII goes, and in full.
func attachment(name string) string {
	plain, exact := make([]byte, 0, len(name)), true
	for _, r := range name {
		if r < 0x20 || r > 0x7e || strings.ContainsRune(`"\/%`, r) {
			plain, exact = append(plain, '_'), false
			continue
		}
		plain = append(plain, byte(r))
	}
	disposition := `attachment; filename="` + string(plain) + `"`
	if !exact {
		disposition += "; filename*=UTF-8''" + escape(strings.ReplaceAll(name, "/", "_"), "")
	}
	return disposition
}
