package webp

// Lossless data ("WebP lossless bitstream specification",
// https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification).
// So far it carries alpha planes.

// Symbols of the five prefix codes of a group.
const (
	nLiteral   = 256
	nLengths   = 24
	nDistances = 40
)

// writePixels writes pixels as an entropy coded image with one group of prefix
// codes and no colour cache. main says that it is the image itself, which could
// have more groups, and not one that belongs to a transform.
func writePixels(b *bitWriter, pix []uint32, w int, main bool, steps int) {
	b.put(0, 1) // no colour cache
	if main {
		b.put(0, 1) // one group
	}
	refs := references(pix, w, steps)
	var dm distanceMap
	dm.init()
	var green [nLiteral + nLengths]uint32
	var red, blue, alpha [nLiteral]uint32
	var distance [nDistances]uint32
	for i := range refs {
		r := &refs[i]
		if r.length == 1 {
			green[r.value>>8&255]++
			red[r.value>>16&255]++
			blue[r.value&255]++
			alpha[r.value>>24]++
			continue
		}
		r.value = uint32(dm.code(int(r.value), w))
		s, _, _ := prefixCode(int(r.length))
		green[nLiteral+s]++
		s, _, _ = prefixCode(int(r.value))
		distance[s]++
	}
	var codes [5]*prefixCoder
	for i, counts := range [5][]uint32{green[:], red[:], blue[:], alpha[:], distance[:]} {
		codes[i] = newPrefixCoder(counts, maxCodeLength)
		codes[i].write(b)
	}
	for _, r := range refs {
		if r.length == 1 {
			codes[0].put(b, int(r.value>>8&255))
			codes[1].put(b, int(r.value>>16&255))
			codes[2].put(b, int(r.value&255))
			codes[3].put(b, int(r.value>>24))
			continue
		}
		s, n, extra := prefixCode(int(r.length))
		codes[0].put(b, nLiteral+s)
		b.put(extra, n)
		s, n, extra = prefixCode(int(r.value))
		codes[4].put(b, s)
		b.put(extra, n)
	}
}

// Transform types.
const transformPalette = 3

// writePalette writes the colour indexing transform for the colours.
func writePalette(b *bitWriter, colours []uint32) {
	b.put(1, 1)
	b.put(transformPalette, 2)
	b.put(uint32(len(colours)-1), 8)
	deltas := make([]uint32, len(colours))
	before := uint32(0)
	for i, c := range colours {
		deltas[i] = subPixels(c, before)
		before = c
	}
	writePixels(b, deltas, len(deltas), false, 0)
}

// subPixels subtracts b from a, each channel modulo 256.
func subPixels(a, b uint32) uint32 {
	const ag, rb = 0xFF00FF00, 0x00FF00FF
	return ((a|rb)-(b&ag))&ag | ((a|ag)-(b&rb))&rb
}

// bundleBits is how many bits an index takes when several share a pixel.
func bundleBits(nColours int) int {
	switch {
	case nColours <= 2:
		return 1
	case nColours <= 4:
		return 2
	case nColours <= 16:
		return 4
	}
	return 8
}

// bundle packs the indices of a row after another into green, 8/bits a pixel.
func bundle(indices []uint8, w, h, bits int) (pix []uint32, packed int) {
	per := 8 / bits
	packed = (w + per - 1) / per
	pix = make([]uint32, packed*h)
	for y := range h {
		row := indices[y*w:][:w]
		out := pix[y*packed:][:packed]
		for x, v := range row {
			out[x/per] |= uint32(v) << (x%per*bits + 8)
		}
	}
	return pix, packed
}
