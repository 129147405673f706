package av1

import (
	"math"
	"math/rand"
	"testing"
)

// gain runs a program on linear combinations of its inputs: the greatest sum of
// the magnitudes that any value has of one input.
func gain(p *program) float64 {
	var t [64][64]float64
	most := 0.0
	for i, from := range p.input {
		t[i][from] = 1
	}
	look := func(i uint8) {
		for _, v := range t[i] {
			most = max(most, math.Abs(v))
		}
	}
	for _, s := range p.steps {
		for _, r := range s.rotations {
			a, b := t[r.a], t[r.b]
			for i := range 64 {
				t[r.x][i] = (a[i]*float64(r.cos) - b[i]*float64(r.sin)) / 4096
				t[r.y][i] = (a[i]*float64(r.sin) + b[i]*float64(r.cos)) / 4096
			}
			look(r.x)
			look(r.y)
		}
		for _, h := range s.sums {
			a, b := t[h.a], t[h.b]
			for i := range 64 {
				t[h.a][i], t[h.b][i] = a[i]+b[i], a[i]-b[i]
			}
			look(h.a)
			look(h.b)
		}
	}
	return most
}

// TestTransformGain bounds what transforms compute by what goes in.
func TestTransformGain(t *testing.T) {
	for n := 2; n <= 6; n++ {
		if g := gain(dctPrograms[n]); g > 1 {
			t.Errorf("DCT of %d: got %g, want at most 1", 1<<n, g)
		}
		if n == 3 || n == 4 {
			if g := gain(adstPrograms[n]); g > 1 {
				t.Errorf("ADST of %d: got %g, want at most 1", 1<<n, g)
			}
		}
	}
}

// TestTransformKernels compares inverseAdd with the scalar transforms, up to as
// much as is left to it.
func TestTransformKernels(t *testing.T) {
	if !simdTransforms {
		t.Skip("not checked: vector transforms, which this build does not have")
	}
	r := rand.New(rand.NewSource(1))
	d := &decoder{}
	for range 20000 {
		tx, kind := uint8(r.Intn(nTx)), uint8(r.Intn(wht))
		most := max(txW[tx], txH[tx])
		if most == 4 || most == 3 && kind != identity {
			kind = dctDCT
		}
		depth := 8 + 2*r.Intn(2)
		w, h := txW[tx]+2, txH[tx]+2
		lh := min(h, 5)
		rows, cols := 1+r.Intn(1<<lh), 1+r.Intn(1<<min(w, 5))
		left := r.Intn(unclamped(tx, kind, depth))
		n := 1 + r.Intn(40)
		var coefs [1024]int32
		for range n {
			v := r.Intn(left + 1)
			if r.Intn(2) == 0 {
				v /= n
			}
			left -= v
			at := r.Intn(cols)<<lh + r.Intn(rows)
			if coefs[at] != 0 {
				continue
			}
			coefs[at] = int32(v * (1 - 2*r.Intn(2)))
		}
		top := 1<<depth - 1
		var a, b [64 * 72]uint16
		for i := range a {
			a[i] = uint16(r.Intn(top + 1))
		}
		b = a
		inverse(&coefs, &d.residue, w, h, rows, kind, depth)
		addResidue(a[:], 72, &d.residue, 1<<w, 1<<h, rowKinds[kind] == kindFlip, colKinds[kind] == kindFlip, top)
		inverseAdd(&coefs, &d.residue, &d.vecs, b[:], 72, w, h, rows, kind, top)
		if a != b {
			t.Fatalf("transform %dx%d, %s, %d rows, %d bits: the samples differ", 1<<w, 1<<h, txNames[kind], rows, depth)
		}
	}
}
