package webp

import "math/bits"

// A pixelRef is one step of entropy coded pixels: a literal pixel where length
// is 1, else a copy of length pixels from distance pixels before.
type pixelRef struct {
	length uint32
	value  uint32 // the literal's ARGB or the distance
}

// Limits of a copy.
const (
	maxCopy     = 4096
	maxDistance = 1<<20 - 120
	minCopy     = 3
)

// nearby are the offsets (dx to the left, dy up) that have distance codes 1 to
// 120 ("Distance mapping" of the lossless specification).
var nearby = [120][2]int8{
	{0, 1}, {1, 0}, {1, 1}, {-1, 1}, {0, 2}, {2, 0}, {1, 2}, {-1, 2}, {2, 1}, {-2, 1},
	{2, 2}, {-2, 2}, {0, 3}, {3, 0}, {1, 3}, {-1, 3}, {3, 1}, {-3, 1}, {2, 3}, {-2, 3},
	{3, 2}, {-3, 2}, {0, 4}, {4, 0}, {1, 4}, {-1, 4}, {4, 1}, {-4, 1}, {3, 3}, {-3, 3},
	{2, 4}, {-2, 4}, {4, 2}, {-4, 2}, {0, 5}, {3, 4}, {-3, 4}, {4, 3}, {-4, 3}, {5, 0},
	{1, 5}, {-1, 5}, {5, 1}, {-5, 1}, {2, 5}, {-2, 5}, {5, 2}, {-5, 2}, {4, 4}, {-4, 4},
	{3, 5}, {-3, 5}, {5, 3}, {-5, 3}, {0, 6}, {6, 0}, {1, 6}, {-1, 6}, {6, 1}, {-6, 1},
	{2, 6}, {-2, 6}, {6, 2}, {-6, 2}, {4, 5}, {-4, 5}, {5, 4}, {-5, 4}, {3, 6}, {-3, 6},
	{6, 3}, {-6, 3}, {0, 7}, {7, 0}, {1, 7}, {-1, 7}, {5, 5}, {-5, 5}, {7, 1}, {-7, 1},
	{4, 6}, {-4, 6}, {6, 4}, {-6, 4}, {2, 7}, {-2, 7}, {7, 2}, {-7, 2}, {3, 7}, {-3, 7},
	{7, 3}, {-7, 3}, {5, 6}, {-5, 6}, {6, 5}, {-6, 5}, {8, 0}, {4, 7}, {-4, 7}, {7, 4},
	{-7, 4}, {8, 1}, {8, 2}, {6, 6}, {-6, 6}, {8, 3}, {5, 7}, {-5, 7}, {7, 5}, {-7, 5},
	{8, 4}, {6, 7}, {-6, 7}, {7, 6}, {-7, 6}, {8, 5}, {7, 7}, {-7, 7}, {8, 6}, {8, 7},
}

// A distanceMap gives the codes of nearby offsets, by 16*dy + 8 - dx.
type distanceMap [128]uint8

func (m *distanceMap) init() {
	for i, o := range nearby {
		m[int(o[1])*16+8-int(o[0])] = uint8(i + 1)
	}
}

// code returns the distance code of a distance in an image of width w.
func (m *distanceMap) code(distance, w int) int {
	dy := distance / w
	dx := distance - dy*w
	switch {
	case dx <= 8 && dy < 8:
		if c := m[dy*16+8-dx]; c != 0 {
			return int(c)
		}
	case dx > w-8 && dy < 7:
		if c := m[(dy+1)*16+8+w-dx]; c != 0 {
			return int(c)
		}
	}
	return distance + 120
}

// prefixCode splits a length or distance code into its prefix symbol and extra
// bits ("LZ77 backward references" of the lossless specification).
func prefixCode(v int) (symbol, nExtra int, extra uint32) {
	v--
	if v < 4 {
		return v, 0, 0
	}
	high := bits.Len32(uint32(v)) - 1
	second := v >> (high - 1) & 1
	nExtra = high - 1
	return 2*high + second, nExtra, uint32(v) & (1<<nExtra - 1)
}

// A matcher finds earlier copies of what comes next.
type matcher struct {
	pix   []uint32
	head  []int32 // by hash, the last position
	prev  []int32 // by position, the one before with the same hash
	shift uint
	steps int // candidates looked at
}

// niceCopy is a length that ends the search.
const niceCopy = 256

func newMatcher(pix []uint32, steps int) *matcher {
	hashBits := min(max(bits.Len(uint(len(pix))), 8), 16)
	m := &matcher{pix: pix, steps: steps, shift: uint(64 - hashBits)}
	m.head = make([]int32, 1<<hashBits)
	for i := range m.head {
		m.head[i] = -1
	}
	m.prev = make([]int32, len(pix))
	return m
}

func (m *matcher) hash(i int) uint64 {
	return (uint64(m.pix[i])<<32 | uint64(m.pix[i+1])) * 0x9E3779B97F4A7C15 >> m.shift
}

// add makes position i known.
func (m *matcher) add(i int) {
	if i+1 >= len(m.pix) {
		return
	}
	h := m.hash(i)
	m.prev[i] = m.head[h]
	m.head[h] = int32(i)
}

// find returns the best copy for position i. Long and near is best: a far one
// must be longer to be worth its extra bits.
func (m *matcher) find(i, w int) (length, distance int) {
	limit := min(len(m.pix)-i, maxCopy)
	if limit < minCopy {
		return 0, 0
	}
	score := 0
	try := func(j int) {
		if length == limit || m.pix[j+length] != m.pix[i+length] {
			return // cannot be longer
		}
		n := 0
		for n < limit && m.pix[j+n] == m.pix[i+n] {
			n++
		}
		d := i - j
		if s := n*8 - bits.Len(uint(d)); n >= minCopy && s > score {
			score, length, distance = s, n, d
		}
	}
	if i > 0 {
		try(i - 1)
	}
	if i >= w && length < niceCopy {
		try(i - w)
	}
	j := int(m.head[m.hash(i)])
	for steps := m.steps; j >= 0 && i-j <= maxDistance && steps > 0 && length < min(niceCopy, limit); steps-- {
		try(j)
		j = int(m.prev[j])
	}
	return length, distance
}

// references turns pixels into literals and copies.
func references(pix []uint32, w, steps int) []pixelRef {
	m := newMatcher(pix, steps)
	refs := make([]pixelRef, 0, len(pix)/4+16)
	for i := 0; i < len(pix); {
		length, distance := m.find(i, w)
		m.add(i)
		if length >= minCopy && length < niceCopy && i+1 < len(pix) {
			// A longer copy that starts at the next pixel is better.
			if l, _ := m.find(i+1, w); l > length+1 {
				length = 0
			}
		}
		if length < minCopy {
			refs = append(refs, pixelRef{1, pix[i]})
			i++
			continue
		}
		refs = append(refs, pixelRef{uint32(length), uint32(distance)})
		// Within a long run the places in the middle find nothing new.
		for k := i + 1; k < i+length; k++ {
			if k < i+64 || k > i+length-64 {
				m.add(k)
			}
		}
		i += length
	}
	return refs
}
