package handler

import "tintype/transform/params"

// Handler answers requests with one configuration. Between requests it remembers only the
// regions of buckets. It is not safe for concurrent use.
type Handler struct {
	config  *Config
	text    string // of the configuration
	unknown []string
	err     error
	regions regionMemory
}

// New returns a handler for the text of tintype.json. If the configuration cannot be
// read, the handler passes every original and logs the error. Call ParseConfig to get the
// error first.
func New(config []byte, host *Host) *Handler {
	h := &Handler{text: string(config)}
	h.config, h.unknown, h.err = ParseConfig(config, host)
	if h.err != nil {
		h.config = DefaultConfig(host)
	}
	return h
}

// Exchange is one request on its way to an answer. It is a state machine: Next returns
// what it needs, and the host reports with Head, Push, End, Transformed and Failed. It is
// not safe for concurrent use.
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
	unsaid     bool              // the origin says nothing of caching, and the answer's Cache-Control is ours

	bucket  string // that the last fetch went to
	steps   []Step // to be handed out by Next
	fetches []*fetch
	main    int // the last fetch of the source or of the fallback
	tries   tries
	serve   Serve // what waits for the original to be fetched again
	last    Step  // the Answer or the Serve, once it is there
	log     record
}

// Begin returns the exchange of a request.
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

// Unreadable returns the exchange of a request that its host cannot read. It answers with
// what the host holds and logs why.
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

// Next returns what the exchange needs now. It must not be called after an Answer or a
// Serve.
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

// Outcome returns how the exchange ended, in one word, as in the log line: passed,
// transformed, unchanged, fallback, original, missing, refused, failed.
func (x *Exchange) Outcome() string { return x.log.outcome }

// OutOfTime reports that the exchange ended without its image because time ran out. The
// same request may succeed later.
func (x *Exchange) OutOfTime() bool { return x.log.outcome == "original" && x.late(retryNeedsMicros/3) }

// Log returns the log line of an answered request: one JSON object without a line feed.
// It is empty if the configuration does not log the request.
func (x *Exchange) Log() []byte { return x.log.line(x) }
