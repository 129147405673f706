package cases_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"tintype/handler/cases"
	"tintype/handler/cloudfront/wire"
	"tintype/shim"
	"tintype/shim/build"
)

// objects are the bodies that real engines are given. What the table can only
// say of a made-up engine, and what depends on the time of the day, is left out.
func objects(t *testing.T) map[cases.Object][]byte {
	t.Helper()
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("../../testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	return map[cases.Object][]byte{
		"":          nil,
		"empty":     nil,
		"jpeg":      read("jpeg/gray.jpg"),
		"svg":       []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`),
		"text":      []byte("<!doctype html><title>cat</title>"),
		"truncated": read("jpeg/gray.jpg")[:100],
		"large":     read("jpeg/noise.jpg"),
	}
}

// expected are the paragraphs of the handler's golden without the lines that only
// the handler alone can write.
func expected(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../testdata/answers.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for paragraph := range strings.SplitSeq(string(text), "\n\n") {
		name, lines, _ := strings.Cut(strings.TrimSpace(paragraph), "\n")
		want[strings.TrimPrefix(name, "# ")] = comparable(lines)
	}
	return want
}

// comparable leaves out what is asked of the engine, the pause before a retry
// and the log, whose details are the engine's.
func comparable(lines string) string {
	kept := slices.DeleteFunc(strings.Split(strings.TrimSpace(lines), "\n"), func(line string) bool {
		return strings.HasPrefix(line, "transform ") || strings.HasPrefix(line, "log: ") || line == "  (later)"
	})
	return strings.Join(kept, "\n")
}

// run is one host: what it answers to a case and what it fetches on the way.
type run func(c *cases.Case, replies []reply) (answer []byte, fetches []fetched)

// reply is what one fetch gets, with the body's bytes.
type reply struct {
	Failure string            `json:"failure"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    []byte            `json:"body"`
}

type fetched struct {
	URL     string   `json:"url"`
	Headers []string `json:"headers"`
}

// Every host that runs the guest does with an event what the handler does alone.
func TestHosts(t *testing.T) {
	all, err := cases.All()
	if err != nil {
		t.Fatal(err)
	}
	module, err := build.Cached(t.Context(), build.Options{})
	if err != nil {
		t.Fatal(err)
	}
	bodies, want := objects(t), expected(t)
	for name, host := range hosts(t, module) {
		ran := 0
		for i := range all {
			c := &all[i]
			replies, ok := script(c, bodies)
			if !ok {
				continue
			}
			ran++
			answer, fetches := host(c, replies)
			var transcript cases.Transcript
			for _, f := range fetches {
				transcript.Fetch(f.URL, f.Headers)
			}
			transcript.Answer(answer, c.Event())
			if got := comparable(transcript.String()); got != want[c.Name] {
				t.Errorf("%s: %s:\n%s\nwant\n%s", name, c.Name, got, want[c.Name])
			}
		}
		if ran < 100 {
			t.Errorf("%s ran %d cases, want at least 100", name, ran)
		}
	}
}

// script is what the fetches of a case get, one after the other; ok is false for
// a case that only the handler alone can play.
func script(c *cases.Case, bodies map[cases.Object][]byte) (script []reply, ok bool) {
	if bytes.Contains(c.Event(), []byte("expires=")) {
		return nil, false
	}
	if bytes.Contains(c.Event(), []byte("mark=")) || strings.Contains(c.Config, "mark=") {
		return nil, false // two fetches at a time come in any order; shim's tests play these
	}
	for i := range len(c.Replies) + 1 {
		r := c.Reply(i)
		body, known := bodies[r.Object]
		if !known {
			return nil, false
		}
		if r.Body != "" {
			body = []byte(r.Body)
		}
		script = append(script, reply{r.Failure, r.Status, flat(r.Headers), body})
	}
	return script, true
}

func flat(headers wire.Headers) map[string]string {
	flat := map[string]string{}
	for name, fields := range headers {
		flat[name] = fields[0].Value
	}
	return flat
}

func hosts(t *testing.T, module []byte) map[string]run {
	all := map[string]run{"wazero": wazeroHost(t, module)}
	nodes := filepath.SplitList(os.Getenv("TINTYPE_NODES"))
	if len(nodes) == 0 {
		if node, err := exec.LookPath("node"); err == nil {
			nodes = []string{node}
		} else {
			t.Log("there is no node on the PATH: the Node host is not checked here")
		}
	}
	for _, node := range nodes {
		all[node] = nodeHost(t, node, module)
	}
	return all
}

// network gives out a case's replies and notes what was asked for.
type network struct {
	mu      sync.Mutex
	replies []reply
	fetches []fetched
}

// Fetch implements shim.Fetcher.
func (n *network) Fetch(_ context.Context, url string, header http.Header) (*http.Response, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f := fetched{URL: url}
	for name, values := range header {
		f.Headers = append(f.Headers, name+": "+values[0])
	}
	r := n.replies[min(len(n.fetches), len(n.replies)-1)]
	n.fetches = append(n.fetches, f)
	if r.Failure != "" {
		return nil, errors.New(r.Failure)
	}
	response := &http.Response{StatusCode: r.Status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(r.Body))}
	for name, value := range r.Headers {
		response.Header.Set(name, value)
	}
	return response, nil
}

func wazeroHost(t *testing.T, module []byte) run {
	n := &network{}
	loaded := map[string]*shim.Host{} // by configuration
	load := func(c *cases.Case) *shim.Host {
		key := c.Config + strconv.FormatBool(c.Credentials)
		if loaded[key] != nil {
			return loaded[key]
		}
		h, err := shim.Load(t.Context(), module, shim.Options{
			CacheDir: build.CacheDir(), Config: []byte(c.Config), Fetcher: n, Stdout: io.Discard, Stderr: os.Stderr,
			Credentials: func(context.Context) (shim.Credentials, error) {
				if !c.Credentials {
					return shim.Credentials{}, nil
				}
				return shim.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "SECRETEXAMPLE", SessionToken: "TOKENEXAMPLE"}, nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { h.Close() })
		loaded[key] = h
		return h
	}
	return func(c *cases.Case, replies []reply) ([]byte, []fetched) {
		t.Helper()
		n.replies, n.fetches = replies, nil
		answer, err := load(c).Handle(t.Context(), c.Event())
		if err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		return answer, n.fetches
	}
}

func nodeHost(t *testing.T, node string, module []byte) run {
	t.Helper()
	folder := t.TempDir()
	scripts, err := filepath.Glob("../../shim/node/*.mjs")
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range scripts {
		b, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(script)), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "tintype.wasm"), module, 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), node, "replay.mjs", folder)
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		command.Wait()
	})
	lines := bufio.NewReader(out)
	return func(c *cases.Case, replies []reply) ([]byte, []fetched) {
		t.Helper()
		question, err := json.Marshal(map[string]any{
			"config": c.Config, "event": json.RawMessage(c.Event()), "credentials": c.Credentials, "replies": replies,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.Write(append(question, '\n')); err != nil {
			t.Fatal(err)
		}
		line, err := lines.ReadBytes('\n')
		if err != nil {
			t.Fatalf("%s: node has ended: %v", c.Name, err)
		}
		var said struct {
			Answer  json.RawMessage
			Fetches []fetched
			Log     string
		}
		if err := json.Unmarshal(line, &said); err != nil {
			t.Fatal(err)
		}
		return said.Answer, said.Fetches
	}
}
