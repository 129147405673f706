//go:build !wasm

package vp8

import (
	"testing"

	"tintype/transform/internal/codec/webp/internal/webptest"
	"tintype/transform/internal/pixel"
)

// Coding a macroblock allocates nothing but, now and then, room for tokens.
func TestNoAllocation(t *testing.T) {
	img := webptest.Picture(pixel.YCbCr, 64, 64, 2, 2, false)
	e := prepared(t, img, 80)
	if err := e.encodeFrame(); err != nil {
		t.Fatal(err)
	}
	n := testing.AllocsPerRun(10, func() {
		if err := e.encodeFrame(); err != nil {
			t.Fatal(err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations a frame", n)
	}
}

// Lines on a ground of one color are drawn, noise is not, nor is noise on such a ground.
func TestDrawn(t *testing.T) {
	for _, c := range []struct {
		name string
		at   func(x, y int) uint8
		want int
	}{
		{"lines", func(x, y int) uint8 {
			if y > 200 && x%9 == 0 {
				return 0
			}
			return 255
		}, wholly},
		{"noise", func(x, y int) uint8 { return uint8(x*x*31 + y*y*y*57 + x*y*13) }, 0},
		{"cut out", func(x, y int) uint8 {
			if y > 200 {
				return uint8(x*x*31 + y*y*y*57 + x*y*13)
			}
			return 255
		}, 0},
	} {
		img := pixel.New(pixel.Gray, 320, 320, 1, 1, false)
		for y := range img.H {
			for x := range img.W {
				img.Plane[0].Row(y)[x] = c.at(x, y)
			}
		}
		e := prepared(t, img, 70)
		if got := (e.tune.lumaBias - tuningBusy.lumaBias) * wholly / (drawnBias - tuningBusy.lumaBias); got != c.want {
			t.Errorf("%s: drawn is %d of %d, want %d", c.name, got, wholly, c.want)
		}
	}
}
