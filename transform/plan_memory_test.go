package transform

import (
	"bytes"
	"os"
	"testing"

	"tintype/transform/params"
)

// What cannot be made within the memory is made smaller, by what is planned before
// any of it is allocated.
func TestMemoryIsPlanned(t *testing.T) {
	const memory = 24 << 20
	for _, c := range []struct {
		file, query string
		each        int // least bytes for a pixel
		asked       int // its width
	}{
		{"samples/glass.png", "w=2500&fm=webp", 18, 2500},
		{"samples/glass.png", "w=1000&fm=webp&lossless=1", 44, 1000},
		{"samples/city.jpg", "w=1000&fm=webp&lossless=1", 44, 1000},
		{"samples/city.jpg", "w=3000&fm=png", 8, 3000},
		{"samples/city.jpg", "w=8192&h=4882&fit=scale&fm=json", 0, 0},
		{"samples/city.jpg", "w=300&fm=webp&lossless=1&pad=9", 0, 300},
	} {
		data, err := os.ReadFile("../testdata/" + c.file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		lim := DefaultLimits()
		lim.Memory = memory
		info, err := Do(&bytes.Buffer{}, bytes.NewReader(data), p, lim)
		switch n := info.Width * info.Height; {
		case err != nil:
			t.Errorf("%s?%s: %v", c.file, c.query, err)
		case c.each > 0 && (n*c.each > memory || info.Width >= c.asked || n*(c.each+16) < memory/2):
			t.Errorf("%s?%s: got %dx%d, want about as many pixels as %d bytes have room for", c.file, c.query, info.Width, info.Height, memory)
		case c.each == 0 && c.asked > 0 && info.Width != c.asked:
			t.Errorf("%s?%s: got %dx%d, want what was asked", c.file, c.query, info.Width, info.Height)
		}
	}
}

// An output has no more pixels than its source, but for small ones.
func TestEnlarging(t *testing.T) {
	data, err := os.ReadFile("../testdata/samples/city.jpg") // 1600 by 1068
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{"w=3000&fm=png8": 700_000, "w=1000": 0, "w=900&h=9000&fit=fill&bg=red": 700_000, "w=40": 0} {
		p, _ := Parse(query)
		lim := DefaultLimits()
		lim.EnlargePixels = 700_000
		info, err := Do(&bytes.Buffer{}, bytes.NewReader(data), p, lim)
		source := info.Source.Width * info.Source.Height
		if err != nil || want == 0 && info.Width != p.W.Of(0, params.One) || want > 0 && info.Width*info.Height > max(want, source) {
			t.Errorf("%s of %d pixels: got %dx%d, %v", query, source, info.Width, info.Height, err)
		}
	}
}

// A frame that fits nowhere near is not coded as a whole: the work is that of a part of
// it and of what comes out.
func TestHopelessShrinksFirst(t *testing.T) {
	data, err := os.ReadFile("../testdata/samples/city.jpg")
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"w=1600&fm=png", "w=1600&fm=png8", "w=1600&fm=gif", "w=1600&fm=webp&lossless=1"} {
		work := func(most int) (polls int, info Info) {
			p, _ := Parse(query)
			lim := DefaultLimits()
			lim.ResponseBytes = most
			lim.Poll = func() error { polls++; return nil }
			info, err := Do(&bytes.Buffer{}, bytes.NewReader(data), p, lim)
			if err != nil {
				t.Fatalf("%s: %v", query, err)
			}
			return polls, info
		}
		whole, _ := work(0)
		part, info := work(60_000)
		if part > whole || info.Fit == "" || info.Width >= 1600 {
			t.Errorf("%s: got %d polls and %s, want less than the %d of the whole frame", query, part, info.Fit, whole)
		}
		t.Logf("%s: %d polls in place of %d, %s", query, part, whole, info.Fit)
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
