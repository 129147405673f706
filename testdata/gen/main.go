// Command gen makes tintype's test data: images, broken files and CloudFront
// events, together with the list of them. Nothing is taken from elsewhere; the
// output is the same, byte for byte, on every run. Pixels do not depend on the
// machine either; the compressed data of PNG, TIFF and GIF is that of the
// pinned toolchain's compress/flate and compress/lzw.
//
//	go run ./testdata/gen             write what changed below testdata
//	go run ./testdata/gen -check      compare with what is there, write nothing
//	go run ./testdata/gen -only jpeg  limit either to paths that begin so
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	dir := flag.String("dir", "testdata", "folder of the test data")
	check := flag.Bool("check", false, "compare, write nothing, exit 1 if anything differs")
	only := flag.String("only", "", "limit to paths that begin with this")
	flag.Parse()

	diffs, err := run(*dir, *only, *check)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(2)
	}
	for _, d := range diffs {
		fmt.Println(d)
	}
	if *check && len(diffs) > 0 {
		fmt.Println("testdata is not what the generator makes: go run ./testdata/gen")
		os.Exit(1)
	}
}

// run makes every file whose path begins with prefix and brings dir up to date,
// or only compares. It returns a line for each file that differed.
func run(dir, prefix string, check bool) ([]string, error) {
	var diffs []string
	sizes := map[string]int{}
	entries := catalog()
	for _, e := range entries {
		if !strings.HasPrefix(e.path, prefix) {
			continue
		}
		data := e.data()
		sizes[e.path] = len(data)
		d, err := settle(dir, e.path, data, check)
		if err != nil {
			return nil, err
		}
		diffs = append(diffs, d...)
	}
	if prefix != "" {
		return diffs, nil
	}
	d, err := settle(dir, "MANIFEST.md", manifest(entries, sizes), check)
	if err != nil {
		return nil, err
	}
	stale, err := removeStale(dir, entries, check)
	return append(append(diffs, d...), stale...), err
}

// settle writes or compares one file.
func settle(dir, path string, data []byte, check bool) ([]string, error) {
	name := filepath.Join(dir, filepath.FromSlash(path))
	old, err := os.ReadFile(name)
	if err == nil && bytes.Equal(old, data) {
		return nil, nil
	}
	if check {
		return []string{"differs: " + path}, nil
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, err
	}
	return []string{"wrote " + path}, os.WriteFile(name, data, 0o644)
}

// removeStale deletes, or reports, files in the generator's folders that it
// does not make.
func removeStale(dir string, entries []entry, check bool) ([]string, error) {
	known, folders := map[string]bool{}, map[string]bool{}
	for _, e := range entries {
		known[e.path] = true
		folder, _, _ := strings.Cut(e.path, "/")
		folders[folder] = true
	}
	var diffs []string
	for folder := range folders {
		err := filepath.WalkDir(filepath.Join(dir, folder), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			rel, err := filepath.Rel(dir, name)
			if rel = filepath.ToSlash(rel); err != nil || known[rel] {
				return err
			}
			diffs = append(diffs, "not made by the generator: "+rel)
			if check {
				return nil
			}
			return os.Remove(name)
		})
		if err != nil {
			return nil, err
		}
	}
	return diffs, nil
}
