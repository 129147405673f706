package webp

// A codedMB is what the first partition says of a macroblock, and what of it the
// loop filter has to know.
type codedMB struct {
	segment  uint8
	is4      bool // 4x4 luma prediction
	skip     bool // no coefficients are coded
	inner    bool // the loop filter looks at edges inside
	lumaMode uint8
	uvMode   uint8
	modes4   [16]uint8
}

// parseModes reads the headers of a row of macroblocks (section 19.3). above
// holds the subblock modes above and becomes those of this row.
func (f *frameHeader) parseModes(b *boolReader, mbs []codedMB, above []uint8) {
	var left [4]uint8
	for x := range mbs {
		mb := &mbs[x]
		if f.hasMap {
			mb.segment = parseSegment(b, &f.mapProbs)
		}
		mb.skip = f.skipCoded && b.bool(f.skipProb)
		mb.is4 = !b.bool(probIs16)
		top := (*[4]uint8)(above[4*x:])
		if mb.is4 {
			parseModes4(b, &mb.modes4, top, &left)
		} else {
			mb.lumaMode = parseLuma16(b)
			fill(top[:], mb.lumaMode)
			fill(left[:], mb.lumaMode)
		}
		mb.uvMode = parseChroma(b)
	}
}

func parseSegment(b *boolReader, probs *[3]uint8) uint8 {
	if !b.bool(probs[0]) {
		if b.bool(probs[1]) {
			return 1
		}
		return 0
	}
	if b.bool(probs[2]) {
		return 3
	}
	return 2
}

// parseLuma16 reads a 16x16 mode (section 11.2).
func parseLuma16(b *boolReader) uint8 {
	if b.bool(probTMorH) {
		if b.bool(probTM) {
			return modeTM
		}
		return modeH
	}
	if b.bool(probV) {
		return modeV
	}
	return modeDC
}

// parseChroma reads a chroma mode (section 11.4).
func parseChroma(b *boolReader) uint8 {
	switch {
	case !b.bool(probChroma):
		return modeDC
	case !b.bool(probUVV):
		return modeV
	case !b.bool(probUVH):
		return modeH
	}
	return modeTM
}

// tree4 is the tree of subblock modes (section 11.2): the pair of a node has
// the next one for false and for true, or a mode as its complement. The
// probability of node 2i is the i-th.
var tree4 = [18]int8{
	^modeDC, 2,
	^modeTM, 4,
	^modeV, 6,
	8, 12,
	^modeH, 10,
	^modeRD, ^modeVR,
	^modeLD, 14,
	^modeVL, 16,
	^modeHD, ^modeHU,
}

// parseModes4 reads sixteen subblock modes (section 11.3).
func parseModes4(b *boolReader, modes *[16]uint8, above, left *[4]uint8) {
	src, code, rng, n := b.start(), b.code, b.rng, b.n
	for i := range modes {
		probs := &subblockModeProbs[above[i&3]%nModes4][left[i>>2]%nModes4]
		node := int8(0)
		for {
			code, src, n = boolFill(src, code, n)
			var bit uint64
			code, rng, n, bit = boolStep(code, rng, n, probs[node>>1%9])
			if node = tree4[(node+int8(bit))%18]; node < 0 {
				break
			}
		}
		mode := uint8(^node)
		modes[i], above[i&3], left[i>>2] = mode, mode, mode
	}
	b.code, b.rng, b.n = code, rng, n
	b.stop(src)
}
