package webp

import (
	"bytes"
	"image"

	"tintype/transform/internal/codec/webp/vp8"
	"tintype/transform/internal/pixel"
)

// A frame replaces its rectangle or is blended with what the canvas shows. When
// blended it can leave alone what has not changed, where it is transparent.
//
// The ways to code it are: lossy and replacing; lossy and blended, with holes
// made of whole blocks; lossless where there are few colors, which is exact.

// part is a rectangle of a frame on its way into the file.
type part struct {
	img   *pixel.Image // cut out
	holes int          // of its pixels are left to what is there
	blend bool
}

// smallest codes an area of img in the way that takes least, and notes what the
// canvas shows from then on.
func (a *AnimationWriter) smallest(img *pixel.Image, area image.Rectangle) (file []byte, blend bool, err error) {
	parts := []part{{img: cut(img, area)}}
	if !a.whole {
		parts = a.blended(parts, img, area)
	}
	if len(parts) > 1 {
		parts = a.likely(parts)
	}
	used := 0
	for i, p := range parts {
		f, err := a.encode(&p)
		if err != nil {
			return nil, false, err
		}
		if file == nil || len(f) < len(file) {
			file, used = f, i
		}
	}
	a.show(img, area, &parts[used])
	return file, parts[used].blend, nil
}

// likely leaves out the part that is likely to take an eighth more than the other
// without loss, or nothing where that is not known.
func (a *AnimationWriter) likely(parts []part) []part {
	var n [2]int
	for i := range n {
		var ok bool
		if n[i], ok = drawnBytes(parts[i].img, 1<<30, a.meter); !ok {
			return parts
		}
	}
	switch {
	case n[0] > n[1]+n[1]/8:
		return parts[1:]
	case n[1] > n[0]+n[0]/8:
		return parts[:1]
	}
	return parts
}

// Shares of an area, in sixteenths, from which holes are worth a try and from
// which they surely pay.
const (
	someHoles = 8
	manyHoles = 15
)

// holeSize is the side of the blocks that holes are made of, which lossy coding
// has its own way with (see package vp8).
const holeSize = vp8.TransparentSize

// blended adds the part that leaves alone what has not changed, if there is such
// and the rest can be laid over the canvas: it is opaque, or nothing is below.
func (a *AnimationWriter) blended(parts []part, img *pixel.Image, area image.Rectangle) []part {
	p := part{blend: true}
	alpha := pixel.NewPlane(area.Dx(), area.Dy())
	for y := 0; y < alpha.H && a.meter.Spend(8*holeSize*alpha.W); y += holeSize {
		for x := 0; x < alpha.W; x += holeSize {
			block := image.Rect(x, y, min(x+holeSize, alpha.W), min(y+holeSize, alpha.H))
			holes, ok := a.holes(&alpha, img, area.Min, block)
			if !ok {
				return parts
			}
			p.holes += holes
		}
	}
	share := 16 * p.holes / (alpha.W * alpha.H)
	if share < someHoles {
		return parts
	}
	whole := *parts[0].img
	whole.Alpha = alpha
	p.img = &whole
	if share >= manyHoles {
		return []part{p}
	}
	return append(parts, p)
}

// holes fills in a block of the alpha with which a part is blended, and returns
// how many visible pixels are left alone. at is where the part lies in img.
func (a *AnimationWriter) holes(alpha *pixel.Plane, img *pixel.Image, at image.Point, block image.Rectangle) (n int, ok bool) {
	still := true
	for y := block.Min.Y; y < block.Max.Y && still; y++ {
		still = bytes.IndexByte(a.changed[(at.Y+y)*img.W+at.X:][block.Min.X:block.Max.X], 1) < 0
	}
	for y := block.Min.Y; y < block.Max.Y; y++ {
		changed := a.changed[(at.Y+y)*img.W+at.X:]
		for x := block.Min.X; x < block.Max.X; x++ {
			over, under := uint8(255), uint8(255)
			if img.HasAlpha() {
				over, under = img.Alpha.Row(at.Y + y)[at.X+x], a.shown.Alpha.Row(at.Y + y)[at.X+x]
			}
			switch {
			case over > 0 && (still || over < 255 && changed[x] == 0):
				n++
			case over < 255 && (under > 0 || over > 0 && a.options.Lossless):
				return 0, false // blending with nothing may be off by one (see blendRow)
			default:
				alpha.Row(y)[x] = over
			}
		}
	}
	return n, true
}

// show notes what was drawn. Holes are left as they are.
func (a *AnimationWriter) show(img *pixel.Image, area image.Rectangle, p *part) {
	for y := area.Min.Y; y < area.Max.Y && a.meter.Spend(4*area.Dx()); y++ {
		var drawn []uint8
		if p.blend {
			drawn = p.img.Alpha.Row(y - area.Min.Y)
		}
		for i := range img.Model.Planes() {
			copyDrawn(a.shown.Plane[i].Row(y)[area.Min.X:area.Max.X], img.Plane[i].Row(y)[area.Min.X:], drawn)
		}
		if img.HasAlpha() {
			copyDrawn(a.shown.Alpha.Row(y)[area.Min.X:area.Max.X], img.Alpha.Row(y)[area.Min.X:], drawn)
		}
	}
}

// copyDrawn copies samples where drawn is not 0, or all where there is none.
func copyDrawn(to, from, drawn []uint8) {
	if drawn == nil {
		copy(to, from)
		return
	}
	for x, v := range drawn[:len(to)] {
		if v != 0 {
			to[x] = from[x]
		}
	}
}

// cut copies a part of a picture.
func cut(img *pixel.Image, area image.Rectangle) *pixel.Image {
	if area.Dx() == img.W && area.Dy() == img.H {
		return img
	}
	out := pixel.New(img.Model, area.Dx(), area.Dy(), 1, 1, img.HasAlpha())
	for i := range img.Model.Planes() {
		cutPlane(&out.Plane[i], &img.Plane[i], area.Min)
	}
	if img.HasAlpha() {
		cutPlane(&out.Alpha, &img.Alpha, area.Min)
	}
	return out
}

func cutPlane(dst, src *pixel.Plane, at image.Point) {
	for y := range dst.H {
		copy(dst.Row(y), src.Row(at.Y + y)[at.X:])
	}
}
