package resample

// vfilterScalar makes one destination row, len(dst) samples, from len(w) rows
// of samples between the passes that are stride samples apart.
func vfilterScalar(dst []byte, src []int16, stride int, w []int16) {
	const shift = weightBits + midBits
	for x := range dst {
		sum := int32(128<<shift + 1<<(shift-1))
		for k, v := range w {
			sum += int32(v) * int32(src[k*stride+x]) // Q21, in [-2^29, 2^30]
		}
		dst[x] = clamp8(sum >> shift)
	}
}

func clamp8(v int32) byte { return byte(min(max(v, 0), 255)) }
