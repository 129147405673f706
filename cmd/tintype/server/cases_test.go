package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"tintype/cmd/tintype/server/drive"
	"tintype/cmd/tintype/server/engine"
	"tintype/handler"
	"tintype/handler/cases"
	"tintype/handler/lambdaurl"
)

// scripted gives out a case's replies and notes what was asked for.
type scripted struct {
	mu     sync.Mutex
	c      *cases.Case
	bodies map[cases.Object][]byte
	asked  []string
	cases.Transcript
}

// Fetch implements drive.Fetcher. What is asked for again, for another viewer, gets what
// it got before.
func (s *scripted) Fetch(_ context.Context, f handler.Fetch) (*drive.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var one cases.Transcript
	var lines []string
	for _, h := range f.Headers {
		lines = append(lines, h.Name+": "+h.Value)
	}
	one.Fetch(f.URL, lines)
	s.asked = append(s.asked, one.String())
	r := s.c.Fetched(len(s.asked)-1, !strings.Contains(s.c.Request().Query, "w="))
	if r.Failure != "" {
		return nil, errors.New(r.Failure)
	}
	body := []byte(r.Body)
	if r.Body == "" {
		body = s.bodies[r.Object]
	}
	var headers handler.Headers
	for _, name := range r.Headers.Names() {
		headers = append(headers, handler.Header{Name: name, Value: r.Headers[name][0].Value})
	}
	return &drive.Response{Status: r.Status, Headers: headers, Body: io.NopCloser(bytes.NewReader(body))}, nil
}

// The table of cases through the server and a real engine: the answers are those of the
// core alone, and so is what is fetched, once or more often.
func TestCases(t *testing.T) {
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("../../../testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	bodies := map[cases.Object][]byte{
		"": nil, "empty": nil, "jpeg": read("jpeg/gray.jpg"), "svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`),
		"text": []byte("<!doctype html><title>cat</title>"), "truncated": read("jpeg/gray.jpg")[:100],
	}
	golden, err := os.ReadFile("../../../handler/testdata/direct.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for paragraph := range strings.SplitSeq(string(golden), "\n\n") {
		name, lines, _ := strings.Cut(strings.TrimSpace(paragraph), "\n")
		want[strings.TrimPrefix(name, "# ")] = comparable(lines)
	}
	all, err := cases.All()
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for i := range all {
		c := &all[i]
		r := c.Request()
		if !c.Asks() || r.Method == "OPTIONS" || strings.Contains(r.Query+c.Config, "expires=") || strings.Contains(r.Query+c.Config, "mark=") || r.Config != "" {
			continue // what the server answers itself, depends on the time, two fetches in any order, what no server's source has
		}
		known := true
		for n := range len(c.Replies) + 2 {
			_, found := bodies[c.Fetched(n, false).Object]
			known = known && found
		}
		if !known {
			continue
		}
		s, err := New(t.Context(), Options{Config: []byte(c.Config), Engine: engine.Native{}, Sources: []Source{{Folder: "."}}})
		if err != nil {
			continue // a server does not begin with a configuration that cannot be read
		}
		ran++
		for host, request := range map[string]func(*handler.Request) *http.Request{"http": overHTTP, "function url": inEvent} {
			script := &scripted{c: c, bodies: bodies}
			p := &place{origin: r.Origin, fetcher: script}
			if c.Credentials && r.Origin.Kind == handler.S3 {
				p.credentials = credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "SECRETEXAMPLE", "TOKENEXAMPLE")
			}
			p.handlers.New = func() any { return handler.New([]byte(c.Config), &handler.Host{}) }
			s.places = []*place{p}
			if got := comparable(script.ask(s, request(&r))); got != want[c.Name] {
				t.Errorf("%s: %s:\n%s\nwant\n%s", host, c.Name, got, want[c.Name])
			}
		}
	}
	if ran < 100 {
		t.Errorf("ran %d cases, want at least 100", ran)
	}
}

// overHTTP is a case as net/http hands it over.
func overHTTP(r *handler.Request) *http.Request {
	request := &http.Request{
		Method: r.Method, RequestURI: r.Path + "?" + r.Query, Host: "example.com", Header: http.Header{}, URL: &url.URL{Path: r.Path, RawQuery: r.Query},
	}
	for _, h := range r.Headers {
		if h.Name != "Range" || !strings.Contains(r.Query, "w=") { // parts of images are net/http's
			request.Header.Set(h.Name, h.Value)
		}
	}
	return request
}

// inEvent is a case as Lambda hands it over to a function URL.
func inEvent(r *handler.Request) *http.Request {
	var e lambdaurl.Event
	e.RawPath, e.RawQueryString, e.Headers = r.Path, r.Query, map[string]string{"host": "example.com"}
	e.RequestContext.HTTP.Method = r.Method
	for name, values := range overHTTP(r).Header {
		e.Headers[strings.ToLower(name)] = values[0]
	}
	text, err := json.Marshal(e)
	if err != nil {
		panic(err) // strings
	}
	request, err := RequestOf(context.Background(), text)
	if err != nil {
		panic(err)
	}
	return request
}

func (s *scripted) ask(server *Server, request *http.Request) string {
	w := httptest.NewRecorder()
	server.ServeHTTP(w, request)
	for i, fetch := range s.asked {
		if !slices.Contains(s.asked[:i], fetch) {
			s.Line("%s", strings.TrimSpace(fetch))
		}
	}
	var headers handler.Headers
	for name, values := range w.Header() {
		for _, value := range values {
			headers = append(headers, handler.Header{Name: name, Value: value})
		}
	}
	body := ""
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") || strings.HasPrefix(w.Body.String(), `{"asked"`) {
		body = strings.TrimSpace(w.Body.String())
	}
	s.Response(w.Code, headers, body)
	return s.String()
}

// comparable leaves out what is the engine's, the wire's or the log's, and what is asked
// for again.
func comparable(lines string) string {
	var kept []string
	fetch := ""
	for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
		name, _, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch {
		case strings.HasPrefix(line, "transform "), strings.HasPrefix(line, "log: "), line == "  (an image)", line == "  (the original)":
			continue
		case slices.Contains([]string{"date", "content-length", "accept-ranges", "age", "allow", "server-timing", "retry-after"}, name):
			continue
		case strings.HasPrefix(line, "fetch "):
			fetch = line
		case strings.HasPrefix(line, "answer "):
			fetch = ""
		}
		if fetch != "" && slices.Contains(kept, line) {
			continue
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "\n")
}
