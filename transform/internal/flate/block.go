package flate

import (
	"math/bits"
	"slices"
	"unsafe"
)

// nLitCodes counts the literal/length codes of the fixed code, the last two of
// which stand for nothing (RFC 1951, section 3.2.6).
const nLitCodes = 288

type blockCounts struct {
	lit  [nLitCodes]uint32
	dist [maxDist]uint32
}

type blockLengths struct {
	lit  [nLitCodes]uint8
	dist [maxDist]uint8
}

// lengthSymbol returns the symbol of a length less 3.
func lengthSymbol(n int) int {
	if n == maxMatch-3 {
		return 285
	}
	if n < 8 {
		return 257 + n
	}
	e := bits.Len(uint(n)) - 3 // extra bits
	return 257 + 4*e + n>>e
}

// distSymbol returns the symbol of a distance less 1.
func distSymbol(d uint32) uint32 {
	if d < 4 {
		return d
	}
	e := uint32(bits.Len32(d)) - 2 // extra bits
	return 2*e + d>>(e&31)
}

// block writes the tokens that are there, with a code of their own or with the
// fixed one where that is shorter.
func (w *Writer) block(final bool) {
	w.count()
	var own blockLengths
	setLengths(own.lit[:maxLit], w.counts.lit[:maxLit], maxCode)
	setLengths(own.dist[:], w.counts.dist[:], maxCode)
	h := newCodeHeader(&own)
	fixed := fixedLengths()
	size, fixedSize := w.size(&own), w.size(&fixed)
	kind := uint32(2)
	if fixedSize <= h.size+size {
		kind, own, size = 1, fixed, fixedSize
	}
	last := uint32(0)
	if final {
		last = 1
	}
	w.put(last|kind<<1, 3)
	if kind == 2 {
		h.write(w)
	}
	w.setCodes(&own)
	w.emit(size)
	w.m.n = 0
}

// count counts the symbols of the tokens, the end of the block included.
func (w *Writer) count() {
	c := &w.counts
	*c = blockCounts{}
	c.lit[endOfBlock] = 1
	var lengths [256]uint32
	for _, t := range w.m.tokens[:w.m.n] {
		if t < isCopy {
			c.lit[t&255]++
			continue
		}
		lengths[t&255]++
		c.dist[distSymbol(t>>16-1)]++
	}
	for i, n := range lengths {
		c.lit[lengthSymbol(i)] += n
	}
}

// size returns the bits of the tokens with codes of these lengths.
func (w *Writer) size(l *blockLengths) int {
	n := 0
	for s, c := range w.counts.lit {
		n += int(c) * int(l.lit[s])
		if s > 264 && s < 285 {
			n += int(c) * int(lengthExtra[s-257])
		}
	}
	for s, c := range w.counts.dist {
		n += int(c) * int(l.dist[s]+distExtra[s])
	}
	return n
}

func fixedLengths() (l blockLengths) {
	for i := range l.lit {
		switch {
		case i < 144 || i >= 280:
			l.lit[i] = 8
		case i < 256:
			l.lit[i] = 9
		default:
			l.lit[i] = 7
		}
	}
	for i := range l.dist {
		l.dist[i] = 5
	}
	return l
}

// setCodes prepares emit for codes of these lengths.
func (w *Writer) setCodes(l *blockLengths) {
	setCodes(w.lit[:], l.lit[:])
	setCodes(w.dist[:], l.dist[:])
	for i := range w.length {
		s := lengthSymbol(i)
		c := w.lit[s]
		extra := code(i+3) - code(lengthBase[s-257])
		n := c & (1<<lenBits - 1)
		w.length[i] = (c>>lenBits|extra<<n)<<lenBits | (n + code(lengthExtra[s-257]))
	}
}

// emit writes the tokens and the end of the block, size bits together. It is one
// leaf, as wasm wants a hot loop.
func (w *Writer) emit(size int) {
	w.out = slices.Grow(w.out, size/8+16)
	var (
		start = len(w.out)
		out   = unsafe.Add(unsafe.Pointer(unsafe.SliceData(w.out)), start)
		p     = out
		acc   = w.acc
		n     = w.nb
	)
	for _, t := range w.m.tokens[:w.m.n] {
		// At most 7 bits are left of what came before, and a copy takes 48.
		if t < isCopy {
			c := w.lit[t&255]
			acc |= uint64(c>>lenBits) << (n & 63)
			n += uint(c & (1<<lenBits - 1))
		} else {
			c := w.length[t&255]
			acc |= uint64(c>>lenBits) << (n & 63)
			n += uint(c & (1<<lenBits - 1))
			d := t>>16 - 1
			s := distSymbol(d)
			c = w.dist[s]
			acc |= uint64(c>>lenBits) << (n & 63)
			n += uint(c & (1<<lenBits - 1))
			if s >= 4 {
				e := s>>1 - 1
				acc |= uint64(d&(1<<(e&31)-1)) << (n & 63)
				n += uint(e)
			}
		}
		*(*uint64)(p) = acc
		p = unsafe.Add(p, n>>3)
		acc >>= n &^ 7 & 63
		n &= 7
	}
	w.out = w.out[:start+int(uintptr(p)-uintptr(out))]
	w.acc, w.nb = acc, n
	c := w.lit[endOfBlock]
	w.put(c>>lenBits, uint(c&(1<<lenBits-1)))
}

// A codeHeader describes the codes of a block (RFC 1951, section 3.2.7).
type codeHeader struct {
	nLit, nDist, nCode int
	runs               []lengthRun
	lengths            [19]uint8
	size               int // bits
}

func newCodeHeader(l *blockLengths) *codeHeader {
	h := &codeHeader{nLit: maxLit, nDist: maxDist, nCode: len(codeOrder)}
	for h.nLit > endOfBlock+1 && l.lit[h.nLit-1] == 0 {
		h.nLit--
	}
	for h.nDist > 1 && l.dist[h.nDist-1] == 0 {
		h.nDist--
	}
	// A run may go on from the one alphabet into the other.
	h.runs = lengthRuns(nil, slices.Concat(l.lit[:h.nLit], l.dist[:h.nDist]))
	var counts [19]uint32
	for _, r := range h.runs {
		counts[r.symbol]++
	}
	setLengths(h.lengths[:], counts[:], codeBits)
	for h.nCode > 4 && h.lengths[codeOrder[h.nCode-1]] == 0 {
		h.nCode--
	}
	h.size = 14 + 3*h.nCode
	for s, n := range counts {
		h.size += int(n) * int(h.lengths[s])
		if s >= 16 {
			h.size += int(n) * int(runBits[s-16])
		}
	}
	return h
}

func (h *codeHeader) write(w *Writer) {
	w.put(uint32(h.nLit-257), 5)
	w.put(uint32(h.nDist-1), 5)
	w.put(uint32(h.nCode-4), 4)
	for _, s := range codeOrder[:h.nCode] {
		w.put(uint32(h.lengths[s]), 3)
	}
	var codes [19]code
	setCodes(codes[:], h.lengths[:])
	for _, r := range h.runs {
		c := codes[r.symbol]
		w.put(c>>lenBits, uint(c&(1<<lenBits-1)))
		if r.symbol >= 16 {
			w.put(uint32(r.extra), uint(runBits[r.symbol-16]))
		}
	}
}
