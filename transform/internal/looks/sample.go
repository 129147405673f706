// Package looks predicts how much a file will look like its image, without making one:
// which quality does an image need to look as good as another, or in WebP as in JPEG?
// The answers differ by twenty and more.
//
// A sample of blocks is quantized with a format's steps, and the errors are weighed as
// SSIMULACRA 2.1 (https://github.com/cloudinary/ssimulacra2) does: against the energy
// that hides them, at several scales, by their mean and by a norm that the worst of them
// make. The weights are those at which the predicted scores of photographs are nearest
// to those of real files; see bench/looks. All arithmetic is integer.
package looks

import "tintype/transform/internal/pixel"

// group is the side of what is sampled: four blocks of luma and one of each color
// difference, which 4:2:0 shares among them.
const group = 16

// groups is about how many are sampled.
const groups = 192

// A block has the magnitudes of coefficients in sixteenths, by places, and their energies.
type block struct {
	coef [64]int32
	ac   [3]int64 // energy of the AC coefficients: of the lowest three, of the rest of the lowest 16, of all others
}

// energy is that of all AC coefficients.
func (b *block) energy() int64 { return b.ac[0] + b.ac[1] + b.ac[2] }

// A Sample is some blocks from all over an image.
type Sample struct {
	luma   []block // four for each group, row by row
	chroma [2][]block
	spread []int64 // energy of the differences between the DCs of each group's luma

	Flat int64 // how much of the image is flat, Q16
}

// NewSample takes a sample of an image, nil of one without a whole group or of a model
// that no format with quality stores.
func NewSample(img *pixel.Image) *Sample {
	if img == nil || img.Model == pixel.CMYK {
		return nil
	}
	across, down := img.W/group, img.H/group
	n := across * down
	if n == 0 {
		return nil
	}
	step := max(n/groups, 1)
	if step > 1 && across%step == 0 {
		step++ // not the same columns in every row
	}
	s := new(Sample)
	var g samples
	for i := step / 2; i < n; i += step {
		g.read(img, i%across*group, i/across*group)
		s.add(&g)
	}
	for i := range s.luma {
		s.Flat += flatBlock << 16 / (flatBlock + 2*s.luma[i].energy())
	}
	s.Flat /= int64(len(s.luma))
	return s
}

// add transforms a group.
func (s *Sample) add(g *samples) {
	var dc [4]int64
	sum := int64(0)
	for b := range 4 {
		s.luma = append(s.luma, block{})
		to := &s.luma[len(s.luma)-1]
		dc[b] = to.transform(g.luma[b>>1*8*group+b&1*8:], group)
		sum += dc[b]
	}
	spread := int64(0)
	for _, v := range dc {
		spread += (v - sum/4) * (v - sum/4)
	}
	s.spread = append(s.spread, spread>>8)
	if g.gray {
		return
	}
	for c := range s.chroma {
		s.chroma[c] = append(s.chroma[c], block{})
		s.chroma[c][len(s.chroma[c])-1].transform(g.chroma[c][:], group/2)
	}
}

// samples are a group of pixels: luma, and color differences for two by two of them, less
// 128.
type samples struct {
	luma   [group * group]int32
	chroma [2][group * group / 4]int32
	gray   bool
}

func (g *samples) read(img *pixel.Image, x, y int) {
	g.gray = img.Model == pixel.Gray
	for j := range group {
		to := g.luma[j*group:][:group]
		for i, v := range img.Plane[0].Row(y + j)[x:][:group] {
			to[i] = int32(v) - 128
		}
	}
	switch img.Model {
	case pixel.RGB:
		g.readRGB(img, x, y)
	case pixel.YCbCr:
		for c := range g.chroma {
			g.readChroma(img, c, x, y)
		}
	}
	if img.Coding.Limited {
		for i, v := range g.luma {
			g.luma[i] = (v + 112) * 255 / 219
			g.luma[i] -= 128
		}
	}
}

// readChroma averages the samples that two by two pixels have.
func (g *samples) readChroma(img *pixel.Image, c, x, y int) {
	p := &img.Plane[1+c]
	for j := range group / 2 {
		top := p.Row((y + 2*j) / img.SubY)
		low := p.Row((y + 2*j + 1) / img.SubY)
		for i := range group / 2 {
			l, r := (x+2*i)/img.SubX, (x+2*i+1)/img.SubX
			g.chroma[c][j*group/2+i] = (int32(top[l])+int32(top[r])+int32(low[l])+int32(low[r])+2)>>2 - 128
		}
	}
}

// readRGB makes luma and color differences as JFIF defines them.
func (g *samples) readRGB(img *pixel.Image, x, y int) {
	g.chroma = [2][group * group / 4]int32{}
	for j := range group {
		red, green, blue := img.Plane[0].Row(y + j)[x:][:group], img.Plane[1].Row(y + j)[x:][:group], img.Plane[2].Row(y + j)[x:][:group]
		for i := range group {
			r, gr, b := int32(red[i]), int32(green[i]), int32(blue[i])
			g.luma[j*group+i] = (77*r+150*gr+29*b+128)>>8 - 128
			at := j>>1*group/2 + i>>1
			g.chroma[0][at] += -43*r - 85*gr + 128*b
			g.chroma[1][at] += 128*r - 107*gr - 21*b
		}
	}
	for c := range g.chroma {
		for i, v := range g.chroma[c] {
			g.chroma[c][i] = (v + 512) >> 10
		}
	}
}

// cosines are round(2048 * c(k) * cos((2n+1)*k*pi/16)), where c makes the transform
// orthonormal: rows are frequencies, of which each is even or odd in n.
var cosines = [8][4]int32{
	{724, 724, 724, 724},
	{1004, 851, 569, 200},
	{946, 392, -392, -946},
	{851, -200, -1004, -569},
	{724, -724, -724, 724},
	{569, -1004, 200, 851},
	{392, -946, 946, -392},
	{200, -569, 851, -1004},
}

// transform sets the coefficients to those of eight by eight samples, and returns DC.
func (b *block) transform(pix []int32, stride int) (dc int64) {
	var rows, all [64]int32 // rows in 32nds
	for y := range 8 {
		dct8((*[8]int32)(pix[y*stride:]), rows[y:], 6)
	}
	for u := range 8 {
		dct8((*[8]int32)(rows[8*u:]), all[u:], 12)
	}
	for i, k := range places {
		v := all[k&63]
		b.coef[i] = max(v, -v)
	}
	for i, end := range [3]int{4, 16, 64} {
		for _, v := range b.coef[max(end/4, 1):end] {
			b.ac[i] += int64(v) * int64(v)
		}
		b.ac[i] >>= 8
	}
	return int64(all[0])
}

// dct8 writes the transform of a row to a column.
func dct8(in *[8]int32, out []int32, shift uint) {
	_ = out[56]
	for k := range 8 {
		c := &cosines[k]
		sign := int32(1 - k&1*2)
		sum := c[0]*(in[0]+sign*in[7]) + c[1]*(in[1]+sign*in[6]) + c[2]*(in[2]+sign*in[5]) + c[3]*(in[3]+sign*in[4])
		out[8*k] = (sum + 1<<(shift-1)) >> shift
	}
}
