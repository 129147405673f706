// Command hosts is two contenders of the bench, which speak the protocol of
// worker.mjs: the Go library, native, and the package's module in wazero.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"log"
	"os"
	"runtime"
	"syscall"
	"time"

	"tintype"
	"tintype/shim"
)

type ask struct {
	Source string `json:"source"`
	Query  string `json:"query"`
	Out    string `json:"out"`
}

// engine makes one image.
type engine func(ctx context.Context, data []byte, query string) ([]byte, error)

func main() {
	log.SetFlags(0)
	module := flag.String("wasm", "", "run this module in wazero, not the library")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	begin := time.Now()
	run, err := load(*module)
	if err != nil {
		log.Fatalf("hosts: %v", err)
	}
	out := json.NewEncoder(os.Stdout)
	out.Encode(map[string]any{"ready": true, "load": milliseconds(begin)})
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var a ask
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			out.Encode(map[string]string{"error": err.Error()})
			continue
		}
		out.Encode(answer(a, run))
	}
}

func milliseconds(since time.Time) float64 { return float64(time.Since(since).Microseconds()) / 1000 }

func load(module string) (engine, error) {
	ctx := context.Background()
	if module == "" {
		return func(ctx context.Context, data []byte, query string) ([]byte, error) {
			r, err := tintype.Transform(ctx, bytes.NewReader(data), tintype.Options{Query: query})
			if err != nil {
				return nil, err
			}
			return r.Body, nil
		}, nil
	}
	wasm, err := os.ReadFile(module)
	if err != nil {
		return nil, err
	}
	host, err := shim.Load(ctx, wasm, shim.Options{})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, data []byte, query string) ([]byte, error) {
		r, err := host.Transform(ctx, bytes.NewReader(data), query)
		if err != nil {
			return nil, err
		}
		return r.Body, nil
	}, nil
}

func answer(a ask, run engine) map[string]any {
	data, err := os.ReadFile(a.Source)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	start := time.Now()
	body, err := run(context.Background(), data, a.Query)
	ms := milliseconds(start)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	if a.Out != "" {
		if err := os.WriteFile(a.Out, body, 0o666); err != nil {
			return map[string]any{"error": err.Error()}
		}
	}
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return map[string]any{"ms": ms, "bytes": len(body), "rss": usage.Maxrss}
}
