package vp8l

import (
	"encoding/binary"
	"slices"
)

// BitWriter writes the least significant bits first (RFC 9649, section 3.3).
type BitWriter struct {
	out []byte
	acc uint64
	n   uint // bits in acc, below 32
}

// NewBitWriter returns a writer that appends to out.
func NewBitWriter(out []byte) BitWriter { return BitWriter{out: out} }

// Clone returns a writer that goes on from here by itself.
func (b *BitWriter) Clone() BitWriter {
	return BitWriter{out: append([]byte(nil), b.out...), acc: b.acc, n: b.n}
}

// Put writes the low n bits of v, at most 32; the bits above must be 0. It is
// called from many places, and would take much room in each.
//
//go:noinline
func (b *BitWriter) Put(v uint32, n int) {
	b.acc |= uint64(v) << b.n
	b.n += uint(n)
	if b.n >= 32 {
		b.out = binary.LittleEndian.AppendUint32(b.out, uint32(b.acc))
		b.acc >>= 32
		b.n -= 32
	}
}

// Open gives a loop that writes bits by itself room for n bytes, and the bits,
// fewer than 8, that go first. Close takes back how many bytes it wrote and the
// bits that are left.
func (b *BitWriter) Open(n int) (room []byte, acc uint64, left uint) {
	for ; b.n >= 8; b.n -= 8 {
		b.out = append(b.out, byte(b.acc))
		b.acc >>= 8
	}
	b.out = slices.Grow(b.out, n)
	return b.out[len(b.out):][:n], b.acc, b.n
}

func (b *BitWriter) Close(n int, acc uint64, left uint) {
	b.out = b.out[:len(b.out)+n]
	b.acc, b.n = acc, left
}

// Finish fills the last byte with zeros and returns the data.
func (b *BitWriter) Finish() []byte {
	for ; b.n > 0; b.n -= min(b.n, 8) {
		b.out = append(b.out, byte(b.acc))
		b.acc >>= 8
	}
	return b.out
}
