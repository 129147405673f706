package edge

import (
	"bytes"
	"image"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"tintype/shim"
	"tintype/shim/build"
	"tintype/testdata"
)

// realEdge is a local edge with the shipped guest, whose cache's clock a test moves.
type realEdge struct {
	t      *testing.T
	s      *Server
	url    string
	ahead  atomic.Int64 // seconds that the cache's clock is ahead
	broken atomic.Bool  // the guest gets 503 for what it fetches
}

func startReal(t *testing.T, config string, files fs.FS) *realEdge {
	t.Helper()
	module, err := build.Cached(t.Context(), build.Options{})
	if err != nil {
		t.Fatal(err)
	}
	host, err := shim.Load(t.Context(), module, shim.Options{CacheDir: build.CacheDir(), Config: []byte(config), Stdout: io.Discard, Stderr: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(host, Folder{files}, []byte(config), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	e := &realEdge{t: t, s: s}
	s.now = func() time.Time { return time.Now().Add(time.Duration(e.ahead.Load()) * time.Second) }
	store := s.origin.server.Handler
	s.origin.server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e.broken.Load() {
			http.Error(w, "<Error><Code>SlowDown</Code></Error>", http.StatusServiceUnavailable)
			return
		}
		store.ServeHTTP(w, r)
	})
	server := httptest.NewServer(s)
	t.Cleanup(func() { server.Close(); s.Close(); host.Close() })
	e.url = server.URL
	return e
}

// ask returns one line for an answer: status, where it came from, and what it is.
func (e *realEdge) ask(path string, header ...string) string {
	e.t.Helper()
	r, body := get(e.t, "GET", e.url+path, header...)
	what := r.Header.Get("Content-Type")
	if c, _, err := image.DecodeConfig(strings.NewReader(body)); err == nil {
		what += " " + strconv.Itoa(c.Width) + "x" + strconv.Itoa(c.Height)
	}
	for _, name := range []string{"Etag", "Last-Modified"} {
		if r.Header.Get(name) != "" {
			what += " " + name
		}
	}
	return r.Status + " " + r.Header.Get("X-Cache") + " " + what
}

// What failed once is an image a minute later, and no 304 keeps it from being one.
func TestFailureThenRevalidation(t *testing.T) {
	original, err := fs.ReadFile(testdata.Samples(), "landscape.jpg")
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(original))
	if err != nil {
		t.Fatal(err)
	}
	size := strconv.Itoa(c.Width) + "x" + strconv.Itoa(c.Height)
	e := startReal(t, "{}", fstest.MapFS{"cat.jpg": {Data: original}})
	for _, step := range []struct {
		what  string
		do    func()
		path  string
		wants string
	}{
		{"S3 fails for the guest", func() { e.broken.Store(true) }, "/cat.jpg?w=60&h=40", "200 OK Miss image/jpeg " + size},
		{"half a minute later", func() { e.ahead.Add(30) }, "/cat.jpg?w=60&h=40", "200 OK Hit image/jpeg " + size},
		{"S3 is well again", func() { e.broken.Store(false); e.ahead.Add(40) }, "/cat.jpg?h=40&w=60", "200 OK Miss image/jpeg 60x40 Etag"},
		{"a day later", func() { e.ahead.Add(86400) }, "/cat.jpg?w=60&h=40", "200 OK Hit image/jpeg 60x40 Etag"},
		{"a year later it is made anew", func() { e.ahead.Add(366 * 86400) }, "/cat.jpg?w=60&h=40", "200 OK Miss image/jpeg 60x40 Etag"},
		{"an original", func() {}, "/cat.jpg", "200 OK Miss image/jpeg " + size + " Etag Last-Modified"},
		{"is confirmed by S3", func() { e.ahead.Add(2 * 86400) }, "/cat.jpg", "200 OK RefreshHit image/jpeg " + size + " Etag Last-Modified"},
	} {
		step.do()
		got := e.ask(step.path)
		if got != step.wants {
			t.Errorf("%s: GET %s\n got %s\nwant %s", step.what, step.path, got, step.wants)
		}
		t.Logf("%-28s GET %-22s %s", step.what, step.path, got)
	}
}

// An image's own ETag confirms it where the configuration says that CloudFront lets it.
func TestRevalidateByOwnETag(t *testing.T) {
	e := startReal(t, `{"revalidate":true}`, testdata.Samples())
	first := e.ask("/landscape.jpg?w=60&h=40")
	e.ahead.Add(366 * 86400)
	second := e.ask("/landscape.jpg?w=60&h=40")
	if !strings.Contains(first, " Miss ") || second != strings.Replace(first, " Miss ", " RefreshHit ", 1) {
		t.Errorf("got %s, then %s", first, second)
	}
}

// S3 obeys response-content-type on signed requests, and CloudFront signs. None
// reaches it, whatever else is in the query.
func TestResponseHeadersOfTheQuery(t *testing.T) {
	e := startReal(t, "{}", testdata.Samples())
	const evil = "response-content-type=text/html&response-cache-control=no-store"
	_, headers, body := e.s.origin.get(t.Context(), "landscape.jpg", evil, http.Header{})
	body.Close()
	if headers.Get("Content-Type") != "text/html" || headers.Get("Cache-Control") != "no-store" {
		t.Fatalf("the stand-in for S3 does not obey: %v", headers)
	}
	for _, query := range []string{evil, "w=40&" + evil, evil + "&x=%ff", "w=%ff&" + evil, "w=40&bg=gold&" + evil, "%72esponse-content-type=text/html&w=4", "w=40&x=\u00e9&" + evil} {
		r, _ := get(t, "GET", e.url+"/landscape.jpg?"+query)
		if got := r.Header.Get("Content-Type"); strings.Contains(got, "html") || r.Header.Get("Cache-Control") == "no-store" {
			t.Errorf("%s: got %s, %s", query, got, r.Header.Get("Cache-Control"))
		}
		t.Logf("GET /landscape.jpg?%-70s %s %s", query, r.Status, r.Header.Get("Content-Type"))
	}
}
