package handler

import (
	"strings"

	"tintype/handler/internal/jsonview"
	"tintype/transform/params"
)

// decide looks at what is known of the origin's answer and either answers or asks for
// the object. The first check that applies decides.
func (x *Exchange) decide() {
	get, head := x.request.Method == "GET", x.request.Method == "HEAD"
	status := x.known.Status
	if !x.configure() {
		if p, err := params.Parse(x.request.Query); get && (err != nil || p.Any()) {
			x.serveOriginal(shortAge)
		} else {
			x.serveUntouched("original")
		}
		return
	}
	switch {
	case !get && !head:
		x.serveUntouched("passed")
		return
	case !x.mayAsk():
		x.answerText(403, unsignedText)
		return
	case x.isMissing(status):
		x.missing(get)
		return
	case status != 200 && status != 206 && status != 304 && (head || x.movedTo() == ""):
		x.serveUntouched("passed")
		return
	case !x.understands():
		return
	}
	switch {
	case head:
		x.serveHead()
	case !x.params.Any():
		x.pass()
	case x.late(retryNeedsMicros / 3):
		x.log.reason = firstOf(x.env.Failed, "deadline")
		if x.env.Failed == "memory" { // and will the next time
			x.serveOriginal(costlyAge)
		} else {
			x.serveOriginal(shortAge)
		}
	case !x.mayDecode():
		x.serveForGood()
	case !x.layersAllowed():
	default:
		x.negotiate()
		if x.isUnchanged() {
			return
		}
		x.startLayers()
		a := attempt{region: x.movedTo()}
		if status != 304 {
			// A 304 is for a copy that is none of ours, which have another ETag: an
			// original from before the function was there. It tells little of the
			// object, whose headers are then taken from the fetch.
			a.ifMatch = strongETag(x.known.Headers.Get("etag"))
		}
		x.startFetch(forSource, x.original(), a, 0)
		if a.region != "" && x.bucket != "" {
			x.regions.learn(x.bucket, a.region)
		}
	}
}

const unsignedText = "s: the signature is missing or wrong\n"

// understands reads the query; it answers and reports false where that is bad, or
// where the address has expired.
func (x *Exchange) understands() bool {
	if err := x.readQuery(); err != nil {
		x.answerText(err.status, err.message+"\n")
		return false
	}
	if x.expires && x.remaining <= 0 {
		x.answerText(404, "expires: this address is no longer valid\n")
		return false
	}
	return true
}

// pass gives an original that no image is to be made of.
func (x *Exchange) pass() {
	if x.params.DL != "" || x.expires {
		x.serveHeaders()
		return
	}
	x.servePassed()
}

// layersAllowed answers and reports false where the query names what it may not.
func (x *Exchange) layersAllowed() bool {
	key := x.forbiddenLayer()
	if key != "" {
		x.answerText(403, "mark, blend: got "+shorten(key)+", want what lies beside the original or below one of the configured marks\n")
	}
	return key == ""
}

// movedTo returns the region in which S3 says that the bucket is, "" where it
// says nothing of the kind. CloudFront follows no redirect, and for some hours
// after a bucket was made every request may get one; a viewer who followed it
// would be refused by a bucket that only CloudFront may read.
func (x *Exchange) movedTo() string {
	if x.request.Origin.Kind != S3 || x.known.Status != 301 && x.known.Status != 307 {
		return ""
	}
	return regionOf(x.known.Status, x.known.Headers, "")
}

// configure applies the origin's own configuration. It reports false where either
// configuration cannot be read: then nobody knows what the owner allows.
func (x *Exchange) configure() bool {
	if x.handler.err != nil {
		x.log.fault("config", x.handler.err.Error())
		return false
	}
	x.log.unknown = x.handler.unknown
	text := x.request.Config
	if text == "" {
		return true
	}
	config, unknown, err := x.config.override([]byte(text))
	if err != nil {
		x.log.fault(ConfigHeader, err.Error())
		return false
	}
	x.config, x.configText = config, x.configText+text
	x.log.unknown = append(x.log.unknown[:len(x.log.unknown):len(x.log.unknown)], unknown...)
	return true
}

// mayAsk checks the signature over the raw bytes, before anything is decoded. With
// debug=1 under it the viewer may know more.
func (x *Exchange) mayAsk() bool {
	s := &x.config.Signing
	state := s.verify(x.request.Path, x.request.Query)
	x.signed = state == goodSignature
	if debug, _ := parameter(x.request.Query, "debug"); debug == "1" {
		x.debug = x.signed
	}
	return state == goodSignature || state == unsigned && !s.Required
}

// isMissing reports whether a status says that there is no original. S3 says 403 for a
// missing key to whom may not list the bucket, which nobody should have to allow.
func (x *Exchange) isMissing(status int) bool {
	return status == 404 || status == 403 && x.request.Origin.Kind == S3
}

// missing answers for an original that is not there.
func (x *Exchange) missing(get bool) {
	switch {
	case get && x.config.Fallback != "":
		if !x.asks { // which has read the query and asked for the layers before
			if err := x.readQuery(); err != nil {
				x.answerText(err.status, err.message+"\n")
				return
			}
			x.negotiate()
			if x.forbiddenLayer() == "" {
				x.startLayers()
			}
		}
		x.startFetch(forFallback, x.object(x.config.Fallback), attempt{}, 0)
	case x.known.Status == 404:
		x.serveUntouched("passed")
	default:
		x.answerText(404, "not found\n")
	}
}

// mayDecode reports whether the original is worth asking for.
func (x *Exchange) mayDecode() bool {
	length := x.known.Headers.Get("content-length")
	if x.known.Status != 200 {
		length = "" // of a part, or of a redirect's text
	}
	switch size, ok := jsonview.ParseDigits(length); {
	case ok && size == 0:
		x.log.reason = "empty"
	case ok && size > x.config.Limits.SourceBytes:
		x.log.reason = "source_too_large"
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
func (x *Exchange) transform(f *fetch) Transform {
	most := x.config.Limits.ResponseBytes
	if asked := int64(x.params.Bytes); asked > 0 && (most == 0 || asked < most) {
		most = asked
	}
	t := Transform{
		Source: f.id, Params: x.params, Quality: x.config.Quality, MaxBytes: most,
		Limits: x.config.Limits, Images: x.layers,
	}
	x.Begun(&t)
	return t
}

// Begun reports that the work of a Transform begins now, for hosts that let it wait in
// line. It moves the deadline and returns how many microseconds the work may take.
func (x *Exchange) Begun(t *Transform) int64 {
	now := x.env.Clock()
	x.log.transformAt = now
	t.Deadline = now + 1000*x.config.Limits.Milliseconds
	if x.env.Deadline != 0 {
		t.Deadline = min(t.Deadline, x.env.Deadline)
	}
	return t.Deadline - now
}
