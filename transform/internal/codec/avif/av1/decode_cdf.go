package av1

import "unsafe"

// cdfs holds every distribution that intra frames use (section 8.3.2), fields
// in the order of defaultModes and then of defaultCoefs.
type cdfs struct {
	skip        [3]word
	intrabc     [1]word
	txSplit     [21]word
	filterIntra [22]word
	paletteY    [7][3]word
	paletteUV   [2]word
	useWiener   [1]word
	useSgrproj  [1]word
	restoration [1]word
	txDepth     [4][3]word // for maximum depths 1, 2, 3, 4
	deltaQ      [1]word
	deltaLF     [5]word // one for all, then one for each
	partition8  [4]word
	interTx3    [4]word
	mvJoint     [1]word
	mvSign      [2]word
	mvClass0    [2]word
	mvBits      [2][10]word

	yMode           [5][5]wide
	uvMode          [2][13]wide // without and with chroma from luma
	angleDelta      [8]wide
	partition       [4][4]wide // blocks of 16, 32, 64, 128
	filterIntraMode [1]wide
	segmentID       [3]wide
	paletteSize     [2][7]wide
	paletteColor    [2][7][5]wide
	intraTx1        [2][13]wide
	intraTx2        [3][13]wide
	interTx1        [2]wide
	interTx2        [1]wide
	cflSigns        [1]wide
	cflAlpha        [6]wide
	mvClass         [2]wide

	txbSkip  [5][13]word
	eobExtra [5][2][9]word
	dcSign   [2][3]word
	baseEOB  [5][2][4]word
	base     [5][2][42]word
	br       [5][2][21]word

	eobPt  [5][2][2]wide // by size from 16 to 256
	eobBig [2][2]wide    // 512 and 1024
}

// layout is how many distributions of how many values follow each other in cdfs;
// those of more than four values, or marked, have four words each.
type layout struct {
	values, count uint8
	wide          bool
}

var modeLayout = [...]layout{
	{2, 3 + 1 + 21 + 22 + 21 + 2 + 1 + 1, false}, {3, 1, false}, {2, 3, false}, {3, 9, false}, {4, 1 + 5 + 4, false}, {2, 4, false},
	{4, 1, false}, {2, 2 + 2 + 20, false}, {13, 25 + 13, true}, {14, 13, true}, {7, 8, true}, {10, 12, true}, {8, 4, true}, {5, 1, true},
	{8, 3, true}, {7, 14, true},
	{2, 5, true}, {3, 5, true}, {4, 5, true}, {5, 5, true}, {6, 5, true}, {7, 5, true}, {8, 5, true},
	{2, 5, true}, {3, 5, true}, {4, 5, true}, {5, 5, true}, {6, 5, true}, {7, 5, true}, {8, 5, true},
	{7, 26, true}, {5, 39, true}, {16, 2, true}, {12, 1, true}, {8, 1, true}, {16, 6, true}, {11, 2, true},
}

var coefLayout = [...]layout{
	{2, 65 + 90 + 6, false}, {3, 40, false}, {4, 210, false}, {4, 210, false}, {4, 210, false},
	{5, 4, true}, {6, 4, true}, {7, 4, true}, {8, 4, true}, {9, 4, true}, {10, 2, true}, {11, 2, true},
}

// lay fills words with default distributions, and says how many it takes.
func lay(to []uint64, from []uint16, all []layout) int {
	at := 0
	for _, l := range all {
		step := 1
		if l.wide {
			step = 4
		}
		for range l.count {
			clear(to[at : at+step])
			n := int(l.values) - 1
			for k, p := range from[:n] {
				to[at+k>>2] |= uint64(p) << uint(16*(k&3))
			}
			from = from[n:]
			at += step
		}
	}
	return at
}

func (c *cdfs) reset(baseQ int) {
	words := unsafe.Slice((*uint64)(unsafe.Pointer(c)), unsafe.Sizeof(*c)/8)
	words = words[lay(words, defaultModes[:], modeLayout[:]):]
	q := 0
	if baseQ > 20 {
		q++
	}
	if baseQ > 60 {
		q++
	}
	if baseQ > 120 {
		q++
	}
	lay(words, defaultCoefs[q][:], coefLayout[:])
}
