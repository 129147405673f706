//go:build !wasm

package png

import (
	"bytes"
	stdpng "image/png"
	"testing"

	"tintype/transform/internal/codec/codectest"
	"tintype/transform/internal/pixel"
)

// play composes the frames as our decoder shows them; browsers judge the same files in
// package edge.
func play(t testing.TB, file []byte) []codectest.Frame {
	t.Helper()
	a, err := NewAnimation(file)
	if err != nil {
		t.Fatal(err)
	}
	return codectest.Play(t, a)
}

func animate(t testing.TB, o AnimationOptions, frames []*pixel.Image) []byte {
	t.Helper()
	return codectest.Animate(t, NewAnimationWriter(0, o), frames)
}

// worst is the largest difference of what is seen of two images.
func worst(a, b *pixel.Image) (d int) {
	for y := range a.H {
		for x := range a.W {
			p, q := at(a, x, y), at(b, x, y)
			d = max(d, int(p.A)-int(q.A), int(q.A)-int(p.A))
			if p.A == 0 {
				continue
			}
			for _, v := range [3]int{int(p.R) - int(q.R), int(p.G) - int(q.G), int(p.B) - int(q.B)} {
				d = max(d, v, -v)
			}
		}
	}
	return d
}

// Every frame comes back exactly, over grounds that are opaque, half transparent and
// not there, whether frames build on each other or not, and where colors become too
// many for a palette on the way. The default image is the first frame.
func TestAnimationLossless(t *testing.T) {
	for _, alpha := range []uint8{255, 100, 0} {
		for _, whole := range []bool{false, true} {
			for _, manyFrom := range []int{0, 3, 9} {
				frames := codectest.Balls(60, 41, 5, alpha, manyFrom)
				file := animate(t, AnimationOptions{Whole: whole}, frames)
				list := play(t, file)
				if len(list) != len(frames) {
					t.Fatalf("ground %d: %d frames, want %d", alpha, len(list), len(frames))
				}
				for i, p := range list {
					if d := worst(p.Img, frames[i]); d > 0 || p.Delay != 10*(i+1) {
						t.Errorf("ground %d, whole %v, many from %d, frame %d: off by %d, shown for %d ms", alpha, whole, manyFrom, i, d, p.Delay)
					}
				}
				if m, err := stdpng.Decode(bytes.NewReader(file)); err != nil {
					t.Errorf("ground %d: the default image: %v", alpha, err)
				} else {
					compare(t, "default image", list[0].Img, m)
				}
			}
		}
	}
}

// Later alpha makes RGB frames over, and an only frame is a still.
func TestAnimationForms(t *testing.T) {
	frames := codectest.Balls(60, 41, 4, 255, 0)
	last := codectest.Balls(60, 41, 1, 100, 0)[0]
	list := play(t, animate(t, AnimationOptions{}, append(frames, last)))
	for i, f := range append(frames, last) {
		if d := worst(list[i].Img, f); d > 0 {
			t.Errorf("frame %d is off by %d", i, d)
		}
	}
	still := animate(t, AnimationOptions{}, frames[:1])
	if _, err := NewAnimation(still); err == nil {
		t.Error("one frame is an animation")
	}
}

// What does not change is left alone, and a frame that is the same makes the one
// before stay.
func TestAnimationShares(t *testing.T) {
	for _, manyFrom := range []int{0, 9} {
		first := codectest.Balls(120, 90, 1, 255, manyFrom)[0]
		second := codectest.Clone(first)
		for y := range 4 {
			second.Plane[1].Row(y)[3] ^= 64
			second.Plane[1].Row(89 - y)[110] ^= 64
		}
		one, two := len(animate(t, AnimationOptions{}, []*pixel.Image{first})), len(animate(t, AnimationOptions{}, []*pixel.Image{first, second}))
		if two > one+one/4+400 {
			t.Errorf("many from %d: one frame takes %d bytes, two with spots %d", manyFrom, one, two)
		}
		if three := len(animate(t, AnimationOptions{}, []*pixel.Image{first, second, second})); three != two {
			t.Errorf("%d bytes, with the same again %d", two, three)
		}
	}
}

// With a palette frames have its colors, and with a tolerance what is near stays.
func TestAnimationPalette(t *testing.T) {
	frames := codectest.Balls(60, 41, 5, 255, 0)
	palette := [][4]byte{{0, 0, 0, 255}, {255, 255, 255, 255}, {200, 40, 20, 255}, {60, 90, 120, 255}, {0, 128, 128, 255}}
	o := AnimationOptions{Palette: palette, Dither: 40}
	plain := animate(t, o, frames)
	for _, p := range play(t, plain) {
		for y := range p.Img.H {
			for x := range p.Img.W {
				c, known := at(p.Img, x, y), false
				for _, q := range palette {
					known = known || [4]byte{c.R, c.G, c.B, c.A} == q
				}
				if !known {
					t.Fatalf("(%d, %d) is %v", x, y, c)
				}
			}
		}
	}
	if o.Tolerance = 60; len(animate(t, o, frames)) > len(plain)*9/10 {
		t.Errorf("a tolerance saves nothing")
	}
}

// Any sequence of any pixels comes back exactly.
func FuzzAnimationWriter(f *testing.F) {
	f.Add(uint8(9), uint8(7), true, []byte("frames and frames and fra"))
	f.Add(uint8(33), uint8(20), false, []byte{1, 1, 1, 1, 1, 1, 1, 255, 1, 1, 1, 1, 0})
	f.Fuzz(func(t *testing.T, w, h uint8, alpha bool, pixels []byte) {
		if len(pixels) == 0 {
			return
		}
		frames := codectest.Scribbles(int(w%40)+1, int(h%40)+1, alpha, pixels, 1)
		file := animate(t, AnimationOptions{}, frames)
		var list []codectest.Frame
		if a, err := NewAnimation(file); err == nil && a.Frames() > 1 {
			list = play(t, file)
		} else {
			img, damage, err := decode(bytes.NewReader(file))
			if err != nil || damage != nil {
				t.Fatal(err, damage)
			}
			list = []codectest.Frame{{Img: img}}
		}
		shown := 0
		for i, f := range frames {
			if i > 0 && worst(f, frames[i-1]) == 0 {
				continue // the frame before is shown for longer
			}
			if shown >= len(list) || worst(list[shown].Img, f) > 0 {
				t.Fatalf("frame %d does not come back", i)
			}
			shown++
		}
	})
}
