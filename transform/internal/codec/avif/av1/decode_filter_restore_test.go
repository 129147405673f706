package av1

import (
	"math/rand"
	"slices"
	"testing"
)

// TestRestorationKernels compares the rows of loop restoration with the scalar
// ones.
func TestRestorationKernels(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 5000 {
		depth := 8 + 2*r.Intn(3)
		top := 1<<depth - 1
		w := 1 + r.Intn(60)
		src := make([]uint16, w+80)
		for i := range src {
			src[i] = uint16(r.Intn(top + 1))
		}
		var k [7]int32
		k[3] = 128
		for i, most := range [3]int{10, 8, 46} {
			v := int32(r.Intn(most+6) - 5)
			k[i], k[6-i] = v, v
			k[3] -= 2 * v
		}
		round0 := uint(3)
		if depth == 12 {
			round0 = 5
		}
		offset, limit := int32(1)<<(depth+6-int(round0)), int32(1)<<(depth+8-int(round0))-1
		a, b := make([]int32, w, w+8), make([]int32, w)
		wienerRow(a, src, &k, round0, -offset, limit-offset)
		wienerRowScalar(b, src, &k, round0, -offset, limit-offset)
		if !slices.Equal(a, b) {
			t.Fatalf("wienerRow of %d samples differs", w)
		}
		mid := make([]int32, 7*w)
		for i := range mid {
			mid[i] = -offset + int32(r.Intn(int(limit)))
		}
		x, y := make([]uint16, w), make([]uint16, w)
		wienerCol(x, mid, w, &k, 14-round0, int32(top))
		wienerColScalar(y, mid, w, &k, 14-round0, int32(top))
		if !slices.Equal(x, y) {
			t.Fatalf("wienerCol of %d samples differs", w)
		}
		sides := make([]int32, 3*(w+2))
		sums := make([]int32, 3*(w+2))
		for i := range sides {
			sides[i], sums[i] = int32(1+r.Intn(256)), int32(r.Intn(1<<20))
		}
		for i, f := range [][2]func(out []int32, src []uint16, a, b []int32, width int){
			{boxRow, boxRowScalar}, {boxRowEven, boxRowEvenScalar},
			{func(out []int32, src []uint16, a, b []int32, width int) { boxRowOdd(out, src, a, b) },
				func(out []int32, src []uint16, a, b []int32, width int) { boxRowOddScalar(out, src, a, b) }},
		} {
			f[0](a, src, sides, sums, w+2)
			f[1](b, src, sides, sums, w+2)
			if !slices.Equal(a, b) {
				t.Fatalf("weights %d of %d samples differ", i, w)
			}
		}
		n := (w + 3) &^ 3
		s1, q1, s2, q2 := make([]int32, n+8), make([]int32, n+8), make([]int32, n+8), make([]int32, n+8)
		for _, subtract := range []bool{false, false, true} {
			addSquares(s1, q1, src[r.Intn(20):], n, subtract)
		}
		copy(s2, s1)
		copy(q2, q1)
		addSquares(s1, q1, src, n, false)
		addSquaresScalar(s2, q2, src, n, false)
		if !slices.Equal(s1, s2) || !slices.Equal(q1, q2) {
			t.Fatalf("addSquares of %d samples differs", n)
		}
		radius := 1 + r.Intn(2)
		boxSums(a, s1, w, radius)
		boxSumsScalar(b, s1, w, radius)
		if !slices.Equal(a, b) {
			t.Fatalf("boxSums of %d samples differs", w)
		}
	}
}
