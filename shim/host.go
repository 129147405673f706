package shim

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

const (
	// retireBytes: a guest whose memory has grown beyond this is not kept
	// after its answer.
	retireBytes = 128 << 20
	// maxIdle: more idle guests than this are let go.
	maxIdle = 4
)

// Credentials sign what the guest fetches; empty ones leave it unsigned.
type Credentials struct {
	AccessKeyID, SecretAccessKey, SessionToken string
}

// Options is what a host needs beside the module. The zero value works.
type Options struct {
	// Rest is the second part of a guest that comes in two, as the package has it:
	// tintype-rest.wasm. Nil where the module is whole.
	Rest []byte
	// CacheDir keeps compiled modules between processes; empty for none.
	CacheDir string
	// Config is the text of tintype.json; nil is "{}".
	Config []byte
	// Credentials is asked at each request of the edge; nil is none.
	Credentials func(context.Context) (Credentials, error)
	// Fetcher does what the guest asks of the network; nil is HTTPFetcher.
	Fetcher Fetcher
	// Timeout is how long an edge request may take, 0 for 30 s as Lambda@Edge has it.
	Timeout time.Duration
	// Interrupt stops even a guest that never reads the clock. The checks in its
	// loops make a transformation four times as slow, so it is for tests; without
	// it a guest is stopped when it polls, which the engine does once a band.
	Interrupt bool
	// Stdout and Stderr receive what the guest prints, whole lines as a rule;
	// nil is the process's own.
	Stdout, Stderr io.Writer
}

// Host runs guests. It is safe for concurrent use: each request borrows one.
type Host struct {
	opts    Options
	cache   wazero.CompilationCache
	runtime wazero.Runtime
	module  wazero.CompiledModule
	rest    *rest // nil where the module is whole

	mu     sync.Mutex
	idle   []*guest
	closed bool
}

// Load compiles the guest module wasm.
func Load(ctx context.Context, wasm []byte, opts Options) (*Host, error) {
	h := &Host{opts: opts.filled()}
	config := wazero.NewRuntimeConfig().WithCloseOnContextDone(opts.Interrupt)
	if opts.CacheDir != "" {
		cache, err := wazero.NewCompilationCacheWithDir(opts.CacheDir)
		if err != nil {
			return nil, err
		}
		h.cache = cache
		config = config.WithCompilationCache(cache)
	}
	h.runtime = wazero.NewRuntimeWithConfig(ctx, config)
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, h.runtime); err != nil {
		h.Close()
		return nil, err
	}
	module, err := h.runtime.CompileModule(ctx, wasm)
	if err != nil {
		h.Close()
		return nil, fmt.Errorf("compile the guest: %w", err)
	}
	h.module = module
	if h.rest, err = newRest(ctx, h.runtime, module, opts.Rest); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

func (o Options) filled() Options {
	if o.Config == nil {
		o.Config = []byte("{}")
	}
	if o.Credentials == nil {
		o.Credentials = func(context.Context) (Credentials, error) { return Credentials{}, nil }
	}
	if o.Fetcher == nil {
		o.Fetcher = HTTPFetcher{}
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Stdout == nil {
		o.Stdout = os.Stdout
	}
	if o.Stderr == nil {
		o.Stderr = os.Stderr
	}
	o.Stdout, o.Stderr = &lockedWriter{w: o.Stdout}, &lockedWriter{w: o.Stderr}
	return o
}

// Close ends all guests and frees what the host holds.
func (h *Host) Close() error {
	h.mu.Lock()
	h.idle, h.closed = nil, true
	h.mu.Unlock()
	err := h.runtime.Close(context.Background())
	if h.cache != nil {
		h.cache.Close(context.Background())
	}
	return err
}

// take returns a guest that nobody else uses.
func (h *Host) take(ctx context.Context) (*guest, error) {
	h.mu.Lock()
	if n := len(h.idle); n > 0 {
		g := h.idle[n-1]
		h.idle = h.idle[:n-1]
		h.mu.Unlock()
		return g, nil
	}
	h.mu.Unlock()
	c, printed := newClock(), &trace{w: h.opts.Stderr}
	module, err := h.runtime.InstantiateModule(ctx, h.module, wazero.NewModuleConfig().
		WithName("").
		WithStartFunctions("_initialize").
		WithRandSource(rand.Reader).
		WithNanotime(c.nanotime, clockResolution).
		WithWalltime(c.walltime, clockResolution).
		WithStdout(h.opts.Stdout).
		WithStderr(printed))
	if err != nil {
		return nil, fmt.Errorf("start a guest: %w", err)
	}
	g, err := newGuest(module, c)
	if err != nil {
		module.Close(ctx)
		return nil, err
	}
	g.trace, g.rest = printed, h.rest
	return g, nil
}

// give takes a guest back after its request; err is why the request failed,
// and such a guest is thrown away.
func (h *Host) give(g *guest, err error) {
	if err == nil {
		g.trace.flush()
	}
	h.mu.Lock()
	keep := err == nil && !h.closed && len(h.idle) < maxIdle && g.bytes() <= retireBytes
	if keep {
		h.idle = append(h.idle, g)
	}
	h.mu.Unlock()
	if !keep {
		g.close()
	}
}

// lockedWriter lets several guests print into one stream.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}
