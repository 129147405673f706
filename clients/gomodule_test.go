package clients

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// consumer is the program of somebody who uses the Go library.
const consumer = `package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"

	"MODULE"
	"MODULE/imagehttp"
)

var _ http.Handler = &imagehttp.Handler{Open: imagehttp.FS(os.DirFS("."))}

func main() {
	f, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	defer f.Close()
	r, err := tintype.Transform(context.Background(), f, tintype.Options{Width: 100, Format: tintype.WebP})
	if errors.Is(err, tintype.ErrTooLarge) || err != nil {
		panic(err)
	}
	fmt.Println(r.ContentType, r.Width, r.Height)
}
`

// A module of its own builds with the library by a replace line, from a checkout and
// from what deploy/golib writes under another path, without network. Neither compiles
// a package of anybody else's, and the second has no other module in its graph.
func TestGoModule(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	library := filepath.Join(t.TempDir(), "library")
	const path = "example.org/images/tintype"
	run(t, root, "go", "run", "./deploy/golib", "-o", library, "-module", path)
	for _, c := range []struct{ module, dir string }{{"tintype", root}, {path, library}} {
		dir := t.TempDir()
		write := func(name, text string) {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		write("go.mod", "module example.com/consumer\n\ngo 1.27.0\n\nrequire "+c.module+" v0.0.0\n\nreplace "+c.module+" => "+c.dir+"\n")
		write("main.go", strings.ReplaceAll(consumer, "MODULE", c.module))
		run(t, dir, "go", "vet", "./...")
		if got := run(t, dir, "go", "run", ".", filepath.Join(root, "testdata", "samples", "landscape.jpg")); got != "image/webp 100 67\n" {
			t.Errorf("%s: got %q", c.module, got)
		}
		for _, dependency := range strings.Fields(run(t, dir, "go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./...")) {
			if !strings.HasPrefix(dependency, c.module) && dependency != "example.com/consumer" {
				t.Errorf("%s: the program compiles %s", c.module, dependency)
			}
		}
		if c.dir == library {
			if got := strings.Count(run(t, dir, "go", "list", "-m", "all"), "\n"); got != 2 {
				t.Errorf("got %d modules in the graph, want the program's and the library's", got)
			}
		}
		if doc := run(t, dir, "go", "doc", c.module+".Transform"); !strings.Contains(doc, "Transform reads an image") {
			t.Errorf("%s: go doc says %q", c.module, doc)
		}
	}
}

// run runs a command without network and returns its standard output.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, stderr.String())
	}
	return string(out)
}
