package ops

import (
	"tintype/transform/color"
	"tintype/transform/params"
)

// Over lays an RGB picture over another, in place, its top left corner at (x, y);
// what is outside is left out.
func Over(dst, src *color.Image, x, y int) {
	Composite(dst, src, x, y, 255, params.BlendNormal)
}

// Composite lays an RGB picture with straight alpha, times alpha/255, over
// another, in place, with a formula of Compositing and Blending Level 1
// (sections 9 and 5.1):
//
//	αo = αs + αb·(1-αs)
//	co = (αs·(1-αb)·Cs + αs·αb·B(Cb, Cs) + (1-αs)·αb·Cb) / αo
func Composite(dst, src *color.Image, x, y int, alpha byte, mode params.BlendMode) {
	x0, x1 := max(x, 0), min(x+src.W, dst.W)
	y0, y1 := max(y, 0), min(y+src.H, dst.H)
	if x0 >= x1 {
		return
	}
	share := make([]byte, x1-x0) // αs
	for at := y0; at < y1; at++ {
		for i := range share {
			share[i] = alpha
		}
		if src.HasAlpha() {
			for i, a := range src.Alpha.Row(at - y)[x0-x:][:x1-x0] {
				share[i] = byte(div255(uint32(a) * uint32(alpha)))
			}
		}
		var below []byte
		if dst.HasAlpha() {
			below = dst.Alpha.Row(at)[x0:x1]
		}
		var b, s [3][]byte
		for i := range 3 {
			b[i] = dst.Plane[i].Row(at)[x0:x1]
			s[i] = src.Plane[i].Row(at - y)[x0-x:][:x1-x0]
		}
		compositeRow(&b, &s, below, share, mode)
	}
}

// compositeRow does one row; below is nil where the backdrop is opaque.
func compositeRow(b, s *[3][]byte, below, share []byte, mode params.BlendMode) {
	for x, as := range share {
		if as == 0 {
			continue
		}
		ab := uint32(255)
		if below != nil {
			ab = uint32(below[x])
		}
		cs := [3]byte{s[0][x], s[1][x], s[2][x]}
		mixed := cs
		if mode != params.BlendNormal {
			mixed = blend(mode, [3]byte{b[0][x], b[1][x], b[2][x]}, cs)
		}
		// Weights of Cs, B and Cb, in 255², and their sum.
		ws, wm, wb := uint32(as)*(255-ab), uint32(as)*ab, uint32(255-as)*ab
		sum := ws + wm + wb
		for i := range 3 {
			b[i][x] = byte((ws*uint32(cs[i]) + wm*uint32(mixed[i]) + wb*uint32(b[i][x]) + sum/2) / sum)
		}
		if below != nil {
			below[x] = byte(div255(sum))
		}
	}
}

// Underlay lays a colour under a picture, in place.
func Underlay(img *color.Image, c params.Color) {
	value := [3]byte{c.R, c.G, c.B}
	for y := range img.H {
		alpha := img.Alpha.Row(y)
		for i := range img.Model.Planes() {
			v := value[i]
			row := img.Plane[i].Row(y)
			for x, a := range alpha {
				above, below := uint32(a)*255, uint32(255-a)*uint32(c.A)
				if above+below > 0 {
					row[x] = byte((uint32(row[x])*above + uint32(v)*below + (above+below)/2) / (above + below))
				}
			}
		}
		for x, a := range alpha {
			alpha[x] = byte(div255(uint32(a)*255 + uint32(255-a)*uint32(c.A)))
		}
	}
}

// Even returns an RGB picture of one colour.
func Even(w, h int, c params.Color) *color.Image {
	img := color.New(color.RGB, w, h, 1, 1, !c.Opaque())
	for i, v := range [3]byte{c.R, c.G, c.B} {
		paint(&img.Plane[i], v)
	}
	if img.HasAlpha() {
		paint(&img.Alpha, c.A)
	}
	return img
}

func paint(p *color.Plane, v byte) {
	for i := range p.Pix {
		p.Pix[i] = v
	}
}
