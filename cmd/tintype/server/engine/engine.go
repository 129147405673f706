// Package engine transforms images for the server, in this process or in isolated
// WebAssembly guests.
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
type Native struct {
	// Quick encodes AVIF as if every request were short of time.
	Quick bool
}

var errDeadline = errors.New("deadline: no time is left")

// Transform implements drive.Engine.
func (n Native) Transform(ctx context.Context, src io.Reader, t handler.Transform) (handler.Result, error) {
	lim := limits.Of(&t)
	deadline, bounded := ctx.Deadline()
	lim.Poll = func() error {
		if ctx.Err() != nil || bounded && time.Now().After(deadline) {
			return errDeadline
		}
		return nil
	}
	switch {
	case n.Quick:
		lim.Hurry = func(done, all int) bool { return true }
	case bounded:
		lim.Hurry = hurry(deadline)
	}
	layer := func(key string) io.Reader {
		if data, ok := t.Images[key]; ok {
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
		Fit: info.Fit, Partial: info.Partial, Missing: strings.Join(info.Missing, " "), Ignored: info.Ignored,
		Source: info.Source.Format + " " + strconv.Itoa(info.Source.Width) + "x" + strconv.Itoa(info.Source.Height),
	}, nil
}

// hurry returns what says, of work that is done so far of all that there is, whether at its
// pace it would take most of the time that is left.
func hurry(deadline time.Time) func(done, all int) bool {
	var began time.Time
	return func(done, all int) bool {
		now := time.Now()
		if done == 0 {
			began = now
			return false
		}
		return now.Sub(began)*time.Duration(all-done) > deadline.Sub(now)/2*time.Duration(done)
	}
}
