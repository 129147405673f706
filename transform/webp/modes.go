package webp

// modeCosts prices prediction modes, in 1/256 bit.
type modeCosts struct {
	luma16 [nModes16]uint16
	chroma [nModes16]uint16
	luma4  [nModes4][nModes4][nModes4]uint16 // by mode above, mode to the left
	is4    uint16
}

// Probabilities of the mode trees of key frames (section 11.2, 11.4).
const (
	probIs16   = 145
	probTMorH  = 156
	probV      = 163
	probTM     = 128
	probChroma = 142
	probUVV    = 114
	probUVH    = 183
)

func (m *modeCosts) init() {
	var c bitCounter
	for mode := range nModes16 {
		c.sum = 0
		c.put(true, probIs16)
		putLuma16(&c, mode)
		m.luma16[mode] = uint16(c.sum)
		c.sum = 0
		putChroma(&c, mode)
		m.chroma[mode] = uint16(c.sum)
	}
	for above := range nModes4 {
		for left := range nModes4 {
			for mode := range nModes4 {
				c.sum = 0
				putLuma4(&c, mode, &subblockModeProbs[above][left])
				m.luma4[above][left][mode] = uint16(c.sum)
			}
		}
	}
	m.is4 = uint16(costFalse(probIs16))
}

// A bitSink takes bools: the coder, or a counter of their cost.
type bitSink interface{ put(bit bool, prob uint8) }

type bitCounter struct{ sum uint32 }

func (c *bitCounter) put(bit bool, prob uint8) {
	if bit {
		c.sum += costTrue(prob)
	} else {
		c.sum += costFalse(prob)
	}
}

// putLuma16 codes a 16x16 mode.
func putLuma16(b bitSink, mode int) {
	b.put(mode == modeTM || mode == modeH, probTMorH)
	if mode == modeTM || mode == modeH {
		b.put(mode == modeTM, probTM)
	} else {
		b.put(mode == modeV, probV)
	}
}

// putChroma codes a chroma mode.
func putChroma(b bitSink, mode int) {
	b.put(mode != modeDC, probChroma)
	if mode == modeDC {
		return
	}
	b.put(mode != modeV, probUVV)
	if mode != modeV {
		b.put(mode == modeTM, probUVH)
	}
}

// putLuma4 codes a subblock mode.
func putLuma4(b bitSink, mode int, p *[nModes4 - 1]uint8) {
	for i, m := range [3]int{modeDC, modeTM, modeV} {
		b.put(mode != m, p[i])
		if mode == m {
			return
		}
	}
	left := mode >= modeLD
	b.put(left, p[3])
	switch {
	case !left:
		b.put(mode != modeH, p[4])
		if mode != modeH {
			b.put(mode == modeVR, p[5])
		}
	default:
		b.put(mode != modeLD, p[6])
		if mode == modeLD {
			return
		}
		b.put(mode != modeVL, p[7])
		if mode != modeVL {
			b.put(mode == modeHU, p[8])
		}
	}
}
