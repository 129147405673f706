package vp8l

import (
	"math/bits"
	"unsafe"
)

// What could be copied at a position of an image, in one word: how long the pixel
// to the left and the row above repeat, the length of the longest earlier copy,
// and the distance code of that. Lengths below 2 are 0.
type match uint64

const (
	lengthBitsOfMatch = 13 // up to entropy.MaxCopy
	lengthMask        = 1<<lengthBitsOfMatch - 1
	aboveShift        = lengthBitsOfMatch
	longestShift      = 2 * lengthBitsOfMatch
	codeShift         = 3 * lengthBitsOfMatch
)

func (m match) left() uint32    { return uint32(m) & lengthMask }
func (m match) above() uint32   { return uint32(m>>aboveShift) & lengthMask }
func (m match) longest() uint32 { return uint32(m>>longestShift) & lengthMask }
func (m match) code() uint32    { return uint32(m >> codeShift) }

// A matcher finds the longest copies.
type matcher struct {
	*encoder
	pix   []uint32
	w     int
	prev  []int32 // the position before with the same hash, or -1
	near  DistanceMap
	found []match

	// Of the position behind those that are still to be done: how far it and what
	// follows equal what is one pixel and one row before, and its copy.
	left, above      int
	length, distance int
	code             uint32
	top              int // where a copy of full length started

	compared, spent int // pixels, and those that the meter knows of
}

// The search compares comparisons pixels for each that it has passed, and some
// more: enough for what is found to be found, and no content takes more.
const (
	comparisons     = 192
	moreComparisons = 1 << 16
)

// goodCopy is a length from the left or above beside which the search is a quarter
// as thorough.
const goodCopy = 32

// niceCopy is a length that ends the search.
const niceCopy = 256

// stretch is how many positions are done between two polls.
const stretch = 1 << 14

// findMatches looks for copies; w is the length of a row.
func (e *encoder) findMatches(pix []uint32, w int) []match {
	m := &matcher{encoder: e, pix: pix, w: w, found: make([]match, len(pix)), top: len(pix)}
	m.near.Init()
	m.chain()
	for end := len(pix); end > 0 && e.spend(8*stretch+m.compared-m.spent); {
		m.spent = m.compared
		end = m.search(max(end-stretch, 0), end)
	}
	return m.found
}

// chain links the positions of each hash. Within a run of one color the hash is
// of the color and of how long the run goes on, so that only runs of the same
// length meet: else they would hide everything else.
func (m *matcher) chain() {
	m.prev = make([]int32, len(m.pix))
	hashBits := min(max(bits.Len(uint(len(m.pix))), 8), 18)
	head := make([]int32, 1<<hashBits) // positions plus 1
	for i := 0; i < len(m.pix) && m.spend(4*stretch); i += stretch {
		linkStretch(m.prev, head, m.pix, i, min(i+stretch, len(m.pix)), uint(64-hashBits))
	}
}

// linkStretch links the positions from i to end.
func linkStretch(prev, head []int32, pix []uint32, i, end int, shift uint) {
	run := 0 // pixels behind this one that are the same
	v := pix[i]
	for ; i < end; i++ {
		if i+1 == len(pix) {
			prev[i] = -1
			return
		}
		next := pix[i+1]
		key := uint64(v)<<32 | uint64(next)
		if next == v {
			if run == 0 {
				for run = 1; i+run+1 < len(pix) && pix[i+run+1] == v && run < stretch; run++ {
				}
			}
			key = key ^ uint64(min(run, MaxCopy))<<16 ^ 0x5A5A5A5A
			run--
		}
		h := &head[key*0x9E3779B97F4A7C15>>(shift&63)]
		prev[i] = *h - 1
		*h = int32(i + 1)
		v = next
	}
}

// search finds the copies of the positions from start to end, going backwards:
// what is found at one is taken, a pixel longer, at the one before. It returns
// where it got to, which is above start where there was much to compare. It is one
// leaf, as wasm wants a hot loop.
func (m *matcher) search(start, end int) int {
	size := len(m.pix)
	_, _, _ = m.pix[end-1], m.found[end-1], m.prev[end-1]
	var (
		pix   = unsafe.Pointer(unsafe.SliceData(m.pix))
		prev  = unsafe.Pointer(unsafe.SliceData(m.prev))
		found = unsafe.Pointer(unsafe.SliceData(m.found))
		w     = m.w

		left, above      = m.left, m.above
		length, distance = m.length, m.distance
		code, top        = m.code, m.top
		compared         = m.compared
		enough           = m.spent + stretch
		i                = end - 1
	)
	for ; i >= start && compared <= enough; i-- {
		v := *(*uint32)(unsafe.Add(pix, i*4))
		if i > 0 && v == *(*uint32)(unsafe.Add(pix, i*4-4)) {
			left = min(left+1, MaxCopy)
		} else {
			left = 0
		}
		if i >= w && v == *(*uint32)(unsafe.Add(pix, (i-w)*4)) {
			above = min(above+1, MaxCopy)
		} else {
			above = 0
		}
		goesOn := length > 0 && i >= distance && v == *(*uint32)(unsafe.Add(pix, (i-distance)*4)) &&
			!(length == MaxCopy && distance != 1 && i+MaxCopy < top)
		if goesOn {
			if length < MaxCopy {
				length++
				top = i
			}
		} else {
			length, distance, top = 0, 0, i
			if above >= 2 {
				length, distance = above, w
			}
			if left >= 2 && left > length {
				length, distance = left, 1
			}
			limit := min(size-i, MaxCopy)
			nice, lowest := min(limit, niceCopy), max(i-MaxDistance, 0)
			j, steps := int(*(*int32)(unsafe.Add(prev, i*4))), m.steps
			if length >= goodCopy {
				steps >>= 2
			}
			if compared > comparisons*(size-i)+moreComparisons {
				steps = 0
			}
			for ; j >= lowest && steps > 0 && length < nice; steps-- {
				compared++
				if *(*uint32)(unsafe.Add(pix, (j+length)*4)) == *(*uint32)(unsafe.Add(pix, (i+length)*4)) && *(*uint32)(unsafe.Add(pix, j*4)) == v {
					n := 1
					for n+2 <= limit && *(*uint64)(unsafe.Add(pix, (j+n)*4)) == *(*uint64)(unsafe.Add(pix, (i+n)*4)) {
						n += 2
					}
					if n < limit && *(*uint32)(unsafe.Add(pix, (j+n)*4)) == *(*uint32)(unsafe.Add(pix, (i+n)*4)) {
						n++
					}
					compared += n
					if n > length && n > 1 {
						length, distance = n, i-j
					}
				}
				j = int(*(*int32)(unsafe.Add(prev, j*4)))
			}
			if length > 0 {
				code = uint32(m.near.Code(distance, w))
			}
		}
		word := match(length) << longestShift
		if length > 0 {
			word |= match(code) << codeShift
		}
		if left >= 2 {
			word |= match(left)
		}
		if above >= 2 {
			word |= match(above) << aboveShift
		}
		*(*match)(unsafe.Add(found, i*8)) = word
	}
	m.left, m.above, m.length, m.distance, m.code, m.top = left, above, length, distance, code, top
	m.compared = compared
	return i + 1
}
