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

// Limits of groupings: tiles of an image, bins of a channel, and what the image
// has to take for each group that is begun with, Q16 bits: codes of their own have
// to pay.
const (
	maxTiles  = 2600
	maxBins   = 4
	groupCost = 2000 << 16
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
	oneCost := a.cost(&e.logs, one.histograms[0])
	nBins := maxBins
	for nBins > 1 && oneCost < uint64(nBins*nBins*nBins)*groupCost {
		nBins--
	}
	if nBins == 1 {
		return one
	}
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
	g.seed(nBins)
	for range 2 {
		if !e.goesOn() {
			return one
		}
		g.merge()
		g.assign()
	}
	g.merge()
	if len(g.histograms) < 2 || g.cost() >= oneCost {
		return one
	}
	return g.grouping
}

// listRoom is how many symbols of tiles are kept together.
const listRoom = 1 << 14

// countTiles lists the symbols of every tile, a row of tiles at a time.
func (g *grouper) countTiles(steps []step, w int) {
	size := g.size()
	counts := make([]uint32, g.nx*size)
	ofTile := make([]channels, g.nx)
	for i := range ofTile {
		ofTile[i] = g.channels(counts[i*size:][:size])
	}
	g.tiles = make([][]symbolCount, len(g.tile))
	var room []symbolCount
	x, y := 0, 0
	for ty := range len(g.tile) / g.nx {
		if !g.spend(2 * len(counts)) {
			return
		}
		for y>>g.bits == ty && len(steps) > 0 && g.spend(16*w) {
			n, end := g.countRow(ofTile, steps, x, w)
			steps = steps[n:]
			x, y = end%w, y+end/w
		}
		for tx := range g.nx {
			if len(room) < size {
				room = make([]symbolCount, max(listRoom, size))
			}
			n := listCounts(room, counts[tx*size:][:size])
			g.tiles[ty*g.nx+tx], room = room[:n:n], room[n:]
		}
	}
}

// countRow counts the steps that begin in the rest of a row of w pixels, from x
// on, and returns how many they are and where the last one ends.
func (g *grouper) countRow(ofTile []channels, steps []step, x, w int) (n, end int) {
	for n < len(steps) && x < w {
		c := &ofTile[x>>g.bits]
		behind := min((x>>g.bits+1)<<g.bits, w)
		from := n
		for ; n < len(steps) && x < behind; n++ {
			x += steps[n].pixels()
		}
		c.count(steps[from:n])
	}
	return n, x
}

// listCounts lists the symbols that occur, returns how many those are, and clears
// the counts.
func listCounts(list []symbolCount, counts []uint32) (n int) {
	for s, v := range counts {
		if v != 0 {
			list[n] = symbolCount{uint16(s), uint16(min(v, 1<<16-1))}
			n++
			counts[s] = 0
		}
	}
	return n
}

// seed makes a group of the tiles whose green, red and blue take alike.
func (g *grouper) seed(nBins int) {
	var costs [3][]uint64
	for c := range costs {
		costs[c] = make([]uint64, len(g.tiles))
	}
	for t, list := range g.tiles {
		if !g.spend(12 * len(list)) {
			return
		}
		for c := range costs {
			costs[c][t], list = g.tileEntropy(list, g.start[c+1])
		}
	}
	var number [maxBins * maxBins * maxBins]int
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
				bin[t] += int(min((v-lo)*uint64(nBins)/(hi-lo), uint64(nBins-1)))
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

// tileEntropy is what the first symbols of a tile, those below an end, take by themselves.
// It returns the others, too.
func (g *grouper) tileEntropy(list []symbolCount, end int) (entropy uint64, rest []symbolCount) {
	total, sum := uint32(0), uint64(0)
	for i, s := range list {
		if int(s.symbol) >= end {
			rest = list[i:]
			break
		}
		n := uint32(s.count)
		total += n
		sum += g.logs.nlogn(n)
	}
	return g.logs.nlogn(total) - sum, rest
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
		for s, v := range price[i] {
			price[i][s] = min(v, 24<<8)
		}
	}
	for t, list := range g.tiles {
		if !g.spend(n * len(list)) {
			break
		}
		own := g.tile[t]
		least := listCost(list, price[own], 1<<32-1)
		for i := range price {
			if i == int(own) {
				continue
			}
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
		sum += uint32(s.count) * price[s.symbol]
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
