package resample

// gather copies the samples that a picks from a row that begins with source
// sample lo.
func (a *axis) gather(dst, src []byte) {
	if a.hi-a.lo == a.n {
		copy(dst, src[:a.n])
		return
	}
	for i, p := range a.pick {
		dst[i] = src[int(p)-a.lo]
	}
}

// widen is gather into samples between the passes: Q7, 128 subtracted.
func (a *axis) widen(dst []int16, src []byte) {
	for i, p := range a.pick {
		dst[i] = (int16(src[int(p)-a.lo]) - 128) << midBits
	}
}
