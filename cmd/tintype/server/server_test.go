package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"tintype/cmd/tintype/server/drive"
	"tintype/cmd/tintype/server/engine"
	"tintype/cmd/tintype/server/store"
	"tintype/handler"
	"tintype/testdata/s3server"
	"tintype/transform"
)

// open starts a server of some options on the loopback address.
func open(t *testing.T, o Options) (*Server, string) {
	t.Helper()
	if o.Engine == nil {
		o.Engine = engine.Native{}
	}
	if o.Sources == nil {
		o.Sources = []Source{{Folder: "../../../testdata"}}
	}
	s, err := New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewUnstartedServer(s)
	h.Config = s.HTTP()
	h.Config.ReadHeaderTimeout = 2 * time.Minute // however busy the machine is
	h.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	h.Start()
	t.Cleanup(h.Close)
	return s, h.URL
}

// ask returns an answer and its body; headers are name, value, name, value…
func ask(t *testing.T, method, url string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	return response, string(b)
}

// What HTTP asks of a server: statuses, conditions, ranges, HEAD, and the library's
// bytes.
func TestServer(t *testing.T) {
	_, at := open(t, Options{Store: store.NewMemory(1 << 20), Config: []byte(`{"cors":["https://a.example","https://b.example"]}`)})
	source, err := os.ReadFile("../../../testdata/jpeg/gray.jpg")
	if err != nil {
		t.Fatal(err)
	}
	p, _ := transform.Parse("w=50")
	var want bytes.Buffer
	if _, err := transform.Do(&want, bytes.NewReader(source), p, transform.DefaultLimits()); err != nil {
		t.Fatal(err)
	}
	const cat = "/jpeg/gray.jpg"
	image, body := ask(t, "GET", at+cat+"?w=50")
	if body != want.String() || image.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("got %d bytes of %s, want the library's %d", len(body), image.Header.Get("Content-Type"), want.Len())
	}
	original, _ := ask(t, "GET", at+cat)
	for _, row := range []struct {
		method, path string
		headers      []string
		status, size int
	}{
		{"GET", cat, nil, 200, len(source)},
		{"HEAD", cat, nil, 200, 0},
		{"GET", cat, []string{"Range", "bytes=0-9"}, 206, 10},
		{"GET", cat, []string{"If-None-Match", original.Header.Get("ETag")}, 304, 0},
		{"GET", cat + "?w=50", nil, 200, len(body)},
		{"HEAD", cat + "?w=50", nil, 200, 0},
		{"HEAD", cat + "?w=51", nil, 200, 0},
		{"GET", cat + "?w=50", []string{"If-None-Match", image.Header.Get("ETag")}, 304, 0},
		{"GET", cat + "?w=50", []string{"Range", "bytes=0-9"}, 206, 10},
		{"GET", cat + "?w=50", []string{"Range", "bytes=0-9", "If-Range", image.Header.Get("ETag")}, 206, 10},
		{"GET", cat + "?w=50", []string{"Range", "bytes=0-9", "If-Range", `"x"`}, 200, len(body)},
		{"GET", cat + "?w=x", nil, 400, -1},
		{"HEAD", cat + "?w=x", nil, 400, 0},
		{"GET", "/none.jpg?w=50", nil, 404, -1},
		{"GET", "/none.jpg", nil, 404, -1},
		{"GET", "/../go.mod", nil, 404, -1},
		{"POST", cat, nil, 405, -1},
		{"OPTIONS", cat, nil, 204, 0},
		{"GET", "/broken", nil, 404, -1},
	} {
		r, body := ask(t, row.method, at+row.path, row.headers...)
		if r.StatusCode != row.status || row.size >= 0 && len(body) != row.size {
			t.Errorf("%s %s %v: got %d and %d bytes, want %d and %d", row.method, row.path, row.headers, r.StatusCode, len(body), row.status, row.size)
		}
		if row.method == "HEAD" && row.status == 200 && r.ContentLength <= 0 {
			t.Errorf("HEAD %s: got a length of %d", row.path, r.ContentLength)
		}
	}
	if r, _ := ask(t, "GET", at+cat+"?w=50", "Origin", "https://b.example"); r.Header.Get("Access-Control-Allow-Origin") != "https://b.example" {
		t.Errorf("another origin got %q", r.Header.Get("Access-Control-Allow-Origin"))
	}
	if r, _ := ask(t, "GET", at+cat+"?w=50&auto=format", "Accept", "image/webp"); r.Header.Get("Content-Type") != "image/webp" || !strings.Contains(r.Header.Get("Vary"), "Accept") {
		t.Errorf("auto=format: got %v", r.Header)
	}
}

// slowly counts the images that it makes, and makes none before it may.
type slowly struct {
	made  atomic.Int32
	begin chan struct{}
}

func (e *slowly) Transform(ctx context.Context, src io.Reader, t handler.Transform) (handler.Result, error) {
	e.made.Add(1)
	io.Copy(io.Discard, src)
	select {
	case <-e.begin:
		return handler.Result{Body: []byte("image"), ContentType: "image/jpeg", Width: 1, Height: 1}, nil
	case <-ctx.Done():
		return handler.Result{}, &transform.Error{Code: transform.CodeDeadline, Msg: "too late"}
	}
}

// Who asks for the same image at the same time waits for one to be made. What is more
// than workers and line hold is told to come back, at once, and all is well afterwards.
func TestLine(t *testing.T) {
	e := &slowly{begin: make(chan struct{})}
	s, at := open(t, Options{Engine: e, Workers: 2, Line: 3})
	var ok, busy, all sync.WaitGroup
	statuses := make([]atomic.Int32, 1000)
	get := func(width int, done *sync.WaitGroup) {
		all.Go(func() {
			r, _ := ask(t, "GET", fmt.Sprintf("%s/jpeg/gray.jpg?w=%d", at, width))
			statuses[r.StatusCode].Add(1)
			if r.StatusCode == 503 && r.Header.Get("Retry-After") == "" {
				t.Error("503 without Retry-After")
			}
			done.Done()
		})
	}
	ok.Add(20)
	for width := range 5 { // as many as there are places
		for range 4 {
			get(10+width, &ok)
		}
	}
	for s.gate.Waiting()+s.gate.Working() < 5 || e.made.Load() < 2 || s.open.Load() < 20 {
		time.Sleep(time.Millisecond)
	}
	busy.Add(10)
	for width := range 10 {
		get(100+width, &busy)
	}
	busy.Wait()
	if n := statuses[503].Load(); n != 10 {
		t.Errorf("got %d answers of 503, want 10", n)
	}
	close(e.begin)
	ok.Wait()
	all.Wait()
	if n := statuses[200].Load(); n != 20 || e.made.Load() != 5 {
		t.Errorf("got %d images of %d made, want 20 of 5", n, e.made.Load())
	}
	if r, _ := ask(t, "GET", at+"/jpeg/gray.jpg?w=200"); r.StatusCode != 200 {
		t.Errorf("afterwards: got %d", r.StatusCode)
	}
	for s.gate.Waiting()+s.gate.Working() > 0 || s.open.Load() > 0 {
		time.Sleep(time.Millisecond)
	}
}

// An image that nobody waits for any more is not made to its end.
func TestViewerLeaves(t *testing.T) {
	e := &slowly{begin: make(chan struct{})}
	s, at := open(t, Options{Engine: e})
	ctx, leave := context.WithCancel(t.Context())
	r, _ := http.NewRequestWithContext(ctx, "GET", at+"/jpeg/gray.jpg?w=5", nil)
	done := make(chan error)
	go func() { _, err := http.DefaultTransport.RoundTrip(r); done <- err }()
	for e.made.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	leave()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for s.gate.Working() > 0 {
		time.Sleep(time.Millisecond)
	}
}

// heldOrigin gives its answers when it is told to.
type heldOrigin struct {
	drive.Fetcher
	asked chan struct{}
	begin chan struct{}
}

func (h heldOrigin) Fetch(ctx context.Context, f handler.Fetch) (*drive.Response, error) {
	h.asked <- struct{}{}
	<-h.begin
	return h.Fetcher.Fetch(ctx, f)
}

// The first who asks for an image is almost out of time when its origin answers, and gets
// the original; whoever has come since then has time and gets the image.
func TestFirstIsLate(t *testing.T) {
	s, at := open(t, Options{})
	held := heldOrigin{s.places[0].fetcher, make(chan struct{}, 10), make(chan struct{})}
	s.places[0].fetcher = held
	w := httptest.NewRecorder()
	first := &visit{server: s, w: w, r: httptest.NewRequest("GET", "/jpeg/gray.jpg?w=50", nil), begun: time.Now().Add(-s.o.Timeout + 500*time.Millisecond)}
	var all sync.WaitGroup
	all.Go(func() {
		first.answer()
	})
	<-held.asked
	all.Go(func() {
		r, body := ask(t, "GET", at+"/jpeg/gray.jpg?w=50")
		if made := r.Header.Get("X-Tintype"); made != "transformed" || len(body) == 0 {
			t.Errorf("the second got %q, want an image", made)
		}
	})
	for s.open.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(20 * time.Millisecond) // so that it joins the first; if not, it is the first of its own
	close(held.begin)
	all.Wait()
	if made := w.Header().Get("X-Tintype"); made != `original;reason="deadline"` {
		t.Errorf("the first got %q, want the original, for want of time", made)
	}
}

// A stored image is answered without its origin while it is fresh, then the origin is
// asked whether the original has changed; a purge by key forgets what shows it.
func TestCache(t *testing.T) {
	dir := t.TempDir()
	source, err := os.ReadFile("../../../testdata/jpeg/gray.jpg")
	if err != nil {
		t.Fatal(err)
	}
	write := func() {
		if err := os.WriteFile(filepath.Join(dir, "cat.jpg"), source, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write()
	var log bytes.Buffer
	s, at := open(t, Options{
		Store: store.NewMemory(1 << 20), Fresh: 50 * time.Millisecond, Sources: []Source{{Folder: dir}},
		Log: slog.New(slog.NewJSONHandler(&log, nil)),
	})
	admin := httptest.NewServer(s.Admin())
	defer admin.Close()
	how := func() string {
		log.Reset()
		r, _ := ask(t, "GET", at+"/cat.jpg?w=5")
		if r.StatusCode != 200 {
			t.Fatalf("got %d", r.StatusCode)
		}
		for s.open.Load() > 0 {
			time.Sleep(time.Millisecond)
		}
		var line struct{ Cache string }
		if err := json.Unmarshal(log.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		return line.Cache
	}
	late := func() { time.Sleep(60 * time.Millisecond) }
	got := []string{how()}
	got = append(got, how())
	late()
	got = append(got, how())
	late()
	write() // another time: another ETag
	got = append(got, how())
	r, body := ask(t, "POST", admin.URL+"/purge?key=/cat.jpg")
	if r.StatusCode != 200 || !strings.Contains(body, `"removed":1`) {
		t.Errorf("purge: got %d %s", r.StatusCode, body)
	}
	got = append(got, how())
	if want := "miss hit renewed miss miss"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, " "), want)
	}
	if r, _ := ask(t, "POST", admin.URL+"/purge"); r.StatusCode != 400 {
		t.Errorf("a purge of nothing: got %d", r.StatusCode)
	}
	if _, body := ask(t, "GET", admin.URL+"/metrics"); !strings.Contains(body, `tintype_cache_total{result="miss"} 3`) {
		t.Errorf("metrics: got %s", body)
	}
	s.Drain()
	if r, _ := ask(t, "GET", at+"/healthz"); r.StatusCode != 503 {
		t.Errorf("health of who is about to end: got %d", r.StatusCode)
	}
}

// Whoever sends Authorization gets what is stored for all, and a cache before the server
// is not to keep it unless the origin says that it may.
func TestCredentials(t *testing.T) {
	public := "public, max-age=86400, s-maxage=31536000"
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization")+r.Header.Get("Cookie") != "" {
			t.Error("the origin sees a viewer's credentials")
		}
		w.Header().Set("Cache-Control", "public, max-age=600")
		http.ServeFile(w, r, "../../../testdata/jpeg/gray.jpg")
	}))
	defer web.Close()
	s, at := open(t, Options{Store: store.NewMemory(1 << 20), Sources: []Source{{Prefix: "/web", URL: web.URL, Private: true}, {Folder: "../../../testdata/jpeg"}}})
	for _, c := range []struct{ path, header, value, want string }{
		{"/gray.jpg?w=5", "", "", public}, // made
		{"/gray.jpg?w=5", "Authorization", "Basic eDp5", "private, max-age=86400"},
		{"/gray.jpg?w=5", "Cookie", "a=b", public},
		{"/gray.jpg?w=6", "Authorization", "Bearer x", "private, max-age=86400"}, // made
		{"/gray.jpg?w=6", "", "", public},
		{"/gray.jpg?w=6", "Authorization", "AWS4-HMAC-SHA256 Credential=x", public},
		{"/gray.jpg", "Authorization", "Basic eDp5", "private, max-age=86400"},
		{"/web/a.jpg?w=5", "Authorization", "Basic eDp5", "public, max-age=600"}, // made
		{"/gray.jpg?w=abc", "Authorization", "Basic eDp5", "public, max-age=60"},
	} {
		headers := []string{}
		if c.header != "" {
			headers = append(headers, c.header, c.value)
		}
		if r, _ := ask(t, "GET", at+c.path, headers...); r.Header.Get("Cache-Control") != c.want {
			t.Errorf("%s, %s: got %q, want %q", c.path, c.value, r.Header.Get("Cache-Control"), c.want)
		}
	}
	admin := httptest.NewServer(s.Admin())
	defer admin.Close()
	if _, body := ask(t, "GET", admin.URL+"/metrics"); !strings.Contains(body, `tintype_cache_total{result="miss"} 3`) {
		t.Errorf("want three images made, got %s", body)
	}
}

// A bucket's originals come signed, and images that were stored in a bucket are served
// again by another process.
func TestBuckets(t *testing.T) {
	root := t.TempDir()
	source, err := os.ReadFile("../../../testdata/jpeg/gray.jpg")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"photos/in", "results"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "photos/in/my cat.jpg"), source, 0o644); err != nil {
		t.Fatal(err)
	}
	endpoint := s3server.Start(t, root, "id", "secret")
	o := Options{
		Sources:     []Source{{Prefix: "/b", Bucket: "photos/in", Region: s3server.Region, Endpoint: endpoint}},
		Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
		Store:       store.Tiered{Near: store.NewMemory(1 << 20), Far: store.NewBucket(bucketClient(endpoint), "results", "made")},
	}
	s, at := open(t, o)
	first, body := ask(t, "GET", at+"/b/my%20cat.jpg?w=50")
	if first.StatusCode != 200 || len(body) < 100 {
		t.Fatalf("got %d %s", first.StatusCode, body)
	}
	s.Flush()
	if err := os.Remove(filepath.Join(root, "photos/in/my cat.jpg")); err != nil {
		t.Fatal(err)
	}
	o.Store = store.Tiered{Near: store.NewMemory(1 << 20), Far: store.NewBucket(bucketClient(endpoint), "results", "made")}
	other, at := open(t, o)
	again, same := ask(t, "GET", at+"/b/my%20cat.jpg?w=50")
	if same != body || again.Header.Get("ETag") != first.Header.Get("ETag") {
		t.Errorf("another process: got %d and %d bytes, want the stored image", again.StatusCode, len(same))
	}
	if n, err := other.Purge(httptest.NewRequest("POST", "/", nil), handler.CacheTag("/b/my cat.jpg")); n != 1 || err != nil {
		t.Errorf("purge: got %d, %v", n, err)
	}
	if r, _ := ask(t, "GET", at+"/b/my%20cat.jpg?w=50"); r.StatusCode != 404 {
		t.Errorf("after the purge: got %d, want 404 of the original that has gone", r.StatusCode)
	}
}

// Addresses go to the source that says most of them; whole addresses only to allowed
// hosts.
func TestSources(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") != "" || r.Header.Get("Authorization") != "" {
			t.Error("a viewer's secrets were passed on")
		}
		fmt.Fprintf(w, "web %s", r.RequestURI)
	}))
	defer web.Close()
	host := strings.TrimPrefix(web.URL, "http://")
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "a.txt"), []byte("folder"), 0o644)
	_, at := open(t, Options{Sources: []Source{
		{Folder: dir}, {Prefix: "/web", URL: web.URL + "/base", Private: true}, {Prefix: "/any", Allow: []string{host}, Private: true},
		{Prefix: "/public", Allow: []string{host}}, {Host: "other.example", Folder: "../../../testdata"},
	}})
	for _, row := range []struct{ path, want string }{
		{"/a.txt", "200 folder"},
		{"/web/x%20y?q=1", "200 web /base/x%20y"},
		{"/webx", "404 not found\n"},
		{"/any/http%3A%2F%2F" + host + "%2Fp%2Fq%3Fz%3D1", "200 web /p/q?z=1"},
		{"/any/http://" + host + "/p", "200 web /p"},
		{"/any/http%3A%2F%2Fexample.com%2Fp", "404 not found\n"},
		{"/any/http%3A%2F%2Fuser@" + host + "%2Fp", "404 not found\n"},
		{"/any/file%3A%2F%2F%2Fetc%2Fpasswd", "404 not found\n"},
		{"/public/http%3A%2F%2F" + host + "%2Fp", "404 not found\n"},
		{"/public/https%3A%2F%2F" + host + "%2Fp", "502 the original could not be fetched\n"},
	} {
		r, body := ask(t, "GET", at+row.path, "Cookie", "secret", "Authorization", "secret")
		if got := fmt.Sprint(r.StatusCode, " ", body); got != row.want {
			t.Errorf("%s: got %q, want %q", row.path, got, row.want)
		}
	}
	for _, bad := range []Source{{}, {Folder: "x", Bucket: "y"}, {Folder: dir, Prefix: "a"}, {Folder: dir, Prefix: "/a/"}, {URL: "http://example.com"}, {URL: "https://u@example.com"}, {Allow: []string{"*"}}} {
		if _, err := New(t.Context(), Options{Sources: []Source{bad}, Engine: engine.Native{}}); err == nil {
			t.Errorf("%+v: got no error", bad)
		}
	}
}

// An image that cannot be made leaves the original in its place, to all who have asked,
// and what breaks off in the middle is not taken for the whole.
func TestOriginalInstead(t *testing.T) {
	_, at := open(t, Options{})
	want, err := os.ReadFile("../../../testdata/MANIFEST.md")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if r, body := ask(t, "GET", at+"/MANIFEST.md?w=5"); r.StatusCode != 200 || body != string(want) || r.Header.Get("ETag") != "" {
				t.Errorf("got %d and %d bytes, ETag %q, want the original without one", r.StatusCode, len(body), r.Header.Get("ETag"))
			}
		})
	}
	all.Wait()
}

var _ drive.Engine = (*slowly)(nil)

func bucketClient(endpoint string) *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: &endpoint, UsePathStyle: true, Region: s3server.Region,
		Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
	})
}
