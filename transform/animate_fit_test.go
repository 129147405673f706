package transform

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/gif"
	"tintype/transform/internal/codec/png"
	"tintype/transform/internal/codec/webp"
	"tintype/transform/params"
)

// Whatever bytes do along the scale, a few tries find a step that fits, and on smooth
// ways one that takes most of the limit.
func TestNextStep(t *testing.T) {
	for name, over := range map[string]func(step int) int{
		"as the model":  func(s int) int { return 200 - s },
		"half as steep": func(s int) int { return 150 - s/2 },
		"steep":         func(s int) int { return 220 - 3*s },
		"a little over": func(s int) int { return 3 - s },
		"a cliff":       func(s int) int { return map[bool]int{true: 180 - s/8, false: -250}[s < 90] },
		"flat at first": func(s int) int { return min(200, 296-s) },
	} {
		var tries []try
		best := 1 << 20
		for step, more := 0, true; more; step, more = nextStep(tries) {
			if len(tries) == animationTries {
				t.Fatalf("%s: more than %d tries", name, animationTries)
			}
			for _, before := range tries {
				if before.step == step {
					t.Fatalf("%s: step %d again", name, step)
				}
			}
			tries = append(tries, try{step, over(step)})
			if over(step) <= 0 {
				best = min(best, -over(step))
			}
		}
		if best == 1<<20 || best > -fairEnough && name != "a cliff" {
			t.Errorf("%s: the best of %v is %d steps off", name, tries, best)
		}
	}
	if _, more := nextStep([]try{{0, -300}}); more {
		t.Error("what fits at once is tried again")
	}
}

// Losses grow with the steps: colors first, then nearness, then size.
func TestLoss(t *testing.T) {
	for _, out := range []codec.Output{
		{Format: &gif.Format}, {Format: &gif.Format, Colors: 16}, {Format: &png.Format}, {Format: &png.Format, Colors: 128},
		{Format: &webp.Format, Quality: 75}, {Format: &webp.Format, Quality: 20}, {Format: &webp.Format, Lossless: true},
	} {
		d := job{out: output{Output: out}}
		d.full = params.Size{W: 640, H: 427}
		before := d.loss(0)
		if before != (loss{Loss: codec.Loss{Quality: out.Quality, Colors: out.Colors}}) {
			t.Errorf("%s: step 0 gives up %+v", out.Format.Name, before)
		}
		for step := 1; step < 700; step++ {
			l := d.loss(step)
			smaller := l.size.W > 0
			switch {
			case l.Quality > before.Quality, before.Colors > 0 && l.Colors > before.Colors, l.Tolerance < before.Tolerance,
				before.size.W > 0 && l.size.W > before.size.W, before.size.W > 0 && !smaller:
				t.Fatalf("%s: step %d gives up %+v, the one before %+v", out.Format.Name, step, l, before)
			case smaller && out.Format == &gif.Format && l.Tolerance != codec.MostTolerance, smaller && l.Quality > codec.FitQuality,
				l.Tolerance > 0 && l.Colors > 32:
				t.Fatalf("%s: step %d gives up %+v in another order", out.Format.Name, step, l)
			}
			before = l
		}
		if before.size.W != 640/10 && before.size.W != 640/10-1 {
			t.Errorf("%s: no smaller than %d", out.Format.Name, before.size.W)
		}
	}
}

// Powers of two and logarithms agree.
func TestOctaves(t *testing.T) {
	for _, n := range []int{1, 1000, 99_999, 780_288, 5_000_000, 1 << 40} {
		for step := -300; step <= 300; step += 7 {
			limit := n
			if step > 0 {
				limit = int(uint64(n) * halving(step) >> 16)
			} else if limit = n << 16 / int(max(halving(-step), 1)); n > 1<<30 {
				continue
			}
			if limit < 100 {
				continue
			}
			if got := octaves(n, limit); got < step-3 || got > step+3 {
				t.Errorf("octaves(%d, %d) = %d, want %d", n, limit, got, step)
			}
		}
	}
}

// Animations of every format poll at every frame and more often, and stop when they
// are told to: a file that lacks frames never goes out for want of time.
func TestAnimationPolls(t *testing.T) {
	data := readTestdata(t, "samples/planet.gif")
	for _, query := range []string{"fm=gif", "fm=png", "fm=webp", "fm=webp&lossless=1", "fm=png8", "fm=gif&bytes=40000", "fm=png&bytes=40000", "fm=webp&bytes=30000"} {
		run := func(size string, after int) (polls int, err error) {
			p, err := Parse(query + "&w=" + size)
			if err != nil {
				t.Fatal(err)
			}
			lim := DefaultLimits()
			lim.Poll = func() error {
				if polls++; after > 0 && polls >= after {
					return errors.New("stop")
				}
				return nil
			}
			_, err = Do(io.Discard, bytes.NewReader(data), p, lim)
			return polls, err
		}
		all, err := run("160", 0)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if all < 24 {
			t.Errorf("%s: polled %d times for 24 frames", query, all)
		}
		for _, after := range []int{1, all / 3, all - 1} {
			polls, err := run("160", after)
			var e *Error
			if !errors.As(err, &e) || e.Code != CodeDeadline {
				t.Errorf("%s: told to stop at poll %d of %d: %v", query, after, all, err)
			}
			if polls > after+4 {
				t.Errorf("%s: told to stop at poll %d, polled %d times", query, after, polls)
			}
		}
	}
}
