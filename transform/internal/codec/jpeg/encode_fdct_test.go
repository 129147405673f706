package jpeg

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// fdctInput is a row of n blocks: noise, or black and white at random, the
// largest coefficients there are.
func fdctInput(r *rand.Rand, n int) (src []byte, stride int) {
	stride = n*8 + encOverread
	src = make([]byte, 8*stride)
	extremes := r.IntN(2) == 0
	for i := range src {
		src[i] = byte(r.Uint32())
		if extremes {
			src[i] = -(src[i] & 1)
		}
	}
	return src, stride
}

// Coefficients are those of section A.3.3, in double precision, within a
// sixth of the finest quantization step there is.
func TestFDCTAgainstFloat(t *testing.T) {
	const tolerance = 1.0 / 6
	gain := [8]float64{1}
	for k := 1; k < 8; k++ {
		gain[k] = math.Sqrt2 * math.Cos(float64(k)*math.Pi/16)
	}
	gain[6] *= 2
	gain[7] *= 4
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		src, stride := fdctInput(r, 1)
		var got [64]int16
		fdctRow(got[:], src, stride, encSpan{n: 1, mcu: 1})
		for v := range 8 {
			for u := range 8 {
				want := floatDCT(src, stride, u, v)
				value := float64(got[encCoefPos(u, v)]) / (16 * gain[u] * gain[v])
				if math.Abs(value-want) > tolerance {
					t.Fatalf("F(%d,%d) = %f, want %f", u, v, value, want)
				}
			}
		}
	}
}

func floatDCT(src []byte, stride, u, v int) float64 {
	sum := 0.0
	for y := range 8 {
		for x := range 8 {
			sum += float64(int(src[y*stride+x])-128) *
				math.Cos(float64((2*x+1)*u)*math.Pi/16) * math.Cos(float64((2*y+1)*v)*math.Pi/16)
		}
	}
	for _, k := range []int{u, v} {
		if k == 0 {
			sum /= math.Sqrt2
		}
	}
	return sum / 4
}

// The kernel of this build gives the bits of the scalar one, blocks at their
// places among those of an MCU, nothing else touched.
func TestFDCTRowIsScalar(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, span := range []encSpan{
		{n: 1, mcu: 1},
		{n: 7, mcu: 1},
		{n: 5, first: 2, shift: 1, mcu: 6},
		{n: 4, first: 5, mcu: 6},
	} {
		for range 50 {
			src, stride := fdctInput(r, span.n)
			size := (span.block(span.n-1) + 1) * 64
			got, want := make([]int16, size), make([]int16, size)
			fdctRow(got, src, stride, span)
			fdctRowScalar(want, src, stride, span)
			if !slices.Equal(got, want) {
				t.Fatalf("%+v: kernel and scalar differ", span)
			}
		}
	}
}

func TestFDCTRowAllocates(t *testing.T) {
	src, stride := fdctInput(rand.New(rand.NewPCG(5, 6)), 4)
	dst := make([]int16, 4*64)
	if n := testing.AllocsPerRun(10, func() { fdctRow(dst, src, stride, encSpan{n: 4, mcu: 1}) }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func BenchmarkFDCT(b *testing.B) {
	const n = 90
	src, stride := fdctInput(rand.New(rand.NewPCG(7, 8)), n)
	dst := make([]int16, n*64)
	b.SetBytes(n * 64)
	for b.Loop() {
		fdctRow(dst, src, stride, encSpan{n: n, mcu: 1})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/block")
}
