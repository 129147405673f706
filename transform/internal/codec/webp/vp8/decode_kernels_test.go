//go:build !wasm

package vp8

import (
	"math/rand"
	"testing"

	"tintype/transform/internal/pixel"
)

// Every way to take a bool off the decoder's state leaves the same one.
func TestBoolSteps(t *testing.T) {
	type state struct{ code, rng, n uint64 }
	r := rand.New(rand.NewSource(4))
	for rng := uint64(128); rng < 255; rng++ {
		for prob := range 256 {
			old := state{r.Uint64() % (rng << 55), rng, uint64(8 + r.Intn(56))}
			var want, got state
			var bit uint64
			want.code, want.rng, want.n, bit = boolStep(old.code, old.rng, old.n, uint8(prob))
			if split := boolSplit(rng, uint8(prob)); old.code < split<<55 {
				got.code, got.rng, got.n = boolFalse(old.code, split, old.n)
			} else {
				got.code, got.rng, got.n = boolTrue(old.code, rng, split, old.n)
			}
			if got != want || (old.code >= boolSplit(rng, uint8(prob))<<55) != (bit == 1) {
				t.Fatalf("%v at %d: got %v, want %v and %d", old, prob, got, want, bit)
			}
			var sign int16
			want.code, want.rng, want.n, bit = boolStep(old.code, old.rng, old.n, 128)
			got.code, got.rng, got.n, sign = boolSign(old.code, old.rng, old.n)
			if got != want || sign != 1-2*int16(bit) {
				t.Fatalf("sign of %v: got %v and %d, want %v and %d", old, got, sign, want, bit)
			}
		}
	}
}

// BenchmarkLossyDecoder decodes the corpus's photograph, or the sample.
func BenchmarkLossyDecoder(b *testing.B) {
	data := benchFrame(b)
	for b.Loop() {
		l, err := NewDecoder(data, false, false)
		if err != nil {
			b.Fatal(err)
		}
		drain(b, l)
	}
}

// benchFrame is a frame that the encoder makes of noise on a slope: inside wasm
// there are no files.
func benchFrame(b *testing.B) []byte {
	b.Helper()
	r := rand.New(rand.NewSource(3))
	img := pixel.New(pixel.YCbCr, 1024, 768, 2, 2, false)
	for i := range 3 {
		p := &img.Plane[i]
		for y := range p.H {
			row := p.Row(y)
			for x := range row {
				v := 60 + x/8 + 20*((x/37+y/29)&3)
				if (x/128+y/128)%2 == 0 {
					v += r.Intn(24)
				}
				row[x] = uint8(min(v, 255))
			}
		}
	}
	e, err := NewEncoder(img, DefaultEffort, nil)
	if err != nil {
		b.Fatal(err)
	}
	frame, _, err := e.Encode(80, 80, 0)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(frame)))
	return frame
}

func drain(b *testing.B, l *Decoder) {
	b.Helper()
	var band pixel.Band
	for range l.d.mbH {
		if err := l.Next(&band); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTokens reads the two entropy coded parts of a frame alone.
func BenchmarkTokens(b *testing.B) {
	data := benchFrame(b)
	for b.Loop() {
		d, err := newFrameDecoder(data)
		if err != nil {
			b.Fatal(err)
		}
		for range d.mbH {
			d.parseModes(&d.modes, d.mbs, d.aboveModes)
			d.leftCoded = codedNear{}
			for x := range d.mbs {
				if mb := &d.mbs[x]; mb.skip {
					d.skipTokens(mb, x)
				} else {
					d.parseTokens(&d.partitions[0], mb, &d.aboveCoded[x], &d.leftCoded, &d.coef)
				}
			}
		}
	}
}
