//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package pixel

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

var rng = rand.New(rand.NewPCG(9, 10))

// rows are what the kernels work on.
type rows struct {
	b [6][]byte
	s [3][]int16
}

func (r rows) clone() rows {
	for i := range r.b {
		r.b[i] = append([]byte{}, r.b[i]...)
	}
	for i := range r.s {
		r.s[i] = append([]int16{}, r.s[i]...)
	}
	return r
}

// random returns rows of n bytes and of n samples from 0 to most, extremes among
// them.
func random(n, most int) (r rows) {
	pick := func(most int) int { return [...]int{0, most, rng.IntN(most + 1)}[rng.IntN(3)] }
	for i := range r.b {
		r.b[i] = make([]byte, n)
		for k := range n {
			r.b[i][k] = byte(pick(255))
		}
	}
	for i := range r.s {
		r.s[i] = make([]int16, n)
		for k := range n {
			r.s[i][k] = int16(pick(most))
		}
	}
	return r
}

func same(t *testing.T, name string, in rows, simd, scalar func(rows)) {
	t.Helper()
	got, want := in.clone(), in.clone()
	simd(got)
	scalar(want)
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: got %v\nwant %v\nfrom %v", name, got, want, in)
	}
}

// TestKernels: the SIMD kernels give the scalar ones' bits at every length.
func TestKernels(t *testing.T) {
	for n := 1; n < 100; n++ {
		same(t, "multiply", random(n, 0),
			func(r rows) { multiply(r.b[0], r.b[1], r.b[2]) },
			func(r rows) { multiplyScalar(r.b[0], r.b[1], r.b[2]) })
		for _, a := range [3]byte{0, 128, 255} {
			in := random(n, 0)
			for i := range in.b[3][n/4 : n-n/5] {
				in.b[3][n/4+i] = a
			}
			same(t, "multiply3", in,
				func(r rows) { multiply3(r.b[0], r.b[1], r.b[2], r.b[3]) },
				func(r rows) { multiply3Scalar(r.b[0], r.b[1], r.b[2], r.b[3]) })
		}
		same(t, "over", random(n, 0),
			func(r rows) { over(r.b[0], r.b[1], r.b[2], byte(n*5)) },
			func(r rows) { overScalar(r.b[0], r.b[1], r.b[2], byte(n*5)) })
		same(t, "reverse", random(n, 0),
			func(r rows) { reverse(r.b[0], r.b[1]) },
			func(r rows) { reverseScalar(r.b[0], r.b[1]) })
		same(t, "rgbFromYCC", random(n, 0),
			func(r rows) { rgbFromYCC(r.b[0], r.b[1], r.b[2], r.b[3], r.b[4], r.b[5]) },
			func(r rows) { rgbFromYCCScalar(r.b[0], r.b[1], r.b[2], r.b[3], r.b[4], r.b[5]) })
		for _, m := range []*lumaMatrix{&fullLuma, &limitedLuma} {
			same(t, "lumaFromRGB", random(n, 0),
				func(r rows) { lumaFromRGB(r.b[0], r.b[1], r.b[2], r.b[3], m) },
				func(r rows) { lumaFromRGBScalar(r.b[0], r.b[1], r.b[2], r.b[3], m) })
		}
		for log := 1; log <= 2; log++ {
			same(t, "chromaFromSums", random(n, 255<<log),
				func(r rows) { chromaFromSums(r.b[0], r.b[1], r.s[0], r.s[1], r.s[2], log, &fullChroma) },
				func(r rows) { chromaFromSumsScalar(r.b[0], r.b[1], r.s[0], r.s[1], r.s[2], log, &fullChroma) })
			same(t, "chromaFromSums limited", random(n, 255<<log),
				func(r rows) { chromaFromSums(r.b[0], r.b[1], r.s[0], r.s[1], r.s[2], log, &limitedChroma) },
				func(r rows) { chromaFromSumsScalar(r.b[0], r.b[1], r.s[0], r.s[1], r.s[2], log, &limitedChroma) })
			half := (n + log - 1) / log
			same(t, "sum", random(n, 0),
				func(r rows) { sum(r.s[0][:half], r.b[0], r.b[1], log) },
				func(r rows) { sumScalar(r.s[0][:half], r.b[0], r.b[1], log) })
			same(t, "narrow", random(n, 1020),
				func(r rows) { narrow(r.b[0], r.s[0], log-1) },
				func(r rows) { narrowScalar(r.b[0], r.s[0], log-1) })
		}
		same(t, "blend", random(n, 0),
			func(r rows) { blend(r.s[0], r.b[0], r.b[1]) },
			func(r rows) { blendScalar(r.s[0], r.b[0], r.b[1]) })
		if n >= 6 {
			same(t, "spread", random(n, 1020),
				func(r rows) { spread(r.b[0], r.s[0][:n/2+2]) },
				func(r rows) { spreadScalar(r.b[0], r.s[0][:n/2+2]) })
		}
	}
}
