package vp8l

// The color cache (RFC 9649, section 3.6.2.3) holds the last pixel of each hash.
// It depends on the pixels alone, and not on how they are coded.

const (
	maxCacheBits    = 10
	cacheMultiplier = 0x1E35A7BD
	// maxWorse is how many sizes in a row, from the largest down, are tried in
	// vain.
	maxWorse = 3
)

// cacheIndex is where a pixel is held.
func cacheIndex(pixel uint32, bits int) uint32 { return cacheMultiplier * pixel >> (32 - bits) }

// cacheHits returns the entry that holds each pixel, or -1, where the cache does
// not hold it.
func (e *encoder) cacheHits(pix []uint32, bits int) []int16 {
	cache := make([]uint32, 1<<bits)
	hits := make([]int16, len(pix))
	for start := 0; start < len(pix) && e.spend(2*stretch); start += stretch {
		end := min(start+stretch, len(pix))
		cacheStretch(cache, pix[start:end], hits[start:end], bits)
	}
	return hits
}

func cacheStretch(cache, pix []uint32, hits []int16, bits int) {
	for i, v := range pix {
		at := cacheIndex(v, bits)
		hits[i] = -1
		if cache[at] == v {
			hits[i] = int16(at)
		}
		cache[at] = v
	}
}

// useCache turns literals into references to the cache.
func (e *encoder) useCache(steps []step, hits []int16) []step {
	out := make([]step, len(steps))
	at := 0
	for i, s := range steps {
		if i%stretch == 0 && !e.spend(4*stretch) {
			break
		}
		if s.length == 1 && hits[at] >= 0 {
			s = step{0, uint32(hits[at])}
		}
		out[i] = s
		at += s.pixels()
	}
	return out
}

// A cacheTrial counts what a cache makes of literals.
type cacheTrial struct {
	*alphabet
	cache, counts []uint32
}

// row does a stretch of pixels, of which literal says which are coded by
// themselves.
func (c *cacheTrial) row(pix []uint32, literal []bool) {
	shift := 32 - c.cacheBits
	cache, counts := c.cache, c.counts
	red, blue, alpha := counts[c.start[1]:][:nLiteral], counts[c.start[2]:][:nLiteral], counts[c.start[3]:][:nLiteral]
	for i, v := range pix {
		at := cacheMultiplier * v >> shift
		if cache[at] != v {
			cache[at] = v
		} else if literal[i] {
			counts[v>>8&255]--
			red[v>>16&255]--
			blue[v&255]--
			alpha[v>>24]--
			counts[nLiteral+nLengths+int(at)]++
		}
	}
}

// chooseCache returns the size of the cache, up to most bits, with which the
// steps, literals and copies, take least.
func (e *encoder) chooseCache(pix []uint32, steps []step, most int) int {
	none := newAlphabet(0)
	base := e.count(none, steps)
	literal := make([]bool, len(pix))
	at := 0
	for i, s := range steps {
		if i%stretch == 0 && !e.spend(4*stretch) {
			return 0
		}
		literal[at] = s.length == 1
		at += s.pixels()
	}
	best, least := 0, none.cost(&e.logs, base)
	worse := 0
	for bits := most; bits > 0 && worse < maxWorse && e.goesOn(); bits-- {
		c := cacheTrial{alphabet: newAlphabet(bits), cache: make([]uint32, 1<<bits)}
		c.counts = append(make([]uint32, 0, c.size()), base[:nLiteral+nLengths]...)
		c.counts = append(c.counts[:c.start[1]], base[none.start[1]:]...)
		for start := 0; start < len(pix) && e.spend(4*stretch); start += stretch {
			end := min(start+stretch, len(pix))
			c.row(pix[start:end], literal[start:end])
		}
		worse++
		if cost := c.cost(&e.logs, c.counts); cost < least {
			best, least, worse = bits, cost, 0
		}
	}
	return best
}
