package engine

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tintype/handler"
	"tintype/shim"
	"tintype/transform"
)

// Guests transforms every image in a guest: a WebAssembly instance without files and
// network, and with its own memory. A fault of a decoder affects one image only.
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

// Transform implements drive.Engine.
func (g *Guests) Transform(ctx context.Context, src io.Reader, t handler.Transform) (handler.Result, error) {
	extras := shim.Extras{Images: t.Images, Numbers: map[string]int64{
		"limits.sourceBytes": t.Limits.SourceBytes, "limits.sourcePixels": t.Limits.SourcePixels, "limits.outputSide": t.Limits.OutputSide,
		"limits.outputPixels": t.Limits.OutputPixels, "limits.enlargePixels": t.Limits.Enlarge, "limits.frames": t.Limits.FramePixels,
		"limits.memory": t.Limits.Memory, "limits.responseBytes": t.MaxBytes,
	}}
	for format, q := range t.Quality {
		extras.Numbers["quality."+format] = int64(q)
	}
	out, err := g.host.TransformWith(ctx, src, t.Params.String(), extras)
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
		Missing: strings.Join(i.Missing, " "), Ignored: i.Ignored,
		Source: i.Source.Format + " " + strconv.Itoa(i.Source.Width) + "x" + strconv.Itoa(i.Source.Height),
	}, nil
}
