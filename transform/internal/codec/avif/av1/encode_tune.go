package av1

// choose sets what the frame header says.
func (o *EncodeOptions) choose() frameChoice {
	f := frameChoice{screen: o.Screen, damping: 3}
	q := o.Quantizer
	if q == 0 {
		return f
	}
	ac := int(acSteps[0][q])
	level := min(max((ac*17563-421574+1<<17)>>18, 0), maxLoopFilter)
	f.deblock = [4]int{level, level, level, level}
	f.damping = 3 + q>>6
	f.cdef = cdefFor(ac)
	return f
}

// cdefFor fits strengths to an AC step, as a primary one times four and a secondary
// one: polynomials in Q30 that come from libaom's picks (av1/encoder/pickcdef.c).
func cdefFor(ac int) [2]int {
	at := func(a, b, c, most int) int {
		return min(max((a*ac*ac+b*ac+c+1<<29)>>30, 0), most)
	}
	y := at(3622, 8665732, 20147058, 15)<<2 + at(3132, 2984835, 8526080, 3)
	uv := at(-14043, 13843116, -8035755, 15)<<2 + at(3506, 381395, 2449119, 3)
	return [2]int{y, uv}
}
