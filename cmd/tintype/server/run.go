package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"tintype/cmd/tintype/server/drive"
	"tintype/cmd/tintype/server/engine"
	"tintype/cmd/tintype/server/store"
)

// Run opens a server with these settings and serves until ctx ends; open requests may
// then finish. It prints the address that it listens on to stdout.
func (s *Settings) Run(ctx context.Context, log *slog.Logger, stdout io.Writer) error {
	srv, closer, err := s.Open(ctx, log, false)
	if err != nil {
		return err
	}
	defer closer()
	return s.listen(ctx, srv, log, stdout)
}

// Open returns a server with these settings; closer ends its engine. If byAddress is set,
// images are stored in a bucket under their addresses, where a CDN looks for them first.
func (s *Settings) Open(ctx context.Context, log *slog.Logger, byAddress bool) (srv *Server, closer func() error, err error) {
	if s.Memory > 0 {
		debug.SetMemoryLimit(s.Memory)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	e, closer, err := s.openEngine(ctx)
	if err != nil {
		return nil, nil, err
	}
	kept, err := s.openStore(ctx, byAddress)
	if err == nil {
		srv, err = New(ctx, Options{
			Config: s.text, Sources: s.Sources, Engine: e, Store: kept, Fresh: s.Fresh, Workers: s.Workers, Line: s.Line,
			LineWait: s.LineWait, Timeout: s.Timeout, Requests: s.Requests, Log: log,
		})
	} else {
		err = fmt.Errorf("cache: %w", err)
	}
	if err != nil {
		closer()
		return nil, nil, err
	}
	return srv, closer, nil
}

// collectAt is GOGC where the environment has none. Little lives between two images, a few
// megabytes, so that Go's 100 would collect garbage after almost every image.
const collectAt = 150

func (s *Settings) openEngine(ctx context.Context) (drive.Engine, func() error, error) {
	switch s.Engine {
	case "native":
		return engine.Native{Quick: s.Quick}, func() error { return nil }, nil
	case "wasm":
		if s.Quick {
			return nil, nil, errors.New("quick: got -engine wasm, want native")
		}
		wasm, err := os.ReadFile(s.Wasm)
		if err != nil {
			return nil, nil, err
		}
		guests, err := engine.OpenGuests(ctx, wasm)
		if err != nil {
			return nil, nil, err
		}
		return guests, guests.Close, nil
	}
	return nil, nil, fmt.Errorf("engine: got %q, want native or wasm", s.Engine)
}

func (s *Settings) openStore(ctx context.Context, byAddress bool) (store.Store, error) {
	switch {
	case s.Cache == "":
		return nil, nil
	case s.Cache == "memory":
		return store.NewMemory(s.Bytes), nil
	}
	var far store.Store
	if rest, found := strings.CutPrefix(s.Cache, "s3://"); found {
		c, err := config.LoadDefaultConfig(ctx)
		if err != nil {
			return nil, err
		}
		bucket, prefix, _ := strings.Cut(rest, "/")
		opened := store.NewBucket(s3.NewFromConfig(c, func(o *s3.Options) {
			o.UsePathStyle = o.BaseEndpoint != nil // AWS_ENDPOINT_URL_S3, of another store
		}), bucket, prefix)
		if byAddress {
			return store.ByAddress{Bucket: opened}, nil
		}
		far = opened
	} else {
		folder, err := store.OpenFolder(s.Cache, 10*s.Bytes)
		if err != nil {
			return nil, err
		}
		far = folder
	}
	return store.Tiered{Near: store.NewMemory(s.Bytes), Far: far}, nil
}

// listen serves until ctx ends, then drains.
func (s *Settings) listen(ctx context.Context, srv *Server, log *slog.Logger, stdout io.Writer) error {
	main, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "tintype: serving on http://%s\n", main.Addr())
	servers := []*http.Server{srv.HTTP()}
	failed := make(chan error, 2)
	go func() { failed <- servers[0].Serve(main) }()
	if s.Admin != "" {
		l, err := net.Listen("tcp", s.Admin)
		if err != nil {
			servers[0].Close()
			return err
		}
		fmt.Fprintf(stdout, "tintype: metrics and purges on http://%s\n", l.Addr())
		admin := &http.Server{Handler: srv.Admin(), ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
		servers = append(servers, admin)
		go func() { failed <- admin.Serve(l) }()
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	srv.Drain()
	log.Info("draining", "open", srv.open.Load())
	time.Sleep(s.Drain)
	grace, cancel := context.WithTimeout(context.Background(), s.Grace)
	defer cancel()
	for _, h := range servers {
		err = errors.Join(err, h.Shutdown(grace))
	}
	srv.Flush()
	log.Info("stopped")
	return err
}
