package handler

// Request is a viewer's request, as a host passes it to the handler. Its strings must not
// change before the answer.
type Request struct {
	Method  string
	Path    string  // percent-encoded as the viewer sent it, without the origin's prefix
	Query   string  // raw, without "?"
	Headers Headers // of the viewer, those that the host lets an answer depend on
	Origin  Origin

	// Known is the head of the origin's answer if the host has it already and holds the
	// body, as CloudFront does. It is nil if the handler is to fetch the original.
	Known *Response

	// Stored is the Answer.Source of an image that the host has stored and that is no longer
	// fresh. The handler asks the origin whether the original is unchanged, and answers 304
	// if it is.
	Stored string

	Config string  // keys of tintype.json that hold for this origin; "" for none
	ID     string  // the host's name for the request
	Fields Headers // further members of the log line
}

// Response is the head of an answer. An empty Description stands for the usual one of the
// status.
type Response struct {
	Status      int
	Description string
	Headers     Headers
}

// OriginKind says how an origin is addressed.
type OriginKind uint8

// The kinds of origins.
const (
	NoOrigin OriginKind = iota
	S3                  // a bucket of S3 or of a store that speaks its protocol
	Web                 // a web server
	Own                 // the host's own store: a Fetch's URL is a path
)

// Origin says where the originals are.
type Origin struct {
	Kind   OriginKind
	Domain string // of the server; it contains the bucket unless the configuration names one
	Path   string // prefix before the object's path; "" or "/…" without a slash at the end
	Object string // path of the object below the prefix; "" for the path of the request

	Region string // S3 only, often empty

	// Of a web server only.
	Scheme  string  // "http"; anything else is https
	Port    int     // 0 for the scheme's own
	Query   string  // raw query that is sent along, without "?"
	Forward Headers // of the viewer, to be sent along
	Headers Headers // of the owner, to be sent in any case
}

// Host describes the host that the handler runs on.
type Host struct {
	ResponseBytes    int64 // default of limits.responseBytes; 0 for no limit
	MaxResponseBytes int64 // largest limits.responseBytes that a configuration may have; 0 for no limit
	Revalidate       bool  // default of revalidate
	// MaySet reports whether an answer may have a header of that name, in lower case;
	// nil for any.
	MaySet func(name string) bool
}

// Environment has what a request needs from its host: credentials, time and the size of
// answers.
type Environment struct {
	Credentials Credentials
	Clock       func() int64 // Unix time in microseconds
	Deadline    int64        // Unix time in microseconds by which the answer must be out, 0 for none
	// Failed says how another guest has failed at this request: "memory", "time" or "panic";
	// it is "" for the first guest. If it is set, the deadline has passed.
	Failed string
	// Fits reports whether the host can send an answer with a body, if limits.responseBytes
	// is most. It is nil if the host can send any. The original is sent instead of an answer
	// that does not fit.
	Fits func(answer *Answer, most int64) bool
}
