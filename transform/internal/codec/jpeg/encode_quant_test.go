//go:build !wasm

package jpeg

import (
	"math/rand/v2"

	"testing"
)

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
