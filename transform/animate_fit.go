package transform

import (
	"errors"
	"strconv"

	"tintype/transform/internal/codec"
	"tintype/transform/params"
)

// An animation that exceeds the limit of bytes loses quality first; a palette format
// loses colors and then the exactness of its pixels. Size comes last. All of this is one
// scale, whose steps save about the same share of bytes each: 64 steps halve the file. A
// try takes as long as the whole animation, so there are few tries, and each one is aimed
// at the limit with the results of those before.

// A loss is what an animation gives up.
type loss struct {
	codec.Loss
	size params.Size // in place of the one asked for, if not zero
}

// mostSmaller is how many steps the size may shrink for: down to a tenth of each side.
const mostSmaller = 362

// loss returns what a step of the scale gives up. Step 0 gives up nothing. A higher step
// passes over what this animation cannot lose.
func (d *job) loss(step int) (l loss) {
	l.Quality, l.Colors = d.out.Quality, d.out.Colors
	if step <= 0 {
		return l
	}
	small := step
	if lose := d.out.Format.Lose; lose != nil {
		small = lose(&d.out.Output, &l.Loss, step)
	}
	if small = min(small, mostSmaller); small > 0 {
		// A smaller image has more detail a pixel: bytes follow the side to the power
		// of 1.7.
		share := halving(small * 10 / 17)
		l.size.W = max(1, int(uint64(d.full.W)*share>>16))
		l.size.H = max(1, int(uint64(d.full.H)*share>>16))
	}
	return l
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

// The number of tries; and, in steps, the share of the limit that a try aims at, the
// share that is good enough, and the share that is good enough after enoughTries: 96, 90
// and 80 %.
const (
	animationTries = 6
	enoughTries    = 4
	aimedAt        = -4
	goodEnough     = -10
	fairEnough     = -20
)

// A try is a step of the scale and how far its file is from the limit, in steps.
type try struct{ step, over int }

// animation renders the wanted frames and returns the file, reduced until it fits the
// limit of bytes.
func (d *job) animation(s *codec.Animation) (body []byte, err error) {
	if n := canvasBytes * int64(d.g.Final.W) * int64(d.g.Final.H); n > d.lim.Memory {
		return nil, tooLarge("memory for the output's canvas", n, d.lim.Memory)
	}
	var given loss
	var info Info
	var tries []try
	var over *codec.SizeError
	for step, more := 0, true; more; {
		l := d.loss(step)
		file, err := d.animationWith(s, &l)
		if over = nil; err != nil && !errors.As(err, &over) {
			return nil, err
		}
		n := len(file)
		if over != nil {
			n = over.Bytes
		} else {
			body, given, info = file, l, d.info
		}
		if d.out.MaxBytes == 0 {
			break
		}
		tries = append(tries, try{step, octaves(n, d.out.MaxBytes)})
		step, more = nextStep(tries)
	}
	if body == nil {
		return nil, unfit(over, d.out.MaxBytes)
	}
	d.info = info
	d.changed(given.words(d), given.Quality, given.size.W)
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

// words returns, as parameters of a query, what was given up besides quality and size.
func (l *loss) words(d *job) (words []string) {
	if out := d.out; l.Colors != out.Colors {
		if word := out.reduce(); word != "" {
			words = append(words, word)
		}
		words = append(words, "colorquant="+strconv.Itoa(l.Colors))
	}
	if l.Tolerance > 0 {
		words = append(words, "tolerance="+strconv.Itoa(l.Tolerance))
	}
	return words
}
