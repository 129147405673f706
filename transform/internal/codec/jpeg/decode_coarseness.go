package jpeg

// coarseness returns the percentage by which a table for luminance, in natural
// order, is coarser than table K.1. Tables that are not that one scaled, such as
// those of cameras and of other encoders, are measured where most of an image is, at
// the lowest frequencies; there no table ends at the 255 that 8 bits hold, either.
func coarseness(table *[64]uint16) int {
	const diagonals = 5
	sum, base := 0, 0
	for v := range diagonals {
		for u := range diagonals - v {
			sum += int(table[8*v+u])
			base += int(encLumaTable[8*v+u])
		}
	}
	return max((100*sum+base/2)/base, 1)
}

// CoarsenessOf is the percentage by which a quality, 1 to 100, scales table K.1.
func CoarsenessOf(quality int) int { return encScaleOfQuality(quality) }

// QualityOfCoarseness returns the quality, 1 to 100, whose steps are that coarse.
func QualityOfCoarseness(percent int) int {
	return min(max(encQualityOfScale(percent), 1), 100)
}
