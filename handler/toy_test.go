package handler_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tintype/handler"
)

// toy is a host of its own, to show what a host has to do: a line such as
// "GET /cat.jpg?w=5" comes in, originals are in a map, and the image is made by a
// function that writes the source in capitals.
type toy struct {
	core      *handler.Handler
	originals map[string]string
}

func (h toy) answer(line string) string {
	method, address, _ := strings.Cut(line, " ")
	path, query, _ := strings.Cut(address, "?")
	x := h.core.Begin(handler.Request{Method: method, Path: path, Query: query, Origin: handler.Origin{Kind: handler.Own}},
		handler.Environment{Clock: func() int64 { return time.Now().UnixMicro() }})
	var paths []string // of the fetches, by ID-1
	answered := map[int]bool{}
	source := 0 // of the image that is wanted
	for {
		switch step := x.Next().(type) {
		case handler.Fetch:
			paths = append(paths, step.URL)
		case handler.Transform:
			source = step.Source
		case handler.Wait:
			body, found := h.originals[paths[step.ID-1]]
			if !answered[step.ID] {
				answered[step.ID] = true
				status := 200
				if !found {
					status = 404
				}
				x.Head(step.ID, status, handler.Headers{{Name: "Content-Type", Value: "text/plain"}})
				continue
			}
			x.Push(step.ID, []byte(body))
			x.End(step.ID, "")
			if source == step.ID && body != "no image" {
				x.Transformed(source, handler.Result{Body: []byte(strings.ToUpper(body)), ContentType: "text/loud"})
			} else if source == step.ID {
				x.Failed(source, "source_unsupported", "it is none")
			}
		case handler.Answer:
			return fmt.Sprint(step.Status, " ", step.Headers.Get("content-type"), " ", string(step.Body))
		case handler.Serve:
			return fmt.Sprint(step.Status, " ", step.Headers.Get("content-type"), " ", h.originals[paths[step.Source-1]])
		}
	}
}

// A new host is an adapter: it touches nothing of the core.
func TestToyHost(t *testing.T) {
	t.Parallel()
	h := toy{handler.New([]byte(`{"presets":{"p":"w=5"}}`), &handler.Host{}), map[string]string{"/cat.jpg": "meow", "/page.txt": "no image"}}
	for _, row := range []struct{ line, want string }{
		{"GET /cat.jpg", "200 text/plain meow"},
		{"GET /cat.jpg?w=5", "200 text/loud MEOW"},
		{"GET /cat.jpg?preset=p", "200 text/loud MEOW"},
		{"GET /page.txt?w=5", "200 text/plain no image"},
		{"GET /dog.jpg?w=5", "404 text/plain; charset=utf-8 not found\n"},
		{"GET /cat.jpg?w=x", `400 text/plain; charset=utf-8 w: got "x", want an integer 1 to 8192 or a fraction between 0 and 1` + "\n"},
		{"GET /a/../cat.jpg?w=5", "404 text/plain; charset=utf-8 not found\n"},
		{"PUT /cat.jpg?w=5", "405 text/plain; charset=utf-8 method: want GET or HEAD\n"},
	} {
		if got := h.answer(row.line); got != row.want {
			t.Errorf("%s: got %q, want %q", row.line, got, row.want)
		}
	}
}

// The body of a transformation is what the host gave, not a copy.
func TestBodyIsNotCopied(t *testing.T) {
	t.Parallel()
	x := handler.New([]byte("{}"), &handler.Host{}).Begin(handler.Request{Method: "GET", Path: "/cat.jpg", Query: "w=5", Origin: handler.Origin{Kind: handler.Own}},
		handler.Environment{Clock: func() int64 { return time.Now().UnixMicro() }})
	body := []byte("an image")
	for range 8 {
		switch step := x.Next().(type) {
		case handler.Wait:
			x.Head(step.ID, 200, handler.Headers{{Name: "Content-Type", Value: "image/jpeg"}})
			x.Push(step.ID, []byte("meow"))
			x.End(step.ID, "")
		case handler.Transform:
			x.Transformed(step.Source, handler.Result{Body: body, ContentType: "image/jpeg"})
		case handler.Answer:
			if step.Status != 200 || len(step.Body) != len(body) || &step.Body[0] != &body[0] {
				t.Errorf("got %d and another body, %q", step.Status, step.Body)
			}
			return
		}
	}
	t.Error("no answer")
}
