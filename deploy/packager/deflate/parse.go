package deflate

import "math/bits"

// match is what begins at a position: length bytes as they stood dist bytes before.
type match struct{ length, dist uint16 }

// maxChain is how many earlier places are looked at for a position.
const maxChain = 512

// parser knows all matches of data: those of position i are
// matches[first[i]:first[i+1]], each longer and farther away than the one before.
type parser struct {
	data    []byte
	first   []int32
	matches []match

	cost []uint32 // of the cheapest way to each place in the block
	step []token  // the last token of that way
}

// newParser finds the matches.
func newParser(data []byte) *parser {
	p := &parser{data: data, first: make([]int32, len(data)+1)}
	head := make([]int32, 1<<16)
	prev := make([]int32, len(data))
	for i := range head {
		head[i] = -1
	}
	for i := range data {
		p.first[i] = int32(len(p.matches))
		if i+minMatch > len(data) {
			continue
		}
		hash := (uint32(data[i])<<16 | uint32(data[i+1])<<8 | uint32(data[i+2])) * 0x9e3779b1 >> 16
		p.find(i, head[hash], prev)
		prev[i] = head[hash]
		head[hash] = int32(i)
	}
	p.first[len(data)] = int32(len(p.matches))
	return p
}

// find appends the matches of position i, from the chain that begins at c.
func (p *parser) find(i int, c int32, prev []int32) {
	data := p.data
	longest, limit := minMatch-1, min(maxMatch, len(data)-i)
	for range maxChain {
		if c < 0 || i-int(c) > window {
			return
		}
		at := int(c)
		if data[at+longest] == data[i+longest] {
			n := 0
			for n < limit && data[at+n] == data[i+n] {
				n++
			}
			if n > longest {
				p.matches = append(p.matches, match{uint16(n), uint16(i - at - 1)})
				if longest = n; n == limit {
					return
				}
			}
		}
		c = prev[at]
	}
}

// parse returns the cheapest tokens for data[from:to] under c.
func (p *parser) parse(from, to int, c *costs) []token {
	n := to - from
	if cap(p.cost) <= n {
		p.cost, p.step = make([]uint32, n+1), make([]token, n+1)
	}
	cost, step := p.cost[:n+1], p.step[:n+1]
	for i := range cost {
		cost[i] = 1<<32 - 1
	}
	// Costs are kept below 2^32 by taking the cheapest way so far away now and
	// then: only differences within the longest match matter.
	cost[0] = 0
	for i := range n {
		if cost[i] > 1<<31 {
			rebase(cost[i:min(i+maxMatch+1, n+1)])
		}
		here := cost[i]
		if v := here + c.literal[p.data[from+i]]; v < cost[i+1] {
			cost[i+1], step[i+1] = v, token{0, uint16(p.data[from+i])}
		}
		length := minMatch
		for _, m := range p.matches[p.first[from+i]:p.first[from+i+1]] {
			reach := min(int(m.length), n-i)
			base := here + c.dist[distCode(int(m.dist)+1)]
			for ; length <= reach; length++ {
				if v := base + c.length[length]; v < cost[i+length] {
					cost[i+length], step[i+length] = v, token{uint16(length), m.dist + 1}
				}
			}
		}
	}
	return trace(step, n)
}

// rebase takes the first cost from all that are known.
func rebase(cost []uint32) {
	base := cost[0]
	for i, v := range cost {
		if v != 1<<32-1 {
			cost[i] = v - base
		}
	}
}

// trace follows the last tokens back to the beginning.
func trace(step []token, n int) []token {
	count := 0
	for i := n; i > 0; i -= max(1, int(step[i].length)) {
		count++
	}
	tokens := make([]token, count)
	for i := n; i > 0; i -= max(1, int(step[i].length)) {
		count--
		tokens[count] = step[i]
	}
	return tokens
}

// Extra bits of length codes 257 to 285 and of distance codes, section 3.2.5.
var (
	lengthExtra = [29]uint8{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
	distExtra   = [nDist]uint8{0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13}
)

// lengthCode returns the code of a match's length, 257 to 285: after the first
// eight lengths, four codes for each power of two.
func lengthCode(n int) int {
	switch {
	case n == maxMatch:
		return 285
	case n < 11:
		return 254 + n
	}
	e := bits.Len(uint(n-3)) - 3
	return 257 + 4*e + (n-3)>>e
}

// lengthBase is the shortest length of a code.
func lengthBase(code int) int {
	switch {
	case code == 285:
		return maxMatch
	case code < 265:
		return code - 254
	}
	e := (code - 261) / 4
	return 3 + (4+(code-261)%4)<<e
}

// distCode returns the code of a distance: after the first four, two codes for
// each power of two.
func distCode(d int) int {
	if d < 5 {
		return d - 1
	}
	e := bits.Len(uint(d-1)) - 2
	return 2*e + (d-1)>>e
}

// distBase is the shortest distance of a code.
func distBase(code int) int {
	if code < 4 {
		return code + 1
	}
	e := code/2 - 1
	return 1 + (2+code%2)<<e
}
