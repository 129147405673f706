package vp8

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
			Fill(top[:], mb.lumaMode)
			Fill(left[:], mb.lumaMode)
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

// parseModes4 reads sixteen subblock modes by their tree (sections 11.2 and
// 11.3).
func parseModes4(b *boolReader, modes *[16]uint8, above, left *[4]uint8) {
	src, code, rng, n := b.start(), b.code, b.rng, b.n
	top, side := *above, *left
	for i := range modes {
		probs := &subblockModeProbs[top[i&3]][side[i>>2&3]]
		// Seven bools at most, of the eight that there are bits for.
		code, src, n = boolFill(src, code, n)
		var bit uint64
		mode := uint64(modeDC)
		for ; mode <= modeV; mode++ { // DC, TM, V
			split := boolSplit(rng, probs[mode])
			if code < split<<55 {
				code, rng, n = boolFalse(code, split, n)
				goto next
			}
			code, rng, n = boolTrue(code, rng, split, n)
		}
		code, rng, n, bit = boolStep(code, rng, n, probs[3])
		if bit == 0 {
			mode = modeH
			code, rng, n, bit = boolStep(code, rng, n, probs[4])
			if bit != 0 {
				code, rng, n, bit = boolStep(code, rng, n, probs[5])
				mode = modeRD + bit
			}
			goto next
		}
		mode = modeLD
		code, rng, n, bit = boolStep(code, rng, n, probs[6])
		if bit != 0 {
			mode = modeVL
			code, rng, n, bit = boolStep(code, rng, n, probs[7])
			if bit != 0 {
				code, rng, n, bit = boolStep(code, rng, n, probs[8])
				mode = modeHD + bit
			}
		}
	next:
		modes[i], top[i&3], side[i>>2&3] = uint8(mode), uint8(mode), uint8(mode)
	}
	*above, *left = top, side
	b.code, b.rng, b.n = code, rng, n
	b.stop(src)
}
