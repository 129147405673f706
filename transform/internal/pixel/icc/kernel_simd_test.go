//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package icc

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

var rng = rand.New(rand.NewPCG(7, 8))

// samples returns n values from lo to hi, its ends among them.
func samples[T byte | int16](n, lo, hi int) []T {
	s := make([]T, n)
	for i := range s {
		s[i] = T([...]int{lo, hi, lo + rng.IntN(hi-lo+1)}[rng.IntN(3)])
	}
	return s
}

// both runs a kernel and its scalar form on copies of the same rows.
func both[T any](t *testing.T, rows T, simd, scalar func(T), clone func(T) T) {
	t.Helper()
	got, want := clone(rows), clone(rows)
	simd(got)
	scalar(want)
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got %v\nwant %v\nfrom %v", got, want, rows)
	}
}

type rowSet struct {
	b [2][]byte
	s [4][]int16
}

func (r rowSet) clone() rowSet {
	for i := range r.b {
		r.b[i] = append([]byte{}, r.b[i]...)
	}
	for i := range r.s {
		r.s[i] = append([]int16{}, r.s[i]...)
	}
	return r
}

// TestKernels: the SIMD kernels give the scalar ones' bits at every length,
// over the whole range of what they may be given.
func TestKernels(t *testing.T) {
	for n := 1; n < 90; n++ {
		bytes := [2][]byte{samples[byte](n, 0, 255), samples[byte](n, 0, 255)}
		in := func(lo, hi int) rowSet {
			r := rowSet{b: bytes}
			for i := range r.s {
				r.s[i] = samples[int16](n, lo, hi)
			}
			return r
		}
		both(t, in(0, maxIn),
			func(r rowSet) { split(r.s[0], r.s[1], r.s[2], r.s[3], r.b[0], r.b[1]) },
			func(r rowSet) { splitScalar(r.s[0], r.s[1], r.s[2], r.s[3], r.b[0], r.b[1]) }, rowSet.clone)
		m := [3][3]int16{{10000, -12000, 10767}, {-32767, 0, 0}, {4096, 50, -3}}
		both(t, in(0, linearOne),
			func(r rowSet) { multiply(r.s[0], r.s[1], r.s[2], &m) },
			func(r rowSet) { multiplyScalar(r.s[0], r.s[1], r.s[2], &m) }, rowSet.clone)
		both(t, in(0, maxOut),
			func(r rowSet) { join(r.b[0], r.b[1], r.s[3], r.s[0], r.s[1], r.s[2]) },
			func(r rowSet) { joinScalar(r.b[0], r.b[1], r.s[3], r.s[0], r.s[1], r.s[2]) }, rowSet.clone)
		both(t, in(0, maxOut),
			func(r rowSet) { widen(r.s[0], r.b[0], n%7) },
			func(r rowSet) { widenScalar(r.s[0], r.b[0], n%7) }, rowSet.clone)
		both(t, in(0, maxOut),
			func(r rowSet) { narrow(r.b[0], r.s[0]) },
			func(r rowSet) { narrowScalar(r.b[0], r.s[0]) }, rowSet.clone)
		for sub := 1; sub < 3; sub++ {
			half := (n + sub - 1) / sub
			both(t, in(0, maxOut),
				func(r rowSet) { sumLuma(r.s[0][:half], r.b[0], r.b[1], sub) },
				func(r rowSet) { sumLumaScalar(r.s[0][:half], r.b[0], r.b[1], sub) }, rowSet.clone)
			r := in(0, maxOut)
			r.s[1] = samples[int16](half, -maxOut, maxOut)
			both(t, r,
				func(r rowSet) { addShared(r.b[0], r.s[0], r.s[1], sub) },
				func(r rowSet) { addSharedScalar(r.b[0], r.s[0], r.s[1], sub) }, rowSet.clone)
		}
	}
}
