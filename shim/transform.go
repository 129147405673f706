package shim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// chunkBytes is how much of a body is pushed at once.
const chunkBytes = 64 << 10

// Result is a transformed image.
type Result struct {
	Body        []byte
	ContentType string
	Info        Info
}

// Info describes a result and what it was made from.
type Info struct {
	Width  int    `json:"width"` // pixels
	Height int    `json:"height"`
	Format string `json:"format"` // as the parameter fm names it
	// Quality is that of a lossy output, after fitting; else 0.
	Quality int `json:"quality"`
	// Fit says in the query's words what was given up for a limit of bytes.
	Fit string `json:"fit"`
	// Kept says that the output is the source's own coded image: nothing of it was to
	// change, and a new file would not have been smaller.
	Kept bool `json:"kept"`
	// Damaged says that the source ended early or was damaged, and that the output shows
	// what there is.
	Damaged bool `json:"damaged"`
	// Missing holds the keys of mark and blend that were left out: a library has
	// no images but the source.
	Missing []string `json:"missing"`
	// Ignored holds the parameters that could not have had an effect on this output.
	Ignored []string `json:"ignored"`
	Source  Source   `json:"source"`
}

// Source describes a source as it is seen, EXIF orientation applied.
type Source struct {
	Width  int    `json:"width"` // pixels
	Height int    `json:"height"`
	Format string `json:"format"`
}

// Error is why the guest refused a query or a source.
type Error struct {
	Code    string `json:"code"` // a stable string
	Message string `json:"message"`
}

func (e *Error) Error() string { return e.Message }

// Transform runs the guest as a library: src is read as fast as the decoder
// wants it. A bad query or image is an *Error. ctx stops the guest.
func (h *Host) Transform(ctx context.Context, src io.Reader, query string) (*Result, error) {
	return h.TransformWith(ctx, src, query, Extras{})
}

// transform returns the guest's result or its refusal; err is a failure of the
// guest itself, or of src.
func (g *guest) transform(ctx context.Context, from *sources, query string) (result *Result, refused *Error, err error) {
	g.clock.ctx = ctx
	deadline, _ := ctx.Deadline()
	if err := g.open(ctx, query, time.Now(), deadline); err != nil {
		return nil, nil, err
	}
	buf := make([]byte, chunkBytes)
	for {
		s, err := g.next(ctx)
		if err != nil {
			return nil, nil, err
		}
		switch s.kind {
		case stepMore:
			err = g.feed(ctx, s.id, from.reader(s.id), buf)
		case stepResult:
			out := struct {
				ContentType string
				Info        Info
			}{}
			err = json.Unmarshal(s.a, &out)
			return &Result{Body: append([]byte(nil), s.b...), ContentType: out.ContentType, Info: out.Info}, nil, err
		case stepFailure:
			refused = new(Error)
			return nil, refused, json.Unmarshal(s.a, refused)
		default:
			err = fmt.Errorf("guest's step is of kind %d", s.kind)
		}
		if err != nil {
			return nil, nil, err
		}
	}
}

// feed delivers the next piece of src.
func (g *guest) feed(ctx context.Context, id uint32, src io.Reader, buf []byte) error {
	n, err := io.ReadFull(src, buf)
	if n > 0 {
		return g.push(ctx, id, buf[:n])
	}
	if errors.Is(err, io.EOF) {
		return g.end(ctx, id, "")
	}
	return g.end(ctx, id, err.Error())
}
