package resample

// midBits is the number of fraction bits of a sample between the passes. With
// 128 subtracted its magnitude is at most 128<<7 times the sum of the weights'
// magnitudes, which is below 2, so it fits in 16 bits.
const midBits = 7

// hfilterScalar filters rows rows of source samples along x. A source row
// begins with sample a.lo; rows of src are srcStride bytes apart, rows of dst
// dstStride samples.
func hfilterScalar(dst []int16, dstStride int, src []byte, srcStride, rows int, a *axis) {
	const shift = weightBits - midBits
	for r := range rows {
		out := dst[r*dstStride:][:a.n]
		in := src[r*srcStride:]
		for i := range out {
			w := a.w[i*a.taps:][:a.count[i]]
			s := in[int(a.start[i])-a.lo:][:len(w)]
			sum := int32(1 << (shift - 1))
			for k, v := range w {
				sum += int32(v) * (int32(s[k]) - 128) // Q14
			}
			out[i] = int16(sum >> shift)
		}
	}
}
