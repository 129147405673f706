package profile

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"
)

// The kinds of steps, shim/protocol.go.
const (
	stepFetch = 1 + iota
	stepMore
	stepAnswer
	stepResult
	stepFailure
)

const (
	now        = 1.7e12 // Unix milliseconds, when every request begins
	chunkBytes = 64 << 10
)

// guest is a guest whose clock and randomness are the same at every build.
type guest struct {
	ctx    context.Context
	module api.Module
}

func start(ctx context.Context, r wazero.Runtime, wasm []byte) (*guest, error) {
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		return nil, err
	}
	compiled, err := r.CompileModule(ctx, wasm)
	if err != nil {
		return nil, err
	}
	ticks := int64(0)
	module, err := r.InstantiateModule(ctx, compiled, wazero.NewModuleConfig().
		WithName("").
		WithStartFunctions("_initialize").
		WithStdout(io.Discard).WithStderr(io.Discard).
		WithRandSource(zeros{}).
		WithNanotime(func() int64 { ticks += 1000; return ticks }, sys.ClockResolution(1)).
		WithWalltime(func() (int64, int32) { return now / 1000, 0 }, sys.ClockResolution(1)))
	if err != nil {
		return nil, err
	}
	return &guest{ctx, module}, nil
}

// Answer has a guest that was started make one image, as a library asks for it.
func Answer(ctx context.Context, module api.Module, source []byte, query string) error {
	g := &guest{ctx, module}
	if err := g.open(query); err != nil {
		return err
	}
	kind, err := g.run(func(string) (int, []byte) { return 0, source })
	if err != nil || kind != stepResult {
		return fmt.Errorf("%s: step %d, %w", query, kind, err)
	}
	return nil
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// call calls an export behind bytes for the input buffer.
func (g *guest) call(name string, data []byte, args ...uint64) (uint64, error) {
	if data != nil {
		at, err := g.module.ExportedFunction("buffer").Call(g.ctx, uint64(len(data)))
		if err != nil {
			return 0, err
		}
		if !g.module.Memory().Write(uint32(at[0]), data) {
			return 0, fmt.Errorf("%s: the buffer is outside of memory", name)
		}
	}
	out, err := g.module.ExportedFunction(name).Call(g.ctx, args...)
	if err != nil || len(out) == 0 {
		return 0, err
	}
	return out[0], nil
}

// open begins a transformation as a library asks for it.
func (g *guest) open(query string) error {
	_, err := g.call("open", []byte(query), uint64(len(query)), api.EncodeF64(now), api.EncodeF64(0))
	return err
}

// begin begins a request of the edge.
func (g *guest) begin(event, config string) error {
	credentials := "id\nsecret\ntoken"
	_, err := g.call("begin", []byte(event+config+credentials),
		uint64(len(event)), uint64(len(config)), uint64(len(credentials)), api.EncodeF64(now), api.EncodeF64(now+29e3))
	return err
}

// source is what is left of a body that is delivered.
type source struct {
	status int // of a head that is still due; 0 for none
	body   []byte
	ended  bool
}

// run goes on to the last step, whose kind it returns. find answers a fetch of a URL,
// or the source of a library, whose URL is empty.
func (g *guest) run(find func(url string) (status int, body []byte)) (kind uint32, err error) {
	sources := map[uint32]*source{}
	for {
		at, err := g.call("next", nil)
		if err != nil {
			return 0, err
		}
		words, ok := g.module.Memory().Read(uint32(at), 32)
		if !ok {
			return 0, fmt.Errorf("next: a step outside of memory")
		}
		word := func(i int) uint32 { return binary.LittleEndian.Uint32(words[4*i:]) }
		kind, id := word(0), word(1)
		switch kind {
		case stepFetch:
			url, _ := g.module.Memory().Read(word(2), word(3))
			status, body := find(string(url))
			sources[id] = &source{status: status, body: body}
		case stepMore:
			if sources[id] == nil {
				_, body := find("")
				sources[id] = &source{body: body}
			}
			if err := g.deliver(id, sources[id]); err != nil {
				return 0, err
			}
		default:
			return kind, nil
		}
	}
}

// deliver gives the guest the next news of a fetch.
func (g *guest) deliver(id uint32, s *source) (err error) {
	switch {
	case s.status != 0:
		head := []byte("content-type: " + contentType(s.body) + "\netag: \"0123456789abcdef\"\nlast-modified: Wed, 31 Dec 2025 08:30:00 GMT\n")
		_, err = g.call("head", head, uint64(id), uint64(s.status), uint64(len(head)))
		s.status = 0
	case len(s.body) > 0:
		chunk := s.body[:min(len(s.body), chunkBytes)]
		s.body = s.body[len(chunk):]
		_, err = g.call("push", chunk, uint64(id), uint64(len(chunk)))
	case s.ended:
		return fmt.Errorf("fetch %d: asked for more after its end", id)
	default:
		s.ended = true
		_, err = g.call("end", []byte{}, uint64(id), 0)
	}
	return err
}

// contentType tells the formats of the samples apart.
func contentType(body []byte) string {
	switch {
	case len(body) > 0 && body[0] == 0xff:
		return "image/jpeg"
	case len(body) > 0 && body[0] == 'R':
		return "image/webp"
	case len(body) > 0 && body[0] == 'G':
		return "image/gif"
	}
	return "image/png"
}
