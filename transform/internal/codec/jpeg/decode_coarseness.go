package jpeg

// lumaTable is table K.1, in natural order.
var lumaTable = [64]uint8{
	16, 11, 10, 16, 24, 40, 51, 61,
	12, 12, 14, 19, 26, 58, 60, 55,
	14, 13, 16, 24, 40, 57, 69, 56,
	14, 17, 22, 29, 51, 87, 80, 62,
	18, 22, 37, 56, 68, 109, 103, 77,
	24, 35, 55, 64, 81, 104, 113, 92,
	49, 64, 78, 87, 103, 121, 120, 101,
	72, 92, 95, 98, 112, 100, 103, 99,
}

// coarseness returns the percentage by which a table for luminance, in natural
// order, is coarser than table K.1. Tables that are not that one scaled, such as
// those of cameras and of other encoders, are measured where most of an image is, at
// the lowest frequencies; there no table ends at the 255 that 8 bits hold, either.
//
// Our own tables are known, and tell the quality that they were made at.
func coarseness(table *[64]uint16) int {
	if q := ownQuality(table); q > 0 {
		return encScaleOfQuality(q)
	}
	const diagonals = 5
	sum, base := 0, 0
	for v := range diagonals {
		for u := range diagonals - v {
			sum += int(table[8*v+u])
			base += int(lumaTable[8*v+u])
		}
	}
	return max((100*sum+base/2)/base, 1)
}

// ownQuality returns the quality at which encTable gives a table, or 0.
func ownQuality(table *[64]uint16) int {
	sum := 0
	for _, step := range table {
		sum += int(step)
	}
	low, high := 1, 100 // the steps' sum falls with quality
	for low < high {
		q := (low + high) / 2
		at := 0
		for _, step := range encTable(0, q) {
			at += int(step)
		}
		if at > sum {
			low = q + 1
		} else {
			high = q
		}
	}
	for k, step := range encTable(0, low) {
		if uint16(step) != table[k] {
			return 0
		}
	}
	return low
}

// CoarsenessOf is the percentage by which a quality, 1 to 100, scales table K.1.
func CoarsenessOf(quality int) int { return encScaleOfQuality(quality) }

// QualityOfCoarseness returns the quality, 1 to 100, whose steps are that coarse.
func QualityOfCoarseness(percent int) int {
	return min(max(encQualityOfScale(percent), 1), 100)
}
