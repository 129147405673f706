// Package testdata embeds the sample pictures that the local edge serves when
// it is given no originals. All files beside this one are made by
// testdata/gen; MANIFEST.md lists them.
package testdata

import (
	"embed"
	"io/fs"
)

//go:embed samples
var embedded embed.FS

// Samples holds the sample pictures at its root, such as "landscape.jpg".
// They are at most 2 MB together.
func Samples() fs.FS {
	sub, err := fs.Sub(embedded, "samples")
	if err != nil {
		panic(err) // only an invalid path, and this one is constant
	}
	return sub
}
