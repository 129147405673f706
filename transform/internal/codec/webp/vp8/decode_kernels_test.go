package vp8

import (
	"bytes"
	"math/rand"
	"testing"

	"tintype/transform/internal/pixel"
)

// The decoder's kernels give the bits of their scalar references, whatever a
// stream makes of the coefficients.
func TestDecoderKernels(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	block := func(b *block8) {
		limit := 1 << (1 + r.Intn(16))
		for pos := range b {
			for i := range b[pos] {
				b[pos][i] = int16(r.Intn(limit) - limit/2)
			}
		}
	}
	samples := func(p []uint8) {
		lo, spread := r.Intn(256), r.Intn(256)+1
		if r.Intn(3) == 0 {
			spread = r.Intn(20) + 1 // what the loop filter takes for noise
		}
		for i := range p {
			p[i] = uint8(min(lo+r.Intn(spread), 255))
		}
	}
	const stride = 40
	for range 2000 {
		var in, a, b block8
		block(&in)
		inverse(&in, &a)
		inverseScalar(&in, &b)
		if a != b {
			t.Fatalf("inverse of %v: SIMD %v, scalar %v", in, a, b)
		}
		a, b = in, in
		scale(&a, 157, -3)
		scaleScalar(&b, 157, -3)
		if a != b {
			t.Fatalf("scale of %v: SIMD %v, scalar %v", in, a, b)
		}
		var ba, bb [16][16]int16
		blocksOf(&in, (*[8][16]int16)(ba[:]))
		blocksOfScalar(&in, (*[8][16]int16)(bb[:]))
		if ba != bb {
			t.Fatalf("blocksOf: SIMD %v, scalar %v", ba, bb)
		}
		var pix, want [2][32 * stride]uint8
		samples(pix[0][:])
		samples(pix[1][:])
		same := func(name string) {
			t.Helper()
			for i := range pix {
				if !bytes.Equal(pix[i][:], want[i][:]) {
					t.Fatalf("%s: SIMD %v, scalar %v", name, pix[i], want[i])
				}
			}
		}
		want = pix
		var e wholeEdges
		var res [2]block8
		block(&res[0])
		block(&res[1])
		samples(e.col[:])
		samples(e.row[:])
		samples(e.corner[:])
		rebuildLuma(pix[0][3:], stride, &e, &res)
		rebuildLumaScalar(want[0][3:], stride, &e, &res)
		same("rebuildLuma")
		rebuildChroma(pix[0][7:], pix[1][7:], stride, &e, &res[0])
		rebuildChromaScalar(want[0][7:], want[1][7:], stride, &e, &res[0])
		same("rebuildChroma")
		for mode := range uint8(nModes4) {
			samples(e.col[:])
			rebuild4(pix[1][5:], stride, &e.col, mode, &ba[mode])
			rebuild4Scalar(want[1][5:], stride, &e.col, mode, &ba[mode])
			same("rebuild4")
		}
		f := &loopFilter{edge: uint8(r.Intn(200)), interior: uint8(r.Intn(64)), variance: uint8(r.Intn(4))}
		for i := range pix {
			samples(pix[i][:])
		}
		want = pix
		for _, wide := range []bool{false, true} {
			filterRows(pix[0][9:], pix[1][9:], stride, f, wide)
			filterRowsScalar(want[0][9:], want[1][9:], stride, f, wide)
			same("filterRows")
			filterColumns(pix[0][11:], pix[1][11:], stride, f, wide)
			filterColumnsScalar(want[0][11:], want[1][11:], stride, f, wide)
			same("filterColumns")
		}
		simpleRows(pix[0][9:], pix[1][9:], stride, f)
		simpleRowsScalar(want[0][9:], want[1][9:], stride, f)
		same("simpleRows")
		simpleColumns(pix[0][9:], pix[1][9:], stride, f)
		simpleColumnsScalar(want[0][9:], want[1][9:], stride, f)
		same("simpleColumns")
		n := r.Intn(100)
		stretchRow(pix[0][:n], pix[1][:], &lumaStretch)
		stretchRowScalar(want[0][:n], want[1][:], &lumaStretch)
		same("stretchRow")
	}
}

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
		l, err := NewDecoder(data, false)
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
