package vp8l

import (
	"math/bits"

	"tintype/transform/internal/codec/webp/vp8"
)

// A prefixTable decodes a canonical prefix code (RFC 9649, section 3.7.2). Its
// first part is indexed by the next root bits: an entry is a symbol, shifted
// by 8, and the length of its code; or, where longer codes begin with those
// bits, the offset of another part, shifted by 8, and longer plus the bits that
// index it.
type prefixTable struct {
	entries []uint32
	root    uint
}

const (
	maxRoot = 8
	longer  = 0x80
)

// next reads a symbol. The window has at least entropy.MaxCodeLength bits.
func (t *prefixTable) next(b *bitReader) uint32 {
	e := t.entries[b.win&(1<<(t.root&31)-1)]
	if e&longer != 0 {
		b.win >>= t.root & 31
		b.n -= t.root
		e = t.entries[uint64(e>>8)+b.win&(1<<(e&31)-1)]
	}
	b.win >>= e & 31
	b.n -= uint(e & 31)
	return e >> 8
}

// newPrefixTable makes the table of a code from the lengths of its symbols,
// which must leave no code unused unless there is one symbol alone.
func newPrefixTable(lengths []uint8) (prefixTable, error) {
	var counts [MaxCodeLength + 1]int
	longest, used, only := 0, 0, 0
	for symbol, n := range lengths {
		if n > 0 {
			counts[n]++
			used++
			only = symbol
			longest = max(longest, int(n))
		}
	}
	switch used {
	case 0:
		return prefixTable{}, formatError("a prefix code without symbols")
	case 1:
		// The one symbol takes no bits.
		return prefixTable{entries: []uint32{uint32(only) << 8}}, nil
	}
	var next [MaxCodeLength + 2]uint32
	space := 0
	for n := 1; n <= MaxCodeLength; n++ {
		next[n+1] = (next[n] + uint32(counts[n])) << 1
		space += counts[n] << (MaxCodeLength - n)
	}
	if space != 1<<MaxCodeLength {
		return prefixTable{}, formatError("a prefix code is not complete")
	}
	t := prefixTable{root: uint(min(longest, maxRoot))}
	t.entries = make([]uint32, 1<<t.root)
	t.reserveLonger(&counts, next)
	for symbol, n := range lengths {
		if n == 0 {
			continue
		}
		code := bits.Reverse32(next[n]) >> (32 - n)
		next[n]++
		t.set(code, uint(n), uint32(symbol)<<8)
	}
	return t, nil
}

// reserveLonger appends a part for every root that begins longer codes, as large
// as its longest code needs. next are the first codes of each length, which are
// in numerical order: a later length at the same root is the longer one.
func (t *prefixTable) reserveLonger(counts *[MaxCodeLength + 1]int, next [MaxCodeLength + 2]uint32) {
	var size [1 << maxRoot]uint8
	for n := t.root + 1; n <= MaxCodeLength; n++ {
		for i := range counts[n] {
			root := (next[n] + uint32(i)) >> (n - t.root)
			size[bits.Reverse32(root)>>(32-t.root)] = uint8(n - t.root)
		}
	}
	for root, n := range size[:1<<t.root] {
		if n > 0 {
			t.entries[root] = uint32(len(t.entries))<<8 | longer | uint32(n)
			t.entries = append(t.entries, make([]uint32, 1<<n)...)
		}
	}
}

// set fills in every entry whose low bits are the reversed code.
func (t *prefixTable) set(code uint32, n uint, symbol uint32) {
	part := t.entries[:1<<t.root]
	if n > t.root {
		e := t.entries[code&(1<<t.root-1)]
		part = t.entries[e>>8:][:1<<(e&31)]
		code >>= t.root
		n -= t.root
	}
	for i := int(code); i < len(part); i += 1 << n {
		part[i] = symbol | uint32(n)
	}
}

// memory is what the table takes, in bytes.
func (t *prefixTable) memory() int64 { return 4*int64(cap(t.entries)) + 32 }

// readPrefixTable reads a code of nSymbols symbols (section 3.7.2.1).
func readPrefixTable(b *bitReader, nSymbols int, lengths []uint8) (prefixTable, error) {
	lengths = lengths[:nSymbols]
	clear(lengths)
	if b.read(1) != 0 {
		two := b.read(1) != 0
		first := b.read(1 + 7*uint(b.read(1)))
		second := first
		if two {
			second = b.read(8)
		}
		if int(max(first, second)) >= nSymbols {
			return prefixTable{}, formatError("a prefix code has a symbol out of range")
		}
		lengths[first], lengths[second] = 1, 1
		return newPrefixTable(lengths)
	}
	var ofLengths [len(LengthOrder)]uint8
	for i := range 4 + int(b.read(4)) {
		ofLengths[LengthOrder[i]] = uint8(b.read(3))
	}
	t, err := newPrefixTable(ofLengths[:])
	if err != nil {
		return t, err
	}
	if err := readCodeLengths(b, &t, lengths); err != nil {
		return t, err
	}
	return newPrefixTable(lengths)
}

// readCodeLengths reads run-length coded lengths.
func readCodeLengths(b *bitReader, t *prefixTable, lengths []uint8) error {
	left := len(lengths) // lengths and runs that are coded
	if b.read(1) != 0 {
		n := 2 + 2*uint(b.read(3))
		if left = 2 + int(b.read(n)); left > len(lengths) {
			return formatError("a prefix code has too many lengths")
		}
	}
	last := uint8(8) // what a run repeats where nothing precedes it
	for i := 0; i < len(lengths) && left > 0; left-- {
		b.fill()
		v := t.next(b)
		if v < 16 {
			lengths[i] = uint8(v)
			i++
			if v != 0 {
				last = uint8(v)
			}
			continue
		}
		run := [3]int{3, 3, 11}[v-16] + int(b.read(uint(LengthExtraBits[v-16])))
		if i+run > len(lengths) {
			return formatError("a run of code lengths is too long")
		}
		if v == 16 {
			vp8.Fill(lengths[i:i+run], last)
		}
		i += run
	}
	if b.overrun() {
		return errTruncated
	}
	return nil
}
