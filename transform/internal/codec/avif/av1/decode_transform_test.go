package av1

import (
	"math"
	"math/rand"
	"reflect"
	"testing"
)

// What follows are the formulas of section 7.13.2, steps numbered as there.

// programmer writes a program; consecutive operations of a kind share a step.
type programmer struct{ p program }

func (w *programmer) b(a, b, angle, flip int) {
	r := rotation{uint8(a), uint8(b), uint8(a), uint8(b), cosOf(angle), cosOf(angle - 64)}
	if flip != 0 {
		r.x, r.y = r.y, r.x
	}
	n := len(w.p.steps)
	if n == 0 || len(w.p.steps[n-1].sums) > 0 {
		w.p.steps = append(w.p.steps, step{})
		n++
	}
	w.p.steps[n-1].rotations = append(w.p.steps[n-1].rotations, r)
}

func (w *programmer) h(a, b, flip int) {
	if flip != 0 {
		a, b = b, a
	}
	n := len(w.p.steps)
	if n == 0 {
		w.p.steps = append(w.p.steps, step{})
		n++
	}
	w.p.steps[n-1].sums = append(w.p.steps[n-1].sums, sum{uint8(a), uint8(b)})
}

// dctProgram is the inverse DCT process (section 7.13.2.3), steps numbered as
// there.
func dctProgram(n int) *program {
	w := &programmer{}
	size := 1 << n
	for i := range size {
		w.p.input = append(w.p.input, uint8(brev(n, i)))
		w.p.output = append(w.p.output, uint8(i))
	}
	if n == 6 { // 2
		for i := range 16 {
			w.b(32+i, 63-i, 63-4*brev(4, i), 0)
		}
	}
	if n >= 5 { // 3
		for i := range 8 {
			w.b(16+i, 31-i, 6+brev(3, 7-i)<<3, 0)
		}
	}
	if n >= 4 { // 5
		for i := range 4 {
			w.b(8+i, 15-i, 12+brev(2, 3-i)<<4, 0)
		}
	}
	if n >= 3 { // 8
		for i := range 2 {
			w.b(4+i, 7-i, 56-32*i, 0)
		}
	}
	for i := range 2 { // 12
		w.b(2*i, 2*i+1, 32+16*i, 1-i)
	}
	if n == 6 { // 4
		for i := range 16 {
			w.h(32+i*2, 33+i*2, i&1)
		}
	}
	if n >= 5 { // 6
		for i := range 8 {
			w.h(16+2*i, 17+2*i, i&1)
		}
	}
	if n >= 4 { // 9
		for i := range 4 {
			w.h(8+2*i, 9+2*i, i&1)
		}
	}
	if n >= 3 { // 13
		for i := range 2 {
			w.h(4+2*i, 5+2*i, i)
		}
	}
	for i := range 2 { // 17
		w.h(i, 3-i, 0)
	}
	dctMiddle(w, n)
	dctEnd(w, n)
	return &w.p
}

func dctMiddle(w *programmer, n int) {
	if n == 6 { // 7
		for i := range 4 {
			for j := range 2 {
				w.b(62-i*4-j, 33+i*4+j, 60-16*brev(2, i)+64*j, 1)
			}
		}
	}
	if n >= 5 { // 10
		for i := range 2 {
			for j := range 2 {
				w.b(30-4*i-j, 17+4*i+j, 24+j<<6+(1-i)<<5, 1)
			}
		}
	}
	if n >= 4 { // 14
		for i := range 2 {
			w.b(14-i, 9+i, 48+64*i, 1)
		}
	}
	if n >= 3 { // 18
		w.b(6, 5, 32, 1)
	}
	if n == 6 { // 11
		for i := range 8 {
			for j := range 2 {
				w.h(32+i*4+j, 35+i*4-j, i&1)
			}
		}
	}
	if n >= 5 { // 15
		for i := range 4 {
			for j := range 2 {
				w.h(16+4*i+j, 19+4*i-j, i&1)
			}
		}
	}
	if n >= 4 { // 19
		for i := range 2 {
			for j := range 2 {
				w.h(8+4*i+j, 11+4*i-j, i)
			}
		}
	}
	if n >= 3 { // 22
		for i := range 4 {
			w.h(i, 7-i, 0)
		}
	}
}

func dctEnd(w *programmer, n int) {
	if n == 6 { // 16
		for i := range 2 {
			for j := range 4 {
				w.b(61-i*8-j, 34+i*8+j, 56-i*32+j>>1*64, 1)
			}
		}
	}
	if n >= 5 { // 20
		for i := range 4 {
			w.b(29-i, 18+i, 48+i>>1*64, 1)
		}
	}
	if n >= 4 { // 23
		for i := range 2 {
			w.b(13-i, 10+i, 32, 1)
		}
	}
	if n == 6 { // 21
		for i := range 4 {
			for j := range 4 {
				w.h(32+8*i+j, 39+8*i-j, i&1)
			}
		}
	}
	if n >= 5 { // 24
		for i := range 2 {
			for j := range 4 {
				w.h(16+i*8+j, 23+i*8-j, i)
			}
		}
	}
	if n >= 4 { // 26
		for i := range 8 {
			w.h(i, 15-i, 0)
		}
	}
	if n == 6 { // 25
		for i := range 8 {
			w.b(59-i, 36+i, [2]int{48, 112}[i>>2], 1)
		}
	}
	if n >= 5 { // 27
		for i := range 4 {
			w.b(27-i, 20+i, 32, 1)
		}
	}
	if n == 6 { // 28
		for i := range 8 {
			w.h(32+i, 47-i, 0)
			w.h(48+i, 63-i, 1)
		}
	}
	if n >= 5 { // 29
		for i := range 16 {
			w.h(i, 31-i, 0)
		}
	}
	if n == 6 { // 30, 31
		for i := range 8 {
			w.b(55-i, 40+i, 32, 1)
		}
		for i := range 32 {
			w.h(i, 63-i, 0)
		}
	}
}

// adstProgram is the inverse ADST of 8 or 16 values (sections 7.13.2.4 to
// 7.13.2.8).
func adstProgram(n int) *program {
	w := &programmer{}
	size := 1 << n
	for i := range size {
		if i&1 != 0 {
			w.p.input = append(w.p.input, uint8(i-1))
		} else {
			w.p.input = append(w.p.input, uint8(size-i-1))
		}
		a, b, c := i>>3&1, i>>2&1^i>>3&1, i>>1&1^i>>2&1
		at := uint8((i&1^i>>1&1)<<3|c<<2|b<<1|a) >> (4 - n)
		w.p.output = append(w.p.output, at|uint8(i&1)<<7)
	}
	for i := range size / 2 {
		w.b(2*i, 2*i+1, 60+2*(n-3)-(16>>(n-3))*i, 1)
	}
	for i := range size / 2 {
		w.h(i, size/2+i, 0)
	}
	if n == 4 {
		for i := range 2 {
			w.b(8+2*i, 9+2*i, 56-32*i, 1)
			w.b(13+2*i, 12+2*i, 8+32*i, 1)
		}
		for i := range 4 {
			for j := range 2 {
				w.h(8*j+i, 4+8*j+i, 0)
			}
		}
	}
	for j := range size / 8 {
		for i := range 2 {
			w.b(4+8*j+3*i, 5+8*j+i, 48-32*i, 1)
		}
	}
	for j := range size / 4 {
		for i := range 2 {
			w.h(4*j+i, 2+4*j+i, 0)
		}
	}
	for i := range size / 4 {
		w.b(2+4*i, 3+4*i, 32, 1)
	}
	return &w.p
}

// TestTransformPrograms compares the tables of operations with the formulas.
func TestTransformPrograms(t *testing.T) {
	for n := 2; n <= 6; n++ {
		if got, want := dctPrograms[n], dctProgram(n); !reflect.DeepEqual(got, want) {
			t.Errorf("DCT of %d: got %v, want %v", 1<<n, got, want)
		}
		if n == 3 || n == 4 {
			if got, want := adstPrograms[n], adstProgram(n); !reflect.DeepEqual(got, want) {
				t.Errorf("ADST of %d: got %v, want %v", 1<<n, got, want)
			}
		}
	}
}

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
