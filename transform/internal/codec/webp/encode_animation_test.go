//go:build !wasm

package webp

import (
	"bytes"
	"testing"

	"tintype/transform/internal/codec/codectest"
	"tintype/transform/internal/codec/webp/internal/webptest"
	"tintype/transform/internal/codec/webp/vp8"
	"tintype/transform/internal/pixel"
)

// play composes the frames as our decoder shows them; the decoder of libwebp judges the
// same files in bench/animations.mjs.
func play(t testing.TB, file []byte) []codectest.Frame {
	t.Helper()
	a, err := NewAnimation(file)
	if err != nil {
		t.Fatal(err)
	}
	return codectest.Play(t, a)
}

func animate(t testing.TB, o Options, whole bool, frames []*pixel.Image) []byte {
	t.Helper()
	return codectest.Animate(t, NewAnimationWriter(0, whole, o), frames)
}

// visible is a color weighted by its alpha.
func visible(img *pixel.Image, i, x, y int) int {
	alpha := 255
	if img.HasAlpha() {
		alpha = int(img.Alpha.Row(y)[x])
	}
	return int(img.Plane[min(i, img.Model.Planes()-1)].Row(y)[x]) * alpha / 255
}

// worst is the largest difference of what is seen of two pictures.
func worst(a, b *pixel.Image) (d int) {
	for y := range a.H {
		for x := range a.W {
			for i := range 3 {
				d = max(d, vp8.Abs(visible(a, i, x, y)-visible(b, i, x, y)))
			}
		}
	}
	return d
}

// Without loss every frame comes back as it was, over grounds that are opaque,
// half transparent and not there, whether frames build on each other or not.
func TestAnimationLossless(t *testing.T) {
	for _, alpha := range []uint8{255, 100, 0} {
		for _, whole := range []bool{false, true} {
			frames := codectest.Balls(60, 41, 5, alpha, 5)
			list := play(t, animate(t, Options{Lossless: true}, whole, frames))
			if len(list) != len(frames) {
				t.Fatalf("ground %d: %d frames, want %d", alpha, len(list), len(frames))
			}
			for i, c := range list {
				if d := worst(c.Img, frames[i]); d > 0 || c.Delay != 10*(i+1) {
					t.Errorf("ground %d, whole %v, frame %d: off by %d, shown for %d ms", alpha, whole, i, d, c.Delay)
				}
			}
		}
	}
}

// Any sequence of any pixels comes back exactly without loss: what is left alone,
// blended and replaced adds up.
func FuzzAnimation(f *testing.F) {
	f.Add(uint8(9), uint8(7), true, []byte("frames and frames and fra"))
	f.Add(uint8(33), uint8(20), false, []byte{1, 1, 1, 1, 1, 1, 1, 255, 1, 1, 1, 1, 0})
	f.Fuzz(func(t *testing.T, w, h uint8, alpha bool, pixels []byte) {
		if len(pixels) == 0 {
			return
		}
		frames := codectest.Scribbles(int(w%40)+1, int(h%40)+1, alpha, pixels, 85)
		shown := 0
		list := play(t, animate(t, Options{Lossless: true}, false, frames))
		for i, f := range frames {
			if i > 0 && worst(f, frames[i-1]) == 0 && sameAlpha(f, frames[i-1]) {
				continue // the frame before is shown for longer
			}
			if shown >= len(list) || worst(list[shown].Img, f) > 0 || alpha && !sameAlpha(list[shown].Img, f) {
				t.Fatalf("frame %d does not come back", i)
			}
			shown++
		}
	})
}

func sameAlpha(a, b *pixel.Image) bool {
	for y := range a.Alpha.H {
		if !bytes.Equal(a.Alpha.Row(y), b.Alpha.Row(y)) {
			return false
		}
	}
	return true
}

// Drawings of few colors are coded without loss, since that takes less.
func TestAnimationFewColors(t *testing.T) {
	file := animate(t, Options{Quality: 80}, false, codectest.Balls(96, 64, 6, 255, 6))
	if bytes.Contains(file, []byte("VP8 ")) {
		t.Error("a frame of few colors is lossy")
	}
	for i, c := range play(t, file) {
		if d := worst(c.Img, codectest.Balls(96, 64, 6, 255, 6)[i]); d > 0 {
			t.Errorf("frame %d is off by %d", i, d)
		}
	}
}

// What does not change is left alone: two spots in the corners of a photograph
// cost less than half of the photograph, and the rest stays bit for bit.
func TestAnimationHoles(t *testing.T) {
	first := webptest.Picture(pixel.RGB, 128, 96, 1, 1, false)
	second := codectest.Clone(first)
	for y := range 20 {
		for x := range 20 {
			second.Plane[1].Row(y)[x] = 200
			second.Plane[1].Row(95 - y)[127-x] = uint8(4 * (x + y))
		}
	}
	one := len(animate(t, Options{}, false, []*pixel.Image{first}))
	file := animate(t, Options{}, false, []*pixel.Image{first, second})
	if n := len(file) - one; n > one/2 {
		t.Errorf("two spots take %d bytes, the whole %d", n, one)
	}
	list := play(t, file)
	for y := 24; y < 72; y++ {
		if !bytes.Equal(list[0].Img.Plane[0].Row(y), list[1].Img.Plane[0].Row(y)) {
			t.Fatalf("row %d has changed", y)
		}
	}
}

// A slow fade is drawn in steps that stay near to it, and what does not change at
// all makes the frame before stay.
func TestAnimationFade(t *testing.T) {
	var frames []*pixel.Image
	for k := range 24 {
		img := pixel.New(pixel.RGB, 32, 32, 1, 1, false)
		for i := range 3 {
			vp8.Fill(img.Plane[i].Pix, uint8(60+k))
		}
		frames = append(frames, img)
	}
	frames = append(frames, frames[23])
	list := play(t, animate(t, Options{Quality: 80}, false, frames))
	total, at := 0, 0
	for _, c := range list {
		end := total + c.Delay
		for ; at < len(frames) && total < end; at++ {
			if d := worst(c.Img, frames[at]); d > 6 {
				t.Errorf("frame %d is off by %d", at, d)
			}
			total += 10 * (at + 1)
		}
	}
	if at != len(frames) || len(list) > 8 {
		t.Errorf("%d frames stand for %d of %d", len(list), at, len(frames))
	}
}
