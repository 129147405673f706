package flate

import (
	"math/bits"
	"unsafe"
)

const (
	hashBits  = 15
	minMatch  = 4 // shorter copies are hardly worth their codes, and are not looked for
	maxTokens = 16 << 10
	tooFar    = 1<<16 - 1     // stands for distances of as much and more
	lookahead = maxMatch + 16 // bytes behind a place that make its copies as good as they get
)

// Within a copy of at least longCopy bytes every fourth place is remembered, and
// if it repeats a pattern of at most shortPattern bytes, as the background of a
// image does, only those of its end: the others are all the same.
const (
	longCopy     = 32
	shortPattern = 16
)

// Where no copy was found for dryPlaces places in a row, as in photographs, some
// are passed over, the more the longer that lasts.
const (
	dryPlaces = 128
	dryShift  = 6
	dryMost   = 3
)

// A Search says how much work goes into finding copies.
type Search struct {
	Chain int // earlier places that are looked at
	Good  int // a copy that is so long makes the next search a quarter as thorough
	Lazy  int // one that is so long is taken without a look at the next byte
	Nice  int // one that is so long ends the search
	Least int // shorter ones are not looked for, 4 to 8
}

// A token is a literal byte, or isCopy with a length less 3 in its low bits and
// a distance above 16.
type token = uint32

const isCopy token = 1 << 15

// matcher finds copies by chains of places with the same four bytes. Places
// count from 1 at the start of the stream.
type matcher struct {
	search Search
	head   [1 << hashBits]int32 // the last place of each hash, 0 for none
	prev   [windowSize]uint16   // how far before it the one before lies, by place modulo the window
	tokens [maxTokens]token
	n      int // tokens

	// What is held back because the next byte may begin a longer copy.
	pending  bool
	length   int // of the copy that begins one byte before, minMatch-1 for none
	distance int
}

// parse turns bytes of buf into tokens from pos up to end, or until tokens are
// full, and returns where it stopped. It is one leaf, as wasm wants a hot loop.
// Copies end at limit at the latest; buf goes on for at least 16 bytes behind it,
// whatever they are. buf[0] is place base of the stream.
func (m *matcher) parse(buf []byte, base, pos, end, limit int) int {
	_ = buf[limit+15]
	var (
		data     = unsafe.Pointer(unsafe.SliceData(buf))
		head     = unsafe.Pointer(&m.head)
		prev     = unsafe.Pointer(&m.prev)
		out      = unsafe.Pointer(&m.tokens)
		n        = m.n
		pending  = m.pending
		length   = m.length
		distance = m.distance
		search   = m.search
		dry      = 0
		least    = max(search.Least, 4)
		left     = uint(64 - 8*least)
	)
	for pos < end && n < maxTokens-1 {
		here := *(*uint32)(unsafe.Add(data, pos))
		slot := (*int32)(unsafe.Add(head, uintptr(*(*uint64)(unsafe.Add(data, pos))<<(left&63)*0x9e3779b97f4a7c15>>(64-hashBits))*4))
		at := int(*slot) - base
		*(*uint16)(unsafe.Add(prev, uintptr((pos+base)&(windowSize-1))*2)) = uint16(min(pos-at, tooFar))
		*slot = int32(pos + base)

		best, from := max(length, least-1), 0
		if length < search.Lazy && at >= 0 {
			oldest := max(pos-windowSize, 0)
			longest := min(maxMatch, limit-pos)
			chain := search.Chain
			if length >= search.Good {
				chain >>= 2
			}
			if longest > best {
				want := *(*uint32)(unsafe.Add(data, pos+best-3))
				for at >= oldest {
					// The last four bytes that make it longer, then the first
					// ones: most candidates end here.
					if *(*uint32)(unsafe.Add(data, at+best-3)) == want && *(*uint32)(unsafe.Add(data, at)) == here {
						i := 4
						for i < longest {
							d := *(*uint64)(unsafe.Add(data, at+i)) ^ *(*uint64)(unsafe.Add(data, pos+i))
							if d != 0 {
								i += bits.TrailingZeros64(d) >> 3
								break
							}
							i += 8
						}
						i = min(i, longest)
						if i > best {
							best, from = i, at
							if best >= search.Nice || best == longest {
								break
							}
							want = *(*uint32)(unsafe.Add(data, pos+best-3))
						}
					}
					if chain--; chain == 0 {
						break
					}
					at -= int(*(*uint16)(unsafe.Add(prev, uintptr((at+base)&(windowSize-1))*2)))
				}
			}
		}
		if pending && length >= least && best <= length {
			// The copy that began one byte before is the better one.
			*(*token)(unsafe.Add(out, n*4)) = isCopy | token(length-3) | token(distance)<<16
			n++
			stop := pos - 1 + length
			step := 1
			if length >= longCopy {
				step = 4
				if distance <= shortPattern {
					pos = stop - longCopy/2
				}
			}
			for pos++; pos < min(stop, limit-3); pos += step {
				slot := (*int32)(unsafe.Add(head, uintptr(*(*uint64)(unsafe.Add(data, pos))<<(left&63)*0x9e3779b97f4a7c15>>(64-hashBits))*4))
				*(*uint16)(unsafe.Add(prev, uintptr((pos+base)&(windowSize-1))*2)) = uint16(min(pos+base-int(*slot), tooFar))
				*slot = int32(pos + base)
			}
			pos = stop
			pending, length = false, least-1
			continue
		}
		if pending {
			*(*token)(unsafe.Add(out, n*4)) = token(*(*byte)(unsafe.Add(data, pos-1)))
			n++
		}
		pending = true
		length, distance = best, pos-from
		pos++
		if best >= least {
			dry = 0
			continue
		}
		if dry++; dry >= dryPlaces {
			for k := min(dry>>dryShift, dryMost, end-pos, maxTokens-2-n); k > 0; k-- {
				*(*token)(unsafe.Add(out, n*4)) = token(*(*byte)(unsafe.Add(data, pos-1)))
				n++
				pos++
			}
		}
	}
	m.n, m.pending, m.length, m.distance = n, pending, length, distance
	return pos
}
