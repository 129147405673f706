package vp8l

// To take the entropy of a tile in all fourteen modes would be most of the work
// of prediction, and trying factors most of that of the color transform. So all
// are estimated first, by a price of each residual by itself, and the entropy is
// taken of the best alone.

// tileSide is the side of the largest tile.
const tileSide = 1 << maxTileBits

// The price of a residual is about what it takes, in quarters of a bit, by how
// far it is from 0: of the last four bits of that where there are no others, else
// of the bits above. The prices of nearer ones are no higher, and none is above
// 31, so that eight fit a byte.
var (
	nearPrice = [16]int8{0, 5, 8, 10, 12, 13, 14, 15, 16, 17, 17, 18, 18, 19, 19, 19}
	farPrice  = [16]int8{0, 20, 24, 26, 28, 29, 30, 31, 31}
)

// residualPrice prices a channel's residual.
func residualPrice(residual uint8) uint32 {
	d := min(residual, -residual)
	return uint32(max(nearPrice[min(d, 15)], farPrice[d>>4]))
}

// tileResiduals is what every mode leaves of a tile.
type tileResiduals struct {
	left [nModes][tileSide * tileSide]uint32 // by rows of tileSide
	cost [nModes]uint32                      // sums of prices
}

// estimateScalar fills t for n by rows pixels from at on, neither in the first
// row nor in the first column; w is the length of a row. Of transparent pixels
// nothing is left but alpha.
func (t *tileResiduals) estimateScalar(pix []uint32, at, w, n, rows int) {
	t.cost = [nModes]uint32{}
	for y := range rows {
		for mode := range t.left {
			out := t.left[mode][y*tileSide:][:n]
			predictSpan(out, pix, at, n, w, mode)
			dropHidden(out, pix[at:])
			for _, r := range out {
				t.cost[mode] += residualPrice(uint8(r>>24)) + residualPrice(uint8(r>>16)) + residualPrice(uint8(r>>8)) + residualPrice(uint8(r))
			}
		}
		at += w
	}
}

// A bytePlane is a channel of a tile, without gaps.
type bytePlane [tileSide * tileSide]uint8

// foretellScalar sets out to what is left of n samples of target when a times fa
// and b times fb, in 1/32, are taken away, and returns the sum of its prices.
func foretellScalar(out, target, a, b *bytePlane, fa, fb int8, n int) (sum uint32) {
	for i := range n {
		r := uint8(int32(target[i]) - delta(fa, a[i]) - delta(fb, b[i]))
		out[i] = r
		sum += residualPrice(r)
	}
	return sum
}
