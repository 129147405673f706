package webp

import "unsafe"

// coefficients are those of a macroblock, dequantized: luma blocks 0 to 7 and 8
// to 15, U and V in lanes 0 to 3 and 4 to 7, and the second order block in lane
// 0 of the last.
type coefficients [4]block8

// second is where the second order block lies.
const second = 3

// A blockMask has a bit for each block of a macroblock: 16 of luma, 4 of U, 4
// of V.
type blockMask uint32

// codedNear says which blocks next to the ones being decoded have coefficients:
// 4 of luma, 2 of U, 2 of V and the second order block.
type codedNear [9]uint8

// tokenBlocks lists the 25 blocks in the order in which they are coded: their
// neighbours in a codedNear and their first coefficient in the bytes of
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
	largeBase = [4]uint32{11, 19, 35, 67}
)

// parseTokens decodes the coefficients of a macroblock (section 13), which are
// zero before. The masks say which blocks have any and which of those have more
// than a first one. It is one function without calls: a call costs as much as
// two bools.
func (f *frameHeader) parseTokens(b *boolReader, mb *codedMB, above, left *codedNear, c *coefficients) (coded, many blockMask) {
	q := &f.quant[mb.segment%maxSegments]
	kinds := [3]struct {
		end   int // in tokenBlocks
		base  int // of the probabilities
		first int
		q     *[2]int32
	}{
		{1, typeLumaDC * nBands * ctxProbs, 0, &q.second},
		{17, typeLumaAC * nBands * ctxProbs, 1, &q.luma},
		{25, typeChroma * nBands * ctxProbs, 0, &q.chroma},
	}
	block, kind := 0, 0
	if mb.is4 {
		block, kind = 1, 1
		kinds[1].base, kinds[1].first = typeLuma*nBands*ctxProbs, 0
	}
	data, rest := unsafe.Pointer(unsafe.SliceData(b.data)), b.rest
	code, rng, n := b.code, b.rng, b.n
	out, allProbs := unsafe.Pointer(c), unsafe.Pointer(&f.probs)
	var bit uint64
	for ; kind < 3; kind++ {
		k := &kinds[kind]
		probs := unsafe.Add(allProbs, k.base)
		dc, ac := k.q[min(k.first, 1)], k.q[1]
		for ; block < k.end; block++ {
			t := &tokenBlocks[block]
			ctx := int(above[t.above%9] + left[t.left%9])
			// k.first is also the number of its band.
			p := (*[nNodes]uint8)(unsafe.Add(probs, k.first*ctxProbs+ctx*nNodes))
			code, rest, n = boolFill(data, rest, code, n)
			code, rng, n, bit = boolStep(code, rng, n, p[0])
			above[t.above%9], left[t.left%9] = uint8(bit), uint8(bit)
			if bit == 0 {
				continue
			}
			i, step := k.first, dc
			for {
				// Four bools: not zero, not larger than one, sign, no end.
				code, rest, n = boolFill(data, rest, code, n)
				place := &tokenPlace[i&15]
				i++
				code, rng, n, bit = boolStep(code, rng, n, p[1])
				if bit == 0 {
					if i == 16 {
						break
					}
					p = (*[nNodes]uint8)(unsafe.Add(probs, uintptr(place.next)))
					step = ac
					continue
				}
				code, rng, n, bit = boolStep(code, rng, n, p[2])
				if bit == 0 {
					code, rng, n, bit = boolStep(code, rng, n, 128)
					sign := -int32(bit)
					*(*int16)(unsafe.Add(out, uintptr(t.at+place.at))) = int16((step ^ sign) - sign)
					step = ac
					if i == 16 {
						break
					}
					p = (*[nNodes]uint8)(unsafe.Add(probs, uintptr(place.next)+nNodes))
					code, rng, n, bit = boolStep(code, rng, n, p[0])
					if bit == 0 {
						break
					}
					continue
				}
				var v uint32
				code, rng, n, bit = boolStep(code, rng, n, p[3])
				if bit == 0 { // 2, or 3 and 4
					code, rng, n, bit = boolStep(code, rng, n, p[4])
					v = 2
					if bit != 0 {
						code, rng, n, bit = boolStep(code, rng, n, p[5])
						v = 3 + uint32(bit)
					}
				} else {
					code, rest, n = boolFill(data, rest, code, n)
					code, rng, n, bit = boolStep(code, rng, n, p[6])
					if bit == 0 {
						code, rng, n, bit = boolStep(code, rng, n, p[7])
						if bit == 0 { // category 1
							code, rng, n, bit = boolStep(code, rng, n, 159)
							v = 5 + uint32(bit)
						} else { // category 2
							code, rng, n, bit = boolStep(code, rng, n, 165)
							v = 7 + 2*uint32(bit)
							code, rng, n, bit = boolStep(code, rng, n, 145)
							v += uint32(bit)
						}
					} else {
						code, rng, n, bit = boolStep(code, rng, n, p[8])
						cat := bit * 2
						code, rng, n, bit = boolStep(code, rng, n, p[9+bit])
						cat += bit
						for _, prob := range largeExtra[cat&3] {
							if prob == 0 {
								break
							}
							code, rest, n = boolFill(data, rest, code, n)
							code, rng, n, bit = boolStep(code, rng, n, prob)
							v = 2*v + uint32(bit)
						}
						v += largeBase[cat&3]
						code, rest, n = boolFill(data, rest, code, n)
					}
				}
				code, rng, n, bit = boolStep(code, rng, n, 128)
				sign := -int32(bit)
				*(*int16)(unsafe.Add(out, uintptr(t.at+place.at))) = int16((int32(v)*step ^ sign) - sign)
				step = ac
				if i == 16 {
					break
				}
				p = (*[nNodes]uint8)(unsafe.Add(probs, uintptr(place.next)+2*nNodes))
				code, rng, n, bit = boolStep(code, rng, n, p[0])
				if bit == 0 {
					break
				}
			}
			if block > 0 {
				coded |= 1 << (block - 1&31)
				if i > 1 {
					many |= 1 << (block - 1&31)
				}
			}
		}
	}
	b.code, b.rng, b.n, b.rest = code, rng, n, rest
	return coded, many
}
