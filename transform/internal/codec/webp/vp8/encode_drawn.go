package vp8

import (
	"encoding/binary"
	"math/bits"
)

// In text, charts and logos many samples equal their neighbor exactly, even in the
// macroblocks that edges run through, and whole macroblocks have one color. Photographs
// have the one in what is blurred and the other where they are overexposed, seldom both.

// evidence is what of an image speaks for its having been drawn.
type evidence struct {
	flat  int // macroblocks of one color
	busy  int // macroblocks with edges or texture
	equal int // of their pairs of neighbors that were looked at
}

// pairsSeen of a macroblock are looked at: seven in each half of every fourth row.
const pairsSeen = 4 * 2 * 7

// add looks at the macroblock at the head of pix.
func (v *evidence) add(pix []uint8, stride int, busy bool) {
	const low, high = 0x7F7F7F7F7F7F7F7F, 0x0080808080808080
	equal := 0
	for y := 0; y < 16; y += 4 {
		row := pix[y*stride:][:16]
		for x := 0; x < 16; x += 8 {
			p := binary.LittleEndian.Uint64(row[x:])
			p ^= p >> 8
			equal += bits.OnesCount64(^(p&low + low | p) & high)
		}
	}
	switch {
	case busy:
		v.busy++
		v.equal += equal
	case equal == pairsSeen:
		v.flat++
	}
}

// wholly is what part counts to.
const wholly = 16

// Of 256 macroblocks, how many have to be flat, and of 256 pairs in busy ones, how many
// have to be equal, for an image to be drawn in part, and to be wholly. Of
// photographs a gray one has 46 and 92, others have less of one of both.
const (
	someFlat, mostFlat   = 36, 60
	someEqual, mostEqual = 96, 116
)

// part says to which part, of wholly, an image of so many macroblocks was drawn.
func (v *evidence) part(blocks int) int {
	flat := v.flat * 256 / blocks
	equal := v.equal * 256 / max(v.busy*pairsSeen, 1)
	ramp := func(v, some, most int) int { return min(max(v-some, 0), most-some) * wholly / (most - some) }
	return ramp(flat, someFlat, mostFlat) * ramp(equal, someEqual, mostEqual) / wholly
}
