//go:build !wasm

package jpeg

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"tintype/transform/internal/pixel"
)

// letters is a picture of dark strokes on white, or of light ones on black.
func letters(w, h int, onBlack bool) *pixel.Image {
	img := pixel.New(pixel.Gray, w, h, 1, 1, false)
	for y := range h {
		for x := range w {
			v := uint8(255)
			if x%13 < 2 && y%16 < 11 || y%16 == 4 && x%26 < 15 {
				v = 30
			}
			if onBlack {
				v = 255 - v
			}
			img.Plane[0].Row(y)[x] = v
		}
	}
	return img
}

// Where dark is on white, or light on black, a file comes nearer to the picture by more than
// its bytes are worth.
func TestDering(t *testing.T) {
	for _, onBlack := range []bool{false, true} {
		img := letters(208, 160, onBlack)
		for _, quality := range []int{30, 50, 80} {
			file := mustEncode(t, img, EncodeOptions{Quality: quality})
			e, err := NewEncoder(img)
			if err != nil {
				t.Fatal(err)
			}
			e.setQuality(quality)
			e.dering.most = 0
			if _, err := e.tokenizeImage(); err != nil {
				t.Fatal(err)
			}
			without, _, err := e.finishSequential(EncodeOptions{Quality: quality})
			if err != nil {
				t.Fatal(err)
			}
			got, _, _ := planesOf(t, file)
			plain, _, _ := planesOf(t, without)
			a, b := psnr(&img.Plane[0], &got[0]), psnr(&img.Plane[0], &plain[0])
			t.Logf("on black %v, q %d: %d bytes and %.2f dB, without %d and %.2f", onBlack, quality, len(file), a, len(without), b)
			if 20*len(file) > 21*len(without) || a < b+1.5 {
				t.Errorf("on black %v, q %d: %d bytes and %.2f dB, without %d and %.2f", onBlack, quality, len(file), a, len(without), b)
			}
		}
	}
}

// Only what is white or black is moved, only beyond, not further than allowed, and a block
// is on the mean not brighter than white.
func TestDeringBlock(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	d := &encDering{most: 40}
	moved := 0
	for trial := range 2000 {
		var src [64]byte
		extreme := uint8(255 * (trial & 1))
		for i := range src {
			if src[i] = extreme; r.IntN(4) == 0 {
				src[i] = uint8(r.IntN(256))
			}
			if trial < 10 {
				src[i] = extreme
			}
		}
		if !d.block(src[:], 8) {
			continue
		}
		sum := 0
		for i, v := range src {
			by := int(d.samples[i/8*deringStride+i%8]) - 128
			moved += by * by
			if by != 0 && v != extreme || by > d.most || -by > d.most || by > 0 && extreme == 0 || by < 0 && extreme == 255 {
				t.Fatalf("trial %d: sample %d, %d, is moved by %d", trial, i, v, by)
			}
			sum += int(v) + by
		}
		if sum < 0 || sum > 64*255 {
			t.Fatalf("trial %d: the mean is %d/64", trial, sum)
		}
		if trial < 10 {
			t.Fatalf("an even block is moved")
		}
	}
	if moved == 0 {
		t.Error("nothing is moved")
	}
}

// A file made to fit, from coefficients that were kept, is that of its quality.
func TestDeringToFit(t *testing.T) {
	img := letters(150, 90, false)
	e, err := NewEncoder(img)
	if err != nil {
		t.Fatal(err)
	}
	o := EncodeOptions{Quality: 95}
	full := mustEncode(t, img, o)
	for _, percent := range []int{90, 60, 40} {
		o.MaxBytes = len(full) * percent / 100
		body, quality, err := e.EncodeToFit(o, 1)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(body, mustEncode(t, img, EncodeOptions{Quality: quality})) {
			t.Errorf("%d %%: not the file of quality %d", percent, quality)
		}
	}
}
