package transform

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// fuzzQueries are what FuzzDo asks for: every output, and what looks at all of a
// source.
var fuzzQueries = []string{
	"w=24&fm=png", "w=24&fm=jpg", "w=24&fm=webp", "w=24&fm=gif", "w=16&fm=webp&lossless=1", "w=24&trim=auto&fm=png",
	"w=20&h=20&fit=crop&crop=entropy&fm=jpg", "fm=json", "w=24&fm=blurhash",
}

// Whatever the bytes are, the engine makes an image of them or says what is wrong,
// and never by a panic.
func FuzzDo(f *testing.F) {
	err := filepath.WalkDir("../testdata", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) == ".json" || filepath.Ext(name) == ".go" {
			return err
		}
		if info, err := d.Info(); err != nil || info.Size() > 8<<10 {
			return err
		}
		data, err := os.ReadFile(name)
		if err == nil {
			f.Add(data, byte(len(data)))
		}
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	lim := DefaultLimits()
	lim.SourcePixels, lim.FramePixels, lim.Memory = 1<<20, 1<<22, 1<<25
	f.Fuzz(func(t *testing.T, data []byte, which byte) {
		p, err := Parse(fuzzQueries[int(which)%len(fuzzQueries)])
		if err != nil {
			t.Fatal(err)
		}
		_, err = Do(io.Discard, bytes.NewReader(data), p, lim)
		noPanic(t, err)
	})
}

// noPanic fails for an error that a panic was made of, and for one without a code.
func noPanic(t *testing.T, err error) {
	t.Helper()
	var e *Error
	if err != nil && (!errors.As(err, &e) || e.Code == CodeInternal) {
		t.Errorf("got %v", err)
	}
}
