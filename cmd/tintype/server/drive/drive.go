// Package drive runs an exchange of the request core in native code, from its first step
// to its answer: it fetches, passes bytes to the decoder while they arrive, and reports
// the results to the exchange.
package drive

import (
	"context"
	"errors"
	"io"
	"time"

	"tintype/handler"
	"tintype/transform"
)

// Response is the answer to a fetch. The caller closes its body.
type Response struct {
	Status  int
	Headers handler.Headers
	Body    io.ReadCloser
}

// Fetcher fetches from an origin.
type Fetcher interface {
	// Fetch asks for f.URL under f.Headers. The answer's status is no error, whatever
	// it is; an error's text is for the log.
	Fetch(ctx context.Context, f handler.Fetch) (*Response, error)
}

// Engine makes images.
type Engine interface {
	// Transform reads src and does what t asks until ctx ends: t.Deadline is by the
	// exchange's clock, which may be set. A source or a query that is of no use is a
	// *transform.Error or a *params.Error.
	Transform(ctx context.Context, src io.Reader, t handler.Transform) (handler.Result, error)
}

// Turn waits until the engine may be used. The caller calls leave after its use. An error
// ends the exchange.
type Turn func(ctx context.Context) (leave func(), err error)

// Outcome is the end of an exchange: an Answer, or a Serve with the body of the original,
// which the caller closes.
type Outcome struct {
	Answer *handler.Answer
	Serve  *handler.Serve
	Ask    handler.Fetch // of the original, with Serve
	Body   io.ReadCloser
	Log    []byte // the exchange's line, one JSON object; empty for none
}

// Run runs x to its end. The error is that of ctx or of turn; the exchange has no answer
// then.
func Run(ctx context.Context, x *handler.Exchange, f Fetcher, e Engine, turn Turn) (Outcome, error) {
	d := &driver{ctx: ctx, x: x, fetcher: f, engine: e, turn: turn, fetches: map[int]*fetch{}}
	defer d.close()
	for {
		switch step := x.Next().(type) {
		case handler.Fetch:
			d.fetches[step.ID] = &fetch{ask: step}
		case handler.Wait:
			d.wait(step.ID)
		case handler.Transform:
			if err := d.transform(step); err != nil {
				return Outcome{}, err
			}
		case handler.Answer:
			return Outcome{Answer: &step, Log: x.Log()}, nil
		case handler.Serve:
			out := Outcome{Serve: &step, Log: x.Log()}
			out.Ask, out.Body = d.release(step.Source)
			return out, nil
		}
		if err := ctx.Err(); err != nil {
			return Outcome{}, err
		}
	}
}

type driver struct {
	ctx     context.Context
	x       *handler.Exchange
	fetcher Fetcher
	engine  Engine
	turn    Turn
	fetches map[int]*fetch
	buf     []byte
}

// fetch is one fetch of the exchange.
type fetch struct {
	ask      handler.Fetch
	ctx      context.Context // ends when the fetch is given up
	cancel   context.CancelFunc
	answered chan struct{} // closed when response or err is there; nil before the start
	response *Response
	err      error
	headSent bool
	over     bool
}

// wait brings the next news of fetch id. All fetches that have been asked for are under
// way by then.
func (d *driver) wait(id int) {
	for other, x := range d.fetches {
		if other != id && x.answered == nil {
			x.start(d.ctx)
			go x.do(d.fetcher)
		}
	}
	f := d.fetches[id]
	if f == nil || f.over { // which the exchange does not ask for
		d.x.End(id, "no such fetch")
		return
	}
	if f.answered == nil {
		f.start(d.ctx)
		f.do(d.fetcher)
	}
	<-f.answered
	switch {
	case f.err != nil:
		f.over = true
		d.x.End(id, f.err.Error())
	case !f.headSent:
		f.headSent = true
		d.x.Head(id, f.response.Status, f.response.Headers)
	default:
		d.push(f)
	}
}

// push brings one chunk of a body that goes to nobody but the exchange, or its end.
func (d *driver) push(f *fetch) {
	if d.buf == nil {
		d.buf = make([]byte, 32<<10)
	}
	n, err := f.response.Body.Read(d.buf)
	if n > 0 {
		d.x.Push(f.ask.ID, d.buf[:n])
	}
	if err != nil {
		f.end(d.x, err)
	}
}

// end tells the exchange how a body ended.
func (f *fetch) end(x *handler.Exchange, err error) {
	if f.over {
		return
	}
	f.over = true
	failure := ""
	if err != io.EOF {
		failure = err.Error()
	}
	x.End(f.ask.ID, failure)
}

// transform makes the image, on the caller's stack, while the source arrives. The time
// that it may take begins with its turn: who has waited long is not late for that.
func (d *driver) transform(step handler.Transform) error {
	leave, err := d.turn(d.ctx)
	if err != nil {
		return err
	}
	defer leave()
	f := d.fetches[step.Source]
	ctx, cancel := context.WithTimeout(d.ctx, time.Duration(d.x.Begun(&step))*time.Microsecond)
	defer cancel()
	result, err := d.engine.Transform(ctx, &source{d.x, f}, step)
	if err != nil {
		code, message := transform.CodeOf(err)
		d.x.Failed(step.Source, code, message)
		return nil
	}
	d.x.Transformed(step.Source, result)
	return nil
}

// source is the body of a fetch as the decoder reads it; the exchange counts along.
type source struct {
	x *handler.Exchange
	f *fetch
}

var errGivenUp = errors.New("the exchange has given this fetch up")

func (s *source) Read(b []byte) (int, error) {
	if s.f.over {
		return 0, io.EOF
	}
	n, err := s.f.response.Body.Read(b)
	if n > 0 && s.x.Push(s.f.ask.ID, b[:n]) != handler.ToDecoder {
		return 0, errGivenUp
	}
	if err != nil {
		s.f.end(s.x, err)
	}
	return n, err
}

// release hands a fetch's body to the caller.
func (d *driver) release(id int) (handler.Fetch, io.ReadCloser) {
	f := d.fetches[id]
	delete(d.fetches, id)
	return f.ask, &body{f.response.Body, f.cancel}
}

// body ends its fetch when it is closed.
type body struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b *body) Close() error {
	err := b.ReadCloser.Close()
	b.cancel()
	return err
}

// close ends the fetches that are still open.
func (d *driver) close() {
	for _, f := range d.fetches {
		if f.answered == nil {
			continue
		}
		f.cancel()
		<-f.answered
		if f.response != nil {
			f.response.Body.Close()
		}
	}
}
