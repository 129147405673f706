package jpeg

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// randomCoefs returns n blocks of coefficients, mostly small ones, in the range
// of fdctRow.
func randomCoefs(r *rand.Rand, n int) []int16 {
	coefs := make([]int16, n*64)
	for i := range coefs {
		coefs[i] = int16(r.IntN(1<<15)-1<<14) >> r.IntN(12)
	}
	return coefs
}

func quantOf(quality int) (table [64]uint8, z encQuant) {
	table = encTable(0, quality)
	z.set(&table, encStrength(quality), encLumaDeadZone)
	return table, z
}

// Levels are coefficients divided by the table, moved towards 0 by the dead
// zone and rounded to nearest, but for what lies within the reciprocal's
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
	var tokenizer encTokenizer
	tokenizer.init()
	_, z := quantOf(75)
	for range 100 {
		levels, masks := randomCoefs(r, 1), make([]uint64, 1)
		quantizeRow(levels, masks, levels, &z, encSpan{n: 1, mcu: 1})
		places := tokenizer.zigzagMask(masks[0])
		for k, natural := range zigzag {
			level := levels[encLevelPos(encCoefPos(int(natural&7), int(natural>>3)))]
			if (level != 0) != (places>>k&1 != 0) {
				t.Fatalf("place %d: level %d, mask %#x", k, level, places)
			}
		}
		if bits.OnesCount64(masks[0]) != bits.OnesCount64(places) {
			t.Fatalf("%#x has other bits than %#x", masks[0], places)
		}
	}
}

// Steps get no coarser with quality, but for what rounding and the blend of two tables
// explain, and are 1 at 100, where there is no dead zone either.
func TestTablesByQuality(t *testing.T) {
	for i := range 2 {
		var last [64]uint8
		sum := 1 << 20
		for quality := 1; quality <= 100; quality++ {
			table := encTable(i, quality)
			now := 0
			for k, step := range table {
				now += int(step)
				if step == 0 || quality > 1 && int(step) > int(last[k])+max(1, int(last[k])/20) {
					t.Errorf("table %d, quality %d: step %d is %d after %d", i, quality, k, step, last[k])
				}
			}
			if now > sum {
				t.Errorf("table %d, quality %d: steps of %d in all after %d", i, quality, now, sum)
			}
			last, sum = table, now
		}
		if sum != 64 {
			t.Errorf("table %d, quality 100: steps of %d in all, want 64", i, sum)
		}
	}
	if encStrength(100) != 0 || encStrength(90) != 256 || encStrength(1) != 256 {
		t.Error("strength of the dead zone")
	}
}

// encQualityOfScale finds a quality with nearly the percentage asked for.
func TestQualityOfScale(t *testing.T) {
	for quality := 1; quality <= 100; quality++ {
		if got := encQualityOfScale(encScaleOfQuality(quality)); got < quality || got > quality+1 {
			t.Errorf("quality %d came back as %d", quality, got)
		}
	}
}

func BenchmarkQuantize(b *testing.B) {
	const n = 90
	coefs := randomCoefs(rand.New(rand.NewPCG(7, 8)), n)
	levels, masks := make([]int16, n*64), make([]uint64, n)
	_, z := quantOf(80)
	b.SetBytes(n * 64)
	for b.Loop() {
		quantizeRow(levels, masks, coefs, &z, encSpan{n: n, mcu: 1})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/block")
}
