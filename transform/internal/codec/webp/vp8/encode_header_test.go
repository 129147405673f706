//go:build !wasm

package vp8

import (
	"math/rand/v2"
	"testing"

	"tintype/transform/internal/codec/webp/internal/webptest"
	"tintype/transform/internal/pixel"
)

// The modes of a picture of noise take what there is room for, however little
// that is, and a decoder reads them.
func TestHeaderRoom(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	img := pixel.New(pixel.RGB, 640, 480, 1, 1, false)
	for i := range 3 {
		for k := range img.Plane[i].Pix {
			img.Plane[i].Pix[k] = byte(r.Uint32())
		}
	}
	for _, bits := range []int{1000, 40, 26, 12, 6, 4} {
		for _, quality := range []int{10, 75, 100} {
			e := prepared(t, img, quality)
			e.header.each = bits * 256
			frame, _, err := e.encodeAt(quality)
			if err != nil {
				t.Fatal(err)
			}
			var b boolEncoder
			b.init(nil)
			skipProb := e.putSkip(&b)
			e.putModes(&b, skipProb)
			most := len(e.mbs)*(bits+1+2) + 100 // beside the modes: skipped, segment
			if got := 8 * len(b.finish()); got > most {
				t.Errorf("quality %d: modes of %d macroblocks take %d bits, want at most %d", quality, len(e.mbs), got, most)
			}
			if m := decoded(t, frame); m.Rect.Dx() != img.W {
				t.Errorf("%d bits, quality %d: decoded as %v", bits, quality, m.Rect)
			}
		}
	}
}

// What is set aside for a macroblock holds what is written beside its modes.
func TestHeaderRoomOfLargest(t *testing.T) {
	e := prepared(t, webptest.Picture(pixel.YCbCr, 640, 480, 2, 2, false), 75)
	n := len(e.mbs)
	each := e.header.each + skipBits
	if most := maxPartition0 * 8 * 256 / n; each > most || each < most-2*256-1 {
		t.Errorf("got %d for each of %d macroblocks, want up to two bits less than %d", each, n, most)
	}
}

// A frame far beyond its limit is left before it is done, with about the size
// that it would have had.
func TestHopeless(t *testing.T) {
	img := webptest.Picture(pixel.YCbCr, 640, 480, 2, 2, false)
	r := rand.New(rand.NewPCG(1, 2))
	for k := range img.Plane[0].Pix {
		img.Plane[0].Pix[k] ^= byte(r.Uint32()) & 63
	}
	whole := prepared(t, img, 75)
	_, want, err := whole.encodeAt(75)
	if err != nil {
		t.Fatal(err)
	}
	cut := prepared(t, img, 75)
	cut.limit = want / 20
	frame, got, err := cut.encodeAt(75)
	if err != nil || frame != nil {
		t.Fatalf("got a frame of %d bytes, error %v", len(frame), err)
	}
	if got < want*4/5 || got > want*5/4 {
		t.Errorf("%d bytes foretold, want about %d", got, want)
	}
	if a, b := cut.tokens.len(), whole.tokens.len(); a > b/3 {
		t.Errorf("%d of %d tokens were recorded, want at most a third", a, b)
	}
}
