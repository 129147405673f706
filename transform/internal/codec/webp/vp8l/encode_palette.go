package vp8l

// The color indexing transform (RFC 9649, section 3.5.4).

const maxPalette = 256

// findPalette returns the colors of pix, sorted, or nil where there are more
// than maxPalette, and the index of every pixel.
func (e *encoder) findPalette(pix []uint32) (colors []uint32, indices []uint8) {
	const hashBits = 10
	var table [1 << hashBits]uint32
	var used [1 << hashBits]bool
	slot := func(v uint32) uint32 {
		i := v * 0x9E3779B1 >> (32 - hashBits)
		for used[i] && table[i] != v {
			i = (i + 1) & (1<<hashBits - 1)
		}
		return i
	}
	last := ^pix[0]
	for i, v := range pix {
		if i%stretch == 0 && !e.spend(4*stretch) {
			return nil, nil
		}
		if v == last {
			continue
		}
		last = v
		if i := slot(v); !used[i] {
			if len(colors) == maxPalette {
				return nil, nil
			}
			used[i], table[i] = true, v
			colors = append(colors, v)
		}
	}
	colors = orderPalette(colors)
	var number [1 << hashBits]uint8
	for n, v := range colors {
		number[slot(v)] = uint8(n)
	}
	indices = make([]uint8, len(pix))
	index := uint8(0)
	last = ^pix[0]
	for i, v := range pix {
		if i%stretch == 0 && !e.spend(4*stretch) {
			break
		}
		if v != last {
			last, index = v, number[slot(v)]
		}
		indices[i] = index
	}
	return colors, indices
}

// orderPalette sorts colors, and then, unless that is a ramp already, goes from
// each to the nearest that is left: colors are stored as differences.
func orderPalette(colors []uint32) []uint32 {
	for i, v := range colors {
		for ; i > 0 && colors[i-1] > v; i-- {
			colors[i] = colors[i-1]
		}
		colors[i] = v
	}
	if isRamp(colors) {
		return colors
	}
	before := uint32(0)
	for i := range colors {
		best, least := i, 1<<30
		for j := i; j < len(colors); j++ {
			if d := paletteDistance(colors[j], before); d < least {
				best, least = j, d
			}
		}
		// What is left stays sorted, so that ties are settled in one order.
		c := colors[best]
		copy(colors[i+1:best+1], colors[i:best])
		colors[i], before = c, c
	}
	return colors
}

// paletteDistance is how unlike two colors are; alpha, which hardly ever
// varies, counts most.
func paletteDistance(a, b uint32) int {
	d := sub(a, b)
	v := 0
	for s := uint(0); s < 32; s += 8 {
		c := int(d >> s & 255)
		v += min(c, 256-c)
		if s < 24 {
			v += 8 * min(c, 256-c)
		}
	}
	return v
}

// isRamp reports that no channel but alpha both rises and falls.
func isRamp(colors []uint32) bool {
	signs := 0
	for i := 1; i < len(colors); i++ {
		d := sub(colors[i], colors[i-1])
		for c := range 3 {
			if v := int8(d >> (8 * c)); v > 0 {
				signs |= 1 << (2 * c)
			} else if v < 0 {
				signs |= 2 << (2 * c)
			}
		}
	}
	return signs&(signs<<1)&0b101010 == 0
}

// paletteDeltas are the colors as they are stored.
func paletteDeltas(colors []uint32) []uint32 {
	deltas := make([]uint32, len(colors))
	before := uint32(0)
	for i, c := range colors {
		deltas[i] = sub(c, before)
		before = c
	}
	return deltas
}
