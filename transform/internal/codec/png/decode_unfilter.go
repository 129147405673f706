package png

// unfilter undoes a row filter (section 9.2): dst becomes src plus what filter
// predicts from the bytes before in dst and from the row above in prev. All have
// the same length, none overlap; pixel is the number of bytes to the pixel at
// the left. It reports false for a filter that does not exist.
func unfilter(filter byte, dst, src, prev []byte, pixel int) bool {
	switch filter {
	case filterNone:
		copy(dst, src)
	case filterSub:
		unfilterSub(dst, src, pixel)
	case filterUp:
		unfilterUp(dst, src, prev)
	case filterAverage:
		unfilterAverage(dst, src, prev, pixel)
	case filterPaeth:
		unfilterPaeth(dst, src, prev, pixel)
	default:
		return false
	}
	return true
}

// The scalar kernels begin at byte i, what is before has been done.

func unfilterSubScalar(dst, src []byte, pixel, i int) {
	for ; i < len(dst) && i < pixel; i++ {
		dst[i] = src[i]
	}
	for ; i < len(dst); i++ {
		dst[i] = src[i] + dst[i-pixel]
	}
}

func unfilterUpScalar(dst, src, prev []byte, i int) {
	src, prev = src[:len(dst)], prev[:len(dst)]
	for ; i < len(dst); i++ {
		dst[i] = src[i] + prev[i]
	}
}

func unfilterAverageScalar(dst, src, prev []byte, pixel, i int) {
	for ; i < len(dst) && i < pixel; i++ {
		dst[i] = src[i] + prev[i]>>1
	}
	for ; i < len(dst); i++ {
		dst[i] = src[i] + byte((int(dst[i-pixel])+int(prev[i]))>>1)
	}
}

func unfilterPaethScalar(dst, src, prev []byte, pixel, i int) {
	for ; i < len(dst) && i < pixel; i++ {
		dst[i] = src[i] + prev[i]
	}
	for ; i < len(dst); i++ {
		dst[i] = src[i] + paeth(dst[i-pixel], prev[i], prev[i-pixel])
	}
}

// paeth returns whichever of left, above and upper left is nearest to left +
// above - upper left (section 9.4).
func paeth(left, above, corner byte) byte {
	pa, pb := int(above)-int(corner), int(left)-int(corner)
	pc := max(pa+pb, -pa-pb)
	pa, pb = max(pa, -pa), max(pb, -pb)
	if pa <= pb && pa <= pc {
		return left
	}
	if pb <= pc {
		return above
	}
	return corner
}
