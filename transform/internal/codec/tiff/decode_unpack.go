package tiff

import (
	"bytes"
	"math/bits"

	"tintype/transform/internal/flate"
)

// stream is a strip or tile on its way: what is packed comes out in pieces.
type stream struct {
	unpacker
	input   bytes.Reader
	flate   *flate.Reader
	flipped []byte // the packed bytes, where their bits had to be turned round
}

// An unpacker fills dst as far as its data go.
type unpacker interface{ unpack(dst []byte) }

// start begins strip or tile i.
func (d *Decoder) start(s *stream, i int) error {
	packed, err := d.packed(i)
	if err != nil {
		return err
	}
	if !d.meter.Spend(len(packed)) {
		return d.meter.Err()
	}
	if d.flipped {
		// Readers in use turn all bytes round, whatever the size of samples.
		s.flipped = append(s.flipped[:0], packed...)
		for i, b := range s.flipped {
			s.flipped[i] = bits.Reverse8(b)
		}
		packed = s.flipped
	}
	switch d.compression {
	case compressionNone:
		s.unpacker = &storedBytes{packed}
	case compressionPackBits:
		s.unpacker = &packBits{src: packed}
	case compressionLZW:
		s.unpacker = newLZW(s.unpacker, packed)
	case compressionDeflate, compressionOldDeflate:
		s.input.Reset(packed)
		if s.flate == nil {
			s.flate = flate.NewReader(&s.input, inflatePiece)
		} else {
			s.flate.Reset(&s.input, inflatePiece)
		}
		s.unpacker = (*inflater)(s.flate)
	default:
		s.unpacker = d.newFax(s.unpacker, packed)
	}
	return nil
}

// packed returns the bytes of strip or tile i, and no more than an encoder makes
// of its samples at worst: what follows cannot become samples, but would be
// looked at.
func (d *Decoder) packed(i int) ([]byte, error) {
	at, end := uint64(d.offsets[i]), uint64(len(d.data))
	if at >= end {
		return nil, formatError("strip outside of the file")
	}
	n := end - at
	// A length of 0 comes from writers that forgot it, and where there is no
	// offset either from those that leave out what is empty.
	if d.counts != nil && (d.counts[i] != 0 || at == 0) {
		n = min(n, uint64(d.counts[i]))
	}
	most := 3*uint64(d.rowBytes())*uint64(d.blockRows(d.blockH)) + 64<<10
	return d.data[at : at+min(n, most)], nil
}

// storedBytes are not compressed.
type storedBytes struct{ src []byte }

func (s *storedBytes) unpack(dst []byte) { s.src = s.src[copy(dst, s.src):] }

// inflater unpacks a zlib stream, and of a damaged one the beginning.
type inflater flate.Reader

const inflatePiece = 1 << 12

func (r *inflater) unpack(dst []byte) {
	for len(dst) > 0 {
		b, err := (*flate.Reader)(r).Next(min(inflatePiece, len(dst)))
		dst = dst[copy(dst, b):]
		if err != nil {
			return
		}
	}
}

// packBits is section 9: literals and runs.
type packBits struct {
	src      []byte
	literals int // that are left to copy
	run      int // that are left to write
}

func (p *packBits) unpack(dst []byte) {
	for len(dst) > 0 {
		switch {
		case p.literals > 0:
			n := copy(dst[:min(len(dst), p.literals)], p.src)
			if n == 0 {
				return
			}
			dst, p.src = dst[n:], p.src[n:]
			p.literals -= n
		case p.run > 0:
			n := min(p.run, len(dst))
			for i := range n {
				dst[i] = p.src[0]
			}
			dst = dst[n:]
			if p.run -= n; p.run == 0 {
				p.src = p.src[1:]
			}
		case len(p.src) < 2:
			return
		default:
			n := int(int8(p.src[0]))
			p.src = p.src[1:]
			if n >= 0 {
				p.literals = n + 1
			} else if n > -128 { // -128 does nothing
				p.run = 1 - n
			}
		}
	}
}
