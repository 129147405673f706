package gif

import (
	"bytes"
	"image"
	stdcolor "image/color"
	"image/draw"
	stdgif "image/gif"
	"slices"
	"testing"

	"tintype/transform/internal/pixel"
)

// scene is an image of nColors colors, moved by shift.
func scene(w, h, nColors, shift int, alpha bool) *pixel.Image {
	m := pixel.New(pixel.RGB, w, h, 1, 1, alpha)
	for y := range h {
		for x := range w {
			v := (x*x/7 + y*5 + (x^y)*shift) % nColors
			m.Plane[0].Row(y)[x], m.Plane[1].Row(y)[x], m.Plane[2].Row(y)[x] = byte(v*37), byte(v*91), byte(255-v)
			if alpha && (x+y+shift)%5 > 0 {
				m.Alpha.Row(y)[x] = 200
			}
		}
	}
	return m
}

func same(t *testing.T, got image.Image, want *pixel.Image) {
	t.Helper()
	for y := range want.H {
		for x := range want.W {
			c := stdcolor.NRGBAModel.Convert(got.At(x, y)).(stdcolor.NRGBA)
			if want.HasAlpha() && want.Alpha.Row(y)[x] < 128 {
				if c.A != 0 {
					t.Fatalf("(%d, %d): got %v, want nothing", x, y, c)
				}
				continue
			}
			w := stdcolor.NRGBA{want.Plane[0].Row(y)[x], want.Plane[1].Row(y)[x], want.Plane[2].Row(y)[x], 255}
			if c != w {
				t.Fatalf("(%d, %d): got %v, want %v", x, y, c, w)
			}
		}
	}
}

// Images of few colors come back exactly through the standard library, over
// every width of code and a full table.
func TestStill(t *testing.T) {
	for _, c := range []struct{ w, h, n int }{{1, 1, 1}, {3, 2, 2}, {17, 13, 3}, {64, 64, 16}, {301, 257, 200}, {700, 400, 251}} {
		for _, alpha := range []bool{false, true} {
			want := scene(c.w, c.h, c.n, 3, alpha)
			body, err := Encode(want, Options{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := stdgif.Decode(bytes.NewReader(body))
			if err != nil {
				t.Fatalf("%+v: %v", c, err)
			}
			same(t, got, want)
		}
	}
}

// An animation keeps delays, loops and pixels; our decoder and the standard
// library's agree about it.
func TestAnimation(t *testing.T) {
	for _, alpha := range []bool{false, true} {
		for _, loop := range []int{0, 1, 3} {
			w := NewWriter(loop, Options{})
			var want []*pixel.Image
			for i := range 4 {
				img := scene(40, 30, 60, 5, alpha)
				img.Plane[0].Row(10 + i)[7] ^= 8
				want = append(want, img)
				if err := w.Add(img, 70+10*i); err != nil {
					t.Fatal(err)
				}
			}
			w.Extend(40)
			file := w.File()
			all, err := stdgif.DecodeAll(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			wantLoop := map[int]int{0: 0, 1: -1, 3: 2}[loop]
			if len(all.Image) != 4 || all.LoopCount != wantLoop || all.Delay[0] != 7 || all.Delay[3] != 14 {
				t.Errorf("got %d frames, loop %d, delays %v", len(all.Image), all.LoopCount, all.Delay)
			}
			if !alpha && all.Image[1].Rect.Dx() > 2 {
				t.Errorf("frame 2 is %v, want only what differs", all.Image[1].Rect)
			}
			d, err := NewDecoder(file)
			if err != nil {
				t.Fatal(err)
			}
			if d.Loop() != loop || d.Frames() != 4 {
				t.Errorf("our decoder: %d frames, loop %d, want 4, %d", d.Frames(), d.Loop(), loop)
			}
			for i, m := range compose(t, file) {
				same(t, m, want[i])
				if _, err := d.Next(1 << 20); err != nil {
					t.Fatal(err)
				}
				c := d.Canvas()
				for y := range c.H {
					for x := range c.W {
						seen := m.NRGBAAt(x, y)
						if c.HasAlpha() && c.Alpha.Row(y)[x] != seen.A {
							t.Fatalf("frame %d (%d, %d): our decoder has alpha %d, the standard library %d", i, x, y, c.Alpha.Row(y)[x], seen.A)
						}
						for k, v := range [3]byte{seen.R, seen.G, seen.B} {
							if seen.A > 0 && c.Plane[k].Row(y)[x] != v {
								t.Fatalf("frame %d (%d, %d): our decoder has %d in plane %d, the standard library %d", i, x, y, c.Plane[k].Row(y)[x], k, v)
							}
						}
					}
				}
			}
		}
	}
}

// A frame whose own palette is full can still be disposed of in more than it drew.
func TestFullPaletteAndDisposal(t *testing.T) {
	frame := func(k int) *pixel.Image {
		m := pixel.New(pixel.RGB, 96, 80, 1, 1, true)
		for y := range m.H {
			for x := range m.W {
				c := [3]byte{40, 40, 40}
				if k > 0 && x < 64 && y < 64 { // more colors than a palette has, far apart
					c = [3]byte{byte(x * 4), byte(y * 4), byte(x*37 + y*91)}
				}
				for i, v := range c {
					m.Plane[i].Row(y)[x] = v
				}
				m.Alpha.Row(y)[x] = 255
			}
		}
		if k == 2 {
			m.Alpha.Row(79)[95] = 0
		}
		return m
	}
	w := NewWriter(0, Options{})
	for k := range 3 {
		if err := w.Add(frame(k), 50); err != nil {
			t.Fatal(err)
		}
	}
	got := compose(t, w.File())
	if len(got) != 3 {
		t.Fatalf("%d frames, want 3", len(got))
	}
	for k, m := range got {
		want := frame(k)
		for y := range want.H {
			for x := range want.W {
				if a := m.NRGBAAt(x, y).A; a != want.Alpha.Row(y)[x] {
					t.Fatalf("frame %d (%d, %d): alpha %d, want %d", k, x, y, a, want.Alpha.Row(y)[x])
				}
			}
		}
	}
}

func FuzzEncode(f *testing.F) {
	f.Add(uint16(5), uint16(4), []byte{1, 2, 3})
	f.Fuzz(func(t *testing.T, w, h uint16, pixels []byte) {
		m := pixel.New(pixel.Gray, int(w%90)+1, int(h%90)+1, 1, 1, false)
		for i := range m.Plane[0].Pix {
			if len(pixels) > 0 {
				m.Plane[0].Pix[i] = pixels[i*i%len(pixels)]
			}
		}
		body, err := Encode(m, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := stdgif.Decode(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for y := range m.H {
			for x, v := range m.Plane[0].Row(y) {
				if r, _, _, _ := got.At(x, y).RGBA(); byte(r>>8) != v {
					t.Fatalf("(%d, %d): got %d, want %d", x, y, r>>8, v)
				}
			}
		}
	})
}

// compose plays a file that the standard library has decoded.
func compose(t *testing.T, file []byte) (canvases []*image.NRGBA) {
	t.Helper()
	all, err := stdgif.DecodeAll(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	canvas := image.NewNRGBA(image.Rect(0, 0, all.Config.Width, all.Config.Height))
	for i, frame := range all.Image {
		draw.Draw(canvas, frame.Rect, frame, frame.Rect.Min, draw.Over)
		shown := *canvas
		shown.Pix = bytes.Clone(canvas.Pix)
		canvases = append(canvases, &shown)
		if all.Disposal[i] == stdgif.DisposalBackground {
			draw.Draw(canvas, frame.Rect, image.Transparent, image.Point{}, draw.Src)
		}
	}
	return canvases
}

// sprite is a frame whose spots come, go, move and change color, of few colors,
// over nothing or over a ground.
func sprite(w, h, k int, alpha bool) *pixel.Image {
	m := pixel.New(pixel.RGB, w, h, 1, 1, alpha)
	for y := range h {
		for x := range w {
			spot := (x/5*7+y/4*3+k*k)%11 < 4
			v := 40
			if spot {
				v = 100 + 20*((x/5+k)%4)
			}
			m.Plane[0].Row(y)[x], m.Plane[1].Row(y)[x], m.Plane[2].Row(y)[x] = byte(v), byte(v/2), byte(255-v)
			if alpha && spot {
				m.Alpha.Row(y)[x] = 255
			}
		}
	}
	return m
}

// Frames that build on each other, and such as stand alone, come back exactly
// through the standard library, transparent pixels that were not included.
func TestSprites(t *testing.T) {
	for _, alpha := range []bool{false, true} {
		for _, whole := range []bool{false, true} {
			w := NewWriter(0, Options{})
			if whole {
				w.Whole()
			}
			var want []*pixel.Image
			for k := range 7 {
				want = append(want, sprite(43, 31, k, alpha))
				if err := w.Add(want[k], 50); err != nil {
					t.Fatal(err)
				}
			}
			if whole {
				w.Reverse()
				slices.Reverse(want)
			}
			got := compose(t, w.File())
			if len(got) != len(want) {
				t.Fatalf("%d frames, want %d", len(got), len(want))
			}
			for i := range got {
				same(t, got[i], want[i])
			}
		}
	}
}

// What stays is not stored again: the second of two frames that differ in a spot
// takes little more than the spot, and one that differs in nothing makes the first
// stay.
func TestFramesShare(t *testing.T) {
	size := func(frames ...*pixel.Image) int {
		w := NewWriter(0, Options{})
		for _, f := range frames {
			if err := w.Add(f, 50); err != nil {
				t.Fatal(err)
			}
		}
		return len(w.File())
	}
	for _, alpha := range []bool{false, true} {
		first, second := sprite(80, 60, 1, alpha), sprite(80, 60, 1, alpha)
		second.Plane[0].Row(9)[9] ^= 64
		if one, two := size(first), size(first, second); two > one+60 {
			t.Errorf("alpha %v: %d bytes, with another pixel %d", alpha, one, two)
		}
		if one, two := size(first, second), size(first, second, second); two != one {
			t.Errorf("alpha %v: %d bytes, with the same again %d", alpha, one, two)
		}
	}
}
