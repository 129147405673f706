//go:build wasip1

package main

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"tintype/handler"
	"tintype/handler/cloudfront"
	"tintype/shim/guest/boundary"
	"tintype/shim/guest/limits"
	"tintype/transform"
)

// request is the guest's use at the edge: the handler decides, the pixel engine
// works for it, and both hear of what the host fetches.
type request struct {
	exchange *cloudfront.Exchange
	clock    boundary.Clock
	image    *imageJob // what the handler asked for last, nil before
	source   int       // fetch of the image
	sent     []byte    // the header lines of the last fetch
}

// The handler of the configuration that was used last: a package has only one.
var (
	known       *cloudfront.Handler
	knownConfig []byte
)

func beginRequest(r boundary.Request) boundary.Task {
	if known == nil || !bytes.Equal(knownConfig, r.Config) {
		knownConfig = bytes.Clone(r.Config) // not the event and the credentials beside it
		known = cloudfront.New(knownConfig)
	}
	t := &request{clock: r.Clock}
	env := handler.Environment{Clock: t.now}
	env.Credentials, env.Failed = credentials(r.Credentials)
	if !r.Clock.Deadline.IsZero() {
		env.Deadline = r.Clock.Deadline.UnixMicro()
	}
	t.exchange = known.Begin(r.Event, env)
	return t
}

// now is the time in Unix microseconds.
func (t *request) now() int64 { return t.clock.Now.Add(t.clock.Elapsed()).UnixMicro() }

// credentials takes the lines of begin apart: three, and a fourth where another guest
// has failed. The secret key and the token stay where they are, and are wiped there
// after the last use of either.
func credentials(lines []byte) (c handler.Credentials, failed string) {
	id, rest, _ := bytes.Cut(lines, []byte("\n"))
	secret, rest, _ := bytes.Cut(rest, []byte("\n"))
	token, last, _ := bytes.Cut(rest, []byte("\n"))
	return handler.Credentials{
		AccessKeyID: string(id), SecretAccessKey: secret, SessionToken: unsafe.String(unsafe.SliceData(token), len(token)),
	}, string(last)
}

// Next implements boundary.Task.
func (t *request) Next() boundary.Step {
	clear(t.sent) // the host has read it; the session token stands in it
	t.sent = nil
	for {
		if broken := t.report(); broken != "" {
			return boundary.Step{Kind: boundary.Broken, A: []byte(broken)}
		}
		step, answer := t.exchange.Next()
		if answer != nil {
			t.abandon()
			print1(t.exchange.Log())
			return boundary.Step{Kind: boundary.Answer, A: answer.Event, B: answer.Body}
		}
		switch s := step.(type) {
		case handler.Fetch:
			t.sent = headerLines(s.Headers)
			return boundary.Step{
				Kind: boundary.Fetch, ID: uint32(s.ID), A: []byte(s.URL), B: t.sent,
				Limit: uint32(min(s.MaxBytes, 1<<31-1)), Delay: uint32(s.DelayMS),
			}
		case handler.Wait:
			return boundary.Step{Kind: boundary.More, ID: uint32(s.ID)}
		case handler.Transform:
			t.abandon()
			t.source, t.image = s.Source, newJob(uint32(s.Source), s.Params, t.limits(&s), layersOf(s.Images))
			t.image.job.Start()
		}
	}
}

// layersOf opens the files that the handler has fetched.
func layersOf(files map[string][]byte) func(*boundary.Job, string) io.Reader {
	return func(_ *boundary.Job, key string) io.Reader {
		if data, ok := files[key]; ok {
			return bytes.NewReader(data)
		}
		return nil
	}
}

// limits are the engine's for a transformation that the handler asks for.
func (t *request) limits(s *handler.Transform) transform.Limits {
	lim := limits.Of(s)
	clock := t.clock
	clock.Deadline = time.UnixMicro(s.Deadline) // the request's, or sooner
	lim.Poll, lim.Hurry = poll(&clock), clock.Hurry()
	return lim
}

// report tells the handler of an image that is done; broken says why one broke
// the guest.
func (t *request) report() (broken string) {
	if t.image == nil {
		return ""
	}
	done, broken := t.image.job.Done()
	if !done || broken != "" {
		return broken
	}
	x := t.image
	t.image = nil
	if x.err != nil {
		code, message := transform.CodeOf(x.err)
		t.exchange.Failed(t.source, code, message)
		return ""
	}
	i := &x.info
	t.exchange.Transformed(t.source, handler.Result{
		Body: x.body, ContentType: i.ContentType, Width: i.Width, Height: i.Height, Format: i.Format,
		Fit: i.Fit, Partial: i.Partial, Missing: strings.Join(i.Missing, " "), Ignored: i.Ignored,
		Source: i.Source.Format + " " + strconv.Itoa(i.Source.Width) + "x" + strconv.Itoa(i.Source.Height),
	})
	return ""
}

// abandon ends an image that nobody waits for.
func (t *request) abandon() {
	if t.image != nil {
		t.image.job.Abandon()
		t.image = nil
	}
}

// Head implements boundary.Task.
func (t *request) Head(id uint32, status int, lines []byte) {
	t.exchange.Head(int(id), status, parseHeader(string(lines)))
}

// Push implements boundary.Task.
func (t *request) Push(id uint32, chunk []byte) {
	if t.exchange.Push(int(id), chunk) == handler.ToDecoder && t.image != nil && t.source == int(id) {
		t.image.job.Push(id, chunk)
	}
}

// End implements boundary.Task. The handler hears of it first: a body that broke
// off may be asked for again, and then the image of its beginning is not wanted.
func (t *request) End(id uint32, failure string) {
	t.exchange.End(int(id), failure)
	if t.image != nil && t.source == int(id) {
		t.image.job.End(id, failure)
	}
}

func headerLines(headers handler.Headers) []byte {
	size := 0
	for _, h := range headers {
		size += len(h.Name) + len(h.Value) + 3
	}
	b := make([]byte, 0, size) // which leaves no shorter copies behind
	for _, h := range headers {
		b = append(append(append(append(b, h.Name...), ": "...), h.Value...), '\n')
	}
	return b
}

func parseHeader(lines string) handler.Headers {
	var headers handler.Headers
	for line := range strings.Lines(lines) {
		if name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": "); ok {
			headers = append(headers, handler.Header{Name: name, Value: value})
		}
	}
	return headers
}

// print1 writes a line to standard output.
func print1(line []byte) {
	if len(line) > 0 {
		syscall.Write(1, append(line, '\n'))
	}
}
