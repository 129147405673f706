package av1

// The figures here were fitted by SSIMULACRA2 over photographs and graphics.
const (
	// lossyLambda is what 1/512 of a bit is worth, in J (see encoder.j): 0.09 squares of
	// a step for a bit.
	lossyLambda = 45
	// satdShare is what it is worth where modes are ranked, in 1/256 of an AC step.
	satdShare = 12
	// boostSlope is how fast steps become finer with smoothness: 0.45 for a factor of two
	// in variance, in 1/256.
	boostSlope = 115
	boostMost  = 80
	// enough is how many bits a block takes at least whose quarters are tried.
	enough = 120
	// alike is how much alike directions have to be in a block, of 256, for it to be predicted
	// along them.
	alike = 120
	// chromaShare is how much of what a whole block's chroma costs its quarters' luma may
	// cost more, of 256.
	chromaShare = 32
	// near is how much more than the first a mode may seem to cost to be coded too, in
	// percent.
	near = 8
	// firstModes are how many of a block's modes its quarters try, of the directional
	// ones.
	firstModes = 3
)

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
	if q > 128 { // below that, and at full strength, it takes more than it mends
		f.cdef = cdefFor(ac)
	}
	if o.Flat {
		return f
	}
	if !o.Mono {
		if o.SubX != 0 {
			f.chromaDC = -min(max(q/2-14, 0), 16)
			f.chromaAC = f.chromaDC
		} else {
			f.chromaAC = min(max(q/2, 0), 24)
		}
	}
	f.matrices = true
	f.matrixY = matrixFor(q)
	f.matrixUV = f.matrixY
	f.deltaQ = true
	for _, most := range [3]int{80, 120, 160} {
		if q >= most {
			f.deltaQRes++
		}
	}
	return f
}

// matrixFor is the level of the quantizer matrices: flatter where steps are finer.
func matrixFor(q int) int {
	level := 9
	for _, most := range [...]int{40, 60, 100, 120, 140, 160, 200, 220} {
		if q > most {
			level--
		}
	}
	return level
}

// cdefFor fits strengths to an AC step, as a primary one times four and a secondary
// one: half of what polynomials in Q30 say that come from libaom's picks
// (av1/encoder/pickcdef.c).
func cdefFor(ac int) [2]int {
	at := func(a, b, c, most int) int {
		return min(max((a*ac*ac+b*ac+c+1<<29)>>30, 0), most)
	}
	y := at(3622, 8665732, 20147058, 15)>>1<<2 + at(3132, 2984835, 8526080, 3)>>1
	uv := at(-14043, 13843116, -8035755, 15)>>1<<2 + at(3506, 381395, 2449119, 3)>>1
	return [2]int{y, uv}
}

// boosted is the quantizer of a superblock: finer than the frame's where most of it
// is smooth, which shows what is lost more than texture does.
func (e *encoder) boosted(r, c int) int {
	d := e.d
	if !d.h.deltaQ {
		return d.h.quant.base
	}
	var counts histogram
	n := 0
	for y := 0; y < 8 && (y == 0 || 4*r+8*y+8 <= d.h.height); y++ {
		for x := 0; x < 8 && (x == 0 || 4*c+8*x+8 <= d.h.width); x++ {
			counts[e.smoothness[8*y+x]]++
			n++
		}
	}
	return counts.boost(d.h.quant.base, n, uint(d.h.deltaQRes))
}

// A histogram counts blocks of 8 by 8 by the logarithms of their variances, in quarters.
type histogram [24 * 4]int

// boost is the quantizer of n blocks where base is the frame's, on the grid of its
// deltas. What counts is not the smoothest part but the middle of the variances.
func (counts *histogram) boost(base, n int, res uint) int {
	// The octiles 4, 5 and 6, the middle one twice.
	sum := 0
	for _, at := range [4]int{n * 31 / 64, n * 39 / 64, n * 39 / 64, n * 47 / 64} {
		k := 0
		for k < len(counts)-1 && at >= counts[k] {
			at -= counts[k]
			k++
		}
		sum += k
	}
	// sum is 16 times the logarithm of the variance; the ratio is in 1/256.
	ratio := min(max(256+boostSlope*(160-sum)/16, 256), 8*256)
	step := int(acSteps[0][base]) * 256 / ratio
	target := base
	for target > 1 && int(acSteps[0][target]) > step {
		target--
	}
	boost := min(boostMost, (base+544)*(base-target)/1279)
	return max(base-boost>>res<<res, 1+(base-1)&(1<<res-1))
}

// A Forecast tells what steps parts of a photograph are coded with, before there is a
// frame.
type Forecast struct {
	base     int
	choice   frameChoice
	matrices [2][]uint8
}

// NewForecast is for a frame in 4:2:0 with a quantizer above 0.
func NewForecast(quantizer int) *Forecast {
	o := EncodeOptions{Quantizer: quantizer, SubX: 1, SubY: 1}
	f := &Forecast{base: quantizer, choice: o.choose()}
	for i, level := range [2]int{f.choice.matrixY, f.choice.matrixUV} {
		f.matrices[i] = makeMatrix(level, i, 1, 1)
	}
	return f
}

// Quantizer is that of a part whose blocks of 8 by 8 have such variances, times 64.
func (f *Forecast) Quantizer(variances []int64) int {
	var counts histogram
	for _, v := range variances {
		counts[log2Quarters(int(v))]++
	}
	return counts.boost(f.base, len(variances), uint(f.choice.deltaQRes))
}

// Step returns the steps of coefficient k of luma's and chroma's blocks of 8 by 8 at a
// quantizer, in eighths of those of an orthonormal transform.
func (f *Forecast) Step(quantizer, k int) (luma, chroma int) {
	step := func(i int) int {
		i = min(max(i, 0), 255)
		if k == 0 {
			return int(dcSteps[0][i])
		}
		return int(acSteps[0][i])
	}
	delta := f.choice.chromaAC
	if k == 0 {
		delta = f.choice.chromaDC
	}
	// Weights are in 32nds (section 7.12.3).
	return step(quantizer) * int(f.matrices[0][k]) >> 5, step(quantizer+delta) * int(f.matrices[1][k]) >> 5
}

// measure takes the variances of a superblock's blocks of 8 by 8.
func (e *encoder) measure(r, c int) {
	s := &e.src[0]
	if e.d.h.screenContent {
		e.findDrawn(r, c)
	}
	for i := range e.smoothness {
		v := 0
		e.slopes[i], v = contrasts(s.pix[s.at(4*c+i&7*8, 4*r+i>>3*8):], s.stride)
		e.smoothness[i] = uint8(log2Quarters(v))
	}
}

// log2Quarters is the logarithm of a variance that is given times 64, in quarters,
// from 1 on.
func log2Quarters(v int) int {
	if v < 64 {
		return 0
	}
	n := floorLog2(v)
	return min((n-6)*4+v>>(n-2)&3, 95)
}

// slopes say which way a block's samples lie: sums of products of their differences
// down, gy, and across, gx.
type slopes struct {
	along  int // of gy*gy - gx*gx: what is even across is above zero
	skewed int // of 2*gx*gy
	all    int // of gx*gx + gy*gy
}

// lying are the directional modes that the block may be predicted well with: those
// along which its samples are alike, and of the two straight ones, the better.
func (e *encoder) lying() (modes uint32) {
	b := &e.d.b
	var t slopes
	top, left := b.r&15>>1, b.c&15>>1
	for y := top; y < (b.r&15+b.h4+1)>>1; y++ {
		for x := left; x < (b.c&15+b.w4+1)>>1; x++ {
			s := &e.slopes[8*y+x]
			t.along += s.along
			t.skewed += s.skewed
			t.all += s.all
		}
	}
	if t.along <= 0 {
		modes |= 1 << modeV
	}
	if t.along >= 0 {
		modes |= 1 << modeH
	}
	for mode := modeD45; mode <= modeD67; mode++ {
		if t.leans(mode) {
			modes |= 1 << mode
		}
	}
	return modes
}

// leans says that samples are alike along a slanted mode.
func (s *slopes) leans(mode int) bool {
	k := slants[mode-modeD45]
	return s.along*k[0]+s.skewed*k[1] >= s.all*alike
}

// slants are cosines and sines of twice the modes' angles, from modeD45 on.
var slants = [6][2]int{{0, 256}, {0, -256}, {-181, -181}, {181, -181}, {181, 181}, {-181, 181}}
