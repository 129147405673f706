package handler

import (
	"slices"
	"strconv"
	"strings"
)

// shortAge is for how many seconds an answer may be cached that does not stand
// for good: an error, a stand-in, an original sent because something failed.
const shortAge = 60

// costlyAge is that for an original in the place of an image that takes too much to
// make, which the next request would take again.
const costlyAge = 3600

// answerUntouched gives the event's response back as it came.
func (r *Request) answerUntouched(outcome string) {
	r.log.outcome = outcome
	if r.event != nil {
		r.log.status = r.event.response.status
	}
	r.answer = &Answer{}
}

// answerOriginal gives the original in the image's place, for a short time: the
// next request may do better. Without a generated body CloudFront sends its own. A 304
// has no body: it renews what is cached for a short time.
func (r *Request) answerOriginal(age int64) {
	from := &r.event.response
	headers := from.headers.sendable()
	if from.status != 304 {
		headers = headers.withoutValidators()
	}
	r.log.outcome = "original"
	r.respond(from.status, from.description, r.forBrowsers(shortly(headers, age)), nil, nil)
}

// shortly bounds the time for which an answer may be cached.
func shortly(headers Headers, age int64) Headers {
	return headers.set("Cache-Control", capAge(headers.Get("cache-control"), age)).drop("expires")
}

// answerForGood gives the original in the image's place where the next request will
// fare no better: for as long as the origin says, but a later release may.
func (r *Request) answerForGood() {
	from := &r.event.response
	if from.status != 200 {
		r.answerUntouched("original")
		return
	}
	r.log.outcome = "original"
	r.respond(from.status, from.description, r.forBrowsers(from.headers.sendable().withoutValidators()), nil, nil)
}

// answerHead answers HEAD for an image with what is known of it without making it.
func (r *Request) answerHead() {
	from := &r.event.response
	if !r.params.Any() || from.status == 304 {
		r.answerUntouched("passed")
		return
	}
	r.log.outcome = "passed"
	r.respond(from.status, from.description, from.headers.sendable().withoutValidators(), nil, nil)
}

// answerHeaders gives the original with headers of its own: dl and expires
// concern a request without a picture to make, too.
func (r *Request) answerHeaders() {
	from := &r.event.response
	headers := r.outputHeaders(from.headers.sendable())
	if from.status != 304 {
		headers = r.forBrowsers(headers)
	}
	r.log.outcome = "passed"
	r.respond(from.status, from.description, headers, nil, nil)
}

// answerText gives an error in one line of text, and HEAD its head alone.
func (r *Request) answerText(status int, text string) {
	headers := r.event.response.headers.sendable().without(func(name string) bool {
		return !strings.HasPrefix(name, "access-control-") && name != "vary"
	})
	headers = append(headers,
		Header{"Content-Type", "text/plain; charset=utf-8"},
		Header{"Cache-Control", "public, max-age=" + strconv.Itoa(shortAge)})
	headers = r.forBrowsers(headers)
	r.log.outcome, r.log.reason = "refused", strings.TrimSuffix(text, "\n")
	if status == 404 {
		r.log.outcome = "missing"
	}
	body := &text
	if r.event.request.method == "HEAD" {
		body = nil
	}
	r.respond(status, "", headers, body, nil)
}

// fitHeader tells of a picture that could not be answered as it was asked for,
// since CloudFront takes no answer of that size, what it has in other ways:
// "q=31", or where that was not enough "q=31&w=812".
const fitHeader = "X-Tintype-Fit"

// sourceHeader tells of a source that ends early or is damaged, and of which the
// image shows what there is.
const sourceHeader = "X-Tintype-Source"

// answerPicture gives the transformed picture.
func (r *Request) answerPicture(f *fetch, result Result) {
	headers := r.outputHeaders(r.bodyHeaders(f, result.ContentType))
	if result.Partial {
		r.log.fault("source", "part of it is missing")
		headers = append(headers, Header{sourceHeader, "partial"})
	}
	if r.incomplete || result.Partial {
		headers = shortly(headers, shortAge).withoutValidators()
	} else if f.role == forSource {
		headers = r.withValidator(headers)
	}
	if result.Fit != "" {
		headers = append(headers, Header{fitHeader, result.Fit})
	}
	if r.config.ServerTiming {
		headers = append(headers, Header{"Server-Timing", r.log.serverTiming(r.env.Clock())})
	}
	r.log.outcome = "transformed"
	r.log.result = result
	r.respondBody(f, headers, result.Body)
}

// answerCopy gives the fallback image as it is.
func (r *Request) answerCopy(f *fetch) {
	contentType := f.headers.Get("content-type")
	if contentType == "" || !validHeaderValue(contentType) {
		contentType = "application/octet-stream"
	}
	r.log.outcome = "fallback"
	r.respondBody(f, r.outputHeaders(r.bodyHeaders(f, contentType)), f.body)
}

// respondBody answers 200 with a body if it is within what CloudFront takes;
// otherwise what giving up gives.
func (r *Request) respondBody(f *fetch, headers Headers, body []byte) {
	if len(body) > 0 && int64(len(body)) <= r.config.Limits.ResponseBytes {
		if f.role == forFallback {
			r.log.outcome = "fallback"
		}
		r.respond(200, "", headers, nil, body)
		const member = `,"body":""`
		length := base64Len(len(body))
		if r.config.Limits.ResponseBytes > maxPlain {
			length = len(body) // the owner has probed that base64 does not count
		}
		if len(r.answer.Event)+len(member)+length <= maxGenerated {
			return
		}
		r.answer = nil
	}
	r.log.reason = "output_too_large"
	if len(body) == 0 {
		r.log.fault("transform", "empty output")
	}
	r.giveUp(f.role, permanent)
}

// bodyHeaders are the headers of an answer whose body is ours: those of the
// origin that speak of the object and not of its bytes, then the body's own.
func (r *Request) bodyHeaders(f *fetch, contentType string) Headers {
	headers := r.event.response.headers.sendable().without(describesOriginal)
	if f.role == forFallback {
		headers = headers.withoutValidators().set("Cache-Control", "public, max-age="+strconv.Itoa(shortAge))
	} else if f.attempt.ifMatch == "" {
		// What was fetched may be newer than what CloudFront saw the head of.
		for _, name := range [...]string{"ETag", "Last-Modified", "Cache-Control", "Expires"} {
			if v := f.headers.Get(name); v != "" {
				headers = headers.set(name, v)
			}
		}
	}
	return r.forBrowsers(append(r.cached(headers), Header{"Content-Type", contentType}))
}

// cached adds the configured Cache-Control where the origin says nothing.
func (r *Request) cached(headers Headers) Headers {
	if !headers.Has("cache-control") && !headers.Has("expires") && r.config.CacheControl != "" {
		headers = append(headers, Header{"Cache-Control", r.config.CacheControl})
	}
	return headers
}

// outputHeaders adds what the query says: expiry, Vary, the name to save under.
func (r *Request) outputHeaders(headers Headers) Headers {
	if r.expires {
		headers = headers.set("Cache-Control", capAge(headers.Get("cache-control"), r.remaining)).drop("expires")
	}
	if len(r.vary) > 0 {
		headers = headers.set("Vary", addVary(headers.Get("vary"), r.vary))
	}
	if r.params.DL != "" {
		headers = headers.set("Content-Disposition", attachment(fileName(r.params.DL, headers.Get("content-type"))))
	}
	return headers
}

// defaultCSP lets a document draw itself and do nothing else.
const defaultCSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"

// forBrowsers adds what browsers need to know of an answer. They are not to make more
// of it than it says it is: no guessing of types, and no scripts in what may hold some,
// which a stranger may have uploaded. Pages of other origins may read it. What the
// origin itself says stays.
func (r *Request) forBrowsers(headers Headers) Headers {
	if !headers.Has("x-content-type-options") {
		headers = append(headers, Header{"X-Content-Type-Options", "nosniff"})
	}
	headers = r.shared(headers)
	if r.config.CSP != "" && isActive(headers.Get("content-type")) && !headers.Has("content-security-policy") {
		headers = append(headers, Header{"Content-Security-Policy", r.config.CSP})
	}
	return headers
}

// shared lets pages of other origins read an answer: Fetch standard, section 3.2. Of
// several origins the one that asks is named, where CloudFront forwards the header
// Origin; where it does not, its response headers policy has to.
func (r *Request) shared(headers Headers) Headers {
	const allow = "Access-Control-Allow-Origin"
	origins := r.config.CORS
	if len(origins) == 0 || headers.Has(allow) {
		return headers
	}
	if len(origins) == 1 {
		return append(headers, Header{allow, origins[0]})
	}
	if asking := r.event.request.headers.Get("origin"); slices.Contains(origins, asking) {
		headers = append(headers, Header{allow, asking})
	}
	return headers.set("Vary", addVary(headers.Get("vary"), []string{"Origin"}))
}

// isActive reports types that may run scripts when they are opened.
func isActive(contentType string) bool {
	contentType = lower(contentType)
	return isVector(contentType) || strings.Contains(contentType, "html")
}

// isVector reports SVG and other XML.
func isVector(contentType string) bool {
	contentType = lower(contentType)
	return strings.Contains(contentType, "svg") || strings.Contains(contentType, "xml")
}

// answerPassed gives an original that nobody asked anything of. A page of the owner's
// may run its scripts; an SVG is taken for an image.
func (r *Request) answerPassed() {
	from := &r.event.response
	if from.status != 200 || r.config.CSP == "" || !isVector(from.headers.Get("content-type")) || lower(from.headers.Get("content-type")) == "application/xhtml+xml" {
		r.answerUntouched("passed")
		return
	}
	r.log.outcome = "passed"
	r.respond(200, from.description, r.forBrowsers(from.headers.sendable()), nil, nil)
}

// respond writes the response. Protected headers go along as the event has them,
// byte for byte. text is a body in Event; body is one outside of it.
func (r *Request) respond(status int, description string, headers Headers, text *string, body []byte) {
	if description == "" || !validHeaderValue(description) {
		description = reasonPhrase(status)
	}
	headers = r.tagged(headers)
	b := append(make([]byte, 0, 2048), `{"status":"`...)
	b = append(b, statusText(status)...)
	b = append(b, `","statusDescription":`...)
	b = appendString(b, description)
	b = append(b, `,"headers":{`...)
	first := true
	for i, h := range headers {
		name := lower(h.Name)
		if headers[:i].Has(name) {
			continue
		}
		b = appendMember(b, name, &first)
		b = append(b, '[')
		for _, same := range headers[i:] {
			if equalFold(same.Name, name) {
				b = appendHeader(b, same)
			}
		}
		b = append(b, ']')
	}
	for name, raw := range r.event.rawResponse.field("headers").fields() {
		if isProtected(lower(name)) && raw.isArray() {
			b = append(appendMember(b, name, &first), raw...)
		}
	}
	b = append(b, '}')
	if text != nil {
		b = append(b, `,"bodyEncoding":"text","body":`...)
		b = appendString(b, *text)
	} else if body != nil {
		b = append(b, `,"bodyEncoding":"base64"`...)
	}
	r.log.status, r.log.bytesOut = status, len(body)
	r.answer = &Answer{Event: append(b, '}'), Body: body}
}

func appendMember(b []byte, name string, first *bool) []byte {
	if !*first {
		b = append(b, ',')
	}
	*first = false
	return append(appendString(b, name), ':')
}

func appendHeader(b []byte, h Header) []byte {
	if b[len(b)-1] != '[' {
		b = append(b, ',')
	}
	b = append(b, `{"key":`...)
	b = appendString(b, h.Name)
	b = append(b, `,"value":`...)
	return append(appendString(b, h.Value), '}')
}

// reasonPhrase is RFC 9110's for the statuses that are made here.
func reasonPhrase(status int) string {
	switch status {
	case 200:
		return "OK"
	case 304:
		return "Not Modified"
	case 400:
		return "Bad Request"
	case 403:
		return "Forbidden"
	case 404:
		return "Not Found"
	}
	return ""
}
