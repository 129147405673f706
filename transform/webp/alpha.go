package webp

import "tintype/transform/color"

// Filters of an alpha plane (container specification, "Alpha"): each sample less
// its prediction.
const (
	filterNone = iota
	filterLeft
	filterAbove
	filterGradient
)

// alphaSteps is how far the search for copies goes in alpha planes.
const alphaSteps = 16

// isOpaque reports that an alpha plane hides nothing.
func isOpaque(p *color.Plane) bool {
	for y := range p.H {
		for _, v := range p.Row(y) {
			if v != 255 {
				return false
			}
		}
	}
	return true
}

// encodeAlpha makes the payload of an ALPH chunk. quality below 100 leaves
// fewer different values.
func encodeAlpha(p *color.Plane, quality int) []byte {
	samples := make([]uint8, 0, p.W*p.H)
	for y := range p.H {
		samples = append(samples, p.Row(y)...)
	}
	reduced := quality < 100
	if reduced {
		reduceLevels(samples, alphaLevels(quality))
	}
	var used [256]bool
	var index [256]uint8
	for _, v := range samples {
		used[v] = true
	}
	var colours []uint32
	for v := range used {
		if used[v] {
			index[v] = uint8(len(colours))
			colours = append(colours, uint32(v)<<8)
		}
	}
	var best []byte
	if len(colours) <= 16 {
		best = alphaPalette(samples, p.W, p.H, colours, &index)
	} else {
		filter := bestFilter(samples, p.W, p.H)
		best = alphaPlain(samples, p.W, p.H, filter)
		if filter != filterNone {
			if plain := alphaPlain(samples, p.W, p.H, filterNone); len(plain) < len(best) {
				best = plain
			}
		}
	}
	if reduced {
		best[0] |= 1 << 4 // levels were reduced
	}
	return best
}

// alphaHeader is the first byte: lossless compression and a filter.
func alphaHeader(filter int) byte { return byte(1 | filter<<2) }

func alphaPlain(samples []uint8, w, h, filter int) []byte {
	pix := make([]uint32, len(samples))
	row := make([]uint8, w)
	for y := range h {
		filterRow(row, samples, w, y, filter)
		for x, v := range row {
			pix[y*w+x] = uint32(v) << 8
		}
	}
	b := bitWriter{out: []byte{alphaHeader(filter)}}
	b.put(0, 1) // no transform
	writePixels(&b, pix, w, true, alphaSteps)
	return b.finish()
}

func alphaPalette(samples []uint8, w, h int, colours []uint32, index *[256]uint8) []byte {
	indices := make([]uint8, len(samples))
	for i, v := range samples {
		indices[i] = index[v]
	}
	b := bitWriter{out: []byte{alphaHeader(filterNone)}}
	writePalette(&b, colours)
	b.put(0, 1) // no further transform
	pix, packed := bundle(indices, w, h, bundleBits(len(colours)))
	writePixels(&b, pix, packed, true, alphaSteps)
	return b.finish()
}

// filterRow writes row y of samples, less its prediction, to out.
func filterRow(out, samples []uint8, w, y, filter int) {
	row := samples[y*w:][:w]
	switch {
	case filter == filterNone:
		copy(out, row)
	case y == 0:
		// The first row is predicted from the left in any case.
		out[0] = row[0]
		for x := 1; x < w; x++ {
			out[x] = row[x] - row[x-1]
		}
	default:
		above := samples[(y-1)*w:][:w]
		out[0] = row[0] - above[0]
		switch filter {
		case filterLeft:
			for x := 1; x < w; x++ {
				out[x] = row[x] - row[x-1]
			}
		case filterAbove:
			for x := 1; x < w; x++ {
				out[x] = row[x] - above[x]
			}
		default:
			for x := 1; x < w; x++ {
				v := int(row[x-1]) + int(above[x]) - int(above[x-1])
				out[x] = row[x] - uint8(min(max(v, 0), 255))
			}
		}
	}
}

// bestFilter guesses the filter whose output has the least entropy, from every
// fourth row.
func bestFilter(samples []uint8, w, h int) int {
	best, least := filterNone, uint64(1)<<63
	row := make([]uint8, w)
	for filter := filterNone; filter <= filterGradient; filter++ {
		var counts [256]uint32
		for y := 0; y < h; y += 4 {
			filterRow(row, samples, w, y, filter)
			for _, v := range row {
				counts[v]++
			}
		}
		if e := entropy(counts[:]); e < least {
			best, least = filter, e
		}
	}
	return best
}

// entropy is what counted symbols take at best, in 1/256 bit.
func entropy(counts []uint32) uint64 {
	total, sum := uint64(0), uint64(0)
	for _, n := range counts {
		if n > 0 {
			total += uint64(n)
			sum += uint64(n) * uint64(log2Q8(n))
		}
	}
	if total == 0 {
		return 0
	}
	return total*uint64(log2Q8(uint32(total))) - sum
}

// alphaLevels is how many values are left at a quality below 100, as libwebp
// has it.
func alphaLevels(quality int) int {
	if quality <= 70 {
		return 2 + quality/5
	}
	return 16 + (quality-70)*8
}

// reduceLevels rounds samples to n values evenly spread over 0 to 255, which
// stay themselves.
func reduceLevels(samples []uint8, n int) {
	var table [256]uint8
	for v := range table {
		level := (v*(n-1) + 127) / 255
		table[v] = uint8((level*255 + (n-1)/2) / (n - 1))
	}
	for i, v := range samples {
		samples[i] = table[v]
	}
}
