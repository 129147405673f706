package vp8

import "math/bits"

// boolEncoder is the arithmetic coder of section 7.
//
// low holds the pending bits of the code value: n bits not yet written above
// the 8 bits that rng still subdivides, plus one carry bit on top. Bytes are
// written four at a time, so the carry has to be walked back only there.
type boolEncoder struct {
	out []byte
	low uint64
	rng uint32 // 128 to 255
	n   uint32 // pending bits in low above the 8 bit window, below flushBits

	units *[putUnits]uint64 // of putList, which makes them when called first
}

// flushBits pending bits are written out as soon as they are there, in lists of
// tokens three symbols later. One adds up to 7 bits, so low needs
// 8 + 31 + 3*7 + 1 carry = 61 bits.
const flushBits = 32

func (b *boolEncoder) init(out []byte) {
	b.out, b.low, b.rng, b.n = out, 0, 255, 0
}

// put codes one bool that is false with probability prob/256.
func (b *boolEncoder) put(bit bool, prob uint8) {
	split := 1 + (b.rng-1)*uint32(prob)>>8
	if bit {
		b.low += uint64(split)
		b.rng -= split
	} else {
		b.rng = split
	}
	shift := uint32(bits.LeadingZeros8(uint8(b.rng)))
	b.rng <<= shift
	b.low <<= shift
	b.n += shift
	if b.n >= flushBits {
		b.flush()
	}
}

// putBits codes the low nBits of v, most significant first, at even odds.
func (b *boolEncoder) putBits(v uint32, nBits int) {
	for i := nBits - 1; i >= 0; i-- {
		b.put(v>>i&1 != 0, 128)
	}
}

// putFlagged codes v as a flag that it is not zero, followed by its magnitude
// in nBits and its sign (the optional deltas of sections 9.3 and 9.6).
func (b *boolEncoder) putFlagged(v, nBits int) {
	b.put(v != 0, 128)
	if v == 0 {
		return
	}
	b.putBits(uint32(max(v, -v)), nBits)
	b.put(v < 0, 128)
}

// flush writes the oldest 32 pending bits.
func (b *boolEncoder) flush() {
	keep := b.n - 32 + 8
	v := b.low >> keep
	b.low &= 1<<keep - 1
	b.n -= 32
	if v>>32 != 0 {
		b.carry()
	}
	b.out = append(b.out, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
}

// carry adds one to the bytes already written. It cannot run off the front:
// the code value stays below 1.
func (b *boolEncoder) carry() {
	i := len(b.out) - 1
	for ; b.out[i] == 255; i-- {
		b.out[i] = 0
	}
	b.out[i]++
}

// finish writes what is pending and returns the buffer.
func (b *boolEncoder) finish() []byte {
	// A decoder's window ends 8 bits after the last pending one; what follows is
	// zero and need not be stored.
	size := len(b.out) + int(b.n+8+7)/8
	b.low <<= 40 - b.n
	b.n = 40
	b.flush() // leaves 16 bits, and no carry
	b.out = append(b.out, byte(b.low>>8), byte(b.low))
	return b.out[:size]
}
