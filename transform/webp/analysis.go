package webp

// Analysis comes before any decision: how easily each macroblock compresses
// (its susceptibility, alpha), and from that the segments, so that quantization
// can be coarser where detail hides it.

const maxAlpha = 255

// analyze measures every macroblock and assigns segments.
func (e *encoder) analyze() error {
	var histogram [maxAlpha + 1]int
	chroma := 0
	for y := range e.mbH {
		if e.poll != nil {
			if err := e.poll(); err != nil {
				return err
			}
		}
		for x := range e.mbW {
			mb := &e.mbs[y*e.mbW+x]
			luma, uv := e.susceptibility(x, y)
			chroma += uv
			alpha := (3*luma + uv + 2) >> 2
			mb.alpha = uint8(min(max(maxAlpha-alpha, 0), maxAlpha))
			histogram[mb.alpha]++
		}
	}
	e.chromaAlpha = chroma / len(e.mbs)
	e.assignSegments(&histogram)
	return nil
}

// susceptibility measures the macroblock at (x, y) against prediction from the
// source itself: the better of DC and TrueMotion, for luma and for chroma.
func (e *encoder) susceptibility(x, y int) (luma, chroma int) {
	m := &e.mb
	m.x, m.y = x, y
	s := &e.src
	at := y*16*s.lumaStride + x*16
	gatherLuma(s.luma[at:], s.lumaStride, &m.src)
	uvAt := y*8*s.chromaStride + x*8
	gatherChroma(s.u[uvAt:], s.v[uvAt:], s.chromaStride, &m.uvSrc)

	var above, left [16]uint8
	var corner uint8
	for ch, p := range [3][]uint8{s.luma, s.u, s.v} {
		stride, size, from := s.chromaStride, 8, uvAt
		if ch == 0 {
			stride, size, from = s.lumaStride, 16, at
		}
		sourceEdges(p, stride, from, size, x, y, above[:size], left[:size], &corner)
		if ch == 0 {
			m.edges.setLuma(&above, &left, corner, x > 0, y > 0)
		} else {
			m.edges.setChroma(ch-1, (*[8]uint8)(above[:]), (*[8]uint8)(left[:]), corner, x > 0, y > 0)
		}
	}
	for mode := modeDC; mode <= modeTM; mode++ {
		var sp spectrum
		for g := range 2 {
			pred := m.edges.luma[g].prediction(mode)
			residual(&m.src[g], &pred, &m.scratch[g])
			fdct(&m.scratch[g], &m.scratch[g])
			tally(&m.scratch[g], &sp)
		}
		luma = max(luma, sp.alpha())
		sp = spectrum{}
		pred := m.edges.chroma.prediction(mode)
		residual(&m.uvSrc, &pred, &m.scratch[0])
		fdct(&m.scratch[0], &m.scratch[0])
		tally(&m.scratch[0], &sp)
		chroma = max(chroma, sp.alpha())
	}
	return luma, chroma
}

// sourceEdges collects the source samples around a block of a plane.
func sourceEdges(p []uint8, stride, at, size, x, y int, above, left []uint8, corner *uint8) {
	if y > 0 {
		copy(above, p[at-stride:][:size])
	} else {
		fill(above, 127)
	}
	fill(left, 129)
	if x > 0 {
		for i := range left {
			left[i] = p[at+i*stride-1]
		}
	}
	switch {
	case y == 0:
		*corner = 127
	case x == 0:
		*corner = 129
	default:
		*corner = p[at-stride-1]
	}
}

// A spectrum summarizes the magnitudes of coefficients, in eighths.
type spectrum struct {
	small [3]int // how many are 0, 1 and 2
	top   int    // the largest
}

// maxMagnitude caps spectrum.top.
const maxMagnitude = 31

// alpha is high where magnitudes reach far but few are alike: noise and
// texture.
func (s *spectrum) alpha() int {
	common := max(s.small[0], s.small[1], s.small[2])
	if common <= 1 {
		return 0
	}
	return 2 * maxAlpha * max(min(s.top, maxMagnitude), 1) / common
}

// tallyScalar adds the coefficients of eight blocks to a spectrum.
func tallyScalar(b *block8, s *spectrum) {
	for pos := range b {
		for _, v := range b[pos] {
			mag := int(max(v, -v)) >> 3
			if mag < len(s.small) {
				s.small[mag]++
			}
			s.top = max(s.top, mag)
		}
	}
}

// maxMeansSteps bounds the search for segments.
const maxMeansSteps = 6

// assignSegments clusters macroblocks by susceptibility (k-means in one
// dimension).
func (e *encoder) assignSegments(histogram *[maxAlpha + 1]int) {
	lo, hi := 0, maxAlpha
	for lo < maxAlpha && histogram[lo] == 0 {
		lo++
	}
	for hi > lo && histogram[hi] == 0 {
		hi--
	}
	var centre [maxSegments]int
	for k := range centre {
		centre[k] = lo + (2*k+1)*(hi-lo)/(2*maxSegments)
	}
	var nearest [maxAlpha + 1]uint8
	mean := 0
	for range maxMeansSteps {
		var count, sum [maxSegments]int
		k := 0
		for a := lo; a <= hi; a++ {
			if histogram[a] == 0 {
				continue
			}
			for k+1 < maxSegments && abs(a-centre[k+1]) < abs(a-centre[k]) {
				k++
			}
			nearest[a] = uint8(k)
			count[k] += histogram[a]
			sum[k] += a * histogram[a]
		}
		moved, total := 0, 0
		mean = 0
		for k := range centre {
			if count[k] == 0 {
				continue
			}
			c := (sum[k] + count[k]/2) / count[k]
			moved += abs(centre[k] - c)
			centre[k] = c
			mean += c * count[k]
			total += count[k]
		}
		mean = (mean + total/2) / total
		if moved < 5 {
			break
		}
	}
	e.nSegments = maxSegments
	for i := range e.mbs {
		e.mbs[i].segment = nearest[e.mbs[i].alpha]
	}
	e.setSegmentAlphas(&centre, mean)
}

// setSegmentAlphas places each segment against the mean and the extremes.
func (e *encoder) setSegmentAlphas(centre *[maxSegments]int, mean int) {
	lo, hi := centre[0], centre[0]
	for _, c := range centre {
		lo, hi = min(lo, c), max(hi, c)
	}
	spread := max(hi-lo, 1)
	for k, c := range centre {
		e.segments[k].alpha = min(max(255*(c-mean)/spread, -127), 127)
		e.segments[k].beta = min(max(255*(c-lo)/spread, 0), 255)
	}
}

func abs(v int) int { return max(v, -v) }
