package transform

import (
	"bytes"
	"errors"
	"os"
	"testing"
)

// What cannot be made within the memory is refused for good, before any of it is
// allocated.
func TestMemoryIsPlanned(t *testing.T) {
	for _, c := range []struct{ file, query, code string }{
		{"samples/glass.png", "w=8192&h=4882&fit=scale&fm=webp", CodeDoesNotFit},
		{"samples/glass.png", "w=5000&h=4000&fit=scale&fm=webp&lossless=1", CodeDoesNotFit},
		{"samples/city.jpg", "w=5000&h=4000&fit=scale&fm=webp&lossless=1", CodeDoesNotFit},
		{"samples/city.jpg", "w=8192&h=4882&fit=scale&fm=json", ""},
		{"samples/city.jpg", "w=300&fm=webp&lossless=1&pad=9", ""},
	} {
		data, err := os.ReadFile("../testdata/" + c.file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		polls := 0
		lim := DefaultLimits()
		lim.Poll = func() error { polls++; return nil }
		_, err = Do(&out, bytes.NewReader(data), p, lim)
		var e *Error
		if code := ""; err != nil {
			if errors.As(err, &e) {
				code = e.Code
			}
			if code != c.code || polls > 20 {
				t.Errorf("%s?%s: got %v after %d polls, want %q at once", c.file, c.query, err, polls, c.code)
			}
		} else if c.code != "" {
			t.Errorf("%s?%s: got %d bytes, want %q", c.file, c.query, out.Len(), c.code)
		}
	}
}

// A source that is decoded as a whole leaves room for the output's frame.
func TestSourceLeavesRoom(t *testing.T) {
	data, err := os.ReadFile("../testdata/png/gray-alpha8-interlaced.png")
	if err != nil {
		t.Skip("not checked: there is no such file: ", err)
	}
	p, _ := Parse("w=1000&h=1000&fit=scale")
	lim := DefaultLimits()
	lim.Memory = 15 << 20
	if _, err := Do(&bytes.Buffer{}, bytes.NewReader(data), p, lim); err != nil {
		t.Errorf("15 MB: %v", err)
	}
}
