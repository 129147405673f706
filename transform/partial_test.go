package transform

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// A source that ends early or is damaged is told from one that is whole, however
// odd: an answer with part of an image must not be kept.
func TestPartial(t *testing.T) {
	for name, want := range map[string]bool{
		"broken/half-scan.jpg": true, "broken/half-progressive.jpg": true, "broken/half-restart.jpg": true, "broken/nearly-whole.jpg": true,
		"broken/half.png": true, "broken/half-interlaced.png": true, "broken/short-data.png": true, "broken/bad-filter.png": true,
		"broken/crc-idat.png": false, "broken/adler.png": false, "broken/garbage-after-eoi.jpg": false, "jpeg/gray.jpg": false,
		"png/filter-paeth.png": false,
	} {
		data, err := os.ReadFile(filepath.Join("../testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, query := range []string{"w=50&fm=png", "fm=jpg", "w=20&h=20&fit=crop&trim=auto", "fm=blurhash"} {
			p, err := Parse(query)
			if err != nil {
				t.Fatal(err)
			}
			info, err := Do(&bytes.Buffer{}, bytes.NewReader(data), p, DefaultLimits())
			if err != nil || info.Partial != want {
				t.Errorf("%s?%s: got partial %v, %v, want %v", name, query, info.Partial, err, want)
			}
		}
	}
	data, err := os.ReadFile("../testdata/samples/planet.gif")
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]bool{len(data): false, len(data) / 2: true} {
		p, _ := Parse("w=50&fm=webp")
		if info, err := Do(&bytes.Buffer{}, bytes.NewReader(data[:n]), p, DefaultLimits()); err != nil || info.Partial != want {
			t.Errorf("%d bytes of a GIF: got partial %v, %v, want %v", n, info.Partial, err, want)
		}
	}
}
