package av1

import (
	"math/rand"
	"testing"
)

// TestCDEFKernels compares the filter and the direction with the scalar ones,
// also beside what is outside.
func TestCDEFKernels(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	const stride = 40
	for n := range 20000 {
		depth := 8 + 2*r.Intn(3)
		shift := uint(depth - 8)
		top := 1<<depth - 1
		src := make([]uint16, stride*20)
		base, spread := r.Intn(top+1), 1+r.Intn(1<<r.Intn(depth))
		dx, dy := r.Intn(9)-4, r.Intn(9)-4
		for i := range src {
			v := base + r.Intn(spread) + (i%stride*dx+i/stride*dy)<<shift
			src[i] = uint16(min(max(v, 0), top))
		}
		at := 6*stride + 16
		d1, v1 := cdefDirection(src[at:], stride, shift)
		d2, v2 := cdefDirectionScalar(src[at:], stride, shift)
		if d1 != d2 || v1 != v2 {
			t.Fatalf("direction: got %d %d, want %d %d", d1, v1, d2, v2)
		}
		w, h := 4<<r.Intn(2), 4<<r.Intn(2)
		if r.Intn(2) == 0 {
			for y := range 20 {
				src[y*stride+14], src[y*stride+15] = outside, outside
				src[y*stride+16+w], src[y*stride+17+w] = outside, outside
			}
		}
		if r.Intn(3) == 0 {
			for x := range stride {
				src[4*stride+x], src[5*stride+x] = outside, outside
			}
		}
		pri, sec := r.Intn(16)<<shift, [4]int{0, 1, 2, 4}[r.Intn(4)]<<shift
		if n%3 == 0 {
			pri = pri * (4 + r.Intn(13)) >> 4
		}
		damping := 2 + r.Intn(5) + int(shift)
		k := &ringing{pri: uint16(pri), sec: uint16(sec), priShift: cdefShift(pri, damping), secShift: cdefShift(sec, damping), tap0: 4, tap1: 2}
		if r.Intn(2) == 0 {
			k.tap0, k.tap1 = 3, 3
		}
		dir := r.Intn(8)
		for i := range 2 {
			for j, turn := range [3]int{0, 2, 6} {
				step := cdefSteps[(dir+turn)&7][i]
				k.steps[i][j] = int(step[0])*stride + int(step[1])
			}
		}
		var a, b [8 * 16]uint16
		cdefFilter(src, at, stride, a[:], 16, w, h, k)
		cdefFilterScalar(src, at, stride, b[:], 16, w, h, k)
		if a != b {
			t.Fatalf("%dx%d, strengths %d and %d, %d bits: the samples differ", w, h, pri, sec, depth)
		}
	}
}
