package webp

import (
	"slices"

	"tintype/transform/internal/codec/webp/vp8"
	"tintype/transform/internal/codec/webp/vp8l"
	"tintype/transform/internal/work"
)

// Parts of an image that differ in kind are coded with prefix codes of their
// own ("Meta prefix codes" of the lossless specification). Tiles are clustered:
// first by how many bits a pixel takes, then each goes where its symbols cost
// least, a few times over; last, clusters that do not pay for their codes are
// merged.

// groupSet is a division of an image's tiles into groups.
type groupSet struct {
	bits       int // binary logarithm of the side of a tile; 0 for one group
	tilesW     int
	tiles      []uint16 // the group of each
	histograms []histogram
}

// of returns the group of pixel at.
func (g *groupSet) of(at, w int) int {
	if g.bits == 0 {
		return 0
	}
	y := at / w
	return int(g.tiles[y>>g.bits*g.tilesW+(at-y*w)>>g.bits])
}

// writeMap writes which group each tile belongs to.
func (g *groupSet) writeMap(b *vp8l.BitWriter, m *work.Meter) {
	if g.bits == 0 {
		b.Put(0, 1)
		return
	}
	b.Put(1, 1)
	b.Put(uint32(g.bits-2), 3)
	pix := make([]uint32, len(g.tiles))
	for i, v := range g.tiles {
		pix[i] = uint32(v) << 8 // high byte in red, low byte in green
	}
	writePixels(b, pix, g.tilesW, false, 0, m)
}

func oneGroup(refs []pixelRef, m *work.Meter) *groupSet {
	g := &groupSet{histograms: make([]histogram, 1)}
	for i, r := range refs {
		if i%atOnce == 0 && !m.Spend(16*atOnce) {
			break
		}
		g.histograms[0].add(r)
	}
	return g
}

const (
	maxGroups     = 12
	groupRounds   = 3
	minGroupPixel = 4096 // smaller images have one group
	maxAlphaTiles = 1 << 12
	// codeBits is about what the description of a symbol of a code takes,
	// groupBits what a group takes beside that, tileBits what a tile takes in the
	// map of groups, in 1/256 bit.
	codeBits  = 5 * 256
	groupBits = 60 * 256
	tileBits  = 2 * 256
	// unseen is the price of a symbol that a group does not have yet.
	unseen = 12 * 256
)

// A tileSymbol is a symbol of a tile and how often it occurs.
type tileSymbol struct {
	symbol uint16
	count  uint16
}

// findGroups divides the tiles of an image of w by h pixels, or returns one, the
// division into a single group, where that is no worse.
func findGroups(refs []pixelRef, w, h int, one *groupSet, m *work.Meter) *groupSet {
	if w*h < minGroupPixel {
		return one
	}
	g := &groupSet{bits: 5}
	for ((w-1)>>g.bits+1)*((h-1)>>g.bits+1) > maxAlphaTiles {
		g.bits++
	}
	size := 1 << g.bits
	g.tilesW = (w + size - 1) >> g.bits
	tilesH := (h + size - 1) >> g.bits
	g.tiles = make([]uint16, g.tilesW*tilesH)
	symbols := g.tileSymbols(refs, w, m)
	if m.Err() != nil {
		return one
	}
	g.seed(symbols, &one.histograms[0])
	for range groupRounds {
		g.assign(symbols, m)
	}
	g.merge()
	if g.cost()+uint64(len(g.tiles))*tileBits >= one.cost() {
		return one
	}
	return g
}

// tileSymbols lists the symbols of every tile.
func (g *groupSet) tileSymbols(refs []pixelRef, w int, m *work.Meter) [][]tileSymbol {
	starts := make([][]int32, len(g.tiles))
	at := 0
	for i, r := range refs {
		if i%atOnce == 0 && !m.Spend(8*atOnce) {
			return nil
		}
		y := at / w
		t := y>>g.bits*g.tilesW + (at-y*w)>>g.bits
		starts[t] = append(starts[t], int32(i))
		at += int(r.length)
	}
	out := make([][]tileSymbol, len(g.tiles))
	var h histogram
	for t, list := range starts {
		if !m.Spend(2*nSymbols + 16*len(list)) {
			return nil
		}
		clear(h[:])
		for _, i := range list {
			h.add(refs[i])
		}
		for s, n := range h {
			if n > 0 {
				out[t] = append(out[t], tileSymbol{uint16(s), uint16(min(n, 65535))})
			}
		}
	}
	return out
}

// seed divides the tiles by what their symbols cost in the single group.
func (g *groupSet) seed(symbols [][]tileSymbol, all *histogram) {
	var price [nSymbols]uint32
	setPrices(all, &price)
	costs := make([]uint32, len(g.tiles))
	order := make([]int, len(g.tiles))
	for t, list := range symbols {
		order[t] = t
		for _, s := range list {
			costs[t] += uint32(s.count) * price[s.symbol] >> 4
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(costs[a]) - int(costs[b]) })
	n := min(maxGroups, (len(order)+3)/4)
	for i, t := range order {
		g.tiles[t] = uint16(i * n / len(order))
	}
	g.count(symbols, n)
}

// count fills the histograms of n groups.
func (g *groupSet) count(symbols [][]tileSymbol, n int) {
	g.histograms = make([]histogram, n)
	for t, list := range symbols {
		h := &g.histograms[g.tiles[t]]
		for _, s := range list {
			h[s.symbol] += uint32(s.count)
		}
	}
}

// assign moves every tile to the group where its symbols cost least.
func (g *groupSet) assign(symbols [][]tileSymbol, m *work.Meter) {
	n := len(g.histograms)
	prices := make([][nSymbols]uint32, n)
	for i := range prices {
		setPrices(&g.histograms[i], &prices[i])
	}
	for t, list := range symbols {
		if !m.Spend(2 * n * len(list)) {
			return
		}
		least := uint64(1) << 63
		for i := range prices {
			price, sum := &prices[i], uint64(0)
			for _, s := range list {
				sum += uint64(s.count) * uint64(price[s.symbol])
				if sum >= least {
					break
				}
			}
			if sum < least {
				least = sum
				g.tiles[t] = uint16(i)
			}
		}
	}
	g.count(symbols, n)
}

// setPrices prices the symbols of a group, in 1/256 bit.
func setPrices(h *histogram, price *[nSymbols]uint32) {
	for c := range 5 {
		total := uint32(0)
		for _, n := range h[codeStart[c]:codeStart[c+1]] {
			total += n
		}
		all := vp8.Log2Q8(total | 1)
		for s := codeStart[c]; s < codeStart[c+1]; s++ {
			price[s] = unseen
			if h[s] > 0 {
				price[s] = min(all-min(vp8.Log2Q8(h[s]), all), unseen)
			}
		}
	}
}

// cost is about what the pixels and the codes of a group take.
func (h *histogram) cost() uint64 {
	sum := uint64(0)
	for c := range 5 {
		counts := h[codeStart[c]:codeStart[c+1]]
		used := 0
		for _, n := range counts {
			if n > 0 {
				used++
			}
		}
		if used > 1 {
			sum += entropyOf(counts) + uint64(used)*codeBits
		}
	}
	return sum
}

func (g *groupSet) cost() uint64 {
	sum := uint64(0)
	for i := range g.histograms {
		sum += g.histograms[i].cost() + groupBits
	}
	return sum
}

// merge joins groups as long as the best join of two saves.
func (g *groupSet) merge() {
	n := len(g.histograms)
	costs := make([]uint64, n)
	for i := range costs {
		costs[i] = g.histograms[i].cost() + groupBits
	}
	// saves[i][j], i < j, is what joining the two saves.
	saves := make([][]int64, n)
	for i := range saves {
		saves[i] = make([]int64, n)
		for j := i + 1; j < n; j++ {
			saves[i][j] = g.saving(costs, i, j)
		}
	}
	into := make([]uint16, n)
	for i := range into {
		into[i] = uint16(i)
	}
	for {
		bi, bj, best := 0, 0, int64(0)
		for i := range saves {
			for j := i + 1; j < n; j++ {
				if saves[i][j] > best {
					bi, bj, best = i, j, saves[i][j]
				}
			}
		}
		if best <= 0 {
			break
		}
		for s, v := range g.histograms[bj] {
			g.histograms[bi][s] += v
		}
		costs[bi] = g.histograms[bi].cost() + groupBits
		for i := range into {
			if into[i] == uint16(bj) {
				into[i] = uint16(bi)
			}
		}
		for k := range n {
			saves[min(k, bj)][max(k, bj)] = -1
		}
		for k := range n {
			if k != bi && into[k] == uint16(k) {
				saves[min(k, bi)][max(k, bi)] = g.saving(costs, min(k, bi), max(k, bi))
			}
		}
	}
	g.renumber(into)
}

// saving is what joining groups i and j saves.
func (g *groupSet) saving(costs []uint64, i, j int) int64 {
	joint := g.histograms[i]
	for s, v := range g.histograms[j] {
		joint[s] += v
	}
	return int64(costs[i]+costs[j]) - int64(joint.cost()+groupBits)
}

// renumber drops the groups that went into others.
func (g *groupSet) renumber(into []uint16) {
	number := make([]uint16, len(into))
	kept := g.histograms[:0]
	for i := range into {
		if into[i] == uint16(i) {
			number[i] = uint16(len(kept))
			kept = append(kept, g.histograms[i])
		}
	}
	g.histograms = kept
	for t, v := range g.tiles {
		g.tiles[t] = number[into[v]]
	}
}
