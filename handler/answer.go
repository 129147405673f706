package handler

import (
	"slices"
	"strconv"
	"strings"

	"tintype/handler/internal/ascii"
)

// shortAge is for how many seconds an answer may be cached that does not stand
// for good: an error, a stand-in, an original sent because something failed.
const shortAge = 60

// costlyAge is that for an original in the place of an image that takes too much to
// make, which the next request would take again.
const costlyAge = 3600

// serveUntouched lets the origin's answer pass as it came.
func (x *Exchange) serveUntouched(outcome string) {
	x.log.outcome = outcome
	x.log.status = x.known.Status
	x.serveSource(Serve{Response: x.known, Untouched: true})
}

// serveOriginal gives the original in the image's place, for so many seconds: the
// next request may do better. A 304 has no body: it renews what is cached for a short
// time.
func (x *Exchange) serveOriginal(age int64) {
	headers := x.known.Headers.clone()
	if x.known.Status != 304 {
		headers = headers.withoutValidators()
	}
	x.log.outcome = "original"
	x.serveWith(x.forBrowsers(x.shortly(headers, age)))
}

// shortly bounds the time for which an answer may be cached.
func (x *Exchange) shortly(headers Headers, age int64) Headers {
	said := headers.Get("cache-control")
	if said == "" {
		x.unsaid = true
	}
	return headers.set("Cache-Control", capAge(said, age)).drop("expires")
}

// serveForGood gives the original in the image's place where the next request will
// fare no better: for as long as the origin says, but a later release may.
func (x *Exchange) serveForGood() {
	if x.known.Status != 200 {
		x.serveUntouched("original")
		return
	}
	x.log.outcome = "original"
	x.serveWith(x.forBrowsers(x.silent(x.known.Headers.clone().withoutValidators())))
}

// serveHead answers HEAD for an image with what is known of it without making it.
func (x *Exchange) serveHead() {
	if !x.params.Any() || x.known.Status == 304 {
		x.serveUntouched("passed")
		return
	}
	x.log.outcome = "passed"
	x.serveWith(x.silent(x.known.Headers.clone().withoutValidators()))
}

// servePassed gives an original that nobody asked anything of. A page of the owner's
// may run its scripts; an SVG is taken for an image.
func (x *Exchange) servePassed() {
	contentType := x.known.Headers.Get("content-type")
	if x.asks && x.known.Status != 416 { // a host without a cache policy of its own
		x.log.outcome = "passed"
		x.serveWith(x.forBrowsers(x.cached(x.known.Headers.clone())))
		return
	}
	if x.known.Status != 200 || !x.isPersonal() && (x.config.CSP == "" || !isVector(contentType) || ascii.Lower(contentType) == "application/xhtml+xml") {
		x.serveUntouched("passed")
		return
	}
	x.log.outcome = "passed"
	x.serveWith(x.forBrowsers(x.silent(x.known.Headers.clone())))
}

// serveHeaders gives the original with headers of its own: dl and expires
// concern a request without an image to make, too.
func (x *Exchange) serveHeaders() {
	headers := x.outputHeaders(x.known.Headers.clone())
	if x.known.Status != 304 {
		headers = x.forBrowsers(headers)
	}
	x.log.outcome = "passed"
	x.serveWith(headers)
}

// serveWith gives the origin's answer under other headers.
func (x *Exchange) serveWith(headers Headers) {
	x.log.status = x.known.Status
	x.serveSource(Serve{Response: Response{x.known.Status, x.known.Description, x.tagged(x.explained(x.guarded(headers)))}, Unsaid: x.unsaid})
}

// serveSource ends the exchange with the original. Where the exchange has fetched it
// itself and its body is on its way into a decoder, it is fetched once more.
func (x *Exchange) serveSource(s Serve) {
	if !x.asks || x.log.unreadable {
		x.last = s
		return
	}
	if f := x.fetches[x.main-1]; f.role == forSource && !f.over && f.bytes == 0 {
		s.Source = f.id
		x.last = s
		return
	}
	x.serve = s
	x.startFetch(forServing, x.original(), attempt{}, 0)
}

// answerText gives an error in one line of text, and HEAD its head alone.
func (x *Exchange) answerText(status int, text string) {
	headers := x.known.Headers.Without(func(name string) bool {
		return !strings.HasPrefix(name, "access-control-") && name != "vary"
	})
	control := "public, max-age=" + strconv.Itoa(shortAge)
	if status >= 500 {
		control = "no-store"
	}
	headers = append(headers, Header{"Content-Type", "text/plain; charset=utf-8"}, Header{"Cache-Control", control})
	x.unsaid = x.known.Status >= 400 // the origin may have refused this viewer alone
	headers = x.forBrowsers(headers)
	x.log.outcome, x.log.reason = "refused", strings.TrimSuffix(text, "\n")
	switch {
	case status == 404:
		x.log.outcome = "missing"
	case status >= 500:
		x.log.outcome = "failed"
	}
	if x.request.Method == "HEAD" {
		x.respond(Answer{Response: Response{Status: status, Headers: headers}})
		return
	}
	x.respond(Answer{Response: Response{Status: status, Headers: headers}, Body: []byte(text), Text: true})
}

// fitHeader tells of an image that could not be answered as it was asked for,
// since CloudFront takes no answer of that size, what it has in other ways:
// "q=31", or where that was not enough "q=31&w=812".
const fitHeader = "X-Tintype-Fit"

// sourceHeader tells of a source that ends early or is damaged, and of which the
// image shows what there is.
const sourceHeader = "X-Tintype-Source"

// answerPicture gives the transformed image.
func (x *Exchange) answerPicture(f *fetch, result Result) {
	headers := x.outputHeaders(x.bodyHeaders(f, result.ContentType))
	if result.Partial {
		x.log.fault("source", "part of it is missing")
		headers = append(headers, Header{sourceHeader, "partial"})
	}
	if x.incomplete || result.Partial {
		headers = x.shortly(headers, shortAge).withoutValidators()
	} else if f.role == forSource {
		headers = x.withValidator(headers)
	}
	if result.Fit != "" {
		headers = append(headers, Header{fitHeader, result.Fit})
	}
	if x.config.ServerTiming {
		headers = append(headers, Header{"Server-Timing", x.log.serverTiming(x.env.Clock())})
	}
	x.log.outcome = "transformed"
	x.log.result = result
	x.respondBody(f, headers, result.Body)
	if answer, ok := x.last.(Answer); ok && x.asks && f.role == forSource && len(x.layers) == 0 && !x.incomplete && !result.Partial {
		answer.Source = strongETag(x.known.Headers.Get("etag"))
		x.last = answer
	}
}

// answerCopy gives the fallback image as it is.
func (x *Exchange) answerCopy(f *fetch) {
	contentType := f.headers.Get("content-type")
	if contentType == "" || !validHeaderValue(contentType) {
		contentType = "application/octet-stream"
	}
	x.log.outcome = "fallback"
	x.respondBody(f, x.outputHeaders(x.bodyHeaders(f, contentType)), f.body)
}

// respondBody answers 200 with a body if it is within what the host takes;
// otherwise what giving up gives.
func (x *Exchange) respondBody(f *fetch, headers Headers, body []byte) {
	most := x.config.Limits.ResponseBytes
	answer := Answer{Response: Response{Status: 200, Headers: headers}, Body: body}
	if len(body) > 0 && (most == 0 || int64(len(body)) <= most) {
		if f.role == forFallback {
			x.log.outcome = "fallback"
		}
		if x.env.Fits == nil || x.env.Fits(&answer, most) {
			x.respond(answer)
			return
		}
	}
	x.log.reason = "output_too_large"
	if len(body) == 0 {
		x.log.fault("transform", "empty output")
	}
	x.giveUp(f.role, permanent)
}

// bodyHeaders are the headers of an answer whose body is ours: those of the
// origin that speak of the object and not of its bytes, then the body's own.
func (x *Exchange) bodyHeaders(f *fetch, contentType string) Headers {
	headers := x.known.Headers.Without(describesOriginal)
	if f.role == forFallback {
		headers = headers.withoutValidators().set("Cache-Control", "public, max-age="+strconv.Itoa(shortAge))
		x.unsaid = true
	} else if f.attempt.ifMatch == "" {
		// What was fetched may be newer than what CloudFront saw the head of.
		for _, name := range [...]string{"ETag", "Last-Modified", "Cache-Control", "Expires"} {
			if v := f.headers.Get(name); v != "" {
				headers = headers.set(name, v)
			}
		}
	}
	return x.forBrowsers(append(x.cached(headers), Header{"Content-Type", contentType}))
}

// cached adds the configured Cache-Control where the origin says nothing.
func (x *Exchange) cached(headers Headers) Headers {
	if says(headers) || x.config.CacheControl == "" {
		return x.silent(headers)
	}
	return append(x.silent(headers), Header{"Cache-Control", x.config.CacheControl})
}

// says reports whether headers speak of caching.
func says(headers Headers) bool { return headers.Has("cache-control") || headers.Has("expires") }

// silent notes that the origin says nothing of caching, where it does not.
func (x *Exchange) silent(headers Headers) Headers {
	if !says(headers) {
		x.unsaid = true
	}
	return headers
}

// outputHeaders adds what the query says: expiry, Vary, the name to save under.
func (x *Exchange) outputHeaders(headers Headers) Headers {
	if x.expires {
		headers = x.shortly(headers, x.remaining)
	}
	if len(x.vary) > 0 {
		headers = headers.set("Vary", addVary(headers.Get("vary"), x.vary))
	}
	if x.params.DL != "" {
		headers = headers.set("Content-Disposition", attachment(fileName(x.params.DL, headers.Get("content-type"))))
	}
	return headers
}

// defaultCSP lets a document draw itself and do nothing else.
const defaultCSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"

// forBrowsers adds what browsers need to know of an answer. They are not to make more
// of it than it says it is: no guessing of types, and no scripts in what may hold some,
// which a stranger may have uploaded. Pages of other origins may read it. What the
// origin itself says stays.
func (x *Exchange) forBrowsers(headers Headers) Headers {
	if !headers.Has("x-content-type-options") {
		headers = append(headers, Header{"X-Content-Type-Options", "nosniff"})
	}
	headers = x.shared(headers)
	if x.config.CSP != "" && isActive(headers.Get("content-type")) && !headers.Has("content-security-policy") {
		headers = append(headers, Header{"Content-Security-Policy", x.config.CSP})
	}
	return headers
}

// shared lets pages of other origins read an answer: Fetch standard, section 3.2. Of
// several origins the one that asks is named, where CloudFront forwards the header
// Origin; where it does not, its response headers policy has to.
func (x *Exchange) shared(headers Headers) Headers {
	const allow = "Access-Control-Allow-Origin"
	origins := x.config.CORS
	if len(origins) == 0 || headers.Has(allow) {
		return headers
	}
	if len(origins) == 1 {
		return append(headers, Header{allow, origins[0]})
	}
	if asking := x.request.Headers.Get("origin"); slices.Contains(origins, asking) {
		headers = append(headers, Header{allow, asking})
	}
	return headers.set("Vary", addVary(headers.Get("vary"), []string{"Origin"}))
}

// isActive reports types that may run scripts when they are opened.
func isActive(contentType string) bool {
	contentType = ascii.Lower(contentType)
	return isVector(contentType) || strings.Contains(contentType, "html")
}

// isVector reports SVG and other XML.
func isVector(contentType string) bool {
	contentType = ascii.Lower(contentType)
	return strings.Contains(contentType, "svg") || strings.Contains(contentType, "xml")
}

// respond ends the exchange with an answer that was made here.
func (x *Exchange) respond(a Answer) {
	a.Headers, a.Unsaid = x.tagged(x.explained(x.guarded(a.Headers))), x.unsaid
	x.log.status, x.log.bytesOut = a.Status, 0
	if !a.Text {
		x.log.bytesOut = len(a.Body)
	}
	x.last = a
}
