package vp8l

import "tintype/transform/internal/work"

// A plane of bytes, the alpha of a lossy picture, is green alone: what the other
// channels would be asked costs nothing to leave out. It is coded at the lowest effort:
// few values as indices, many as what one prediction for each tile leaves, in which only
// runs are looked for.

// fewValues is up to how many values indices are surely best, and bothWays the size, in
// samples, up to which planes of more are coded both ways: small ones, such as icons
// have, are often better as indices.
const (
	fewValues = 16
	bothWays  = 1 << 14
)

// EncodePlane returns w by h samples, row by row, as the data of a lossless image whose
// green they are, behind what head is: there is no header of its own. Where the meter ends
// the work what it returns is of no use.
func EncodePlane(head []byte, samples []uint8, w, h int, m *work.Meter) []byte {
	e := newEncoder(Options{Effort: 1})
	e.meter = m
	var used [256]bool
	var index [256]uint8
	for start := 0; start < len(samples) && e.spend(stretch); start += stretch {
		for _, v := range samples[start:min(start+stretch, len(samples))] {
			used[v] = true
		}
	}
	var values []uint32
	for v := range used {
		if used[v] {
			index[v] = uint8(len(values))
			values = append(values, uint32(v)<<8)
		}
	}
	var best []byte
	if len(values) <= fewValues || len(samples) <= bothWays {
		b := NewBitWriter(head)
		indices := make([]uint8, len(samples))
		for start := 0; start < len(samples) && e.spend(stretch); start += stretch {
			part := samples[start:min(start+stretch, len(samples))]
			for i, v := range part {
				indices[start+i] = index[v]
			}
		}
		e.writeIndexed(&b, values, indices, w, h)
		if best = b.Finish(); len(values) <= fewValues {
			return best
		}
	}
	b := NewBitWriter(head)
	e.writePredicted(&b, samples, w, h)
	if out := b.Finish(); best == nil || len(out) <= len(best) {
		return out
	}
	return best
}

// writePredicted writes a plane with the predictor transform: each tile has the mode
// that leaves the least.
func (e *encoder) writePredicted(b *BitWriter, samples []uint8, w, h int) {
	residuals, modes := e.predictPlane(samples, w, h)
	putTransform(b, transformPredictor)
	b.Put(planeTileBits-2, 3)
	a := newAlphabet(0)
	nx := tiles(w, planeTileBits)
	side := inGreen(modes)
	e.writeSteps(b, a, e.runs(side, nx), side, nx, 0)
	b.Put(0, 1) // no further transform
	pix := inGreen(residuals)
	e.writeSteps(b, a, e.runs(pix, w), pix, w, planeTileBits)
}

// runs turns pixels into literals and copies of the pixel before or of the row
// above. Where those are frequent their distances cost next to nothing, and no
// search is needed.
func (e *encoder) runs(pix []uint32, w int) []step {
	const least = 4
	steps := make([]step, 0, len(pix)/4+16)
	length := func(i, d int) int {
		n := 0
		for i+n < len(pix) && n < MaxCopy && i >= d && pix[i+n] == pix[i+n-d] {
			n++
		}
		return n
	}
	left := uint32(leftCode)
	if w == 1 {
		left = aboveCode
	}
	spent := 0 // up to where the meter knows of
	for i := 0; i < len(pix); {
		if i >= spent {
			if !e.spend(8 * stretch) {
				return nil
			}
			spent = i + stretch
		}
		before, above := length(i, 1), length(i, w)
		switch {
		case before >= above && before >= least:
			steps = append(steps, step{uint32(before), left})
			i += before
		case above >= least:
			steps = append(steps, step{uint32(above), aboveCode})
			i += above
		default:
			steps = append(steps, step{1, pix[i]})
			i++
		}
	}
	return steps
}

// planeTileBits is the binary logarithm of the side of a tile.
const planeTileBits = 4

// planeModes are the predictor modes of the lossless specification ("Predictor
// transform") in the order in which they are tried.
var planeModes = [14]uint8{1, 2, 11, 12, 7, 0, 3, 4, 5, 6, 8, 9, 10, 13}

// predictBytes writes what mode leaves of samples from to to, within one row that
// is not the first; from is at least 1. width is that of the plane.
func predictBytes(out, p []uint8, width, from, to int, mode uint8) {
	row := p[from:to]
	out = out[:len(row)]
	left, top := p[from-1:][:len(row)], p[from-width:][:len(row)]
	topLeft, topRight := p[from-width-1:][:len(row)], p[from-width+1:][:len(row)]
	switch mode {
	case 1:
		for i, v := range row {
			out[i] = v - left[i]
		}
	case 2:
		for i, v := range row {
			out[i] = v - top[i]
		}
	case 0:
		copy(out, row)
	case 3:
		for i, v := range row {
			out[i] = v - topRight[i]
		}
	case 4:
		for i, v := range row {
			out[i] = v - topLeft[i]
		}
	case 6:
		for i, v := range row {
			out[i] = v - meanByte(left[i], topLeft[i])
		}
	case 8:
		for i, v := range row {
			out[i] = v - meanByte(topLeft[i], top[i])
		}
	case 9:
		for i, v := range row {
			out[i] = v - meanByte(top[i], topRight[i])
		}
	case 5:
		for i, v := range row {
			out[i] = v - meanByte(meanByte(left[i], topRight[i]), top[i])
		}
	case 7:
		for i, v := range row {
			out[i] = v - meanByte(left[i], top[i])
		}
	case 10:
		for i, v := range row {
			out[i] = v - meanByte(meanByte(left[i], topLeft[i]), meanByte(top[i], topRight[i]))
		}
	case 11:
		for i, v := range row {
			l, t, c := int(left[i]), int(top[i]), int(topLeft[i])
			// The neighbor nearer to left + top - corner.
			if max(t-c, c-t) < max(l-c, c-l) {
				out[i] = v - left[i]
			} else {
				out[i] = v - top[i]
			}
		}
	case 12:
		for i, v := range row {
			g := int(left[i]) + int(top[i]) - int(topLeft[i])
			out[i] = v - uint8(min(max(g, 0), 255))
		}
	default: // 13
		for i, v := range row {
			a := int(meanByte(left[i], top[i]))
			g := a + (a-int(topLeft[i]))/2
			out[i] = v - uint8(min(max(g, 0), 255))
		}
	}
}

func meanByte(a, b uint8) uint8 { return uint8((int(a) + int(b)) >> 1) }

// predictPlane returns the residuals of a plane and the mode of each tile.
func (e *encoder) predictPlane(p []uint8, w, h int) (residuals, modes []uint8) {
	tilesW, tilesH := (w+1<<planeTileBits-1)>>planeTileBits, (h+1<<planeTileBits-1)>>planeTileBits
	residuals, modes = make([]uint8, w*h), make([]uint8, tilesW*tilesH)
	var cost [256]uint32
	for v := range cost {
		cost[v] = e.logs.log2(uint32(1+2*min(v, 256-v))) >> 8
	}
	for ty := range tilesH {
		// Fourteen modes on every second row, and once more to write it.
		if !e.spend(w << planeTileBits * 8) {
			return residuals, modes
		}
		for tx := range tilesW {
			modes[ty*tilesW+tx] = planeTileMode(p, w, h, tx, ty, &cost)
		}
	}
	// Outside the first row and column, which are predicted in a fixed way.
	residuals[0] = p[0]
	for x := 1; x < w; x++ {
		residuals[x] = p[x] - p[x-1]
	}
	for y := 1; y < h; y++ {
		residuals[y*w] = p[y*w] - p[(y-1)*w]
		for x := 1; x < w; {
			end := min((x>>planeTileBits+1)<<planeTileBits, w)
			predictBytes(residuals[y*w+x:], p, w, y*w+x, y*w+end, modes[y>>planeTileBits*tilesW+x>>planeTileBits])
			x = end
		}
	}
	return residuals, modes
}

// planeTileMode picks the mode of one tile by what every second row leaves.
func planeTileMode(p []uint8, w, h, tx, ty int, cost *[256]uint32) uint8 {
	const size = 1 << planeTileBits
	x0, x1 := max(tx*size, 1), min(tx*size+size, w)
	y0, y1 := max(ty*size, 1), min(ty*size+size, h)
	if x0 >= x1 || y0 >= y1 {
		return planeModes[0]
	}
	best, least := planeModes[0], uint32(1<<31)
	var buf [size]uint8
	for _, mode := range planeModes {
		sum := uint32(0)
		for y := y0; y < y1 && sum < least; y += 2 {
			predictBytes(buf[:], p, w, y*w+x0, y*w+x1, mode)
			for _, v := range buf[:x1-x0] {
				sum += cost[v]
			}
		}
		if sum < least {
			best, least = mode, sum
			if sum == 0 {
				break
			}
		}
	}
	return best
}

// inGreen makes pixels of values.
func inGreen(values []uint8) []uint32 {
	pix := make([]uint32, len(values))
	for i, v := range values {
		pix[i] = uint32(v) << 8
	}
	return pix
}
