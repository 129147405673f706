package handler

import (
	"strings"

	"tintype/transform/params"
)

// Handler answers the events of one configuration, one after the other. It
// remembers nothing between requests but the regions of buckets.
type Handler struct {
	config  *Config
	text    string // of the configuration
	unknown []string
	err     error
	regions regionMemory
}

// New prepares a handler for the text of tintype.json. A configuration that
// cannot be read is no reason to be without a handler: it lets every original
// pass and logs why. ParseConfig is for those who want the error first.
func New(config []byte) *Handler {
	h := &Handler{text: string(config)}
	h.config, h.unknown, h.err = ParseConfig(config)
	if h.err != nil {
		h.config = DefaultConfig()
	}
	return h
}

// Environment is what a handler cannot know by itself.
type Environment struct {
	Credentials Credentials
	Clock       func() int64 // Unix time in microseconds
	Deadline    int64        // Unix time in microseconds by which the answer must be out, 0 for none
	// Failed says how another guest has failed at this event: "memory", "time" or
	// "panic"; "" for the first. The deadline has passed then.
	Failed string
}

// Request is one event on its way to an answer. It is a state machine: Next says
// what it needs; Head, Push, End, Transformed and Failed bring it. Not safe for
// concurrent use.
type Request struct {
	handler    *Handler
	regions    *regionMemory
	config     *Config
	env        Environment
	configText string // what an image depends on besides the query and the source
	event      *event
	params     params.Params

	expires   bool     // the query sets when it expires
	remaining int64    // seconds until then
	vary      []string // headers that the answer depends on
	signed    bool     // the query carries a good signature
	debug     bool     // the answer is to be explained and not given

	layers     map[string][]byte // what mark and blend name, by key
	incomplete bool              // something of that is missing

	bucket  string // that the last fetch went to
	steps   []Step // to be handed out by Next
	fetches []*fetch
	main    int // the last fetch of the source or of the fallback
	tries   tries
	answer  *Answer
	log     record
}

// Begin starts with an event. The text must not change before the answer.
func (h *Handler) Begin(text []byte, env Environment) *Request {
	r := &Request{handler: h, regions: &h.regions, config: h.config, configText: h.text, env: env}
	r.log.begin = env.Clock()
	e, err := parseEvent(text)
	if err != nil {
		// CloudFront sends no such thing. Whatever it is, the host has it at hand.
		r.log.fault("event", err.Error())
		r.answerUntouched("original")
		return r
	}
	r.event = e
	if e.trigger != "origin-response" {
		r.log.silent = true
		r.answerUntouched("other trigger")
		return r
	}
	r.decide()
	return r
}

// Next returns what the request needs now. After an Answer there is nothing more.
func (r *Request) Next() Step {
	if r.answer != nil { // whatever else was still to be asked for
		if r.debug {
			r.debug = false
			r.explain()
		}
		r.env.Credentials = Credentials{}
		return *r.answer
	}
	if len(r.steps) > 0 {
		step := r.steps[0]
		r.steps = r.steps[1:]
		return step
	}
	return Wait{ID: r.waiting()}
}

// Log returns the line to be logged once the answer is there: one JSON object
// without a line feed. It is empty where the configuration wants none.
func (r *Request) Log() []byte { return r.log.line(r) }

// untouched is what goes back when nothing is to be changed, byte for byte.
func (e *event) untouched() value {
	if !e.rawRequest.isObject() || e.rawResponse.isObject() && !strings.HasSuffix(e.trigger, "-request") {
		return e.rawResponse
	}
	return e.rawRequest
}
