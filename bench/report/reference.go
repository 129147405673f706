package main

import (
	"bytes"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"math"
	"os"
	"strings"

	_ "golang.org/x/image/webp"
)

// The reference of a task: the source decoded in full by the standard library,
// turned upright, its profile converted to sRGB, filtered once with Lanczos in
// float64, never encoded again. Only its luma is kept (BT.601, 0 to 255).

// plane is a rectangle of float64 samples.
type plane struct {
	w, h int
	pix  []float64
}

func newPlane(w, h int) plane { return plane{w, h, make([]float64, w*h)} }

// picture is red, green, blue and alpha, colors 0 to 1 and premultiplied.
type picture [4]plane

// openPicture decodes a file, turns it upright and converts it to sRGB.
func openPicture(name string) (picture, error) {
	if strings.HasSuffix(name, ".avif") {
		name += ".png" // as sharp decodes it
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return picture{}, err
	}
	img, format, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return picture{}, err
	}
	orientation, profile := metadata(data)
	p := split(img, format == "webp")
	if c := parseProfile(profile); c != nil {
		c.apply(p)
	}
	return p.upright(orientation), nil
}

// split makes float planes of any decoded image. VP8's samples are in limited
// range, whatever the color models of image.YCbCr and image.NYCbCrA say.
func split(img image.Image, webp bool) picture {
	b := img.Bounds()
	var p picture
	for i := range p {
		p[i] = newPlane(b.Dx(), b.Dy())
	}
	_, vp8 := img.(*image.NYCbCrA)
	ycc, isYCC := img.(*image.YCbCr)
	vp8 = vp8 || webp && isYCC
	for y := range b.Dy() {
		for x := range b.Dx() {
			var c [4]float64
			if isYCC {
				c = fromYCbCr(ycc, x+b.Min.X, y+b.Min.Y)
			} else {
				r, g, bl, a := img.At(x+b.Min.X, y+b.Min.Y).RGBA()
				c = [4]float64{float64(r) / 65535, float64(g) / 65535, float64(bl) / 65535, float64(a) / 65535}
			}
			for i := range p {
				p[i].pix[y*b.Dx()+x] = c[i]
			}
		}
	}
	if vp8 {
		stretchRange(p)
	}
	return p
}

// fromYCbCr converts by JFIF's matrix without rounding.
func fromYCbCr(m *image.YCbCr, x, y int) [4]float64 {
	yy := float64(m.Y[m.YOffset(x, y)])
	cb, cr := float64(m.Cb[m.COffset(x, y)])-128, float64(m.Cr[m.COffset(x, y)])-128
	return [4]float64{(yy + 1.402*cr) / 255, (yy - 0.344136*cb - 0.714136*cr) / 255, (yy + 1.772*cb) / 255, 1}
}

// stretchRange maps 16 to 235 onto 0 to 1.
func stretchRange(p picture) {
	for i := range 3 {
		for k, v := range p[i].pix {
			p[i].pix[k] = (v*255 - 16*p[3].pix[k]) / 219
		}
	}
}

// luma is 0 to 255, over white where the picture is transparent.
func (p picture) luma() plane {
	out := newPlane(p[0].w, p[0].h)
	for i := range out.pix {
		y := 0.299*p[0].pix[i] + 0.587*p[1].pix[i] + 0.114*p[2].pix[i]
		out.pix[i] = 255 * (y + 1 - p[3].pix[i])
	}
	return out
}

func (p picture) resize(w, h int) picture {
	for i := range p {
		p[i] = p[i].resize(w, h)
	}
	return p
}

func (p picture) upright(orientation int) picture {
	for i := range p {
		p[i] = p[i].upright(orientation)
	}
	return p
}

func (p plane) upright(orientation int) plane {
	if orientation <= 1 {
		return p
	}
	w, h := p.w, p.h
	if orientation >= 5 {
		w, h = h, w
	}
	out := newPlane(w, h)
	for y := range h {
		for x := range w {
			sx, sy := x, y
			if orientation >= 5 {
				sx, sy = y, x
			}
			switch orientation { // CIPA DC-008, tag 0x0112, read backwards
			case 2, 8:
				sx = p.w - 1 - sx
			case 3, 7:
				sx, sy = p.w-1-sx, p.h-1-sy
			case 4, 6:
				sy = p.h - 1 - sy
			}
			out.pix[y*w+x] = p.pix[sy*p.w+sx]
		}
	}
	return out
}

// resize filters along x, then along y.
func (p plane) resize(w, h int) plane { return p.resizeX(w).transposed().resizeX(h).transposed() }

func (p plane) transposed() plane {
	out := newPlane(p.h, p.w)
	for y := range p.h {
		for x := range p.w {
			out.pix[x*p.h+y] = p.pix[y*p.w+x]
		}
	}
	return out
}

func (p plane) resizeX(w int) plane {
	out := newPlane(w, p.h)
	scale := float64(p.w) / float64(w)
	stretch := max(scale, 1)
	for x := range w {
		center := (float64(x)+0.5)*scale - 0.5
		lo, hi := int(math.Ceil(center-3*stretch)), int(math.Floor(center+3*stretch))
		weights, sum := make([]float64, hi-lo+1), 0.0
		for i := range weights {
			weights[i] = lanczos((float64(lo+i) - center) / stretch)
			sum += weights[i]
		}
		for y := range p.h {
			row, v := p.pix[y*p.w:][:p.w], 0.0
			for i, k := range weights {
				v += k * row[min(max(lo+i, 0), p.w-1)]
			}
			out.pix[y*w+x] = v / sum
		}
	}
	return out
}

func lanczos(x float64) float64 {
	if x == 0 {
		return 1
	}
	if x <= -3 || x >= 3 {
		return 0
	}
	return 3 * math.Sin(math.Pi*x) * math.Sin(math.Pi*x/3) / (math.Pi * math.Pi * x * x)
}
