package handler

import (
	"strconv"

	"tintype/transform/params"
)

// Step is what a Request needs next: a Fetch, a Wait, a Transform or an Answer.
type Step interface{ step() }

// Fetch asks for a GET; the request goes on without waiting for it. The client
// must not follow redirects, must not decode the body, and must send the path as
// it stands in the URL.
type Fetch struct {
	ID       int    // of this fetch, never used twice within a request
	URL      string // absolute, nothing but ASCII
	Headers  Headers
	MaxBytes int64 // a longer body ends the fetch with an error
	DelayMS  int   // wait this long before sending: a retry after a failure
}

// Wait says that nothing can be done before the next news of a fetch.
type Wait struct{ ID int }

// Transform asks for the picture: decode the body of fetch Source as it comes,
// and report with Transformed or Failed. A Transform for another Source takes
// the place of the one before, whose outcome nobody waits for any more.
type Transform struct {
	Source   int // ID of the fetch whose body is the source
	Params   params.Params
	Quality  map[string]int // default q by format; not to be changed
	MaxBytes int64          // largest body that can be answered: encode to fit
	Limits   Limits
	Deadline int64 // Unix time in microseconds to give up at
	// Pictures holds the files that mark and blend name, by key.
	Pictures map[string][]byte
}

// Answer ends the request.
type Answer struct {
	// Event is the JSON that the function returns. It is empty where the response
	// of the event, or on a request trigger its request, goes back as it came.
	Event []byte
	// Body belongs into the member "body" in base64; "bodyEncoding" is in Event
	// already. nil where there is none, or where Event has a text body.
	Body []byte
}

func (Fetch) step()     {}
func (Wait) step()      {}
func (Transform) step() {}
func (Answer) step()    {}

// Result is a transformed picture.
type Result struct {
	Body          []byte // kept until the answer is out
	ContentType   string // "image/webp"
	Width, Height int    // pixels of the output
	Format        string // of the output, as fm names it
	Missing       string // what mark or blend names and could not be used; only logged
	Partial       bool   // the source ends early or is damaged, and part of it is missing
	Source        string // what the source was: "jpg 4000x3000"; only logged
	Fit           string // what was changed to fit MaxBytes, as a query: "q=31&w=812"; "" for nothing
}

// Sink says who wants a chunk of a fetch's body.
type Sink uint8

// Where the bytes of a fetch go.
const (
	ToNobody  Sink = iota // nobody: the handler has kept what it needs
	ToDecoder             // the Transform whose Source is the fetch
)

// JSON returns the whole response with the body in it, for hosts that do not add
// it themselves. original is the event that the request began with; nil
// comes back where there is nothing in it to give back.
func (a Answer) JSON(original []byte) []byte {
	if len(a.Event) == 0 {
		e, err := parseEvent(original)
		if err != nil {
			return nil
		}
		return e.untouched()
	}
	if a.Body == nil {
		return a.Event
	}
	out := append([]byte(nil), a.Event[:len(a.Event)-1]...)
	out = append(out, `,"body":"`...)
	out = appendBase64(out, a.Body)
	return append(out, `"}`...)
}

// statusText is a number as text.
func statusText(status int) string { return strconv.Itoa(status) }
