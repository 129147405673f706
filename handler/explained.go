package handler

import (
	"strings"

	"tintype/transform/params"
)

// explainedHeader says what happened to an image: an item of RFC 9651 with
// parameters, "transformed", "original;reason=\"source_damaged\"".
const explainedHeader = "X-Tintype"

// maxIgnored is how many names of parameters the header repeats.
const maxIgnored = 8

// explained adds the header that says what happened, where the configuration has not
// switched it off. An answer that nobody asked an image of has none: it passes as it is.
func (x *Exchange) explained(headers Headers) Headers {
	if !x.config.Explain || !x.params.Any() {
		return headers
	}
	b := []byte(x.log.outcome)
	add := func(name, value string) {
		if value != "" {
			b = append(b, `;`+name+`="`+value+`"`...)
		}
	}
	switch x.log.outcome {
	case "transformed", "fallback":
		if x.incomplete {
			add("missing", "layer")
		}
	case "original":
		reason := x.log.reason
		if reason == "" {
			reason, _, _ = strings.Cut(x.log.failed, ":")
		}
		add("reason", plain(reason))
	default: // the body says it in words, or there is nothing to say
		return headers
	}
	add("ignored", x.ignored())
	return headers.set(explainedHeader, string(b))
}

// ignored lists the parameters that the query has and nobody reads, and then those that
// could not have changed the image, such as q of a PNG. Of the former, those that clients and hosts add
// by themselves are not worth a word. Where a viewer-request function stands before, it
// has removed them.
func (x *Exchange) ignored() string {
	var list []string
	query, _, _ := splitSignature(x.request.Query)
	for name := range pairs(query) {
		if params.Known(name) || name == "" || name == "debug" || name == "versionId" || name == "ixlib" || strings.HasPrefix(name, "utm_") {
			continue
		}
		if list = append(list, plain(name)); len(list) == maxIgnored {
			break
		}
	}
	for _, name := range x.log.result.Ignored {
		if len(list) < maxIgnored {
			list = append(list, name)
		}
	}
	return strings.Join(list, " ")
}

// plain leaves of a text what may stand between quotes in a header.
func plain(s string) string {
	b := make([]byte, 0, 32)
	for i := 0; i < len(s) && len(b) < 32; i++ {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-', c == '.':
			b = append(b, c)
		default:
			b = append(b, '_')
		}
	}
	return string(b)
}
