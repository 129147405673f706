package vp8

// Analysis comes before any decision: how easily each macroblock compresses
// (its susceptibility, alpha), and from that the segments, so that quantization
// can be coarser where detail hides it.

const maxAlpha = 255

// analyze measures every macroblock and assigns segments.
func (e *Encoder) analyze() error {
	var histogram [maxAlpha + 1]int
	chroma, smooth := 0, 0
	var drawn evidence
	for y := range e.mbH {
		if !e.meter.Spend(e.mbW * 2048) {
			return e.meter.Err()
		}
		for x := range e.mbW {
			mb := &e.mbs[y*e.mbW+x]
			luma, uv, zeros := e.susceptibility(x, y)
			if zeros >= smoothZeros {
				smooth++
			}
			drawn.add(e.src.luma[y*16*e.src.lumaStride+x*16:], e.src.lumaStride, zeros < smoothZeros)
			chroma += uv
			alpha := (3*luma + uv + 2) >> 2
			mb.alpha = uint8(min(max(maxAlpha-alpha, 0), maxAlpha))
			histogram[mb.alpha]++
		}
	}
	e.chromaAlpha = chroma / len(e.mbs)
	e.tune = tuningOf(len(e.mbs), smooth, drawn.part(len(e.mbs)))
	e.assignSegments(&histogram)
	return nil
}

// smoothZeros of the 256 coefficients of luma are 0 in a smooth macroblock.
const smoothZeros = 240

// susceptibility measures the macroblock at (x, y) against DC prediction from
// the source itself, for luma and for chroma, and counts the coefficients of luma that
// are about 0. Such a prediction changes nothing
// but the DCs, by 8 times its value.
func (e *Encoder) susceptibility(x, y int) (luma, chroma, zeros int) {
	m := &e.mb
	s := &e.src
	at := y*16*s.lumaStride + x*16
	gatherLuma(s.luma[at:], s.lumaStride, &m.src)
	mean := 8 * sourceMean(s.luma, s.lumaStride, at, 16, x > 0, y > 0)
	var sp spectrum
	for g := range 2 {
		fdct(&m.src[g], &m.scratch[0])
		for i := range m.scratch[0][0] {
			m.scratch[0][0][i] -= mean
		}
		tally(&m.scratch[0], &sp)
	}
	luma, zeros = sp.alpha(), sp.small[0]

	at = y*8*s.chromaStride + x*8
	gatherChroma(s.u[at:], s.v[at:], s.chromaStride, &m.uvSrc)
	means := [2]int16{
		8 * sourceMean(s.u, s.chromaStride, at, 8, x > 0, y > 0),
		8 * sourceMean(s.v, s.chromaStride, at, 8, x > 0, y > 0),
	}
	fdct(&m.uvSrc, &m.scratch[0])
	for i := range m.scratch[0][0] {
		m.scratch[0][0][i] -= means[i>>2]
	}
	sp = spectrum{}
	tally(&m.scratch[0], &sp)
	return luma, sp.alpha(), zeros
}

// sourceMean is the DC prediction of the block of n by n samples at p[at].
func sourceMean(p []uint8, stride, at, n int, hasLeft, hasAbove bool) int16 {
	above, left := 0, 0
	if hasAbove {
		for _, v := range p[at-stride:][:n] {
			above += int(v)
		}
	}
	if hasLeft {
		for i := at - 1; i < at+n*stride-1; i += stride {
			left += int(p[i])
		}
	}
	return meanEdge(above, left, n, hasLeft, hasAbove)
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
func (e *Encoder) assignSegments(histogram *[maxAlpha + 1]int) {
	lo, hi := 0, maxAlpha
	for lo < maxAlpha && histogram[lo] == 0 {
		lo++
	}
	for hi > lo && histogram[hi] == 0 {
		hi--
	}
	var center [maxSegments]int
	for k := range center {
		center[k] = lo + (2*k+1)*(hi-lo)/(2*maxSegments)
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
			for k+1 < maxSegments && Abs(a-center[k+1]) < Abs(a-center[k]) {
				k++
			}
			nearest[a] = uint8(k)
			count[k] += histogram[a]
			sum[k] += a * histogram[a]
		}
		moved, total := 0, 0
		mean = 0
		for k := range center {
			if count[k] == 0 {
				continue
			}
			c := (sum[k] + count[k]/2) / count[k]
			moved += Abs(center[k] - c)
			center[k] = c
			mean += c * count[k]
			total += count[k]
		}
		mean = (mean + total/2) / total
		if moved < 5 {
			break
		}
	}
	e.nSegments = maxSegments
	var count [maxSegments]int
	for i := range e.mbs {
		k := nearest[e.mbs[i].alpha]
		e.mbs[i].segment = k
		count[k]++
	}
	e.setSegmentAlphas(&center, mean)
	for k, n := range count {
		if (len(e.mbs)-n)*alike <= len(e.mbs) {
			e.oneSegment(k)
			return
		}
	}
}

// Where all macroblocks but one in alike are of one segment, the dozen bytes that tell
// segments apart are spared: gradients take less than a kilobyte.
const alike = 64

// oneSegment makes all macroblocks those of segment k.
func (e *Encoder) oneSegment(k int) {
	e.nSegments, e.segments[0] = 1, e.segments[k]
	for i := range e.mbs {
		e.mbs[i].segment = 0
	}
}

// setSegmentAlphas places each segment against the mean and the extremes.
func (e *Encoder) setSegmentAlphas(center *[maxSegments]int, mean int) {
	lo, hi := center[0], center[0]
	for _, c := range center {
		lo, hi = min(lo, c), max(hi, c)
	}
	spread := max(hi-lo, 1)
	for k, c := range center {
		e.segments[k].alpha = min(max(255*(c-mean)/spread, -127), 127)
		e.segments[k].beta = min(max(255*(c-lo)/spread, 0), 255)
	}
}

func Abs(v int) int { return max(v, -v) }
