package vp8l

// A step of coded pixels: a literal where length is 1, the color cache's entry
// value where it is 0, else a copy with the distance code value.
type step struct {
	length uint32
	value  uint32
}

// pixels is how many pixels the step makes.
func (s step) pixels() int { return int(max(s.length, 1)) }

// channels are the counts of the codes that all alphabets have at their full
// size: green and lengths, red, blue, alpha, distances.
type channels struct {
	green            *[nLiteral + nLengths]uint32
	red, blue, alpha *[nLiteral]uint32
	distance         *[nDistances]uint32
	cache            []uint32
}

func (a *alphabet) channels(histogram []uint32) channels {
	return channels{
		green:    (*[nLiteral + nLengths]uint32)(histogram),
		red:      (*[nLiteral]uint32)(histogram[a.start[1]:]),
		blue:     (*[nLiteral]uint32)(histogram[a.start[2]:]),
		alpha:    (*[nLiteral]uint32)(histogram[a.start[3]:]),
		distance: (*[nDistances]uint32)(histogram[a.start[4]:]),
		cache:    histogram[nLiteral+nLengths : a.start[1]],
	}
}

// count returns the histogram of steps.
func (e *encoder) count(a *alphabet, steps []step) []uint32 {
	histogram := make([]uint32, a.size())
	c := a.channels(histogram)
	for len(steps) > 0 {
		n := min(len(steps), stretch)
		if !e.spend(16 * n) {
			break
		}
		c.count(steps[:n])
		steps = steps[n:]
	}
	return histogram
}

func (c *channels) count(steps []step) {
	for _, s := range steps {
		switch v := s.value; s.length {
		case 1:
			c.green[uint8(v>>8)]++
			c.red[uint8(v>>16)]++
			c.blue[uint8(v)]++
			c.alpha[uint8(v>>24)]++
		case 0:
			c.cache[v]++
		default:
			n, _, _ := PrefixCode(int(s.length))
			c.green[nLiteral+n]++
			n, _, _ = PrefixCode(int(v))
			c.distance[n]++
		}
	}
}

// countNew counts the pixels behind the first that are neither the one before nor
// the one above.
func (c *channels) countNew(pix, above []uint32) {
	last := pix[0]
	for i, v := range pix[1:] {
		if v != last && v != above[i] {
			c.green[uint8(v>>8)]++
			c.red[uint8(v>>16)]++
			c.blue[uint8(v)]++
			c.alpha[uint8(v>>24)]++
		}
		last = v
	}
}
