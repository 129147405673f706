package pixel

// Limited writes an RGB image as luma and chroma of limited range (ITU-R BT.601), chroma
// with one sample for 2 by 2 pixels, into planes whose rows begin so far apart. It may
// be ended early.
func (m *Image) Limited(luma, cb, cr []byte, lumaStride, chromaStride int) {
	w := (m.W + 1) / 2
	sums := [3][]int16{make([]int16, w), make([]int16, w), make([]int16, w)}
	for y := 0; y < m.H && m.Meter.Spend(4*m.W); y++ {
		lumaFromRGB(luma[y*lumaStride:][:m.W], m.Plane[0].Row(y), m.Plane[1].Row(y), m.Plane[2].Row(y), &limitedLuma)
		if y&1 != 0 {
			continue
		}
		for i := range sums {
			sum(sums[i], m.Plane[i].Row(y), m.Plane[i].Row(min(y+1, m.H-1)), 2)
		}
		at := y / 2 * chromaStride
		chromaFromSums(cb[at:][:w], cr[at:][:w], sums[0], sums[1], sums[2], 2, &limitedChroma)
	}
}
