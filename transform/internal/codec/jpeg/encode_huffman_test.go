//go:build !wasm

package jpeg

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func huffmanCounts(seed uint64, symbols int, spread int) (count [256]uint32) {
	r := rand.New(rand.NewPCG(seed, 1))
	for _, s := range r.Perm(256)[:symbols] {
		count[s] = 1 + r.Uint32N(1<<spread)>>r.IntN(spread)
	}
	return count
}

// A table holds every symbol that occurs once, leaves the code of all ones
// free and is a complete prefix code otherwise.
func TestOptimalTableIsComplete(t *testing.T) {
	for symbols := 1; symbols <= 256; symbols++ {
		count := huffmanCounts(uint64(symbols), symbols, 1+symbols%24)
		h := encOptimalTable(&count)
		space, n := 0, 0
		for length, c := range h.count {
			space += int(c) << (maxCodeLength - length)
			n += int(c)
		}
		if n != symbols || len(h.symbols) != symbols {
			t.Fatalf("%d symbols: %d codes, %d symbols listed", symbols, n, len(h.symbols))
		}
		longest := maxCodeLength
		for h.count[longest] == 0 {
			longest--
		}
		if want := 1<<maxCodeLength - 1<<(maxCodeLength-longest); space != want && symbols > 1 {
			t.Errorf("%d symbols: codes take %d of the space, want all but one code: %d", symbols, space, want)
		}
		sorted := slices.Clone(h.symbols)
		slices.Sort(sorted)
		if len(slices.Compact(sorted)) != symbols {
			t.Errorf("%d symbols: one is listed twice", symbols)
		}
	}
}

// No prefix code of at most 16 bits takes fewer bits, but for what the
// adjustment of figure K.3 may cost where codes were too long, below 1 in 500.
func TestOptimalTableIsOptimal(t *testing.T) {
	for _, test := range []struct {
		symbols, spread int
		slack           int // parts in 1000
	}{
		{2, 8, 0}, {3, 8, 0}, {17, 10, 0}, {60, 8, 0}, {162, 7, 0}, {256, 4, 0},
		{60, 24, 2}, {162, 24, 2}, {256, 24, 2},
	} {
		for seed := range uint64(20) {
			count := huffmanCounts(seed, test.symbols, test.spread)
			h := encOptimalTable(&count)
			got, i, longest := 0, 0, 0
			for length, c := range h.count {
				for range c {
					got += length * int(count[h.symbols[i]])
					longest = length
					i++
				}
			}
			got += longest // of the reserved symbol
			want := packageMerge(count[:])
			if got < want || got > want+want*test.slack/1000 {
				t.Errorf("%+v seed %d: %d bits, the optimum is %d", test, seed, got, want)
			}
		}
	}
}

// packageMerge returns the cost of the optimal code with lengths up to 16 of
// count and one more symbol of weight 1, by the algorithm of Larmore and
// Hirschberg: an oracle that shares nothing with Huffman's.
func packageMerge(count []uint32) int {
	leaves := []int{1}
	for _, c := range count {
		if c > 0 {
			leaves = append(leaves, int(c))
		}
	}
	slices.Sort(leaves)
	var level []int
	for range maxCodeLength {
		var packages []int
		for i := 0; i+1 < len(level); i += 2 {
			packages = append(packages, level[i]+level[i+1])
		}
		level = append(packages, leaves...)
		slices.Sort(level)
	}
	cost := 0
	for _, w := range level[:2*len(leaves)-2] {
		cost += w
	}
	return cost
}
