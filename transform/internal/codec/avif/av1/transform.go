package av1

// The one-dimensional transforms of section 7.13.2 are programs: steps of
// rotations and steps of sums and differences. The same program runs on numbers
// here and on vectors of numbers in transform_simd_wasm.go.

// rotation is B(a, b, angle, flip): values a and b are turned by an angle, and
// exchanged when flip is set (which makes the program write them so).
type rotation struct {
	a, b     uint8 // read
	x, y     uint8 // written
	cos, sin int32 // 4096 times
}

// sum is H(a, b, flip): a becomes the sum and b the difference.
type sum struct{ a, b uint8 }

type step struct {
	rotations []rotation
	sums      []sum
}

type program struct {
	input  []uint8 // where each value comes from
	steps  []step
	output []uint8 // where each result is; bit 7 negates it
}

func cosOf(angle int) int32 {
	angle &= 255
	switch {
	case angle <= 64:
		return cos128[angle]
	case angle <= 128:
		return -cos128[128-angle]
	case angle <= 192:
		return -cos128[angle-128]
	}
	return cos128[256-angle]
}

func brev(n, x int) (r int) {
	for range n {
		r = r<<1 | x&1
		x >>= 1
	}
	return r
}

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

var (
	dctPrograms  = [7]*program{2: dctProgram(2), 3: dctProgram(3), 4: dctProgram(4), 5: dctProgram(5), 6: dctProgram(6)}
	adstPrograms = [5]*program{3: adstProgram(3), 4: adstProgram(4)}
)

// run transforms values; clamp is the range of sums.
func (p *program) run(v *[64]int32, clamp int32) {
	var t [64]int32
	for i, from := range p.input {
		t[i] = v[from&63]
	}
	for _, s := range p.steps {
		for _, r := range s.rotations {
			a, b := int64(t[r.a&63]), int64(t[r.b&63])
			t[r.x&63] = int32((a*int64(r.cos) - b*int64(r.sin) + 2048) >> 12)
			t[r.y&63] = int32((a*int64(r.sin) + b*int64(r.cos) + 2048) >> 12)
		}
		for _, h := range s.sums {
			a, b := t[h.a&63], t[h.b&63]
			t[h.a&63] = min(max(a+b, -clamp), clamp-1)
			t[h.b&63] = min(max(a-b, -clamp), clamp-1)
		}
	}
	for i, from := range p.output {
		if from&0x80 != 0 {
			v[i] = -t[from&63]
		} else {
			v[i] = t[from&63]
		}
	}
}

// adst4 is section 7.13.2.6.
func adst4(v *[64]int32) {
	const s1, s2, s3, s4 = 1321, 2482, 3344, 3803
	a, b, c, e := int64(v[0]), int64(v[1]), int64(v[2]), int64(v[3])
	x := s1*a + s4*c + s2*e
	y := s2*a - s1*c - s4*e
	z := s3 * b
	v[0] = int32((x + z + 2048) >> 12)
	v[1] = int32((y + z + 2048) >> 12)
	v[2] = int32((s3*(a-c+e) + 2048) >> 12)
	v[3] = int32((x + y - z + 2048) >> 12)
}

// wht4 is section 7.13.2.10.
func wht4(v *[64]int32, shift uint) {
	a, c, e, b := v[0]>>shift, v[1]>>shift, v[2]>>shift, v[3]>>shift
	a += c
	e -= b
	f := (a - e) >> 1
	b = f - b
	c = f - c
	v[0], v[1], v[2], v[3] = a-b, b, c, e+c
}

// scaleIdentity is the identity transform of 1<<n values (section 7.13.2.15).
func scaleIdentity(v []int32, n uint8) {
	for i, x := range v {
		switch n {
		case 2:
			v[i] = int32((int64(x)*5793 + 2048) >> 12)
		case 3:
			v[i] = x * 2
		case 4:
			v[i] = int32((int64(x)*11586 + 2048) >> 12)
		default:
			v[i] = x * 4
		}
	}
}

// Kinds of one-dimensional transforms.
const (
	kindDCT = iota
	kindADST
	kindFlip
	kindIdentity
	kindWHT
)

// rowKinds and colKinds are what a transform type does to rows and to columns.
var (
	rowKinds = [nTxTypes]uint8{kindDCT, kindDCT, kindADST, kindADST, kindDCT, kindFlip, kindFlip, kindFlip, kindADST,
		kindIdentity, kindIdentity, kindDCT, kindIdentity, kindADST, kindIdentity, kindFlip, kindWHT}
	colKinds = [nTxTypes]uint8{kindDCT, kindADST, kindDCT, kindADST, kindFlip, kindDCT, kindFlip, kindADST, kindFlip,
		kindIdentity, kindDCT, kindIdentity, kindADST, kindIdentity, kindFlip, kindIdentity, kindWHT}
)

func transform1D(kind, n uint8, v *[64]int32, clamp int32) {
	switch {
	case kind == kindDCT:
		dctPrograms[n].run(v, clamp)
	case kind == kindIdentity:
		scaleIdentity(v[:1<<n], n)
	case n == 2:
		adst4(v)
	default:
		adstPrograms[n].run(v, clamp)
	}
}
