package vp8l

import "encoding/binary"

// bitWriter writes the least significant bits first (RFC 9649, section 3.3).
type bitWriter struct {
	out []byte
	acc uint64
	n   uint // bits in acc, below 32
}

// put writes the low n bits of v, at most 32; the bits above must be 0. It is
// called from many places, and would take much room in each.
//
//go:noinline
func (b *bitWriter) put(v uint32, n int) {
	b.acc |= uint64(v) << b.n
	b.n += uint(n)
	if b.n >= 32 {
		b.out = binary.LittleEndian.AppendUint32(b.out, uint32(b.acc))
		b.acc >>= 32
		b.n -= 32
	}
}

// finish fills the last byte with zeros and returns the data.
func (b *bitWriter) finish() []byte {
	for ; b.n > 0; b.n -= min(b.n, 8) {
		b.out = append(b.out, byte(b.acc))
		b.acc >>= 8
	}
	return b.out
}
