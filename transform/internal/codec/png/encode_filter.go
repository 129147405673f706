package png

// rowPad zero bytes lie before the samples of a row that is to be filtered: the
// pixel to the left of the first one (section 9.2).
const rowPad = 16

// filterBytes, of which each tier has its own, filters the row cur, with the row
// above in prev, both with rowPad bytes before them, in all five ways. The rows
// of out have the length of the samples. It returns the sums of the filtered
// bytes' absolute values as signed ones: the filter of least sum is the one to
// take (section 12.7).
//
// filterBytesScalar filters from byte i on and adds to the sums of what is
// before.
func filterBytesScalar(out *[nFilters][]byte, cur, prev []byte, pixel, i int, sums *[nFilters]int) {
	for n := len(cur) - rowPad; i < n; i++ {
		x, left := cur[rowPad+i], cur[rowPad+i-pixel]
		above, corner := prev[rowPad+i], prev[rowPad+i-pixel]
		v := [nFilters]byte{
			filterNone:    x,
			filterSub:     x - left,
			filterUp:      x - above,
			filterAverage: x - byte((int(left)+int(above))>>1),
			filterPaeth:   x - paeth(left, above, corner),
		}
		for f, b := range v {
			out[f][i] = b
			sums[f] += int(min(b, -b))
		}
	}
}
