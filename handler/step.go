package handler

import (
	"strconv"

	"tintype/transform/params"
)

// Step is what an Exchange needs next: a Fetch, a Wait, a Transform, or in the end an
// Answer or a Serve.
type Step interface{ step() }

// Fetch asks for a GET; the request goes on without waiting for it. The client
// must not follow redirects, must not decode the body, and must send the path as
// it stands in the URL.
type Fetch struct {
	ID       int    // of this fetch, never used twice within a request
	URL      string // absolute, nothing but ASCII; a path for an origin of the host's own
	Headers  Headers
	MaxBytes int64 // a longer body ends the fetch with an error
	DelayMS  int   // wait this long before sending: a retry after a failure
}

// Wait says that nothing can be done before the next news of a fetch.
type Wait struct{ ID int }

// Transform asks for the image: decode the body of fetch Source as it comes,
// and report with Transformed or Failed. A Transform for another Source takes
// the place of the one before, whose outcome nobody waits for any more.
type Transform struct {
	Source   int // ID of the fetch whose body is the source
	Params   params.Params
	Quality  map[string]int // default q by format; not to be changed
	MaxBytes int64          // largest body that can be answered: encode to fit
	Limits   Limits
	Deadline int64 // Unix time in microseconds to give up at
	// Images holds the files that mark and blend name, by key.
	Images map[string][]byte
}

// Answer ends the exchange with an answer that was made here.
type Answer struct {
	Response
	// Body is nil where there is none: a 304, and an error in answer to HEAD.
	Body []byte
	// Text says that the body is a line of text, which belongs to the head.
	Text bool
	// Source is the ETag of the original that an image was made of; "" where there is
	// none, or where that is not all that the image was made of.
	Source string
}

// Serve ends the exchange with the original as it is.
type Serve struct {
	// Response is the head. Untouched says that it is the origin's own, so that a host
	// that holds the origin's answer need not read this one.
	Response
	Untouched bool
	// Source is the fetch whose body is the answer's, none of which has been pushed to
	// the exchange; its MaxBytes no longer holds. It is 0 where the host holds the body.
	Source int
}

func (Fetch) step()     {}
func (Wait) step()      {}
func (Transform) step() {}
func (Answer) step()    {}
func (Serve) step()     {}

// Result is a transformed image.
type Result struct {
	Body          []byte   // kept until the answer is out
	ContentType   string   // "image/webp"
	Width, Height int      // pixels of the output
	Format        string   // of the output, as fm names it
	Missing       string   // what mark or blend names and could not be used; only logged
	Ignored       []string // parameters that could not have had an effect; the answer's header names them
	Partial       bool     // the source ends early or is damaged, and part of it is missing
	Source        string   // what the source was: "jpg 4000x3000"; only logged
	Fit           string   // what was changed to fit MaxBytes, as a query: "q=31&w=812"; "" for nothing
}

// Sink says who wants a chunk of a fetch's body.
type Sink uint8

// Where the bytes of a fetch go.
const (
	ToNobody  Sink = iota // nobody: the handler has kept what it needs
	ToDecoder             // the Transform whose Source is the fetch
)

// decimal writes a number.
func decimal(status int) string { return strconv.Itoa(status) }
