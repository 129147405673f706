package build

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
)

// The code that makes a guest of a compiled module: what it makes depends on it, too.
//
//go:embed *.go */*.go
var sources embed.FS

// mostKept is how many guests stay in the cache.
const mostKept = 12

// Cached is Guest for tests and local servers, of which several want the same guest: what
// the Go toolchain compiles is rebuilt once, and then read. A package that is shipped is
// made by Guest alone.
func Cached(ctx context.Context, opts Options) ([]byte, error) {
	opts.fill()
	compiled, err := compile(ctx, opts)
	if err != nil {
		return nil, err
	}
	sample, err := testdata(ctx, firstSource)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(filepath.Dir(CacheDir()), "guests")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return rebuild(ctx, compiled, opts)
	}
	name := filepath.Join(dir, keyOf(compiled, sample, opts)+".wasm")
	unlock := lock(name + ".lock") // who comes second waits and reads
	defer unlock()
	if module, err := os.ReadFile(name); err == nil {
		return module, nil
	}
	module, err := rebuild(ctx, compiled, opts)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(name+".new", module, 0o666); err == nil {
		os.Rename(name+".new", name)
	}
	prune(dir)
	return module, nil
}

// keyOf is of all that a guest is made of.
func keyOf(compiled, sample []byte, opts Options) string {
	h := sha256.New()
	fmt.Fprintln(h, runtime.Version(), opts.MaxMemory, opts.Names)
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if strings.Contains(m.Path, "wazero") { // runs the guest up to its snapshot
				fmt.Fprintln(h, m.Path, m.Version)
			}
		}
	}
	fs.WalkDir(sources, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasSuffix(name, "_test.go") {
			text, _ := sources.ReadFile(name)
			fmt.Fprintln(h, name, len(text))
			h.Write(text)
		}
		return err
	})
	h.Write(compiled)
	h.Write(sample)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// prune removes the oldest guests.
func prune(dir string) {
	names, _ := filepath.Glob(filepath.Join(dir, "*.wasm"))
	age := func(name string) int64 {
		info, err := os.Stat(name)
		if err != nil {
			return 0
		}
		return info.ModTime().UnixNano()
	}
	slices.SortFunc(names, func(a, b string) int { return int(age(b)>>20 - age(a)>>20) })
	for _, name := range names[min(len(names), mostKept):] {
		os.Remove(name)
		os.Remove(name + ".lock")
	}
}
