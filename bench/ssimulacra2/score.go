// Package ssimulacra2 scores how much an image looks like its reference:
// SSIMULACRA 2.1, the metric by Jon Sneyers (https://github.com/cloudinary/ssimulacra2),
// which agrees best with people of those that are open. 100 is the same image,
// 90 is near lossless, 70 high, 50 medium, 30 low quality; below 0 is worse.
//
// Both images are compared in XYB at six scales, from 1:1 to 1:32, by a map of
// structural similarity and two maps of edges, of those that appeared and those
// that were lost. Two norms of every map, weighted, make the score. The weights
// were fitted to people's judgments and are the description's own.
package ssimulacra2

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"sync"
)

const (
	nScales = 6
	minSide = 8 // a scale with a shorter side is left out
	c2      = 0.0009
)

// planes are three planes of one size, row after row.
type planes struct {
	w, h int
	pix  [3][]float32
}

func newPlanes(w, h int) *planes {
	p := &planes{w: w, h: h}
	all := make([]float32, 3*w*h)
	for i := range p.pix {
		p.pix[i] = all[i*w*h:][: w*h : w*h]
	}
	return p
}

// A Reference is an image that others are compared with. What only depends on it
// is computed once. It may be used by several goroutines at once.
type Reference struct {
	bounds image.Rectangle
	scales []scale
}

// scale is a reference at one scale: the image in XYB, its mean and the mean of
// its square around every sample.
type scale struct{ img, mean, square *planes }

// NewReference prepares an image. Alpha is blended with the gray that the
// description has, half of the linear range.
func NewReference(m image.Image) *Reference {
	r := &Reference{bounds: image.Rectangle{Max: m.Bounds().Size()}}
	for linear := newLinear(m); len(r.scales) < nScales && min(linear.w, linear.h) >= minSide; linear = linear.half() {
		s := scale{img: linear.xyb()}
		s.mean = newPlanes(linear.w, linear.h)
		s.square = newPlanes(linear.w, linear.h)
		inParallel(func(c int) {
			b := newBlur(linear.w, linear.h)
			b.mean(s.mean.pix[c], s.img.pix[c], nil)
			b.mean(s.square.pix[c], s.img.pix[c], s.img.pix[c])
		})
		r.scales = append(r.scales, s)
	}
	return r
}

// inParallel calls f for the three planes.
func inParallel(f func(plane int)) {
	var wg sync.WaitGroup
	for c := range 3 {
		wg.Go(func() { f(c) })
	}
	wg.Wait()
}

// Score compares an image of the reference's size.
func (r *Reference) Score(m image.Image) (float64, error) {
	if m.Bounds().Size() != r.bounds.Size() {
		return 0, fmt.Errorf("size of the image: got %v, want %v", m.Bounds().Size(), r.bounds.Size())
	}
	if len(r.scales) == 0 {
		return 0, fmt.Errorf("size of the image: got %v, want at least %d by %d", r.bounds.Size(), minSide, minSide)
	}
	var norms [3][nScales][6]float64
	linear := newLinear(m)
	for i := range r.scales {
		if i > 0 {
			linear = linear.half()
		}
		img := linear.xyb()
		inParallel(func(c int) { norms[c][i] = r.scales[i].norms(c, img) })
	}
	return score(&norms, len(r.scales)), nil
}

// norms are the norms of plane c's maps at one scale, in the order of weights:
// the mean of the map of similarity, of edges that appeared and of those that
// were lost, then the 4-norm of each.
func (s *scale) norms(c int, img *planes) (out [6]float64) {
	a, meanA, squareA := s.img.pix[c], s.mean.pix[c], s.square.pix[c]
	b := img.pix[c]
	blur := newBlur(img.w, img.h)
	meanB, squareB, product := make([]float32, len(b)), make([]float32, len(b)), make([]float32, len(b))
	blur.mean(meanB, b, nil)
	blur.mean(squareB, b, b)
	blur.mean(product, a, b)
	for i := range b {
		ma, mb := meanA[i], meanB[i]
		far := ma - mb
		d := 1 - (1-far*far)*(2*(product[i]-ma*mb)+c2)/((squareA[i]-ma*ma)+(squareB[i]-mb*mb)+c2)
		addNorms(&out, 0, float64(max(d, 0)))
		edge := (1+abs(b[i]-mb))/(1+abs(a[i]-ma)) - 1
		addNorms(&out, 1, float64(max(edge, 0)))
		addNorms(&out, 2, float64(max(-edge, 0)))
	}
	for i := range 3 {
		out[i] /= float64(len(b))
		out[3+i] = math.Sqrt(math.Sqrt(out[3+i] / float64(len(b))))
	}
	return out
}

func addNorms(out *[6]float64, i int, v float64) {
	out[i] += v
	v *= v
	out[3+i] += v * v
}

func abs(v float32) float32 { return max(v, -v) }

// score is the weighted sum of the norms, bent to the scale of the judgments.
func score(norms *[3][nScales][6]float64, scales int) float64 {
	sum := 0.0
	for c := range 3 {
		for i := range scales {
			for n, v := range norms[c][i] {
				sum += weights[(c*nScales+i)*6+n] * v
			}
		}
	}
	sum *= 0.9562382616834844
	sum = 2.326765642916932*sum - 0.020884521182843837*sum*sum + 6.248496625763138e-05*sum*sum*sum
	if sum <= 0 {
		return 100
	}
	return 100 - 10*math.Pow(sum, 0.6276336467831387)
}

// newLinear makes linear light of sRGB, 0 to 1.
func newLinear(m image.Image) *planes {
	b := m.Bounds()
	p := newPlanes(b.Dx(), b.Dy())
	at := func(x, y int) color.NRGBA { return color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA) }
	switch m := m.(type) {
	case *image.NRGBA:
		at = m.NRGBAAt
	case *image.RGBA:
		if m.Opaque() {
			at = func(x, y int) color.NRGBA { return color.NRGBA(m.RGBAAt(x, y)) }
		}
	case *image.YCbCr:
		at = func(x, y int) color.NRGBA {
			c := m.YCbCrAt(x, y)
			r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
			return color.NRGBA{r, g, b, 255}
		}
	}
	i := 0
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := at(x, y)
			for k, v := range [3]uint8{c.R, c.G, c.B} {
				l := linearOf[v]
				if c.A != 255 {
					l = 0.5 + (l-0.5)*float32(c.A)/255
				}
				p.pix[k][i] = l
			}
			i++
		}
	}
	return p
}

// linearOf is the transfer function of sRGB.
var linearOf = func() (table [256]float32) {
	for i := range table {
		v := float64(i) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		table[i] = float32(v)
	}
	return table
}()

// half averages two by two samples; the last column and row of odd sizes are
// averaged with themselves.
func (p *planes) half() *planes {
	out := newPlanes((p.w+1)/2, (p.h+1)/2)
	for c, from := range p.pix {
		for y := range out.h {
			above, below := from[2*y*p.w:][:p.w], from[min(2*y+1, p.h-1)*p.w:][:p.w]
			to := out.pix[c][y*out.w:][:out.w]
			for x := range to {
				l, r := 2*x, min(2*x+1, p.w-1)
				to[x] = (above[l] + above[r] + below[l] + below[r]) / 4
			}
		}
	}
	return out
}

// xyb makes XYB of linear light, in JPEG XL's way, scaled and shifted to be
// positive, with B less Y in place of B.
func (p *planes) xyb() *planes {
	const (
		bias    = 0.0037930732552754493
		m0, m2  = 0.30, 0.078
		m3, m5  = 0.23, 0.078
		m6, m7  = 0.24342268924547819, 0.20476744424496821
		m1, m4  = 1 - m0 - m2, 1 - m3 - m5
		m8      = 1 - m6 - m7
		rootMin = 0.15595420054924863 // of bias
	)
	out := newPlanes(p.w, p.h)
	rows := (p.h + 2) / 3
	inParallel(func(part int) {
		for i := min(part*rows, p.h) * p.w; i < min((part+1)*rows, p.h)*p.w; i++ {
			r, g, b := p.pix[0][i], p.pix[1][i], p.pix[2][i]
			l := cubeRoot(m0*r+m1*g+m2*b+bias) - rootMin
			m := cubeRoot(m3*r+m4*g+m5*b+bias) - rootMin
			s := cubeRoot(m6*r+m7*g+m8*b+bias) - rootMin
			y := (l + m) / 2
			out.pix[0][i] = (l-m)/2*14 + 0.42
			out.pix[1][i] = y + 0.01
			out.pix[2][i] = s - y + 0.55
		}
	})
	return out
}

// cubeRoot is within 1e-7 of itself: a guess by the exponent, then two steps of
// Halley's method. v is at least 0.001.
func cubeRoot(v float32) float32 {
	t := math.Float32frombits(math.Float32bits(v)/3 + 709921077)
	for range 2 {
		c := t * t * t
		t *= (c + 2*v) / (2*c + v)
	}
	return t
}
