package jpeg

import (
	"bytes"
	"hash/crc32"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"tintype/transform/internal/pixel"
)

// Levels are coefficients divided by the table, whose steps are shrunk a little, moved toward
// 0 by the dead zone and rounded to nearest, but for what lies within the reciprocal's
// precision of the middle.
func TestQuantizeIsDivision(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for quality := 1; quality <= 100; quality++ {
		table, z := quantOf(quality)
		coefs := randomCoefs(r, 1)
		levels, masks := make([]int16, 64), make([]uint64, 1)
		quantizeRow(levels, masks, coefs, &z, encSpan{n: 1, mcu: 1})
		for v := range 8 {
			for u := range 8 {
				pos := encCoefPos(u, v)
				step := float64(table[v*8+u]) * 16 * float64(1<<15) * float64(1<<15) /
					float64(encInvGain[u]) / float64(encInvGain[v])
				if u+v > 0 && table[v*8+u] > 1 {
					step *= 1 - float64(encShrink[0]*encStrength(quality))/(1<<18)
				}
				want := float64(coefs[pos]) / step
				want -= max(min(want, float64(z[pos>>3].dead[pos&7])/step), -float64(z[pos>>3].dead[pos&7])/step)
				got := float64(levels[encLevelPos(pos)])
				if math.Abs(got-want) > 0.5+math.Abs(want)*0.005 {
					t.Fatalf("q %d (%d,%d): %d/%.1f = %v, want about %.3f", quality, u, v, coefs[pos], step, got, want)
				}
			}
		}
	}
}

// The kernel of this build gives the levels and masks of the scalar one, also
// in place.
func TestQuantizeRowIsScalar(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for quality := 1; quality <= 100; quality++ {
		_, z := quantOf(quality)
		for _, span := range []encSpan{{n: 6, mcu: 1}, {n: 5, first: 2, shift: 1, mcu: 6}} {
			blocks := span.block(span.n-1) + 1
			coefs := randomCoefs(r, blocks)
			want, wantMasks := make([]int16, blocks*64), make([]uint64, blocks)
			quantizeRowScalar(want, wantMasks, coefs, &z, span)
			got, gotMasks := make([]int16, blocks*64), make([]uint64, blocks)
			quantizeRow(got, gotMasks, coefs, &z, span)
			if !slices.Equal(got, want) || !slices.Equal(gotMasks, wantMasks) {
				t.Fatalf("q %d %+v: kernel and scalar differ", quality, span)
			}
			quantizeRow(coefs, gotMasks, coefs, &z, span)
			for i := range span.n {
				b := span.block(i) * 64
				if !slices.Equal(coefs[b:b+64], want[b:b+64]) {
					t.Fatalf("q %d %+v: in place, block %d differs", quality, span, i)
				}
			}
		}
	}
}

// A mask has as many bits as the block has levels that are not 0, and
// zigzagMask puts them in their places.
func TestMaskIsNonzeroLevels(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	tokenizer := encTheOrder()
	_, z := quantOf(75)
	for range 100 {
		levels, masks := randomCoefs(r, 1), make([]uint64, 1)
		quantizeRow(levels, masks, levels, &z, encSpan{n: 1, mcu: 1})
		n := bits.OnesCount64(masks[0])
		if levels[0] != 0 {
			n--
		}
		tokenizer.zigzagMasks(masks)
		places := masks[0]
		for k, natural := range zigzag {
			level := levels[encLevelPos(encCoefPos(int(natural&7), int(natural>>3)))]
			if (level != 0 && k > 0) != (places>>k&1 != 0) {
				t.Fatalf("place %d: level %d, mask %#x", k, level, places)
			}
		}
		if bits.OnesCount64(places) != n {
			t.Fatalf("%#x has not %d bits", places, n)
		}
	}
}

// The kernel finds what the scalar one finds, and nothing in what has neither.
func TestKernelAnyExtreme(t *testing.T) {
	const stride = 72
	for _, width := range []int{8, 16, 24, 64} {
		src := bytes.Repeat([]byte{1, 254, 127, 128}, 8*stride/4)
		if anyExtreme(src, stride, width) || anyExtremeScalar(src, stride, width) {
			t.Errorf("width %d: found in a picture without", width)
		}
		for _, v := range []byte{0, 255} {
			for y := range 8 {
				for x := range width {
					was := src[y*stride+x]
					src[y*stride+x] = v
					if !anyExtreme(src, stride, width) || !anyExtremeScalar(src, stride, width) {
						t.Errorf("width %d: %d not found at %d, %d", width, v, x, y)
					}
					src[y*stride+x] = was
				}
			}
		}
	}
}

// An encoder gives the same file whatever it did before, and the same on every
// machine: these sums hold natively, under wazero and under Node, with SIMD
// and without.
func TestEncodeDeterminism(t *testing.T) {
	for _, test := range []struct {
		o   EncodeOptions
		sum uint32
	}{
		{EncodeOptions{Quality: 80}, 0x32123be2},
		{EncodeOptions{Quality: 30}, 0x86b3585e},
		{EncodeOptions{Quality: 100}, 0xb3f7e716},
		{EncodeOptions{Quality: 80, Progressive: true}, 0xe912c73d},
	} {
		img := scene(pixel.YCbCr, 333, 217, 2, 2)
		e, err := NewEncoder(img)
		if err != nil {
			t.Fatal(err)
		}
		for _, before := range []EncodeOptions{{Quality: 50}, {Quality: 90, Progressive: true}} {
			if _, err := e.Encode(before); err != nil {
				t.Fatal(err)
			}
			e.keepCoefs()
		}
		again, err := e.Encode(test.o)
		if err != nil {
			t.Fatal(err)
		}
		file := mustEncode(t, img, test.o)
		if !bytes.Equal(file, again) {
			t.Errorf("%+v: an encoder in use gives another file than a new one", test.o)
		}
		if sum := crc32.ChecksumIEEE(file); sum != test.sum {
			t.Errorf("%+v: CRC-32 %#08x, want %#08x", test.o, sum, test.sum)
		}
	}
}

func quantOf(quality int) (table [64]uint8, z encQuant) {
	table = encTable(0, quality)
	z.set(0, &table, encStrength(quality))
	return table, z
}

// randomCoefs returns n blocks of coefficients, mostly small ones, in the range
// of fdctRow.
func randomCoefs(r *rand.Rand, n int) []int16 {
	coefs := make([]int16, n*64)
	for i := range coefs {
		coefs[i] = int16(r.IntN(1<<15)-1<<14) >> r.IntN(12)
	}
	return coefs
}

// scene draws an image with gradients, edges and texture, in integers.
func scene(m pixel.Model, w, h, subX, subY int) *pixel.Image {
	r := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	img := pixel.New(m, w, h, subX, subY, false)
	for i := range m.Planes() {
		p := &img.Plane[i]
		for y := range p.H {
			row := p.Row(y)
			for x := range row {
				v := 40 + (x*3+y*2)%160
				if (x/13+y/17)%3 == i%3 {
					v = 230 - y*90/p.H
				}
				if (x-p.W/2)*(x-p.W/2)+(y-p.H/3)*(y-p.H/3) < p.W*p.H/9 {
					v = 70 + x*120/p.W + int(r.Uint32N(24))
				}
				row[x] = byte(v)
			}
		}
	}
	return img
}

func mustEncode(t testing.TB, img *pixel.Image, o EncodeOptions) []byte {
	t.Helper()
	file, err := Encode(img, o)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
