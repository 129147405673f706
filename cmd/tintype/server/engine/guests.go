package engine

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"tintype/handler"
	"tintype/shim"
	"tintype/transform"
)

// Guests runs every image in a guest of its own: a WebAssembly instance that has no
// files, no network, and no memory but its own. A decoder that goes wrong takes one image
// with it and nothing else.
type Guests struct{ host *shim.Host }

// OpenGuests compiles the guest.
func OpenGuests(ctx context.Context, wasm []byte) (*Guests, error) {
	o := shim.Options{}
	if cache, err := os.UserCacheDir(); err == nil {
		o.CacheDir = filepath.Join(cache, "tintype", "wazero")
	}
	host, err := shim.Load(ctx, wasm, o)
	if err != nil {
		return nil, err
	}
	return &Guests{host}, nil
}

// Close ends all guests.
func (g *Guests) Close() error { return g.host.Close() }

// Transform implements drive.Engine. The guest's limits are those that it was built
// with; of the handler's it is told the time and the size of the answer. It has no
// images but the source: what mark and blend name is left out.
func (g *Guests) Transform(ctx context.Context, src io.Reader, t handler.Transform) (handler.Result, error) {
	ctx, cancel := context.WithDeadline(ctx, time.UnixMicro(t.Deadline))
	defer cancel()
	p := t.Params
	if t.MaxBytes > 0 {
		p.Bytes = int(t.MaxBytes)
	}
	out, err := g.host.Transform(ctx, io.LimitReader(src, t.Limits.SourceBytes+1), p.String())
	var refused *shim.Error
	switch {
	case errors.As(err, &refused):
		return handler.Result{}, &transform.Error{Code: refused.Code, Msg: refused.Message}
	case ctx.Err() != nil:
		return handler.Result{}, &transform.Error{Code: transform.CodeDeadline, Msg: "deadline: no time is left"}
	case err != nil:
		return handler.Result{}, err
	}
	i := &out.Info
	return handler.Result{
		Body: out.Body, ContentType: out.ContentType, Width: i.Width, Height: i.Height, Format: i.Format, Fit: i.Fit,
		Missing: strings.Join(i.Missing, " "),
		Source:  i.Source.Format + " " + strconv.Itoa(i.Source.Width) + "x" + strconv.Itoa(i.Source.Height),
	}, nil
}
