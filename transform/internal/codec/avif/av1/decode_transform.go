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

// The operations of the inverse transforms (sections 7.13.2.3 to 7.13.2.8) in
// order, three bytes each: a, with bit 7 for a flip, b, and the angle of a
// rotation, or sumOfTwo. A DCT of fewer values is made of those that have only
// these. TestTransformPrograms makes them from the formulas.
const (
	sumOfTwo = 0xFF

	dctOperations = "" +
		"\x20\x3f\x3f\x21\x3e\x1f\x22\x3d\x2f\x23\x3c\x0f\x24\x3b\x37\x25\x3a\x17\x26\x39\x27\x27\x38\x07\x28\x37\x3b\x29\x36\x1b" +
		"\x2a\x35\x2b\x2b\x34\x0b\x2c\x33\x33\x2d\x32\x13\x2e\x31\x23\x2f\x30\x03\x10\x1f\x3e\x11\x1e\x1e\x12\x1d\x2e\x13\x1c\x0e" +
		"\x14\x1b\x36\x15\x1a\x16\x16\x19\x26\x17\x18\x06\x08\x0f\x3c\x09\x0e\x1c\x0a\x0d\x2c\x0b\x0c\x0c\x04\x07\x38\x05\x06\x18" +
		"\x80\x01\x20\x02\x03\x30\x20\x21\xff\x23\x22\xff\x24\x25\xff\x27\x26\xff\x28\x29\xff\x2b\x2a\xff\x2c\x2d\xff\x2f\x2e\xff" +
		"\x30\x31\xff\x33\x32\xff\x34\x35\xff\x37\x36\xff\x38\x39\xff\x3b\x3a\xff\x3c\x3d\xff\x3f\x3e\xff\x10\x11\xff\x13\x12\xff" +
		"\x14\x15\xff\x17\x16\xff\x18\x19\xff\x1b\x1a\xff\x1c\x1d\xff\x1f\x1e\xff\x08\x09\xff\x0b\x0a\xff\x0c\x0d\xff\x0f\x0e\xff" +
		"\x04\x05\xff\x07\x06\xff\x00\x03\xff\x01\x02\xff\xbe\x21\x3c\xbd\x22\x7c\xba\x25\x1c\xb9\x26\x5c\xb6\x29\x2c\xb5\x2a\x6c" +
		"\xb2\x2d\x0c\xb1\x2e\x4c\x9e\x11\x38\x9d\x12\x78\x9a\x15\x18\x99\x16\x58\x8e\x09\x30\x8d\x0a\x70\x86\x05\x20\x20\x23\xff" +
		"\x21\x22\xff\x27\x24\xff\x26\x25\xff\x28\x2b\xff\x29\x2a\xff\x2f\x2c\xff\x2e\x2d\xff\x30\x33\xff\x31\x32\xff\x37\x34\xff" +
		"\x36\x35\xff\x38\x3b\xff\x39\x3a\xff\x3f\x3c\xff\x3e\x3d\xff\x10\x13\xff\x11\x12\xff\x17\x14\xff\x16\x15\xff\x18\x1b\xff" +
		"\x19\x1a\xff\x1f\x1c\xff\x1e\x1d\xff\x08\x0b\xff\x09\x0a\xff\x0f\x0c\xff\x0e\x0d\xff\x00\x07\xff\x01\x06\xff\x02\x05\xff" +
		"\x03\x04\xff\xbd\x22\x38\xbc\x23\x38\xbb\x24\x78\xba\x25\x78\xb5\x2a\x18\xb4\x2b\x18\xb3\x2c\x58\xb2\x2d\x58\x9d\x12\x30" +
		"\x9c\x13\x30\x9b\x14\x70\x9a\x15\x70\x8d\x0a\x20\x8c\x0b\x20\x20\x27\xff\x21\x26\xff\x22\x25\xff\x23\x24\xff\x2f\x28\xff" +
		"\x2e\x29\xff\x2d\x2a\xff\x2c\x2b\xff\x30\x37\xff\x31\x36\xff\x32\x35\xff\x33\x34\xff\x3f\x38\xff\x3e\x39\xff\x3d\x3a\xff" +
		"\x3c\x3b\xff\x10\x17\xff\x11\x16\xff\x12\x15\xff\x13\x14\xff\x1f\x18\xff\x1e\x19\xff\x1d\x1a\xff\x1c\x1b\xff\x00\x0f\xff" +
		"\x01\x0e\xff\x02\x0d\xff\x03\x0c\xff\x04\x0b\xff\x05\x0a\xff\x06\x09\xff\x07\x08\xff\xbb\x24\x30\xba\x25\x30\xb9\x26\x30" +
		"\xb8\x27\x30\xb7\x28\x70\xb6\x29\x70\xb5\x2a\x70\xb4\x2b\x70\x9b\x14\x20\x9a\x15\x20\x99\x16\x20\x98\x17\x20\x20\x2f\xff" +
		"\x3f\x30\xff\x21\x2e\xff\x3e\x31\xff\x22\x2d\xff\x3d\x32\xff\x23\x2c\xff\x3c\x33\xff\x24\x2b\xff\x3b\x34\xff\x25\x2a\xff" +
		"\x3a\x35\xff\x26\x29\xff\x39\x36\xff\x27\x28\xff\x38\x37\xff\x00\x1f\xff\x01\x1e\xff\x02\x1d\xff\x03\x1c\xff\x04\x1b\xff" +
		"\x05\x1a\xff\x06\x19\xff\x07\x18\xff\x08\x17\xff\x09\x16\xff\x0a\x15\xff\x0b\x14\xff\x0c\x13\xff\x0d\x12\xff\x0e\x11\xff" +
		"\x0f\x10\xff\xb7\x28\x20\xb6\x29\x20\xb5\x2a\x20\xb4\x2b\x20\xb3\x2c\x20\xb2\x2d\x20\xb1\x2e\x20\xb0\x2f\x20\x00\x3f\xff" +
		"\x01\x3e\xff\x02\x3d\xff\x03\x3c\xff\x04\x3b\xff\x05\x3a\xff\x06\x39\xff\x07\x38\xff\x08\x37\xff\x09\x36\xff\x0a\x35\xff" +
		"\x0b\x34\xff\x0c\x33\xff\x0d\x32\xff\x0e\x31\xff\x0f\x30\xff\x10\x2f\xff\x11\x2e\xff\x12\x2d\xff\x13\x2c\xff\x14\x2b\xff" +
		"\x15\x2a\xff\x16\x29\xff\x17\x28\xff\x18\x27\xff\x19\x26\xff\x1a\x25\xff\x1b\x24\xff\x1c\x23\xff\x1d\x22\xff\x1e\x21\xff" +
		"\x1f\x20\xff"

	adst8Operations = "" +
		"\x80\x01\x3c\x82\x03\x2c\x84\x05\x1c\x86\x07\x0c\x00\x04\xff\x01\x05\xff\x02\x06\xff\x03\x07\xff\x84\x05\x30\x87\x06\x10" +
		"\x00\x02\xff\x01\x03\xff\x04\x06\xff\x05\x07\xff\x82\x03\x20\x86\x07\x20"

	adst16Operations = "" +
		"\x80\x01\x3e\x82\x03\x36\x84\x05\x2e\x86\x07\x26\x88\x09\x1e\x8a\x0b\x16\x8c\x0d\x0e\x8e\x0f\x06\x00\x08\xff\x01\x09\xff" +
		"\x02\x0a\xff\x03\x0b\xff\x04\x0c\xff\x05\x0d\xff\x06\x0e\xff\x07\x0f\xff\x88\x09\x38\x8d\x0c\x08\x8a\x0b\x18\x8f\x0e\x28" +
		"\x00\x04\xff\x08\x0c\xff\x01\x05\xff\x09\x0d\xff\x02\x06\xff\x0a\x0e\xff\x03\x07\xff\x0b\x0f\xff\x84\x05\x30\x87\x06\x10" +
		"\x8c\x0d\x30\x8f\x0e\x10\x00\x02\xff\x01\x03\xff\x04\x06\xff\x05\x07\xff\x08\x0a\xff\x09\x0b\xff\x0c\x0e\xff\x0d\x0f\xff" +
		"\x82\x03\x20\x86\x07\x20\x8a\x0b\x20\x8e\x0f\x20"
)

// compile makes a program of the operations on size values.
func compile(operations string, size int) *program {
	p := &program{}
	for i := 0; i < len(operations); i += 3 {
		a, b, angle := operations[i]&0x7F, operations[i+1], int(operations[i+2])
		if int(max(a, b)) >= size {
			continue
		}
		n := len(p.steps) - 1
		if n < 0 || angle != sumOfTwo && len(p.steps[n].sums) > 0 {
			p.steps = append(p.steps, step{})
			n++
		}
		s := &p.steps[n]
		if angle == sumOfTwo {
			s.sums = append(s.sums, sum{a, b})
			continue
		}
		r := rotation{a, b, a, b, cosOf(angle), cosOf(angle - 64)}
		if operations[i]&0x80 != 0 {
			r.x, r.y = b, a
		}
		s.rotations = append(s.rotations, r)
	}
	return p
}

// dct is the inverse DCT process of 1<<n values.
func dct(n int) *program {
	p := compile(dctOperations, 1<<n)
	for i := range 1 << n {
		p.input = append(p.input, uint8(brev(n, i)))
		p.output = append(p.output, uint8(i))
	}
	return p
}

// adst is the inverse ADST of 1<<n values, 8 or 16.
func adst(n int, operations string) *program {
	size := 1 << n
	p := compile(operations, size)
	for i := range size {
		from := size - i - 1
		if i&1 != 0 {
			from = i - 1
		}
		p.input = append(p.input, uint8(from))
		a, b, c, d := i>>3&1, i>>2&1^i>>3&1, i>>1&1^i>>2&1, i&1^i>>1&1
		p.output = append(p.output, uint8(d<<3|c<<2|b<<1|a)>>(4-n)|uint8(i&1)<<7)
	}
	return p
}

var (
	dctPrograms  = [7]*program{2: dct(2), 3: dct(3), 4: dct(4), 5: dct(5), 6: dct(6)}
	adstPrograms = [5]*program{3: adst(3, adst8Operations), 4: adst(4, adst16Operations)}
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
