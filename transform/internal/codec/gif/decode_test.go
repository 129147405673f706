package gif

import (
	"bytes"
	"image"
	stdcolor "image/color"
	"image/draw"
	"image/gif"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// files are the committed ones, those of the corpus and the broken ones.
func files(t testing.TB, patterns ...string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, pattern := range patterns {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out[filepath.Base(name)] = b
		}
	}
	if len(out) == 0 {
		t.Fatal("no files, want those of testdata")
	}
	return out
}

var whole = []string{"../../../../testdata/gif/*.gif", "../../../../testdata/samples/*.gif", "../../../../../shared/corpus/*.gif"}

// refused are files that the standard library does not read: frames must lie within
// the canvas, and codes have two bits at least.
var refused = []string{"first-frame-larger.gif", "first-frame-beyond.gif", "canvas-empty.gif", "one-bit-codes.gif", "g-first-bigger.gif", "g-first-offset-out.gif"}

// The canvas grows to hold the first frame, and not for later ones. Browsers judge
// the pixels of these files in package edge.
func TestCanvasGrows(t *testing.T) {
	list := files(t, "../../../../testdata/gif/*.gif", "../../../../testdata/broken/*.gif", "../../../../../shared/corpus/bugs/g-*.gif")
	for name, want := range map[string][2]int{
		"first-frame-larger.gif": {64, 48}, "first-frame-beyond.gif": {74, 60}, "canvas-empty.gif": {67, 48}, "first-frame-small.gif": {61, 45},
		"canvas-0.gif": {24, 16}, "frame-outside.gif": {44, 28}, "g-first-bigger.gif": {40, 30}, "g-first-offset-out.gif": {50, 40},
	} {
		data, ok := list[name]
		if !ok {
			t.Logf("not checked: %s; there is no corpus of real files at ../shared/corpus", name)
			continue
		}
		d, err := NewDecoder(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if w, h := d.Size(); w != want[0] || h != want[1] {
			t.Errorf("%s: %dx%d, want %dx%d", name, w, h, want[0], want[1])
		}
		drain(t, name, data)
	}
}

// Codes may begin with one bit, and rows of an interlaced image that is cut stand
// for those that do not come.
func TestUnusualCodes(t *testing.T) {
	list := files(t, "../../../../testdata/gif/one-bit-codes.gif", "../../../../testdata/broken/interlaced-cut.gif")
	for name, check := range map[string]func(x, y int, c [4]uint8) bool{
		"one-bit-codes.gif": func(x, y int, c [4]uint8) bool {
			i := 12*y + x
			return c == [2][4]uint8{{0x20, 0x30, 0x60, 255}, {0xf0, 0xe0, 0xc0, 255}}[i*i/7&1]
		},
		"interlaced-cut.gif": func(x, y int, c [4]uint8) bool { return c[3] == 255 },
	} {
		d, err := NewDecoder(list[name])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Next(1 << 20); err != nil {
			t.Fatal(err)
		}
		m := d.Canvas()
		for y := range m.H {
			for x := range m.W {
				c := [4]uint8{m.Plane[0].Row(y)[x], m.Plane[1].Row(y)[x], m.Plane[2].Row(y)[x], m.Alpha.Row(y)[x]}
				if !check(x, y, c) {
					t.Fatalf("%s: (%d, %d) is %v", name, x, y, c)
				}
			}
		}
	}
}

// Frames, delays and loops are those of the standard library, whose frames are
// composed here by the plainest of means.
func TestFrames(t *testing.T) {
	for name, data := range files(t, whole...) {
		want, err := gif.DecodeAll(bytes.NewReader(data))
		if slices.Contains(refused, name) && err != nil {
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		d, err := NewDecoder(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		loop := map[bool]int{true: 1, false: want.LoopCount + 1}[want.LoopCount < 0]
		if want.LoopCount == 0 {
			loop = 0
		}
		if d.Frames() != len(want.Image) || d.Loop() != loop {
			t.Errorf("%s: %d frames, loop %d, want %d, %d", name, d.Frames(), d.Loop(), len(want.Image), loop)
		}
		for range 2 { // the second time after Rewind
			canvas := image.NewNRGBA(image.Rect(0, 0, want.Config.Width, want.Config.Height))
			for i, m := range want.Image {
				delay, err := d.Next(1 << 26)
				if err != nil || delay != 10*want.Delay[i] {
					t.Fatalf("%s: frame %d: delay %d, %v, want %d", name, i, delay, err, 10*want.Delay[i])
				}
				before := image.NewNRGBA(canvas.Rect)
				copy(before.Pix, canvas.Pix)
				draw.Draw(canvas, m.Rect, m, m.Rect.Min, draw.Over)
				sameCanvas(t, name, i, d, canvas)
				switch want.Disposal[i] {
				case gif.DisposalBackground:
					draw.Draw(canvas, m.Rect, image.NewUniform(stdcolor.Transparent), image.Point{}, draw.Src)
				case gif.DisposalPrevious, 4:
					canvas = before
				}
			}
			if _, err := d.Next(1 << 26); err != io.EOF {
				t.Fatalf("%s: after the last frame %v, want io.EOF", name, err)
			}
			d.Rewind()
		}
	}
}

func sameCanvas(t *testing.T, name string, frame int, d *Decoder, want *image.NRGBA) {
	t.Helper()
	m := d.Canvas()
	for y := range m.H {
		for x := range m.W {
			got := stdcolor.NRGBA{m.Plane[0].Row(y)[x], m.Plane[1].Row(y)[x], m.Plane[2].Row(y)[x], m.Alpha.Row(y)[x]}
			if w := want.NRGBAAt(x, y); got != w {
				t.Fatalf("%s: frame %d: (%d, %d) is %v, want %v", name, frame, x, y, got, w)
			}
		}
	}
}

// Broken files end with an error or an image of the canvas, never otherwise.
func TestBroken(t *testing.T) {
	for name, data := range files(t, "../../../../testdata/broken/*.gif") {
		drain(t, name, data)
	}
	for name, data := range files(t, "../../../../testdata/gif/still.gif", "../../../../testdata/gif/disposal-mixed.gif") {
		for n := range len(data) {
			drain(t, name, data[:n])
		}
	}
}

func drain(t *testing.T, name string, data []byte) {
	d, err := NewDecoder(data)
	if err != nil {
		return
	}
	for i := range d.Frames() {
		if _, err := d.Next(1 << 22); err == io.EOF {
			t.Fatalf("%s: frame %d of %d is not there", name, i, d.Frames())
		} else if err != nil {
			return
		}
	}
}

func FuzzDecoder(f *testing.F) {
	for _, data := range files(f, "../../../../testdata/gif/*.gif", "../../../../testdata/broken/*.gif") {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { drain(t, "input", data) })
}
