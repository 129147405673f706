package transform

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strconv"
	"testing"
)

func do(t *testing.T, name, query string) ([]byte, Info, error) {
	t.Helper()
	b, err := os.ReadFile("../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	info, err := Do(&out, bytes.NewReader(b), p, DefaultLimits())
	return out.Bytes(), info, err
}

// AVIF goes out for what stands still, with alpha, gray and without loss, and can be
// read again; an animation stays one, of WebP.
func TestAVIF(t *testing.T) {
	for _, c := range []struct{ name, query, format string }{
		{"jpeg/sampling-420.jpg", "w=24&fm=avif", "avif"}, {"jpeg/sampling-420.jpg", "w=25&h=19&fit=crop&fm=avif&chromasub=444", "avif"},
		{"png/rgba8.png", "w=30&fm=avif&lossless=1", "avif"}, {"png/gray8.png", "w=30&fm=avif&q=90", "avif"},
		{"gif/disposal-none.gif", "w=16&fm=avif", "webp"}, {"gif/disposal-none.gif", "w=16&fm=avif&frame=1", "avif"},
	} {
		if _, err := os.Stat("../testdata/" + c.name); err != nil {
			t.Fatal(err)
		}
		body, info, err := do(t, c.name, c.query)
		if err != nil || info.Format != c.format {
			t.Errorf("%s?%s: got %+v, %v", c.name, c.query, info, err)
			continue
		}
		p, _ := Parse("fm=png")
		again, err := Do(io.Discard, bytes.NewReader(body), p, DefaultLimits())
		if err != nil || again.Width != info.Width || again.Height != info.Height || again.Source.Format != c.format {
			t.Errorf("%s?%s: read again: got %+v, %v", c.name, c.query, again, err)
		}
	}
}

// A hostile or broken file is refused with the code that says why.
func TestRefusals(t *testing.T) {
	for name, code := range map[string]string{
		"broken/bomb-65500.jpg": CodeTooLarge, "broken/bomb-65500.png": CodeTooLarge,
		"broken/html-named.jpg": CodeUnsupported, "broken/empty.jpg": CodeUnsupported,
		"broken/header-only.jpg": CodeDamaged,
	} {
		_, _, err := do(t, name, "w=100")
		var e *Error
		if !errors.As(err, &e) || e.Code != code {
			t.Errorf("%s: got %v, want code %s", name, err, code)
		}
	}
}

// A source that fails in the middle, or is longer than allowed, says so.
func TestReaderErrors(t *testing.T) {
	lost := errors.New("connection lost")
	b, err := os.ReadFile("../testdata/samples/landscape.jpg")
	if err != nil {
		t.Fatal(err)
	}
	p, _ := Parse("w=100")
	_, err = Do(io.Discard, io.MultiReader(bytes.NewReader(b[:100]), errReader{lost}), p, DefaultLimits())
	if !errors.Is(err, lost) {
		t.Errorf("got %v, want the reader's error", err)
	}
	lim := DefaultLimits()
	lim.SourceBytes = 1000
	_, err = Do(io.Discard, bytes.NewReader(b), p, lim)
	var e *Error
	if !errors.As(err, &e) || e.Code != CodeTooLarge {
		t.Errorf("got %v, want %s", err, CodeTooLarge)
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

// Whichever way the camera was held, the image comes out upright, as soon as
// anything is asked for.
func TestEXIFOrientation(t *testing.T) {
	upright, _, err := do(t, "orient/orient-1.jpg", "w=120&fm=png")
	if err != nil {
		t.Fatal(err)
	}
	for n := 2; n <= 8; n++ {
		name := "orient/orient-" + strconv.Itoa(n) + ".jpg"
		turned, info, err := do(t, name, "w=120&fm=png")
		if err != nil {
			t.Fatal(err)
		}
		if info.Source.Width <= info.Source.Height {
			t.Errorf("%s: got a source of %dx%d, want it as it is seen", name, info.Source.Width, info.Source.Height)
		}
		if d := difference(t, upright, turned); d > 4 {
			t.Errorf("%s: a mean difference of %.2f from the upright one, want at most 4", name, d)
		}
		if kept, _, _ := do(t, name, "w=120&h=80&fit=scale&fm=png&orient=0"); difference(t, upright, kept) < 10 {
			t.Errorf("%s: orient=0 turns it, too", name)
		}
	}
}

// A panic of the engine, or of what the caller gave it, becomes an error with a
// code of its own; the next image is made as ever.
func TestPanicIsAnError(t *testing.T) {
	p, _ := Parse("w=24&fm=png")
	source, err := os.ReadFile("../testdata/png/rgba8.png")
	if err != nil {
		t.Fatal(err)
	}
	var none []int
	for name, f := range map[string]func(){
		"a runtime error": func() { _ = none[len(source)] },
		"a string":        func() { panic("text") },
		"a value":         func() { panic(7) },
	} {
		lim := DefaultLimits()
		lim.Poll = func() error { f(); return nil }
		var out bytes.Buffer
		_, err := Do(&out, bytes.NewReader(source), p, lim)
		var e *Error
		if !errors.As(err, &e) || e.Code != CodeInternal || out.Len() > 0 {
			t.Errorf("%s: got %v and %d bytes, want code %s and none", name, err, out.Len(), CodeInternal)
		}
	}
	if _, err := Do(io.Discard, bytes.NewReader(source), p, DefaultLimits()); err != nil {
		t.Errorf("after the panics: %v", err)
	}
}
