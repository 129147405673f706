package webpfile

// prefixCode is a canonical prefix code (RFC 9649, section 5.2.1).
type prefixCode struct {
	lengths []int
	codes   []int // bits reversed, as they are written
	used    []int // symbols that occur
}

// newPrefixCode makes a code of at most limit bits for symbol frequencies.
func newPrefixCode(freq []int, limit int) prefixCode {
	p := prefixCode{codes: make([]int, len(freq))}
	for s, f := range freq {
		if f > 0 {
			p.used = append(p.used, s)
		}
	}
	for least := 1; ; least *= 2 { // raised counts make the tree shallower
		p.lengths = treeDepths(freq, least)
		deepest := 0
		for _, n := range p.lengths {
			deepest = max(deepest, n)
		}
		if deepest <= limit {
			break
		}
	}
	next := 0
	for n := 1; n <= limit; n++ {
		next <<= 1
		for s, length := range p.lengths {
			if length == n {
				for k := range n {
					p.codes[s] |= next >> k & 1 << (n - 1 - k)
				}
				next++
			}
		}
	}
	return p
}

// treeDepths returns the depth of each symbol in a Huffman tree; a single
// symbol has depth 0.
func treeDepths(freq []int, least int) []int {
	type node struct {
		weight  int
		symbols []int
	}
	var nodes []node
	for s, f := range freq {
		if f > 0 {
			nodes = append(nodes, node{max(f, least), []int{s}})
		}
	}
	depths := make([]int, len(freq))
	for len(nodes) > 1 {
		a, b := 0, 1 // the two lightest
		if nodes[b].weight < nodes[a].weight {
			a, b = b, a
		}
		for i := 2; i < len(nodes); i++ {
			if nodes[i].weight < nodes[a].weight {
				a, b = i, a
			} else if nodes[i].weight < nodes[b].weight {
				b = i
			}
		}
		joined := node{nodes[a].weight + nodes[b].weight, append(nodes[a].symbols, nodes[b].symbols...)}
		for _, s := range joined.symbols {
			depths[s]++
		}
		nodes[min(a, b)] = joined
		nodes[max(a, b)] = nodes[len(nodes)-1]
		nodes = nodes[:len(nodes)-1]
	}
	return depths
}

func (p *prefixCode) put(b *bitWriter, s int) {
	b.write(p.codes[s], p.lengths[s])
}

// codeLengthOrder is the order in which the lengths of the code for code
// lengths are written.
var codeLengthOrder = [19]int{17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}

// writeTo writes the code itself: one or two symbols below 256 in the simple
// form, others as run-length coded lengths.
func (p *prefixCode) writeTo(b *bitWriter) {
	if n := len(p.used); n <= 2 && (n == 0 || p.used[n-1] < 256) {
		p.writeSimple(b)
		return
	}
	b.write(0, 1)
	tokens := p.lengthTokens()
	freq := make([]int, 19)
	for _, t := range tokens {
		freq[t.value]++
	}
	lengths := newPrefixCode(freq, 7)
	if len(lengths.used) == 1 {
		lengths.lengths[lengths.used[0]] = 1 // a code of one symbol takes no bits all the same
	}
	n := 19
	for n > 4 && lengths.lengths[codeLengthOrder[n-1]] == 0 {
		n--
	}
	b.write(n-4, 4)
	for _, s := range codeLengthOrder[:n] {
		b.write(lengths.lengths[s], 3)
	}
	if len(lengths.used) == 1 {
		lengths.lengths[lengths.used[0]] = 0
	}
	b.write(0, 1) // all lengths follow
	for _, t := range tokens {
		lengths.put(b, t.value)
		b.write(t.extra, t.nBits)
	}
}

func (p *prefixCode) writeSimple(b *bitWriter) {
	b.write(1, 1)
	first, n := 0, max(len(p.used), 1)
	if len(p.used) > 0 {
		first = p.used[0]
	}
	b.write(n-1, 1)
	if first < 2 {
		b.write(0, 1)
		b.write(first, 1)
	} else {
		b.write(1, 1)
		b.write(first, 8)
	}
	if n == 2 {
		b.write(p.used[1], 8)
	}
}

// lengthTokens run-length codes the lengths: 16 repeats the last one, 17 and
// 18 are runs of zeros.
func (p *prefixCode) lengthTokens() []symbol {
	var out []symbol
	last := 8
	lengths := p.lengths
	if len(p.used) == 1 {
		lengths = append([]int{}, lengths...)
		lengths[p.used[0]] = 1
	}
	for i := 0; i < len(lengths); {
		v, run := lengths[i], 1
		for i+run < len(lengths) && lengths[i+run] == v {
			run++
		}
		switch {
		case v == 0 && run >= 11:
			run = min(run, 138)
			out = append(out, symbol{value: 18, extra: run - 11, nBits: 7})
		case v == 0 && run >= 3:
			out = append(out, symbol{value: 17, extra: run - 3, nBits: 3})
		case v == last && run >= 3:
			run = min(run, 6)
			out = append(out, symbol{value: 16, extra: run - 3, nBits: 2})
		default:
			run = 1
			out = append(out, symbol{value: v})
		}
		if v != 0 {
			last = v
		}
		i += run
	}
	return out
}
