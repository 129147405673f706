package vp8l

import "math/bits"

// Limits of a copy (RFC 9649, section 3.6.2.2). A distance is stored with the
// 120 codes of nearby offsets before it.
const (
	MaxCopy     = 4096
	NNearby     = 120
	MaxDistance = 1<<20 - NNearby
)

// Nearby are the offsets (dx to the left, dy up) that have distance codes 1 to
// 120 (RFC 9649, section 3.6.2.2).
var Nearby = [120][2]int8{
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

// A DistanceMap gives the codes of nearby offsets, by 16*dy + 8 - dx.
type DistanceMap [128]uint8

// Init fills the map; it takes no memory of its own.
func (m *DistanceMap) Init() {
	for i, o := range Nearby {
		m[int(o[1])*16+8-int(o[0])] = uint8(i + 1)
	}
}

// Code returns the distance code of a distance in an image of width w.
func (m *DistanceMap) Code(distance, w int) int {
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
	return distance + NNearby
}

// PrefixCode splits a length or distance code into its prefix symbol and extra
// bits (section 3.6.2.2).
func PrefixCode(v int) (symbol, nExtra int, extra uint32) {
	v--
	if v < 4 {
		return v, 0, 0
	}
	high := bits.Len32(uint32(v)) - 1
	second := v >> (high - 1) & 1
	nExtra = high - 1
	return 2*high + second, nExtra, uint32(v) & (1<<nExtra - 1)
}
