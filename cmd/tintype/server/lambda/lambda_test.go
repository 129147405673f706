package lambda

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"tintype/cmd/tintype/server"
	"tintype/cmd/tintype/server/engine"
	"tintype/cmd/tintype/server/store"
	"tintype/handler/lambdaurl"
	"tintype/testdata/s3server"
)

// emulator plays Lambda's runtime interface toward a function, as strictly as the
// documents of custom runtimes have it.
type emulator struct {
	t       *testing.T
	server  *httptest.Server
	events  chan string
	answers chan answered
	n       int
}

// answered is what came of one event.
type answered struct {
	status  int
	headers map[string]string
	body    []byte
	pieces  int    // in which the body came
	failure string // of an event that was refused, or of an answer that broke off
}

func newEmulator(t *testing.T) *emulator {
	e := &emulator{t: t, events: make(chan string), answers: make(chan answered, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", e.next)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", e.response)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", func(w http.ResponseWriter, r *http.Request) {
		var failure struct{ ErrorMessage string }
		if err := json.NewDecoder(r.Body).Decode(&failure); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusAccepted)
		e.answers <- answered{failure: failure.ErrorMessage}
	})
	e.server = httptest.NewServer(mux)
	t.Cleanup(e.server.Close)
	return e
}

func (e *emulator) api() string { return strings.TrimPrefix(e.server.URL, "http://") }

func (e *emulator) next(w http.ResponseWriter, r *http.Request) {
	select {
	case event := <-e.events:
		e.n++
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", fmt.Sprintf("id-%d", e.n))
		w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(time.Minute).UnixMilli()))
		io.WriteString(w, event)
	case <-r.Context().Done():
	}
}

func (e *emulator) response(w http.ResponseWriter, r *http.Request) {
	if id := r.PathValue("id"); id != fmt.Sprintf("id-%d", e.n) {
		e.t.Errorf("got an answer to %s, want id-%d", id, e.n)
	}
	if r.Header.Get("Content-Type") != lambdaurl.StreamType || r.Header.Get("Lambda-Runtime-Function-Response-Mode") != "streaming" || r.ContentLength >= 0 {
		e.t.Errorf("got %v and a length of %d, want a stream", r.Header, r.ContentLength)
	}
	in := bufio.NewReader(r.Body)
	head, err := in.ReadString(0)
	if err != nil {
		e.t.Error(err)
	}
	if rest, _ := in.Peek(7); string(rest) != lambdaurl.Separator[:7] {
		e.t.Errorf("after the head: got %q", rest)
	}
	in.Discard(7)
	var prelude struct {
		StatusCode int
		Headers    map[string]string
	}
	if err := json.Unmarshal([]byte(strings.TrimSuffix(head, "\x00")), &prelude); err != nil {
		e.t.Errorf("head: got %q: %v", head, err)
	}
	a := answered{status: prelude.StatusCode, headers: prelude.Headers}
	buf := make([]byte, 1<<20)
	for {
		n, err := in.Read(buf)
		a.body = append(a.body, buf[:n]...)
		a.pieces++
		if err != nil {
			break
		}
	}
	a.failure = r.Trailer.Get("Lambda-Runtime-Function-Error-Type")
	w.WriteHeader(http.StatusAccepted)
	e.answers <- a
}

// ask puts an address to the function as CloudFront does.
func (e *emulator) ask(path string, headers ...string) answered {
	e.t.Helper()
	path, query, _ := strings.Cut(path, "?")
	all := map[string]string{"host": "abc.lambda-url.eu-west-1.on.aws"}
	for i := 0; i < len(headers); i += 2 {
		all[headers[i]] = headers[i+1]
	}
	event, err := json.Marshal(map[string]any{
		"version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "headers": all, "isBase64Encoded": false,
		"requestContext": map[string]any{"requestId": "r", "http": map[string]any{"method": "GET", "path": path, "sourceIp": "192.0.2.1"}},
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return e.event(string(event))
}

func (e *emulator) event(text string) answered {
	e.t.Helper()
	select {
	case e.events <- text:
	case <-time.After(2 * time.Minute):
		e.t.Fatal("the function asks for no event")
	}
	return <-e.answers
}

// start runs a function of some options.
func start(t *testing.T, o server.Options) *emulator {
	t.Helper()
	o.Engine = engine.Native{}
	srv, err := server.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	e := newEmulator(t)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- (&Runtime{API: e.api(), Server: srv}).Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return e
}

// Events get the server's answers, and one that is none is refused without an end of the
// function.
func TestEvents(t *testing.T) {
	e := start(t, server.Options{Sources: []server.Source{{Folder: "../../../../testdata"}}})
	first := e.ask("/jpeg/gray.jpg?w=50")
	for _, row := range []struct {
		path    string
		headers []string
		status  int
		kind    string
	}{
		{"/jpeg/gray.jpg?w=50", nil, 200, "image/jpeg"},
		{"/jpeg/gray.jpg/~w=50", nil, 200, "image/jpeg"},
		{"/jpeg/gray.jpg?w=50&auto=format", []string{"accept", "image/webp"}, 200, "image/webp"},
		{"/jpeg/gray.jpg?w=50", []string{"if-none-match", first.headers["etag"]}, 304, ""},
		{"/jpeg/gray.jpg", []string{"range", "bytes=0-3"}, 206, "image/jpeg"},
		{"/jpeg/gray.jpg?w=x", nil, 400, "text/plain; charset=utf-8"},
		{"/none.jpg/~w=5", nil, 404, "text/plain; charset=utf-8"},
		{"/healthz", nil, 200, "text/plain; charset=utf-8"},
	} {
		a := e.ask(row.path, row.headers...)
		if a.status != row.status || row.kind != "" && a.headers["content-type"] != row.kind || a.failure != "" {
			t.Errorf("%s: got %d %s %s, want %d %s", row.path, a.status, a.headers["content-type"], a.failure, row.status, row.kind)
		}
	}
	if a := e.event(`{"Records":[]}`); !strings.Contains(a.failure, "payload format 2.0") {
		t.Errorf("another event: got %+v", a)
	}
	if a := e.ask("/jpeg/gray.jpg?w=50"); !bytes.Equal(a.body, first.body) {
		t.Error("afterwards the image is another one")
	}
}

// An answer beyond what a buffered one may have, 6 MB, comes whole and in pieces.
func TestLarge(t *testing.T) {
	dir := t.TempDir()
	film := make([]byte, 12<<20)
	random := rand.NewChaCha8([32]byte{})
	random.Read(film)
	if err := os.WriteFile(filepath.Join(dir, "film.mp4"), film, 0o644); err != nil {
		t.Fatal(err)
	}
	a := start(t, server.Options{Sources: []server.Source{{Folder: dir}}}).ask("/film.mp4")
	if a.status != 200 || !bytes.Equal(a.body, film) || a.pieces < 10 {
		t.Errorf("got %d and %d bytes in %d pieces, want %d", a.status, len(a.body), a.pieces, len(film))
	}
}

// An image is made once: the next who ask get it from the bucket, under the address that
// they ask for, until it is purged.
func TestStored(t *testing.T) {
	root := t.TempDir()
	for _, bucket := range []string{"photos", "results"} {
		if err := os.Mkdir(filepath.Join(root, bucket), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	source, err := os.ReadFile("../../../../testdata/jpeg/gray.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "photos/my cat.jpg"), source, 0o644); err != nil {
		t.Fatal(err)
	}
	endpoint := s3server.Start(t, root, "id", "secret")
	keys := credentials.NewStaticCredentialsProvider("id", "secret", "")
	client := s3.New(s3.Options{BaseEndpoint: &endpoint, UsePathStyle: true, Region: s3server.Region, Credentials: keys})
	results := store.ByAddress{Bucket: store.NewBucket(client, "results", "")}
	e := start(t, server.Options{Sources: []server.Source{{Bucket: "photos", Region: s3server.Region, Endpoint: endpoint}}, Credentials: keys, Store: results})
	asked := 0
	// cdn is CloudFront's origin group: the bucket, and where that has nothing the function.
	cdn := func(address string) (string, []byte) {
		t.Helper()
		key, err := url.PathUnescape(address[1:])
		if err != nil {
			t.Fatal(err)
		}
		out, err := client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("results"), Key: &key})
		if err == nil {
			b, err := io.ReadAll(out.Body)
			if err != nil {
				t.Fatal(err)
			}
			return aws.ToString(out.ContentType) + ", " + aws.ToString(out.CacheControl), b
		}
		asked++
		a := e.ask(address)
		if a.status != 200 {
			t.Fatalf("%s: got %d %s", address, a.status, a.body)
		}
		e.ask("/healthz") // Lambda goes on: what was to be stored is
		return a.headers["content-type"] + ", " + a.headers["cache-control"], a.body
	}
	const address = "/my%20cat.jpg/~fm=webp&w=50"
	first, body := cdn(address)
	again, same := cdn(address)
	if first != again || !bytes.Equal(body, same) || asked != 1 {
		t.Errorf("got %s and %d bytes, then %s and %d; the function was asked %d times, want once", first, len(body), again, len(same), asked)
	}
	cdn("/my%20cat.jpg/~w=60")
	if n, err := results.Purge(t.Context(), "/my cat.jpg"); n != 2 || err != nil {
		t.Errorf("purge: got %d, %v, want 2", n, err)
	}
	if cdn(address); asked != 3 {
		t.Errorf("after the purge: the function was asked %d times, want 3", asked)
	}

	// A watermark that was replaced takes the images that show it along, and those alone.
	if err := os.WriteFile(filepath.Join(root, "photos/logo.jpg"), source, 0o644); err != nil {
		t.Fatal(err)
	}
	const marked = "/my%20cat.jpg/~mark=%2Flogo.jpg&w=70"
	for range 2 {
		if cdn(marked); asked != 4 {
			t.Errorf("with a watermark: the function was asked %d times, want 4", asked)
		}
	}
	for _, dryRun := range []bool{true, false} {
		if originals, n, err := results.PurgeKey(t.Context(), "logo.jpg", dryRun); n != 1 || err != nil || len(originals) != 1 || originals[0] != "my cat.jpg" {
			t.Errorf("purge of the watermark: got %q, %d, %v, want one image of my cat.jpg", originals, n, err)
		}
	}
	if cdn(address); asked != 4 {
		t.Errorf("without the watermark: the function was asked %d times, want 4", asked)
	}
	if cdn(marked); asked != 5 {
		t.Errorf("with it, after the purge: the function was asked %d times, want 5", asked)
	}
}

// How long a function that Lambda has just started takes to its first image:
// TINTYPE_BOOTSTRAP names the program.
func TestColdStart(t *testing.T) {
	program := os.Getenv("TINTYPE_BOOTSTRAP")
	if program == "" {
		t.Skip("not checked: a cold start; TINTYPE_BOOTSTRAP names no program")
	}
	originals, err := filepath.Abs("../../../../testdata/samples")
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		e := newEmulator(t)
		begun := time.Now()
		c := exec.Command(program)
		c.Dir = t.TempDir()
		c.Env = append(os.Environ(), "AWS_LAMBDA_RUNTIME_API="+e.api(), "TINTYPE_SOURCE=/="+originals)
		c.Stderr = t.Output()
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		a := e.ask("/city.jpg?w=720")
		cold := time.Since(begun)
		warm := time.Now()
		e.ask("/city.jpg?w=720")
		t.Logf("status %d, cold %v, warm %v", a.status, cold.Round(time.Millisecond), time.Since(warm).Round(time.Millisecond))
		c.Process.Kill()
		c.Wait()
	}
}
