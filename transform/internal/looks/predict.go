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
	// for images whose blocks are all flat, at quality 0, and then for both at quality
	// 100. Between these they are blended.
	Weights [Features][4]int32
	// Rest is what is added.
	Rest int32
	// Followed is how far, in quarters, a prediction leads away from Alike.
	Followed int8
	// Alike are the qualities that look like JPEG's 0, 10, … 100 on the mean of
	// photographs.
	Alike [11]uint8
}

// The features are, for red beside green, for luma and for blue, of cells of 4, 8 and 16
// pixels: how unlike they are, by the mean of windows and by their 4-norm, and by how much
// the means of windows are off, by the root of the mean square. Then, of blocks, errors
// and those of coefficients that are lost, beside the energy that hides them, each by its
// mean and its 4-norm; the 4-norms of contrast that cells of 4 pixels lose; and the root
// of the mean square of luma's errors.
const (
	ofUnlike = 3 * scales * iota
	ofUnlikeNorm
	ofMean
	ofErrors

	ofErrorsNorm = ofErrors + 1
	ofLost       = ofErrors + 2
	ofLostNorm   = ofErrors + 3
	ofContrast   = ofErrors + 4
	ofSquares    = ofContrast + 3
	Features     = ofSquares + 1
)

// unseen is the variance that is added to that of cells, Q32.
const unseen = 3_865_470

// Energies that are added to what hides errors of a block.
const (
	unseenError = 4_096
	unseenLost  = 10_000
)

const one = 1 << 20 // of what features are made of

// norm makes 4-norms of numbers up to one: the sum of their fourth powers in Q52.
type norm uint64

func (n *norm) add(v uint64) {
	v = v * v >> 14
	*n += norm(v * v)
}

// of returns that of so many.
func (n norm) of(count int) int64 {
	return int64(isqrt(isqrt(uint64(n)/uint64(count)) << 14))
}

// sums are what features are made of.
type sums struct {
	unlike, mean         [3 * scales]uint64
	unlikeNorm           [3 * scales]norm
	contrast             [3]norm
	errors, lost         uint64
	errorsNorm, lostNorm norm
	squares              uint64 // Q8
	windows              [scales]int
	blocks               int
}

// Features are what a prediction is made of, for the steps of a quality, in Q20.
func (s *Sample) Features(steps *Steps) (f [Features]int64) {
	var luma, chroma quantizer
	luma.set(&steps.Luma)
	chroma.set(&steps.Chroma)
	var all sums
	var px samples
	var got xyb
	for i := range s.tiles {
		t := &s.tiles[i]
		for k := range t.energy {
			all.block(luma.code(&t.coef[k], px.luma[lumaAt(k):], side), t.energy[k])
		}
		for k := range 2 * chromaBlocks {
			c, at := chromaAt(k)
			chroma.code(&t.coef[lumaBlocks+k], px.chroma[c][at:], side/2)
		}
		got.see(&px, s.linear)
		for c := range got {
			all.compare(c, &t.seen[c], &got[c])
		}
	}
	for k := range 3 * scales {
		n := all.windows[k%scales]
		f[ofUnlike+k] = int64(all.unlike[k] / uint64(n))
		f[ofUnlikeNorm+k] = all.unlikeNorm[k].of(n)
		f[ofMean+k] = int64(isqrt(all.mean[k] << 8 / uint64(n)))
	}
	f[ofErrors], f[ofLost] = int64(all.errors/uint64(all.blocks)), int64(all.lost/uint64(all.blocks))
	f[ofErrorsNorm], f[ofLostNorm] = all.errorsNorm.of(all.blocks), all.lostNorm.of(all.blocks)
	f[ofSquares] = int64(isqrt(all.squares << 14 / uint64(all.blocks)))
	for c := range 3 {
		f[ofContrast+c] = all.contrast[c].of(len(s.tiles) * (first - 2) * (first - 2))
	}
	return f
}

func (s *sums) block(l loss, energy int64) {
	s.blocks++
	errors := uint64(l.all<<12) / uint64(2*energy+l.all>>8+unseenError)
	lost := min(uint64(l.lost<<12)/uint64(2*energy+unseenLost), one)
	s.squares += uint64(l.all)
	s.errors += errors
	s.lost += lost
	s.errorsNorm.add(errors)
	s.lostNorm.add(lost)
}

// compare compares a color of a tile with what comes of it: windows of four by four cells
// at the first two scales, one half over the other, and of two by two at the third.
func (s *sums) compare(color int, was, is *[cells]int32) {
	at := 0
	for scale, n := 0, first; scale < scales; scale, n = scale+1, n/2 {
		w := min(n, 4)
		for y := 0; y+w <= n; y += 2 {
			for x := 0; x+w <= n; x += 2 {
				s.window(color, scale, was[at+y*n+x:], is[at+y*n+x:], w, n)
			}
		}
		at += n * n
	}
}

func (s *sums) window(color, scale int, was, is []int32, w, stride int) {
	var sumA, sumB, squaresA, squaresB, squares int64
	for y := range w {
		a, b := was[y*stride:][:w], is[y*stride:][:w]
		for x, v := range a {
			p, q := int64(v), int64(b[x])
			sumA += p
			sumB += q
			squaresA += p * p
			squaresB += q * q
			squares += (p - q) * (p - q)
		}
	}
	n := int64(w * w)
	off := sumA - sumB
	unlike := uint64(n*squares-off*off) << 20 / uint64(n*squaresA-sumA*sumA+n*squaresB-sumB*sumB+unseen*n*n)
	k := color*scales + scale
	s.unlike[k] += unlike
	s.unlikeNorm[k].add(unlike)
	s.mean[k] += uint64(off * off / (n * n))
	if color == 0 {
		s.windows[scale]++
	}
	if scale > 0 {
		return
	}
	// The middle of a window, which no other has.
	for y := range 2 {
		for x := range 2 {
			i := (y+1)*stride + x + 1
			a, b := int64(was[i])*n-sumA, int64(is[i])*n-sumB
			if lost := max(a, -a) - max(b, -b); lost > 0 {
				s.contrast[color].add(min(uint64(lost<<4/n), one))
			}
		}
	}
}

// Distance predicts how far a file of a quality is from the image, as Far has it.
func (s *Sample) Distance(m *Model, quality int) int {
	steps := m.Steps(quality)
	flat, fine := s.Flat, int64(quality)
	sum := int64(m.Rest) << 20
	for i, v := range s.Features(&steps) {
		w := &m.Weights[i]
		low := int64(w[0])*(1<<16-flat) + int64(w[1])*flat
		high := int64(w[2])*(1<<16-flat) + int64(w[3])*flat
		sum += v * ((low*(100-fine) + high*fine) / 100 >> 16)
	}
	return int(sum >> 18)
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
