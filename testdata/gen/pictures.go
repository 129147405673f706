package main

import (
	"fmt"
	"image"
	"sync"

	"tintype/testdata/gen/scene"
)

// The scenes, each drawn once when it is first needed. Everything else is made
// from them, smaller.
var (
	landscape = sync.OnceValue(func() *scene.Picture { return scene.Landscape(2400, 1600) })
	balloon   = sync.OnceValue(func() *scene.Picture { return scene.Balloon(1600, 2400) })
	city      = sync.OnceValue(func() *scene.Picture { return scene.City(2400, 1600) })
	glass     = sync.OnceValue(func() *scene.Picture { return scene.Glass(1200) })
)

// sized returns a scene at a size, with the grain of a photograph.
func sized(p *scene.Picture, w, h int) *image.NRGBA {
	return framed(p, w, h).Grain(900, uint32(w*31+h)).NRGBA()
}

// framed cuts a scene to the proportions of w:h around its center and scales it.
func framed(p *scene.Picture, w, h int) *scene.Picture {
	cw, ch := p.W, p.W*h/w
	if ch > p.H {
		cw, ch = p.H*w/h, p.H
	}
	cut := p.Crop((p.W-cw)/2, (p.H-ch)/2, cw, ch)
	if w > cw || h > ch {
		panic(fmt.Sprintf("gen: a scene of %dx%d is asked for at %dx%d", p.W, p.H, w, h))
	}
	return cut.Scale(w, h)
}
