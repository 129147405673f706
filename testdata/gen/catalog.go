package main

import (
	"bytes"
	"fmt"
	"strings"
)

// entry is one file of the test data.
type entry struct {
	path  string
	about string
	data  func() []byte
}

// catalog lists all files in the order of the manifest.
func catalog() []entry {
	var all []entry
	for _, group := range [][]entry{
		sampleFiles(), jpegFiles(), orientFiles(), pngFiles(), gifFiles(), webpFiles(), avifFiles(), otherFiles(),
		brokenFiles(), eventFiles(),
	} {
		all = append(all, group...)
	}
	return all
}

// manifest lists files, sizes and meanings.
func manifest(entries []entry, sizes map[string]int) []byte {
	var b bytes.Buffer
	b.WriteString("# Test data\n\nMade by `go run ./testdata/gen`; do not edit. `go run ./testdata/gen -check` compares.\n")
	folder, total := "", 0
	for _, e := range entries {
		if f, _, _ := strings.Cut(e.path, "/"); f != folder {
			folder = f
			fmt.Fprintf(&b, "\n## %s\n\n| file | bytes | what it is |\n|---|---:|---|\n", folder)
		}
		total += sizes[e.path]
		fmt.Fprintf(&b, "| %s | %d | %s |\n", strings.TrimPrefix(e.path, folder+"/"), sizes[e.path], e.about)
	}
	fmt.Fprintf(&b, "\n%d files, %d bytes.\n", len(entries), total)
	return b.Bytes()
}
