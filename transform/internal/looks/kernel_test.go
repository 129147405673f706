package looks

import (
	"math/rand/v2"
	"testing"
)

// The kernel gives the bits of its scalar form, for samples of every kind: noise, edges,
// the extremes.
func TestKernelForward(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var pix [8 * side]int16
	for n := range 3000 {
		for i := range pix {
			switch n % 3 {
			case 0:
				pix[i] = int16(rng.IntN(256) - 128)
			case 1:
				pix[i] = int16(rng.IntN(2)*255 - 128)
			case 2:
				pix[i] = int16(i%side*n/100%256 - 128)
			}
		}
		var got, want block
		forward(pix[:], side, &got)
		forwardScalar(pix[:], side, &want)
		if got != want {
			t.Fatalf("block %d: got %v, want %v", n, got, want)
		}
	}
}

// So does the inverse, of coefficients that no samples have, too.
func TestKernelInverse(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for n := range 3000 {
		var coef [64]int16
		rows := n%8 + 1
		for i := range coef[:8*rows] {
			switch n / 8 % 3 {
			case 0:
				coef[i] = int16(rng.IntN(1<<16) - 1<<15)
			case 1:
				coef[i] = int16(rng.IntN(2)*(1<<16-1) - 1<<15)
			case 2:
				if rng.IntN(8) == 0 {
					coef[i] = int16(rng.IntN(1<<12) - 1<<11)
				}
			}
		}
		var got, want [8 * side]int16
		inverse(&coef, rows, got[:], side)
		inverseScalar(&coef, rows, want[:], side)
		if got != want {
			t.Fatalf("block %d: got %v, want %v", n, got, want)
		}
	}
}

// What the inverse makes of coefficients is what they came from.
func TestForwardInverse(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var pix, got [64]int16
	for range 300 {
		for i := range pix {
			pix[i] = int16(rng.IntN(256) - 128)
		}
		var b block
		forward(pix[:], 8, &b)
		inverse(&b.coef, 8, got[:], 8)
		for i, v := range pix {
			if d := v - got[i]; max(d, -d) > 1 {
				t.Fatalf("sample %d: got %d, want %d", i, got[i], v)
			}
		}
	}
}
