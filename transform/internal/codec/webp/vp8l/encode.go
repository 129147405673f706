package vp8l

import (
	"tintype/transform/internal/work"
)

// MaxSide is the largest width and height in pixels.
const MaxSide = 1 << 14

// MaxEffort is the most that Options.Effort may be.
const MaxEffort = 4

// Options say how to encode.
type Options struct {
	// Effort is 1 (quickest) to MaxEffort (smallest files).
	Effort int
	// Poll, if not nil, is called now and then; an error it returns ends encoding
	// and is returned.
	Poll func() error
}

// An encoder holds what outlives one way of coding.
type encoder struct {
	logs logs
	effort
	meter *work.Meter
	err   error // of the meter
}

// An effort is what a number of Options.Effort stands for.
type effort struct {
	steps  int    // candidates for a copy looked at
	passes int    // how often copies are chosen again by the prices of the last
	margin uint64 // how near another plan must come to be tried, in 1/16
}

var efforts = [MaxEffort + 1]effort{1: {16, 1, 16}, 2: {32, 1, 17}, 3: {32, 1, 18}, 4: {128, 2, 32}}

func newEncoder(o Options) *encoder {
	e := &encoder{meter: work.New(o.Poll), effort: efforts[o.Effort]}
	e.logs.init()
	return e
}

// goesOn polls and reports whether to go on.
func (e *encoder) goesOn() bool { return e.spend(work.Between) }

// spend says how much work on samples comes next, and reports whether to do it.
// Without it what is made is of no use, but whole enough for what comes after.
func (e *encoder) spend(n int) bool {
	if !e.meter.Spend(n) {
		e.err = e.meter.Err()
	}
	return e.err == nil
}

// Encode returns the payload of a VP8L chunk for w by h pixels, ARGB from the
// highest byte to the lowest, 1 to MaxSide each way. alpha says that the alpha
// channel means something: where it is 0, colors may come back changed. Without,
// it is 255 everywhere.
func Encode(pix []uint32, w, h int, alpha bool, o Options) ([]byte, error) {
	return newEncoder(o).encode(header(w, h, alpha), pix, w, h)
}

// header starts the data (section 3.4).
func header(w, h int, alpha bool) BitWriter {
	b := BitWriter{}
	b.Put(0x2F, 8)
	b.Put(uint32(w-1), 14)
	b.Put(uint32(h-1), 14)
	hint := uint32(0)
	if alpha {
		hint = 1
	}
	b.Put(hint, 1)
	b.Put(0, 3) // version
	return b
}

// encode writes the image in the way that is expected to take least.
func (e *encoder) encode(b BitWriter, pix []uint32, w, h int) ([]byte, error) {
	colors, indices := e.findPalette(pix)
	if e.err != nil {
		return nil, e.err
	}
	var best []byte
	for _, p := range e.plans(pix, w, len(colors), indices) {
		if best != nil && len(best) <= len(pix)>>emptyBits {
			break
		}
		// Every try starts behind the same head.
		try := b.Clone()
		if p.palette {
			e.writeIndexed(&try, colors, indices, w, h)
		} else {
			e.writeColors(&try, pix, w, h, p)
		}
		if e.err != nil {
			return nil, e.err
		}
		out := try.Finish()
		if best == nil || len(out) < len(best) {
			best = out
		}
	}
	return best, e.err
}

// emptyBits is the binary logarithm of how many pixels to a byte are so few bytes that
// no other plan is worth its time.
const emptyBits = 7

// Transform types (section 3.5).
const (
	transformPredictor = iota
	transformColor
	transformGreen
	transformPalette
)

// maxTileBits is the binary logarithm of the largest side of a transform's tile
// that is used.
const maxTileBits = 5

func putTransform(b *BitWriter, kind uint32) {
	b.Put(1, 1)
	b.Put(kind, 2)
}

// writeIndexed writes an image of few colors.
func (e *encoder) writeIndexed(b *BitWriter, colors []uint32, indices []uint8, w, h int) {
	putTransform(b, transformPalette)
	b.Put(uint32(len(colors)-1), 8)
	e.writeImage(b, paletteDeltas(colors), len(colors), 0)
	b.Put(0, 1) // no further transform
	pix, packed := Bundle(indices, w, h, IndexBits(len(colors)), 0xFF000000, e.meter)
	e.writeImage(b, pix, packed, 5)
}

// writeColors writes an image of many colors.
func (e *encoder) writeColors(b *BitWriter, pix []uint32, w, h int, p plan) {
	groupBits := 3
	for tiles(w, groupBits)*tiles(h, groupBits) > maxTiles {
		groupBits++
	}
	bits := min(groupBits, maxTileBits)
	if p.green || p.predict {
		pix = append(make([]uint32, 0, len(pix)+4), pix...) // see predict
	}
	if p.green {
		putTransform(b, transformGreen)
		subtractGreen(pix)
	}
	if p.predict {
		residuals, modes := e.predict(pix, w, h, bits)
		putTransform(b, transformPredictor)
		b.Put(uint32(bits-2), 3)
		side := make([]uint32, len(modes))
		for i, m := range modes {
			side[i] = 0xFF000000 | uint32(m)<<8
		}
		e.writeImage(b, side, tiles(w, bits), 0)
		pix = residuals
		e.writeCrossColor(b, pix, w, h, bits)
	}
	b.Put(0, 1) // no further transform
	e.writeImage(b, pix, w, groupBits)
}

// writeCrossColor applies the color transform to pix unless no tile gains by it.
func (e *encoder) writeCrossColor(b *BitWriter, pix []uint32, w, h, bits int) {
	factors := e.crossColor(pix, w, h, bits)
	side := make([]uint32, len(factors))
	used := false
	for i, f := range factors {
		side[i] = f.pixel()
		used = used || f != colorFactors{}
	}
	if !used {
		return
	}
	putTransform(b, transformColor)
	b.Put(uint32(bits-2), 3)
	e.writeImage(b, side, tiles(w, bits), 0)
}
