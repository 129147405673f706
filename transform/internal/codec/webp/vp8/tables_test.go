//go:build !wasm

package vp8

import (
	"math"
	"testing"
)

// The integer tables are what their comments say.
func TestTables(t *testing.T) {
	for p := 1; p < 256; p++ {
		if want := uint16(math.Floor(-256*math.Log2(float64(p)/256) + 0.5)); entropyCost[p] != want {
			t.Errorf("entropyCost[%d] = %d, want %d", p, entropyCost[p], want)
		}
	}
	for i, got := range exp2Fraction {
		if want := int32(math.Floor(math.Exp2(-float64(i)/256)*(1<<24) + 0.5)); got != want {
			t.Errorf("exp2Fraction[%d] = %d, want %d", i, got, want)
		}
	}
	for i, got := range log2Fraction {
		if want := uint8(math.Floor(math.Log2(1+float64(i)/64)*256 + 0.5)); got != want {
			t.Errorf("log2Fraction[%d] = %d, want %d", i, got, want)
		}
	}
	for i, got := range compressionLog2 {
		want := -math.Log2(math.Cbrt(linear(i+1))) * (1 << 24)
		if math.Abs(float64(got)-want) > 0.51 {
			t.Errorf("compressionLog2[%d] = %d, want %.1f", i, got, want)
		}
	}
	for i, pos := range zigzag {
		if int(codingPlace[pos]) != i {
			t.Errorf("codingPlace[%d] = %d, want %d", pos, codingPlace[pos], i)
		}
	}
}

// linear is the first half of libwebp's map from quality to compression.
func linear(quality int) float64 {
	c := float64(quality) / 100
	if c < 0.75 {
		return c * 2 / 3
	}
	return 2*c - 1
}

// Quality means the quantizer that libwebp's formula gives, in floating point, for a
// quality that is lowered a little.
func TestQuantIndex(t *testing.T) {
	off := 0
	for quality := 1; quality <= 100; quality++ {
		for alpha := -127; alpha <= 127; alpha++ {
			at := float64(8*quality-lowered(quality)) / 8
			low := max(math.Floor(at), 1)
			factor := func(q float64) float64 { return math.Log2(math.Cbrt(linear(int(min(q, 100))))) }
			l := factor(low) + (factor(low+1)-factor(low))*max(at-low, 0)
			c := math.Exp2(l * (1 - 0.9*sns/100/128*float64(alpha)))
			want := int(127 * (1 - c))
			got := quantIndex(quality, alpha)
			if got != want {
				off++
				if math.Abs(float64(got-want)) > 1 {
					t.Fatalf("quality %d, alpha %d: got %d, want %d", quality, alpha, got, want)
				}
			}
		}
	}
	if off > 10 { // roundings within 2^-20 of an integer may fall either way
		t.Errorf("%d of 25500 indices differ", off)
	}
}
