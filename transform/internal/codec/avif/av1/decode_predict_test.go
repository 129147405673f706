package av1

import (
	"math/rand"
	"testing"
)

// TestPredictKernels compares predictions with the scalar ones.
func TestPredictKernels(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	const stride = 80
	for range 20000 {
		depth := 8 + 2*r.Intn(3)
		top := 1<<depth - 1
		spread := 1 + r.Intn(top)
		tx := r.Intn(nTx)
		w, h := 4<<txW[tx], 4<<txH[tx]
		above, left := make([]uint16, 1+64+16), make([]uint16, 1+64+16)
		base := r.Intn(top + 1)
		for i := range above {
			above[i] = uint16(min(base+r.Intn(spread), top))
			left[i] = uint16(min(base+r.Intn(spread), top))
		}
		left[0] = above[0]
		var a, b [64 * stride]uint16
		for i := range a {
			a[i] = uint16(r.Intn(top + 1))
		}
		b = a
		kind := r.Intn(9)
		switch kind {
		case 0:
			predictPaeth(a[:], stride, w, h, above, left)
			predictPaethScalar(b[:], stride, w, h, above, left)
		case 1:
			predictSmooth(a[:], stride, w, h, above, left)
			predictSmoothScalar(b[:], stride, w, h, above, left)
		case 2:
			if w > 32 || h > 32 {
				continue
			}
			mode := r.Intn(5)
			predictFilter(a[:], stride, w, h, above, left, mode, top)
			predictFilterScalar(b[:], stride, w, h, above, left, mode, top)
		case 3:
			fillBlock(a[:], stride, w, h, above[0])
			fillBlockScalar(b[:], stride, w, h, above[0])
		case 4:
			v := r.Intn(2*top) - top
			addConstant(a[:], stride, w, h, v, top)
			addConstantScalar(b[:], stride, w, h, v, top)
		case 5:
			n, shift := 1+r.Intn(64), uint16(r.Intn(32))
			blendRow(a[:n], above, shift, top)
			blendRowScalar(b[:n], above, shift)
		case 6:
			n, shift := 1+r.Intn(32), uint16(r.Intn(32))
			blendPairs(a[:n], above, shift, top)
			blendPairsScalar(b[:n], above, shift)
		case 7:
			n, taps := 1+r.Intn(64), &edgeTaps[1+r.Intn(3)]
			var edge [2 + 130 + 2 + 8]uint16
			copy(edge[:], above)
			smoothEdge(a[:n], &edge, taps)
			smoothEdgeScalar(b[:n], &edge, taps)
		default:
			if w > 32 || h > 32 {
				continue
			}
			var ac [32 * 32]uint16
			for i := range ac {
				ac[i] = uint16(r.Intn(8 * (top + 1)))
			}
			alpha, mean := r.Intn(33)-16, r.Intn(8*(top+1))
			addLuma(a[:], stride, &ac, w, h, alpha, mean, top)
			addLumaScalar(b[:], stride, &ac, w, h, alpha, mean, top)
		}
		if a != b {
			t.Fatalf("kind %d, %dx%d, %d bits: the samples differ", kind, w, h, depth)
		}
	}
}
