package webpfile

// Modes of 16x16 luma and 8x8 chroma, in the order of section 8.2, and of luma
// by subblocks.
const (
	predDC = iota
	predV
	predH
	predTM
	predSub
)

// Modes of 4x4 subblocks.
const (
	subDC = iota
	subTM
	subVE
	subHE
	subRD
	subVR
	subLD
	subVL
	subHD
	subHU
)

// impliedSub is the subblock mode that a whole mode counts as for its
// neighbors (section 11.3).
var impliedSub = [4]int{subDC, subVE, subHE, subTM}

// predictWhole predicts the block of n by n samples at (x, y) (section 12.2).
func (p *plane) predictWhole(out []uint8, x, y, n, mode int) {
	dc := 128
	if mode == predDC && (x > 0 || y > 0) {
		sum, count := 0, 0
		for i := range n {
			if y > 0 {
				sum, count = sum+p.at(x+i, y-1), count+1
			}
			if x > 0 {
				sum, count = sum+p.at(x-1, y+i), count+1
			}
		}
		dc = (sum + count/2) / count
	}
	corner := p.at(x-1, y-1)
	for i := range n * n {
		above, left := p.at(x+i%n, y-1), p.at(x-1, y+i/n)
		switch mode {
		case predDC:
			out[i] = uint8(dc)
		case predV:
			out[i] = uint8(above)
		case predH:
			out[i] = uint8(left)
		case predTM:
			out[i] = clamp8(left + above - corner)
		}
	}
}

func clamp8(v int) uint8 { return uint8(min(max(v, 0), 255)) }

// directional tells, for the modes that interpolate along the edge of section
// 12.3, which of its samples make each sample of a subblock: k below 100 is the
// mean of k-1, k twice and k+1, 100+k the mean of k and k+1. The edge runs from
// the lowest left sample, which stands there twice, by the corner (5) to the
// eighth above, again twice.
var directional = map[int][16]int{
	subVE: {6, 7, 8, 9, 6, 7, 8, 9, 6, 7, 8, 9, 6, 7, 8, 9},
	subHE: {4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1},
	subRD: {5, 6, 7, 8, 4, 5, 6, 7, 3, 4, 5, 6, 2, 3, 4, 5},
	subVR: {105, 106, 107, 108, 5, 6, 7, 8, 4, 105, 106, 107, 3, 5, 6, 7},
	subLD: {7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12, 10, 11, 12, 13},
	subVL: {106, 107, 108, 109, 7, 8, 9, 10, 107, 108, 109, 11, 8, 9, 10, 12},
	subHD: {104, 5, 6, 7, 103, 4, 104, 5, 102, 3, 103, 4, 101, 2, 102, 3},
	subHU: {103, 3, 102, 2, 102, 2, 101, 1, 101, 1, 100, 100, 100, 100, 100, 100},
}

// predictSub predicts the subblock at (x, y). Its neighbors above and to the
// right are, in the right column of a macroblock, those of the macroblock above.
func (p *plane) predictSub(out []uint8, x, y, mode int) {
	var e [15]int
	for i := range 4 {
		e[4-i] = p.at(x-1, y+i)
	}
	e[0], e[5] = e[1], p.at(x-1, y-1)
	for i := range 8 {
		row := y - 1
		if i >= 4 && x&12 == 12 {
			row = y&^15 - 1
		}
		e[6+i] = p.at(x+i, row)
	}
	e[14] = e[13]
	dc := 4
	for i := range 4 {
		dc += e[1+i] + e[6+i]
	}
	for i := range 16 {
		switch mode {
		case subDC:
			out[i] = uint8(dc >> 3)
		case subTM:
			out[i] = clamp8(e[4-i/4] + e[6+i%4] - e[5])
		default:
			k := directional[mode][i]
			if k >= 100 {
				out[i] = uint8((e[k-100] + e[k-99] + 1) >> 1)
			} else {
				out[i] = uint8((e[k-1] + 2*e[k] + e[k+1] + 2) >> 2)
			}
		}
	}
}

// difference sums how far the source is from a prediction.
func (p *plane) difference(pred []uint8, x, y, n int) int {
	sum := 0
	for i := range n * n {
		d := p.at(x+i%n, y+i/n) - int(pred[i])
		sum += max(d, -d)
	}
	return sum
}
