package main

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// A canvas draws shapes with soft edges on a picture.
type canvas struct {
	*image.RGBA
	face map[string]font.Face
}

func newCanvas(w, h int, ground color.Color) *canvas {
	c := &canvas{image.NewRGBA(image.Rect(0, 0, w, h)), map[string]font.Face{}}
	draw.Draw(c.RGBA, c.Rect, image.NewUniform(ground), image.Point{}, draw.Src)
	return c
}

func rgb(v uint32) color.RGBA { return color.RGBA{byte(v >> 16), byte(v >> 8), byte(v), 255} }

// rect fills a rectangle whose edges lie between pixels.
func (c *canvas) rect(x, y, w, h int, v uint32) {
	draw.Draw(c.RGBA, image.Rect(x, y, x+w, y+h), image.NewUniform(rgb(v)), image.Point{}, draw.Src)
}

// text writes a line that begins at x on baseline y.
func (c *canvas) text(x, y, size int, bold bool, v uint32, s string) error {
	key := fmt.Sprint(size, bold)
	if c.face[key] == nil {
		ttf := goregular.TTF
		if bold {
			ttf = gobold.TTF
		}
		f, err := opentype.Parse(ttf)
		if err != nil {
			return err
		}
		if c.face[key], err = opentype.NewFace(f, &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingFull}); err != nil {
			return err
		}
	}
	d := font.Drawer{Dst: c.RGBA, Src: image.NewUniform(rgb(v)), Face: c.face[key], Dot: fixed.P(x, y)}
	d.DrawString(s)
	return nil
}

// A path is a closed line through points.
type path [][2]float64

// circle is a path of many points, clockwise or not, so that a smaller one cuts
// a hole.
func circle(x, y, r float64, turn float64) path {
	var p path
	for i := range 96 {
		a := turn * float64(i) * 2 * math.Pi / 96
		p = append(p, [2]float64{x + r*math.Cos(a), y + r*math.Sin(a)})
	}
	return p
}

// fill fills what paths enclose.
func (c *canvas) fill(v color.Color, paths ...path) {
	r := vector.NewRasterizer(c.Rect.Dx(), c.Rect.Dy())
	for _, p := range paths {
		r.MoveTo(float32(p[0][0]), float32(p[0][1]))
		for _, q := range p[1:] {
			r.LineTo(float32(q[0]), float32(q[1]))
		}
		r.ClosePath()
	}
	r.Draw(c.RGBA, c.Rect, image.NewUniform(v), image.Point{})
}

// line draws a line of some width through points.
func (c *canvas) line(width float64, v color.Color, points ...[2]float64) {
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		dx, dy := b[0]-a[0], b[1]-a[1]
		l := math.Hypot(dx, dy)
		if l == 0 {
			continue
		}
		nx, ny := -dy/l*width/2, dx/l*width/2
		c.fill(v, path{{a[0] + nx, a[1] + ny}, {b[0] + nx, b[1] + ny}, {b[0] - nx, b[1] - ny}, {a[0] - nx, a[1] - ny}})
	}
}
