package vp8

import "tintype/transform/internal/looks"

const maxSegments = 4

// A segment is what the macroblocks of one kind share (section 9.3).
type segment struct {
	alpha int // susceptibility against the frame's mean, -127 to 127
	beta  int // susceptibility, 0 to 255
	index int // quantizer, 0 to 127
	level int // loop filter, 0 to 63

	luma, lumaDC, chroma quantizer

	// What a bit is worth in squared error by decision, times 256 over 256.
	lambda4, lambda16, lambdaUV, lambdaMode int
	textureWeight                           int // of quantized.texture against squared error, Q8

	// maxEdge is the largest step between flat blocks seen, in levels; see
	// encode_loopfilter.go. minEdgeDist is the error from which a block counts.
	maxEdge, minEdgeDist int
}

// sns is the strength of spatial noise shaping, percent: how far the quantizer
// of a segment follows its susceptibility. libwebp's default.
const sns = 50

// quantIndex maps quality 1 to 100 and a segment's alpha to a quantizer index:
// 127*(1 - c^(1 - 0.9*sns/100*alpha/128)), where c is the compression factor
// of compressionLog2.
func quantIndex(quality, alpha int) int {
	// The exponent is (128000 - 9*sns*alpha) / 128000.
	at := 8*quality - lowered(quality)
	l, more := int64(compressionLog2[max(at>>3-1, 0)]), int64(compressionLog2[min(at>>3, 99)]) // Q24
	l += (more - l) * int64(at&7) >> 3
	l = l * int64(128*1000-9*sns*alpha) / (128 * 1000)
	// 127 * (1 - 2^-l), rounded down.
	return int(127 * (1<<24 - exp2Neg(l)) >> 24)
}

// lowered is by how much, in eighths, a quality is lower here than in libwebp, whose
// files look the same at it and take more.
func lowered(quality int) int {
	switch {
	case quality >= 90:
		return (100 - quality) * 8 / 10
	case quality >= 50:
		return 8 + (90-quality)*56/40
	}
	return 64 * quality / 50
}

// exp2Neg returns 2^-x, both Q24, x at least 0.
func exp2Neg(x int64) int64 {
	i := x >> 16 & 255
	frac := x & 0xFFFF
	a, b := int64(exp2Fraction[i]), int64(exp2Fraction[i+1])
	return (a - (a-b)*frac>>16) >> (x >> 24)
}

// A tuning is what depends on what kind of image it is: quantizer deltas (section 9.6) of
// a macroblock's DCs, and of their own DC and AC, and more.
type tuning struct {
	lumaDC, secondDC, secondAC, chromaDC int

	lumaBias   int    // rounding of the AC of luma, in 1/256
	overrated  int    // see pickMode4, in 1/16
	chromaBias uint16 // rounding of the AC of chroma, in 1/256
	filter     int    // strength of the loop filter, percent

	carried, carriedBias int // see encode_carry.go
}

// The tuning of photographs was found together with the biases of quantizers by search,
// for fewer bytes at equal SSIMULACRA2: DC wants to be much finer than AC. In a smooth
// image DC is nearly all that there is: fine steps cost more than they show, and the loop
// filter has edges to hide. Icons have no room for either; theirs is for more PSNR.
var (
	tuningBusy   = tuning{lumaDC: -15, secondDC: -5, secondAC: -9, chromaDC: -12, lumaBias: 99, chromaBias: 106, filter: 40, carried: 6, carriedBias: biasChromaDC}
	tuningSmooth = tuning{lumaDC: -15, secondDC: -5, secondAC: -5, chromaDC: -6, lumaBias: 99, chromaBias: 106, filter: 80, carried: 4, carriedBias: 96}
	tuningIcon   = tuning{lumaBias: 99, chromaBias: 118, filter: 60, carried: 6, carriedBias: biasChromaDC}
)

// At the finest steps chroma's rounding is that of squared errors, since nothing shows
// any more: with the one of tuningBusy, quality 100 takes 5 % more bytes for 0.2 dB.
const (
	finestQuality    = 99
	finestChromaBias = 87
)

// In drawn images edges are all that there is: a dead zone as wide as that of photographs
// costs more looks than bytes. Levels are large there, and guesses of what they cost far too high.
const (
	drawnBias      = 128
	drawnOverrated = 64
)

// iconBlocks is how many macroblocks an icon has at most.
const iconBlocks = 24

// Of 256 parts of an image, how many may be smooth for tuningBusy, and have to be for
// tuningSmooth: photographs with a sky have up to 95, drawings 100 to 180.
const (
	someSmooth = 96
	mostSmooth = 192
)

// tuningOf blends the tunings for an image of so many macroblocks.
func tuningOf(blocks, smooth, drawn int) tuning {
	if blocks <= iconBlocks {
		return tuningIcon
	}
	part := min(max(smooth*256/blocks-someSmooth, 0), mostSmooth-someSmooth)
	mix := func(busy, smooth int) int { return busy + (smooth-busy)*part/(mostSmooth-someSmooth) }
	t, to := tuningBusy, &tuningSmooth
	t.secondAC, t.chromaDC = mix(t.secondAC, to.secondAC), mix(t.chromaDC, to.chromaDC)
	t.filter = mix(t.filter, to.filter)
	t.carried, t.carriedBias = mix(t.carried, to.carried), mix(t.carriedBias, to.carriedBias)
	t.lumaBias += (drawnBias - t.lumaBias) * drawn / wholly
	t.overrated = drawnOverrated * drawn / wholly
	return t
}

// Range in which the mean chroma susceptibility moves the chroma quantizer.
const (
	midChromaAlpha = 64
	minChromaAlpha = 30
	maxChromaAlpha = 100
	maxChromaDelta = 6
	minChromaDelta = -4
)

// setQuality sets quantizers, lambdas and filter strengths of all segments.
func (e *Encoder) setQuality(quality int) {
	delta := (e.chromaAlpha - midChromaAlpha) * (maxChromaDelta - minChromaDelta) / (maxChromaAlpha - minChromaAlpha)
	e.chromaAC = min(max(delta*80/100, minChromaDelta), maxChromaDelta)
	t := e.tune
	if quality >= finestQuality {
		t.chromaBias = min(t.chromaBias, finestChromaBias)
	}
	for i := range e.segments {
		s := &e.segments[i]
		if i < e.nSegments {
			s.index = quantIndex(quality, s.alpha)
		} else {
			*s = e.segments[0]
		}
		s.setQuantizers(&t, e.chromaAC)
		s.setFilter(t.filter)
	}
}

// LooksSteps are about the steps of a quality, as those of full range: coefficients are
// scaled by two, and DC is taken for the lowest frequencies of blocks twice as wide.
func LooksSteps(quality int) looks.Local {
	q := quantIndex(quality, 0)
	dc := func(i, top int) int { return 16 * 255 * int(dcSteps[min(max(i, 0), top)]) / 2 }
	ac := 16 * 255 * int(acSteps[q]) / 2
	return looks.Everywhere(looks.Flat(2, dc(q+tuningBusy.lumaDC, 127)/219, ac/219, dc(q+tuningBusy.chromaDC, 117)/224, ac/224))
}

// setQuantizers derives the steps (section 9.6, 14.1) and lambdas.
func (s *segment) setQuantizers(t *tuning, chromaAC int) {
	at := func(i, top int) int { return min(max(i, 0), top) }
	q := s.index
	s.luma.set(int(dcSteps[at(q+t.lumaDC, 127)]), int(acSteps[q]), &[2]uint16{biasLuma, uint16(t.lumaBias)})
	s.lumaDC.set(2*int(dcSteps[at(q+t.secondDC, 127)]), max(8, int(acSteps[at(q+t.secondAC, 127)])*155/100), &biasLumaDC)
	s.chroma.set(int(dcSteps[at(q+t.chromaDC, 117)]), int(acSteps[at(q+chromaAC, 127)]), &[2]uint16{biasChromaDC, t.chromaBias})

	q4, q16, qUV := s.luma.mean, s.lumaDC.mean, s.chroma.mean
	s.lambda4 = max(21*q4*q4>>10, 1)
	s.lambda16 = max(3*q16*q16, 1)
	s.lambdaUV = max(3*qUV*qUV>>6, 1)
	s.lambdaMode = max(70*q4*q4>>12, 1)
	s.textureWeight = max(65*q4>>5, 1)
	s.minEdgeDist = 20 * int(s.luma.step[0])
	s.maxEdge = 0
}
