// Package tintype_test holds the lines between the rooms of the house.
package tintype_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// rooms says of each tree which of our packages it may import, downwards only.
// Test files may look further: they are where oracles are.
var rooms = []struct {
	tree string
	may  []string
}{
	{"transform/params", nil},
	{"transform", []string{"transform"}},
	{"handler/cloudfront/wire", []string{"handler/cloudfront/wire"}},
	{"handler/cases", []string{"handler", "shim", "testdata"}},
	{"handler/cloudfront", []string{"handler"}},
	{"handler/lambdaurl", []string{"handler"}},
	{"handler/internal", []string{"handler/internal"}},
	{"handler", []string{"handler/internal", "transform/params", "version"}},
	{"shim/guest/boundary", nil},
	{"shim/guest", []string{"shim/guest", "handler", "transform"}},
	{"shim", []string{"shim", "transform/params"}},
	{"deploy", []string{"deploy", "handler", "transform/params", "shim"}},
	{"version", nil},
	{"imagehttp", []string{"transform/params", "testdata"}},
	{"cmd", []string{"cmd", "deploy", "shim", "handler", "transform", "testdata", "version", "bench/ssimulacra2"}},
}

// native are modules that must not reach the guest.
var native = []string{"github.com/", "net/http", "encoding/json", "os/exec"}

func TestWhoMayUseWhom(t *testing.T) {
	seen := 0
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || d.Name() == "build" && file == "build") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(file))
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			seen++
			check(t, folder, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 100 {
		t.Errorf("only %d imports were looked at", seen)
	}
}

func check(t *testing.T, folder, imported string) {
	t.Helper()
	// A package that is called …test is for tests alone.
	inGuest := !strings.HasSuffix(folder, "test") && within(folder, "transform") || folder == "handler" || within(folder, "handler/cloudfront") && folder != "handler/cloudfront/wire" || within(folder, "handler/internal") || within(folder, "shim/guest")
	for _, n := range native {
		if inGuest && !within(folder, "transform/params/testdata") && strings.HasPrefix(imported, n) {
			t.Errorf("%s imports %s, which is not for the guest", folder, imported)
		}
	}
	ours, ok := strings.CutPrefix(imported, "tintype/")
	if !ok {
		return
	}
	for _, room := range rooms {
		if !within(folder, room.tree) {
			continue
		}
		for _, may := range room.may {
			if within(ours, may) {
				return
			}
		}
		t.Errorf("%s imports %s, want only %s", folder, ours, path.Join(room.may...))
		return
	}
}

func within(folder, tree string) bool { return folder == tree || strings.HasPrefix(folder, tree+"/") }

// The packages below the engine take values, and know of the query no more than the kinds
// of its numbers, colors and words.
func TestOperationsTakeValues(t *testing.T) {
	for _, pattern := range []string{"transform/internal/ops/*.go", "transform/internal/resample/*.go", "transform/internal/codec/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(file, "_test.go") && strings.Contains(string(text), "params.Params") {
				t.Errorf("%s takes the whole query", file)
			}
		}
	}
}
