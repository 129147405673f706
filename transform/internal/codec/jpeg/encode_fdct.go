package jpeg

// The forward DCT of section A.3.3, one row of blocks at a time.
//
// The method is that of Arai, Agui and Nakajima ("A fast DCT-SQ scheme for
// images", 1988): 5 multiplications and 29 additions for 8 samples, at the
// price that output k comes out multiplied by
//
//	aan[k] = 1 for k = 0, sqrt(2)*cos(k*pi/16) for k = 1…7
//
// which the quantizer divides away (encReciprocals). Two of the factors are
// small, 0.541 for k = 6 and 0.276 for k = 7; those outputs keep one and two
// bits more, so that what is rounded is never coarser than 1/10 of a unit:
//
//	encGain[k] = aan[k]<<(k==6) <<2*(k==7) = 1, 1.387, 1.307, 1.176, 1, 0.786, 1.082, 1.104
//
// Coefficient (u, v), u the horizontal and v the vertical frequency, leaves
// fdctRow as F(u,v) * 16 * encGain[u] * encGain[v], F normalized as in A.3.3:
// at most 1024*16*1.93 < 1<<15.
//
// All arithmetic is that of int32 with wrap-around. Intermediate values may
// wrap, the results do not: they are below 1<<31 before the last shift, and
// sums and products modulo 1<<32 lead to them on any way.

// Multipliers in Q13.
const (
	encC382  = 3135  // cos(6*pi/16)
	encC541  = 4433  // cos(2*pi/16) - cos(6*pi/16)
	encC707  = 5793  // cos(4*pi/16)
	encC1306 = 10703 // cos(2*pi/16) + cos(6*pi/16)
)

const (
	encFracBits  = 13 // of the multipliers
	encPass1Bits = 4  // fraction bits between the passes
	encCoefBits  = 4  // fraction bits of the coefficients

	// Shifts after the passes. A pass of 8 samples has a gain of sqrt(8), the
	// two together one of 8.
	encShift1 = encFracBits - encPass1Bits
	encShift2 = encFracBits + encPass1Bits + 3 - encCoefBits

	// Samples are level shifted by 128 (A.3.1), which the sum over the 8 rows
	// of the first pass does at once.
	encLevelShift = 8 * 128 << encFracBits
)

// encCoefPos returns where coefficient (u, v) of a block stands after fdctRow.
// The order is the one that falls out of the SIMD kernel: eight vectors of
// eight, rows of coefficients v = 0…3 in the first four vectors, two
// neighboring u alternating in a vector.
func encCoefPos(u, v int) int {
	return (v>>2*4+u>>1)*8 + v&3*2 + u&1
}

// An encSpan says where the blocks of one row of blocks of one component lie
// among the blocks of a row of MCUs: block i of n starts at 64 times
// first + (i>>shift)*mcu + (i & (1<<shift - 1)).
type encSpan struct {
	n     int // blocks in the row
	first int // index of the first one
	shift int // log2 of the component's horizontal sampling factor
	mcu   int // blocks per MCU
}

// block returns the index of block i.
func (s encSpan) block(i int) int {
	return s.first + (i>>s.shift)*s.mcu + i&(1<<s.shift-1)
}

// encOverread is how many bytes to the right of a row's last block fdctRow may
// read.
const encOverread = 8

// fdctRowScalar is the reference of fdctRow: it transforms span.n neighboring
// blocks whose top left sample is src[0] and whose rows are stride bytes apart.
// encOverread more bytes must be readable in each row.
func fdctRowScalar(dst []int16, src []byte, stride int, span encSpan) {
	for i := range span.n {
		fdctBlock((*[64]int16)(dst[span.block(i)*64:]), src[i*8:], stride)
	}
}

// fdctBlock transforms one block.
func fdctBlock(dst *[64]int16, src []byte, stride int) {
	var t [8][8]int32 // t[v][x], Q4 but for encGain[v]
	for x := range 8 {
		var c [8]int32
		for y := range 8 {
			c[y] = int32(src[y*stride+x])
		}
		fdct8(&c)
		c[0] -= encLevelShift
		encDescale(&c, encShift1)
		for v := range 8 {
			t[v][x] = c[v]
		}
	}
	for v := range 8 {
		fdct8(&t[v])
		encDescale(&t[v], encShift2)
		for u := range 8 {
			dst[encCoefPos(u, v)] = int16(t[v][u])
		}
	}
}

// fdct8 replaces eight samples by their unnormalized transform, Q13.
func fdct8(x *[8]int32) {
	a0, a7 := x[0]+x[7], x[0]-x[7]
	a1, a6 := x[1]+x[6], x[1]-x[6]
	a2, a5 := x[2]+x[5], x[2]-x[5]
	a3, a4 := x[3]+x[4], x[3]-x[4]

	b0, b3 := a0+a3, a0-a3
	b1, b2 := a1+a2, a1-a2
	x[0] = (b0 + b1) << encFracBits
	x[4] = (b0 - b1) << encFracBits
	z1 := (b2 + b3) * encC707
	b3 <<= encFracBits
	x[2] = b3 + z1
	x[6] = b3 - z1

	b4, b5, b6 := a4+a5, a5+a6, a6+a7
	z5 := (b4 - b6) * encC382
	z2 := b4*encC541 + z5
	z4 := b6*encC1306 + z5
	z3 := b5 * encC707
	a7 <<= encFracBits
	z11, z13 := a7+z3, a7-z3
	x[5] = z13 + z2
	x[3] = z13 - z2
	x[1] = z11 + z4
	x[7] = z11 - z4
}

// encDescale rounds the outputs of fdct8 and brings them to encGain.
func encDescale(x *[8]int32, shift uint) {
	half := int32(1) << (shift - 1)
	for k := range 6 {
		x[k] = (x[k] + half) >> shift
	}
	x[6] = (x[6] + half>>1) >> (shift - 1)
	x[7] = (x[7] + half>>2) >> (shift - 2)
}
