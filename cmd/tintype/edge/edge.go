// Package edge is the local edge: it stands in for CloudFront and S3 in one process,
// around the wasm module that runs on Lambda@Edge. A request passes through the
// viewer-request function, the cache, the origin and the origin-response trigger, in this
// order. The package checks the trigger's answers with CloudFront's limits and header
// rules, so that what works here also works there.
package edge

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"tintype/handler/cloudfront/wire"
)

// A Host runs the guest on one origin-response event.
type Host interface {
	Handle(ctx context.Context, event []byte) (answer []byte, err error)
	Close() error
}

// maxGuests is how many events are answered at once.
var maxGuests = max(2, runtime.GOMAXPROCS(0))

// Server stands in for CloudFront. It is safe for concurrent use.
type Server struct {
	host    Host
	viewer  *viewerFunction
	origin  *origin
	dropped *dropped
	cache   *cache
	log     *slog.Logger
	config  string // of the x-tintype-config header
	cors    []string
	guests  chan struct{} // as many as may run at once
	now     func() time.Time
}

// New starts the stand-in for S3 and returns the edge in front of it. config is
// the text of the package's tintype.json.
func New(host Host, originals Originals, config []byte, log *slog.Logger) (*Server, error) {
	viewer, err := newViewerFunction(config)
	if err != nil {
		return nil, err
	}
	all := &dropped{Originals: originals}
	o, err := startOrigin(all)
	if err != nil {
		return nil, err
	}
	override := `{"s3":{"endpoint":"` + o.url + `"}}`
	return &Server{host: host, viewer: viewer, origin: o, dropped: all, cache: newCache(), log: log, config: override, cors: viewer.cors, guests: make(chan struct{}, maxGuests), now: time.Now}, nil
}

// Close stops the stand-in for S3.
func (s *Server) Close() error { return s.origin.Close() }

// ServeHTTP answers one viewer.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.knows(r) {
		http.Error(w, "host: got "+strconv.Quote(r.Host)+", want localhost or an address", http.StatusMisdirectedRequest)
		return
	}
	if r.URL.Path == "/" || strings.HasPrefix(r.URL.Path, ownPath) && !s.dropped.has(keyOf(r.URL.EscapedPath())) {
		s.own(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions {
		w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		http.Error(w, "method: got "+r.Method+", want GET, HEAD or OPTIONS", http.StatusMethodNotAllowed)
		return
	}
	begun := s.now()
	path, query, refusal, err := s.viewer.canonical(r)
	if err != nil {
		s.log.Error("viewer-request", "error", err)
		http.Error(w, "viewer-request function: "+err.Error(), http.StatusBadGateway)
		return
	}
	if refusal != nil {
		s.send(w, r, refusal, "FunctionGeneratedResponse", begun)
		return
	}
	key := path + "?" + query
	stored, fresh := s.cache.get(key, begun)
	if fresh {
		s.send(w, r, stored, "Hit", begun)
		return
	}
	how := "Miss"
	e, err := s.ask(r, path, query, stored)
	if err != nil {
		s.log.Error("origin-response", "url", r.URL.RequestURI(), "error", err)
		w.Header().Set("X-Cache", "Error")
		http.Error(w, "502: the Lambda function's answer is invalid: "+err.Error(), http.StatusBadGateway)
		return
	}
	if e.status == http.StatusNotModified && stored != nil {
		e, how = stored.renewed(e.header), "RefreshHit"
	}
	if r.Method == http.MethodGet && e.status != http.StatusNotModified {
		s.cache.put(key, e, s.now())
	}
	s.send(w, r, e, how, begun)
}

// knows refuses names that are not this machine's to who listens on loopback: a web
// page could let its own name point here, and read the originals with it.
func (s *Server) knows(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return true
	}
	address, err := netip.ParseAddrPort(local.String())
	if err != nil || !address.Addr().Unmap().IsLoopback() {
		return true
	}
	name := r.Host
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		name = host
	}
	name = strings.Trim(name, "[]")
	_, err = netip.ParseAddr(name)
	return err == nil || name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// ask asks the origin, on the condition that what is stored has changed, and then the
// trigger what to make of its answer.
func (s *Server) ask(r *http.Request, path, query string, stored *entry) (*entry, error) {
	asked := stored.conditions()
	for _, name := range forwarded {
		if v := r.Header.Get(name); v != "" && asked.Get(name) == "" {
			asked.Set(name, v)
		}
	}
	status, header, body := s.origin.get(r.Context(), keyOf(path), query, asked)
	defer body.Close()
	event := newEvent(r.Method, path, query, asked, s.config, status, header)
	// Each request may take a guest of its own, of as much memory as the
	// configuration allows.
	select {
	case s.guests <- struct{}{}:
		defer func() { <-s.guests }()
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	out, err := s.host.Handle(r.Context(), event)
	if err != nil {
		return nil, err
	}
	if err := wire.Validate(out, event); err != nil {
		return nil, err
	}
	var a wire.Response
	if err := json.Unmarshal(out, &a); err != nil {
		return nil, err
	}
	e := &entry{header: a.Headers.HTTP()}
	if e.status, err = strconv.Atoi(a.Status); err != nil {
		return nil, err
	}
	switch {
	case a.Body == nil:
		e.body, err = io.ReadAll(body)
	case a.BodyEncoding == "base64":
		e.body, err = base64.StdEncoding.DecodeString(*a.Body)
	default:
		e.body = []byte(*a.Body)
	}
	e.header.Del("Transfer-Encoding")
	e.header.Del("Content-Length")
	return e, err
}

// forwarded are the viewer's headers that reach the origin and so the event:
// what CloudFront sends whatever the policies say.
var forwarded = []string{"User-Agent", "If-None-Match", "If-Modified-Since", "Range"}

// newEvent describes a miss: the request that the origin saw and its answer.
func newEvent(method, path, query string, asked http.Header, config string, status int, origin http.Header) []byte {
	headers := wire.Headers{}
	headers.Add("Host", localOrigin)
	headers.Add("Via", "2.0 local.tintype (CloudFront)")
	for _, name := range forwarded {
		if v := asked.Get(name); v != "" {
			headers.Add(name, v)
		}
	}
	custom := wire.Headers{}
	custom.Add("x-tintype-config", config)
	request := wire.Request{
		ClientIP: "192.0.2.1", Method: method, QueryString: query, URI: path, Headers: headers,
		Origin: &wire.Origin{S3: &wire.S3Origin{AuthMethod: "none", DomainName: localOrigin, CustomHeaders: custom}},
	}
	response := wire.Response{
		Status: strconv.Itoa(status), StatusDescription: http.StatusText(status), Headers: wire.NewHeaders(origin),
	}
	return wire.OriginResponse(request, response).JSON()
}

// share does what the distribution's response headers policy does: it lets pages of
// the configured origins read what passes through, too.
func (s *Server) share(h http.Header, origin string) {
	const allow = "Access-Control-Allow-Origin"
	switch {
	case len(s.cors) == 0 || origin == "":
	case len(s.cors) == 1:
		h.Set(allow, s.cors[0])
	default:
		h.Add("Vary", "Origin")
		if slices.Contains(s.cors, origin) {
			h.Set(allow, origin)
		}
	}
}

// send answers from a stored entry; net/http makes ranges, conditions and HEAD
// of it, as CloudFront does from its cache.
func (s *Server) send(w http.ResponseWriter, r *http.Request, e *entry, how string, begun time.Time) {
	h := w.Header()
	for name, values := range e.header {
		h[name] = slices.Clone(values)
	}
	s.share(h, r.Header.Get("Origin"))
	h.Set("X-Cache", how)
	if how == "Hit" {
		h.Set("Age", strconv.Itoa(int(begun.Sub(e.stored).Seconds())))
	}
	h.Add("Server-Timing", fmt.Sprintf("edge;desc=%s;dur=%.1f", how, float64(s.now().Sub(begun).Microseconds())/1000))
	s.log.Info("request", "method", r.Method, "url", r.URL.RequestURI(), "status", e.status, "cache", how,
		"type", h.Get("Content-Type"), "bytes", len(e.body), "ms", s.now().Sub(begun).Milliseconds())
	if e.status == http.StatusOK {
		modified, _ := http.ParseTime(h.Get("Last-Modified"))
		http.ServeContent(w, r, "", modified, bytes.NewReader(e.body))
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(e.body)))
	w.WriteHeader(e.status)
	if r.Method != http.MethodHead {
		w.Write(e.body)
	}
}
