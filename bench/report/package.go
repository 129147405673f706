package main

import (
	"archive/zip"
	"compress/flate"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// zippedSize packs folders as a deployment would, at the best compression, and
// returns the bytes. What only developers need is left out.
func zippedSize(folders []string) (int64, error) {
	var n counter
	z := zip.NewWriter(&n)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil // an optional dependency that is not installed
			}
			if err != nil || d.IsDir() || developersOnly(name) {
				return err
			}
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			w, err := z.Create(name)
			if err != nil {
				return err
			}
			_, err = w.Write(data)
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	err := z.Close()
	return int64(n), err
}

func developersOnly(name string) bool {
	for _, suffix := range []string{".md", ".d.ts", ".map", ".h", ".gyp", ".cc", ".ts"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}
