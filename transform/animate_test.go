package transform

import (
	"bytes"
	"image"
	"image/color"
	"image/color/palette"
	stdgif "image/gif"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/webp"
)

// An animation keeps its frames, delays and loops; parameters choose among them.
func TestAnimation(t *testing.T) {
	for _, c := range []struct {
		source, query string
		loop          int
		delays        []int // milliseconds, nil for the source's
	}{
		{"gif/delays.gif", "w=24&fm=webp", 0, nil},
		{"png/animated-loop-3.png", "w=24&fm=webp", 3, []int{100, 17, 100, 100, 333, 16777215}}, // 65,535 s are too long for WebP
		{"png/animated-palette.png", "w=24&fm=webp&skip=3", 0, []int{80, 160, 80, 160}},
		{"png/animated-hidden.png", "fm=webp&frame=2-", 0, []int{80, 80}},
		{"gif/loop-3.gif", "w=24&fm=webp", 4, nil}, // once, and three times more,
		{"gif/loop-once.gif", "w=24&fm=webp", 1, nil},
		{"webp/animated-loop-3.webp", "w=24", 3, []int{100, 100, 100, 1000, 65535, 16777215}},
		{"webp/animated-loop-3.webp", "w=24&loop=7", 7, []int{100, 100, 100, 1000, 65535, 16777215}},
		{"webp/animated-loop-3.webp", "w=24&frame=2-4", 3, []int{100, 100, 1000}},
		{"webp/animated-loop-3.webp", "w=24&frame=5-", 3, []int{65535, 16777215}},
		{"webp/animated-loop-3.webp", "w=24&fps=25", 3, []int{40, 40, 40, 40, 40, 40}},
		{"webp/animated-loop-3.webp", "w=24&skip=2", 3, []int{200, 1100, 65535}},
		{"webp/animated-loop-3.webp", "w=24&reverse=1", 3, []int{16777215, 65535, 1000, 100, 100, 100}},
	} {
		body, info, err := do(t, c.source, c.query)
		if err != nil {
			t.Errorf("%s %s: %v", c.source, c.query, err)
			continue
		}
		a, err := webp.NewAnimation(body)
		if err != nil {
			t.Errorf("%s %s: %v", c.source, c.query, err)
			continue
		}
		want := c.delays
		if want == nil {
			want = sourceDelays(t, c.source)
			for i := range want {
				want[i] = shownFor(want[i])
			}
		}
		var got []int
		for {
			delay, err := a.Next(1 << 26)
			if err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s %s: %v", c.source, c.query, err)
			}
			got = append(got, delay)
			if m := a.Canvas(); m.W != info.Width || m.H != info.Height {
				t.Fatalf("%s %s: canvas %dx%d, want %dx%d", c.source, c.query, m.W, m.H, info.Width, info.Height)
			}
		}
		if a.Loop() != c.loop || !equalInts(got, want) {
			t.Errorf("%s %s: loop %d, delays %v, want %d, %v", c.source, c.query, a.Loop(), got, c.loop, want)
		}
	}
}

// An animation over the limit keeps its frames: it loses quality first, where there
// is one, and then size.
func TestAnimationFits(t *testing.T) {
	const name = "samples/planet.gif"
	frames := len(sourceDelays(t, name))
	for _, c := range []struct {
		query, fit string
		limit      int
	}{
		{"w=200&fm=webp", `^$`, 80000},
		{"w=200&fm=webp", `^q=\d+$`, 50000},
		{"w=200&fm=webp", `^q=\d+&w=\d+$`, 6000},
		{"w=200", `^colorquant=\d+$`, 200000},
		{"w=200", `^colorquant=32&tolerance=\d+(&w=\d+)?$`, 60000},
		{"w=200", `^colorquant=32&tolerance=30&w=\d+$`, 20000},
		{"w=200&reverse=1", `^colorquant=32&tolerance=\d+(&w=\d+)?$`, 60000},
		{"w=200&colorquant=16", `^tolerance=\d+(&w=\d+)?$`, 60000},
		{"w=200&fm=png", `^fm=png8&colorquant=\d+(&tolerance=\d+)?$`, 200000},
		{"w=200&fm=png8", `^colorquant=\d+(&tolerance=\d+)?(&w=\d+)?$`, 100000},
		{"w=200&fm=png", `^fm=png8&colorquant=16&tolerance=30&w=\d+$`, 60000},
		{"w=200&fm=webp&lossless=1", `^w=\d+$`, 30000},
		{"w=200&frame=1-2", `^colorquant=\d+(&tolerance=\d+)?$`, 20000},
		{"w=200&frame=20-", `^colorquant=\d+(&tolerance=\d+)?$`, 50000},
	} {
		p, err := Parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		lim := DefaultLimits()
		lim.ResponseBytes = c.limit
		var dst bytes.Buffer
		info, err := Do(&dst, bytes.NewReader(readTestdata(t, name)), p, lim)
		if err != nil {
			t.Errorf("%s in %d bytes: %v", c.query, c.limit, err)
			continue
		}
		if dst.Len() > c.limit || !regexp.MustCompile(c.fit).MatchString(info.Fit) {
			t.Errorf("%s in %d bytes: %d bytes, gave up %q, want %s", c.query, c.limit, dst.Len(), info.Fit, c.fit)
		}
		want := frames
		if f := p.Frame; f.First > 0 {
			want = frames - f.First + 1
			if f.Last > 0 {
				want = f.Last - f.First + 1
			}
		}
		if dst.Len() < c.limit/4 && info.Fit != "" {
			t.Errorf("%s in %d bytes: %d bytes are far less", c.query, c.limit, dst.Len())
		}
		if got := len(delays(t, dst.Bytes())); got < want-1 || got > want { // two that became equal are one
			t.Errorf("%s in %d bytes: %d frames, want %d", c.query, c.limit, got, want)
		}
		s, _, err := open(bytes.NewReader(dst.Bytes()), &lim)
		if err != nil {
			t.Fatal(err)
		}
		if h := s.Header(); h.W != info.Width || h.H != info.Height {
			t.Errorf("%s in %d bytes: %dx%d, info says %dx%d", c.query, c.limit, h.W, h.H, info.Width, info.Height)
		}
	}
	p, _ := Parse("w=200")
	lim := DefaultLimits()
	lim.ResponseBytes = 200
	_, err := Do(io.Discard, bytes.NewReader(readTestdata(t, name)), p, lim)
	if e, _ := err.(*Error); e == nil || e.Code != CodeDoesNotFit {
		t.Errorf("200 bytes: got %v, want %s", err, CodeDoesNotFit)
	}
}

// With crop=entropy an animation stands still: what the first frame chooses
// holds for all, wherever the action goes.
func TestAnimationCropStandsStill(t *testing.T) {
	const w, h = 96, 32
	var g stdgif.GIF
	for _, busy := range []int{64, 0} { // where the noise is: first right, then left
		m := image.NewPaletted(image.Rect(0, 0, w, h), palette.Plan9)
		for i := range m.Pix {
			if x := i % w; x >= busy && x < busy+32 {
				m.Pix[i] = uint8(i * i >> 3)
			}
		}
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, 10)
	}
	var src, dst bytes.Buffer
	if err := stdgif.EncodeAll(&src, &g); err != nil {
		t.Fatal(err)
	}
	p, err := Parse("w=32&h=32&fit=crop&crop=entropy&fm=gif")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Do(&dst, &src, p, DefaultLimits()); err != nil {
		t.Fatal(err)
	}
	out, err := stdgif.DecodeAll(&dst)
	if err != nil || len(out.Image) != 2 {
		t.Fatalf("got %d frames, %v, want 2", len(out.Image), err)
	}
	colors := func(m *image.Paletted) int {
		seen := map[color.Color]bool{}
		for y := range 32 {
			for x := range 32 {
				seen[m.At(x, y)] = true
			}
		}
		return len(seen)
	}
	if first, second := colors(out.Image[0]), colors(out.Image[1]); first < 20 || second > 4 {
		t.Errorf("got %d and %d colors, want many in the first frame, which chooses, and one where the noise has left", first, second)
	}
}

// Every operation works on every frame of an animation, with one mark opened for
// all of them, and a missing one told once.
func TestAnimationEveryOperation(t *testing.T) {
	mark := readTestdata(t, "png/rgba8.png")
	for _, name := range []string{"gif/delays.gif", "webp/animated-loop-3.webp"} {
		src := readTestdata(t, name)
		want := len(sourceDelays(t, name))
		for _, query := range append([]string{"mark=/missing&mark-x=3"}, everyOperation...) {
			for _, fm := range []string{"gif", "webp"} {
				p, err := Parse(query + "&fm=" + fm)
				if err != nil {
					t.Fatal(err)
				}
				opened := 0
				var dst bytes.Buffer
				info, err := DoWith(&dst, bytes.NewReader(src), p, DefaultLimits(), func(key string) io.Reader {
					opened++
					if key == "/missing" {
						return nil
					}
					return bytes.NewReader(mark)
				})
				if err != nil {
					t.Errorf("%s %s: %v", name, query, err)
					continue
				}
				if named := strings.Contains(query, "mark"); named && opened != 1 || !named && opened != 0 {
					t.Errorf("%s %s: opened %d images", name, query, opened)
				}
				if missing := strings.Contains(query, "missing"); missing != (len(info.Missing) == 1) {
					t.Errorf("%s %s: missing %q", name, query, info.Missing)
				}
				if got := len(delays(t, dst.Bytes())); got < want-1 || got > want { // frames that became equal are one
					t.Errorf("%s %s: %d frames, want %d", name, query+"&fm="+fm, got, want)
				}
			}
		}
	}
}

func equalInts(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// sourceDelays are those that the source itself has.
func sourceDelays(t *testing.T, name string) []int {
	t.Helper()
	return delays(t, readTestdata(t, name))
}

// delays are those of an animated file.
func delays(t *testing.T, file []byte) (out []int) {
	t.Helper()
	lim := DefaultLimits()
	s, _, err := open(bytes.NewReader(file), &lim)
	if err != nil {
		t.Fatal(err)
	}
	a, animated := s.(*codec.Animation)
	if !animated {
		t.Fatal("a still came out")
	}
	for {
		delay, err := a.Advance()
		if err == io.EOF {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, delay)
	}
}

// One frame of an animation is a still, and so is what a still format makes.
func TestFrameOfAnimation(t *testing.T) {
	for _, query := range []string{"w=24&frame=3", "w=24&fm=jpg", "w=24&fm=png&frame=2", "w=24&fm=webp&frame=99"} {
		body, _, err := do(t, "webp/animated-lossless.webp", query)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		lim := DefaultLimits()
		s, _, err := open(bytes.NewReader(body), &lim)
		if err != nil {
			t.Fatal(err)
		}
		if _, animated := s.(*codec.Animation); animated {
			t.Errorf("%s: an animation came out", query)
		}
	}
}

// All frames together are held against their limit.
func TestAnimationLimits(t *testing.T) {
	data := readTestdata(t, "webp/animated-lossless.webp") // 64x48, six frames
	p, err := Parse("w=24")
	if err != nil {
		t.Fatal(err)
	}
	for pixels, want := range map[int64]string{6 * 64 * 48: "", 6*64*48 - 1: CodeTooLarge} {
		lim := DefaultLimits()
		lim.FramePixels = pixels
		_, err := Do(io.Discard, bytes.NewReader(data), p, lim)
		if e, _ := err.(*Error); (e == nil) != (want == "") || e != nil && e.Code != want {
			t.Errorf("%d pixels: %v, want %q", pixels, err, want)
		}
	}
	lim := DefaultLimits()
	lim.Memory = 64 * 48 * 4
	if _, err := Do(io.Discard, bytes.NewReader(data), p, lim); err == nil {
		t.Error("a canvas and a frame fit into one canvas")
	}
}

func readTestdata(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
