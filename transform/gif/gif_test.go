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

var whole = []string{"../../testdata/gif/*.gif", "../../testdata/samples/*.gif", "../../../shared/corpus/*.gif"}

// Frames, delays and loops are those of the standard library, whose frames are
// composed here by the plainest of means.
func TestFrames(t *testing.T) {
	for name, data := range files(t, whole...) {
		want, err := gif.DecodeAll(bytes.NewReader(data))
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
				case gif.DisposalPrevious:
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

// Broken files end with an error or a picture of the canvas, never otherwise.
func TestBroken(t *testing.T) {
	for name, data := range files(t, "../../testdata/broken/*.gif") {
		drain(t, name, data)
	}
	for name, data := range files(t, "../../testdata/gif/still.gif", "../../testdata/gif/disposal-mixed.gif") {
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
	for _, data := range files(f, "../../testdata/gif/*.gif", "../../testdata/broken/*.gif") {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { drain(t, "input", data) })
}
