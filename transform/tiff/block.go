package tiff

import (
	"bytes"

	"tintype/transform/flate"
)

// readBlock unpacks strip or tile i into d.block and undoes its predictor. What
// is missing at the end of damaged data is zero.
func (d *Decoder) readBlock(i int) error {
	at, n := uint64(d.offsets[i]), uint64(d.counts[i])
	if at >= uint64(len(d.data)) {
		return FormatError("strip outside of the file")
	}
	packed := d.data[at:min(at+n, uint64(len(d.data)))]
	if d.block == nil {
		d.block = make([]byte, d.blockBytes())
	}
	clear(d.block)
	switch d.compression {
	case compressionNone:
		copy(d.block, packed)
	case compressionPackBits:
		unpackBits(d.block, packed)
	case compressionLZW:
		unpackLZW(d.block, packed)
	case compressionDeflate, compressionOldDeflate:
		inflate(d.block, packed)
	default:
		return unsupported("compression", d.compression)
	}
	if d.predictor == 2 {
		d.undifference()
	}
	return nil
}

// inflate unpacks as much of a zlib stream as there is, in pieces, since a
// damaged one still has a beginning.
func inflate(dst, packed []byte) {
	const piece = 1 << 12
	for r := flate.NewReader(bytes.NewReader(packed), piece); len(dst) > 0; {
		b, err := r.Next(min(piece, len(dst)))
		dst = dst[copy(dst, b):]
		if err != nil {
			return
		}
	}
}

// unpackBits is section 9.
func unpackBits(dst, src []byte) {
	for len(src) > 1 && len(dst) > 0 {
		n := int(int8(src[0]))
		src = src[1:]
		switch {
		case n >= 0:
			n = min(n+1, len(src), len(dst))
			copy(dst[:n], src)
			dst, src = dst[n:], src[n:]
		case n > -128:
			n = min(1-n, len(dst))
			for i := range n {
				dst[i] = src[0]
			}
			dst, src = dst[n:], src[1:]
		}
	}
}

// undifference undoes horizontal differencing, section 14. The samples of a row
// are in the file's byte order.
func (d *Decoder) undifference() {
	step := d.samples
	if d.planar {
		step = 1
	}
	if d.bits != 8 { // differences of 16 bits are summed as the samples are read
		return
	}
	for n, block := d.rowBytes(), d.block; len(block) >= n; block = block[n:] {
		for i := step; i < n; i++ {
			block[i] += block[i-step]
		}
	}
}
