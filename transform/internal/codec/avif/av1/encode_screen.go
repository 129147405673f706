package av1

import (
	"encoding/binary"
	"math/bits"
)

// Content is what Look finds in a plane: of how many blocks of 8 by 8 samples, how many
// of them are drawn, and how many have a stark contrast.
type Content struct{ Blocks, Drawn, Stark int }

// mostLooked is about how many blocks Look looks at.
const mostLooked = 1 << 14

// Look counts the drawn blocks of a plane, of large ones in some rows.
func Look(s *Samples) (c Content) {
	step := 8 * (s.W/8*(s.H/8)/mostLooked + 1)
	for y := 0; y+8 <= s.H; y += step {
		for x := 0; x+8 <= s.W; x += 8 {
			c.Blocks++
			pairs, span := blockOf(s.Pix[y*s.Stride+x:], s.Stride)
			if pairs >= evenPairs && span >= contrast {
				c.Drawn++
			}
			if pairs >= starkPairs && span >= starkContrast {
				c.Stark++
			}
		}
	}
	return c
}

// Graphics says whether there are enough drawn blocks for the tools that are made for
// them.
func (c Content) Graphics() bool { return 20*c.Drawn > c.Blocks }

// Dense says that what is drawn fills the image as the lines of a page of text do.
func (c Content) Dense() bool { return c.Graphics() && 5*c.Stark > 2*c.Blocks }

const (
	// evenPairs are how many of allPairs of neighbors are the same in a drawn block;
	// somePairs are how many are where the frame is known to be drawn.
	evenPairs = 40
	allPairs  = 2 * 8 * 7
	somePairs = 28
	// contrast is how far apart its least and its greatest sample are.
	contrast = 24
	// starkPairs and starkContrast are enough, too, where the frame is known to be drawn:
	// text that is scaled down has hardly an even ground.
	starkPairs    = 8
	starkContrast = 96
)

// drawn says that a block has an even ground and something that is far from it, or a bit of such
// a ground and something that is very far. Photographs have few such blocks, even in skies that
// are blown out; text has them when it is blurred, too.
func drawn(p []byte, stride int) bool {
	pairs, span := blockOf(p, stride)
	return span >= contrast && (pairs >= somePairs || span >= starkContrast)
}

// blockOf counts the pairs of neighbors of a block that are the same, and says how far apart its
// least and its greatest sample are. That is 0 where there are hardly any pairs.
func blockOf(p []byte, stride int) (pairs, span int) {
	last := uint64(0)
	for y := range 8 {
		row := binary.LittleEndian.Uint64(p[y*stride:])
		pairs += zeroBytes((row ^ row>>8) | 0xFF<<56)
		if y > 0 {
			pairs += zeroBytes(row ^ last)
		}
		last = row
	}
	if pairs < starkPairs || pairs == allPairs {
		return pairs, 0
	}
	least, most := byte(255), byte(0)
	for y := range 8 {
		for _, v := range p[y*stride:][:8] {
			least, most = min(least, v), max(most, v)
		}
	}
	return pairs, int(most - least)
}

// zeroBytes counts them.
func zeroBytes(x uint64) int {
	const low = 0x7F7F_7F7F_7F7F_7F7F
	return bits.OnesCount64(^((x & low) + low | x | low))
}

// findDrawn takes a superblock's blocks that are drawn, and those beside them: at the
// edges of what is drawn there are blurred ones.
func (e *encoder) findDrawn(r, c int) {
	s := &e.planes[0]
	e.drawn = [64]bool{}
	for i := range e.drawn {
		x, y := i&7, i>>3
		left, top := min(4*c+8*x, s.W-8), min(4*r+8*y, s.H-8)
		if left < 0 || top < 0 || !drawn(s.Pix[top*s.Stride+left:], s.Stride) {
			continue
		}
		for v := max(y-1, 0); v <= min(y+1, 7); v++ {
			for u := max(x-1, 0); u <= min(x+1, 7); u++ {
				e.drawn[8*v+u] = true
			}
		}
	}
}

// graphic says that some of the block is drawn, or beside what is, so that the tools
// for that are tried.
func (e *encoder) graphic() bool {
	b := &e.d.b
	return e.anyDrawn(b.r, b.c, b.w4, b.h4)
}

// graphicAt is graphic for a square.
func (e *encoder) graphicAt(r, c int, log uint8) bool { return e.anyDrawn(r, c, 1<<log, 1<<log) }

func (e *encoder) anyDrawn(r, c, w4, h4 int) bool {
	if !e.d.h.screenContent {
		return false
	}
	at := r & 15 >> 1 * 8
	for range (h4 + 1) >> 1 {
		for x := range (w4 + 1) >> 1 {
			if e.drawn[at+c&15>>1+x] {
				return true
			}
		}
		at += 8
	}
	return false
}
