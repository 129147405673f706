package shim_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tintype/shim"
	"tintype/shim/build"
	"tintype/shim/build/profile"
	"tintype/shim/build/split"
	"tintype/transform"
	"tintype/transform/params"
)

// engine is one of the ways in which the same code runs: natively, the guest
// under wazero, the package in a Node.
type engine struct {
	name      string
	transform func(file, query string) outcome
	handle    func(event []byte) ([]byte, error) // nil natively
}

// outcome is what a transformation came to: an image or an error.
type outcome struct {
	Hash        string          `json:"hash,omitempty"`
	ContentType string          `json:"contentType,omitempty"`
	Info        json.RawMessage `json:"info,omitempty"`
	Code        string          `json:"code,omitempty"`
	Message     string          `json:"message,omitempty"`
}

// guest is the shipped module, built once.
var guest = sync.OnceValues(func() ([]byte, error) { return build.Cached(context.Background(), build.Options{}) })

// parts is the same in two, as the package has it.
var parts = sync.OnceValues(func() (*split.Parts, error) {
	module, err := guest()
	if err != nil {
		return nil, err
	}
	used, err := profile.Used(context.Background(), module, "../testdata")
	if err != nil {
		return nil, err
	}
	return split.Split(module, func(index int) bool { return used[index] })
})

// hosts returns the hosts of the guest under a configuration: wazero with the whole
// module, and with its parts each Node of TINTYPE_NODES (a list of paths) or else the one
// on the PATH.
func hosts(t *testing.T, config string) []engine {
	t.Helper()
	module, err := guest()
	if err != nil {
		t.Fatal(err)
	}
	all := []engine{wazeroEngine(t, module, config)}
	nodes := filepath.SplitList(os.Getenv("TINTYPE_NODES"))
	if len(nodes) == 0 {
		node, err := exec.LookPath("node")
		if err != nil {
			t.Log("there is no node on the PATH: the Node host is not checked here")
			return all
		}
		nodes = []string{node}
	}
	p, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range nodes {
		all = append(all, nodeEngine(t, node, p, config))
	}
	return all
}

func nativeEngine(t *testing.T) engine {
	return engine{name: "native", transform: func(file, query string) outcome {
		p, err := transform.Parse(query)
		if err != nil {
			return failed(err)
		}
		src, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer src.Close()
		var body bytes.Buffer
		i, err := transform.Do(&body, src, p, transform.DefaultLimits())
		if err != nil {
			return failed(err)
		}
		return made(body.Bytes(), i.ContentType, shim.Info{
			Width: i.Width, Height: i.Height, Format: i.Format,
			Quality: i.Quality, Fit: i.Fit, Kept: i.Kept, Damaged: i.Partial, Missing: append([]string{}, i.Missing...), Ignored: append([]string{}, i.Ignored...),
			Source: shim.Source{Width: i.Source.Width, Height: i.Source.Height, Format: i.Source.Format},
		})
	}}
}

func wazeroEngine(t *testing.T, module []byte, config string) engine {
	t.Helper()
	h, err := shim.Load(t.Context(), module, shim.Options{
		CacheDir: build.CacheDir(), Config: []byte(config), Stdout: io.Discard, Stderr: testLog{t},
		Credentials: func(context.Context) (shim.Credentials, error) {
			return shim.Credentials{AccessKeyID: "id", SecretAccessKey: "secret"}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return engine{
		name: "wazero",
		transform: func(file, query string) outcome {
			src, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer src.Close()
			out, err := h.Transform(t.Context(), src, query)
			if err != nil {
				return failed(err)
			}
			return made(out.Body, out.ContentType, out.Info)
		},
		handle: func(event []byte) ([]byte, error) { return h.Handle(t.Context(), event) },
	}
}

func made(body []byte, contentType string, info shim.Info) outcome {
	hash := sha256.Sum256(body)
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false) // as JavaScript
	_ = e.Encode(info)
	return outcome{Hash: hex.EncodeToString(hash[:]), ContentType: contentType, Info: bytes.TrimSpace(text.Bytes())}
}

func failed(err error) outcome {
	var refused *shim.Error
	var bad *params.Error
	var unusable *transform.Error
	switch {
	case errors.As(err, &refused):
		return outcome{Code: refused.Code, Message: refused.Message}
	case errors.As(err, &bad):
		return outcome{Code: "parameter", Message: bad.Error()}
	case errors.As(err, &unusable):
		return outcome{Code: unusable.Code, Message: unusable.Error()}
	}
	return outcome{Code: "none of ours", Message: err.Error()}
}

// nodeEngine starts a Node on the package, unpacked.
func nodeEngine(t *testing.T, node string, p *split.Parts, config string) engine {
	t.Helper()
	dir := t.TempDir()
	files := map[string][]byte{"tintype.wasm": p.Core, "tintype-rest.wasm": p.Rest, "tintype.json": []byte(config)}
	scripts, err := filepath.Glob("node/*.mjs")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range scripts {
		if files[filepath.Base(path)], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(node, "testdata/bridge.mjs", dir)
	cmd.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=id", "AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN=")
	cmd.Stderr = testLog{t}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		cmd.Wait()
	})
	lines := bufio.NewReader(stdout)
	ask := func(question any) []byte {
		line, err := json.Marshal(question)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := stdin.Write(append(line, '\n')); err != nil {
			t.Fatal(err)
		}
		reply, err := lines.ReadBytes('\n')
		if err != nil {
			t.Fatalf("node has ended: %v", err)
		}
		return reply
	}
	return engine{
		name: node,
		transform: func(file, query string) (o outcome) {
			path, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(ask(map[string]string{"file": path, "query": query}), &o); err != nil {
				t.Fatal(err)
			}
			return o
		},
		handle: func(event []byte) ([]byte, error) {
			return bytes.TrimSpace(ask(map[string]json.RawMessage{"event": event})), nil
		},
	}
}

// testLog shows what a host prints when its test fails.
type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Log(strings.TrimSuffix(string(b), "\n"))
	return len(b), nil
}
