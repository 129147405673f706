//go:build !wasm

package jpeg

import (
	"bytes"
	"encoding/binary"
	"math"
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

// undering encodes without what this stage does.
func undering(t *testing.T, img *pixel.Image, quality int) []byte {
	t.Helper()
	e, err := NewEncoder(img)
	if err != nil {
		t.Fatal(err)
	}
	e.setQuality(quality)
	e.dering.most = 0
	o := EncodeOptions{Quality: quality}
	e.setWays(&o)
	if _, err := e.tokenizeImage(); err != nil {
		t.Fatal(err)
	}
	file, _, err := e.finish(&o)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// Where dark is on white, or light on black, a file comes nearer to the picture by more than
// its bytes are worth.
func TestDering(t *testing.T) {
	for _, onBlack := range []bool{false, true} {
		img := letters(208, 160, onBlack)
		for _, quality := range []int{30, 50, 80} {
			file := mustEncode(t, img, EncodeOptions{Quality: quality})
			without := undering(t, img, quality)
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

// Blocks of black and white in the pattern of each basis function have the largest
// coefficients that there are. What is raised there does not go beyond what a file can
// hold: no category of an AC level is above 10 (table F.2), and the samples come back.
func TestDeringOfTheLargest(t *testing.T) {
	for k := range 64 * 2 {
		img := pixel.New(pixel.Gray, 16, 16, 1, 1, false)
		for y := range 16 {
			for x := range 16 {
				wave := math.Cos(float64(2*(x&7)+1)*float64(k&7)*math.Pi/16) * math.Cos(float64(2*(y&7)+1)*float64(k>>3&7)*math.Pi/16)
				if (wave > 0) != (k >= 64) {
					img.Plane[0].Row(y)[x] = 255
				}
			}
		}
		for _, quality := range []int{10, 50, 80, 90, 95, 97, 98, 99, 100} {
			file := mustEncode(t, img, EncodeOptions{Quality: quality})
			for i := 2; file[i+1] != markerSOS; i += 2 + int(binary.BigEndian.Uint16(file[i+2:])) {
				if segment := file[i+4:]; file[i+1] == markerDHT && segment[0]>>4 == 1 {
					n := 0
					for _, count := range segment[1:17] {
						n += int(count)
					}
					for _, symbol := range segment[17:][:n] {
						if symbol&15 > 10 {
							t.Errorf("pattern %d, q %d: a level of category %d", k, quality, symbol&15)
						}
					}
				}
			}
			got, _, _ := planesOf(t, file)
			if db := psnr(&img.Plane[0], &got[0]); db < 20 || quality >= 95 && db < 45 {
				t.Errorf("pattern %d, q %d: %.1f dB", k, quality, db)
			}
		}
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
