package main

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"

	xwebp "golang.org/x/image/webp"

	"tintype/bench/engine"
	"tintype/bench/psnr"
	"tintype/transform/measure"
)

// photographs of the corpus, and generated pictures that stand in for them.
var (
	photographs = []string{"photo-6mp.jpg", "photo-2mp.jpg", "photo-8mp-gainmap.jpg", "photo-33mp-420.jpg", "orient-3.jpg",
		"orient-5.jpg", "orient-6.jpg", "cmyk-icc.jpg", "lossy.webp"}
	standIns = []string{"samples/city.jpg", "samples/landscape.jpg", "samples/portrait.jpg", "samples/dunes.webp",
		"jpeg/progressive-420.jpg", "webp/lossy-best.webp"}
)

// mostPixels is about what pictures that have more are resized to, once.
const mostPixels = 750_000

// picture is what all encoders are given.
type picture struct {
	name string
	file string // PNG
	png  []byte
	img  *measure.Image // RGB
	luma psnr.Plane
}

// prepare makes the PNG files of the pictures in a folder.
func prepare(folder, corpus, samples string) (list []*picture, err error) {
	from, names := corpus, photographs
	if corpus == "" {
		from, names = samples, standIns
	}
	for _, name := range names {
		p, err := newPicture(filepath.Join(from, name))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		p.name = filepath.Base(name)
		p.file = filepath.Join(folder, p.name+".png")
		if err := os.WriteFile(p.file, p.png, 0o666); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

func newPicture(name string) (*picture, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	query := "fm=png"
	if c.Width*c.Height > mostPixels {
		longer, shorter := float64(max(c.Width, c.Height)), float64(min(c.Width, c.Height))
		side := int(math.Sqrt(mostPixels * longer / shorter)) // of the longer one, however the picture is turned
		query += fmt.Sprintf("&w=%d&h=%d&fit=clip", side, side)
	}
	p := &picture{}
	if p.png, err = engine.Do(data, query); err != nil {
		return nil, err
	}
	if p.img, err = planes(p.png); err != nil {
		return nil, err
	}
	p.luma = psnr.Plane{W: p.img.W, H: p.img.H, Pix: make([]float64, p.img.W*p.img.H)}
	for y := range p.img.H {
		r, g, b := p.img.Plane[0].Row(y), p.img.Plane[1].Row(y), p.img.Plane[2].Row(y)
		for x := range r {
			p.luma.Pix[y*p.img.W+x] = 0.299*float64(r[x]) + 0.587*float64(g[x]) + 0.114*float64(b[x])
		}
	}
	return p, nil
}

// planes reads a PNG with the standard library; what alpha it has is left out.
func planes(file []byte) (*measure.Image, error) {
	m, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	flat := image.NewNRGBA(m.Bounds())
	draw.Draw(flat, flat.Rect, m, m.Bounds().Min, draw.Src)
	out := measure.NewRGB(flat.Rect.Dx(), flat.Rect.Dy())
	for y := range out.H {
		for x := range out.W {
			for i := range 3 {
				out.Plane[i].Row(y)[x] = flat.Pix[y*flat.Stride+4*x+i]
			}
		}
	}
	return out, nil
}

// judge decodes a lossy file. Its luma, 16 to 235, is not rounded on the way to
// 0 to 255.
func (p *picture) judge(file []byte) (db, ssim float64, err error) {
	m, err := xwebp.Decode(bytes.NewReader(file))
	if err != nil {
		return 0, 0, err
	}
	decoded, ok := m.(*image.YCbCr)
	if !ok || decoded.Rect.Dx() != p.luma.W || decoded.Rect.Dy() != p.luma.H {
		return 0, 0, fmt.Errorf("got a %T of %v", m, m.Bounds())
	}
	got := psnr.Plane{W: p.luma.W, H: p.luma.H, Pix: make([]float64, len(p.luma.Pix))}
	for i := range got.Pix {
		v := float64(decoded.Y[i/got.W*decoded.YStride+i%got.W])
		got.Pix[i] = min(max((v-16)*255/219, 0), 255)
	}
	return psnr.PSNR(p.luma, got), psnr.SSIM(p.luma, got), nil
}
