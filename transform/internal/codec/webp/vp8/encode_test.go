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
