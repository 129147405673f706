package vp8

import "tintype/transform/internal/codec"

// To make a file fit, the frame is coded again at another quality, from the
// loaded and analyzed picture. Modes are decided anew: those of a higher
// quality cost a tenth to a third more bytes at a lower one.

// linearQuality is libwebp's measure of compression in percent times 3, by
// quality. Sizes are about a power of it, the first at low quality, the second
// at high.
func linearQuality(quality int) int {
	if quality < 75 {
		return 2 * quality
	}
	return 6*quality - 300
}

// goodFit is the share of the limit, in percent, from which a frame is good
// enough; one step of quality changes the size by up to a tenth.
const goodFit = 93

// maxFitPasses bounds how often a frame that fits is sought. If there is none by
// then, the lowest quality is the last to be tried.
const maxFitPasses = 5

// A trial is a quality and the size at it, in logarithms of base 2, Q8.
type trial struct{ linear, size int }

func newTrial(quality, size int) trial {
	return trial{int(Log2Q8(uint32(linearQuality(quality)))), int(Log2Q8(uint32(size)))}
}

// aim returns where size bytes are to be expected, on the straight line through
// two trials, b the nearer one.
func aim(a, b trial, size int) int {
	rise, run := b.size-a.size, b.linear-a.linear
	if rise == 0 || run == 0 || rise^run < 0 {
		rise, run = 1, 1
	}
	return b.linear + (int(Log2Q8(uint32(size)))-b.size)*run/rise
}

// FitEffort is the least effort where quality is short: above the default it
// costs a twentieth more time.
const FitEffort = DefaultEffort + 1

// fit returns the frame at a quality below the given one, from least on, at which
// it takes at most limit bytes, and which that is; size is what it took before.
func (e *Encoder) fit(quality, least, size, limit int) (best []byte, lo int, err error) {
	if raised := efforts[FitEffort-1]; e.extraModes < raised.extraModes {
		e.effort = raised
	}
	lo, hi, hiSize := least-1, quality, size
	b := newTrial(quality, size)
	a := trial{b.linear - 2<<8, b.size - 3<<8} // a first guess: slope 3/2
	for pass := 0; hi-lo > 1 && (pass < maxFitPasses || best == nil); pass++ {
		want := aim(a, b, limit-limit/32)
		q := hi - 1
		for q > lo+1 && (int(Log2Q8(uint32(linearQuality(q)))) > want || pass >= maxFitPasses) {
			q--
		}
		frame, n, err := e.encodeAt(q)
		if err != nil {
			return nil, 0, err
		}
		a, b = b, newTrial(q, n)
		if n > limit {
			hi, hiSize = q, n
			continue
		}
		best, lo = frame, q
		if n >= limit*goodFit/100 {
			break
		}
	}
	if best == nil {
		return nil, 0, &codec.SizeError{Format: "webp", Bytes: hiSize}
	}
	return best, lo, nil
}
