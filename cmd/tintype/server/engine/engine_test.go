package engine

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"tintype/handler"
	"tintype/shim/build"
	"tintype/transform"
)

// Both engines make the same images of the same requests, watermarks and limits included.
func TestEngines(t *testing.T) {
	module, err := build.Cached(t.Context(), build.Options{})
	if err != nil {
		t.Fatal(err)
	}
	guests, err := OpenGuests(t.Context(), module)
	if err != nil {
		t.Fatal(err)
	}
	defer guests.Close()
	read := func(name string) []byte {
		b, err := os.ReadFile("../../../../testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	cat := read("jpeg/gray.jpg")
	config := handler.DefaultConfig(&handler.Host{})
	for _, row := range []struct {
		query  string
		source []byte
		change func(*handler.Transform)
		left   time.Duration // a minute where it is 0
		code   string
	}{
		{query: "w=50", source: cat},
		{query: "w=60&fm=webp", source: cat},
		{query: "w=50&mark=logo.png&mark-w=10", source: cat},
		{query: "w=50", source: cat, change: func(t *handler.Transform) { t.Quality = map[string]int{"jpg": 10} }},
		{query: "w=150", source: cat, change: func(t *handler.Transform) { t.MaxBytes = 1500 }},
		{query: "w=50", source: cat, change: func(t *handler.Transform) { t.Limits.SourcePixels = 100 }, code: transform.CodeTooLarge},
		{query: "w=50", source: []byte("no image"), code: transform.CodeUnsupported},
		{query: "w=50", source: cat, left: -time.Second, code: transform.CodeDeadline},
	} {
		p, err := transform.Parse(row.query)
		if err != nil {
			t.Fatal(err)
		}
		ask := handler.Transform{
			Params: p, Quality: config.Quality, Limits: config.Limits,
			Images: map[string][]byte{"logo.png": read("png/srgb.png"), "other.png": nil},
		}
		if row.change != nil {
			row.change(&ask)
		}
		ctx, cancel := context.WithTimeout(t.Context(), cmp.Or(row.left, time.Minute))
		defer cancel()
		want, err := Native{}.Transform(ctx, bytes.NewReader(row.source), ask)
		got, err2 := guests.Transform(ctx, bytes.NewReader(row.source), ask)
		if codeOf(err) != row.code || codeOf(err2) != row.code {
			t.Errorf("%s: got %v and %v, want %q", row.query, err, err2, row.code)
		}
		if !bytes.Equal(got.Body, want.Body) || got.Format != want.Format || got.Fit != want.Fit || got.Missing != want.Missing || got.Source != want.Source {
			t.Errorf("%s: got %d bytes %s %q %q, natively %d bytes %s %q %q", row.query, len(got.Body), got.Format, got.Fit, got.Missing, len(want.Body), want.Format, want.Fit, want.Missing)
		}
	}
}

func codeOf(err error) string {
	var failed *transform.Error
	if errors.As(err, &failed) {
		return failed.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
