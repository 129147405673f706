//go:build wasip1

package main

import (
	"errors"
	"io"
	"strconv"

	"tintype/shim/guest/boundary"
	"tintype/transform"
)

// image is one transformation on its way: a job that reads the body of one
// fetch and keeps what the engine returns.
type imageJob struct {
	job  *boundary.Job
	body []byte
	info transform.Info
	err  error
}

// newJob prepares the transformation of fetch source. layer opens the files
// that mark and blend name; nil where there is none.
func newJob(source uint32, p transform.Params, lim transform.Limits, layer func(j *boundary.Job, key string) io.Reader) *imageJob {
	x := &imageJob{}
	x.job = boundary.NewJob(func(j *boundary.Job) {
		open := func(key string) io.Reader { return layer(j, key) }
		x.body, x.info, x.err = transform.Bytes(j.Pipe(source), p, lim, open)
	})
	return x
}

// poll returns the engine's Poll for a clock.
func poll(clock *boundary.Clock) func() error {
	if clock.Deadline.IsZero() {
		return nil
	}
	return func() error {
		if clock.Expired() {
			return errDeadline
		}
		return nil
	}
}

var errDeadline = errors.New("deadline: no time is left")

func appendSize(b []byte, width, height int, format string) []byte {
	b = appendNumber(appendRaw(b, `"width":`), width)
	b = appendNumber(appendRaw(b, `,"height":`), height)
	return appendString(appendRaw(b, `,"format":`), format)
}

func appendList(b []byte, list []string) []byte {
	before := "["
	for _, s := range list {
		b = appendString(appendRaw(b, before), s)
		before = ","
	}
	if len(list) == 0 {
		b = appendRaw(b, before)
	}
	return appendRaw(b, "]")
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return appendRaw(b, "true")
	}
	return appendRaw(b, "false")
}

func appendNumber(b []byte, v int) []byte { return strconv.AppendInt(b, int64(v), 10) }

// appendRaw is not inlined, since the code of each append is compiled for the first image
// of a process: that of JSON was 13 KB of 370.
//
//go:noinline
func appendRaw(b []byte, s string) []byte { return append(b, s...) }

// appendString appends s as JSON, RFC 8259 section 7.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}
