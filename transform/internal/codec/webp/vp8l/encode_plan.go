package vp8l

// A plan says which transforms an image goes through.
type plan struct {
	palette, green, predict bool
}

// A survey counts the channels' values in the ways that plans would leave them.
type survey struct {
	plain, plainGreen         channelCounts // of pixels
	predicted, predictedGreen channelCounts // of what a simple prediction leaves
	seen                      [1 << seenBits]uint32
	nSeen                     int
}

// seenBits is the binary logarithm of how many runs of pixels are remembered.
const seenBits = 14

// seenPrice is about what a pixel that has been seen takes, in bits: copies of
// such are short.
const seenPrice = 5

// colorPrice is about what a color of a palette takes, in bits.
const colorPrice = 16

// row counts a row of pixels, without those that repeat the one to the left or
// above, which will be copied. Where the three pixels up to here have been seen
// before, they are a copy of that unless they are predicted.
func (s *survey) row(row, above []uint32) {
	last, before := row[0], row[0]
	for x := 1; x < len(row); x++ {
		v, top, left := row[x], above[x], last
		key := (uint64(v)<<32 | uint64(left)) + uint64(before)*0x85EBCA6B
		before, last = left, v
		if v == left || v == top {
			continue
		}
		d := sub(v, average(left, top))
		s.predicted.add1(d)
		s.predictedGreen.add1(withoutGreen(d))
		key *= 0x9E3779B97F4A7C15
		mark := &s.seen[key>>(64-seenBits)]
		if *mark != uint32(key)|1 {
			s.plain.add1(v)
			s.plainGreen.add1(withoutGreen(v))
		} else {
			s.nSeen++
		}
		*mark = uint32(key) | 1
	}
}

func (c *channelCounts) add1(v uint32) {
	c[0][uint8(v)]++
	c[1][uint8(v>>8)]++
	c[2][uint8(v>>16)]++
	c[3][uint8(v>>24)]++
}

// indexCounts counts indices into a palette in the same way.
func (e *encoder) indexCounts(indices []uint8, w int) *[256]uint32 {
	counts := new([256]uint32)
	for y := w; y+w <= len(indices) && e.spend(2*w); y += w {
		row, above := indices[y:][:w], indices[y-w:][:w]
		for x := 1; x < w; x++ {
			if v := row[x]; v != row[x-1] && v != above[x] {
				counts[v]++
			}
		}
	}
	return counts
}

// plans returns the ways to code an image that are worth trying: the one that is
// expected to take least, and others that come near. How near they must come
// depends on the effort.
func (e *encoder) plans(pix []uint32, w int, nColors int, indices []uint8) []plan {
	s := new(survey)
	for y := w; y+w <= len(pix) && e.spend(16*w); y += w {
		s.row(pix[y:][:w], pix[y-w:][:w])
	}
	plain, predicted := plan{}, plan{predict: true}
	copied := uint64(s.nSeen) * seenPrice << 16
	plainCost, greenCost := s.plain.cost(&e.logs)+copied, s.plainGreen.cost(&e.logs)+copied
	if greenCost < plainCost {
		plain.green, plainCost = true, greenCost
	}
	if nColors == 1 {
		return []plan{{}} // codes of one symbol take no bits
	}
	if nColors > 0 {
		// A palette takes the place of the plans without prediction.
		plain = plan{palette: true}
		plainCost = codeCost(&e.logs, e.indexCounts(indices, w)[:]) + uint64(nColors)*colorPrice<<16
		if nColors <= 16 {
			return []plan{plain}
		}
	}
	cost, greenCost := s.predicted.cost(&e.logs), s.predictedGreen.cost(&e.logs)
	if greenCost < cost {
		predicted.green, cost = true, greenCost
	}
	if s.noise(min(cost, plainCost)) && !correlated(pix) {
		return []plan{plain}
	}
	switch {
	case cost < plainCost && plainCost*16 >= cost*e.margin:
		return []plan{predicted}
	case plainCost <= cost && cost*16 >= plainCost*e.margin:
		return []plan{plain}
	}
	return []plan{plain, predicted}
}

// noise says that what is counted takes nearly all the bits that it has, at least in
// three channels: no transform helps it.
func (s *survey) noise(cost uint64) bool {
	n := uint64(0)
	for _, k := range s.plain[0] {
		n += uint64(k)
	}
	return s.nSeen == 0 && cost > n*3*8<<16/32*31
}

// correlated says that red, green and blue say something of each other, of which the
// color transform makes use.
func correlated(pix []uint32) bool {
	const samples = 1 << 12
	step := max(1, len(pix)/samples)
	var n int64
	var sum, square, product [3]int64 // a channel's, and of it with the next one
	for i := 0; i < len(pix); i += step {
		v := pix[i]
		c := [3]int64{int64(v >> 16 & 255), int64(v >> 8 & 255), int64(v & 255)}
		n++
		for k := range c {
			sum[k] += c[k]
			square[k] += c[k] * c[k]
			product[k] += c[k] * c[(k+1)%3]
		}
	}
	var variance [3]int64
	for k := range variance {
		variance[k] = (n*square[k] - sum[k]*sum[k]) >> 16
	}
	for k := range variance {
		both := (n*product[k] - sum[k]*sum[(k+1)%3]) >> 16
		if 64*both*both > variance[k]*variance[(k+1)%3] { // an eighth; of noise it is a 64th
			return true
		}
	}
	return false
}

func (c *channelCounts) cost(l *logs) uint64 {
	sum := uint64(0)
	for i := range c {
		sum += codeCost(l, c[i][:])
	}
	return sum
}
