//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package resample

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tintype/transform/internal/pixel"
)

// TestKernels: the SIMD kernels give the scalar ones' bits for every filter at
// many ratios, with rows of extreme samples.
func TestKernels(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 400 {
		size, n := 1+rng.IntN(400), 1+rng.IntN(200)
		lo := rng.Int64N(int64(size) << 16)
		s := Span{lo, lo + 1 + rng.Int64N(int64(size)<<16-lo)}
		for _, f := range filters[:5] {
			var a axis
			a.init(n, size, s, f.f)
			if a.pick != nil {
				continue
			}
			compareH(t, rng, &a)
			compareV(t, rng, a.weights(rng.IntN(n)))
		}
	}
}

func compareH(t *testing.T, rng *rand.Rand, a *axis) {
	stride := (a.hi-a.lo+15)&^15 + 16*rng.IntN(2)
	src := make([]byte, groupRows*stride)
	for i := range src {
		src[i] = [...]byte{0, 255, byte(rng.Uint32())}[rng.IntN(3)]
	}
	width := (a.n + 15) &^ 15
	got, want := make([]int16, groupRows*width), make([]int16, groupRows*width)
	var scratch kernelScratch
	scratch.init(a)
	scratch.load(0, src, stride, loadRows, a)
	scratch.load(loadRows, src[loadRows*stride:], stride, loadRows, a)
	hfilter(got, width, groupRows, 0, a, &scratch)
	hfilterScalar(want, width, src, stride, groupRows, a)
	for r := range groupRows {
		if g, w := got[r*width:][:a.n], want[r*width:][:a.n]; !slices.Equal(g, w) {
			t.Fatalf("row %d of %d from %d to %d: got %v, want %v", r, a.n, a.lo, a.hi, g, w)
		}
	}
}

func compareV(t *testing.T, rng *rand.Rand, w []int16) {
	n := 1 + rng.IntN(70)
	stride := (n + 15) &^ 15
	src := make([]int16, len(w)*stride)
	for i := range src {
		src[i] = [...]int16{-32768, 32767, int16(rng.Uint32())}[rng.IntN(3)]
	}
	got, want := make([]byte, n), make([]byte, n)
	vfilter(got, src, stride, w, 0, &kernelScratch{})
	vfilterScalar(want, src, stride, w)
	if !slices.Equal(got, want) {
		t.Fatalf("%d samples from %d rows: got %v, want %v", n, len(w), got, want)
	}
}

// TestKernelsFlat: images with areas of one value, which the kernels pass over,
// come out as the scalar ones make them, in bands of any height.
func TestKernelsFlat(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		src := pixel.NewPlane(1+rng.IntN(400), 1+rng.IntN(200))
		paint(rng, &src)
		got := pixel.NewPlane(1+rng.IntN(200), 1+rng.IntN(100))
		f := filters[rng.IntN(5)].f
		r := New(&got, src.W, src.H, Full(src.W), Full(src.H), f)
		if r.x.pick != nil {
			continue
		}
		pushBands(r, &src, 1+rng.IntN(40))

		a, v := &r.x, &r.y
		mid := make([]int16, (src.H+v.taps)*a.n)
		hfilterScalar(mid, a.n, src.Pix[a.lo:], src.Stride, src.H, a)
		want := make([]byte, got.W)
		for y := range got.H {
			vfilterScalar(want, mid[int(v.start[y])*a.n:], a.n, v.weights(y))
			if !slices.Equal(got.Row(y), want) {
				t.Fatalf("%dx%d to %dx%d, row %d: got %v, want %v", src.W, src.H, got.W, got.H, y, got.Row(y), want)
			}
		}
	}
}

// paint lays rectangles of one value or of noise over each other.
func paint(rng *rand.Rand, p *pixel.Plane) {
	for range 1 + rng.IntN(8) {
		x, y := rng.IntN(p.W), rng.IntN(p.H)
		w, h := 1+rng.IntN(p.W-x), 1+rng.IntN(p.H-y)
		value, noise := byte(rng.IntN(4)*85), rng.IntN(3) == 0
		for i := y; i < y+h; i++ {
			for j := x; j < x+w; j++ {
				if noise {
					value = byte(rng.Uint32())
				}
				p.Row(i)[j] = value
			}
		}
	}
}
