package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tintype/deploy/awstest"
)

// probedEdge plays CloudFront, S3 and the probe's function as far as the probe asks.
type probedEdge struct {
	w         *world
	countsB64 bool // base64 counts toward the limit of a body
	keepsTag  bool // an ETag that the function drops is used all the same
	clock     int64
	cached    map[string]*probedAnswer
}

type probedAnswer struct {
	status  int
	header  http.Header
	length  int
	expires time.Duration
	tag     string
	asks    string // the ETag to revalidate with
	born    int    // invalidations so far
}

func (e *probedEdge) serve(r *http.Request) (*http.Response, error) {
	key := r.URL.Path + "?" + r.URL.RawQuery
	c := e.cached[key]
	invalidated := len(e.w.cloud.Invalidated())
	state := "Hit from cloudfront"
	if c == nil || c.expires <= e.w.slept || c.tag != "" && c.born < invalidated {
		state = "Miss from cloudfront"
		asks := ""
		if c != nil && c.expires <= e.w.slept {
			asks = c.asks
		}
		c = e.origin(r, asks)
		c.born = invalidated
		e.cached[key] = c
	}
	recorder := httptest.NewRecorder()
	for name := range c.header {
		recorder.Header().Set(name, c.header.Get(name))
	}
	recorder.Header().Set("X-Cache", state)
	recorder.WriteHeader(c.status)
	if r.Method != "HEAD" {
		recorder.WriteString(strings.Repeat("x", c.length))
	}
	return recorder.Result(), nil
}

// origin is S3 and the function behind it.
func (e *probedEdge) origin(r *http.Request, asks string) *probedAnswer {
	q, _ := url.ParseQuery(strings.ReplaceAll(r.URL.RawQuery, "+", "%2B"))
	a := &probedAnswer{status: 200, header: http.Header{"Content-Type": {"image/jpeg"}, "Etag": {`"s3"`}}, length: 20, expires: e.w.slept + 24*time.Hour}
	saw := "200"
	switch {
	case strings.Contains(r.URL.Path, "there-is-none"):
		saw, a.status = "403", 403
	case strings.HasPrefix(r.URL.RawQuery, "x=") && strings.ContainsAny(r.URL.RawQuery, "!'("):
		saw, a.status = "403", 403
	case asks == `"s3"`:
		saw = "304"
	case r.Header.Get("Range") != "":
		saw = "206"
	}
	if q.Get("response-content-type") != "" {
		a.header.Set("Content-Type", q.Get("response-content-type"))
	}
	if r.URL.Path == "/"+probeShort || q.Get("age") == "1" {
		a.expires = e.w.slept + time.Second
	}
	a.asks = `"s3"`
	if q.Get("etag") != "" {
		a.asks = `"` + q.Get("etag") + `"`
	}
	if q.Has("noetag") && !e.keepsTag {
		a.asks = ""
	}
	a.tag = q.Get("tag")
	if n, err := strconv.Atoi(q.Get("bytes")); err == nil {
		a.status, a.length = 200, n
		if n > 1<<20 || e.countsB64 && (n+2)/3*4 > 1<<20 {
			a.status, a.length = 502, 0
		}
	}
	e.clock++
	text, _ := json.Marshal(map[string]any{"status": saw, "uri": r.URL.EscapedPath(), "seen": r.URL.EscapedPath(), "asked": asks, "at": e.clock})
	a.header.Set("X-Probe", url.PathEscape(string(text)))
	return a
}

// newProbe is a world whose edge answers a probe.
func newProbe(t *testing.T) (*world, *probedEdge) {
	w := newWorld(t)
	e := &probedEdge{w: w, cached: map[string]*probedAnswer{}}
	w.edge = e.serve
	return w, e
}

// finishProbe lets the hours pass that replicas take, and removes what is left.
func finishProbe(w *world, o Options) {
	w.t.Helper()
	w.cloud.ExpireReplicas()
	o.Remove = true
	w.must(o, (*Deployer).Probe)
}

// The probe settles every line, says what differs from what is assumed, and leaves
// nothing.
func TestProbe(t *testing.T) {
	w, e := newProbe(t)
	before := w.cloud.State()
	o := Options{Package: packaged(t, `{}`, "1"), Yes: true, KMSKey: "new"}
	if err := w.run(o, (*Deployer).Probe); !errors.Is(err, ErrProbeReplicas) {
		t.Fatalf("got %v, want replicas\n%s", err, w.out.String())
	}
	out := w.out.String()
	if at := os.Getenv("TINTYPE_PROBE_TABLE"); at != "" {
		os.WriteFile(at, []byte(out), 0o600)
	}
	table := strings.ReplaceAll(out[strings.LastIndex(out, "question"):], "  ", " ")
	for strings.Contains(table, "  ") {
		table = strings.ReplaceAll(table, "  ", " ")
	}
	wantText(t, table, "utilization of 100 below 50 below 50: 20 20 20 20 20 20 as assumed", "790,000 bytes taken taken as assumed", "1,040,384) nothing taken",
		"limits.responseBytes may be 1040384", "bare, signed by OAC nothing 403", "sees S3's 304 304 304 as assumed", "no conditional request yes yes as assumed", "function's ETag yes yes as assumed",
		"then GET 200, then 200 200, then 200 (Hit from cloudfront) as assumed", "the function saw 206", "cache tag works works as assumed", "by KMS 200 200 as assumed",
		"see one text yes yes as assumed", "sent as text/plain", "byte for byte nothing yes", "not there 403 403 as assumed", "answers at once yes yes as assumed")
	if strings.Contains(table, "DIFFERS") || strings.Contains(table, "not found out") {
		t.Errorf("got %s", table)
	}
	wantText(t, w.cloud.StackStatus("tintype-probe"), "DELETE_FAILED")
	finishProbe(w, o)
	if after := w.cloud.State(); after != before {
		t.Errorf("got what is left:\n%s\nwant:\n%s", after, before)
	}
	wantText(t, w.must(Options{Yes: true, Remove: true}, (*Deployer).Probe), "Nothing to remove")

	e.countsB64, e.keepsTag, e.cached = true, true, map[string]*probedAnswer{}
	w.cloud.Utilization = func(string, []byte) int { return 71 }
	o.KMSKey = ""
	w.run(o, (*Deployer).Probe)
	wantText(t, w.out.String(), "refused: status 502", "up to 71: 71", "no: with \"s3\", status 304", "DIFFERS")
}

// An AWS that fails or a person who stops it half-way leaves nothing but what replicas
// hold up.
func TestProbeRemovesAfterFailure(t *testing.T) {
	o := Options{Package: packaged(t, `{}`, "1"), Yes: true}
	for _, c := range []struct {
		name, want string
		spoil      func(*world, *probedEdge, context.CancelFunc)
	}{
		{"creation fails", "ROLLBACK_COMPLETE", func(w *world, _ *probedEdge, _ context.CancelFunc) {
			w.cloud.Denied["cloudfront:CreateDistribution"] = true
		}},
		{"an object cannot be put", "quota", func(w *world, _ *probedEdge, _ context.CancelFunc) {
			w.cloud.OnCall = func(call awstest.Call) *awstest.Fault {
				if call.Action == "PutObject" {
					return &awstest.Fault{Status: 400, Code: "ServiceQuotaExceeded"}
				}
				return nil
			}
		}},
		{"interrupt while it is made", "interrupted", func(w *world, _ *probedEdge, stop context.CancelFunc) {
			w.cloud.OnCall = func(call awstest.Call) *awstest.Fault {
				if call.Action == "ExecuteChangeSet" {
					stop()
				}
				return nil
			}
		}},
		{"interrupt while it asks", "interrupted", func(w *world, e *probedEdge, stop context.CancelFunc) {
			w.edge = func(r *http.Request) (*http.Response, error) {
				if strings.Contains(r.URL.RawQuery, "bytes=") {
					stop()
				}
				return e.serve(r)
			}
		}},
		{"the edge does not answer", "", func(w *world, _ *probedEdge, _ context.CancelFunc) {
			w.edge = func(*http.Request) (*http.Response, error) { return nil, fmt.Errorf("no route") }
		}},
	} {
		w, e := newProbe(t)
		before := w.cloud.State()
		err := w.run(o, func(d *Deployer, ctx context.Context) error {
			ctx, stop := context.WithCancel(ctx)
			defer stop()
			c.spoil(w, e, stop)
			return d.Probe(ctx)
		})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q\n%s", c.name, err, c.want, w.out.String())
		}
		w.cloud.OnCall = nil
		w.cloud.Denied = map[string]bool{}
		if n := len(w.cloud.Distributions()); n > 0 {
			t.Errorf("%s: got %d distributions left, want none", c.name, n)
		}
		finishProbe(w, o)
		if after := w.cloud.State(); after != before {
			t.Errorf("%s: got what is left:\n%s\nwant:\n%s", c.name, after, before)
		}
	}
}

// A run that was killed leaves a stack, which the next one removes first; a stack of
// somebody's is not touched.
func TestProbeAfterKill(t *testing.T) {
	o := Options{Package: packaged(t, `{}`, "1"), Yes: true}
	w, _ := newProbe(t)
	before := w.cloud.State()
	w.must(o, func(d *Deployer, ctx context.Context) error { // as far as a kill would let it come
		d.Stack = "tintype-probe"
		if _, err := d.identify(ctx); err != nil {
			return err
		}
		set, err := d.makeChangeSet(ctx, &stack{}, stackInput{probeTemplate, map[string]string{"BucketName": d.probeBucket(), "WithKey": "false"}, nil})
		if err != nil {
			return err
		}
		if err := d.execute(ctx, set); err != nil {
			return err
		}
		return d.putProbes(ctx, "")
	})
	if err := w.run(o, (*Deployer).Probe); !errors.Is(err, ErrProbeReplicas) {
		t.Fatal(err)
	}
	wantText(t, w.out.String(), "which an earlier probe has left")
	finishProbe(w, o)
	if after := w.cloud.State(); after != before {
		t.Errorf("got what is left:\n%s\nwant:\n%s", after, before)
	}
	w.must(Options{Bucket: "photos", Package: o.Package, Stack: "mine", Yes: true, NoVerify: true}, (*Deployer).Deploy)
	if err := w.run(Options{Stack: "mine", Yes: true, Remove: true}, (*Deployer).Probe); err == nil || !strings.Contains(err.Error(), "none of a probe") {
		t.Errorf("got %v, want a refusal", err)
	}
}

// The probe's template is valid, and its function is small enough to be written there.
func TestProbeTemplate(t *testing.T) {
	lint := cfnLint(t)
	path := filepath.Join(t.TempDir(), "probe.yaml")
	if err := os.WriteFile(path, []byte(probeTemplate), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := lintTemplate(lint, path); err != nil {
		t.Errorf("got %v\n%s", err, out)
	}
}
