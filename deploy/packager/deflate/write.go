package deflate

import (
	"math/bits"
	"slices"
)

// bitWriter collects bits, the least significant first, section 3.1.1.
type bitWriter struct {
	out  []byte
	acc  uint64
	nAcc uint
}

func (w *bitWriter) bits(v uint32, n uint) {
	w.acc |= uint64(v) << w.nAcc
	for w.nAcc += n; w.nAcc >= 8; w.nAcc -= 8 {
		w.out = append(w.out, byte(w.acc))
		w.acc >>= 8
	}
}

func (w *bitWriter) flush() []byte {
	if w.nAcc > 0 {
		w.out = append(w.out, byte(w.acc))
	}
	return w.out
}

// code is a Huffman code: the bits as they are written, and how many.
type code struct {
	bits  []uint32
	sizes []uint8
}

func (w *bitWriter) symbol(c *code, s int) { w.bits(c.bits[s], uint(c.sizes[s])) }

// block writes tokens as a block with codes of its own, section 3.2.7.
func (w *bitWriter) block(tokens []token, last bool) {
	h := count(tokens)
	litLen, dist := newCode(h.litLen[:], 15), newCode(h.dist[:], 15)
	if last {
		w.bits(1, 1)
	} else {
		w.bits(0, 1)
	}
	w.bits(2, 2)
	w.codes(litLen, dist)
	for _, t := range tokens {
		if t.length == 0 {
			w.symbol(litLen, int(t.dist))
			continue
		}
		c := lengthCode(int(t.length))
		w.symbol(litLen, c)
		w.bits(uint32(int(t.length)-lengthBase(c)), uint(lengthExtra[c-257]))
		c = distCode(int(t.dist))
		w.symbol(dist, c)
		w.bits(uint32(int(t.dist)-distBase(c)), uint(distExtra[c]))
	}
	w.symbol(litLen, endBlock)
}

// run is a code length, or with symbols 16 to 18 a repetition.
type run struct {
	symbol     int
	extra      uint32
	extraSizes uint
}

// codes writes the lengths of both codes.
func (w *bitWriter) codes(litLen, dist *code) {
	nLit, nDists := used(litLen.sizes, 257), used(dist.sizes, 1)
	runs := runsOf(append(slices.Clone(litLen.sizes[:nLit]), dist.sizes[:nDists]...))
	counts := make([]int, 19)
	for _, r := range runs {
		counts[r.symbol]++
	}
	sizes := newCode(counts, 7)
	order := [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
	n := 19
	for n > 4 && sizes.sizes[order[n-1]] == 0 {
		n--
	}
	w.bits(uint32(nLit-257), 5)
	w.bits(uint32(nDists-1), 5)
	w.bits(uint32(n-4), 4)
	for _, s := range order[:n] {
		w.bits(uint32(sizes.sizes[s]), 3)
	}
	for _, r := range runs {
		w.symbol(sizes, r.symbol)
		w.bits(r.extra, r.extraSizes)
	}
}

// used is how many sizes are written: without the zeros at the end, but at least least.
func used(sizes []uint8, least int) int {
	n := len(sizes)
	for n > least && sizes[n-1] == 0 {
		n--
	}
	return n
}

// runsOf codes sizes: 16 repeats the one before 3 to 6 times, 17 and 18 are 3 to
// 10 and 11 to 138 zeros.
func runsOf(sizes []uint8) []run {
	var runs []run
	for i := 0; i < len(sizes); {
		n := 1
		for i+n < len(sizes) && sizes[i+n] == sizes[i] {
			n++
		}
		i += n
		if size := int(sizes[i-1]); size != 0 {
			runs = append(runs, run{size, 0, 0})
			for n--; n >= 3; {
				k := min(n, 6)
				if n-k == 1 || n-k == 2 {
					k = max(3, n-3) // leaves a run for the rest
				}
				runs = append(runs, run{16, uint32(k - 3), 2})
				n -= k
			}
			for ; n > 0; n-- {
				runs = append(runs, run{size, 0, 0})
			}
			continue
		}
		for n >= 3 {
			k := min(n, 138)
			if k <= 10 {
				runs = append(runs, run{17, uint32(k - 3), 3})
			} else {
				runs = append(runs, run{18, uint32(k - 11), 7})
			}
			n -= k
		}
		for ; n > 0; n-- {
			runs = append(runs, run{0, 0, 0})
		}
	}
	return runs
}

// newCode makes the best code whose words have at most limit bits. A code of
// fewer than two symbols gets a second one, as decoders expect.
func newCode(counts []int, limit int) *code {
	c := &code{bits: make([]uint32, len(counts)), sizes: make([]uint8, len(counts))}
	type leaf struct{ weight, symbol int }
	var leaves []leaf
	for s, n := range counts {
		if n > 0 {
			leaves = append(leaves, leaf{n, s})
		}
	}
	for s := 0; len(leaves) < 2; s++ {
		if counts[s] == 0 {
			leaves = append(leaves, leaf{1, s})
		}
	}
	slices.SortStableFunc(leaves, func(a, b leaf) int { return a.weight - b.weight })
	weights := make([]int, len(leaves))
	for i, l := range leaves {
		weights[i] = l.weight
	}
	for i, size := range packageMerge(weights, limit) {
		c.sizes[leaves[i].symbol] = size
	}
	// The words in the order of section 3.2.2, their first bit lowest.
	var next [17]uint32
	for _, size := range c.sizes {
		if size > 0 {
			next[size+1]++
		}
	}
	for i := 2; i < len(next); i++ {
		next[i] = (next[i] + next[i-1]) << 1
	}
	for s, size := range c.sizes {
		if size > 0 {
			c.bits[s] = bits.Reverse32(next[size]) >> (32 - size)
			next[size]++
		}
	}
	return c
}

// packageMerge returns the sizes of the best code for weights, which ascend, with
// words of at most limit bits. Larmore and Hirschberg, "A fast algorithm for
// optimal length-limited Huffman codes", 1990: limit times, coins of the weights
// are merged with packages of two of the row before; a weight's size is how often
// it is among the 2n-2 cheapest of the last row.
func packageMerge(weights []int, limit int) []uint8 {
	type item struct{ weight, leaves int } // leaves: how many of the row's first weights it holds; packages -1
	n := len(weights)
	rows := make([][]item, limit)
	for r := range rows {
		var packages []int
		if r > 0 {
			before := rows[r-1]
			for i := 0; i+1 < len(before); i += 2 {
				packages = append(packages, before[i].weight+before[i+1].weight)
			}
		}
		at := 0
		for _, w := range weights {
			for at < len(packages) && packages[at] < w {
				rows[r] = append(rows[r], item{packages[at], 0})
				at++
			}
			rows[r] = append(rows[r], item{w, 1})
		}
		for ; at < len(packages); at++ {
			rows[r] = append(rows[r], item{packages[at], 0})
		}
	}
	sizes := make([]uint8, n)
	take := 2*n - 2
	for r := limit - 1; r >= 0; r-- {
		leaves := 0
		for _, it := range rows[r][:take] {
			leaves += it.leaves
		}
		for i := range leaves {
			sizes[i]++
		}
		take = 2 * (take - leaves)
	}
	return sizes
}
