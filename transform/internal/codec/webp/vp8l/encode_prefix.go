package vp8l

import "math/bits"

// Limits of code lengths (RFC 9649, section 3.7.2.1): those
// of symbols and those of the code that codes them.
const (
	MaxCodeLength       = 15
	MaxLengthCodeLength = 7
)

// A PrefixCoder is a canonical prefix code.
type PrefixCoder struct {
	lengths []uint8
	codes   []uint16 // bit reversed, as they are written
}

// NewPrefixCoder makes the code of least bits for the counts of symbols.
func NewPrefixCoder(counts []uint32, limit int) *PrefixCoder {
	c := &PrefixCoder{lengths: make([]uint8, len(counts)), codes: make([]uint16, len(counts))}
	SetCodeLengths(counts, limit, c.lengths)
	c.setCodes()
	return c
}

type codeNode struct {
	count       uint64
	left, right int32 // children, or a symbol in left where right is -1
}

// SetCodeLengths builds Huffman's tree. Where it is deeper than limit, rare
// symbols are counted as less rare and the tree is built again.
func SetCodeLengths(counts []uint32, limit int, lengths []uint8) {
	var leaves []codeNode
	for i, n := range counts {
		lengths[i] = 0
		if n > 0 {
			leaves = append(leaves, codeNode{uint64(n), int32(i), -1})
		}
	}
	if len(leaves) == 0 {
		return
	}
	if len(leaves) == 1 {
		lengths[leaves[0].left] = 1
		return
	}
	sortLeaves(leaves)
	for least := uint64(1); ; least *= 2 {
		for i := range leaves {
			leaves[i].count = max(leaves[i].count, least)
		}
		if treeLengths(leaves, limit, lengths) {
			return
		}
	}
}

// sortLeaves sorts by count, and by symbol where counts are equal: Shell's sort,
// which takes little code.
func sortLeaves(leaves []codeNode) {
	gap := 1
	for gap < len(leaves) {
		gap = 3*gap + 1
	}
	for ; gap > 0; gap /= 3 {
		for i := gap; i < len(leaves); i++ {
			v, j := leaves[i], i
			for ; j >= gap; j -= gap {
				before := leaves[j-gap]
				if before.count < v.count || before.count == v.count && before.left < v.left {
					break
				}
				leaves[j] = before
			}
			leaves[j] = v
		}
	}
}

// treeLengths merges the two least of leaves, sorted, and of what has been
// merged, until one is left. It reports whether no leaf is deeper than limit.
func treeLengths(leaves []codeNode, limit int, lengths []uint8) bool {
	nodes := append(make([]codeNode, 0, 2*len(leaves)), leaves...)
	leaf, inner := 0, len(leaves)
	least := func() int32 {
		if leaf < len(leaves) && (inner >= len(nodes) || nodes[leaf].count <= nodes[inner].count) {
			leaf++
			return int32(leaf - 1)
		}
		inner++
		return int32(inner - 1)
	}
	for len(nodes) < 2*len(leaves)-1 {
		a := least()
		b := least()
		nodes = append(nodes, codeNode{nodes[a].count + nodes[b].count, a, b})
	}
	// Children come before parents: depths follow from the root down.
	depth := make([]uint8, len(nodes))
	for i := len(nodes) - 1; i >= len(leaves); i-- {
		d := depth[i] + 1
		if int(d) > limit {
			return false
		}
		depth[nodes[i].left], depth[nodes[i].right] = d, d
	}
	for i := range leaves {
		lengths[leaves[i].left] = depth[i]
	}
	return true
}

// setCodes numbers the codes of each length in the order of symbols.
func (c *PrefixCoder) setCodes() {
	var n, next [MaxCodeLength + 1]uint16
	for _, l := range c.lengths {
		n[l]++
	}
	n[0] = 0
	for l := 1; l <= MaxCodeLength; l++ {
		next[l] = (next[l-1] + n[l-1]) << 1
	}
	for i, l := range c.lengths {
		if l > 0 {
			c.codes[i] = bits.Reverse16(next[l]) >> (16 - l)
			next[l]++
		}
	}
}

// Put writes a symbol.
func (c *PrefixCoder) Put(b *BitWriter, symbol int) {
	b.Put(uint32(c.codes[symbol]), int(c.lengths[symbol]))
}

// LengthOrder is the order in which the lengths of the code length code are
// stored.
var LengthOrder = [19]uint8{17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}

// Write stores the code. One of up to two symbols below 256 is written as
// these symbols; a code of a single symbol takes no bits in the data.
func (c *PrefixCoder) Write(b *BitWriter) {
	var symbols []int
	for i, l := range c.lengths {
		if l > 0 && len(symbols) < 3 {
			symbols = append(symbols, i)
		}
	}
	if len(symbols) == 0 {
		symbols = []int{0}
	}
	if len(symbols) <= 2 && symbols[len(symbols)-1] < 256 {
		b.Put(1, 1)
		b.Put(uint32(len(symbols)-1), 1)
		if symbols[0] < 2 {
			b.Put(uint32(symbols[0])<<1, 2)
		} else {
			b.Put(uint32(symbols[0])<<1|1, 9)
		}
		if len(symbols) == 2 {
			b.Put(uint32(symbols[1]), 8)
		} else {
			c.lengths[symbols[0]] = 0
		}
		return
	}
	b.Put(0, 1)
	c.writeLengths(b)
	if len(symbols) == 1 {
		c.lengths[symbols[0]] = 0
	}
}

// A lengthRun is a symbol of the code length code with its extra bits.
type lengthRun struct {
	symbol, extra uint8
}

// LengthExtraBits of the symbols 16, 17 and 18: repeat the last length 3 to 6 times, 3
// to 10 zeros, 11 to 138 zeros.
var LengthExtraBits = [3]int{2, 3, 7}

// writeLengths stores the code lengths, run length coded.
func (c *PrefixCoder) writeLengths(b *BitWriter) {
	runs := lengthRuns(c.lengths)
	var counts [19]uint32
	for _, r := range runs {
		counts[r.symbol]++
	}
	code := NewPrefixCoder(counts[:], MaxLengthCodeLength)
	n := len(LengthOrder)
	for n > 4 && code.lengths[LengthOrder[n-1]] == 0 {
		n--
	}
	b.Put(uint32(n-4), 4)
	used := 0
	for _, s := range LengthOrder[:n] {
		b.Put(uint32(code.lengths[s]), 3)
		if code.lengths[s] > 0 {
			used++
		}
	}
	b.Put(0, 1) // all lengths follow
	for _, r := range runs {
		if used > 1 {
			code.Put(b, int(r.symbol))
		}
		if r.symbol >= 16 {
			b.Put(uint32(r.extra), LengthExtraBits[r.symbol-16])
		}
	}
}

// lengthRuns finds the runs in code lengths.
func lengthRuns(lengths []uint8) []lengthRun {
	var runs []lengthRun
	last := uint8(8) // what 16 repeats before any length
	for i := 0; i < len(lengths); {
		v := lengths[i]
		n := 1
		for i+n < len(lengths) && lengths[i+n] == v {
			n++
		}
		i += n
		if v == 0 {
			for ; n >= 11; n -= min(n, 138) {
				runs = append(runs, lengthRun{18, uint8(min(n, 138) - 11)})
			}
			if n >= 3 {
				runs = append(runs, lengthRun{17, uint8(n - 3)})
				n = 0
			}
		} else {
			if v != last {
				runs = append(runs, lengthRun{v, 0})
				last = v
				n--
			}
			for ; n >= 3; n -= min(n, 6) {
				runs = append(runs, lengthRun{16, uint8(min(n, 6) - 3)})
			}
		}
		for ; n > 0; n-- {
			runs = append(runs, lengthRun{v, 0})
		}
	}
	return runs
}

// WordBits is where in a word of Words the code begins.
const WordBits = 4

// Words sets words to the symbols' codes as they are written, each above the
// number of its bits.
func (c *PrefixCoder) Words(words []uint32) {
	for i, n := range c.lengths {
		words[i] = uint32(c.codes[i])<<WordBits | uint32(n)
	}
}
