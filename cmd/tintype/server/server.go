// Package server is the HTTP server around the request core. It answers the same URLs as
// the edge, with originals from folders, buckets and web servers.
//
//	server.go   what it is made of     request.go  one request
//	source.go   where originals are    image.go    an image: cache, line, engine
//	options.go  what can be set        original.go an original as it is
//	metrics.go  Prometheus             admin.go    health, metrics, purge
//
// Of the packages below it, gate bounds the work at a time, flight merges requests for
// the same image, store keeps images, origin fetches originals, engine transforms images,
// and drive runs an exchange of the core to its end.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"tintype/cmd/tintype/server/drive"
	"tintype/cmd/tintype/server/flight"
	"tintype/cmd/tintype/server/gate"
	"tintype/cmd/tintype/server/store"
	"tintype/handler"
)

// Options are the parts and limits of a server. A zero number stands for its default.
type Options struct {
	Config  []byte // tintype.json without its member "server"
	Sources []Source
	Engine  drive.Engine
	Store   store.Store // nil for none

	Fresh     time.Duration // a stored image is taken for good so long at most; an hour
	Workers   int           // images made at the same time; 1
	Line      int           // images that wait besides; 16 for each worker
	LineWait  time.Duration // how long one waits for its turn; 5 s
	Timeout   time.Duration // of a request, up to its answer's first byte; 30 s
	Requests  int           // that are open at the same time; 4096
	SourceLag time.Duration // how long an origin may be silent; 8 s

	Log         *slog.Logger
	Credentials aws.CredentialsProvider // for buckets; nil for the SDK's usual places
}

// Server answers requests. It is safe for concurrent use.
type Server struct {
	o        Options
	config   *handler.Config
	places   []*place
	gate     *gate.Gate
	flights  flight.Group[*made]
	metrics  *metrics
	open     atomic.Int64
	draining atomic.Bool
	purged   purges
	writes   chan struct{} // as many as may write to the store at the same time
}

// New returns a server.
func New(ctx context.Context, o Options) (*Server, error) {
	o.fill()
	config, unknown, err := handler.ParseConfig(o.Config, &hostOf)
	if err != nil {
		return nil, err
	}
	if len(unknown) > 0 {
		return nil, fmt.Errorf("%s: no such key", unknown[0])
	}
	if len(o.Sources) == 0 {
		return nil, errors.New("sources: got none, want at least one")
	}
	s := &Server{o: o, config: config, gate: gate.New(o.Workers, o.Line, o.LineWait), writes: make(chan struct{}, 16)}
	for _, source := range o.Sources {
		p, err := openPlace(ctx, source, o.Config, o.SourceLag, o.Credentials)
		if err != nil {
			return nil, err
		}
		s.places = append(s.places, p)
	}
	order(s.places)
	s.metrics = newMetrics(s)
	return s, nil
}

func (o *Options) fill() {
	set := func(to *int, value int) {
		if *to == 0 {
			*to = value
		}
	}
	wait := func(to *time.Duration, value time.Duration) {
		if *to == 0 {
			*to = value
		}
	}
	if len(o.Config) == 0 {
		o.Config = []byte("{}")
	}
	set(&o.Workers, 1)
	set(&o.Line, 16*o.Workers)
	set(&o.Requests, 4096)
	wait(&o.Fresh, time.Hour)
	wait(&o.LineWait, 5*time.Second)
	wait(&o.Timeout, 30*time.Second)
	wait(&o.SourceLag, 8*time.Second)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

// Drain makes the health check fail from now on, so that a load balancer sends requests
// elsewhere before the server ends.
func (s *Server) Drain() { s.draining.Store(true) }

// HTTP returns a net/http server for s, with limits of time and size for clients.
func (s *Server) HTTP() *http.Server {
	h := &http.Server{
		Handler: s, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 120 * time.Second, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(s.o.Log.Handler(), slog.LevelWarn), Protocols: new(http.Protocols),
	}
	h.Protocols.SetHTTP1(true)
	h.Protocols.SetUnencryptedHTTP2(true) // behind Cloud Run and other proxies
	return h
}
