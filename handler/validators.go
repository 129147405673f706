package handler

import (
	"crypto/sha256"
	"strings"
)

// revision stands for the bytes that this build makes: the build sets it, and it is
// another one whenever some transformation may come out differently.
var revision string

// An answer in an image's place must not be renewed: a cache whose copy has expired
// asks with the validators of that copy, and the origin, which knows nothing but its
// own object, would say 304 for as long as the object stays the same. So no such
// answer carries the origin's ETag and Last-Modified, and images carry one ETag of
// their own, which the origin never confirms: RFC 9110 section 8.8, RFC 9111 section 4.3.

// withoutValidators returns the headers without what a cache could revalidate by.
func (h Headers) withoutValidators() Headers { return h.drop("etag").drop("last-modified") }

// validator returns the ETag of the image that is made of a source whose own
// validator is given: the same only for the same bytes. It is "" without a validator.
func (x *Exchange) validator(source string) string {
	if source == "" {
		return ""
	}
	h := sha256.New()
	for _, part := range append(x.layerValidators(), source, x.params.String(), x.configText, revision) {
		h.Write([]byte(decimal(len(part)) + ":" + part))
	}
	return `"` + hexText(h.Sum(nil)[:10]) + `"`
}

// layerValidators tells the images that mark and blend name from others of their name.
func (x *Exchange) layerValidators() (parts []string) {
	for _, f := range x.fetches {
		if f.role == forLayer && f.status == 200 {
			parts = append(parts, f.key, firstOf(f.headers.Get("etag"), f.headers.Get("last-modified"), f.headers.Get("content-length")))
		}
	}
	return parts
}

// withValidator puts the image's own ETag in the place of the source's validators.
func (x *Exchange) withValidator(headers Headers) Headers {
	tag := x.validator(firstOf(headers.Get("etag"), headers.Get("last-modified")))
	headers = headers.withoutValidators()
	if tag != "" {
		headers = append(headers, Header{"ETag", tag})
	}
	return headers
}

// isUnchanged reports whether a cache asks for the very image that would be made now,
// and answers 304 then. The origin has answered 200, since it does not know the tag.
func (x *Exchange) isUnchanged() bool {
	from := &x.known
	if !x.config.Revalidate || from.Status != 200 || x.params.Mark != "" || x.params.Blend.Key != "" {
		return false
	}
	tag := x.validator(firstOf(from.Headers.Get("etag"), from.Headers.Get("last-modified")))
	if tag == "" || !strings.Contains(x.request.Headers.Get("if-none-match"), tag) {
		return false
	}
	headers := from.Headers.Without(describesOriginal).withoutValidators()
	x.log.outcome = "unchanged"
	x.respond(Answer{Response: Response{Status: 304, Headers: append(x.outputHeaders(x.cached(headers)), Header{"ETag", tag})}})
	return true
}
