package vp8

// Quality returns about which quality, 1 to 100, a frame was encoded with, by the
// steps of its luminance; 0 where its header is broken.
func Quality(data []byte) int {
	f, _, err := parseFrameHeader(data)
	if err != nil {
		return 0
	}
	step := 0
	for i := range f.quant {
		step += int(f.quant[i].luma[1])
	}
	// Segments share the frame's quantizer where there is one.
	return qualityOfStep(step / len(f.quant))
}

// qualityOfStep returns the lowest quality whose step of AC coefficients is no
// larger, in a segment like the frame's mean.
func qualityOfStep(step int) int {
	low, high := 1, 100
	for low < high {
		if q := (low + high) / 2; int(acSteps[quantIndex(q, 0)]) <= step {
			high = q
		} else {
			low = q + 1
		}
	}
	return low
}
