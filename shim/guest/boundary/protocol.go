// Package boundary is the guest's side of the protocol: the exports, the steps
// they hand out, and the stack on which a decoder runs while bytes are pushed.
package boundary

// The protocol between guest and host, version 1. These words stand at the head
// of shim/guest/boundary/protocol.go, shim/node/guest.mjs and shim/protocol.go;
// a test holds the three together.
//
// The guest is a WASI reactor (snapshot preview1). The host calls its export
// _initialize once if there is one (the shipped guest was started when it was
// built), then the exports below, one at a time: no two requests share a guest
// at the same time. Numbers are i32 unless said otherwise, bytes in memory are
// little-endian, texts are UTF-8, times are Unix milliseconds (f64). A call may
// grow the memory, so a host makes its views anew after every call.
//
// A guest may come in two parts (shim/build/split). The core then imports load from a
// module whose name begins with "rest of ". The host answers that call by instantiating
// the rest, with the core's exports as the module of that name.
//
//	buffer(n) address          the input buffer, at least n bytes long. The host
//	                           fills it, then makes the one call that reads it.
//	begin(event, config, credentials, now, deadline)
//	                           begins a request of the edge. The buffer holds the
//	                           CloudFront event (JSON), the text of tintype.json,
//	                           and access key, secret and session token (one a
//	                           line, and after a guest that failed how: memory,
//	                           time, panic), back to back; the first three
//	                           arguments are their lengths. Past the deadline the guest answers
//	                           with the original; 0 is no deadline.
//	open(query, now, deadline) begins a transformation for a library. The buffer
//	                           holds the query string, query is its length. The
//	                           source is asked for as fetch 0, without a head.
//	options(n)                 what else holds for the next open: n bytes of lines
//	                           "name value\n" in the buffer. limits.sourceBytes and the
//	                           like are limits, quality.jpg, .webp and .avif stand in for
//	                           a q that is absent. Each line "image KEY" is an image
//	                           that mark and blend may name: of n lines, line i (from
//	                           0) is asked for as fetch 1 + i, and where it is opened
//	                           again as 1 + i + n, 1 + i + 2n and so on, without a head.
//	next() address             what the guest needs now: a step.
//	head(id, status, n)        fetch id was answered; the buffer holds n bytes of
//	                           header lines "name: value\n", names in lower case.
//	push(id, n)                n bytes of the body of fetch id.
//	end(id, n)                 fetch id is over; n bytes say why it failed, and
//	                           n = 0 that its body is complete.
//
// A step is eight u32: kind, id, a, bytes of a, b, bytes of b, limit, delay. a
// and b are addresses, good until the next call of an export. The kinds:
//
//	1 fetch    begin fetch id: GET the URL a with header lines b, delay
//	           milliseconds from now, and go on without waiting. The URL's path
//	           is sent as it stands, redirects are not followed, the body is not
//	           decoded. More than limit bytes of it end with "too large".
//	2 more     nothing goes on before the next news of fetch id: deliver one
//	           head, push or end of it. Head comes first, end comes last.
//	3 answer   return the JSON object a to CloudFront, with b in base64 as its
//	           member body where b is not empty. An empty a: return the event's
//	           response, or without one its request, as it came.
//	4 result   a library's result: a is JSON {contentType, info}, b the image.
//	5 failure  a library's error: a is JSON {code, message}.
//	6 broken   the guest is in an unknown state; a says why.
//
// A request is begin or open, then next until a step of kind 3 to 6. When it
// comes, the credentials are wiped from the guest's memory and the host ends
// the fetches that are still open. A guest that traps, exits, sends anything
// else or answers broken is thrown away. So is one that reads the clock long
// after its deadline: that is how the engine, which polls once a band, is stopped
// where the host cannot interrupt it. The event is then put to another guest with
// a deadline that has passed, which gives the original and says that it may be
// cached for a short time only. Where that fails too, the host says so itself.
//
// The host knows nothing of images and HTTP, with one exception that saves the
// cost of a guest. It may return these events as they came without asking:
// one that is not an origin-response, and one of status 200 or 304 whose query
// string has no parameter of the grammar, by a list of their names that is
// generated, unless it is SVG or other XML, the configuration says signing or
// onlyPresets or the origin has a header x-tintype-config. The guest decides them the same way; a test holds both
// together.
//
// End of the protocol.

// Kind is what a step asks of the host.
type Kind uint32

// The kinds of steps, as the protocol numbers them.
const (
	Fetch   Kind = 1
	More    Kind = 2
	Answer  Kind = 3
	Result  Kind = 4
	Failure Kind = 5
	Broken  Kind = 6
)

// final reports whether a step of this kind ends its request.
func (k Kind) final() bool { return k >= Answer }

// Step is what a task needs from the host, or its outcome.
type Step struct {
	Kind  Kind
	ID    uint32 // the fetch that Fetch and More are about
	A, B  []byte // see the protocol; not to be changed before the next call
	Limit uint32 // most bytes of body, for Fetch
	Delay uint32 // milliseconds to wait before sending, for Fetch
}

// Task is one use of a guest, from begin or open to its last step. Its methods
// follow the protocol's calls of the same names; slices that are handed in are
// valid only until the method returns.
type Task interface {
	Next() Step
	Head(id uint32, status int, header []byte)
	Push(id uint32, chunk []byte)
	End(id uint32, failure string)
}

// Request is what begin hands to a guest.
type Request struct {
	Event       []byte // the CloudFront event, JSON
	Config      []byte // the text of tintype.json
	Credentials []byte // access key, secret and session token, one a line; wiped after the last step
	Clock       Clock
}
