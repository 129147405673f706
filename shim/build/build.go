// Package build makes the guest's module: the Go toolchain's output with the
// memory maximum that its linker does not write.
package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/tetratelabs/wazero/api"

	"tintype/shim/build/flow"
	"tintype/shim/build/profile"
)

// DefaultMaxMemory is the most memory of a guest in bytes, limits.memory of
// tintype.json.
const DefaultMaxMemory = 512 << 20

// Options says how a guest is built. The zero value is the shipped guest.
type Options struct {
	// Package is the main package, "tintype/shim/guest" where empty.
	Package string
	// Names keeps the functions' names, for profiles.
	Names bool
	// MaxMemory is in bytes, a multiple of 64 KiB; 0 is DefaultMaxMemory.
	MaxMemory int64
}

const shipped = "tintype/shim/guest"

// Guest makes a guest. The same sources give the same bytes everywhere.
func Guest(ctx context.Context, opts Options) ([]byte, error) {
	opts.fill()
	module, err := compile(ctx, opts)
	if err != nil {
		return nil, err
	}
	return rebuild(ctx, module, opts)
}

func (o *Options) fill() {
	if o.Package == "" {
		o.Package = shipped
	}
	if o.MaxMemory == 0 {
		o.MaxMemory = DefaultMaxMemory
	}
}

// Link makes of what the toolchain has compiled under the tag linked what guests are: other
// control flow, vector instructions that archsimd does not know, less code. Tests of kernels get it,
// too (command link).
func Link(module []byte) ([]byte, error) {
	module, _, err := flow.Structure(module)
	if err != nil {
		return nil, fmt.Errorf("control flow: %w", err)
	}
	if module, err = flow.Simplify(module, standIns); err != nil {
		return nil, err
	}
	return flow.Shorten(module)
}

// rebuild makes a guest of what the toolchain has compiled.
func rebuild(ctx context.Context, module []byte, opts Options) (_ []byte, err error) {
	if module, err = Link(module); err != nil {
		return nil, fmt.Errorf("code of %s: %w", opts.Package, err)
	}
	edit := dropTraces
	if opts.Names {
		edit = nil
	}
	begin := beginning{before: []string{"_initialize", "prepare"}, after: []string{"settle"}}
	if opts.Package == shipped {
		if begin.rehearse, err = rehearsal(ctx); err != nil {
			return nil, err
		}
	}
	if module, err = snapshot(ctx, module, begin, edit); err != nil {
		return nil, fmt.Errorf("snapshot of %s: %w", opts.Package, err)
	}
	return LimitMemory(module, opts.MaxMemory, opts.Names)
}

// standIns are the vector instructions that package archsimd does not know, by those in
// whose place they come: see transform/internal/pixel/simd/simd_pairs_linked.go.
var standIns = map[uint64][]byte{
	0xe5: {0xfd, 0x0d, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23},       // f32x4.sub: i8x16.shuffle
	0xe7: {0xfd, 0x0d, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31}, // f32x4.div: i8x16.shuffle
	0x43: {0xfd, 0x0d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23},       // f32x4.lt: i8x16.shuffle
	0x44: {0xfd, 0x0d, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31}, // f32x4.gt: i8x16.shuffle
	0x45: {0xfd, 0x0d, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23},       // f32x4.le: i8x16.shuffle
	0x46: {0xfd, 0x0d, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31}, // f32x4.ge: i8x16.shuffle
	0x49: {0xfd, 0x0d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23},       // f64x2.lt: i8x16.shuffle
	0x4a: {0xfd, 0x0d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31}, // f64x2.gt: i8x16.shuffle
	0xe6: {0xfd, 0xba, 0x01},                                                         // f32x4.mul: i32x4.dot_i16x8_s
	0xf1: {0xfd, 0x85, 0x01},                                                         // f64x2.sub: i16x8.narrow_i32x4_s
	0xf3: {0xfd, 0x66},                                                               // f64x2.div: i8x16.narrow_i16x8_u
}

// compile is the Go toolchain's part.
func compile(ctx context.Context, opts Options) ([]byte, error) {
	dir, err := os.MkdirTemp("", "tintype-guest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "guest.wasm")
	revision, err := revision(ctx)
	if err != nil {
		return nil, err
	}
	flags := "-X tintype/handler.revision=" + revision
	if !opts.Names {
		flags += " -s -w"
	}
	args := []string{"build", "-trimpath", "-buildvcs=false", "-buildmode=c-shared", "-tags=linked", "-o", out, "-ldflags=" + flags}
	cmd := exec.CommandContext(ctx, "go", append(args, opts.Package)...)
	// Beside SIMD, smaller variants of the allocator and of the collector: 110 KB
	// less to load, and no slower here.
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOWASM=", "GOEXPERIMENT=simd,nosizespecializedmalloc,nogreenteagc", "GOFLAGS=")
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build %s: %w\n%s", opts.Package, err, text)
	}
	return os.ReadFile(out)
}

const firstSource = "jpeg/size-17x13.jpg"

// rehearsal makes the first image of a guest: the smallest that runs what a photograph does.
func rehearsal(ctx context.Context) (func(context.Context, api.Module) error, error) {
	source, err := testdata(ctx, firstSource)
	return func(ctx context.Context, m api.Module) error {
		return profile.Answer(ctx, m, source, "w=8&fm=jpg&q=80")
	}, err
}

// revision is part of every image's ETag. It is a hash of the conformance table, which
// changes when the bytes of some transformation do, and only then.
func revision(ctx context.Context) (string, error) {
	table, err := testdata(ctx, "conformance.txt")
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(table)
	return hex.EncodeToString(sum[:6]), nil
}

// testdata reads a file of the module's.
func testdata(ctx context.Context, name string) ([]byte, error) {
	module, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "tintype").Output()
	if err != nil {
		return nil, fmt.Errorf("module's folder: %w", err)
	}
	return os.ReadFile(filepath.Join(strings.TrimSpace(string(module)), "testdata", name))
}

// CacheDir is where tests and the local edge keep modules that wazero compiled.
func CacheDir() string {
	base, err := os.UserCacheDir()
	if err != nil {
		base = os.TempDir()
	}
	return filepath.Join(base, "tintype", "wazero")
}
