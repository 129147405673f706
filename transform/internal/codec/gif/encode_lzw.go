package gif

import "tintype/transform/internal/work"

// atOnce is how many pixels are done between two reports to a meter.
const atOnce = 1 << 13

// packer writes LZW codes (appendix F) into sub-blocks of up to 255 bytes.
type packer struct {
	out    []byte
	block  int // where the length of the open sub-block stands
	window uint32
	nBits  uint
}

// hashBits sizes the table of strings: twice as many places as there are codes.
const hashBits = 13

// maxProbes is how far a string may lie from where it hashes to. One that would lie
// further is not kept: content that is made for strings to hash alike is packed
// worse, and not slower.
const maxProbes = 32

// pack appends the indices, coded with least bits at first, as an image's data:
// code size, sub-blocks and their terminator. The meter may end it early.
func pack(out, indices []byte, least uint, m *work.Meter) []byte {
	p := packer{out: append(out, byte(least), 0), block: len(out) + 1}
	clearCode := uint32(1) << least
	end := clearCode + 1
	next, width := end+1, least+1
	// A place holds key+1 of a string, its code's and its last index's, and the
	// code that the string has.
	var keys, codes [1 << hashBits]uint32
	p.put(clearCode, width)
	if len(indices) == 0 {
		p.put(end, width)
		return p.finish()
	}
	code := uint32(indices[0])
	for i, index := range indices[1:] {
		if i%atOnce == 0 && !m.Spend(8*atOnce) {
			break
		}
		key := code<<8 | uint32(index)
		at := key * 0x9e3779b1 >> (32 - hashBits)
		probes := 0
		for ; keys[at] != 0 && keys[at] != key+1 && probes < maxProbes; probes++ {
			at = (at + 1) & (1<<hashBits - 1)
		}
		if keys[at] == key+1 {
			code = codes[at]
			continue
		}
		p.put(code, width)
		if code = uint32(index); next == maxCodes {
			p.put(clearCode, width)
			next, width = end+1, least+1
			keys = [1 << hashBits]uint32{}
			continue
		}
		if keys[at] == 0 {
			keys[at], codes[at] = key+1, next
		}
		if next == 1<<width {
			width++
		}
		next++
	}
	p.put(code, width)
	// A decoder adds a string for this code too, and widens if that fills up.
	if next == 1<<width && width < 12 {
		width++
	}
	p.put(end, width)
	return p.finish()
}

func (p *packer) put(code uint32, width uint) {
	p.window |= code << p.nBits
	for p.nBits += width; p.nBits >= 8; p.nBits -= 8 {
		p.byte(byte(p.window))
		p.window >>= 8
	}
}

func (p *packer) byte(b byte) {
	if p.out[p.block] == 255 {
		p.block = len(p.out)
		p.out = append(p.out, 0)
	}
	p.out = append(p.out, b)
	p.out[p.block]++
}

func (p *packer) finish() []byte {
	if p.nBits > 0 {
		p.byte(byte(p.window))
	}
	if p.out[p.block] == 0 {
		return p.out // the empty sub-block is the terminator
	}
	return append(p.out, 0)
}
