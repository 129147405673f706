package vp8l

// The colour cache (RFC 9649, section 5.2.3) holds the last pixel of each hash.
// It depends on the pixels alone, and not on how they are coded.

const maxCacheBits = 10

// cacheIndex is where a pixel is held.
func cacheIndex(pixel uint32, bits int) uint32 { return 0x1E35A7BD * pixel >> (32 - bits) }

// cacheHits returns the entry that holds each pixel, or -1, where the cache does
// not hold it.
func cacheHits(pix []uint32, bits int) []int16 {
	cache := make([]uint32, 1<<bits)
	hits := make([]int16, len(pix))
	for start := 0; start < len(pix); start += stretch {
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
func useCache(steps []step, hits []int16) []step {
	out := make([]step, len(steps))
	at := 0
	for i, s := range steps {
		if s.length == 1 && hits[at] >= 0 {
			s = step{0, uint32(hits[at])}
		}
		out[i] = s
		at += s.pixels()
	}
	return out
}

// chooseCache returns the size of the cache, up to most bits, with which the
// steps, literals and copies, take least.
func (e *encoder) chooseCache(pix []uint32, steps []step, most int) int {
	none := newAlphabet(0)
	counts := make([]uint32, none.size())
	none.count(counts, steps)
	best, least := 0, none.cost(&e.logs, counts)
	for bits := 1; bits <= most && e.goesOn(); bits++ {
		a := newAlphabet(bits)
		counts := make([]uint32, a.size())
		a.count(counts, useCache(steps, cacheHits(pix, bits)))
		if c := a.cost(&e.logs, counts); c < least {
			best, least = bits, c
		}
	}
	return best
}
