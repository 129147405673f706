package looks

import "math/bits"

// Steps are those of a quality, for orthonormal coefficients in natural order, in
// sixteenths.
type Steps struct{ Luma, Chroma [64]int32 }

// Flat returns steps that are alike but for the lowest frequencies, of which there are
// low by low; in sixteenths.
func Flat(low int, lumaDC, lumaAC, chromaDC, chromaAC int) (s Steps) {
	for k := range 64 {
		s.Luma[k], s.Chroma[k] = int32(max(lumaAC, 1)), int32(max(chromaAC, 1))
		if k&7 < low && k>>3 < low {
			s.Luma[k], s.Chroma[k] = int32(max(lumaDC, 1)), int32(max(chromaDC, 1))
		}
	}
	return s
}

// A Model says how far files of a format are from their image.
type Model struct {
	// Steps are those of a quality, 1 to 100.
	Steps func(quality int) Steps
	*Fit
}

// A Fit is what bench/looks has found for a format.
type Fit struct {
	// Weights are those of the features, in Q8: for images whose blocks are all busy and
	// for images whose blocks are all flat. Between these they are blended.
	Weights [Features][2]int32
	// Rest is what is added.
	Rest int32
	// Alike are the qualities that look like JPEG's 0, 10, … 100 on the mean of
	// photographs.
	Alike [11]uint8
}

// The features are roots of mean squares: the errors of three bands of luma and those of
// blue. Then errors beside the energy that hides them: by their mean those of two bands
// of a block, and for four blocks those of their lowest 4 frequencies and of DC; by their
// 4-norm those of the lowest 16 frequencies of four blocks, coefficients of a block that
// are lost, and red.
const (
	ofFirst = iota
	ofSecond
	ofThird
	ofBlue
	ofFirstHidden
	ofSecondHidden
	ofLow
	ofDC
	ofFourNorm
	ofLostNorm
	ofRedNorm

	Features
)

// Energies that are added to what hides errors, which are seen where there is nothing.
const (
	unseenFirst  = 150
	unseenSecond = 30
	unseenRed    = 1_500
	unseenBlock  = 10_000
	unseenFour   = 40_000

	flatBlock = 5_000 // the energy of a block that is half flat and half busy
)

// deadZone is by how much of a step, in 1/256, coefficients are moved to 0 before they
// are rounded.
const deadZone = 28

// quantizer are steps by place in a block, with what is added before and multiplied for
// rounding, the latter in Q18.
type quantizer [64]struct{ step, bias, recip int32 }

func (q *quantizer) set(steps *[64]int32) {
	for i, k := range places {
		step := steps[k&63]
		q[i].step, q[i].bias, q[i].recip = step, step>>1-step*deadZone>>8, 1<<18/step
	}
}

// loss is the squared error of a block by band: DC, the other three lowest frequencies,
// the rest of the lowest 16, all others; and how much of it is of coefficients other than
// DC that become 0.
type loss struct {
	band [4]int64
	lost int64
}

func (l *loss) all() int64 { return l.band[0] + l.band[1] + l.band[2] + l.band[3] }

func (q *quantizer) loss(coef *[64]int32) (l loss) {
	e, _ := q.errors(coef, 0, 1)
	first, lost1 := q.errors(coef, 1, 4)
	second, lost2 := q.errors(coef, 4, 16)
	third, lost3 := q.errors(coef, 16, 64)
	return loss{[4]int64{e >> 8, first >> 8, second >> 8, third >> 8}, (lost1 + lost2 + lost3) >> 8}
}

// errors sums the squared errors of places, and those where the level is 0.
func (q *quantizer) errors(coef *[64]int32, from, to int) (all, lost int64) {
	part, steps := coef[from:to], q[from:to]
	for i, c := range part[:len(steps)] {
		z := &steps[i]
		level := (c + z.bias) * z.recip >> 18
		e := int64(c - level*z.step)
		e *= e
		all += e
		lost += e & int64((level-1)>>31)
	}
	return all, lost
}

// places orders the coefficients of a block by band: DC, the other three lowest
// frequencies, the rest of the lowest 16, all others.
var places = [64]uint8{
	0,
	1, 8, 9,
	2, 3, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27,
	4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31,
	32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
	48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
}

// shown is an error beside what hides it, in Q16.
func shown(err, hidden, unseen int64) uint64 {
	return uint64(err<<16) / uint64(2*hidden+err+unseen)
}

// norm makes 4-norms: the sum of fourth powers in Q32.
type norm uint64

func (n *norm) add(v uint64) {
	v = v * v >> 8
	*n += norm(v * v >> 16)
}

// of returns that of so many, in Q16.
func (n norm) of(count int) int64 {
	return int64(isqrt(isqrt(uint64(n)/uint64(count)<<16) << 8))
}

// Features are what a prediction is made of, for the steps of a quality, in Q16.
func (s *Sample) Features(steps *Steps) (f [Features]int64) {
	var q quantizer
	q.set(&steps.Luma)
	var means [Features]uint64
	var four, lost norm
	var sums [4]int64
	for g := range s.spread {
		var e, hidden [4]int64 // of the four blocks, by band
		for i := range 4 {
			b := &s.luma[4*g+i]
			l := q.loss(&b.coef)
			means[ofFirstHidden] += shown(l.band[1], b.ac[0], unseenFirst)
			means[ofSecondHidden] += shown(l.band[2], b.ac[1], unseenSecond)
			lost.add(min(uint64(l.lost<<16)/uint64(2*b.energy()+unseenBlock), 1<<16-1))
			for k, v := range l.band {
				e[k] += v
			}
			for k, v := range b.ac {
				hidden[k+1] += v
			}
		}
		four.add(shown(e[0]+e[1]+e[2], hidden[1]+hidden[2]+s.spread[g], unseenFour))
		means[ofLow] += shown(e[0]+e[1], hidden[1]+s.spread[g], unseenFour)
		means[ofDC] += shown(e[0], s.spread[g], unseenFour)
		for k, v := range e {
			sums[k] += v
		}
	}
	n := len(s.spread)
	for k := range 3 {
		f[ofFirst+k] = rootMean(sums[1+k], 4*n) / 64
	}
	f[ofFirstHidden], f[ofSecondHidden] = int64(means[ofFirstHidden])/int64(4*n), int64(means[ofSecondHidden])/int64(4*n)
	f[ofLow], f[ofDC] = int64(means[ofLow])/int64(n), int64(means[ofDC])/int64(n)
	f[ofFourNorm], f[ofLostNorm] = four.of(n), lost.of(4*n)
	s.addChroma(&f, &steps.Chroma)
	return f
}

func (s *Sample) addChroma(f *[Features]int64, steps *[64]int32) {
	n := len(s.chroma[0])
	if n == 0 {
		return
	}
	var q quantizer
	q.set(steps)
	blue, red := int64(0), norm(0)
	for i := range n {
		l := q.loss(&s.chroma[0][i].coef)
		blue += l.all()
		b := &s.chroma[1][i]
		l = q.loss(&b.coef)
		red.add(shown(l.all(), b.energy(), unseenRed))
	}
	f[ofBlue], f[ofRedNorm] = rootMean(blue, n)/16, red.of(n)
}

// rootMean is the root of a mean square in Q16.
func rootMean(sum int64, n int) int64 {
	return int64(isqrt(uint64(sum)<<16/uint64(n))) << 8
}

// Distance predicts how far a file of a quality is from the image, as Far has it.
func (s *Sample) Distance(m *Model, quality int) int {
	steps := m.Steps(quality)
	sum := int64(m.Rest) << 16
	for i, v := range s.Features(&steps) {
		w := &m.Weights[i]
		sum += v * (int64(w[0])*(1<<16-s.Flat) + int64(w[1])*s.Flat) >> 16
	}
	return int(sum >> 14)
}

// isqrt returns the whole part of the square root.
func isqrt(n uint64) (root uint64) {
	for bit := uint64(1) << ((bits.Len64(n) + 1) / 2 & 63); bit > 0; bit >>= 1 {
		if t := root | bit; t*t <= n {
			root = t
		}
	}
	return root
}
