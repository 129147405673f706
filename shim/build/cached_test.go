package build

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The cache gives what Guest makes, once per content: what lies there is read, and other
// options have another place.
func TestCached(t *testing.T) {
	own, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOCACHE", strings.TrimSpace(string(own)))
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	opts := Options{Package: "tintype/shim/testdata/hostile", MaxMemory: 192 << 20}
	want, err := Guest(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Cached(t.Context(), opts)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("got %d bytes, %v, want the %d of Guest", len(got), err, len(want))
	}
	kept, _ := filepath.Glob(filepath.Join(filepath.Dir(CacheDir()), "guests", "*.wasm"))
	if len(kept) != 1 {
		t.Fatalf("got %d files in the cache, want one", len(kept))
	}
	if err := os.WriteFile(kept[0], []byte("from the cache"), 0o666); err != nil {
		t.Fatal(err)
	}
	if got, err := Cached(t.Context(), opts); err != nil || string(got) != "from the cache" {
		t.Errorf("got %d bytes, %v, want what the cache has", len(got), err)
	}
	opts.MaxMemory = 128 << 20
	if got, err := Cached(t.Context(), opts); err != nil || len(got) < 1000 {
		t.Errorf("got %d bytes, %v, want a guest of other limits", len(got), err)
	}
}
