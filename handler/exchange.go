package handler

import "tintype/transform/params"

// Handler answers the requests of one configuration. It remembers nothing between
// them but the regions of buckets, and is not safe for concurrent use.
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
func New(config []byte, host *Host) *Handler {
	h := &Handler{text: string(config)}
	h.config, h.unknown, h.err = ParseConfig(config, host)
	if h.err != nil {
		h.config = DefaultConfig(host)
	}
	return h
}

// Exchange is one request on its way to an answer. It is a state machine: Next says
// what it needs; Head, Push, End, Transformed and Failed bring it. Not safe for
// concurrent use.
type Exchange struct {
	handler    *Handler
	regions    *regionMemory
	config     *Config
	env        Environment
	configText string // what an image depends on besides the query and the source
	request    Request
	asks       bool     // nobody has asked for the original yet
	known      Response // head of the origin's answer; Status 0 before there is one
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
	serve   Serve // what waits for the original to be fetched again
	last    Step  // the Answer or the Serve, once it is there
	log     record
}

// Begin starts with a request.
func (h *Handler) Begin(request Request, env Environment) *Exchange {
	x := h.begin(env)
	x.request = request
	if request.Known != nil {
		x.known = *request.Known
		x.decide()
	} else {
		x.asks = true
		x.ask()
	}
	return x
}

// Unreadable is the exchange of a request that its host cannot read: what the host
// has goes out as it is, and the log says why.
func (h *Handler) Unreadable(why string, env Environment) *Exchange {
	x := h.begin(env)
	x.log.unreadable = true
	x.log.fault("event", why)
	x.serveUntouched("original")
	return x
}

func (h *Handler) begin(env Environment) *Exchange {
	x := &Exchange{handler: h, regions: &h.regions, config: h.config, configText: h.text, env: env}
	x.log.begin = env.Clock()
	return x
}

// Next returns what the exchange needs now. After an Answer or a Serve there is
// nothing more.
func (x *Exchange) Next() Step {
	if x.last != nil { // whatever else was still to be asked for
		if x.debug {
			x.debug = false
			x.explain()
		}
		x.env.Credentials = Credentials{}
		return x.last
	}
	if len(x.steps) > 0 {
		step := x.steps[0]
		x.steps = x.steps[1:]
		return step
	}
	return Wait{ID: x.waiting()}
}

// Outcome is how the exchange ended, in one word of the log line: passed, transformed,
// unchanged, fallback, original, missing, refused, failed.
func (x *Exchange) Outcome() string { return x.log.outcome }

// OutOfTime reports that the exchange ended without its image for want of time, which
// another one of the same request might have.
func (x *Exchange) OutOfTime() bool { return x.log.outcome == "original" && x.late(retryNeedsMicros/3) }

// Log returns the line to be logged once the answer is there: one JSON object
// without a line feed. It is empty where the configuration wants none.
func (x *Exchange) Log() []byte { return x.log.line(x) }
