package gif

import (
	"tintype/transform/internal/quant"
	"tintype/transform/internal/work"
)

// A nearPacker writes LZW codes (appendix F) of strings that are near to the pixels:
// where the longest string that is known ends, one goes on that shows about the same.
// Files become a half to a third of what they were.
type nearPacker struct {
	palette []quant.Color
	clear   int // transparent index, -1 where there is none
	limit   int32
	// What is wanted of each pixel, and what is seen through it.
	want, under []quant.Color

	// The strings: each is another one and an index, and the first of those that
	// continue it and the next that continues the same are known, 0 for none.
	child, next [maxCodes]uint16
	last        [maxCodes]byte
	carry       [3]int32 // of the last pixel's error, to the next
}

// cost is the squared distance of an index from a pixel, or more than the limit where
// it must not be drawn.
func (p *nearPacker) cost(i int, index byte) int32 {
	want := p.want[i]
	if int(index) == p.clear {
		under := p.under[i]
		if under[3] != want[3] {
			return p.limit + 1
		}
		return distance(under, [3]int32{int32(want[0]), int32(want[1]), int32(want[2])})
	}
	if want[3] == 0 {
		return p.limit + 1
	}
	return distance(p.palette[index], p.aim(want))
}

// aim is a pixel with half of the error of the one before.
func (p *nearPacker) aim(want quant.Color) [3]int32 {
	return [3]int32{int32(want[0]) + p.carry[0]/2, int32(want[1]) + p.carry[1]/2, int32(want[2]) + p.carry[2]/2}
}

func distance(c quant.Color, v [3]int32) int32 {
	a, b, d := v[0]-int32(c[0]), v[1]-int32(c[1]), v[2]-int32(c[2])
	return a*a + b*b + d*d
}

// drawn notes the error of a pixel.
func (p *nearPacker) drawn(i int, index byte) {
	want := p.want[i]
	if int(index) == p.clear || want[3] == 0 {
		p.carry = [3]int32{}
		return
	}
	c := p.palette[index]
	for k, v := range p.aim(want) {
		p.carry[k] = v - int32(c[k])
	}
}

// pack appends the indices, coded with least bits at first, as pack does, and changes
// them to what is drawn. The meter may end it early.
func (p *nearPacker) pack(out, indices []byte, least uint, m *work.Meter) []byte {
	w := packer{out: append(out, byte(least), 0), block: len(out) + 1}
	clearCode := uint32(1) << least
	next, width := clearCode+2, least+1
	w.put(clearCode, width)
	code := uint32(0)
	for i, index := range indices {
		if i%atOnce == 0 && !m.Spend(16*atOnce) {
			break
		}
		if i > 0 {
			if c := p.follow(code, i, index); c != 0 {
				code = uint32(c)
				indices[i] = p.last[c]
				p.drawn(i, p.last[c])
				continue
			}
			w.put(code, width)
			if next == maxCodes {
				w.put(clearCode, width)
				next, width = clearCode+2, least+1
				p.child = [maxCodes]uint16{}
			} else {
				p.last[next], p.next[next], p.child[code] = index, p.child[code], uint16(next)
				if next == 1<<width {
					width++
				}
				next++
			}
		}
		p.drawn(i, index)
		code = uint32(index)
	}
	if len(indices) > 0 {
		w.put(code, width)
		if next == 1<<width && width < 12 {
			width++
		}
	}
	w.put(clearCode+1, width)
	return w.finish()
}

// follow returns the string that continues code with pixel i, or what is nearest to
// it, 0 where nothing is near enough.
func (p *nearPacker) follow(code uint32, i int, index byte) (best uint16) {
	least := p.limit + 1
	for c := p.child[code]; c != 0; c = p.next[c] {
		if p.last[c] == index {
			return c
		}
		if d := p.cost(i, p.last[c]); d < least {
			best, least = c, d
		}
	}
	return best
}
