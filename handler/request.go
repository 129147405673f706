package handler

// Request is what a viewer asks for, as a host hands it to the handler. The texts
// must not change before the answer.
type Request struct {
	Method  string
	Path    string  // percent-encoded as the viewer sent it, without the origin's prefix
	Query   string  // raw, without "?"
	Headers Headers // of the viewer, those that the host lets an answer depend on
	Origin  Origin

	// Known is the head of the origin's answer where the host has asked already and
	// holds the body: CloudFront does. nil where the handler is to ask.
	Known *Response

	// Stored is Answer.Source of an image that the host has stored and that is no longer
	// fresh: the origin is asked whether the original is still the same, and then the
	// answer is a 304.
	Stored string

	Config string  // keys of tintype.json that hold for this origin; "" for none
	ID     string  // the host's name for the request
	Fields Headers // what else the log line is to say
}

// Response is the head of an answer. An empty Description is the status's usual one.
type Response struct {
	Status      int
	Description string
	Headers     Headers
}

// OriginKind is how an origin is asked.
type OriginKind uint8

// The kinds of origins.
const (
	NoOrigin OriginKind = iota
	S3                  // a bucket of S3 or of a store that speaks its protocol
	Web                 // a web server
	Own                 // the host's own store: a Fetch's URL is a path
)

// Origin is where originals are.
type Origin struct {
	Kind   OriginKind
	Domain string // of the server; the bucket is in it where the configuration names none
	Path   string // prefix before the object's path; "" or "/…" without a slash at the end
	Object string // path of the object below the prefix; "" where it is the request's

	Region string // S3 only, often empty

	// Of a web server only.
	Scheme  string  // "http"; anything else is https
	Port    int     // 0 for the scheme's own
	Query   string  // raw query that is sent along, without "?"
	Forward Headers // of the viewer, to be sent along
	Headers Headers // of the owner, to be sent in any case
}

// Host is what the handler has to know of where it runs.
type Host struct {
	ResponseBytes    int64 // limits.responseBytes where the configuration says nothing; 0 for no limit
	MaxResponseBytes int64 // the most that it may say; 0 for no limit
	Revalidate       bool  // revalidate where the configuration says nothing
	// MaySet reports whether an answer may have a header of that name, in lower case;
	// nil for any.
	MaySet func(name string) bool
}

// Environment is what a handler cannot know by itself.
type Environment struct {
	Credentials Credentials
	Clock       func() int64 // Unix time in microseconds
	Deadline    int64        // Unix time in microseconds by which the answer must be out, 0 for none
	// Failed says how another guest has failed at this request: "memory", "time" or
	// "panic"; "" for the first. The deadline has passed then.
	Failed string
	// Fits reports whether the host takes an answer with a body, where
	// limits.responseBytes is most; nil where it takes any. What does not fit is
	// answered with the original.
	Fits func(answer *Answer, most int64) bool
}
