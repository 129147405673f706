// Package cloudfront adapts the handler to Lambda@Edge. It turns CloudFront's event into
// a request and the handler's answer into the event's response, within CloudFront's
// limits of headers and sizes. The trigger is origin-response: the origin has answered,
// and CloudFront holds the body. Events of other triggers are passed unchanged.
//
//	event.go    the event, read      answer.go   the response, written
//	header.go   which headers CloudFront takes
package cloudfront

import (
	"strings"

	"tintype/handler"
)

// maxGenerated is the most that CloudFront takes as a response of an origin trigger,
// headers and body together.
const maxGenerated = 1048576

// maxPlain is the longest body within that where base64 counts, and maxProbed the
// longest where it does not, with 8 KB left for headers. Which of the two holds
// nobody says; `tintype probe` finds it out, and limits.responseBytes above maxPlain says
// that somebody has.
const (
	maxPlain  = maxGenerated / 4 * 3
	maxProbed = maxGenerated - 8<<10
)

// Host describes CloudFront to the handler. Every answer is checked again for the room
// that its headers leave for the body.
var Host = handler.Host{ResponseBytes: 780288, MaxResponseBytes: maxProbed, MaySet: maySet}

// ParseConfig reads tintype.json for the edge; see handler.ParseConfig.
func ParseConfig(text []byte) (config *handler.Config, unknown []string, err error) {
	return handler.ParseConfig(text, &Host)
}

// DefaultConfig is the configuration of an empty tintype.json at the edge.
func DefaultConfig() *handler.Config { return handler.DefaultConfig(&Host) }

// Handler answers events, one after the other.
type Handler struct{ core *handler.Handler }

// New returns a handler for the text of tintype.json; see handler.New.
func New(config []byte) *Handler { return &Handler{handler.New(config, &Host)} }

// Answer is the result of the function.
type Answer struct {
	// Event is the JSON. It is empty where the response of the event, or on a request
	// trigger its request, goes back as it came.
	Event []byte
	// Body belongs into the member "body" in base64; "bodyEncoding" is in Event
	// already. nil where there is none, or where Event has a text body.
	Body []byte
}

// Exchange is one event on its way to an answer. What its host has to tell is told to
// the handler's exchange in it.
type Exchange struct {
	*handler.Exchange // nil where the event is none of the handler's
	event             *event
}

// Begin returns the exchange of an event. The text must not change before the answer.
func (h *Handler) Begin(text []byte, env handler.Environment) *Exchange {
	e, err := parseEvent(text)
	if err != nil {
		// CloudFront sends no such thing. Whatever it is, the host has it at hand.
		return &Exchange{Exchange: h.core.Unreadable(err.Error(), env)}
	}
	x := &Exchange{event: e}
	if e.trigger != "origin-response" || e.known.Status < 200 || e.known.Status > 599 {
		return x // what CloudFront would not take in another answer goes on as it came
	}
	env.Fits = x.fits
	x.Exchange = h.core.Begin(e.request, env)
	return x
}

// Next returns what the exchange needs now, and in the end the answer without a step.
func (x *Exchange) Next() (handler.Step, *Answer) {
	if x.Exchange == nil {
		return nil, &Answer{}
	}
	switch step := x.Exchange.Next().(type) {
	case handler.Answer:
		answer := x.write(&step)
		return nil, &answer
	case handler.Serve:
		if step.Untouched {
			return nil, &Answer{}
		}
		answer := x.write(&handler.Answer{Response: step.Response})
		return nil, &answer
	default:
		return step, nil
	}
}

// Log returns the log line, or nothing for an event of another trigger.
func (x *Exchange) Log() []byte {
	if x.Exchange == nil {
		return nil
	}
	return x.Exchange.Log()
}

// untouched is what goes back when nothing is to be changed, byte for byte.
func (e *event) untouched() []byte {
	if !e.rawRequest.IsObject() || e.rawResponse.IsObject() && !strings.HasSuffix(e.trigger, "-request") {
		return e.rawResponse
	}
	return e.rawRequest
}
