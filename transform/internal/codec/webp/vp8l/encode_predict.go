package vp8l

// The predictor transform (RFC 9649, section 3.5.1): every pixel less its
// prediction from those to the left and above, by a mode for each tile.

const nModes = 14

// Pixels are ARGB in 32 bits; arithmetic is on all four channels at once where
// nothing can carry from one into the next.
const (
	alphaGreen = 0xFF00FF00
	redBlue    = 0x00FF00FF
)

// sub subtracts b from a, each channel modulo 256.
func sub(a, b uint32) uint32 {
	return ((a|redBlue)-(b&alphaGreen))&alphaGreen | ((a|alphaGreen)-(b&redBlue))&redBlue
}

// average is the mean of each channel, rounded down.
func average(a, b uint32) uint32 { return a&b + (a^b)&0xFEFEFEFE>>1 }

// distance is the sum of the channels' differences.
func distance(a, b uint32) int {
	return abs(int(a>>24)-int(b>>24)) + abs(int(a>>16&255)-int(b>>16&255)) +
		abs(int(a>>8&255)-int(b>>8&255)) + abs(int(a&255)-int(b&255))
}

func abs(v int) int { return max(v, -v) }

// gradient is left + top - corner in each channel, clamped.
func gradient(left, top, corner uint32) uint32 {
	v := uint32(0)
	for s := uint(0); s < 32; s += 8 {
		v |= clamp(int32(left>>s&255)+int32(top>>s&255)-int32(corner>>s&255)) << s
	}
	return v
}

// halfGradient is a + (a-corner)/2 in each channel, rounded toward a, clamped.
func halfGradient(a, corner uint32) uint32 {
	v := uint32(0)
	for s := uint(0); s < 32; s += 8 {
		x := int32(a >> s & 255)
		v |= clamp(x+(x-int32(corner>>s&255))/2) << s
	}
	return v
}

func clamp(v int32) uint32 { return uint32(min(max(v, 0), 255)) }

// predictSpan writes what mode leaves of n pixels from at on, which are in one
// row, neither the first of it nor in the first row; w is the row's length.
func predictSpan(out, pix []uint32, at, n, w, mode int) {
	row, left := pix[at:][:n], pix[at-1:][:n]
	top, corner, right := pix[at-w:][:n], pix[at-w-1:][:n], pix[at-w+1:][:n]
	out = out[:n]
	switch mode {
	case 0:
		for i, v := range row {
			out[i] = sub(v, 0xFF000000)
		}
	case 1:
		for i, v := range row {
			out[i] = sub(v, left[i])
		}
	case 2:
		for i, v := range row {
			out[i] = sub(v, top[i])
		}
	case 3:
		for i, v := range row {
			out[i] = sub(v, right[i])
		}
	case 4:
		for i, v := range row {
			out[i] = sub(v, corner[i])
		}
	case 5:
		for i, v := range row {
			out[i] = sub(v, average(average(left[i], right[i]), top[i]))
		}
	case 6:
		for i, v := range row {
			out[i] = sub(v, average(left[i], corner[i]))
		}
	case 7:
		for i, v := range row {
			out[i] = sub(v, average(left[i], top[i]))
		}
	case 8:
		for i, v := range row {
			out[i] = sub(v, average(corner[i], top[i]))
		}
	case 9:
		for i, v := range row {
			out[i] = sub(v, average(top[i], right[i]))
		}
	case 10:
		for i, v := range row {
			out[i] = sub(v, average(average(left[i], corner[i]), average(top[i], right[i])))
		}
	case 11:
		for i, v := range row {
			p := top[i]
			if distance(top[i], corner[i]) < distance(left[i], corner[i]) {
				p = left[i]
			}
			out[i] = sub(v, p)
		}
	case 12:
		for i, v := range row {
			out[i] = sub(v, gradient(left[i], top[i], corner[i]))
		}
	default:
		for i, v := range row {
			out[i] = sub(v, halfGradient(average(left[i], top[i]), corner[i]))
		}
	}
}

// channelCounts counts the values of the channels, blue first.
type channelCounts [4][256]uint32

// tiles is how many tiles of 1<<bits pixels cover n pixels.
func tiles(n, bits int) int { return (n + 1<<bits - 1) >> bits }

// A predictor chooses the modes of tiles.
type predictor struct {
	*encoder
	pix         []uint32
	w, h, bits  int
	modes       []uint8
	lastChannel int // 3 where alpha varies, else 2
	residuals   tileResiduals
	tile, best  [4]tally // of the residuals of a tile
	seen        channelCounts
	worth       [4]worths // by what was seen
	done, next  int       // tiles, and after how many worths are made anew
}

// sameMode is what a tile's mode saves by being that of its neighbor, Q16 bits.
const sameMode = 15 << 16

// predict returns what prediction leaves of pix and the mode of every tile. What
// cannot be seen, being transparent, is predicted without fault: pix becomes
// what the decoder will have there. It goes on for four pixels that may be read.
func (e *encoder) predict(pix []uint32, w, h, bits int) (residuals []uint32, modes []uint8) {
	nx, ny := tiles(w, bits), tiles(h, bits)
	p := &predictor{encoder: e, pix: pix, w: w, h: h, bits: bits, modes: make([]uint8, nx*ny)}
	p.lastChannel = 2
	for _, v := range pix {
		if v>>24 != pix[0]>>24 {
			p.lastChannel = 3
			break
		}
	}
	residuals = make([]uint32, len(pix))
	for ty := 0; ty < ny && e.goesOn(); ty++ {
		for tx := range nx {
			p.learn()
			p.choose(tx, ty, nx)
		}
		for y := ty << bits; y < min((ty+1)<<bits, h); y++ {
			p.apply(residuals[y*w:][:w], y, p.modes[ty*nx:])
		}
	}
	return residuals, p.modes
}

// learn takes what was seen into account, at first with every tile, then more
// and more rarely.
func (p *predictor) learn() {
	if p.done == p.next {
		for c := range p.lastChannel + 1 {
			p.worth[c].learn(&p.logs, &p.seen[c])
		}
		p.next += 1 + p.done/16
	}
	p.done++
}

// choose picks a tile's mode: of the one that is estimated to be the best, none
// at all and those of the tile's neighbors the one that takes least.
func (p *predictor) choose(tx, ty, nx int) {
	at := ty*nx + tx
	var left, above uint8 = 1, 2
	if tx > 0 {
		left = p.modes[at-1]
	}
	if ty > 0 {
		above = p.modes[at-nx]
	}
	p.modes[at] = left
	x0, x1 := max(tx<<p.bits, 1), min((tx+1)<<p.bits, p.w)
	y0, y1 := max(ty<<p.bits, 1), min((ty+1)<<p.bits, p.h)
	n, rows := x1-x0, y1-y0
	if n <= 0 || rows <= 0 {
		return
	}
	r := &p.residuals
	r.estimate(p.pix, y0*p.w+x0, p.w, n, rows)
	if r.cost[left] == 0 { // nothing is left
		for c := range p.seen {
			p.seen[c][0] += uint32(n * rows)
		}
		return
	}
	best := uint8(0)
	for m, c := range r.cost {
		if c < r.cost[best] {
			best = uint8(m)
		}
	}
	least := int64(1) << 62
	tried := 0
	for _, mode := range [4]uint8{best, left, above, 0} {
		if tried>>mode&1 != 0 {
			continue
		}
		tried |= 1 << mode
		p.count(mode, n, rows)
		cost := int64(0)
		for c := range p.lastChannel + 1 {
			cost += p.tile[c].cost(&p.logs, &p.worth[c])
		}
		if mode != left && mode != above {
			cost += sameMode
		}
		if cost < least {
			least, p.modes[at] = cost, mode
			p.best, p.tile = p.tile, p.best
		}
	}
	for c := range p.lastChannel + 1 {
		p.best[c].addTo(&p.seen[c])
	}
}

// count counts what a mode leaves of a tile.
func (p *predictor) count(mode uint8, n, rows int) {
	p.tile = [4]tally{}
	for y := range rows {
		row := p.residuals.left[mode][y*tileSide:][:n]
		if p.lastChannel == 3 {
			countRow(&p.tile, row)
		} else {
			countColors(&p.tile, row)
		}
	}
}

func countRow(t *[4]tally, row []uint32) {
	for _, v := range row {
		t[0][uint8(v)]++
		t[1][uint8(v>>8)]++
		t[2][uint8(v>>16)]++
		t[3][uint8(v>>24)]++
	}
}

func countColors(t *[4]tally, row []uint32) {
	for _, v := range row {
		t[0][uint8(v)]++
		t[1][uint8(v>>8)]++
		t[2][uint8(v>>16)]++
	}
}

// dropHidden leaves of the residuals of transparent pixels nothing but alpha.
func dropHidden(residuals, pix []uint32) {
	pix = pix[:len(residuals)]
	for i, v := range pix {
		if v>>24 == 0 {
			residuals[i] &= 0xFF000000
		}
	}
}

// apply sets the residuals of row y. The first pixel is predicted as opaque
// black, the rest of the first row from the left, the first column from above.
func (p *predictor) apply(out []uint32, y int, modes []uint8) {
	start := y * p.w
	row := p.pix[start:][:p.w]
	before := uint32(0xFF000000)
	if y > 0 {
		before = p.pix[start-p.w]
	}
	out[0] = p.reveal(start, sub(row[0], before))
	if y == 0 {
		for x := 1; x < p.w; x++ {
			out[x] = p.reveal(x, sub(row[x], row[x-1]))
		}
		return
	}
	for x := 1; x < p.w; {
		end := min((x>>p.bits+1)<<p.bits, p.w)
		mode := int(modes[x>>p.bits])
		if p.lastChannel < 3 || !anyHidden(row[x:end]) {
			predictSpan(out[x:], p.pix, start+x, end-x, p.w, mode)
			x = end
			continue
		}
		for ; x < end; x++ {
			predictSpan(out[x:], p.pix, start+x, 1, p.w, mode)
			out[x] = p.reveal(start+x, out[x])
		}
	}
}

// reveal sets a transparent pixel to its prediction, all but alpha, and returns
// the residual.
func (p *predictor) reveal(at int, residual uint32) uint32 {
	if v := p.pix[at]; v>>24 == 0 {
		p.pix[at] = sub(v, residual) & 0x00FFFFFF
		residual &= 0xFF000000
	}
	return residual
}

func anyHidden(pix []uint32) bool {
	for _, v := range pix {
		if v>>24 == 0 {
			return true
		}
	}
	return false
}
