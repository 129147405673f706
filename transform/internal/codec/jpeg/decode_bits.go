package jpeg

import (
	"encoding/binary"
	"unsafe"
)

// The entropy decoders read from a buffer of bytes from which the stuffing of
// section F.1.2.3 (a zero behind every 0xFF) has been taken out beforehand. It
// is filled from its end toward its beginning, byte i of a segment at a lower
// address than byte i-1, so that a little-endian load gives the next eight
// bytes with the first bit on top. Behind the last byte of a segment follow
// enough zeros for any MCU, so that nothing needs testing while one is decoded.

// maxBlocks is the most blocks an MCU may have, section B.2.3.
const maxBlocks = 10

// decSlack is how many bytes an MCU may take: 64 codes of 17 and values of 15
// bits for each block. Refilling may look 8 bytes further.
const decSlack = maxBlocks*64*4 + 16

// bitsSize is the size of the buffer of unstuffed bytes.
const bitsSize = 32 << 10

// decBits is the unstuffed part of an entropy-coded segment.
type decBits struct {
	buf []byte // bitsSize long
	// buf[end:pos] are the bytes not yet in acc, next one last. pos may fall
	// below end once zeros behind the end of the segment were taken.
	pos, end int
	// acc holds the next cnt bits on top. Bits below may be set already: they
	// are the same that the next refill gives.
	acc uint64
	cnt uint
	// final says that the segment ends at end.
	final bool
}

// reset begins a new segment.
func (b *decBits) reset() {
	if b.buf == nil {
		b.buf = make([]byte, bitsSize)
	}
	b.pos, b.end = len(b.buf), len(b.buf)
	b.acc, b.cnt, b.final = 0, 0, false
}

// overrun reports whether more bits were taken than the segment has.
func (b *decBits) overrun() bool {
	return b.final && (b.pos-b.end)*8+int(b.cnt) < 0
}

// load fetches the eight bytes that precede buf[pos] in memory, and so follow
// in the stream.
func load(p unsafe.Pointer, pos int) uint64 {
	return binary.LittleEndian.Uint64((*[8]byte)(unsafe.Add(p, pos-8))[:])
}

// low returns the position below which an MCU must not begin without feed being
// called.
func (b *decBits) low() int {
	if b.final {
		return b.end
	}
	return b.end + decSlack
}

// feed makes the bytes of at least one MCU available.
func (b *decBits) feed(s *decSource) {
	if b.final || b.pos-b.end >= decSlack {
		return
	}
	n := copy(b.buf[len(b.buf)-(b.pos-b.end):], b.buf[b.end:b.pos])
	b.pos = len(b.buf)
	b.end = b.pos - n
	for b.pos-b.end < decSlack && !b.final {
		// A segment may be much shorter than the buffer: do not wait for more
		// input than there is unless it is needed.
		more := s.w-s.r >= 64 || s.fill(2)
		src, dst := s.buf[s.r:s.w], b.buf[decSlack:b.end]
		nSrc, nDst, marker := unstuff(dst, src)
		s.r += nSrc
		b.end -= nDst
		switch {
		case marker:
			b.final = true
		case nSrc > 0:
		case more:
			s.r = s.w - 1 // nothing but fill bytes, of which one will do
		default:
			s.r, b.final = s.w, true // the input has ended, perhaps with half a marker
		}
	}
	if b.final {
		clear(b.buf[b.end-decSlack : b.end])
	}
}

// unstuff copies entropy-coded bytes from the beginning of src to the end of
// dst, in reverse order. It stops before a marker, when dst is full, or where
// src ends with 0xFF and it takes more input to tell.
func unstuff(dst, src []byte) (nSrc, nDst int, marker bool) {
	i, j := 0, len(dst)
	for {
		i, j = copyReversed(dst, src, i, j)
		if i >= len(src) || j == 0 {
			break
		}
		c := src[i]
		if c != 0xFF {
			j--
			dst[j] = c
			i++
			continue
		}
		k := i + 1
		for k < len(src) && src[k] == 0xFF { // fill bytes
			k++
		}
		if k >= len(src) {
			break
		}
		if src[k] != 0 {
			i, marker = k-1, true
			break
		}
		j--
		dst[j] = 0xFF
		i = k + 1
	}
	return i, len(dst) - j, marker
}

// copyReversedScalar copies src[i:] to below dst[j], eight bytes at a time in
// reverse order, for as long as none of the eight is 0xFF. It returns the new i
// and j.
func copyReversedScalar(dst, src []byte, i, j int) (int, int) {
	for i+8 <= len(src) && j >= 8 {
		x := binary.LittleEndian.Uint64(src[i:])
		// The high bit of a byte survives this where the byte is 0xFF, or
		// follows one.
		if (^x-0x0101010101010101)&x&0x8080808080808080 != 0 {
			break
		}
		binary.BigEndian.PutUint64(dst[j-8:], x)
		i, j = i+8, j-8
	}
	return i, j
}
