package vp8l

// Parts of an image that differ in kind are coded with prefix codes of their own
// (RFC 9649, section 3.7.2.2). Tiles are first sorted into bins by what their
// channels take, then clusters are merged as long as that saves, and tiles go to
// where their symbols cost least.

// A grouping says which group of codes each tile of an image has.
type grouping struct {
	bits       int // binary logarithm of the side of a tile; 0 for one group
	nx         int // tiles in a row
	tile       []uint16
	histograms [][]uint32 // of the groups
}

// of returns the group of the pixel at an index; w is the length of a row.
func (g *grouping) of(at, w int) int {
	if g.bits == 0 {
		return 0
	}
	y := at / w
	return int(g.tile[y>>g.bits*g.nx+(at-y*w)>>g.bits])
}

// Limits of groupings: tiles of an image, and bins of a channel.
const (
	maxTiles = 2600
	nBins    = 4
)

// A symbolCount is a symbol of a tile and how often it occurs.
type symbolCount struct {
	symbol uint16
	count  uint16
}

// A grouper divides an image.
type grouper struct {
	*encoder
	*alphabet
	*grouping
	tiles [][]symbolCount
}

func (e *encoder) oneGroup(a *alphabet, steps []step) *grouping {
	return &grouping{histograms: [][]uint32{e.count(a, steps)}}
}

// group divides an image of w by h pixels into tiles of at least 1<<bits pixels;
// it returns one group where that is no worse.
func (e *encoder) group(a *alphabet, steps []step, w, h, bits int) *grouping {
	one := e.oneGroup(a, steps)
	for tiles(w, bits)*tiles(h, bits) > maxTiles {
		bits++
	}
	if tiles(w, bits)*tiles(h, bits) < 2 || bits > 9 {
		return one
	}
	g := &grouper{encoder: e, alphabet: a, grouping: &grouping{bits: bits, nx: tiles(w, bits)}}
	g.tile = make([]uint16, g.nx*tiles(h, bits))
	if g.countTiles(steps, w); e.err != nil {
		return one
	}
	g.seed()
	for range 2 {
		if !e.goesOn() {
			return one
		}
		g.merge()
		g.assign()
	}
	g.merge()
	if len(g.histograms) < 2 || g.cost() >= a.cost(&e.logs, one.histograms[0]) {
		return one
	}
	return g.grouping
}

// countTiles lists the symbols of every tile.
func (g *grouper) countTiles(steps []step, w int) {
	// A counting sort of the steps by tile.
	first := make([]int32, len(g.tile)+1)
	tile := make([]uint16, len(steps))
	x, y := 0, 0
	for i, s := range steps {
		if i%stretch == 0 && !g.spend(8*stretch) {
			return
		}
		t := y>>g.bits*g.nx + x>>g.bits
		tile[i] = uint16(t)
		first[t+1]++
		for x += s.pixels(); x >= w; x -= w {
			y++
		}
	}
	for t := range g.tile {
		first[t+1] += first[t]
	}
	next := append([]int32(nil), first...)
	order := make([]int32, len(steps))
	for i, t := range tile {
		order[next[t]] = int32(i)
		next[t]++
	}
	g.tiles = make([][]symbolCount, len(g.tile))
	counts := make([]uint16, g.size())
	var seen []uint16
	for t := range g.tiles {
		if !g.spend(64 + 24*int(first[t+1]-first[t])) {
			return
		}
		seen = seen[:0]
		for _, i := range order[first[t]:first[t+1]] {
			symbols, n := g.symbols(steps[i])
			for _, s := range symbols[:n] {
				if counts[s] == 0 {
					seen = append(seen, uint16(s))
				}
				counts[s] = min(counts[s], 1<<16-2) + 1
			}
		}
		list := make([]symbolCount, len(seen))
		for i, s := range seen {
			list[i] = symbolCount{s, counts[s]}
			counts[s] = 0
		}
		g.tiles[t] = list
	}
}

// seed makes a group of the tiles whose green, red and blue take alike.
func (g *grouper) seed() {
	var costs [3][]uint64
	for c := range costs {
		costs[c] = make([]uint64, len(g.tiles))
		for t, list := range g.tiles {
			if !g.spend(4 * len(list)) {
				return
			}
			costs[c][t] = g.tileEntropy(list, g.start[c], g.start[c+1])
		}
	}
	var number [nBins * nBins * nBins]int
	n := 0
	bin := make([]int, len(g.tiles))
	for c := range costs {
		lo, hi := costs[c][0], uint64(0)
		for _, v := range costs[c] {
			lo, hi = min(lo, v), max(hi, v)
		}
		for t, v := range costs[c] {
			bin[t] *= nBins
			if hi > lo {
				bin[t] += int(min((v-lo)*nBins/(hi-lo), nBins-1))
			}
		}
	}
	for t, b := range bin {
		if number[b] == 0 {
			n++
			number[b] = n
		}
		g.tile[t] = uint16(number[b] - 1)
	}
	g.count(n)
}

// tileEntropy is what the symbols of a tile in a range take by themselves.
func (g *grouper) tileEntropy(list []symbolCount, from, to int) uint64 {
	total, sum := uint32(0), uint64(0)
	for _, s := range list {
		if int(s.symbol) >= from && int(s.symbol) < to {
			total += uint32(s.count)
			sum += g.logs.nlogn(uint32(s.count))
		}
	}
	return g.logs.nlogn(total) - sum
}

// count fills the histograms of n groups.
func (g *grouper) count(n int) {
	size := g.size()
	all := make([]uint32, n*size)
	g.histograms = make([][]uint32, n)
	for i := range g.histograms {
		g.histograms[i] = all[i*size:][:size:size]
	}
	for t, list := range g.tiles {
		h := g.histograms[g.tile[t]]
		for _, s := range list {
			h[s.symbol] += uint32(s.count)
		}
	}
}

// assign moves every tile to the group where its symbols cost least.
func (g *grouper) assign() {
	n := len(g.histograms)
	price := make([][]uint32, n)
	for i, h := range g.histograms {
		price[i] = make([]uint32, len(h))
		for c := range nCodes {
			priceCode(&g.logs, h[g.start[c]:g.start[c+1]], price[i][g.start[c]:g.start[c+1]])
		}
	}
	for t, list := range g.tiles {
		if !g.spend(n * len(list)) {
			break
		}
		least := uint32(1<<32 - 1)
		for i := range price {
			if c := listCost(list, price[i], least); c < least {
				least, g.tile[t] = c, uint16(i)
			}
		}
	}
	g.count(n)
}

// listCost is what the symbols of a tile cost, or something not below limit.
func listCost(list []symbolCount, price []uint32, limit uint32) uint32 {
	sum := uint32(0)
	for _, s := range list {
		sum += uint32(s.count) * min(price[s.symbol], 24<<8)
		if sum >= limit {
			break
		}
	}
	return sum
}

// cost is about what the image, the codes and the map of groups take, Q16 bits.
func (g *grouper) cost() uint64 {
	sum := uint64(0)
	uses := make([]uint32, len(g.histograms))
	for _, h := range g.histograms {
		sum += g.alphabet.cost(&g.logs, h)
	}
	for _, v := range g.tile {
		uses[v]++
	}
	return sum + g.logs.entropy(uses)
}

// merge joins groups as long as the best join of two saves.
func (g *grouper) merge() {
	n := len(g.histograms)
	m := &merger{grouper: g, costs: make([]uint64, n), saves: make([][]int64, n), into: make([]uint16, n)}
	for i, h := range g.histograms {
		m.costs[i] = g.alphabet.cost(&g.logs, h)
		m.into[i] = uint16(i)
		m.saves[i] = make([]int64, i)
		for j := range i {
			if !g.spend(2 * len(h)) {
				return
			}
			m.saves[i][j] = m.saving(i, j)
		}
	}
	for g.spend(n*n + 2*n*g.size()) {
		a, b, best := 0, 0, int64(0)
		for i := range m.saves {
			for j, v := range m.saves[i] {
				if v > best {
					a, b, best = i, j, v
				}
			}
		}
		if best <= 0 {
			break
		}
		m.join(b, a)
	}
	m.renumber()
}

// A merger merges groups.
type merger struct {
	*grouper
	costs []uint64  // of the groups' symbols and codes
	saves [][]int64 // what joining two saves, the second below the first
	into  []uint16  // the group that each went into
	joint []uint32
}

// saving is what joining two groups saves.
func (m *merger) saving(i, j int) int64 {
	m.joint = append(m.joint[:0], m.histograms[i]...)
	for s, v := range m.histograms[j] {
		m.joint[s] += v
	}
	return int64(m.costs[i]+m.costs[j]) - int64(m.alphabet.cost(&m.logs, m.joint))
}

// join puts group b into a, which is below it.
func (m *merger) join(a, b int) {
	for s, v := range m.histograms[b] {
		m.histograms[a][s] += v
	}
	m.costs[a] = m.alphabet.cost(&m.logs, m.histograms[a])
	for i, v := range m.into {
		if v == uint16(b) {
			m.into[i] = uint16(a)
		}
	}
	for k := range m.into {
		hi, lo := max(k, b), min(k, b)
		if hi != lo {
			m.saves[hi][lo] = -1
		}
		hi, lo = max(k, a), min(k, a)
		if hi != lo && m.into[k] == uint16(k) {
			m.saves[hi][lo] = m.saving(hi, lo)
		}
	}
}

// renumber drops the groups that went into others, and those of no tile.
func (m *merger) renumber() {
	number := make([]uint16, len(m.into))
	kept := make([][]uint32, 0, len(m.into))
	used := make([]bool, len(m.into))
	for _, v := range m.tile {
		used[m.into[v]] = true
	}
	for i := range m.into {
		if used[i] {
			number[i] = uint16(len(kept))
			kept = append(kept, m.histograms[i])
		}
	}
	m.histograms = kept
	for t, v := range m.tile {
		m.tile[t] = number[m.into[v]]
	}
}
