package handler

import (
	"strings"

	"tintype/transform/params"
)

// configHeader is the origin's custom header that overrides the configuration.
// Only the distribution's owner can set it; the viewer's header of that name is
// another one and is never read.
const configHeader = "x-tintype-config"

// decide looks at an origin-response and either answers it or asks for the
// object. The questions come in the order in which they may end the matter.
func (r *Request) decide() {
	e := r.event
	get, head := e.request.method == "GET", e.request.method == "HEAD"
	status := e.response.status
	if !r.configure() {
		if p, err := params.Parse(e.request.query); get && (err != nil || p.Any()) {
			r.answerOriginal(shortAge)
		} else {
			r.answerUntouched("original")
		}
		return
	}
	switch {
	case !get && !head:
		r.answerUntouched("passed")
		return
	case !r.mayAsk():
		r.answerText(403, "s: the signature is missing or wrong\n")
		return
	case r.isMissing():
		r.missing(get)
		return
	case status != 200 && status != 206 && status != 304 && (head || r.movedTo() == ""):
		r.answerUntouched("passed")
		return
	}
	if err := r.readQuery(); err != nil {
		r.answerText(err.status, err.message+"\n")
		return
	}
	if r.expires && r.remaining <= 0 {
		r.answerText(404, "expires: this address is no longer valid\n")
		return
	}
	switch {
	case head:
		r.answerHead()
	case !r.params.Any():
		if r.params.DL != "" || r.expires {
			r.answerHeaders()
			return
		}
		r.answerPassed()
	case r.late(retryNeedsMicros / 3):
		r.log.reason = firstOf(r.env.Failed, "deadline")
		if r.env.Failed == "memory" { // and will the next time
			r.answerOriginal(costlyAge)
		} else {
			r.answerOriginal(shortAge)
		}
	case !r.mayDecode():
		r.answerForGood()
	case r.forbiddenLayer() != "":
		r.answerText(403, "mark, blend: got "+shorten(r.forbiddenLayer())+", want what lies beside the original or below one of the configured marks\n")
	default:
		r.negotiate()
		if r.isUnchanged() {
			return
		}
		r.startLayers()
		a := attempt{region: r.movedTo()}
		if status != 304 {
			// A 304 is for a copy that is none of ours, which have another ETag: an
			// original from before the function was there. It tells little of the
			// object, whose headers are then taken from the fetch.
			a.ifMatch = strongETag(e.response.headers.Get("etag"))
		}
		r.startFetch(forSource, e.original(), a, 0)
		if a.region != "" && r.bucket != "" {
			r.regions.learn(r.bucket, a.region)
		}
	}
}

// movedTo returns the region in which S3 says that the bucket is, "" where it
// says nothing of the kind. CloudFront follows no redirect, and for some hours
// after a bucket was made every request may get one; a viewer who followed it
// would be refused by a bucket that only CloudFront may read.
func (r *Request) movedTo() string {
	e := r.event
	if e.request.origin.kind != s3Origin || e.response.status != 301 && e.response.status != 307 {
		return ""
	}
	return regionOf(e.response.status, e.response.headers, "")
}

// configure applies the origin's own configuration. It reports false where either
// configuration cannot be read: then nobody knows what the owner allows.
func (r *Request) configure() bool {
	if r.handler.err != nil {
		r.log.fault("config", r.handler.err.Error())
		return false
	}
	r.log.unknown = r.handler.unknown
	text := r.event.request.origin.headers.Get(configHeader)
	if text == "" {
		return true
	}
	config, unknown, err := r.config.override([]byte(text))
	if err != nil {
		r.log.fault(configHeader, err.Error())
		return false
	}
	r.config, r.configText = config, r.configText+text
	r.log.unknown = append(r.log.unknown[:len(r.log.unknown):len(r.log.unknown)], unknown...)
	return true
}

// mayAsk checks the signature over the raw bytes, before anything is decoded. With
// debug=1 under it the viewer may know more.
func (r *Request) mayAsk() bool {
	s := &r.config.Signing
	state := s.verify(r.event.request.uri, r.event.request.query)
	r.signed = state == goodSignature
	if debug, _ := parameter(r.event.request.query, "debug"); debug == "1" {
		r.debug = r.signed
	}
	return state == goodSignature || state == unsigned && !s.Required
}

// isMissing reports whether there is no original. S3 says 403 for a missing key
// to whom may not list the bucket, which nobody should have to allow.
func (r *Request) isMissing() bool {
	status := r.event.response.status
	return status == 404 || status == 403 && r.event.request.origin.kind == s3Origin
}

// missing answers for an original that is not there.
func (r *Request) missing(get bool) {
	switch {
	case get && r.config.Fallback != "":
		if err := r.readQuery(); err != nil {
			r.answerText(err.status, err.message+"\n")
			return
		}
		r.negotiate()
		if r.forbiddenLayer() == "" {
			r.startLayers()
		}
		r.startFetch(forFallback, r.event.object(r.config.Fallback), attempt{}, 0)
	case r.event.response.status == 404:
		r.answerUntouched("passed")
	default:
		r.answerText(404, "not found\n")
	}
}

// mayDecode reports whether the original is worth asking for.
func (r *Request) mayDecode() bool {
	length := r.event.response.headers.Get("content-length")
	if r.event.response.status != 200 {
		length = "" // of a part, or of a redirect's text
	}
	switch size, ok := parseDigits(length); {
	case ok && size == 0:
		r.log.reason = "empty"
	case ok && size > r.config.Limits.SourceBytes:
		r.log.reason = "source_too_large"
	default:
		return true
	}
	return false
}

// strongETag returns an ETag that If-Match can compare, RFC 9110 section 8.8.3,
// or "" for a weak one and for none.
func strongETag(etag string) string {
	if len(etag) < 3 || !strings.HasPrefix(etag, `"`) || !strings.HasSuffix(etag, `"`) || !validHeaderValue(etag) {
		return ""
	}
	return etag
}

// transform is the Transform of a fetch's body.
func (r *Request) transform(f *fetch) Transform {
	r.log.transformAt = r.env.Clock()
	most := r.config.Limits.ResponseBytes
	if r.params.Bytes > 0 {
		most = min(most, int64(r.params.Bytes))
	}
	deadline := r.log.transformAt + 1000*r.config.Limits.Milliseconds
	if r.env.Deadline != 0 {
		deadline = min(deadline, r.env.Deadline)
	}
	return Transform{
		Source: f.id, Params: r.params, Quality: r.config.Quality, MaxBytes: most,
		Limits: r.config.Limits, Deadline: deadline, Pictures: r.layers,
	}
}
