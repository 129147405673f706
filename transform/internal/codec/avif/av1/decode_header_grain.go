package av1

// grainParams is film_grain_params (section 5.9.30).
type grainParams struct {
	apply            bool
	seed             int
	points           [3][]grainPoint // luma, Cb, Cr
	fromLuma         bool
	scaling          uint
	lag              int
	coeffs           [3][25]int
	shift            uint
	scaleShift       uint
	mult             [3]int // of Cb and Cr: 1 and 2
	lumaMult, offset [3]int
	overlap          bool
	restricted       bool
}

type grainPoint struct{ value, scaling int }

func (g *grainParams) parse(r *bitReader, s *sequence) bool {
	g.apply = r.flag()
	if !g.apply {
		return true
	}
	g.seed = r.read(16)
	if !g.parsePoints(r, 0, 14) {
		return false
	}
	if !s.mono {
		g.fromLuma = r.flag()
	}
	if !s.mono && !g.fromLuma && !(s.subX&s.subY != 0 && len(g.points[0]) == 0) {
		if !g.parsePoints(r, 1, 10) || !g.parsePoints(r, 2, 10) {
			return false
		}
		if s.subX&s.subY != 0 && (len(g.points[1]) == 0) != (len(g.points[2]) == 0) {
			return false
		}
	}
	g.scaling = uint(r.read(2) + 8)
	g.lag = r.read(2)
	n := 2 * g.lag * (g.lag + 1)
	if len(g.points[0]) > 0 {
		g.parseCoeffs(r, 0, n)
		n++
	}
	for p := 1; p < 3; p++ {
		if g.fromLuma || len(g.points[p]) > 0 {
			g.parseCoeffs(r, p, n)
		}
	}
	g.shift = uint(r.read(2) + 6)
	g.scaleShift = uint(r.read(2))
	for p := 1; p < 3; p++ {
		if len(g.points[p]) > 0 {
			g.mult[p], g.lumaMult[p], g.offset[p] = r.read(8)-128, r.read(8)-128, r.read(9)-256
		}
	}
	g.overlap, g.restricted = r.flag(), r.flag()
	return true
}

func (g *grainParams) parsePoints(r *bitReader, plane, most int) bool {
	n := r.read(4)
	if n > most {
		return false
	}
	for i := range n {
		p := grainPoint{r.read(8), r.read(8)}
		if i > 0 && p.value <= g.points[plane][i-1].value {
			return false
		}
		g.points[plane] = append(g.points[plane], p)
	}
	return true
}

func (g *grainParams) parseCoeffs(r *bitReader, plane, n int) {
	for i := range n {
		g.coeffs[plane][i] = r.read(8) - 128
	}
}
