package shim_test

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"tintype/shim"
	"tintype/shim/build"
)

// Under wazero the package's two parts make what the whole makes, in several guests.
func TestPartsMakeWhatTheWholeMakes(t *testing.T) {
	module, err := guest()
	if err != nil {
		t.Fatal(err)
	}
	p, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	opts := shim.Options{CacheDir: build.CacheDir(), Stdout: io.Discard, Stderr: testLog{t}}
	whole, err := shim.Load(t.Context(), module, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Close()
	opts.Rest = p.Rest
	two, err := shim.Load(t.Context(), p.Core, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer two.Close()
	for _, row := range []struct{ file, query string }{
		{"samples/landscape.jpg", "w=300"},
		{"samples/landscape.jpg", "w=90&fm=avif"},
		{"samples/glass.png", "w=60&fm=avif"},
		{"samples/planet.gif", "w=60&fm=webp"},
		{"other/rgb-big-endian.tiff", "w=48&fm=png"},
	} {
		file, err := os.ReadFile("../testdata/" + row.file)
		if err != nil {
			t.Fatal(err)
		}
		want, err := whole.Transform(t.Context(), bytes.NewReader(file), row.query)
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan []byte)
		for range 2 { // at once, so that each has a guest
			go func() {
				got, err := two.Transform(t.Context(), bytes.NewReader(file), row.query)
				if err != nil {
					t.Error(row, err)
					got = &shim.Result{}
				}
				done <- got.Body
			}()
		}
		for range 2 {
			if !bytes.Equal(<-done, want.Body) {
				t.Errorf("%s %s differs", row.file, row.query)
			}
		}
	}
}

// A core without its rest, or with another's, is refused when it is loaded.
func TestPartsBelongTogether(t *testing.T) {
	p, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	other := bytes.ReplaceAll(p.Rest, []byte(p.Name), []byte("rest of 0123456789abcdef"))
	for want, rest := range map[string][]byte{"got no Options.Rest": nil, "of another build": other} {
		h, err := shim.Load(t.Context(), p.Core, shim.Options{Rest: rest, CacheDir: build.CacheDir()})
		if err == nil {
			h.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
