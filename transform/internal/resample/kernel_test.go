package resample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/disintegration/imaging"

	"tintype/transform/internal/pixel"
)

// TestConstant: a plane of one value stays that value.
func TestConstant(t *testing.T) {
	for _, f := range filters {
		for _, s := range sizes {
			for _, v := range []byte{0, 1, 127, 128, 254, 255} {
				src := pixel.NewPlane(s.sw, s.sh)
				for i := range src.Pix {
					src.Pix[i] = v
				}
				got := resize(&src, s.w, s.h, s.x, s.y, f.f)
				for y := range s.h {
					for x, g := range got.Row(y) {
						if g != v {
							t.Fatalf("%v %v at %d,%d: got %d, want %d", f.f, s, x, y, g, v)
						}
					}
				}
			}
		}
	}
}

// TestChunks: how rows are handed over changes nothing, rows above the needed
// ones are passed over, samples beside the destination stay as they were.
func TestChunks(t *testing.T) {
	for _, f := range filters {
		for _, s := range sizes {
			src := pattern("noise", s.sw, s.sh)
			want := resize(src, s.w, s.h, s.x, s.y, f.f)
			for _, chunk := range []int{0, 1, 2, 3, 8, 16, 17, 40} {
				t.Run(fmt.Sprint(f.f, s, chunk), func(t *testing.T) {
					big := pixel.NewPlane(s.w+40, s.h)
					for i := range big.Pix {
						big.Pix[i] = 99
					}
					dst := pixel.Plane{Pix: big.Pix[3:], Stride: big.Stride, W: s.w, H: s.h}
					r := New(&dst, s.sw, s.sh, s.x, s.y, f.f)
					pushInChunks(r, src, chunk)
					if !r.Done() || r.out != s.h {
						t.Fatalf("finished %d rows of %d", r.out, s.h)
					}
					for y := range s.h {
						for x := range big.W {
							g, w := big.Row(y)[x], byte(99)
							if x >= 3 && x < s.w+3 {
								w = want.Row(y)[x-3]
							}
							if g != w {
								t.Fatalf("at %d,%d: got %d, want %d", x-3, y, g, w)
							}
						}
					}
				})
			}
		}
	}
}

// TestTwin: planes made by one Resizer and its twin are the same.
func TestTwin(t *testing.T) {
	for _, s := range sizes {
		src := pattern("noise", s.sw, s.sh)
		want := resize(src, s.w, s.h, s.x, s.y, Lanczos3)
		a, b := pixel.NewPlane(s.w, s.h), pixel.NewPlane(s.w, s.h)
		r := New(&a, s.sw, s.sh, s.x, s.y, Lanczos3)
		r.Push(0, src.Row(0))
		twin := r.Twin(&b)
		twin.PushRows(0, src)
		r.PushRows(1, &pixel.Plane{Pix: src.Pix[src.Stride:], Stride: src.Stride, W: src.W, H: src.H - 1})
		for y := range s.h {
			if string(a.Row(y)) != string(want.Row(y)) || string(b.Row(y)) != string(want.Row(y)) {
				t.Fatalf("%v: row %d differs", s, y)
			}
		}
	}
}

var filters = []struct {
	f      Filter
	oracle imaging.ResampleFilter
}{
	{Lanczos3, imaging.Lanczos},
	{CatmullRom, imaging.CatmullRom},
	{MitchellNetravali, imaging.MitchellNetravali},
	{Linear, imaging.Linear},
	{Box, imaging.Box},
	{NearestNeighbor, imaging.NearestNeighbor},
}

func pushBands(r *Resizer, src *pixel.Plane, band int) {
	for y := 0; y < src.H; y += band {
		p := pixel.Plane{Pix: src.Pix[y*src.Stride:], Stride: src.Stride, W: src.W, H: min(band, src.H-y)}
		r.PushRows(y, &p)
	}
}

// sizes are reductions, enlargements and boxes with fractions of samples.
var sizes = []struct {
	sw, sh, w, h int
	x, y         Span
}{
	{137, 112, 72, 59, Full(137), Full(112)},
	{131, 97, 9, 13, Full(131), Full(97)},
	{31, 23, 100, 47, Full(31), Full(23)},
	{64, 64, 64, 20, Full(64), Full(64)},
	{64, 64, 20, 64, Full(64), Full(64)},
	{69, 56, 36, 30, Span{0, 137 << 15}, Span{0, 111 << 15}},
	{200, 100, 31, 17, Span{37<<16 + 8192, 150<<16 - 8192}, Span{11 << 16, 60<<16 + 24576}},
	{40, 30, 1, 1, Full(40), Full(30)},
	{69, 56, 36, 30, Span{0, 71 << 16}, Span{-1 << 15, 57 << 16}},
	{1, 1, 5, 3, Full(1), Full(1)},
	{2, 3, 17, 1, Full(2), Full(3)},
	{600, 400, 10, 7, Full(600), Full(400)},
}

func resize(src *pixel.Plane, w, h int, x, y Span, f Filter) *pixel.Plane {
	dst := pixel.NewPlane(w, h)
	r := New(&dst, src.W, src.H, x, y, f)
	r.PushRows(0, src)
	if !r.Done() {
		panic("not done")
	}
	return &dst
}

// pattern fills a plane with one of several contents that are hard on filters.
func pattern(kind string, w, h int) *pixel.Plane {
	p := pixel.NewPlane(w, h)
	rng := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	for y := range h {
		for x := range w {
			v := 0.0
			switch kind {
			case "noise":
				v = float64(rng.IntN(256))
			case "binary":
				v = 255 * float64(rng.IntN(2))
			case "edges":
				v = 255 * float64((x/7+y/5)&1)
			case "zone":
				dx, dy := float64(x)-float64(w)/2, float64(y)-float64(h)/2
				v = 127.5 + 127.5*math.Cos((dx*dx+dy*dy)*math.Pi/float64(max(w, h)))
			case "ramp":
				v = 255 * float64(x+y) / float64(w+h)
			case "soft":
				v = 64 + 64*float64(x+y)/float64(w+h)
			}
			p.Row(y)[x] = byte(v)
		}
	}
	return &p
}

// pushInChunks hands over bands of n rows whose memory is overwritten after
// each call, or single rows if n is 0.
func pushInChunks(r *Resizer, src *pixel.Plane, n int) {
	if n == 0 {
		first, end := r.y.lo, r.y.hi
		for y := first; y < end; y++ {
			r.Push(y, src.Row(y))
		}
		return
	}
	band := pixel.NewPlane(src.W, n)
	for y := 0; y < src.H; y += n {
		band.H = min(n, src.H-y)
		for i := range band.H {
			copy(band.Row(i), src.Row(y+i))
		}
		r.PushRows(y, &band)
		clear(band.Pix)
	}
}
