package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tintype/cmd/tintype/server/gate"
	"tintype/handler"
)

// visit is one request of a viewer.
type visit struct {
	server *Server
	w      http.ResponseWriter
	r      *http.Request
	begun  time.Time
	place  *place
	path   string // percent-encoded as it was sent

	status  int
	bytes   int64
	outcome string // passed, transformed, fallback, original, missing, refused, failed, busy, unchanged
	cache   string // hit, miss, renewed, shared; "" where no image was asked for
	core    []byte // the request core's line for the log
	failure string
}

// ServeHTTP answers one viewer.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/healthz" {
		s.health(w, r)
		return
	}
	v := &visit{server: s, w: w, r: r, begun: time.Now()}
	defer s.open.Add(-1)
	if s.open.Add(1) > int64(s.o.Requests) {
		v.busy("requests")
	} else {
		v.answer()
	}
	v.finish()
}

func (v *visit) answer() {
	if v.r.Method == http.MethodOptions {
		v.preflight()
		return
	}
	v.path, _, _ = strings.Cut(v.r.RequestURI, "?")
	if !strings.HasPrefix(v.path, "/") { // the absolute form, RFC 9112 section 3.2.2
		v.path = v.r.URL.EscapedPath()
	}
	if v.place = find(v.server.places, v.r.Host, v.path); v.place == nil {
		v.text(http.StatusNotFound, "missing", "not found\n")
		return
	}
	ctx, cancel := context.WithTimeout(v.r.Context(), v.server.o.Timeout)
	defer cancel()
	x, err := v.begin(ctx, "", looked)
	if err != nil {
		v.fail(err)
		return
	}
	defer x.release()
	if key := x.Key(); key != "" {
		v.image(ctx, key)
		return
	}
	v.direct(ctx, x)
}

// exchange is one of the core's, with the handler that is its own until release.
type exchange struct {
	*handler.Exchange
	place *place
	by    *handler.Handler
}

func (x *exchange) release() {
	if x.by != nil {
		x.place.handlers.Put(x.by)
		x.by = nil
	}
}

// begin starts an exchange for the request, with those of the viewer's headers that are
// named. stored is the ETag of the original of an image that is stored; "" where none is.
func (v *visit) begin(ctx context.Context, stored string, names []string) (*exchange, error) {
	o, err := v.place.at(v.path)
	if err != nil {
		return nil, err
	}
	env, err := v.place.environment(ctx, v.begun, v.server.o.Timeout)
	if err != nil {
		return nil, err
	}
	by := v.place.handlers.Get().(*handler.Handler)
	x := by.Begin(handler.Request{
		Method: v.r.Method, Path: v.path, Query: v.r.URL.RawQuery, Headers: pick(v.r.Header, names),
		Origin: o, Stored: stored, ID: v.r.Header.Get("X-Request-Id"),
	}, env)
	return &exchange{x, v.place, by}, nil
}

// looked are the viewer's headers that an answer may depend on. None goes to an origin
// but conditions and ranges.
var looked = []string{
	"Accept", "Origin", "Sec-Ch-Dpr", "Dpr", "Sec-Ch-Width", "Width", "Save-Data", "Ect",
	"If-None-Match", "If-Modified-Since", "Range", "If-Range",
}

// Of these, what an image is made by, without and with the viewer's own copy of it.
var (
	forAll  = looked[:8]
	forSame = looked[:9]
)

func pick(h http.Header, names []string) handler.Headers {
	headers := make(handler.Headers, 0, 4)
	for _, name := range names {
		if values := h[name]; len(values) > 0 {
			headers = append(headers, handler.Header{Name: name, Value: strings.Join(values, ", ")})
		}
	}
	return headers
}

// preflight answers a browser that asks whether a page may ask, Fetch standard, section
// 3.2: GET with any header, from the configured origins.
func (v *visit) preflight() {
	h := v.w.Header()
	cors := v.server.config.CORS
	if from := v.r.Header.Get("Origin"); len(cors) == 1 && cors[0] == "*" {
		h.Set("Access-Control-Allow-Origin", "*")
	} else if slices.Contains(cors, from) {
		h.Set("Access-Control-Allow-Origin", from)
		h.Add("Vary", "Origin")
	}
	if h.Get("Access-Control-Allow-Origin") != "" {
		h.Set("Access-Control-Allow-Methods", "GET, HEAD")
		h.Set("Access-Control-Allow-Headers", "*")
		h.Set("Access-Control-Max-Age", "86400")
	}
	h.Set("Allow", "GET, HEAD, OPTIONS")
	v.outcome, v.status = "passed", http.StatusNoContent
	v.w.WriteHeader(v.status)
}

// text answers with a line of text that the core knows nothing of.
func (v *visit) text(status int, outcome, line string) {
	h := v.w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	if status == http.StatusNotFound {
		h.Set("Cache-Control", "public, max-age=60")
	} else {
		h.Set("Cache-Control", "no-store")
	}
	v.outcome = outcome
	v.send(status, []byte(line))
}

// send writes an answer whose headers are set.
func (v *visit) send(status int, body []byte) {
	if body != nil {
		v.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	v.extend()
	v.status = status
	v.w.WriteHeader(status)
	if v.r.Method != http.MethodHead && len(body) > 0 {
		n, _ := v.w.Write(body)
		v.bytes += int64(n)
	}
}

// extend gives the viewer time for what comes next: somebody who reads nothing must not
// hold a connection and its buffers for ever.
func (v *visit) extend() {
	http.NewResponseController(v.w).SetWriteDeadline(time.Now().Add(v.server.o.Timeout))
}

// busy tells the viewer to come back later.
func (v *visit) busy(reason string) {
	v.server.metrics.rejected.WithLabelValues(reason).Inc()
	v.w.Header().Set("Retry-After", strconv.Itoa(v.server.gate.RetryAfter()))
	v.text(http.StatusServiceUnavailable, "busy", "busy: please come back in a moment\n")
}

// fail answers for what ended an exchange before its answer.
func (v *visit) fail(err error) {
	v.failure = err.Error()
	switch {
	case errors.Is(err, errNotHere):
		v.failure = ""
		v.text(http.StatusNotFound, "missing", "not found\n")
	case errors.Is(err, gate.ErrFull):
		v.busy("line")
	case errors.Is(err, gate.ErrLate):
		v.busy("wait")
	case v.r.Context().Err() != nil:
		v.outcome, v.status = "left", 499 // as nginx writes it: the viewer has gone
	case errors.Is(err, context.DeadlineExceeded):
		v.text(http.StatusGatewayTimeout, "failed", "the image took too long\n")
	default:
		v.text(http.StatusInternalServerError, "failed", "internal error\n")
	}
}

// answerOf writes an answer of the core's.
func (v *visit) answerOf(a *handler.Answer) {
	setHeaders(v.w.Header(), a.Headers)
	v.guard(a.Unsaid)
	if a.Status == http.StatusMethodNotAllowed {
		v.w.Header().Set("Allow", "GET, HEAD, OPTIONS")
	}
	v.send(a.Status, a.Body)
}

// guard keeps caches before the server from giving what somebody with credentials got to
// others: what stands before it may have asked for them, although no origin sees them and
// all viewers share the stored images. unsaid says that the origin said nothing of caching.
func (v *visit) guard(unsaid bool) {
	if h := v.w.Header(); h.Get("Cache-Control")+h.Get("Expires") != "" && handler.Authorized(v.r.Header.Get("Authorization")) {
		h.Set("Cache-Control", handler.Private(h.Get("Cache-Control"), unsaid))
	}
}

func setHeaders(to http.Header, headers handler.Headers) {
	for _, h := range headers {
		to.Add(h.Name, h.Value)
	}
}

// finish counts and logs.
func (v *visit) finish() {
	took := time.Since(v.begun)
	v.server.metrics.answered(v.outcome, v.status, v.bytes, took)
	if v.cache != "" {
		v.server.metrics.cache.WithLabelValues(v.cache).Inc()
	}
	log, level := v.server.o.Log, slog.LevelInfo
	switch {
	case v.server.config.Log == handler.LogOff:
		return
	case v.outcome == "failed" || v.failure != "":
		level = slog.LevelError
	}
	if v.server.config.Log == handler.LogError && level < slog.LevelError || !log.Enabled(v.r.Context(), level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", v.r.Method), slog.String("host", v.r.Host), slog.String("path", v.path), slog.Int("status", v.status),
		slog.String("outcome", v.outcome), slog.Int64("bytes", v.bytes), slog.Float64("ms", float64(took.Microseconds())/1000),
	}
	if v.cache != "" {
		attrs = append(attrs, slog.String("cache", v.cache))
	}
	if v.failure != "" {
		attrs = append(attrs, slog.String("error", v.failure))
	}
	if len(v.core) > 0 {
		attrs = append(attrs, slog.Any("exchange", json.RawMessage(v.core)))
	}
	log.LogAttrs(v.r.Context(), level, "request", attrs...)
}

// timing is a metric of Server-Timing.
func timing(name string, d time.Duration) string {
	return fmt.Sprintf("%s;dur=%.1f", name, float64(d.Microseconds())/1000)
}
