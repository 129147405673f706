package jpeg

// Optimal Huffman tables, section K.2.

// maxCodeLength is the length of the longest code that DHT can express.
const maxCodeLength = 16

// An encHuffman is a Huffman table as DHT has it (section C.2).
type encHuffman struct {
	count   [maxCodeLength + 1]uint8 // count[n] codes have n bits
	symbols []uint8                  // in the order of their codes
}

// encOptimalTable makes the table with which symbols that occur count times
// each take the fewest bits. As no code may be all ones (section C.2), one
// symbol that never occurs takes that place while the table is made.
func encOptimalTable(count *[256]uint32) encHuffman {
	// Leaves in order of their counts, the reserved symbol first. The symbol
	// sits in the lower bits, so that ties are resolved by it.
	var leaves [257]uint64
	n := 1
	for symbol, c := range count {
		if c == 0 {
			continue
		}
		leaf := uint64(c)<<8 | uint64(symbol)
		i := n
		for i > 1 && leaves[i-1] > leaf {
			leaves[i] = leaves[i-1]
			i--
		}
		leaves[i] = leaf
		n++
	}
	leaves[0] = 1 << 8
	lengths := encCodeLengths(leaves[:n])

	// The longest codes go to the rarest leaves; the reserved one is the very
	// last and is left out.
	var h encHuffman
	h.symbols = make([]uint8, 0, n-1)
	last := 0
	for length, c := range lengths {
		if c > 0 {
			last = length
		}
		h.count[length] = uint8(c)
	}
	if n > 1 {
		h.count[last]--
	}
	for i := n - 1; i > 0; i-- {
		h.symbols = append(h.symbols, uint8(leaves[i]))
	}
	return h
}

// encCodeLengths returns how many of the leaves, whose weights>>8 ascend, get
// codes of each length. Huffman's algorithm with two queues: merged nodes come
// into being in order of their weights.
func encCodeLengths(leaves []uint64) (lengths [maxCodeLength + 1]int) {
	n := len(leaves)
	if n == 1 {
		return lengths
	}
	var weight [256]uint64 // of merged nodes
	var parent [513]uint16 // of leaves 0…n-1 and merged nodes n…2n-2
	leaf, node := 0, 0
	for merged := range n - 1 {
		for range 2 {
			if node < merged && (leaf == n || weight[node] <= leaves[leaf]>>8) {
				weight[merged] += weight[node]
				parent[n+node] = uint16(n + merged)
				node++
			} else {
				weight[merged] += leaves[leaf] >> 8
				parent[leaf] = uint16(n + merged)
				leaf++
			}
		}
	}
	var depth [513]uint8
	var all [256]int
	for i := 2*n - 3; i >= 0; i-- {
		depth[i] = depth[parent[i]] + 1
		if i < n {
			all[depth[i]]++
		}
	}
	encLimitLengths(&all)
	copy(lengths[:], all[:])
	return lengths
}

// encLimitLengths shortens codes to 16 bits, figure K.3: two leaves that are
// too deep give up their level, one moves to the place of their parent, and a
// leaf from further up takes the other down with it.
func encLimitLengths(lengths *[256]int) {
	for i := len(lengths) - 1; i > maxCodeLength; i-- {
		for lengths[i] > 0 {
			j := i - 2
			for lengths[j] == 0 {
				j--
			}
			lengths[i] -= 2
			lengths[i-1]++
			lengths[j+1] += 2
			lengths[j]--
		}
	}
}

// An encCodeTable says for each code of a token how to write it:
// (code << following bits) << 5 | number of bits, code and following together.
// At most 16 + 11 bits follow one another.
type encCodeTable [encCodes]uint32

// set enters the codes of h at those of table, an index of encTables.
func (t *encCodeTable) set(table int, h *encHuffman) {
	code, i := uint32(0), 0
	for length := uint32(1); length <= maxCodeLength; length++ {
		for range h.count[length] {
			s := h.symbols[i]
			extra := encExtraBits(s)
			t[table<<8|int(s)] = code<<(extra+5) | (length + extra)
			code++
			i++
		}
		code <<= 1
	}
}

// bits returns how many bits codes take that occur count times.
func (h *encHuffman) bits(count *[256]uint32) (n int) {
	i := 0
	for length := uint32(1); length <= maxCodeLength; length++ {
		for range h.count[length] {
			s := h.symbols[i]
			n += int(count[s]) * int(length+encExtraBits(s))
			i++
		}
	}
	return n
}

// encExtraBits is the number of bits that follow a symbol's code: its low four
// bits are the size of the value, and if they are 0 but the symbol is not ZRL,
// the others are the size of the EOBRUN, which is 0 in sequential files.
func encExtraBits(symbol uint8) uint32 {
	if symbol&15 == 0 && symbol != symZRL {
		return uint32(symbol >> 4)
	}
	return uint32(symbol & 15)
}
