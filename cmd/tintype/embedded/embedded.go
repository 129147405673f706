// Package embedded holds the package of the edge in a program that was built with
// it (make cli), so that an installed binary can serve and deploy without a
// checkout.
package embedded

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
)

// Zip returns build/tintype.zip, or nil in a program that was built without it.
func Zip() []byte { return archive }

// Files returns the files of the package, or nil.
func Files() fs.FS {
	if archive == nil {
		return nil
	}
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		panic(err) // it is what make zip wrote
	}
	return r
}

// File reads one file of the package.
func File(name string) ([]byte, error) {
	files := Files()
	if files == nil {
		return nil, fs.ErrNotExist
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
