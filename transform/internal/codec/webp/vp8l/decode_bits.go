package vp8l

import (
	"encoding/binary"
)

// A bitReader reads the least significant bits first (RFC 9649, section 3.3).
// What lies beyond the end is zero.
type bitReader struct {
	data []byte // and eight zeros
	next int    // byte that follows the window; counts on beyond the end
	win  uint64
	n    uint // valid bits of win
}

func newBitReader(data []byte) *bitReader {
	padded := make([]byte, len(data)+8)
	copy(padded, data)
	return &bitReader{data: padded}
}

// fill brings the window to at least 56 bits.
func (b *bitReader) fill() {
	b.win |= binary.LittleEndian.Uint64(b.data[min(b.next, len(b.data)-8):]) << (b.n & 63)
	b.next += int(63-b.n) >> 3
	b.n |= 56
}

// read returns an unsigned number of at most 32 bits.
func (b *bitReader) read(n uint) uint32 {
	b.fill()
	v := uint32(b.win & (1<<(n&63) - 1))
	b.win >>= n & 63
	b.n -= n
	return v
}

// overrun reports that more bits were read than there are.
func (b *bitReader) overrun() bool {
	return 8*b.next-int(b.n) > 8*(len(b.data)-8)
}

// Size reads the header of a VP8L chunk (section 3.4).
func Size(data []byte) (w, h int, err error) {
	switch {
	case len(data) < 5:
		return 0, 0, errTruncated
	case data[0] != 0x2F:
		return 0, 0, formatError("no signature of a lossless picture")
	case data[4]>>5 != 0:
		return 0, 0, unsupportedError("a lossless picture of another version")
	}
	v := int(binary.LittleEndian.Uint32(data[1:]))
	return v&0x3FFF + 1, v>>14&0x3FFF + 1, nil
}
