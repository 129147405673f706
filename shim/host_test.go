package shim_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tintype/shim"
	"tintype/shim/build"
)

// hostile builds the guest of testdata/hostile once; its comment lists what it
// does on which query.
var hostile = sync.OnceValues(func() ([]byte, error) {
	return build.Cached(context.Background(), build.Options{Package: "tintype/shim/testdata/hostile", MaxMemory: 192 << 20})
})

// load returns a host of the hostile guest, and what it prints.
func load(t *testing.T, opts shim.Options) (*shim.Host, *bytes.Buffer) {
	t.Helper()
	module, err := hostile()
	if err != nil {
		t.Fatal(err)
	}
	var printed bytes.Buffer
	opts.CacheDir = build.CacheDir()
	opts.Stdout, opts.Stderr = io.Discard, &printed
	h, err := shim.Load(t.Context(), module, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h, &printed
}

func event(query string) []byte {
	return []byte(`{"Records":[{"cf":{"config":{"eventType":"origin-response"},"request":{"method":"GET","uri":"/a.jpg","querystring":"` + query + `"},"response":{"status":"200","headers":{}}}}]}`)
}

const untouched = `{"status":"200","headers":{}}`

// shortly is that, for a minute: what a host answers whose guests both failed.
const shortly = `{"headers":{"cache-control":[{"key":"Cache-Control","value":"public, max-age=60"}]},"status":"200"}`

// Whatever sizes the pieces of a source have, the guest sees the same bytes.
func TestTransformReadsAnyPieces(t *testing.T) {
	h, _ := load(t, shim.Options{})
	random := rand.New(rand.NewPCG(1, 2))
	source := make([]byte, 300_000)
	for i := range source {
		source[i] = byte(random.Uint32())
	}
	for range 20 {
		out, err := h.Transform(t.Context(), &ragged{data: source, random: random}, "do=echo")
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(out.Body, source) {
			t.Fatalf("got %d bytes, want the source's %d", len(out.Body), len(source))
		}
	}
}

// ragged reads data in pieces of random size, some of them empty.
type ragged struct {
	data   []byte
	random *rand.Rand
}

func (r *ragged) Read(b []byte) (int, error) {
	if len(r.data) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), r.random.IntN(90_000))], r.data)
	r.data = r.data[n:]
	return n, nil
}

// A guest that fails as a library is an error, and the next call works.
func TestTransformSurvivesItsGuest(t *testing.T) {
	h, _ := load(t, shim.Options{})
	for _, do := range []string{"panic", "jobpanic", "trap", "exit", "deadlock", "oom", "breach", "wild", "lost"} {
		if out, err := h.Transform(t.Context(), strings.NewReader("x"), "do="+do); err == nil {
			t.Errorf("do=%s: got %q, want an error", do, out.Body)
		}
		out, err := h.Transform(t.Context(), strings.NewReader("good"), "do=echo")
		if err != nil || string(out.Body) != "good" {
			t.Fatalf("after do=%s: got %v, %v", do, out, err)
		}
	}
}

// The tables that the build empties are not missed: stacks are grown, moved and
// scanned, panics recovered, with every pointer where it was.
func TestGuestKeepsItsStacks(t *testing.T) {
	h, _ := load(t, shim.Options{})
	want := 0
	for _, depth := range []int{2000, 2001, 2002, 2003} {
		want += depth * (depth + 1) / 2
	}
	for range 3 {
		out, err := h.Transform(t.Context(), strings.NewReader(""), "do=stack")
		if err != nil || string(out.Body) != strconv.Itoa(want) {
			t.Fatalf("got %v, %v, want %d", out, err, want)
		}
	}
}

// A source that fails is the guest's to report, with a code.
func TestTransformReportsTheSource(t *testing.T) {
	h, _ := load(t, shim.Options{})
	_, err := h.Transform(t.Context(), io.MultiReader(strings.NewReader("abc"), failing{}), "do=echo")
	var refused *shim.Error
	if !errors.As(err, &refused) || refused.Code != "test" || refused.Message != "disk on fire" {
		t.Fatalf("got %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("disk on fire") }

// A job that has enough before its source ends is not fed any further.
func TestTransformEndsEarly(t *testing.T) {
	h, _ := load(t, shim.Options{})
	source := strings.NewReader(strings.Repeat("0123456789", 100_000))
	out, err := h.Transform(t.Context(), source, "do=early")
	if err != nil || string(out.Body) != "0123456789" {
		t.Fatalf("got %v, %v", out, err)
	}
	if source.Len() < 800_000 {
		t.Errorf("%d bytes were left, want nearly all", source.Len())
	}
}

// A guest that never ends is stopped: by the clock where it reads it, by
// wazero's own check, where that is wanted, if it does not.
func TestRunawayGuestIsStopped(t *testing.T) {
	for do, interrupt := range map[string]bool{"poll": false, "spin": true} {
		h, printed := load(t, shim.Options{Timeout: 100 * time.Millisecond, Interrupt: interrupt})
		begun := time.Now()
		out, err := h.Handle(t.Context(), event("do="+do))
		if err != nil || string(out) != shortly {
			t.Fatalf("do=%s: got %s, %v", do, out, err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("do=%s: took %v", do, took)
		}
		if !strings.Contains(printed.String(), "served the original") {
			t.Errorf("do=%s: printed %q", do, printed)
		}
	}
}

// A guest that keeps its deadline ends by itself and lives on.
func TestDeadlineIsKept(t *testing.T) {
	h, printed := load(t, shim.Options{Timeout: 50 * time.Millisecond})
	out, err := h.Handle(t.Context(), event("do=clock"))
	if err != nil || string(out) != untouched || !strings.Contains(printed.String(), "failed: deadline") {
		t.Fatalf("got %s, %v, printed %q", out, err, printed)
	}
}

// Every failure of a guest at the edge is answered with the original, says so,
// and does not outlive its request.
func TestHandleServesTheOriginal(t *testing.T) {
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "body") }))
	defer origin.Close()
	h, printed := load(t, shim.Options{Config: []byte(origin.URL)})
	for _, do := range []string{"panic", "jobpanic", "trap", "exit", "deadlock", "oom", "breach", "wild", "lost"} {
		printed.Reset()
		out, err := h.Handle(t.Context(), event("do="+do))
		if err != nil || string(out) != shortly {
			t.Errorf("do=%s: got %s, %v", do, out, err)
		}
		if !strings.Contains(printed.String(), "served the original") {
			t.Errorf("do=%s: printed %q", do, printed)
		}
		out, err = h.Handle(t.Context(), event("do=echo"))
		if want := `{"status":"200","headers":{"x-status":[{"key":"X-Status","value":"200"}]},"bodyEncoding":"base64","body":"Ym9keQ=="}`; err != nil || string(out) != want {
			t.Fatalf("after do=%s: got %s, %v", do, out, err)
		}
	}
}

// After a failure another guest is asked, past its deadline: it knows how long the
// original may be cached.
func TestHandleAsksAnotherGuest(t *testing.T) {
	h, printed := load(t, shim.Options{})
	out, err := h.Handle(t.Context(), event("do=late"))
	if err != nil || string(out) != `{"status":"200","headers":{}}` {
		t.Errorf("got %s, %v", out, err)
	}
	if !strings.Contains(printed.String(), "a guest failed") || strings.Contains(printed.String(), "served the original") {
		t.Errorf("printed %q", printed)
	}
}

// A path goes out as it stands: what Go would read as a host's name, resolve or
// write another way is part of a key.
func TestFetchKeepsThePath(t *testing.T) {
	var got string
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got = r.RequestURI }))
	defer origin.Close()
	for _, path := range []string{"/a.jpg", "//a.jpg", "//a//b.jpg?x=%20", "///", "//%7E/../a%2Fb", "/a/../b%7E%2Fc//d?x=1&y=%20", "//a.jpg?versionId=//b"} {
		response, err := shim.HTTPFetcher{}.Fetch(t.Context(), origin.URL+path, http.Header{})
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		response.Body.Close()
		if got != path {
			t.Errorf("%s: the origin was asked for %s", path, got)
		}
	}
}

// Fetches go on at the same time, carry their headers, obey the guest's limit and tell why they failed.
func TestHandleFetches(t *testing.T) {
	both := make(chan bool, 2)
	mux := http.NewServeMux()
	const rawPath = "/a/../b%7E%2Fc//d?x=1&y=%20"
	mux.HandleFunc("/two", func(w http.ResponseWriter, r *http.Request) {
		both <- true
		for len(both) < 2 && r.Context().Err() == nil {
			time.Sleep(time.Millisecond)
		}
		io.WriteString(w, "<"+r.Header.Get("x-test")+">")
	})
	mux.HandleFunc("/large", func(w http.ResponseWriter, r *http.Request) { w.Write(make([]byte, 1<<20+1)) })
	mux.HandleFunc("/cut", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "short")
	})
	mux.HandleFunc("/missing", http.NotFound)
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.RequestURI == rawPath { // the mux would redirect
			io.WriteString(w, "as it stands")
			return
		}
		mux.ServeHTTP(w, r)
	}))
	defer origin.Close()
	for _, c := range []struct{ do, path, answer, printed string }{
		{"two", "/two", `"body":"PDI+PDE+"`, ""}, // <2><1>
		{"echo", "/large", untouched, "failed: too large"},
		{"echo", "/cut", untouched, "failed: unexpected EOF"},
		{"echo", "/missing", `"value":"404"`, ""},
		{"echo", rawPath, `"body":"YXMgaXQgc3RhbmRz"`, ""}, // as it stands
	} {
		h, printed := load(t, shim.Options{Config: []byte(origin.URL + c.path)})
		out, err := h.Handle(t.Context(), event("do="+c.do))
		if err != nil || !strings.Contains(string(out), c.answer) || !strings.Contains(printed.String(), c.printed) {
			t.Errorf("%s %s: got %.300s, %v, printed %q", c.do, c.path, out, err, printed)
		}
	}
}

// Requests at the same time do not meet in one guest.
func TestHandleConcurrently(t *testing.T) {
	h, _ := load(t, shim.Options{})
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			source := strings.Repeat(fmt.Sprint(i), 200_000)
			do := []string{"echo", "panic", "echo", "trap"}[i%4]
			out, err := h.Transform(t.Context(), strings.NewReader(source), "do="+do)
			if do != "echo" {
				if err == nil {
					t.Errorf("do=%s succeeded", do)
				}
				return
			}
			if err != nil || string(out.Body) != source {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	group.Wait()
}

// A request whose viewer is gone does not go on.
func TestHandleIsCanceled(t *testing.T) {
	h, _ := load(t, shim.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	if _, err := h.Handle(ctx, event("do=poll")); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}

// The credentials reach the guest; without a signer there are none.
func TestHandlePassesCredentials(t *testing.T) {
	keys := func(context.Context) (shim.Credentials, error) {
		return shim.Credentials{AccessKeyID: "id", SecretAccessKey: "secret", SessionToken: "token"}, nil
	}
	for _, c := range []struct {
		opts shim.Options
		body string
	}{
		{shim.Options{Credentials: keys}, `"body":"MTU="`}, // 15
		{shim.Options{}, `"body":"Mg=="`},                  // 2, the line ends
	} {
		h, _ := load(t, c.opts)
		out, err := h.Handle(t.Context(), event("do=secret"))
		if err != nil || !strings.Contains(string(out), c.body) {
			t.Errorf("got %s, %v", out, err)
		}
	}
}

// The protocol is written down once: the same words head the guest and both hosts.
func TestProtocolIsTheSame(t *testing.T) {
	var first string
	for _, file := range []string{"guest/boundary/protocol.go", "node/guest.mjs", "protocol.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		begin := strings.Index(string(text), "// The protocol between guest and host")
		end := strings.Index(string(text), "// End of the protocol.")
		if begin < 0 || end < begin {
			t.Fatalf("%s has no protocol", file)
		}
		words := string(text)[begin:end]
		if first == "" {
			first = words
		}
		if words != first {
			t.Errorf("%s differs from the guest's", file)
		}
	}
}

// What a guest failed by stands in the line about it, and the trace of its end does not
// fill the log.
func TestHowAGuestFailed(t *testing.T) {
	for do, want := range map[string]string{"oom": "memory", "panic": "panic", "trap": "panic", "poll": "time"} {
		h, printed := load(t, shim.Options{Timeout: 500 * time.Millisecond})
		if _, err := h.Handle(t.Context(), event("do="+do)); err != nil {
			t.Fatalf("%s: %v", do, err)
		}
		lines := strings.Split(strings.TrimSpace(printed.String()), "\n")
		if len(lines) > 2 || !strings.Contains(lines[0], `"message":"a guest failed","reason":"`+want+`"`) {
			t.Errorf("%s: got %d lines, %.300s, want the reason %s", do, len(lines), lines[0], want)
		}
	}
}
