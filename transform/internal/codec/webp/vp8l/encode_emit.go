package vp8l

import (
	"encoding/binary"
)

// An emitter writes steps.
type emitter struct {
	*grouping
	a     *alphabet
	w     int
	words [][]uint32 // the codes of each group
	x, y  int        // where the next step begins
}

// stepBytes is what a step takes at most: four codes, or a copy's two with the
// bits behind them.
const stepBytes = 9

// tileWords are the codes of the group that x, y belongs to, and where in its row
// the next tile begins.
func (e *emitter) tileWords() (words []uint32, end int) {
	if e.bits == 0 {
		return e.words[0], e.w
	}
	tx := e.x >> e.bits
	return e.words[e.tile[e.y>>e.bits*e.nx+tx]], min((tx+1)<<e.bits, e.w)
}

// put writes some steps, those within a tile in one loop.
func (e *emitter) put(b *BitWriter, steps []step) {
	room, acc, left := b.Open(len(steps)*stepBytes + 16)
	at := 0
	for len(steps) > 0 {
		words, end := e.tileWords()
		var n int
		n, at, acc, left = e.putTile(room, at, acc, left, words, steps, end)
		steps = steps[n:]
		for e.x >= e.w {
			e.x -= e.w
			e.y++
		}
	}
	b.Close(at, acc, left)
}

// putTile writes the steps that begin before end in this row, and returns how
// many they are. At most 7 bits are left of what came before.
func (e *emitter) putTile(room []byte, at int, acc uint64, left uint, words []uint32, steps []step, end int) (int, int, uint64, uint) {
	const mask = 1<<WordBits - 1
	green := words[:e.a.start[1]]
	red := (*[nLiteral]uint32)(words[e.a.start[1]:])
	blue := (*[nLiteral]uint32)(words[e.a.start[2]:])
	alpha := (*[nLiteral]uint32)(words[e.a.start[3]:])
	distances := (*[nDistances]uint32)(words[e.a.start[4]:])
	n, x := 0, e.x
	for ; n < len(steps) && x < end; n++ {
		s := steps[n]
		var first, second uint32
		var more, moreBits uint32 // the extra bits of a distance
		switch s.length {
		case 1:
			x++
			g, r := green[uint8(s.value>>8)], red[uint8(s.value>>16)]
			acc |= uint64(g>>WordBits) << (left & 63)
			left += uint(g & mask)
			acc |= uint64(r>>WordBits) << (left & 63)
			left += uint(r & mask)
			first, second = blue[uint8(s.value)], alpha[uint8(s.value>>24)]
		case 0:
			x++
			first = green[nLiteral+nLengths+s.value]
		default:
			x += int(s.length)
			symbol, k, extra := PrefixCode(int(s.length))
			c := green[nLiteral+symbol]
			acc |= uint64(c>>WordBits) << (left & 63)
			left += uint(c & mask)
			acc |= uint64(extra) << (left & 63)
			left += uint(k)
			symbol, k, more = PrefixCode(int(s.value))
			first, moreBits = distances[symbol], uint32(k)
		}
		binary.LittleEndian.PutUint64(room[at:], acc)
		at += int(left >> 3)
		acc >>= left &^ 7 & 63
		left &= 7
		acc |= uint64(first>>WordBits) << (left & 63)
		left += uint(first & mask)
		acc |= uint64(second>>WordBits) << (left & 63)
		left += uint(second & mask)
		acc |= uint64(more) << (left & 63)
		left += uint(moreBits)
		binary.LittleEndian.PutUint64(room[at:], acc)
		at += int(left >> 3)
		acc >>= left &^ 7 & 63
		left &= 7
	}
	e.x = x
	return n, at, acc, left
}
