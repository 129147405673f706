package testdata

import (
	"bytes"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io/fs"
	"path"
	"testing"

	_ "golang.org/x/image/webp"
)

// The samples decode, are of all formats that a site uses, and are small.
func TestSamples(t *testing.T) {
	total := 0
	formats := map[string]int{}
	err := fs.WalkDir(Samples(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(Samples(), name)
		if err != nil {
			return err
		}
		if path.Dir(name) != "." {
			t.Errorf("%s is not at the root", name)
		}
		total += len(b)
		_, format, err := image.Decode(bytes.NewReader(b))
		formats[format]++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{"jpeg", "png", "gif", "webp"} {
		if formats[f] == 0 {
			t.Errorf("no sample is a %s", f)
		}
	}
	if total > 2<<20 {
		t.Errorf("samples are %d bytes, want 2 MB at most", total)
	}
}
