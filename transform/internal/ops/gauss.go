package ops

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
	"tintype/transform/params"
)

// Sigma is the standard deviation of a Gaussian in pixels.
type Sigma = params.Decimal

// BlurSigma is what blur=1 to 2000 means: a twentieth of it, in output pixels.
func BlurSigma(blur params.Decimal) Sigma { return blur / 20 }

// maxSigma bounds a Gaussian; beyond it an image of 8192 pixels is one color.
const maxSigma = 500 * params.One

// Blur applies a Gaussian to every plane, alpha included; colors are weighted
// by alpha. Beyond the edge the outermost samples repeat. Subsampled planes are
// blurred as they are.
func Blur(img *pixel.Image, s Sigma) *pixel.Image {
	if s <= 0 {
		return img
	}
	return blur(img, s)
}

func blur(img *pixel.Image, s Sigma) *pixel.Image {
	premultiply(img)
	for i := range img.Model.Planes() {
		subX, subY := Sigma(1), Sigma(1)
		if i > 0 {
			subX, subY = Sigma(img.SubX), Sigma(img.SubY)
		}
		img.Plane[i] = gauss(&img.Plane[i], s/subX, s/subY, img.Meter)
	}
	if img.HasAlpha() {
		img.Alpha = gauss(&img.Alpha, s, s, img.Meter)
		pixel.Unpremultiply(img)
	}
	return img
}

// premultiply weights the colors of a Gray or RGB image by its alpha, if it
// has any.
func premultiply(img *pixel.Image) {
	if !img.HasAlpha() {
		return
	}
	for y := 0; y < img.H && img.Meter.Spend(4*bandRows*img.W); y += bandRows {
		b := pixel.Band{Alpha: rowsOf(&img.Alpha, y)}
		for i := range img.Model.Planes() {
			b.Plane[i] = rowsOf(&img.Plane[i], y)
		}
		pixel.PremultiplyBand(&b, img.Model.Planes())
	}
}

// bandRows is how many rows simple loops take at once.
const bandRows = 16

// rowsOf returns up to bandRows rows of a plane.
func rowsOf(p *pixel.Plane, y int) pixel.Plane {
	h := min(bandRows, p.H-y)
	return pixel.Plane{Pix: p.Pix[y*p.Stride:][:h*p.Stride], Stride: p.Stride, W: p.W, H: h}
}

// gauss returns a blurred copy of a plane.
func gauss(p *pixel.Plane, sx, sy Sigma, m *work.Meter) pixel.Plane {
	turned := pixel.NewPlane(p.H, p.W)
	blurTurned(&turned, p, newBox(sx), m)
	out := pixel.NewPlane(p.W, p.H)
	blurTurned(&out, &turned, newBox(sy), m)
	return out
}

// box is a moving mean of 2r+1 samples and a share of the next one on either
// side, so that its variance is any number: the extended box filter (Gwosdek,
// Grewenig, Bruhn, Weickert, "Theoretical Foundations of Gaussian Convolution by
// Extended Box Filtering", 2011). Three of them in a row are close to a Gaussian:
// from a deviation of 1 on never more than 1.2 % away from one on a step.
type box struct {
	r     int
	share uint64 // of the outer samples, Q8
	scale uint64 // 1 over the sum of weights, Q40 for weights in Q8
}

// newBox returns a box with a third of a Gaussian's variance.
func newBox(s Sigma) box {
	s = min(s, maxSigma)
	micro := int64(params.One)
	v := int64(s) * int64(s) / micro * 65536 / micro / 3 // Q16, at most 2^33
	// r is the largest with (2r+1)² <= 12v+1: no share is negative.
	r := (isqrt(12*v>>16+1) - 1) / 2
	share := (2*r + 1) * (r*(r+1)<<16 - 3*v) * 256 / (6 * (v - (r+1)*(r+1)<<16))
	weights := uint64(2*r+1)<<8 + 2*uint64(share)
	return box{r: int(r), share: uint64(share), scale: (1<<40 + weights/2) / weights}
}

// isqrt returns the integer part of the root.
func isqrt(n int64) int64 {
	x, bit := int64(0), int64(1)<<62
	for bit > n {
		bit >>= 2
	}
	for ; bit != 0; bit >>= 2 {
		if n >= x+bit {
			n -= x + bit
			x = x>>1 + bit
		} else {
			x >>= 1
		}
	}
	return x
}

// lines is how many rows are blurred before they are written as columns.
const lines = 8

// blurTurned blurs the rows of src and writes them as the columns of dst.
func blurTurned(dst, src *pixel.Plane, b box, m *work.Meter) {
	pad := b.r + 1
	from := make([]uint16, src.W+2*pad) // Q8
	to := make([]uint16, src.W+2*pad)
	var done [lines][]byte
	for i := range done {
		done[i] = make([]byte, src.W)
	}
	for y := 0; y < src.H; y += lines {
		n := min(lines, src.H-y)
		if !m.Spend(n * (12*src.W + 8*pad)) {
			return
		}
		for i := range n {
			for x, v := range src.Row(y + i) {
				from[pad+x] = uint16(v) << 8
			}
			for range 3 {
				extend(from, pad)
				b.pass(to[pad:pad+src.W], from)
				from, to = to, from
			}
			for x, v := range from[pad : pad+src.W] {
				done[i][x] = byte((v + 128) >> 8)
			}
		}
		for x := range src.W {
			column := dst.Pix[x*dst.Stride+y:][:n]
			for i := range column {
				column[i] = done[i][x]
			}
		}
	}
}

// extend repeats the outermost samples into the pad on either side.
func extend(line []uint16, pad int) {
	last := len(line) - pad - 1
	for i := range pad {
		line[i], line[last+1+i] = line[pad], line[last]
	}
}

// pass takes the mean around every sample; src has r+1 samples more on either
// side.
func (b *box) pass(dst, src []uint16) {
	reach := 2*b.r + 2
	var sum uint64 // at most 65280 · 2^12
	for _, v := range src[1:reach] {
		sum += uint64(v)
	}
	head, tail := src[:len(dst)+1], src[reach:][:len(dst)]
	share, scale := b.share, b.scale
	for i := range dst {
		far := uint64(tail[i])
		dst[i] = uint16(((sum<<8+share*(uint64(head[i])+far))*scale + 1<<39) >> 40)
		sum += far - uint64(head[i+1])
	}
}
