//go:build !wasm

package resample

import (
	"image"
	stdcolor "image/color"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/disintegration/imaging"

	"tintype/transform/internal/pixel"
)

var patterns = []string{"noise", "binary", "edges", "zone", "ramp"}

// referenceAxis computes the weights of every destination sample in float64,
// straight from the definition.
func referenceAxis(n, size int, s Span, f imaging.ResampleFilter) [][]float64 {
	lo, d := float64(s.Lo)/one, float64(s.Hi-s.Lo)/one/float64(n)
	scale := math.Max(d, 1)
	whole := d == 1 && lo == math.Floor(lo)
	out := make([][]float64, n)
	for i := range out {
		center := min(max(lo+(float64(i)+.5)*d, 0), float64(size))
		row := make([]float64, size)
		sum := 0.0
		for u := range row {
			t := (float64(u) + .5 - center) / scale
			switch {
			case f.Support == 0 || whole:
				if u == min(int(math.Floor(center)), size-1) {
					row[u] = 1
				}
			case math.Abs(t) <= f.Support+1e-9: // the edge itself is within
				row[u] = f.Kernel(math.Min(math.Abs(t), f.Support))
			}
			sum += row[u]
		}
		for u := range row {
			row[u] /= sum
		}
		out[i] = row
	}
	return out
}

// reference resizes in float64 without rounding between the passes.
func reference(src *pixel.Plane, w, h int, x, y Span, f imaging.ResampleFilter) [][]float64 {
	wx, wy := referenceAxis(w, src.W, x, f), referenceAxis(h, src.H, y, f)
	mid := make([][]float64, src.H)
	for v := range mid {
		mid[v] = make([]float64, w)
		row := src.Row(v)
		for i := range w {
			for u, k := range wx[i] {
				mid[v][i] += k * float64(row[u])
			}
		}
	}
	out := make([][]float64, h)
	for j := range out {
		out[j] = make([]float64, w)
		for v, k := range wy[j] {
			if k == 0 {
				continue
			}
			for i := range w {
				out[j][i] += k * mid[v][i]
			}
		}
		for i := range w {
			out[j][i] = math.Min(math.Max(out[j][i], 0), 255)
		}
	}
	return out
}

// TestReference: nowhere further than 1 from exact arithmetic, and 55 dB or
// what rounding the exact result gives (half grays everywhere make 54).
func TestReference(t *testing.T) {
	for _, f := range filters {
		for _, s := range sizes {
			for _, kind := range patterns {
				src := pattern(kind, s.sw, s.sh)
				got := resize(src, s.w, s.h, s.x, s.y, f.f)
				want := reference(src, s.w, s.h, s.x, s.y, f.oracle)
				most, sum, ideal := 0.0, 0.0, 0.0
				for j := range want {
					for i, v := range want[j] {
						g := float64(got.Row(j)[i])
						most = max(most, math.Abs(g-math.Round(v)))
						sum += (g - v) * (g - v)
						ideal += (math.Round(v) - v) * (math.Round(v) - v)
					}
				}
				least := 255 * 255 * float64(s.w*s.h) / math.Pow(10, 5.5)
				if most > 1 || sum > max(least, 1.05*ideal) {
					t.Errorf("%v %v %s: greatest difference %v, square error %.2f where rounding alone has %.2f",
						f.f, s, kind, most, sum, ideal)
				}
			}
		}
	}
}

// TestImaging: whole images come out as imaging makes them, which rounds and
// clamps between the passes and so may differ where a lobe leaves the range.
func TestImaging(t *testing.T) {
	for _, f := range filters {
		for _, s := range sizes {
			if s.x != Full(s.sw) || s.y != Full(s.sh) {
				continue
			}
			src := pattern("soft", s.sw, s.sh)
			img := image.NewGray(image.Rect(0, 0, s.sw, s.sh))
			for y := range s.sh {
				for x := range s.sw {
					img.SetGray(x, y, stdcolor.Gray{Y: src.Row(y)[x]})
				}
			}
			want := imaging.Resize(img, s.w, s.h, f.oracle)
			got := resize(src, s.w, s.h, s.x, s.y, f.f)
			for y := range s.h {
				for x := range s.w {
					g, w := int(got.Row(y)[x]), int(want.NRGBAAt(x, y).R)
					if g-w > 1 || w-g > 1 {
						t.Fatalf("%v %v at %d,%d: got %d, imaging has %d", f.f, s, x, y, g, w)
					}
				}
			}
		}
	}
}

// TestWeights: weights sum to exactly 1, and the samples between the passes fit
// in 16 bits, for every filter over many ratios and boxes.
func TestWeights(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 3000 {
		size, n := 1+rng.IntN(300), 1+rng.IntN(300)
		lo := rng.Int64N(int64(size) << 16)
		s := Span{lo, lo + 1 + rng.Int64N(int64(size)<<16-lo)}
		if i%3 == 0 {
			s = Full(size)
		}
		for _, f := range filters {
			var a axis
			a.init(n, size, s, f.f)
			if a.pick != nil {
				continue
			}
			for i := range n {
				sum, magnitude := 0, 0
				for _, w := range a.weights(i) {
					sum += int(w)
					magnitude += max(int(w), -int(w))
				}
				if sum != weightOne || magnitude >= 2*weightOne {
					t.Fatalf("%v %d of %d from %d in %v: sum %d, magnitudes %d", f.f, i, n, size, s, sum, magnitude)
				}
				if int(a.start[i]) < a.lo || a.end(i) > a.hi || a.lo < 0 || a.hi > size {
					t.Fatalf("%v %d of %d from %d in %v: window leaves the source", f.f, i, n, size, s)
				}
			}
		}
	}
}

// TestPiece: a piece of the resized plane equals the resized piece.
func TestPiece(t *testing.T) {
	src := pattern("noise", 240, 160)
	for _, f := range filters {
		whole := resize(src, 90, 60, Full(240), Full(160), f.f)
		piece := resize(src, 30, 21, part(240, 90, 30, 60), part(160, 60, 15, 36), f.f)
		for y := range 21 {
			for x := range 30 {
				if g, w := piece.Row(y)[x], whole.Row(y + 15)[x+30]; g != w {
					t.Fatalf("%v at %d,%d: got %d, want %d", f.f, x, y, g, w)
				}
			}
		}
	}
}

// part returns the span of destination samples lo to hi of n made from size.
func part(size, n, lo, hi int) Span {
	return Span{int64(size*lo) << 16 / int64(n), int64(size*hi) << 16 / int64(n)}
}

// TestSymmetry: a mirrored source gives the mirrored result, to a unit.
func TestSymmetry(t *testing.T) {
	for _, f := range filters[:5] {
		for _, s := range sizes {
			if s.x != Full(s.sw) || s.y != Full(s.sh) {
				continue
			}
			src := pattern("binary", s.sw, s.sh)
			turned := pixel.NewPlane(s.sw, s.sh)
			for y := range s.sh {
				for x := range s.sw {
					turned.Row(y)[x] = src.Row(s.sh - 1 - y)[s.sw-1-x]
				}
			}
			a := resize(src, s.w, s.h, s.x, s.y, f.f)
			b := resize(&turned, s.w, s.h, s.x, s.y, f.f)
			for y := range s.h {
				for x := range s.w {
					g, w := int(a.Row(y)[x]), int(b.Row(s.h - 1 - y)[s.w-1-x])
					if g-w > 1 || w-g > 1 {
						t.Fatalf("%v %v at %d,%d: %d against %d", f.f, s, x, y, g, w)
					}
				}
			}
		}
	}
}

// TestIdentity: an axis of the same size is copied bit for bit.
func TestIdentity(t *testing.T) {
	src := pattern("noise", 100, 80)
	for _, f := range filters {
		got := resize(src, 60, 50, Span{7 << 16, 67 << 16}, Span{20 << 16, 70 << 16}, f.f)
		for y := range 50 {
			for x := range 60 {
				if g, w := got.Row(y)[x], src.Row(y + 20)[x+7]; g != w {
					t.Fatalf("%v at %d,%d: got %d, want %d", f.f, x, y, g, w)
				}
			}
		}
	}
}

// TestGap: the row after a gap stands in for the rows that are missing.
func TestGap(t *testing.T) {
	src := pattern("noise", 50, 40)
	dst := pixel.NewPlane(20, 15)
	r := New(&dst, 50, 40, Full(50), Full(40), Lanczos3)
	for y := range 30 {
		r.Push(y, src.Row(y))
	}
	r.Push(39, src.Row(29))
	for y := 30; y < 40; y++ {
		copy(src.Row(y), src.Row(29))
	}
	want := resize(src, 20, 15, Full(50), Full(40), Lanczos3)
	for y := range 15 {
		if string(dst.Row(y)) != string(want.Row(y)) {
			t.Fatalf("row %d: got %v, want %v", y, dst.Row(y), want.Row(y))
		}
	}
}

// TestLanczosTable: the table is the kernel to its last digit.
func TestLanczosTable(t *testing.T) {
	for i, v := range lanczosTable {
		want := imaging.Lanczos.Kernel(float64(i)/256) * 32767
		if i == lanczosPoints-1 {
			want = 0
		}
		if math.Abs(float64(v)-want) > .5001 {
			t.Errorf("%d: got %d, want %.2f", i, v, want)
		}
	}
}

// TestNoAllocation: all memory is taken by New.
func TestNoAllocation(t *testing.T) {
	src := pattern("noise", 136, 113)
	dst := pixel.NewPlane(72, 59)
	x, y := Full(136), Full(113)
	alone := testing.AllocsPerRun(20, func() { New(&dst, 136, 113, x, y, Lanczos3) })
	both := testing.AllocsPerRun(20, func() { New(&dst, 136, 113, x, y, Lanczos3).PushRows(0, src) })
	if both > alone {
		t.Errorf("New allocates %v times, with all rows pushed %v", alone, both)
	}
}

// FuzzResize: whatever the sizes and the box, all rows get done, nothing is
// read or written out of place, and a constant stays constant.
func FuzzResize(f *testing.F) {
	f.Add(uint16(137), uint16(112), uint16(72), uint16(59), int64(0), int64(137<<16), int64(5), int64(112<<16), uint8(0), uint8(8))
	f.Add(uint16(3), uint16(1), uint16(200), uint16(1), int64(99), int64(100), int64(-5), int64(1<<40), uint8(4), uint8(0))
	// Windows whose outer weights round to 0 once began before their predecessor.
	f.Add(uint16(14), uint16(35), uint16(204), uint16(84), int64(77), int64(162), int64(-57), int64(1<<40), uint8(188), uint8(60))
	f.Fuzz(func(t *testing.T, sw, sh, w, h uint16, x0, x1, y0, y1 int64, filter, chunk uint8) {
		src := pixel.NewPlane(1+int(sw)%300, 1+int(sh)%300)
		for i := range src.Pix {
			src.Pix[i] = 77
		}
		dst := pixel.NewPlane(int(w)%200, int(h)%200)
		r := New(&dst, src.W, src.H, Span{x0, x1}, Span{y0, y1}, Filter(filter%6))
		pushInChunks(r, &src, int(chunk)%20)
		if !r.Done() {
			t.Fatalf("%d rows of %d", r.out, dst.H)
		}
		for y := range dst.H {
			for x, g := range dst.Row(y) {
				if g != 77 {
					t.Fatalf("at %d,%d: got %d", x, y, g)
				}
			}
		}
	})
}
