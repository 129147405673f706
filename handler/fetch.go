package handler

import "strings"

// role is what a fetch is for.
type role uint8

const (
	forSource   role = iota // the object that CloudFront has just asked for
	forFallback             // the image that stands in for a missing one
	forLayer                // what mark or blend names
)

// fetch is one GET, from asking for it to its end.
type fetch struct {
	id      int
	role    role
	key     string // of a layer
	object  object
	attempt attempt
	status  int // 0 before the head
	headers Headers
	body    []byte // of an error, of a layer, or of a fallback that goes out as it is
	bytes   int64  // that have come
	decode  bool   // the body goes to the decoder
	over    bool
}

// tries says what has been tried in another way; each way is tried once.
type tries struct {
	again  bool // after a failure of the network or of the server
	region bool // after S3 named another region
	plus   bool // with "+" in the path read the other way
}

// TooLarge is how a host says that it ended a fetch at Fetch.MaxBytes.
const TooLarge = "too large"

// errorBytes is what is kept of an error's body: S3's error documents are shorter.
const errorBytes = 4096

// startFetch asks for an object.
func (r *Request) startFetch(role role, o object, a attempt, delayMS int) {
	a.unixSeconds = r.env.Clock() / 1e6
	url, headers, err := r.locate(o, a)
	if err != nil {
		if err == errOutside || err == errNoKey {
			r.log.reason = err.Error() // the viewer's doing
		} else {
			r.log.fault("locate", err.Error())
		}
		r.giveUp(role, permanent)
		return
	}
	f := &fetch{id: len(r.fetches) + 1, role: role, object: o, attempt: a}
	r.fetches = append(r.fetches, f)
	r.main = f.id
	r.steps = append(r.steps, Fetch{
		ID: f.id, URL: url, Headers: headers, MaxBytes: r.config.Limits.SourceBytes, DelayMS: delayMS,
	})
}

// current returns the fetch of that number if it is still of interest: a fetch is
// forgotten when another takes its place, when it is over and when the answer is out.
func (r *Request) current(id int) *fetch {
	if r.answer != nil || r.main != id || id < 1 || r.fetches[id-1].over {
		return nil
	}
	return r.fetches[id-1]
}

// Head brings the head of the answer to a fetch.
func (r *Request) Head(id, status int, headers Headers) {
	if f := r.layer(id); f != nil {
		f.status, f.headers = status, headers
		return
	}
	f := r.current(id)
	if f == nil || f.status != 0 {
		return
	}
	f.status, f.headers = status, headers
	r.log.fetchStatus = status
	if status != 200 {
		return
	}
	r.log.headAt = r.env.Clock()
	if f.role == forFallback && !r.params.Any() {
		return // goes out as it is, when it is complete
	}
	f.decode = true
	r.steps = append(r.steps, r.transform(f))
}

// Push brings a chunk of a fetch's body and returns who wants it besides.
func (r *Request) Push(id int, chunk []byte) Sink {
	if f := r.layer(id); f != nil {
		r.pushLayer(f, chunk)
		return ToNobody
	}
	f := r.current(id)
	if f == nil || f.status == 0 {
		return ToNobody
	}
	f.bytes += int64(len(chunk))
	r.log.bytesIn += int64(len(chunk))
	if f.bytes > r.config.Limits.SourceBytes {
		r.log.reason = "source_too_large"
		r.giveUp(f.role, permanent)
		return ToNobody
	}
	if f.decode {
		return ToDecoder
	}
	keep := errorBytes
	if f.status == 200 {
		keep = int(r.config.Limits.ResponseBytes) + 1
	}
	f.body = append(f.body, chunk[:min(len(chunk), keep-len(f.body))]...)
	return ToNobody
}

// End brings the end of a fetch. failure is empty where the body is complete and
// else a text for the log.
func (r *Request) End(id int, failure string) {
	if f := r.layer(id); f != nil {
		r.endLayer(f, failure)
		return
	}
	f := r.current(id)
	if f == nil {
		return
	}
	f.over = true
	r.log.endAt = r.env.Clock()
	switch {
	case failure != "":
		if failure == TooLarge {
			r.log.reason = "source_too_large"
			r.giveUp(f.role, permanent)
			return
		}
		r.log.fault("fetch", shorten(failure))
		r.repeat(f)
	case f.decode:
		// The transformation has all it needs and reports by itself.
	case f.status == 200:
		r.answerCopy(f)
	default:
		r.refused(f)
	}
}

// repeat asks for an object once more after a failure of the network or of the
// server, a little later, or gives up where that has been tried or time is short.
func (r *Request) repeat(f *fetch) {
	if r.tries.again || r.late(retryNeedsMicros) {
		r.giveUp(f.role, transient)
		return
	}
	r.tries.again = true
	r.startFetch(f.role, f.object, f.attempt, 50+int(jitter(r.event.requestID)%100))
}

// retryNeedsMicros is what a second fetch and a transformation may take.
const retryNeedsMicros = 3e6

// refused deals with a status other than 200: what can be tried another way is.
func (r *Request) refused(f *fetch) {
	ofS3, a := r.event.request.origin.kind == s3Origin, f.attempt
	refusal := statusText(f.status)
	if code := xmlElement(string(f.body), "Code"); code != "" {
		refusal += " " + code
	}
	region := ""
	if ofS3 && !r.tries.region {
		region = regionOf(f.status, f.headers, string(f.body))
	}
	switch {
	case f.status >= 500 || f.status == 429:
		r.log.fault("fetch", shorten(refusal))
		r.repeat(f)
		return
	case region != "":
		r.regions.learn(r.bucket, region)
		r.tries.region, a.region = true, region
	case f.status == 412 && a.ifMatch != "":
		a.ifMatch = "" // replaced since CloudFront asked: take the new one
	case ofS3 && (f.status == 403 || f.status == 404) && !r.tries.plus && strings.IndexByte(f.object.path, '+') >= 0:
		r.tries.plus, a.otherPlus = true, true
	default:
		r.log.fault("fetch", shorten(refusal))
		r.giveUp(f.role, transient)
		return
	}
	r.startFetch(f.role, f.object, a, 0)
}

// jitter spreads retries of requests that failed together: FNV-1a of the id.
func jitter(id string) uint32 {
	h := uint32(2166136261)
	for _, c := range []byte(id) {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}

// shorten cuts a text for the log.
func shorten(s string) string {
	const most = 200
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

// late reports whether less than need microseconds are left before the deadline.
func (r *Request) late(need int64) bool {
	return r.env.Deadline != 0 && r.env.Deadline-r.env.Clock() < need
}
