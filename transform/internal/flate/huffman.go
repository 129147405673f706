package flate

import (
	"math/bits"
	"slices"
)

// code is a symbol's code as it is written, above the number of its bits.
type code = uint32

const lenBits = 8 // of a code's number of bits; what is above is the code

// setLengths gives lengths the bits of the code of least size for counts, none
// longer than limit. Two symbols at least get a code, since older decoders want
// complete ones. A count is below 1<<22, a symbol below 1<<9.
func setLengths(lengths []uint8, counts []uint32, limit int) {
	clear(lengths)
	var sorted [maxLit + 2]uint32
	used := sorted[:0]
	for s, n := range counts {
		if n > 0 {
			used = append(used, n<<9|uint32(s))
		}
	}
	for s := uint32(0); len(used) < 2; s++ {
		if counts[s] == 0 {
			used = append(used, 1<<9|s)
		}
	}
	slices.Sort(used)
	var nodes [maxLit + 2]uint32
	for i, u := range used {
		nodes[i] = u >> 9
	}
	depths(nodes[:len(used)])

	// How many codes have each length; too long ones are cut, and paid for by
	// making shorter ones longer until Kraft's sum is 1 again.
	var n [32]int
	sum := 0
	for _, d := range nodes[:len(used)] {
		n[min(int(d), limit)]++
	}
	for l := 1; l <= limit; l++ {
		sum += n[l] << (limit - l)
	}
	for ; sum > 1<<limit; sum-- {
		n[limit]--
		l := limit - 1
		for n[l] == 0 {
			l--
		}
		n[l]--
		n[l+1] += 2
	}
	i := len(used)
	for l := 1; l <= limit; l++ {
		for range n[l] {
			i--
			lengths[used[i]&(1<<9-1)] = uint8(l)
		}
	}
}

// depths replaces counts, sorted upwards, by the depths of their leaves in
// Huffman's tree, in place (Moffat and Katajainen, "In-place calculation of
// minimum-redundancy codes", 1995).
func depths(a []uint32) {
	n := len(a)
	a[0] += a[1]
	root, leaf := 0, 2
	for next := 1; next < n-1; next++ {
		if leaf >= n || a[root] < a[leaf] {
			a[next] = a[root]
			a[root] = uint32(next)
			root++
		} else {
			a[next] = a[leaf]
			leaf++
		}
		if leaf >= n || root < next && a[root] < a[leaf] {
			a[next] += a[root]
			a[root] = uint32(next)
			root++
		} else {
			a[next] += a[leaf]
			leaf++
		}
	}
	a[n-2] = 0
	for next := n - 3; next >= 0; next-- {
		a[next] = a[a[next]] + 1
	}
	available, used, depth := 1, 0, uint32(0)
	root = n - 2
	next := n - 1
	for available > 0 {
		for root >= 0 && a[root] == depth {
			used++
			root--
		}
		for available > used {
			a[next] = depth
			next--
			available--
		}
		available, used = 2*used, 0
		depth++
	}
}

// setCodes numbers the codes of each length in the order of symbols (RFC 1951,
// section 3.2.2).
func setCodes(codes []code, lengths []uint8) {
	var n, next [maxCode + 1]uint16
	for _, l := range lengths {
		n[l]++
	}
	n[0] = 0
	for l := 1; l <= maxCode; l++ {
		next[l] = (next[l-1] + n[l-1]) << 1
	}
	for s, l := range lengths {
		codes[s] = 0
		if l > 0 {
			codes[s] = code(bits.Reverse16(next[l])>>(16-l))<<lenBits | code(l)
			next[l]++
		}
	}
}

// A lengthRun is a symbol of the code length code with its extra bits.
type lengthRun struct{ symbol, extra uint8 }

// runBits are the extra bits of the symbols 16, 17 and 18 (RFC 1951, section
// 3.2.7).
var runBits = [3]uint8{2, 3, 7}

// lengthRuns finds the runs in code lengths.
func lengthRuns(runs []lengthRun, lengths []uint8) []lengthRun {
	for i := 0; i < len(lengths); {
		v, n := lengths[i], 1
		for i+n < len(lengths) && lengths[i+n] == v {
			n++
		}
		i += n
		if v != 0 {
			runs = append(runs, lengthRun{v, 0})
			n--
		}
		for n >= 3 {
			k := n
			switch {
			case v != 0:
				k = min(n, 6)
				runs = append(runs, lengthRun{16, uint8(k - 3)})
			case n <= 10:
				runs = append(runs, lengthRun{17, uint8(k - 3)})
			default:
				k = min(n, 138)
				runs = append(runs, lengthRun{18, uint8(k - 11)})
			}
			n -= k
		}
		for range n {
			runs = append(runs, lengthRun{v, 0})
		}
	}
	return runs
}
