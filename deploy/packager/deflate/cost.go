package deflate

import "math/bits"

// Costs are in bits with 10 binary places.
const oneBit = 1 << 10

// costs is what symbols cost, extra bits included.
type costs struct {
	literal [256]uint32
	length  [maxMatch + 1]uint32
	dist    [nDist]uint32
}

// flatCosts is the guess before anything was counted.
func flatCosts() *costs {
	c := &costs{}
	for i := range c.literal {
		c.literal[i] = 8 * oneBit
	}
	for n := minMatch; n <= maxMatch; n++ {
		c.length[n] = (7 + uint32(lengthExtra[lengthCode(n)-257])) * oneBit
	}
	for i := range c.dist {
		c.dist[i] = (5 + uint32(distExtra[i])) * oneBit
	}
	return c
}

// costsOf are the costs that a perfect code for h would have. A symbol that did
// not occur costs as if it had once.
func costsOf(h *histogram) *costs {
	c := &costs{}
	total, totalDist := 0, 0
	for _, n := range h.litLen {
		total += n
	}
	for _, n := range h.dist {
		totalDist += n
	}
	cost := func(n, of int) uint32 {
		return uint32(max(oneBit, log2(uint64(max(of, 2)))-log2(uint64(max(n, 1)))))
	}
	for i := range c.literal {
		c.literal[i] = cost(h.litLen[i], total)
	}
	for n := minMatch; n <= maxMatch; n++ {
		code := lengthCode(n)
		c.length[n] = cost(h.litLen[code], total) + uint32(lengthExtra[code-257])*oneBit
	}
	for i := range c.dist {
		c.dist[i] = cost(h.dist[i], totalDist) + uint32(distExtra[i])*oneBit
	}
	return c
}

// entropy is how many bits the symbols of h take at least.
func entropy(h *histogram) int {
	sum := 0
	for _, table := range [][]int{h.litLen[:], h.dist[:]} {
		total := 0
		for _, n := range table {
			total += n
		}
		if total == 0 {
			continue
		}
		all := log2(uint64(total))
		for i, n := range table {
			if n == 0 {
				continue
			}
			sum += n * (all - log2(uint64(n)))
			if len(table) == nDist {
				sum += n * int(distExtra[i]) * oneBit
			} else if i > endBlock {
				sum += n * int(lengthExtra[i-257]) * oneBit
			}
		}
	}
	return sum / oneBit
}

// log2 returns the logarithm of x > 0 with 10 binary places, rounded down, by
// squaring: each square doubles it, and tells its next bit.
func log2(x uint64) int {
	whole := bits.Len64(x) - 1
	result := whole << 10
	m := x << (63 - whole) >> 32 // 1.31
	for bit := 1 << 9; bit > 0; bit >>= 1 {
		m = m * m >> 31
		if m >= 1<<32 {
			m >>= 1
			result |= bit
		}
	}
	return result
}
