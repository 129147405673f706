package webp

import (
	"tintype/transform/internal/codec/webp/vp8"
	"tintype/transform/internal/codec/webp/vp8l"
	"tintype/transform/internal/work"
)

// Alpha planes with many values go through the predictor transform of the
// lossless format: each tile of the plane has the mode that leaves the least.
// Values stand in the green channel; only that is looked at here.

// alphaTileBits is the binary logarithm of the side of a tile.
const alphaTileBits = 4

// alphaModes are the predictor modes of the lossless specification ("Predictor
// transform") in the order in which they are tried.
var alphaModes = [14]uint8{1, 2, 11, 12, 7, 0, 3, 4, 5, 6, 8, 9, 10, 13}

// predictRow writes what mode leaves of samples from to to, within one row that
// is not the first; from is at least 1. width is that of the plane.
func predictRow(out, p []uint8, width, from, to int, mode uint8) {
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
			out[i] = v - mean(left[i], topLeft[i])
		}
	case 8:
		for i, v := range row {
			out[i] = v - mean(topLeft[i], top[i])
		}
	case 9:
		for i, v := range row {
			out[i] = v - mean(top[i], topRight[i])
		}
	case 5:
		for i, v := range row {
			out[i] = v - mean(mean(left[i], topRight[i]), top[i])
		}
	case 7:
		for i, v := range row {
			out[i] = v - mean(left[i], top[i])
		}
	case 10:
		for i, v := range row {
			out[i] = v - mean(mean(left[i], topLeft[i]), mean(top[i], topRight[i]))
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
			a := int(mean(left[i], top[i]))
			g := a + (a-int(topLeft[i]))/2
			out[i] = v - uint8(min(max(g, 0), 255))
		}
	}
}

func mean(a, b uint8) uint8 { return uint8((int(a) + int(b)) >> 1) }

// predictAlpha returns the residuals of a plane and the mode of each tile.
func predictAlpha(p []uint8, w, h int, m *work.Meter) (residuals, modes []uint8) {
	tilesW, tilesH := (w+1<<alphaTileBits-1)>>alphaTileBits, (h+1<<alphaTileBits-1)>>alphaTileBits
	residuals, modes = make([]uint8, w*h), make([]uint8, tilesW*tilesH)
	var cost [256]uint32
	for v := range cost {
		cost[v] = vp8.Log2Q8(uint32(1 + 2*min(v, 256-v)))
	}
	for ty := range tilesH {
		// Fourteen modes on every second row, and once more to write it.
		if !m.Spend(w << alphaTileBits * 8) {
			return residuals, modes
		}
		for tx := range tilesW {
			modes[ty*tilesW+tx] = alphaTileMode(p, w, h, tx, ty, &cost)
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
			end := min((x>>alphaTileBits+1)<<alphaTileBits, w)
			predictRow(residuals[y*w+x:], p, w, y*w+x, y*w+end, modes[y>>alphaTileBits*tilesW+x>>alphaTileBits])
			x = end
		}
	}
	return residuals, modes
}

// alphaTileMode picks the mode of one tile by what every second row leaves.
func alphaTileMode(p []uint8, w, h, tx, ty int, cost *[256]uint32) uint8 {
	const size = 1 << alphaTileBits
	x0, x1 := max(tx*size, 1), min(tx*size+size, w)
	y0, y1 := max(ty*size, 1), min(ty*size+size, h)
	if x0 >= x1 || y0 >= y1 {
		return alphaModes[0]
	}
	best, least := alphaModes[0], uint32(1<<31)
	var buf [size]uint8
	for _, mode := range alphaModes {
		sum := uint32(0)
		for y := y0; y < y1 && sum < least; y += 2 {
			predictRow(buf[:], p, w, y*w+x0, y*w+x1, mode)
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

// alphaPredicted codes a plane with the predictor transform.
func alphaPredicted(b *vp8l.BitWriter, samples []uint8, w, h int, m *work.Meter) {
	residuals, modes := predictAlpha(samples, w, h, m)
	b.Put(1, 1)
	b.Put(transformPredictor, 2)
	b.Put(alphaTileBits-2, 3)
	writePixels(b, inGreen(modes), (w+1<<alphaTileBits-1)>>alphaTileBits, false, 0, m)
	b.Put(0, 1) // no further transform
	writePixels(b, inGreen(residuals), w, true, 0, m)
}

// inGreen makes pixels of values.
func inGreen(values []uint8) []uint32 {
	pix := make([]uint32, len(values))
	for i, v := range values {
		pix[i] = uint32(v) << 8
	}
	return pix
}
