package transform

import (
	"errors"
	"strconv"

	"tintype/transform/params"
)

// An animation over the limit of bytes gives up quality, or colors and then how near
// its pixels are to what they should be, and only then size. All that is one scale, on
// which about as many bytes are saved from step to step: 64 steps stand for half of
// them. A try takes as long as the animation, so there are few: each aims at the limit
// from what the ones before have shown.

// A loss is what an animation gives up.
type loss struct {
	quality   int         // of WebP, 0 without loss
	colors    int         // of palettes, 0 for all there are
	tolerance int         // of samples, 0 for none
	size      params.Size // in place of the one asked for, if not zero
}

// A stage is the steps up to which a loss of one kind goes on.
type stage struct{ upTo, from, to int }

// at interpolates; before and behind the stage its ends hold.
func (s stage) at(after, step int) int {
	step = min(max(step, after), s.upTo)
	return s.from + (s.to-s.from)*(step-after)/(s.upTo-after)
}

// Steps of the scale. Those of colors and of tolerance are what LZW and deflate make
// of photographs that move.
const (
	gifColors    = 70  // from all colors to fewestColors
	gifTolerance = 150 // from leastTolerance to mostTolerance
	pngPalette   = 96  // a palette in place of RGB
	pngColors    = 150
	pngTolerance = 190
	webpQuality  = 64 // from what was asked for to fitQuality

	mostSmaller = 362 // to a tenth of each side

	fewestColors   = 32
	fewestOfPNG    = 16 // deflate has no strings that are near
	leastTolerance = 8
	mostTolerance  = 30
)

// loss returns what a step of the scale gives up. Step 0 gives up nothing, and more
// than that skips what there is not to lose.
func (d *doing) loss(step int) (l loss) {
	l.quality, l.colors = d.out.quality, d.out.colours
	if step <= 0 {
		return l
	}
	small := step
	switch {
	case d.out.format == GIF:
		if l.colors > 0 && l.colors <= fewestColors {
			small += gifColors
		}
		if l.colors == 0 {
			l.colors = 256
		}
		l.colors = min(l.colors, gifPalette(small))
		if small > gifColors {
			l.tolerance = stage{gifTolerance, leastTolerance, mostTolerance}.at(gifColors, small)
		}
		small -= gifTolerance
	case d.out.format == PNG:
		if l.colors > 0 {
			small += pngPalette
		}
		if l.colors == 0 {
			l.colors = 255
		}
		l.colors = min(l.colors, stage{pngColors, 255, fewestOfPNG}.at(pngPalette, small))
		if small > pngColors {
			l.tolerance = stage{pngTolerance, leastTolerance, mostTolerance}.at(pngColors, small)
		}
		small -= pngTolerance
	case !d.out.lossless:
		if l.quality <= fitQuality {
			small += webpQuality
		} else {
			l.quality = stage{webpQuality, l.quality, fitQuality}.at(0, small)
		}
		small -= webpQuality
	}
	if small = min(small, mostSmaller); small > 0 {
		// A smaller picture has more detail a pixel: bytes follow the side to the power
		// of 1.7.
		share := halving(small * 10 / 17)
		l.size.W = max(1, int(uint64(d.full.W)*share>>16))
		l.size.H = max(1, int(uint64(d.full.H)*share>>16))
	}
	return l
}

// gifPalette is how many colors a step leaves.
func gifPalette(step int) int {
	switch {
	case step < 16:
		return stage{16, 256, 128}.at(0, step)
	case step < 40:
		return stage{40, 128, 64}.at(16, step)
	}
	return stage{gifColors, 64, fewestColors}.at(40, step)
}

// halfStep is the 64th root of a half in Q16.
const halfStep = 64830

// halving returns 2 to the power of -step/64 in Q16.
func halving(step int) (share uint64) {
	share = 1 << 16
	for ; step > 0 && share > 0; step-- {
		share = share * halfStep >> 16
	}
	return share
}

// octaves is 64 times the binary logarithm of n/limit.
func octaves(n, limit int) (steps int) {
	r := uint64(max(n, 1)) << 16 / uint64(max(limit, 1))
	for ; r >= 2<<16; r >>= 1 {
		steps += 64
	}
	for ; r < 1<<16; r = max(r<<1, 1) {
		steps -= 64
	}
	for ; r > 1<<16; r = r * halfStep >> 16 {
		steps++
	}
	return steps
}

// How many tries there are; and, in steps, which part of the limit is aimed at, which
// is good enough, and which is after some tries: 95, 80 and 65 %.
const (
	animationTries = 6
	enoughTries    = 3
	aimedAt        = -5
	goodEnough     = -20
	fairEnough     = -40
)

// A try is a step of the scale and how far its file is from the limit, in steps.
type try struct{ step, over int }

// animation renders every frame that is wanted and returns the file, with less of it
// where it has to be.
func (d *doing) animation(s *animatedSource) (body []byte, err error) {
	if n := canvasBytes * int64(d.g.Final.W) * int64(d.g.Final.H); n > d.lim.Memory {
		return nil, tooLarge("memory for the output's canvas", n, d.lim.Memory)
	}
	var given loss
	var info Info
	var tries []try
	var over *oversize
	for step, more := 0, true; more; {
		l := d.loss(step)
		file, err := d.animationWith(s, &l)
		if over = nil; err != nil && !errors.As(err, &over) {
			return nil, err
		}
		n := len(file)
		if over != nil {
			n = over.bytes
		} else {
			body, given, info = file, l, d.info
		}
		if d.out.maxBytes == 0 {
			break
		}
		tries = append(tries, try{step, octaves(n, d.out.maxBytes)})
		step, more = nextStep(tries)
	}
	if body == nil {
		return nil, over.unfit(d.out.maxBytes)
	}
	d.info = info
	d.changed(given.words(d), given.quality, given.size.W)
	return body, nil
}

// nextStep returns the step to try next, and whether it is worth a try.
func nextStep(tries []try) (step int, more bool) {
	last := tries[len(tries)-1]
	var below, above *try // the nearest ones that are too large, and that fit
	for i := range tries {
		switch t := &tries[i]; {
		case t.over > 0 && (below == nil || t.step > below.step):
			below = t
		case t.over <= 0 && (above == nil || t.step < above.step):
			above = t
		}
	}
	switch {
	case len(tries) >= animationTries, below == nil:
		return 0, false
	case above != nil && (above.step-below.step < 2 || above.over >= goodEnough || len(tries) >= enoughTries && above.over >= fairEnough):
		return 0, false
	case above != nil:
		step = below.step + (above.step-below.step)*(below.over-aimedAt)/(below.over-above.over)
		if quarter := (above.step - below.step) / 4; len(tries) > enoughTries {
			step = min(max(step, below.step+quarter), above.step-quarter) // there is a cliff
		}
		return min(max(step, below.step+1), above.step-1), true
	}
	slope := 64
	if n := len(tries); n > 1 {
		before := tries[n-2]
		slope = min(max((before.over-last.over)*64/(last.step-before.step), 16), 160)
	}
	step = last.step + max((last.over-aimedAt)*64/slope, 4)
	if len(tries) > enoughTries {
		step += len(tries) * 8 // not to end without any
	}
	return step, true
}

// words say what was given up beside quality and size.
func (l *loss) words(d *doing) (words []string) {
	if l.colors != d.out.colours {
		if d.out.format == PNG && d.out.colours == 0 {
			words = append(words, "fm=png8")
		}
		words = append(words, "colorquant="+strconv.Itoa(l.colors))
	}
	if l.tolerance > 0 {
		words = append(words, "tolerance="+strconv.Itoa(l.tolerance))
	}
	return words
}
