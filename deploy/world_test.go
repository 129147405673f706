package deploy

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"tintype/deploy/awstest"
	"tintype/deploy/viewer"
	"tintype/handler"
)

// world is an account, its edge, and somebody who deploys.
type world struct {
	t      *testing.T
	cloud  *awstest.Cloud
	server *httptest.Server
	edge   func(*http.Request) (*http.Response, error)
	out    bytes.Buffer

	key     string // access key
	calls   int    // by the SDK, in the last run
	slept   time.Duration
	lost    int // the answer to this call never arrives: the run ends there
	answers io.Reader
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, cloud: awstest.New(), key: "AKIAEXAMPLE"}
	w.server = httptest.NewServer(w.cloud)
	t.Cleanup(w.server.Close)
	w.edge = w.serveEdge
	w.cloud.AddBucket("photos", "eu-central-1", map[string][]byte{"notes.txt": []byte("x"), "holiday/cat.jpg": []byte("jpeg")})
	return w
}

// packaged writes a package that differs with its content.
func packaged(t *testing.T, config, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, file := range [][2]string{{"index.mjs", content}, {"tintype.json", config}} {
		entry, err := z.Create(file[0])
		if err != nil {
			t.Fatal(err)
		}
		entry.Write([]byte(file[1]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "tintype.zip")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// serveEdge answers what a good deployment answers: an image of the size that
// was asked for, from a distribution that exists.
func (w *world) serveEdge(r *http.Request) (*http.Response, error) {
	known := false
	for _, id := range w.cloud.Distributions() {
		known = known || w.cloud.Domain(id) == r.URL.Host
	}
	recorder := httptest.NewRecorder()
	if !known {
		recorder.WriteHeader(http.StatusNotFound)
		return recorder.Result(), nil
	}
	width, _ := strconv.Atoi(r.URL.Query().Get("w"))
	height, _ := strconv.Atoi(r.URL.Query().Get("h"))
	recorder.Header().Set("Content-Type", "image/jpeg")
	jpeg.Encode(recorder, image.NewGray(image.Rect(0, 0, width, height)), nil)
	return recorder.Result(), nil
}

// watcher sees what is printed.
type watcher func(string)

func (f watcher) Write(p []byte) (int, error) { f(string(p)); return len(p), nil }

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// errKilled is what becomes of the call at which a run ends.
var errKilled = errors.New("the run was ended here")

var compiled = map[string][]byte{}

// compileOnce is viewer.Compile, which takes longer than all calls together.
func compileOnce(c *handler.Config) ([]byte, error) {
	key := fmt.Sprintf("%+v", *c)
	if compiled[key] == nil {
		source, err := viewer.Compile(c)
		if err != nil {
			return nil, err
		}
		compiled[key] = source
	}
	return compiled[key], nil
}

// run carries out one command from its start, as a process of its own would.
func (w *world) run(o Options, command func(*Deployer, context.Context) error) error {
	w.t.Helper()
	ctx, kill := context.WithCancel(context.Background())
	defer kill()
	w.calls = 0
	w.out.Reset()
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		w.calls++
		// Answers are read whole: a run ends between calls, not within one.
		response, err := w.server.Client().Transport.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if w.calls == w.lost {
			kill()
			return nil, errKilled
		}
		response.Body = io.NopCloser(bytes.NewReader(body))
		return response, err
	})
	clients := NewClients(aws.Config{
		BaseEndpoint: &w.server.URL, Credentials: credentials.NewStaticCredentialsProvider(w.key, "example", ""),
		HTTPClient: &http.Client{Transport: transport}, RetryMaxAttempts: 1,
	})
	d := New(o, clients, w.answers, &w.out)
	d.HTTP = &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) { return w.edge(r) })}
	d.Now = w.cloud.Now
	d.viewer = compileOnce
	d.Sleep = func(ctx context.Context, t time.Duration) error { w.slept += t; return ctx.Err() }
	return command(d, ctx)
}

// must runs a command that has to end well, and returns what it printed.
func (w *world) must(o Options, command func(*Deployer, context.Context) error) string {
	w.t.Helper()
	if err := w.run(o, command); err != nil {
		w.t.Fatalf("%v\n%s", err, w.out.String())
	}
	return w.out.String()
}

// changes counts the calls that change something.
func (w *world) changes() (actions []string) {
	for _, c := range w.cloud.Calls() {
		if c.Changes {
			actions = append(actions, c.Service+":"+c.Action)
		}
	}
	return actions
}

func wantText(t *testing.T, got string, want ...string) {
	t.Helper()
	for _, s := range want {
		if !strings.Contains(got, s) {
			t.Errorf("got %q, want %q in it", got, s)
		}
	}
}
