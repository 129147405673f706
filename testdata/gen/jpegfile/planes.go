package jpegfile

import (
	"image"
	"slices"
)

// Plane is a rectangle of samples, row by row without padding.
type Plane struct {
	W, H int
	Pix  []byte
}

// block returns the 8x8 samples at (x, y), level shifted; beyond the plane's
// right and bottom edge the last sample is repeated.
func (p *Plane) block(x, y int) (s [64]int64) {
	for j := range 8 {
		row := p.Pix[min(y+j, p.H-1)*p.W:][:p.W]
		for i := range 8 {
			s[j*8+i] = int64(row[min(x+i, p.W-1)]) - 128
		}
	}
	return s
}

// reduce returns the plane at 1/fx by 1/fy, each sample the mean of those it
// covers, the size rounded up (A.1.1).
func (p *Plane) reduce(fx, fy int) Plane {
	out := Plane{W: ceilDiv(p.W, fx), H: ceilDiv(p.H, fy)}
	out.Pix = make([]byte, out.W*out.H)
	for y := range out.H {
		for x := range out.W {
			sum := 0
			for j := range fy {
				for i := range fx {
					sum += int(p.Pix[min(y*fy+j, p.H-1)*p.W+min(x*fx+i, p.W-1)])
				}
			}
			out.Pix[y*out.W+x] = byte((sum + fx*fy/2) / (fx * fy))
		}
	}
	return out
}

// Model is the color model of a file.
type Model int

// The color models that occur in JPEG files. CMYK and YCCK are stored the way
// Adobe's programs do, inverted: 255 is no ink.
const (
	YCbCr Model = iota
	Gray
	RGB
	CMYK
	YCCK
)

// Layout says how an image is laid out as components.
type Layout struct {
	Model    Model
	Sampling [][2]int // factors H, V of each component; default all 1, 1
	IDs      []byte   // component identifiers; default 1, 2, 3, 4
	Tables   []int    // quantization and Huffman tables of each component; default 0, chroma 1; above 1 needs Options.Optimize
	Quality  int      // 1 to 100, scales tables K.1 and K.2; default 75
}

// FromNRGBA converts, transforms and quantizes an image; alpha is ignored.
func FromNRGBA(m *image.NRGBA, l Layout) *Image {
	return FromFull(m.Rect.Dx(), m.Rect.Dy(), Planes(m, l.Model), l)
}

// FromFull transforms and quantizes planes of w by h samples each; the layout's
// sampling factors say which of them are reduced first.
func FromFull(w, h int, full []Plane, l Layout) *Image {
	planes := slices.Clone(full)
	if l.Quality == 0 {
		l.Quality = 75
	}
	comps := make([]Component, len(planes))
	hMax, vMax := 1, 1
	for i := range comps {
		comps[i] = Component{ID: byte(i + 1), H: 1, V: 1}
		if l.IDs != nil {
			comps[i].ID = l.IDs[i]
		}
		if l.Sampling != nil {
			comps[i].H, comps[i].V = l.Sampling[i][0], l.Sampling[i][1]
		}
		hMax, vMax = max(hMax, comps[i].H), max(vMax, comps[i].V)
		if (l.Model == YCbCr || l.Model == YCCK) && (i == 1 || i == 2) {
			comps[i].Quant = 1
		}
		if l.Tables != nil {
			comps[i].Quant = l.Tables[i]
		}
	}
	if len(comps) > 1 {
		for i, c := range comps {
			planes[i] = planes[i].reduce(hMax/c.H, vMax/c.V)
		}
	}
	luma, chroma := scaleQuant(&lumaQuant, l.Quality), scaleQuant(&chromaQuant, l.Quality)
	quant := [4][64]uint16{luma, chroma, luma, chroma}
	return FromPlanes(w, h, planes, comps, quant)
}

// Planes makes full-size planes of a color model.
func Planes(m *image.NRGBA, model Model) []Plane {
	n := map[Model]int{Gray: 1, YCbCr: 3, RGB: 3, CMYK: 4, YCCK: 4}[model]
	w, h := m.Rect.Dx(), m.Rect.Dy()
	planes := make([]Plane, n)
	for i := range planes {
		planes[i] = Plane{W: w, H: h, Pix: make([]byte, w*h)}
	}
	for y := range h {
		for x := range w {
			p := m.Pix[y*m.Stride+4*x:]
			s := convertPixel(int(p[0]), int(p[1]), int(p[2]), model)
			for i := range planes {
				planes[i].Pix[y*w+x] = s[i]
			}
		}
	}
	return planes
}

func convertPixel(r, g, b int, model Model) [4]byte {
	switch model {
	case RGB:
		return [4]byte{byte(r), byte(g), byte(b)}
	case CMYK:
		return separate(r, g, b)
	case YCCK:
		// The YCbCr of a YCCK file decodes to amounts of ink, not of light.
		s := separate(r, g, b)
		t := ycbcr(255-int(s[0]), 255-int(s[1]), 255-int(s[2]))
		t[3] = s[3]
		return t
	}
	return ycbcr(r, g, b)
}

// ycbcr is the conversion of JFIF 1.02, in Q16.
func ycbcr(r, g, b int) [4]byte {
	const half = 1 << 15
	y := 19595*r + 38470*g + 7471*b + half
	cb := -11059*r - 21709*g + 32768*b + 128<<16 + half
	cr := 32768*r - 27439*g - 5329*b + 128<<16 + half
	return [4]byte{byte(y >> 16), byte(min(cb>>16, 255)), byte(min(cr>>16, 255))}
}

// separate splits a color into inverted inks with all its black in the fourth.
func separate(r, g, b int) [4]byte {
	k := max(r, g, b)
	if k == 0 {
		return [4]byte{255, 255, 255, 0}
	}
	return [4]byte{byte((r*255 + k/2) / k), byte((g*255 + k/2) / k), byte((b*255 + k/2) / k), byte(k)}
}
