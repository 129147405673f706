package vp8

import "unsafe"

// Costs are in 1/256 bit.

func costFalse(p uint8) uint32 { return uint32(entropyCost[p]) }
func costTrue(p uint8) uint32  { return uint32(entropyCost[(256-int(p))&255]) }

// maxCostLevel is the largest level with a cost of its own; from there on only
// the eleven extra bits of category 6 differ.
const maxCostLevel = 67

// levelSlots makes a context's costs 256 bytes; see quantized.code.
const levelSlots = 128

// A costTable prices coefficient tokens at given probabilities.
type costTable struct {
	// level is what a level costs, by block type, band, context and
	// min(level, maxCostLevel): the sign and, where the context is not 0 (the
	// coefficient before is not zero), the flag that the block goes on.
	level [nTypes][nBands][nCtx][levelSlots]uint16
	// end and more are the flags that a block ends or goes on.
	end, more [nTypes][nBands + 1][nCtx]uint16
	// fixed is the part of a level's cost that no probability of the frame
	// changes: sign and extra bits.
	fixed [maxCostLevel + 1]uint16
}

// init prices what does not depend on probabilities.
func (c *costTable) init() {
	extra := func(v, from int, probs []uint8) uint16 {
		sum := uint32(256)
		for i, p := range probs {
			if (v-from)>>(len(probs)-1-i)&1 != 0 {
				sum += costTrue(p)
			} else {
				sum += costFalse(p)
			}
		}
		return uint16(sum)
	}
	for v := 1; v <= maxCostLevel; v++ {
		switch {
		case v <= 4:
			c.fixed[v] = 256
		case v <= 6:
			c.fixed[v] = extra(v, 5, []uint8{159})
		case v <= 10:
			c.fixed[v] = extra(v, 7, []uint8{165, 145})
		case v <= 18:
			c.fixed[v] = extra(v, 11, extraCat3[:])
		case v <= 34:
			c.fixed[v] = extra(v, 19, extraCat4[:])
		case v <= 66:
			c.fixed[v] = extra(v, 35, extraCat5[:])
		default:
			c.fixed[v] = extra(v, 67, extraCat6[:])
		}
	}
}

// update prices every level at the probabilities probs.
func (c *costTable) update(probs *[nProbs]uint8) {
	i := 0
	for t := range nTypes {
		for b := range nBands {
			for ctx := range nCtx {
				p := (*[nNodes]uint8)(probs[i:])
				c.end[t][b][ctx] = uint16(costFalse(p[0]))
				c.more[t][b][ctx] = uint16(costTrue(p[0]))
				goesOn := uint32(0)
				if ctx > 0 {
					goesOn = costTrue(p[0])
				}
				c.updateLevels(&c.level[t][b][ctx], p, goesOn)
				i += nNodes
			}
		}
	}
}

// updateLevels walks the token tree (section 13.2) once for all levels.
func (c *costTable) updateLevels(tab *[levelSlots]uint16, p *[nNodes]uint8, goesOn uint32) {
	tab[0] = uint16(goesOn + costFalse(p[1]))
	nonZero := goesOn + costTrue(p[1])
	tab[1] = uint16(nonZero + costFalse(p[2]) + 256)
	above1 := nonZero + costTrue(p[2])
	small := above1 + costFalse(p[3])
	tab[2] = uint16(small + costFalse(p[4]) + 256)
	tab[3] = uint16(small + costTrue(p[4]) + costFalse(p[5]) + 256)
	tab[4] = uint16(small + costTrue(p[4]) + costTrue(p[5]) + 256)
	large := above1 + costTrue(p[3])
	cat12 := large + costFalse(p[6])
	cat36 := large + costTrue(p[6])
	fill := func(from, to int, base uint32) {
		for v := from; v <= to; v++ {
			tab[v] = uint16(base + uint32(c.fixed[v]))
		}
	}
	fill(5, 6, cat12+costFalse(p[7]))
	fill(7, 10, cat12+costTrue(p[7]))
	fill(11, 18, cat36+costFalse(p[8])+costFalse(p[9]))
	fill(19, 34, cat36+costFalse(p[8])+costTrue(p[9]))
	fill(35, 66, cat36+costTrue(p[8])+costFalse(p[10]))
	fill(67, 67, cat36+costTrue(p[8])+costTrue(p[10]))
}

// bandOffset is bandOf times the bytes of a band in costTable.level.
var bandOffset = [16]uint32{
	0, 1 * bandBytes, 2 * bandBytes, 3 * bandBytes, 6 * bandBytes, 4 * bandBytes, 5 * bandBytes, 6 * bandBytes,
	6 * bandBytes, 6 * bandBytes, 6 * bandBytes, 6 * bandBytes, 6 * bandBytes, 6 * bandBytes, 6 * bandBytes, 7 * bandBytes,
}

const bandBytes = nCtx * levelSlots * 2

// lane returns what the levels in one lane of q cost as a block of type typ in
// context ctx.
func (c *costTable) lane(q *quantized, lane, typ, ctx, first int) int {
	last := int(q.last[lane&7]) - 1
	if last < first {
		return int(c.end[typ&3][bandOf[first&1]][ctx])
	}
	cost := uint32(0)
	if ctx == 0 {
		cost = uint32(c.more[typ&3][bandOf[first&1]][0])
	}
	tab := unsafe.Pointer(&c.level[typ&3])
	code := unsafe.Add(unsafe.Pointer(&q.code), 2*(lane&7)+16*first)
	prev := uint32(ctx) << 8
	for n := first; n <= last; n++ {
		v := uint32(*(*uint16)(code))
		code = unsafe.Add(code, 16)
		cost += uint32(*(*uint16)(unsafe.Add(tab, bandOffset[n&15]+prev&0x300+v&0xFF)))
		prev = v
	}
	if last < 15 {
		cost += uint32(c.end[typ&3][bandOf[last+1]][prev>>8])
	}
	if q.peak[lane&7] > maxCostLevel {
		for n := first; n <= last; n++ {
			if l := int(q.level[n][lane&7]); l > maxCostLevel {
				cost += uint32(c.beyond(l))
			}
		}
	}
	return int(cost)
}

// block prices levels, in coding order with their signs, as lane does.
func (c *costTable) block(levels *[16]int16, last, typ, ctx, first int) int {
	if last < first {
		return int(c.end[typ][bandOf[first]][ctx])
	}
	cost := 0
	if ctx == 0 {
		cost = int(c.more[typ][bandOf[first]][0])
	}
	for n := first; n <= last; n++ {
		v := int(levels[n&15])
		v = max(v, -v)
		cost += int(c.level[typ][bandOf[n&15]][ctx][min(v, maxCostLevel)])
		if v > maxCostLevel {
			cost += c.beyond(v)
		}
		ctx = min(v, 2)
	}
	if last < 15 {
		cost += int(c.end[typ][bandOf[last+1]][ctx])
	}
	return cost
}

// beyond is how much more a level above maxCostLevel costs than maxCostLevel.
func (c *costTable) beyond(level int) int {
	sum := 256
	v := level - maxCostLevel
	for i, p := range extraCat6 {
		if v>>(len(extraCat6)-1-i)&1 != 0 {
			sum += int(costTrue(p))
		} else {
			sum += int(costFalse(p))
		}
	}
	return sum - int(c.fixed[maxCostLevel])
}
