package edge

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"tintype/handler/cloudfront/wire"
)

// fakeHost answers with what a test wants, and remembers the events.
type fakeHost struct {
	mu     sync.Mutex
	events []wire.Event
	answer func(wire.Event) wire.Response
}

func (h *fakeHost) Handle(_ context.Context, event []byte) ([]byte, error) {
	var e wire.Event
	if err := json.Unmarshal(event, &e); err != nil {
		return nil, err
	}
	h.mu.Lock()
	h.events = append(h.events, e)
	h.mu.Unlock()
	return json.Marshal(h.answer(e))
}

func (h *fakeHost) Close() error { return nil }

func serve(t *testing.T, config string, answer func(wire.Event) wire.Response) (*fakeHost, *httptest.Server) {
	t.Helper()
	host := &fakeHost{answer: answer}
	files := fstest.MapFS{"cat.jpg": {Data: []byte("not really a picture")}, "a b+c.jpg": {Data: []byte("spaced")}}
	s, err := New(host, Folder{files}, []byte(config), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(func() { server.Close(); s.Close() })
	return host, server
}

// passing returns the origin's answer as it came.
func passing(e wire.Event) wire.Response { return *e.Records[0].CF.Response }

func get(t *testing.T, method, url string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r, string(body)
}

// Two ways to write one query are one cache entry, which answers HEAD, ranges
// and conditions as well.
func TestCacheKeyIsTheCanonicalQuery(t *testing.T) {
	host, s := serve(t, "{}", passing)
	for i, c := range []struct{ method, query, cache string }{
		{"GET", "?w=100&h=50", "Miss"}, {"GET", "?utm_source=x&height=50&w=100", "Hit"}, {"HEAD", "?h=50&w=100", "Hit"}, {"GET", "?w=101&h=50", "Miss"},
	} {
		r, body := get(t, c.method, s.URL+"/cat.jpg"+c.query)
		if got := r.Header.Get("X-Cache"); got != c.cache {
			t.Errorf("%d %s: X-Cache: got %s, want %s", i, c.query, got, c.cache)
		}
		if want := "not really a picture"; c.method == "GET" && body != want {
			t.Errorf("%d: got body %q, want %q", i, body, want)
		}
	}
	if len(host.events) != 2 {
		t.Errorf("got %d events, want 2", len(host.events))
	}
	r, body := get(t, "GET", s.URL+"/cat.jpg?w=100&h=50", "Range", "bytes=4-9")
	if r.StatusCode != 206 || body != "really" {
		t.Errorf("range: got %d %q", r.StatusCode, body)
	}
	r, _ = get(t, "GET", s.URL+"/cat.jpg?w=100&h=50", "If-None-Match", r.Header.Get("Etag"))
	if r.StatusCode != 304 {
		t.Errorf("If-None-Match: got %d, want 304", r.StatusCode)
	}
}

// The event is what CloudFront would send for an S3 origin.
func TestEvent(t *testing.T) {
	host, s := serve(t, "{}", passing)
	get(t, "GET", s.URL+"/a%20b+c.jpg?w=100")
	r, body := get(t, "GET", s.URL+"/missing.jpg?w=100")
	if r.StatusCode != 403 || !strings.Contains(body, "AccessDenied") {
		t.Errorf("missing: got %d %q, want S3's 403", r.StatusCode, body)
	}
	first, second := host.events[0].Records[0].CF, host.events[1].Records[0].CF
	if first.Request.URI != "/a%20b+c.jpg" || first.Request.QueryString != "w=100" || first.Response.Status != "200" {
		t.Errorf("got %+v", first.Request)
	}
	if first.Request.Origin.S3.DomainName != localOrigin || second.Response.Status != "403" {
		t.Errorf("got %+v, %s", first.Request.Origin.S3, second.Response.Status)
	}
	if _, ok := second.Response.Headers["transfer-encoding"]; !ok {
		t.Error("S3's error has Transfer-Encoding, the event has none")
	}
}

// An answer that CloudFront would refuse is a 502 that says why.
func TestInvalidAnswerIs502(t *testing.T) {
	_, s := serve(t, "{}", func(e wire.Event) wire.Response {
		r := passing(e)
		r.Headers = wire.Headers{}
		r.Headers.Add("X-Edge-Secret", "1")
		return r
	})
	r, body := get(t, "GET", s.URL+"/cat.jpg?w=100")
	if r.StatusCode != 502 || !strings.Contains(strings.ToLower(body), "x-edge") {
		t.Errorf("got %d %q, want a 502 that names the header", r.StatusCode, body)
	}
}

// A missing signature ends at the viewer-request function: no event is made.
func TestSignatureAtTheViewer(t *testing.T) {
	host, s := serve(t, `{"signing":{"tokens":["FOO123bar"],"required":true}}`, passing)
	if r, _ := get(t, "GET", s.URL+"/cat.jpg?w=100"); r.StatusCode != 403 || len(host.events) != 0 {
		t.Errorf("got %d and %d events, want 403 and none", r.StatusCode, len(host.events))
	}
}

// What expires, or is not to be stored, is not kept.
func TestLifetime(t *testing.T) {
	for _, c := range []struct {
		status int
		header string
		want   string
	}{
		{200, "", "24h0m0s"}, {200, "max-age=60", "1m0s"}, {200, "max-age=60, s-maxage=5", "5s"}, {200, "private", "0s"},
		{200, "no-store, max-age=9", "0s"}, {404, "", "10s"}, {404, "max-age=60", "1m0s"},
	} {
		if got := lifetime(c.status, http.Header{"Cache-Control": {c.header}}).String(); got != c.want {
			t.Errorf("%d %q: got %s, want %s", c.status, c.header, got, c.want)
		}
	}
}

// The front page shows every image, each JPEG with a link that ends in ?w=400.
func TestFrontPage(t *testing.T) {
	_, s := serve(t, "{}", passing)
	r, body := get(t, "GET", s.URL+"/")
	if r.StatusCode != 200 || !strings.Contains(body, `href="/cat.jpg?w=400"`) {
		t.Errorf("got %d without a link to /cat.jpg?w=400", r.StatusCode)
	}
}

// On loopback no other name is answered: DNS may say that it is this machine.
func TestOtherHosts(t *testing.T) {
	_, s := serve(t, "{}", passing)
	for host, want := range map[string]int{"": 200, "localhost:80": 200, "127.0.0.1": 200, "[::1]:9": 200, "a.localhost": 200,
		"evil.example": 421, "evil.example:8080": 421, "localhost.evil.example": 421} {
		for _, path := range []string{"/", "/cat.jpg?w=4"} {
			r, err := http.NewRequest("GET", s.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if host != "" {
				r.Host = host
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != want {
				t.Errorf("Host: %s, %s: got %d, want %d", host, path, answer.StatusCode, want)
			}
		}
	}
}

// No more guests run at once than there may be.
func TestGuestsAreBounded(t *testing.T) {
	var mu sync.Mutex
	running, most := 0, 0
	_, s := serve(t, "{}", func(e wire.Event) wire.Response {
		mu.Lock()
		running++
		most = max(most, running)
		mu.Unlock()
		time.Sleep(5 * time.Millisecond)
		mu.Lock()
		running--
		mu.Unlock()
		return passing(e)
	})
	var all sync.WaitGroup
	for i := range 4 * maxGuests {
		all.Go(func() {
			if r, err := http.Get(s.URL + "/cat.jpg?w=" + strconv.Itoa(i+1)); err == nil {
				r.Body.Close()
			}
		})
	}
	all.Wait()
	if most > maxGuests || most == 0 {
		t.Errorf("got %d at once, want at most %d", most, maxGuests)
	}
}
