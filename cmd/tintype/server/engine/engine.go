// Package engine makes images for the server: in this process, or in guests that
// cannot touch it.
package engine

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"tintype/handler"
	"tintype/shim/guest/limits"
	"tintype/transform"
)

// Native runs the library in this process.
type Native struct{}

var errDeadline = errors.New("deadline: no time is left")

// Transform implements drive.Engine.
func (Native) Transform(ctx context.Context, src io.Reader, t handler.Transform) (handler.Result, error) {
	lim := limits.Of(&t)
	deadline := time.UnixMicro(t.Deadline)
	lim.Poll = func() error {
		if ctx.Err() != nil || time.Now().After(deadline) {
			return errDeadline
		}
		return nil
	}
	layer := func(key string) io.Reader {
		if data, ok := t.Pictures[key]; ok {
			return bytes.NewReader(data)
		}
		return nil
	}
	body, info, err := transform.Bytes(src, t.Params, lim, layer)
	if err != nil {
		return handler.Result{}, err
	}
	return handler.Result{
		Body: body, ContentType: info.ContentType, Width: info.Width, Height: info.Height, Format: info.Format,
		Fit: info.Fit, Partial: info.Partial, Missing: strings.Join(info.Missing, " "),
		Source: info.Source.Format + " " + strconv.Itoa(info.Source.Width) + "x" + strconv.Itoa(info.Source.Height),
	}, nil
}
