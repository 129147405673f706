package shim

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Extras are what a transformation has beside its source and its query: the lines of the
// protocol's export options.
type Extras struct {
	Numbers map[string]int64  // limits.sourceBytes and the like, quality.jpg and the like
	Images  map[string][]byte // that mark and blend may name, by key
}

// lines are the extras as the guest reads them, and the images in the order of its fetches.
func (e *Extras) lines() (text string, images [][]byte) {
	var b strings.Builder
	for _, name := range sorted(e.Numbers) {
		b.WriteString(name + " " + strconv.FormatInt(e.Numbers[name], 10) + "\n")
	}
	for _, key := range sorted(e.Images) {
		if !strings.Contains(key, "\n") {
			b.WriteString("image " + key + "\n")
			images = append(images, e.Images[key])
		}
	}
	return b.String(), images
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// TransformWith is Transform with extras.
func (h *Host) TransformWith(ctx context.Context, src io.Reader, query string, e Extras) (*Result, error) {
	g, err := h.take(ctx)
	if err != nil {
		return nil, err
	}
	text, images := e.lines()
	if text != "" {
		err = g.options(ctx, text)
	}
	var result *Result
	var refused *Error
	if err == nil {
		result, refused, err = g.transform(ctx, &sources{source: src, images: images, open: map[uint32]io.Reader{}}, query)
	}
	g.trace.flush()
	h.give(g, err)
	if err == nil && refused != nil {
		return nil, refused
	}
	return result, err
}

// options says what else holds for the next open.
func (g *guest) options(ctx context.Context, lines string) error {
	call := g.module.ExportedFunction("options")
	if call == nil {
		return fmt.Errorf("%w: no function options", errNoGuest)
	}
	if err := g.write(ctx, []byte(lines)); err != nil {
		return err
	}
	_, err := call.Call(ctx, uint64(len(lines)))
	return err
}

// sources are what the fetches of a library's transformation read: 0 the source, and of n
// images the one of number i as 1 + i, 1 + i + n and so on, each time from its beginning.
type sources struct {
	source io.Reader
	images [][]byte
	open   map[uint32]io.Reader
}

func (s *sources) reader(id uint32) io.Reader {
	if id == 0 {
		return s.source
	}
	if s.open[id] == nil {
		if len(s.images) == 0 {
			return eof{}
		}
		s.open[id] = bytes.NewReader(s.images[int(id-1)%len(s.images)])
	}
	return s.open[id]
}

type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }
