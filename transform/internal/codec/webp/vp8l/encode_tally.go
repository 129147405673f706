package vp8l

import "unsafe"

// A tally counts the values of a channel in a tile: at most tileSide*tileSide.
type tally [256]uint16

// worths says what values of a channel cost by how often they came before, Q16
// bits.
type worths [256]uint32

// learn sets the worths for what was seen of a channel. Those next to 0, which
// later stages like, are worth a little less.
func (w *worths) learn(l *logs, seen *[256]uint32) {
	total := uint32(256)
	for _, n := range seen {
		total += n
	}
	all := l.log2(total) + farFromZero
	for v, n := range seen {
		w[v] = all
		if n > 0 {
			w[v] -= l.log2(n + 1)
		}
	}
	near := uint32(farFromZero)
	w[0] -= near
	for v := 1; v < 16; v++ {
		near = near * 154 >> 8
		w[v] -= near
		w[256-v] -= near
	}
}

// farFromZero is what a value far from 0 is charged, Q16 bits.
const farFromZero = 1 << 16 / 10

// cost is what the values of a tile take, Q16 bits, half of it by what was seen
// before and half by their own frequencies, but for what depends only on how many
// they are. It favors both peaks and peaks at old places.
func (t *tally) cost(l *logs, w *worths) (sum int64) {
	// Most values do not occur; four are skipped at once.
	words := (*[64]uint64)(unsafe.Pointer(t))
	for i, word := range words {
		if word == 0 {
			continue
		}
		w := w[4*i:][:4]
		for k := range w {
			n := uint32(word >> (16 * k) & 0xffff)
			sum += int64(n)*int64(w[k]) - int64(l.small[n])
		}
	}
	return sum
}

// addTo adds the counts to those of a picture.
func (t *tally) addTo(seen *[256]uint32) {
	words := (*[64]uint64)(unsafe.Pointer(t))
	for i, word := range words {
		if word == 0 {
			continue
		}
		seen := seen[4*i:][:4]
		for k := range seen {
			seen[k] += uint32(word >> (16 * k) & 0xffff)
		}
	}
}
