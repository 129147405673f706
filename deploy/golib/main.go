// Command golib writes the Go library as a separate module without requirements: without
// the tests, tools and programs of this repository. A program that requires the whole
// module compiles the same packages, but its module graph also names the AWS SDK and
// other modules that only tools need.
//
//	go run ./deploy/golib -o build/go                                 the module tintype
//	go run ./deploy/golib -o build/go -module example.org/you/tintype  under another path
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// rooms are the trees that the library is made of, beside the files at the root.
var rooms = []string{"imagehttp", "transform"}

// own is the module path of this repository.
const own = "tintype"

func main() {
	out := flag.String("o", "build/go", "folder of the module; what is in it goes")
	module := flag.String("module", own, "path of the module")
	flag.Parse()
	if err := write(".", *out, *module); err != nil {
		fmt.Fprintln(os.Stderr, "golib:", err)
		os.Exit(1)
	}
}

func write(root, out, module string) error {
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	files, err := library(root)
	if err != nil {
		return err
	}
	for _, name := range files {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, ".go") {
			text = rename(text, module)
		}
		to := filepath.Join(out, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return err
		}
	}
	version, err := goVersion(root)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "go.mod"), []byte("module "+module+"\n\ngo "+version+"\n"), 0o644)
}

// library lists the files of the module, but for its go.mod.
func library(root string) (files []string, err error) {
	top, err := filepath.Glob(filepath.Join(root, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range top {
		if !strings.HasSuffix(name, "_test.go") {
			files = append(files, filepath.Base(name))
		}
	}
	files = append(files, "LICENSE")
	for _, room := range rooms {
		err := filepath.WalkDir(filepath.Join(root, room), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "testdata" {
				return firstOf(err, fs.SkipDir)
			}
			if d.IsDir() || strings.HasSuffix(name, "_test.go") || filepath.Ext(name) != ".go" {
				return nil
			}
			relative, err := filepath.Rel(root, name)
			files = append(files, relative)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// importOf finds import paths of this module in Go source.
var importOf = regexp.MustCompile(`(?m)^(\s*(?:import )?(?:\w+ )?")` + own + `((?:/[\w/.-]+)?"\s*)$`)

// rename gives imports and the constant ModulePath another module's path.
func rename(text []byte, module string) []byte {
	text = importOf.ReplaceAll(text, []byte("${1}"+module+"${2}"))
	return []byte(strings.Replace(string(text), `const ModulePath = "`+own+`"`, `const ModulePath = "`+module+`"`, 1))
}

// goVersion reads the go line of go.mod.
func goVersion(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return "", err
	}
	m := regexp.MustCompile(`(?m)^go (\S+)$`).FindSubmatch(text)
	if m == nil {
		return "", fmt.Errorf("go.mod has no go line")
	}
	return string(m[1]), nil
}
