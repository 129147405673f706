package webp

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// frameQuality is by how much the quality of frames below 100 is lower than that
// of stills: at the same number libwebp's frames are about a decibel worse.
const frameQuality = 3

// encode is lossless where that takes less.
func (a *AnimationWriter) encode(p *part) ([]byte, error) {
	o := a.options
	o.ICC = nil
	if o.Quality < 100 {
		o.Quality = max(o.Quality-frameQuality, 1)
	}
	if o.Lossless {
		return EncodeLossless(p.img, o)
	}
	// Of what takes no more than two bytes a macroblock without loss no lossy file is
	// smaller.
	var lossless []byte
	little := (p.img.W + 15) >> 4 * ((p.img.H + 15) >> 4) * 2
	if worthLossless(p.img, little, a.meter) {
		var err error
		if lossless, err = a.lossless(p.img, o); err != nil || len(lossless) <= little {
			return lossless, err
		}
	}
	file, err := Encode(p.img, o)
	if err != nil {
		return nil, err
	}
	if lossless == nil && worthLossless(p.img, len(file), a.meter) {
		if lossless, err = a.lossless(p.img, o); err != nil {
			return nil, err
		}
	}
	if lossless != nil && len(lossless) < len(file) {
		return lossless, nil
	}
	return file, nil
}

func (a *AnimationWriter) lossless(img *pixel.Image, o Options) ([]byte, error) {
	o.Effort = losslessTrial
	return EncodeLossless(img, o)
}

// losslessTrial is the effort of frames that may be better without loss.
const losslessTrial = 2

// worthLossless says that a picture is likely to take less than limit bytes
// without loss.
func worthLossless(img *pixel.Image, limit int, m *work.Meter) bool {
	_, ok := drawnBytes(img, limit, m)
	return ok
}

// drawnBytes guesses what a picture takes without loss; false where that is more than
// limit or it has more colors than a palette. In frames of text, drawings and photographs from 12 to 2,700
// pixels that are like neither neighbor, such pixels took 1.15 bytes and colors
// 1.6, beside 40 bytes, or more; what has more colors than a palette was never
// smaller.
func drawnBytes(img *pixel.Image, limit int, m *work.Meter) (n int, ok bool) {
	var seen colorSet
	single := 0
	row, above := make([]uint32, img.W), make([]uint32, img.W)
	for y := range img.H {
		if !m.Spend(8 * img.W) {
			return 0, false
		}
		clear(row)
		argbRow(row, img, y, img.HasAlpha())
		before := uint32(0)
		for x, v := range row {
			if v != before && v != above[x] {
				single++
				if !seen.add(v) {
					return 0, false
				}
			}
			before = v
		}
		if n = 40 + 8*seen.n/5 + 23*single/20; n > limit {
			return 0, false
		}
		row, above = above, row
	}
	return n, true
}

// A colorSet counts up to 256 different colors.
type colorSet struct {
	n     int
	used  [512]bool
	table [512]uint32
}

// add reports false where there are more than the set can have.
func (s *colorSet) add(v uint32) bool {
	i := v * 0x9E3779B1 >> 23 // Fibonacci hashing to 9 bits
	for s.used[i] && s.table[i] != v {
		i = (i + 1) & 511
	}
	if !s.used[i] {
		s.used[i], s.table[i] = true, v
		s.n++
	}
	return s.n <= 256
}
