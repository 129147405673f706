package vp8l

import "tintype/transform/internal/work"

// IndexBits is how many bits an index into nColors colors takes: of 1, 2 and 4
// several share a pixel (RFC 9649, section 3.5.4).
func IndexBits(nColors int) int {
	switch {
	case nColors <= 2:
		return 1
	case nColors <= 4:
		return 2
	case nColors <= 16:
		return 4
	}
	return 8
}

// Bundle packs w by h indices, a row after another, into the green of pixels that
// else are ground, 8/bits a pixel; packed is how many pixels a row then has. The meter may end it early.
func Bundle(indices []uint8, w, h, bits int, ground uint32, m *work.Meter) (pix []uint32, packed int) {
	per := 8 / bits
	packed = (w + per - 1) / per
	pix = make([]uint32, packed*h)
	for y := range h {
		if !m.Spend(w) {
			break
		}
		row := indices[y*w:][:w]
		out := pix[y*packed:][:packed]
		for i := range out {
			v := uint32(0)
			for k, index := range row[i*per : min(i*per+per, w)] {
				v |= uint32(index) << (k * bits)
			}
			out[i] = ground | v<<8
		}
	}
	return pix, packed
}
