package flow_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"tintype/shim/build/flow"
)

// Packages of the standard library whose own tests judge the pass: loops and tables,
// goroutines that wait, panics that are recovered, defers, coroutines, stacks that
// grow and are scanned.
var foreign = []struct{ pkg, run string }{
	{"sort", "^Test"},
	{"strconv", "^Test"},
	{"unicode/utf8", "^Test"},
	{"hash/crc32", "^Test"},
	{"compress/flate", "^Test"},
	{"image/jpeg", "^Test"},
	{"math/big", "^Test(Mul|Div|GCD|Sqrt|Shift|Get)"},
	{"reflect", "^Test"},
	{"context", "^Test"},
	{"sync", "^Test"},
	{"iter", "^Test"},
	{"fmt", "^Test"},
	{"text/template", "^Test"},
	{"runtime", "Defer|Recover|Panic|Goexit|StackG|Chan|Select|GCArray|MapG|Coro"},
}

// The test programs of Go's own packages say the same before and after the pass, under
// wazero and in Node.
func TestForeignSuites(t *testing.T) {
	nodes := filepath.SplitList(os.Getenv("TINTYPE_NODES"))
	if os.Getenv("TINTYPE_FOREIGN") == "" {
		t.Skip("not checked: Go's own test suites under rebuilt control flow; make test-flow does")
	}
	harness, err := filepath.Abs("../../node/test/gotest.mjs")
	if err != nil {
		t.Fatal(err)
	}
	root := goEnv(t, "GOROOT")
	for _, f := range foreign {
		t.Run(f.pkg, func(t *testing.T) {
			before := compileTests(t, f.pkg)
			after, stats, err := flow.Structure(before)
			if err != nil {
				t.Fatal(err)
			}
			long := len(after)
			if after, err = flow.Simplify(after, nil); err != nil {
				t.Fatal(err)
			}
			if after, err = flow.Shorten(after); err != nil {
				t.Fatal(err)
			}
			t.Logf("%d bytes of module shortened to %d", long, len(after))
			t.Logf("%d functions structured, %d partly, left %v; %d -> %d bytes of code",
				stats.Structured, stats.Partly, stats.Left, stats.Before, stats.After)
			dir := filepath.Join(root, "src", f.pkg)
			for _, host := range append([]string{""}, nodes...) {
				run := inNode(harness, host)
				if host == "" {
					run = underWazero
				}
				want, got := run(t, before, dir, f.run), run(t, after, dir, f.run)
				if want != got {
					t.Errorf("host %q: got %q, want %q as before the pass", host, got, want)
				}
				if host == "" && got != "PASS" {
					t.Errorf("wazero: got %q, want PASS", got)
				}
			}
		})
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// compileTests builds a package's test program.
func compileTests(t *testing.T, pkg string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.wasm")
	cmd := exec.Command("go", "test", "-c", "-o", path, pkg)
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOEXPERIMENT=simd", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	module, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return module
}

// verdict is what a test program said in the end: PASS, or its failures.
func verdict(out []byte, err error) string {
	var lines []string
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		if line == "PASS" {
			return line
		}
		if strings.HasPrefix(line, "--- FAIL") {
			lines = append(lines, strings.Fields(line)[2])
		}
	}
	if len(lines) == 0 {
		return fmt.Sprintf("%v: %.300s", err, out)
	}
	return strings.Join(lines, " ")
}

func underWazero(t *testing.T, module []byte, dir, run string) string {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	defer r.Close(ctx)
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		t.Fatal(err)
	}
	compiled, err := r.CompileModule(ctx, module)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	_, err = r.InstantiateModule(ctx, compiled, wazero.NewModuleConfig().
		WithArgs("test", "-test.short", "-test.run="+run).
		WithEnv("PWD", dir).WithEnv("TMPDIR", t.TempDir()).
		WithFSConfig(wazero.NewFSConfig().WithDirMount("/", "/")).
		WithSysNanotime().WithSysWalltime().WithSysNanosleep().
		WithStdout(&out).WithStderr(&out))
	return verdict(out.Bytes(), err)
}

// inNode runs a program in a Node without files: tests that read some fail, before as
// well as after.
func inNode(harness, node string) func(*testing.T, []byte, string, string) string {
	return func(t *testing.T, module []byte, dir, run string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "test.wasm")
		if err := os.WriteFile(path, module, 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(node, harness, path, "-test.short", "-test.run="+run)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return verdict(out, err)
	}
}
