//go:build !wasm

package png

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	stdcolor "image/color"
	"image/draw"
	stdpng "image/png"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"tintype/transform/internal/work"
)

// A stdFrame is a frame taken out of a file by the plainest of means: as a PNG of its
// own for the standard library to decode.
type stdFrame struct {
	m              image.Image
	x, y           int
	delay          int
	dispose, blend byte
}

func stdFrames(t *testing.T, file []byte) (list []stdFrame, w, h int) {
	t.Helper()
	var head, data []byte
	var controls [][]byte
	finish := func() {
		if c := len(controls) - 1; c >= 0 && data != nil {
			one := bytes.Clone(head)
			copy(one[16:24], controls[c][4:12])
			binary.BigEndian.PutUint32(one[29:], newCRC().update(0, one[12:29]))
			z := (&encoder{b: one, table: newCRC()})
			z.chunk("IDAT", data)
			z.chunk("IEND", nil)
			m, err := stdpng.Decode(bytes.NewReader(z.b))
			if err != nil {
				t.Fatal(err)
			}
			b := controls[c]
			num, den := int(binary.BigEndian.Uint16(b[20:])), int(binary.BigEndian.Uint16(b[22:]))
			if den == 0 {
				den = 100
			}
			list = append(list, stdFrame{m, int(binary.BigEndian.Uint32(b[12:])), int(binary.BigEndian.Uint32(b[16:])), (1000*num + den/2) / den, b[24], b[25]})
		}
		data = nil
	}
	head = append(head, signature...)
	for rest := file[len(signature):]; len(rest) > 0; {
		from := rest
		var name string
		var body []byte
		name, body, _, rest = cutChunk(rest)
		switch name {
		case "fcTL":
			finish()
			controls = append(controls, body)
		case "IDAT":
			data = append(data, body...)
			if controls == nil {
				data = nil
			}
		case "fdAT":
			data = append(data, body[4:]...)
		case "IEND":
			finish()
		case "IHDR":
			w, h = int(binary.BigEndian.Uint32(body)), int(binary.BigEndian.Uint32(body[4:]))
			head = append(head, from[:len(from)-len(rest)]...)
		case "PLTE", "tRNS":
			head = append(head, from[:len(from)-len(rest)]...)
		}
	}
	return list, w, h
}

// Frames, delays and plays are those of files taken apart chunk by chunk, which are
// decoded and composed by the standard library.
func TestAnimation(t *testing.T) {
	names, _ := filepath.Glob(testdata + "png/animated*.png")
	if len(names) < 8 {
		t.Fatalf("%d files, want those of testdata", len(names))
	}
	plays := map[string]int{"animated-loop-3.png": 3}
	for _, name := range names {
		file := read(t, name)
		a, err := NewAnimation(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		list, w, h := stdFrames(t, file)
		if a.Frames() != len(list) || a.Loop() != plays[filepath.Base(name)] {
			t.Errorf("%s: %d frames, %d plays, want %d, %d", name, a.Frames(), a.Loop(), len(list), plays[filepath.Base(name)])
		}
		for range 2 { // the second time after Rewind
			canvas := image.NewNRGBA(image.Rect(0, 0, w, h))
			for i, f := range list {
				delay, err := a.Next(1 << 26)
				if err != nil || delay != f.delay {
					t.Fatalf("%s: frame %d: delay %d, %v, want %d", name, i, delay, err, f.delay)
				}
				before := image.NewNRGBA(canvas.Rect)
				copy(before.Pix, canvas.Pix)
				r := f.m.Bounds().Add(image.Pt(f.x, f.y))
				draw.Draw(canvas, r, f.m, image.Point{}, map[byte]draw.Op{0: draw.Src, 1: draw.Over}[f.blend])
				sameCanvas(t, name, i, a, canvas)
				switch {
				case f.dispose == disposeToBackground, f.dispose == disposeToPrevious && i == 0:
					draw.Draw(canvas, r, image.NewUniform(stdcolor.Transparent), image.Point{}, draw.Src)
				case f.dispose == disposeToPrevious:
					canvas = before
				}
			}
			if _, err := a.Next(1 << 26); err != io.EOF {
				t.Fatalf("%s: after the last frame %v, want io.EOF", name, err)
			}
			a.Rewind()
		}
	}
}

// sameCanvas allows for the rounding of premultiplied colors in image/draw.
func sameCanvas(t *testing.T, name string, frame int, a *Animation, want *image.NRGBA) {
	t.Helper()
	m := a.Canvas()
	for y := range m.H {
		for x := range m.W {
			got, w := at(m, x, y), want.NRGBAAt(x, y)
			for _, d := range [4]int{int(got.R) - int(w.R), int(got.G) - int(w.G), int(got.B) - int(w.B), int(got.A) - int(w.A)} {
				if w.A > 0 && (d > 2 || d < -2) || w.A == 0 && got.A != 0 {
					t.Fatalf("%s: frame %d: (%d, %d) is %v, want %v", name, frame, x, y, got, w)
				}
			}
		}
	}
}

// What breaks the rules ends the animation before the frame at fault.
func TestBrokenAnimation(t *testing.T) {
	for name, want := range map[string]int{
		"sequence": 2, "sequence-first": 0, "beyond": 2, "operation": 2, "first-part": 0, "more": 4, "fewer": 2, "cut": 2, "garbage": 1, "empty": 0, "bomb": 1,
	} {
		a, err := NewAnimation(read(t, testdata+"broken/animated-"+name+".png"))
		if (err != nil) != (want == 0) {
			t.Errorf("%s: %v, want %d frames", name, err, want)
		}
		n := 0
		for err == nil && n < want {
			if _, err = a.Next(1 << 24); err == nil {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d frames, want %d (%v)", name, n, want, err)
		}
		if a == nil || name == "bomb" {
			continue
		}
		if _, err := a.Next(1 << 24); err == nil {
			t.Errorf("%s: more than %d frames", name, want)
		}
	}
}

// What is opaque is known before it is decoded.
func TestOpaqueAnimation(t *testing.T) {
	file := read(t, testdata+"png/animated.png")
	file[25] = typeRGB // of the header alone
	binary.BigEndian.PutUint32(file[29:], newCRC().update(0, file[12:29]))
	a, err := NewAnimation(file)
	if err != nil || !a.Opaque() {
		t.Errorf("RGB: opaque %v, %v", a.Opaque(), err)
	}
	if a, err := NewAnimation(read(t, testdata+"png/animated-palette.png")); err != nil || a.Opaque() {
		t.Errorf("palette with transparency: opaque %v, %v", a.Opaque(), err)
	}
}

// The meter ends the work within a frame.
func TestAnimationStops(t *testing.T) {
	a, err := NewAnimation(read(t, testdata+"png/animated-rgba.png"))
	if err != nil {
		t.Fatal(err)
	}
	stop := errors.New("stop")
	a.Meter = work.New(func() error { return stop })
	a.Meter.Spend(work.Between - 100)
	if _, err := a.Next(1 << 24); err != stop {
		t.Errorf("got %v, want %v", err, stop)
	}
}

// No input makes an animation panic, take more frames than it said, or show a canvas
// of another size.
func FuzzAnimation(f *testing.F) {
	names, _ := filepath.Glob(testdata + "png/animated*.png")
	broken, _ := filepath.Glob(testdata + "broken/animated*.png")
	for _, name := range append(names, broken...) {
		if !strings.Contains(name, "bomb") {
			f.Add(read(f, name))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := NewAnimation(b)
		if err != nil || a.cfg.Width*a.cfg.Height > 1<<20 {
			return
		}
		for range 2 {
			n := 0
			for ; n < 100; n++ {
				if _, err := a.Next(1 << 24); err != nil {
					break
				}
				if m := a.Canvas(); m.W != a.cfg.Width || m.H != a.cfg.Height {
					t.Fatalf("a canvas of %dx%d, want %dx%d", m.W, m.H, a.cfg.Width, a.cfg.Height)
				}
			}
			if n > a.Frames() {
				t.Fatalf("%d frames, want %d at most", n, a.Frames())
			}
			a.Rewind()
		}
	})
}
