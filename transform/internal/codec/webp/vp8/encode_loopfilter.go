package vp8

// sharpness is how much weaker the loop filter is inside of macroblocks (section 15.2);
// its strength is tuning.filter. libwebp takes 0 and 60 %, and by SSIM and PSNR yet more
// is better; but SSIMULACRA2 and butteraugli see the detail that it takes.
const sharpness = 5

// weakestFilter is the level below which filtering is not worth a decoder's
// time.
const weakestFilter = 2

// setFilter derives the level of the loop filter from the step of AC
// coefficients: an edge between blocks is filtered when it is no higher than
// what quantization can have made.
func (s *segment) setFilter(strength int) {
	base := min(int(acSteps[s.index])>>2, 63)
	level := min(base*5*strength/(256+s.beta), 63)
	if level < weakestFilter {
		level = 0
	}
	s.level = level
}

// noteEdge remembers the steps between the DCs of a macroblock that is flat in
// each of its blocks and coded with a large error.
func (s *segment) noteEdge(dc *[16]int16) {
	for _, i := range [3]int{1, 2, 4} {
		s.maxEdge = max(s.maxEdge, int(max(dc[i], -dc[i])))
	}
}

// finishFilter raises the levels to what smooths the edges that noteEdge saw,
// and returns the highest.
func (e *Encoder) finishFilter() int {
	level := 0
	for i := range e.segments {
		s := &e.segments[i]
		edge := s.maxEdge * int(s.lumaDC.step[1]) >> 3 // the scale of iwht
		s.level = max(s.level, min(edge, 63))
		level = max(level, s.level)
	}
	return level
}
