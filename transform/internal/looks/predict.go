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

// Energies are those of the AC coefficients of a tile's blocks of luma.
type Energies [lumaBlocks]int64

// Local tells the steps of a tile by its blocks' energies. Equal steps have one address.
type Local func(*Energies) *Steps

// Everywhere is for formats whose steps are those of the image.
func Everywhere(s Steps) Local { return func(*Energies) *Steps { return &s } }

// A Model says how far files of a format are from their image.
type Model struct {
	// Steps are those of a quality, 1 to 100.
	Steps func(quality int) Local
	*Fit
}

// A Fit is what bench/looks has found for a format.
type Fit struct {
	Photo, Drawn Weights
	// Alike are the qualities that look like JPEG's 0, 10, … 100 on the mean of
	// photographs.
	Alike [11]uint8
}

// Weights make a distance of features.
type Weights struct {
	// Of are those of the features, in Q8: for images whose blocks are all busy and for
	// images whose blocks are all flat, at quality 0, and then for both at quality 100.
	// Between these they are blended.
	Of [Features][4]int32
	// Rest is what is added.
	Rest int32
}

// The features are, for red beside green, for luma and for blue, of cells of 4, 8 and 16
// pixels: how unlike they are, by the mean of windows and by their 4-norm, and by how much
// the means of windows are off, by the root of the mean square. Then, for luma's cells of
// 2 pixels, how unlike they are, by mean and 4-norm, and the root of the mean square of
// luma's errors.
const (
	ofUnlike = 3 * scales * iota
	ofUnlikeNorm
	ofMean
	ofHalf

	ofHalfNorm = ofHalf + 1
	ofSquares  = ofHalf + 2
	Features   = ofHalf + 3
)

// unseen is the variance that is added to that of cells, Q32.
const unseen = 3_865_470

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

// likeness is what windows of one scale and color sum up to.
type likeness struct {
	unlike, mean uint64
	norm         norm
	windows      int
}

// sums are what features are made of.
type sums struct {
	colors  [3 * scales]likeness
	half    likeness
	squares int64 // Q8
	blocks  int
}

// Features are what a prediction is made of, for a quality, in Q20.
func (s *Sample) Features(m *Model, quality int) [Features]int64 { return s.features(m, quality, 1) }

// features looks at one of so many tiles.
func (s *Sample) features(m *Model, quality, every int) (f [Features]int64) {
	local := m.Steps(quality)
	var luma, chroma quantizer
	var last *Steps
	var all sums
	var px samples
	var got look
	for i := every / 2; i < len(s.tiles); i += every {
		t := &s.tiles[i]
		if steps := local(&t.energy); steps != last {
			last = steps
			luma.set(&steps.Luma)
			chroma.set(&steps.Chroma)
		}
		for k, e := range t.energy {
			all.squares += e<<8 - luma.code(&t.blocks[k], px.luma[lumaAt(k):], side)
		}
		for k := range 2 * chromaBlocks {
			c, at := chromaAt(k)
			chroma.code(&t.blocks[lumaBlocks+k], px.chroma[c][at:], side/2)
		}
		all.blocks += lumaBlocks
		got.see(&px, s.tables)
		all.compare(t, &got)
	}
	for k := range all.colors {
		f[ofUnlike+k], f[ofUnlikeNorm+k], f[ofMean+k] = all.colors[k].features()
	}
	f[ofHalf], f[ofHalfNorm], _ = all.half.features()
	f[ofSquares] = int64(isqrt(uint64(max(all.squares, 0)) << 14 / uint64(all.blocks)))
	return f
}

func (l *likeness) features() (unlike, norm, mean int64) {
	n := uint64(l.windows)
	return int64(l.unlike / n), l.norm.of(l.windows), int64(isqrt(l.mean << 8 / n))
}

// windows is how many windows a tile has: of four by four cells, one half over the other,
// of the first two scales, of two by two of the third, for each color, and then of luma's.
const windows = 3*(9+1+1) + side*side/64

// own is what a window has by itself: the sum of its cells, and of their squares times
// their number, less the square of that.
type own struct{ sum, spread int64 }

// compare compares a tile with what comes of it, or, for nil, notes what its windows have
// by themselves.
func (s *sums) compare(t *tile, is *look) {
	i := 0
	for color := range t.seen.xyb {
		at := 0
		for scale, n := 0, first; scale < scales; scale, n = scale+1, n/2 {
			w := min(n, 4)
			l := &s.colors[color*scales+scale]
			for y := 0; y+w <= n; y += 2 {
				for x := 0; x+w <= n; x += 2 {
					k := at + y*n + x
					if was := t.seen.xyb[color][k:]; is == nil {
						t.own[i].set(was, w, n)
					} else {
						l.window(&t.own[i], was, is.xyb[color][k:], w, n)
					}
					i++
				}
			}
			at += n * n
		}
	}
	for y := 0; y < side/2; y += 4 {
		for x := 0; x < side/2; x += 4 {
			k := y*side/2 + x
			if was := t.seen.half[k:]; is == nil {
				t.own[i].set(was, 4, side/2)
			} else {
				s.half.window(&t.own[i], was, is.half[k:], 4, side/2)
			}
			i++
		}
	}
}

func (o *own) set(cells []int32, w, stride int) {
	squares := int64(0)
	o.sum = 0
	for y := range w {
		for _, v := range cells[y*stride:][:w] {
			o.sum += int64(v)
			squares += int64(v) * int64(v)
		}
	}
	o.spread = int64(w*w)*squares - o.sum*o.sum
}

func (l *likeness) window(o *own, was, is []int32, w, stride int) {
	var sum, squares, errors int64
	for y := range w {
		a, b := was[y*stride:][:w], is[y*stride:][:w]
		for x, v := range b {
			q := int64(v)
			d := int64(a[x]) - q
			sum += q
			squares += q * q
			errors += d * d
		}
	}
	n := int64(w * w)
	off := o.sum - sum
	unlike := uint64(n*errors-off*off) << 20 / uint64(o.spread+n*squares-sum*sum+unseen*n*n)
	l.unlike += unlike
	l.norm.add(unlike)
	l.mean += uint64(off * off / (n * n))
	l.windows++
}

// Distance predicts how far a file of a quality is from the image, as Far has it.
func (s *Sample) Distance(m *Model, quality int) int { return s.distance(m, quality, 1) }

func (s *Sample) distance(m *Model, quality, every int) int {
	flat, fine := s.Flat, int64(quality)
	weights := &m.Photo
	if s.Drawn {
		weights = &m.Drawn
	}
	sum := int64(weights.Rest) << 20
	for i, v := range s.features(m, quality, every) {
		w := &weights.Of[i]
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
