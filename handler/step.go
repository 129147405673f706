package handler

import (
	"strconv"

	"tintype/transform/params"
)

// Step is what the host has to do next: a Fetch, a Wait or a Transform, and in the end an
// Answer or a Serve.
type Step interface{ step() }

// Fetch asks for a GET request. The host starts it and calls Next again without waiting
// for it. Its client must not follow redirects, must not decode the body, and must send
// the path exactly as it is in the URL.
type Fetch struct {
	ID       int    // of this fetch, never used twice within a request
	URL      string // absolute, nothing but ASCII; a path for an origin of the host's own
	Headers  Headers
	MaxBytes int64 // a longer body ends the fetch with an error
	DelayMS  int   // wait this long before sending: a retry after a failure
}

// Wait says that the exchange needs the next report of a fetch.
type Wait struct{ ID int }

// Transform asks for the image: the host decodes the body of fetch Source while it
// arrives, and reports with Transformed or Failed. A Transform with another Source
// replaces the one before, whose outcome is no longer needed.
type Transform struct {
	Source   int // ID of the fetch whose body is the source
	Params   params.Params
	Quality  map[string]int // default q by format; must not be changed
	MaxBytes int64          // largest body of an answer in bytes: the image is encoded to fit
	Limits   Limits
	Deadline int64 // Unix time in microseconds at which to give up
	// Images holds the files that mark and blend name, by key.
	Images map[string][]byte
}

// Answer ends the exchange with an answer that the handler made.
type Answer struct {
	Response
	// Body is nil for an answer without one: a 304, or the answer to HEAD.
	Body []byte
	// Text says that the body is a line of text and not an image.
	Text bool
	// Source is the ETag of the original that the image was made from. It is "" if the
	// original has none, or if the image was made from other images, too.
	Source string
	// Unsaid says that the origin said nothing of caching, see Private.
	Unsaid bool
}

// Serve ends the exchange with the original as it is.
type Serve struct {
	// Response is the head of the answer. Untouched says that it is the origin's own, so
	// that a host that holds the origin's answer can send that.
	Response
	Untouched bool
	// Source is the fetch whose body is the body of the answer, from its first byte; its
	// MaxBytes no longer applies. It is 0 if the host holds the body.
	Source int
	// Unsaid says that the origin said nothing of caching, see Private.
	Unsaid bool
}

func (Fetch) step()     {}
func (Wait) step()      {}
func (Transform) step() {}
func (Answer) step()    {}
func (Serve) step()     {}

// Result is a transformed image.
type Result struct {
	Body          []byte   // must not change until the answer is sent
	ContentType   string   // "image/webp"
	Width, Height int      // pixels of the output
	Format        string   // of the output, as fm names it
	Missing       string   // keys of mark and blend images that could not be used; only logged
	Ignored       []string // parameters that could not have had an effect; the answer's header names them
	Partial       bool     // the source ends early or is damaged, and part of it is missing
	Source        string   // format and size of the source: "jpg 4000x3000"; only logged
	Fit           string   // what was changed to fit MaxBytes, as a query: "q=31&w=812"; "" for nothing
}

// Sink says who needs a chunk of a fetch's body.
type Sink uint8

// Where the bytes of a fetch go.
const (
	ToNobody  Sink = iota // nobody: the handler has copied what it needs
	ToDecoder             // the Transform whose Source is the fetch
)

// decimal writes a number.
func decimal(status int) string { return strconv.Itoa(status) }
