// Package shim is the native host of the guest: it runs the module that
// Lambda@Edge runs, through wazero, for the local edge, the command line and
// the tests.
package shim

// The protocol between guest and host, version 1. These words stand at the head
// of shim/guest/boundary/protocol.go, shim/node/guest.mjs and shim/protocol.go;
// a test holds the three together.
//
// The guest is a WASI reactor (snapshot preview1). The host calls its export
// _initialize once if there is one (the shipped guest was started when it was
// built), then the exports below, one at a time: no two requests share a guest
// at the same time. Numbers are i32 unless said otherwise, bytes in memory are
// little-endian, texts are UTF-8, times are Unix milliseconds (f64). A call may
// grow the memory, so a host makes its views anew after every call.
//
// A guest may come in two parts (shim/build/split). The core then imports load from a
// module whose name begins with "rest of ". The host answers that call by instantiating
// the rest, with the core's exports as the module of that name.
//
//	buffer(n) address          the input buffer, at least n bytes long. The host
//	                           fills it, then makes the one call that reads it.
//	begin(event, config, credentials, now, deadline)
//	                           begins a request of the edge. The buffer holds the
//	                           CloudFront event (JSON), the text of tintype.json,
//	                           and access key, secret and session token (one a
//	                           line, and after a guest that failed how: memory,
//	                           time, panic), back to back; the first three
//	                           arguments are their lengths. Past the deadline the guest answers
//	                           with the original; 0 is no deadline.
//	open(query, now, deadline) begins a transformation for a library. The buffer
//	                           holds the query string, query is its length. The
//	                           source is asked for as fetch 0, without a head.
//	options(n)                 what else holds for the next open: n bytes of lines
//	                           "name value\n" in the buffer. limits.sourceBytes and the
//	                           like are limits, quality.jpg, .webp and .avif stand in for
//	                           a q that is absent. Each line "image KEY" is an image
//	                           that mark and blend may name: of n lines, line i (from
//	                           0) is asked for as fetch 1 + i, and where it is opened
//	                           again as 1 + i + n, 1 + i + 2n and so on, without a head.
//	next() address             what the guest needs now: a step.
//	head(id, status, n)        fetch id was answered; the buffer holds n bytes of
//	                           header lines "name: value\n", names in lower case.
//	push(id, n)                n bytes of the body of fetch id.
//	end(id, n)                 fetch id is over; n bytes say why it failed, and
//	                           n = 0 that its body is complete.
//
// A step is eight u32: kind, id, a, bytes of a, b, bytes of b, limit, delay. a
// and b are addresses, good until the next call of an export. The kinds:
//
//	1 fetch    begin fetch id: GET the URL a with header lines b, delay
//	           milliseconds from now, and go on without waiting. The URL's path
//	           is sent as it stands, redirects are not followed, the body is not
//	           decoded. More than limit bytes of it end with "too large".
//	2 more     nothing goes on before the next news of fetch id: deliver one
//	           head, push or end of it. Head comes first, end comes last.
//	3 answer   return the JSON object a to CloudFront, with b in base64 as its
//	           member body where b is not empty. An empty a: return the event's
//	           response, or without one its request, as it came.
//	4 result   a library's result: a is JSON {contentType, info}, b the image.
//	5 failure  a library's error: a is JSON {code, message}.
//	6 broken   the guest is in an unknown state; a says why.
//
// A request is begin or open, then next until a step of kind 3 to 6. When it
// comes, the credentials are wiped from the guest's memory and the host ends
// the fetches that are still open. A guest that traps, exits, sends anything
// else or answers broken is thrown away. So is one that reads the clock long
// after its deadline: that is how the engine, which polls once a band, is stopped
// where the host cannot interrupt it. The event is then put to another guest with
// a deadline that has passed, which gives the original and says that it may be
// cached for a short time only. Where that fails too, the host says so itself.
//
// The host knows nothing of images and HTTP, with one exception that saves the
// cost of a guest. It may return these events as they came without asking:
// one that is not an origin-response, and one of status 200 or 304 whose query
// string has no parameter of the grammar, by a list of their names that is
// generated, unless it is SVG or other XML, the configuration says signing or
// onlyPresets or the origin has a header x-tintype-config. The guest decides them the same way; a test holds both
// together.
//
// End of the protocol.

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/tetratelabs/wazero/api"
)

// The kinds of steps.
const (
	stepFetch = iota + 1
	stepMore
	stepAnswer
	stepResult
	stepFailure
	stepBroken
)

// step is what the guest asks for. a and b point into its memory and are good
// until its next call.
type step struct {
	kind, id uint32
	a, b     []byte
	limit    uint32
	delay    uint32 // milliseconds
}

// guest is one instance of the module, used by one request at a time.
type guest struct {
	module api.Module
	clock  *clock
	calls  map[string]api.Function
	trace  *trace // what it prints to standard error
	rest   *rest
}

var exports = []string{"buffer", "begin", "open", "next", "head", "push", "end"}

// errNoGuest is a module that lacks an export of the protocol.
var errNoGuest = errors.New("not a guest")

func newGuest(module api.Module, c *clock) (*guest, error) {
	g := &guest{module: module, clock: c, calls: make(map[string]api.Function)}
	for _, name := range exports {
		g.calls[name] = module.ExportedFunction(name)
		if g.calls[name] == nil {
			return nil, fmt.Errorf("%w: no function %s", errNoGuest, name)
		}
	}
	if module.Memory() == nil {
		return nil, fmt.Errorf("%w: no memory", errNoGuest)
	}
	return g, nil
}

// bytes is the size of the guest's memory, which never shrinks.
func (g *guest) bytes() int64 { return int64(g.module.Memory().Size()) }

// close ends the guest and frees its memory.
func (g *guest) close() {
	g.rest.close(g.module)
	g.module.Close(context.Background())
}

// begin starts a request of the edge.
func (g *guest) begin(ctx context.Context, event, config, credentials []byte, now, deadline time.Time) error {
	if err := g.write(ctx, event, config, credentials); err != nil {
		return err
	}
	_, err := g.calls["begin"].Call(ctx, uint64(len(event)), uint64(len(config)), uint64(len(credentials)), millis(now), millis(deadline))
	return err
}

// open starts a transformation.
func (g *guest) open(ctx context.Context, query string, now, deadline time.Time) error {
	if err := g.write(ctx, []byte(query)); err != nil {
		return err
	}
	_, err := g.calls["open"].Call(ctx, uint64(len(query)), millis(now), millis(deadline))
	return err
}

// millis is the protocol's form of a time: Unix milliseconds as f64, 0 for none.
func millis(t time.Time) uint64 {
	if t.IsZero() {
		return api.EncodeF64(0)
	}
	return api.EncodeF64(float64(t.UnixMilli()))
}

func (g *guest) head(ctx context.Context, id uint32, status int, lines []byte) error {
	return g.send(ctx, "head", lines, uint64(id), uint64(status))
}

func (g *guest) push(ctx context.Context, id uint32, chunk []byte) error {
	return g.send(ctx, "push", chunk, uint64(id))
}

func (g *guest) end(ctx context.Context, id uint32, failure string) error {
	return g.send(ctx, "end", []byte(failure), uint64(id))
}

func (g *guest) send(ctx context.Context, name string, data []byte, args ...uint64) error {
	if err := g.write(ctx, data); err != nil {
		return err
	}
	_, err := g.calls[name].Call(ctx, append(args, uint64(len(data)))...)
	return err
}

// write puts parts into the input buffer, one after the other.
func (g *guest) write(ctx context.Context, parts ...[]byte) error {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	out, err := g.calls["buffer"].Call(ctx, uint64(n))
	if err != nil {
		return err
	}
	at := uint32(out[0])
	for _, p := range parts {
		if !g.module.Memory().Write(at, p) {
			return fmt.Errorf("guest's buffer lies outside of its memory: %d bytes at %#x", n, at)
		}
		at += uint32(len(p))
	}
	return nil
}

// next asks for the guest's step. A broken guest is an error.
func (g *guest) next(ctx context.Context) (step, error) {
	out, err := g.calls["next"].Call(ctx)
	if err != nil {
		return step{}, err
	}
	memory := g.module.Memory()
	record, ok := memory.Read(uint32(out[0]), 32)
	if !ok {
		return step{}, fmt.Errorf("guest's step lies outside of its memory: %#x", out[0])
	}
	var word [8]uint32
	for i := range word {
		word[i] = binary.LittleEndian.Uint32(record[4*i:])
	}
	a, okA := memory.Read(word[2], word[3])
	b, okB := memory.Read(word[4], word[5])
	s := step{kind: word[0], id: word[1], a: a, b: b, limit: word[6], delay: word[7]}
	switch {
	case s.kind < stepFetch || s.kind > stepBroken:
		return step{}, fmt.Errorf("guest's step is of kind %d", s.kind)
	case !(okA || word[3] == 0) || !(okB || word[5] == 0):
		return step{}, errors.New("guest's step points outside of its memory")
	case s.kind == stepBroken:
		return step{}, fmt.Errorf("guest is broken: %s", s.a)
	}
	return s, nil
}
