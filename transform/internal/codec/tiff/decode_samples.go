package tiff

import "encoding/binary"

// samplesTo takes the samples of a row at place s of every pixel and writes them
// as 8 bits; sample says which of a pixel's they are. What has more bits is
// reduced to its high byte, what has fewer is stretched, but for a palette's.
func (d *Decoder) samplesTo(dst, row []byte, s, sample int) {
	step := d.stored()
	switch {
	case d.format == formatFloat:
		d.floatTo(dst, row, s, step, sample)
	case d.photometric == cieLab && d.bits == 16 && sample < 3,
		d.photometric == iccLab && d.bits == 16 && sample < 3:
		d.labTo(dst, row, s, step, sample)
	case d.bits == 8:
		for i := range dst {
			dst[i] = row[i*step+s]
		}
	case d.bits >= 16:
		size := d.bits / 8
		at := s * size
		if !d.big {
			at += size - 1
		}
		for i := range dst {
			dst[i] = row[i*step*size+at]
		}
	case d.bits == 1 && step == 1:
		bitsTo(dst, row, d.photometric != palette)
	default:
		d.packedTo(dst, row, s, step)
	}
	switch {
	case d.photometric == whiteIsZero && sample == 0, d.photometric == separated && sample < 4:
		for i := range dst { // inks: 255 is none
			dst[i] = ^dst[i]
		}
	case d.photometric == cieLab && d.bits == 8 && (sample == 1 || sample == 2):
		for i := range dst { // a* and b* have a sign
			dst[i] ^= 128
		}
	}
}

// bitsTo makes a byte of each bit, 255 for 1 if they are to be stretched.
func bitsTo(dst, row []byte, stretch bool) {
	one := uint64(1)
	if stretch {
		one = 255
	}
	i := 0
	for ; i+8 <= len(dst); i += 8 {
		// A copy of the byte in each byte, of which each keeps another bit.
		v := uint64(row[i/8]) * 0x0101010101010101 & 0x0102040810204080
		v = (v + 0x7f7f7f7f7f7f7f7f | v) >> 7 & 0x0101010101010101
		binary.LittleEndian.PutUint64(dst[i:], v*one)
	}
	for ; i < len(dst); i++ {
		dst[i] = byte(uint64(row[i/8]>>(7-i%8)&1) * one)
	}
}

// packedTo takes samples of 1 to 15 bits, the most significant first, that follow
// each other without regard to bytes.
func (d *Decoder) packedTo(dst, row []byte, s, step int) {
	most := uint32(1)<<d.bits - 1
	for i := range dst {
		at := (i*step + s) * d.bits
		v := uint32(row[at/8]) << 16
		if at/8+1 < len(row) {
			v |= uint32(row[at/8+1]) << 8
		}
		if at/8+2 < len(row) {
			v |= uint32(row[at/8+2])
		}
		v = v >> (24 - d.bits - at%8) & most
		if d.photometric != palette || s > 0 {
			v = (v*255 + most/2) / most
		}
		dst[i] = byte(v)
	}
}

// labTo rounds L*, a* and b* of 16 bits to 8. Photometric 8 has L* in all of the
// range and signed 256ths of a* and b*; 9 has version 2 of ICC's encoding, where
// 0xff00 is an L* of 100 and 0x8000 an a* of 0.
func (d *Decoder) labTo(dst, row []byte, s, step, sample int) {
	for i := range dst {
		b := row[2*(i*step+s):]
		v := uint32(b[0])<<8 | uint32(b[1])
		if !d.big {
			v = uint32(b[1])<<8 | uint32(b[0])
		}
		switch {
		case sample > 0 && d.photometric == cieLab:
			v = (v ^ 0x8000 + 128) >> 8
		case sample > 0:
			v = (v + 128) >> 8
		case d.photometric == cieLab:
			v = (v*255 + 1<<15) / 0xffff
		default:
			v = (v*255 + 1<<15) / 0xff00
		}
		dst[i] = byte(min(v, 255))
	}
}
