package webp

import (
	"bytes"
	"encoding/binary"
	"image"

	"tintype/transform/internal/pixel"
)

// What has to be drawn anew: pixels that differ from what the canvas shows by
// more than lossy coding may change them anyway. The canvas stands for what was
// asked of it when a pixel was last drawn, so that small changes add up until
// they are drawn.

// tolerances are the differences that lossy frames pass over, by quality in
// tens: libwebp's 31 - 30 √(quality/100).
var tolerances = [11]uint8{31, 21, 17, 14, 12, 9, 7, 5, 4, 2, 1}

func (o *Options) tolerance() int {
	if o.Lossless {
		return 0
	}
	return int(tolerances[min(max(o.Quality, 0), 100)/10])
}

// compare marks what differs and returns the smallest rectangle around it whose
// left and top are even, as offsets of frames are.
func (a *AnimationWriter) compare(img *pixel.Image) image.Rectangle {
	if a.shown == nil { // an empty canvas
		a.changed = make([]uint8, img.W*img.H)
		a.shown = pixel.New(img.Model, img.W, img.H, 1, 1, img.HasAlpha())
		if !img.HasAlpha() {
			for i := range a.changed {
				a.changed[i] = 1
			}
			return image.Rect(0, 0, img.W, img.H)
		}
	}
	left, right, top, bottom := img.W, 0, img.H, 0
	for y := 0; y < img.H && a.meter.Spend(16*img.W); y++ {
		changed := a.changed[y*img.W:][:img.W]
		a.compareRow(changed, img, y)
		if x := bytes.IndexByte(changed, 1); x >= 0 {
			left, right = min(left, x), max(right, bytes.LastIndexByte(changed, 1)+1)
			top, bottom = min(top, y), y+1
		}
	}
	if bottom == 0 {
		return image.Rectangle{}
	}
	return image.Rect(left&^1, top&^1, right, bottom)
}

func (a *AnimationWriter) compareRow(changed []uint8, img *pixel.Image, y int) {
	clear(changed)
	tolerance := a.options.tolerance()
	if img.HasAlpha() {
		alpha, before := img.Alpha.Row(y), a.shown.Alpha.Row(y)
		for i := range img.Model.Planes() {
			markSeen(changed, img.Plane[i].Row(y), a.shown.Plane[i].Row(y), alpha, tolerance)
		}
		mark(changed, alpha, before, 0)
		return
	}
	for i := range img.Model.Planes() {
		mark(changed, img.Plane[i].Row(y), a.shown.Plane[i].Row(y), tolerance)
	}
}

// mark sets changed where p and q differ by more than tolerance.
func mark(changed, p, q []uint8, tolerance int) {
	p, q = p[:len(changed)], q[:len(changed)]
	for x := 0; x < len(p); x++ {
		for x+8 <= len(p) && binary.LittleEndian.Uint64(p[x:]) == binary.LittleEndian.Uint64(q[x:]) {
			x += 8
		}
		if x < len(p) && differ(p[x], q[x]) > tolerance {
			changed[x] = 1
		}
	}
}

// markSeen is mark where a difference counts by how much of it is seen.
func markSeen(changed, p, q, alpha []uint8, tolerance int) {
	p, q, alpha = p[:len(changed)], q[:len(changed)], alpha[:len(changed)]
	for x := 0; x < len(p); x++ {
		for x+8 <= len(p) && binary.LittleEndian.Uint64(p[x:]) == binary.LittleEndian.Uint64(q[x:]) {
			x += 8
		}
		if x < len(p) && differ(p[x], q[x])*int(alpha[x]) > tolerance*255 {
			changed[x] = 1
		}
	}
}

func differ(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }
