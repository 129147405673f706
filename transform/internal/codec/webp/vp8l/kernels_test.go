package vp8l

import (
	"math/rand/v2"
	"testing"
)

// The kernels give the bits of their scalar references. Without SIMD they are the
// same functions and this only exercises them; inside wasm it is the proof.
func TestKernels(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const w, h = 40, 36
	for turn := range 300 {
		n, rows := 1+rng.IntN(tileSide), 1+rng.IntN(tileSide)
		pix := make([]uint32, w*h, w*h+4)
		near := rng.Uint32()
		for i := range pix {
			pix[i] = rng.Uint32()
			if turn%3 == 0 { // smooth
				near += rng.Uint32() & 0x03030303
				pix[i] = near
			}
			if rng.IntN(4) == 0 {
				pix[i] &= 0x00ffffff
			}
			if turn%2 == 0 {
				pix[i] |= 0xff000000
			}
		}
		at := w*(1+rng.IntN(h-rows)) + 1 + rng.IntN(w-n)
		a, b := new(tileResiduals), new(tileResiduals)
		a.estimate(pix, at, w, n, rows)
		b.estimateScalar(pix, at, w, n, rows)
		if a.cost != b.cost {
			t.Fatalf("%d by %d pixels: got %d, want %d", n, rows, a.cost, b.cost)
		}
		for mode := range b.left {
			for y := range rows {
				for x := range n {
					if i := y*tileSide + x; a.left[mode][i] != b.left[mode][i] {
						t.Fatalf("mode %d at %d, %d: got %08x, want %08x", mode, x, y, a.left[mode][i], b.left[mode][i])
					}
				}
			}
		}

		var planes [3]bytePlane
		k := n * rows
		for _, p := range [3]*bytePlane{&planes[0], &planes[1], &planes[2]} {
			for i := range k {
				p[i] = uint8(rng.Uint32())
			}
		}
		fa, fb := int8(rng.Uint32()), int8(rng.Uint32())
		var outA, outB bytePlane
		got := foretell(&outA, &planes[0], &planes[1], &planes[2], fa, fb, k)
		want := foretellScalar(&outB, &planes[0], &planes[1], &planes[2], fa, fb, k)
		if got != want || string(outA[:k]) != string(outB[:k]) {
			t.Fatalf("foretell %d and %d of %d: got %d, want %d", fa, fb, k, got, want)
		}
	}
}
