package webp

import (
	"tintype/transform/internal/codec/webp/vp8l"
	"tintype/transform/internal/work"
)

// Lossless data (RFC 9649, section 3) as it carries the alpha planes of lossy
// pictures. Lossless pictures have an encoder of their own, package vp8l.

// Symbols of the five prefix codes of a group: green and lengths, red, blue,
// alpha, distances. They stand one after another in a histogram.
const (
	nLiteral   = 256
	nLengths   = 24
	nDistances = 40

	firstLength   = nLiteral
	firstRed      = firstLength + nLengths
	firstBlue     = firstRed + nLiteral
	firstAlpha    = firstBlue + nLiteral
	firstDistance = firstAlpha + nLiteral
	nSymbols      = firstDistance + nDistances
)

// codeStart are the first symbols of the five codes, and the end.
var codeStart = [6]int{0, firstRed, firstBlue, firstAlpha, firstDistance, nSymbols}

// A histogram counts symbols.
type histogram [nSymbols]uint32

// add counts the symbols of a step; the value of a copy is its distance code.
func (h *histogram) add(r pixelRef) {
	if r.length == 1 {
		h[r.value>>8&255]++
		h[firstRed+r.value>>16&255]++
		h[firstBlue+r.value&255]++
		h[firstAlpha+r.value>>24]++
		return
	}
	s, _, _ := vp8l.PrefixCode(int(r.length))
	h[firstLength+s]++
	s, _, _ = vp8l.PrefixCode(int(r.value))
	h[firstDistance+s]++
}

// A codeGroup is the five codes of a group.
type codeGroup [5]*vp8l.PrefixCoder

func newCodeGroup(h *histogram) *codeGroup {
	var g codeGroup
	for i := range g {
		g[i] = vp8l.NewPrefixCoder(h[codeStart[i]:codeStart[i+1]], vp8l.MaxCodeLength)
	}
	return &g
}

// put writes a step.
func (g *codeGroup) put(b *vp8l.BitWriter, r pixelRef) {
	if r.length == 1 {
		g[0].Put(b, int(r.value>>8&255))
		g[1].Put(b, int(r.value>>16&255))
		g[2].Put(b, int(r.value&255))
		g[3].Put(b, int(r.value>>24))
		return
	}
	s, n, extra := vp8l.PrefixCode(int(r.length))
	g[0].Put(b, firstLength+s)
	b.Put(extra, n)
	s, n, extra = vp8l.PrefixCode(int(r.value))
	g[4].Put(b, s)
	b.Put(extra, n)
}

// writePixels writes pixels as an entropy coded image without a color cache.
// main says that it is the image itself, which may have several groups of
// prefix codes, and not one that belongs to a transform. steps is how far the
// search for copies goes.
func writePixels(b *vp8l.BitWriter, pix []uint32, w int, main bool, steps int, m *work.Meter) {
	b.Put(0, 1) // no color cache
	refs := references(pix, w, steps, m)
	if m.Err() != nil {
		return
	}
	// To count and to write the steps takes some 32 samples each.
	var dm vp8l.DistanceMap
	dm.Init()
	for start := 0; start < len(refs); start += atOnce {
		if !m.Spend(16 * atOnce) {
			return
		}
		for i := range refs[start:min(start+atOnce, len(refs))] {
			if r := &refs[start+i]; r.length > 1 {
				r.value = uint32(dm.Code(int(r.value), w))
			}
		}
	}
	groups := oneGroup(refs, m)
	if main {
		groups = findGroups(refs, w, len(pix)/w, groups, m)
		groups.writeMap(b, m)
	}
	codes := make([]*codeGroup, len(groups.histograms))
	for i := range codes {
		codes[i] = newCodeGroup(&groups.histograms[i])
		for _, c := range codes[i] {
			c.Write(b)
		}
	}
	at := 0
	for i, r := range refs {
		if i%atOnce == 0 && !m.Spend(32*atOnce) {
			return
		}
		codes[groups.of(at, w)].put(b, r)
		at += int(r.length)
	}
}

// Transform types.
const (
	transformPredictor = 0
	transformPalette   = 3
)

// writePalette writes the color indexing transform for the colors.
func writePalette(b *vp8l.BitWriter, colors []uint32, m *work.Meter) {
	b.Put(1, 1)
	b.Put(transformPalette, 2)
	b.Put(uint32(len(colors)-1), 8)
	deltas := make([]uint32, len(colors))
	before := uint32(0)
	for i, c := range colors {
		deltas[i] = subPixels(c, before)
		before = c
	}
	writePixels(b, deltas, len(deltas), false, 0, m)
}

// subPixels subtracts b from a, each channel modulo 256.
func subPixels(a, b uint32) uint32 {
	const ag, rb = 0xFF00FF00, 0x00FF00FF
	return ((a|rb)-(b&ag))&ag | ((a|ag)-(b&rb))&rb
}
