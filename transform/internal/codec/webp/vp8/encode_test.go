package vp8

import (
	"bytes"
	"testing"

	"tintype/transform/internal/codec/webp/internal/webptest"
	"tintype/transform/internal/pixel"
)

// prepared returns an encoder about to code img.
func prepared(t testing.TB, img *pixel.Image, quality int) *Encoder {
	t.Helper()
	e, err := NewEncoder(img, DefaultEffort, nil)
	if err != nil {
		t.Fatal(err)
	}
	e.setQuality(quality)
	return e
}

// Without the loop filter a decoder's samples are exactly those that the
// encoder predicted from.
func TestReconstruction(t *testing.T) {
	for _, quality := range []int{1, 40, 80, 100} {
		img := webptest.Picture(pixel.YCbCr, 160, 144, 2, 2, false)
		e := prepared(t, img, quality)
		for i := range e.segments {
			e.segments[i].level = 0
		}
		e.startFrame()
		e.probs = defaultProbs
		e.costs.update(&e.probs)
		luma := make([]uint8, img.W*img.H)
		chroma := [2][]uint8{make([]uint8, img.W*img.H/4), make([]uint8, img.W*img.H/4)}
		for y := range e.mbH {
			e.startRow(y)
			for x := range e.mbW {
				e.macroblock(x, y)
				for i := range 16 {
					copy(luma[(16*y+i)*img.W+16*x:], e.mb.rec[(i+1)*recStride+recLeft+1:][:16])
				}
				for b := range 8 {
					for pos := range 16 {
						at := (8*y+b>>1&1*4+pos>>2)*img.W/2 + 8*x + b&1*4 + pos&3
						chroma[b>>2][at] = uint8(e.mb.scratch[0][pos][b])
					}
				}
			}
		}
		for i := range e.segments {
			e.segments[i].maxEdge = 0
		}
		frame, err := e.frame()
		if err != nil {
			t.Fatal(err)
		}
		got := decoded(t, frame)
		for i, p := range []struct{ want, got []uint8 }{{luma, got.Y}, {chroma[0], got.Cb}, {chroma[1], got.Cr}} {
			if !bytes.Equal(p.want, p.got) {
				t.Errorf("quality %d: plane %d differs from the decoder's", quality, i)
			}
		}
	}
}

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
