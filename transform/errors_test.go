package transform

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
)

// However little memory is allowed, if it is enough for the output the code is one,
// whichever decoder finds it out and wherever.
func TestMemoryHasOneCode(t *testing.T) {
	for _, name := range []string{
		"jpeg/progressive-420.jpg", "png/rgba8-interlaced.png", "samples/planet.gif", "webp/lossless-groups.webp", "webp/alpha-compressed-plain.webp",
		"webp/animated-lossless.webp", "webp/animated-lossy.webp", "other/deflate.tiff", "other/palette.bmp",
	} {
		src, err := os.ReadFile("../testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		p, _ := Parse("w=10&fm=png")
		refused := 0
		for memory := int64(2000); memory < 1<<30; memory += memory/4 + 1 {
			lim := DefaultLimits()
			lim.Memory = memory
			_, err = Do(io.Discard, bytes.NewReader(src), p, lim)
			var e *Error
			if err == nil {
				continue
			}
			if refused++; !errors.As(err, &e) || e.Code != CodeTooLarge || !strings.Contains(err.Error(), "want at most") {
				t.Errorf("%s in %d bytes: got %v, want code %s and both numbers", name, memory, err, CodeTooLarge)
				break
			}
		}
		if refused == 0 && !strings.HasSuffix(name, ".bmp") {
			t.Errorf("%s: decoded in 2000 bytes", name)
		}
	}
}

// Whichever stage notices that the time is over, the message says so once.
func TestDeadlineIsSaidOnce(t *testing.T) {
	over := errors.New("no time is left")
	for _, c := range []struct{ name, query string }{
		{"samples/landscape.jpg", "w=100"}, {"samples/landscape.jpg", "trim=auto"}, {"samples/planet.gif", "w=50"},
		{"samples/glass.png", "w=100&fm=png8"}, {"samples/glass.png", "fm=webp&lossless=1"},
	} {
		src, err := os.ReadFile("../testdata/" + c.name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		for _, polls := range []int{0, 3, 30} {
			lim := DefaultLimits()
			lim.Poll = func() error {
				if polls--; polls < 0 {
					return over
				}
				return nil
			}
			_, err := Do(io.Discard, bytes.NewReader(src), p, lim)
			var e *Error
			if polls >= 0 && err == nil {
				continue // it took fewer polls
			}
			if !errors.As(err, &e) || e.Code != CodeDeadline || !errors.Is(err, over) || strings.Count(err.Error(), "stopped") != 1 {
				t.Errorf("%s?%s: got %v, want code %s and its cause once", c.name, c.query, err, CodeDeadline)
			}
		}
	}
}

// A watermark that cannot be there is named, also where no images are given at all.
func TestMissingIsReported(t *testing.T) {
	for query, want := range map[string][]string{
		"w=60&mark=/logo.png": {"/logo.png"}, "w=60&blend=/a.png&mark=/b.png": {"/a.png", "/b.png"},
		"w=60&blend=f00": nil, "w=60": nil,
	} {
		if _, info, err := do(t, "samples/landscape.jpg", query); err != nil || !slices.Equal(info.Missing, want) || info.MissingErr != nil {
			t.Errorf("%s: got %q, %v, %v, want %q", query, info.Missing, info.MissingErr, err, want)
		}
	}
}
