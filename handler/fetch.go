package handler

import "strings"

// role is what a fetch is for.
type role uint8

const (
	forSource   role = iota // the original, to make an image of
	forServing              // the original, to be served as it is
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
func (x *Exchange) startFetch(role role, o object, a attempt, delayMS int) {
	a.unixSeconds = x.env.Clock() / 1e6
	url, headers, err := x.locate(o, a)
	if err != nil {
		if err == errOutside || err == errNoKey {
			x.log.reason = err.Error() // the viewer's doing
			if x.asks && role != forFallback {
				x.answerText(404, "not found\n")
				return
			}
		} else {
			x.log.fault("locate", err.Error())
		}
		x.giveUp(role, permanent)
		return
	}
	f := &fetch{id: len(x.fetches) + 1, role: role, object: o, attempt: a}
	x.fetches = append(x.fetches, f)
	x.main = f.id
	x.steps = append(x.steps, Fetch{
		ID: f.id, URL: url, Headers: headers, MaxBytes: x.config.Limits.SourceBytes, DelayMS: delayMS,
	})
}

// current returns the fetch of that number if it is still of interest: a fetch is
// forgotten when another takes its place, when it is over and when the answer is out.
func (x *Exchange) current(id int) *fetch {
	if x.last != nil || x.main != id || id < 1 || x.fetches[id-1].over {
		return nil
	}
	return x.fetches[id-1]
}

// Head reports the head of the answer to a fetch.
func (x *Exchange) Head(id, status int, headers Headers) {
	if f := x.layer(id); f != nil {
		f.status, f.headers = status, headers
		return
	}
	f := x.current(id)
	if f == nil || f.status != 0 {
		return
	}
	f.status, f.headers = status, headers
	x.log.fetchStatus = status
	if x.asks && f.role == forSource {
		x.learn(f)
		return
	}
	if status != 200 {
		return
	}
	x.log.headAt = x.env.Clock()
	if f.role == forServing {
		x.serve.Source = f.id
		x.last = x.serve
		return
	}
	if f.role == forFallback && !x.params.Any() {
		return // goes out as it is, when it is complete
	}
	x.decode(f)
}

// decode asks for the image that is to be made of a fetch's body.
func (x *Exchange) decode(f *fetch) {
	f.decode = true
	x.steps = append(x.steps, x.transform(f))
}

// Push reports a chunk of a fetch's body and returns who else needs it.
func (x *Exchange) Push(id int, chunk []byte) Sink {
	if f := x.layer(id); f != nil {
		x.pushLayer(f, chunk)
		return ToNobody
	}
	f := x.current(id)
	if f == nil || f.status == 0 {
		return ToNobody
	}
	f.bytes += int64(len(chunk))
	x.log.bytesIn += int64(len(chunk))
	if f.bytes > x.config.Limits.SourceBytes {
		x.log.reason = "source_too_large"
		x.giveUp(f.role, permanent)
		return ToNobody
	}
	if f.decode {
		return ToDecoder
	}
	keep := errorBytes
	if f.status == 200 {
		keep = int(firstPositive(x.config.Limits.ResponseBytes, x.config.Limits.SourceBytes)) + 1
	}
	f.body = append(f.body, chunk[:min(len(chunk), keep-len(f.body))]...)
	return ToNobody
}

// End reports the end of a fetch. failure is empty if the body is complete, and otherwise
// a text for the log.
func (x *Exchange) End(id int, failure string) {
	if f := x.layer(id); f != nil {
		x.endLayer(f, failure)
		return
	}
	f := x.current(id)
	if f == nil {
		return
	}
	f.over = true
	x.log.endAt = x.env.Clock()
	switch {
	case failure != "":
		if failure == TooLarge {
			x.log.reason = "source_too_large"
			x.giveUp(f.role, permanent)
			return
		}
		x.log.fault("fetch", shorten(failure))
		x.repeat(f)
	case f.decode:
		// The transformation has all it needs and reports by itself.
	case f.status == 200:
		x.answerCopy(f)
	default:
		x.refused(f)
	}
}

// repeat asks for an object once more after a failure of the network or of the
// server, a little later, or gives up where that has been tried or time is short.
func (x *Exchange) repeat(f *fetch) {
	if x.tries.again || x.late(retryNeedsMicros) {
		x.giveUp(f.role, transient)
		return
	}
	x.tries.again = true
	x.startFetch(f.role, f.object, f.attempt, 50+int(jitter(x.request.ID)%100))
}

// retryNeedsMicros is what a second fetch and a transformation may take.
const retryNeedsMicros = 3e6

// refused deals with a status other than 200: what can be tried another way is.
func (x *Exchange) refused(f *fetch) {
	ofS3, a := x.request.Origin.Kind == S3, f.attempt
	refusal := decimal(f.status)
	if code := xmlElement(string(f.body), "Code"); code != "" {
		refusal += " " + code
	}
	region := ""
	if ofS3 && !x.tries.region {
		region = regionOf(f.status, f.headers, string(f.body))
	}
	switch {
	case f.status >= 500 || f.status == 429:
		x.log.fault("fetch", shorten(refusal))
		x.repeat(f)
		return
	case region != "":
		x.regions.learn(x.bucket, region)
		x.tries.region, a.region = true, region
	case f.status == 412 && a.ifMatch != "":
		a.ifMatch = "" // replaced since CloudFront asked: take the new one
	case ofS3 && (f.status == 403 || f.status == 404) && !x.tries.plus && strings.IndexByte(f.object.path, '+') >= 0:
		x.tries.plus, a.otherPlus = true, true
	case x.asks && f.role == forSource:
		x.refuse(f.status, refusal)
		return
	default:
		x.log.fault("fetch", shorten(refusal))
		x.giveUp(f.role, transient)
		return
	}
	x.startFetch(f.role, f.object, a, 0)
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
func (x *Exchange) late(need int64) bool {
	return x.env.Deadline != 0 && x.env.Deadline-x.env.Clock() < need
}
