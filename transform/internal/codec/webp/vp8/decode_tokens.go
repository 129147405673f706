package vp8

import "unsafe"

// coefficients are those of a macroblock, not dequantized: luma blocks 0 to 7 and 8
// to 15, U and V in lanes 0 to 3 and 4 to 7, and the second order block in lane
// 0 of the last.
type coefficients [4]block8

// second is where the second order block lies.
const second = 3

// A blockMask has a bit for each block of a macroblock: 16 of luma, 4 of U, 4
// of V.
type blockMask uint32

// codedNear says which blocks next to the ones being decoded have coefficients:
// 4 of luma, 2 of U, 2 of V and the second order block; the rest is not used.
type codedNear [16]uint8

// tokenBlocks lists the 25 blocks in the order in which they are coded: their
// neighbors in a codedNear and their first coefficient in the bytes of
// coefficients.
var tokenBlocks = [25]struct {
	above, left uint8
	at          uint16
}{
	{8, 8, 768},
	{0, 0, 0}, {1, 0, 2}, {2, 0, 4}, {3, 0, 6},
	{0, 1, 8}, {1, 1, 10}, {2, 1, 12}, {3, 1, 14},
	{0, 2, 256}, {1, 2, 258}, {2, 2, 260}, {3, 2, 262},
	{0, 3, 264}, {1, 3, 266}, {2, 3, 268}, {3, 3, 270},
	{4, 4, 512}, {5, 4, 514}, {4, 5, 516}, {5, 5, 518},
	{6, 6, 520}, {7, 6, 522}, {6, 7, 524}, {7, 7, 526},
}

// tokenPlace says of each position in coding order where the coefficient lies,
// in bytes from the first, and which probabilities the next position has.
var tokenPlace = [16]struct{ at, next uint16 }{
	{0, 1 * ctxProbs}, {16, 2 * ctxProbs}, {64, 3 * ctxProbs}, {128, 6 * ctxProbs},
	{80, 4 * ctxProbs}, {32, 5 * ctxProbs}, {48, 6 * ctxProbs}, {96, 6 * ctxProbs},
	{144, 6 * ctxProbs}, {192, 6 * ctxProbs}, {208, 6 * ctxProbs}, {160, 6 * ctxProbs},
	{112, 6 * ctxProbs}, {176, 6 * ctxProbs}, {224, 7 * ctxProbs}, {240, 0},
}

// ctxProbs is how many probabilities a band has.
const ctxProbs = nCtx * nNodes

// largeExtra are the extra bits of the value categories 3 to 6 (section 13.2),
// each list ended by a zero, and largeBase their least values.
var (
	largeExtra = [4][12]uint8{
		{173, 148, 140},
		{176, 155, 140, 135},
		{180, 157, 141, 134, 130},
		{254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129},
	}
	largeBase = [4]int32{11, 19, 35, 67}
)

// parseTokens decodes the coefficients of a macroblock (section 13), which are
// zero before. The masks say which blocks have any and which of those have more
// than a first one. It is one function without calls, and keeps little at a
// time: a call costs as much as two bools, and what does not fit into registers
// is written to memory at each turn of the loop. Go's jumps in wasm lead through
// one table: what is frequent falls through.
func (f *frameHeader) parseTokens(b *boolReader, mb *codedMB, above, left *codedNear, c *coefficients) (coded, many blockMask) {
	kinds := [3]struct{ end, probs, first int }{
		{1, typeLumaDC * nBands * ctxProbs, 0},
		{17, typeLumaAC * nBands * ctxProbs, 1},
		{25, typeChroma * nBands * ctxProbs, 0},
	}
	block, kind := 0, 0
	if mb.is4 {
		block, kind = 1, 1
		kinds[1].probs, kinds[1].first = typeLuma*nBands*ctxProbs, 0
	}
	src, code, rng, n := b.start(), b.code, b.rng, b.n
	var bit uint64
	for ; kind < 3; kind++ {
		k := &kinds[kind]
		probs := unsafe.Add(unsafe.Pointer(&f.probs), k.probs)
		for ; block < k.end; block++ {
			t := &tokenBlocks[block]
			ctx := int(above[t.above&15] + left[t.left&15])
			// k.first is also the number of its band.
			p := (*[nNodes]uint8)(unsafe.Add(probs, k.first*ctxProbs+ctx*nNodes))
			code, src, n = boolFill(src, code, n)
			split := boolSplit(rng, p[0])
			if code < split<<55 {
				code, rng, n = boolFalse(code, split, n)
				above[t.above&15], left[t.left&15] = 0, 0
				continue
			}
			code, rng, n = boolTrue(code, rng, split, n)
			above[t.above&15], left[t.left&15] = 1, 1
			out := unsafe.Add(unsafe.Pointer(c), uintptr(t.at))
			i := k.first
			for {
				place := &tokenPlace[i&15]
				i++
				// 56 bits are enough for eight bools, the last of which looks at eight
				// bits and takes up to seven.
				code, src, n = boolFill(src, code, n)
				split = boolSplit(rng, p[1])
				if code < split<<55 {
					code, rng, n = boolFalse(code, split, n)
					if i == 16 {
						break
					}
					p = (*[nNodes]uint8)(unsafe.Add(probs, uintptr(place.next)))
					continue
				}
				code, rng, n = boolTrue(code, rng, split, n)
				split = boolSplit(rng, p[2])
				if code < split<<55 {
					code, rng, n = boolFalse(code, split, n)
					var sign int16
					code, rng, n, sign = boolSign(code, rng, n)
					*(*int16)(unsafe.Add(out, uintptr(place.at))) = sign
					if i == 16 {
						break
					}
					p = (*[nNodes]uint8)(unsafe.Add(probs, uintptr(place.next)+nNodes))
					split = boolSplit(rng, p[0])
					if code < split<<55 {
						code, rng, n = boolFalse(code, split, n)
						break
					}
					code, rng, n = boolTrue(code, rng, split, n)
					continue
				}
				code, rng, n = boolTrue(code, rng, split, n)
				v := int32(2)
				split = boolSplit(rng, p[3])
				if code < split<<55 {
					code, rng, n = boolFalse(code, split, n)
					split = boolSplit(rng, p[4])
					if code < split<<55 {
						code, rng, n = boolFalse(code, split, n)
					} else {
						code, rng, n = boolTrue(code, rng, split, n)
						code, rng, n, bit = boolStep(code, rng, n, p[5])
						v = 3 + int32(bit)
					}
				} else {
					code, rng, n = boolTrue(code, rng, split, n)
					code, src, n = boolFill(src, code, n)
					code, rng, n, bit = boolStep(code, rng, n, p[6])
					if bit == 0 {
						code, rng, n, bit = boolStep(code, rng, n, p[7])
						if bit == 0 { // category 1
							code, rng, n, bit = boolStep(code, rng, n, 159)
							v = 5 + int32(bit)
						} else { // category 2
							code, rng, n, bit = boolStep(code, rng, n, 165)
							v = 7 + 2*int32(bit)
							code, rng, n, bit = boolStep(code, rng, n, 145)
							v += int32(bit)
						}
					} else {
						code, rng, n, bit = boolStep(code, rng, n, p[8])
						cat := bit * 2
						code, rng, n, bit = boolStep(code, rng, n, p[9+bit])
						cat += bit
						v = 0
						for _, prob := range largeExtra[cat&3] {
							if prob == 0 {
								break
							}
							code, src, n = boolFill(src, code, n)
							code, rng, n, bit = boolStep(code, rng, n, prob)
							v = 2*v + int32(bit)
						}
						v += largeBase[cat&3]
						code, src, n = boolFill(src, code, n)
					}
				}
				var sign int16
				code, rng, n, sign = boolSign(code, rng, n)
				*(*int16)(unsafe.Add(out, uintptr(place.at))) = int16(v) * sign
				if i == 16 {
					break
				}
				p = (*[nNodes]uint8)(unsafe.Add(probs, uintptr(place.next)+2*nNodes))
				split = boolSplit(rng, p[0])
				if code < split<<55 {
					code, rng, n = boolFalse(code, split, n)
					break
				}
				code, rng, n = boolTrue(code, rng, split, n)
			}
			coded |= 1 << (block & 31)
			many |= blockMask(1-uint64(i-2)>>63) << (block & 31) // i > 1
		}
	}
	b.code, b.rng, b.n = code, rng, n
	b.stop(src)
	return coded >> 1, many >> 1
}
