package av1

import (
	"math/rand"
	"testing"
)

// TestDeblockKernels compares filterEdge4 with the scalar filters on edges of
// all kinds.
func TestDeblockKernels(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	changed := 0
	for range 20000 {
		depth := 8 + 2*r.Intn(3)
		top := 1<<depth - 1
		var a, b [40 * 40]uint16
		base, spread := r.Intn(top+1), 1+r.Intn(1<<r.Intn(depth))
		for i := range a {
			a[i] = uint16(min(max(base+r.Intn(spread)-spread/2, 0), top))
		}
		b = a
		step, across := 40, 1
		if r.Intn(2) == 0 {
			step, across = 1, 40
		}
		taps := [4]int{4, 6, 8, 14}[r.Intn(4)]
		shift := depth - 8
		limit, blimit, thresh := (1+r.Intn(63))<<shift, (7+r.Intn(190))<<shift, r.Intn(4)<<shift
		at := 18*40 + 18
		filterEdge4(a[:], at, step, across, taps, limit, blimit, thresh, 1<<shift, top)
		before := b
		filterEdge4Scalar(b[:], at, step, across, taps, limit, blimit, thresh, 1<<shift, top)
		if a != b {
			t.Fatalf("%d taps, step %d, %d bits: the samples differ", taps, step, depth)
		}
		if b != before {
			changed++
		}
	}
	if changed < 3000 {
		t.Errorf("got %d edges that change, want more", changed)
	}
}
