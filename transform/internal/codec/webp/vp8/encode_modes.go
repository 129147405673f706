package vp8

// modeCosts prices prediction modes, in 1/256 bit.
type modeCosts struct {
	luma16 [nModes16]uint16
	chroma [nModes16]uint16
	luma4  [nModes4][nModes4]modeCostLanes // by mode above, mode to the left
	is4    uint16
}

// modeCostLanes are the costs of the 4x4 modes, low bytes and high bytes apart
// so that they can be looked up in a vector.
type modeCostLanes struct{ low, high [16]uint8 }

func (c *modeCostLanes) at(mode int8) int32 {
	return int32(c.low[mode&15]) | int32(c.high[mode&15])<<8
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
	l := make(tokenList, 0, nModes4)
	for mode := range nModes16 {
		l = l[:0]
		l.put(true, probIs16)
		l.putLuma16(mode)
		m.luma16[mode] = l.cost()
		l = l[:0]
		l.putChroma(mode)
		m.chroma[mode] = l.cost()
	}
	for above := range nModes4 {
		for left := range nModes4 {
			lanes := &m.luma4[above][left]
			for mode := range nModes4 {
				l = l[:0]
				l.putLuma4(mode, &subblockModeProbs[above][left])
				lanes.low[mode], lanes.high[mode] = uint8(l.cost()), uint8(l.cost()>>8)
			}
		}
	}
	m.is4 = uint16(costFalse(probIs16))
}

// A tokenList is a list of bools with constant probabilities, as tokenBuffer
// holds them.
type tokenList []uint16

func (l *tokenList) put(bit bool, prob uint8) {
	tok := 2 * (nProbs + uint16(prob))
	if bit {
		tok++
	}
	*l = append(*l, tok)
}

func (l tokenList) cost() uint16 {
	sum := uint32(0)
	for _, tok := range l {
		p := uint8(tok/2 - nProbs)
		if tok&1 != 0 {
			sum += costTrue(p)
		} else {
			sum += costFalse(p)
		}
	}
	return uint16(sum)
}

// putLuma16 codes a 16x16 mode.
func (l *tokenList) putLuma16(mode int) {
	l.put(mode == modeTM || mode == modeH, probTMorH)
	if mode == modeTM || mode == modeH {
		l.put(mode == modeTM, probTM)
	} else {
		l.put(mode == modeV, probV)
	}
}

// putChroma codes a chroma mode.
func (l *tokenList) putChroma(mode int) {
	l.put(mode != modeDC, probChroma)
	if mode == modeDC {
		return
	}
	l.put(mode != modeV, probUVV)
	if mode != modeV {
		l.put(mode == modeTM, probUVH)
	}
}

// putLuma4 codes a subblock mode.
func (l *tokenList) putLuma4(mode int, p *[nModes4 - 1]uint8) {
	for i, m := range [3]int{modeDC, modeTM, modeV} {
		l.put(mode != m, p[i])
		if mode == m {
			return
		}
	}
	left := mode >= modeLD
	l.put(left, p[3])
	switch {
	case !left:
		l.put(mode != modeH, p[4])
		if mode != modeH {
			l.put(mode == modeVR, p[5])
		}
	default:
		l.put(mode != modeLD, p[6])
		if mode == modeLD {
			return
		}
		l.put(mode != modeVL, p[7])
		if mode != modeVL {
			l.put(mode == modeHU, p[8])
		}
	}
}
