package webp

import (
	"tintype/transform/internal/codec/webp/vp8"
	"tintype/transform/internal/codec/webp/vp8l"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// alphaSteps is how far the search for copies goes in alpha planes of few
// values.
const alphaSteps = 16

// bothAlpha is the size, in samples, up to which planes of more values are coded
// both ways: small ones, such as icons have, are often better as indices.
const bothAlpha = 1 << 14

// isOpaque reports that an alpha plane hides nothing.
func isOpaque(p *pixel.Plane, m *work.Meter) bool {
	for y := range p.H {
		if !m.Spend(p.W) {
			return false
		}
		for _, v := range p.Row(y) {
			if v != 255 {
				return false
			}
		}
	}
	return true
}

// alphaLossless is the first byte of an ALPH chunk (container specification,
// "Alpha"): compressed, neither filtered nor reduced.
const alphaLossless = 1

// encodeAlpha makes the payload of an ALPH chunk. Where the meter ends the work,
// what it returns is none.
func encodeAlpha(p *pixel.Plane, m *work.Meter) []byte {
	samples := make([]uint8, 0, p.W*p.H)
	var used [256]bool
	var index [256]uint8
	for y := range p.H {
		if !m.Spend(2 * p.W) {
			return nil
		}
		row := samples[len(samples):][:p.W]
		copy(row, p.Row(y))
		for _, v := range row {
			used[v] = true
		}
		samples = samples[:len(samples)+p.W]
	}
	var colors []uint32
	for v := range used {
		if used[v] {
			index[v] = uint8(len(colors))
			colors = append(colors, uint32(v)<<8)
		}
	}
	// The container has filters of its own, which the predictor transform makes
	// superfluous.
	indexed, predicted := vp8l.NewBitWriter([]byte{alphaLossless}), vp8l.NewBitWriter([]byte{alphaLossless})
	if few := len(colors) <= 16; few || len(samples) <= bothAlpha {
		alphaPalette(&indexed, samples, p.W, p.H, colors, &index, m)
		if few {
			return indexed.Finish()
		}
	}
	alphaPredicted(&predicted, samples, p.W, p.H, m)
	a, b := indexed.Finish(), predicted.Finish()
	if len(samples) <= bothAlpha && len(a) < len(b) {
		return a
	}
	return b
}

// alphaPalette codes a plane as packed indices.
func alphaPalette(b *vp8l.BitWriter, samples []uint8, w, h int, colors []uint32, index *[256]uint8, m *work.Meter) {
	indices := make([]uint8, len(samples))
	for start := 0; start < len(samples); start += atOnce {
		if !m.Spend(atOnce) {
			return
		}
		part := samples[start:min(start+atOnce, len(samples))]
		for i, v := range part {
			indices[start+i] = index[v]
		}
	}
	writePalette(b, colors, m)
	b.Put(0, 1) // no further transform
	pix, packed := vp8l.Bundle(indices, w, h, vp8l.IndexBits(len(colors)), 0, m)
	writePixels(b, pix, packed, true, alphaSteps, m)
}

// entropyOf is what counted symbols take at best, in 1/256 bit.
func entropyOf(counts []uint32) uint64 {
	total, sum := uint64(0), uint64(0)
	for _, n := range counts {
		if n > 0 {
			total += uint64(n)
			sum += uint64(n) * uint64(vp8.Log2Q8(n))
		}
	}
	if total == 0 {
		return 0
	}
	return total*uint64(vp8.Log2Q8(uint32(total))) - sum
}
