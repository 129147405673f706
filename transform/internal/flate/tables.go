package flate

import "math/bits"

// Root bits of the look-up tables, and the entries that a complete code of at
// most 15 bits can need with its second-level tables (zlib's examples/enough.c
// for 288 and 32 symbols).
const (
	litBits  = 10
	litSize  = 1334
	distBits = 8
	distSize = 402
	codeBits = 7 // of the code length code, which has no second level
	codeSize = 1 << codeBits
)

// An entry resolves a code:
//
//	bits 0-5    bits to consume, extra bits included
//	bits 8-11   bits of the code itself; of a link, index bits of its table
//	bit 13      link to a second-level table at the value
//	bit 14      not a plain literal, length or distance
//	bit 15      end of block
//	bits 16-30  literal, base of a length or distance, or place of a table
//	bit 31      literal
//
// Of the entries with bit 14, those with neither 13 nor 15 are no code at all.
type entry = uint32

const (
	isLink    = 1 << 13
	isSpecial = 1 << 14
	isEnd     = 1 << 15
	isLiteral = 1 << 31
)

// litEntry, distEntry and codeEntry are the symbols' entries without their code
// bits.
func litEntry(s int) entry {
	switch {
	case s < endOfBlock:
		return isLiteral | entry(s)<<16
	case s == endOfBlock:
		return isSpecial | isEnd
	case s < maxLit:
		return entry(lengthBase[s-257])<<16 | entry(lengthExtra[s-257])
	}
	return isSpecial
}

func distEntry(s int) entry {
	if s >= maxDist {
		return isSpecial
	}
	return entry(distBase[s])<<16 | entry(distExtra[s])
}

func codeEntry(s int) entry { return entry(s) << 16 }

// build makes the table of a canonical code (RFC 1951, section 3.2.2). It
// reports false for lengths that are no prefix code, or an incomplete one with
// more than a single code of one bit. A code without symbols is good as long as
// nothing uses it.
func build(table []entry, root int, lengths []uint8, symbol func(int) entry) bool {
	var count, next [maxCode + 1]int
	for _, l := range lengths {
		count[l]++
	}
	n := 0 // codes of each length, left-aligned in turn: at the end all of 1<<maxCode
	for l := 1; l <= maxCode; l++ {
		next[l] = n >> (maxCode - l)
		n += count[l] << (maxCode - l)
	}
	single := n == 1<<(maxCode-1) && count[1] == 1
	if n != 1<<maxCode && n != 0 && !single {
		return false
	}
	if n != 1<<maxCode {
		for i := range table[:1<<root] {
			table[i] = isSpecial
		}
	}
	first := next
	for s, l := range lengths {
		if l > 0 && int(l) <= root {
			code := int(bits.Reverse16(uint16(next[l])) >> (16 - l))
			next[l]++
			e := symbol(s)
			e = e + entry(l) | entry(l)<<8
			for i := code; i < 1<<root; i += 1 << l {
				table[i] = e
			}
		}
	}
	return link(table, root, lengths, first, symbol)
}

// link adds the second-level tables, each as large as the longest code with its
// root bits.
func link(table []entry, root int, lengths []uint8, next [maxCode + 1]int, symbol func(int) entry) bool {
	long := false
	var longest [1 << litBits]uint8
	at := next
	for _, l := range lengths {
		if int(l) > root {
			long = true
			prefix := int(bits.Reverse16(uint16(at[l]))>>(16-l)) & (1<<root - 1)
			at[l]++
			longest[prefix] = max(longest[prefix], l-uint8(root))
		}
	}
	if !long {
		return true
	}
	free := 1 << root
	for prefix, n := range longest[:1<<root] {
		if n > 0 {
			if free+1<<n > len(table) {
				return false
			}
			table[prefix] = isSpecial | isLink | entry(free)<<16 | entry(n)<<8 | entry(root)
			free += 1 << n
		}
	}
	for s, l := range lengths {
		if int(l) > root {
			code := int(bits.Reverse16(uint16(next[l])) >> (16 - l))
			next[l]++
			up := table[code&(1<<root-1)]
			l -= uint8(root)
			e := symbol(s)
			e = e + entry(l) | entry(l)<<8
			sub := table[up>>16&0x7fff:][:1<<(up>>8&15)]
			for i := code >> root; i < len(sub); i += 1 << l {
				sub[i] = e
			}
		}
	}
	return true
}
