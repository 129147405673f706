package ops

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// Over lays an RGB image over another, in place, its top left corner at (x, y);
// what is outside is left out.
func Over(dst, src *pixel.Image, x, y int) {
	Composite(dst, src, x, y, 255, params.BlendNormal)
}

// Composite lays an RGB image with straight alpha, times alpha/255, over
// another, in place, with a formula of Compositing and Blending Level 1
// (sections 9 and 5.1):
//
//	αo = αs + αb·(1-αs)
//	co = (αs·(1-αb)·Cs + αs·αb·B(Cb, Cs) + (1-αs)·αb·Cb) / αo
func Composite(dst, src *pixel.Image, x, y int, alpha byte, mode params.BlendMode) {
	x0, x1 := max(x, 0), min(x+src.W, dst.W)
	y0, y1 := max(y, 0), min(y+src.H, dst.H)
	if x0 >= x1 {
		return
	}
	share := make([]byte, x1-x0) // αs
	for at := y0; at < y1 && dst.Meter.Spend(blendWork*len(share)); at++ {
		shares(share, src, at-y, x0-x, alpha)
		var s [3][]byte
		for i := range s {
			s[i] = src.Plane[i].Row(at - y)[x0-x:][:x1-x0]
		}
		b, below := backdrop(dst, at, x0, x1)
		compositeRow(&b, &s, below, share, mode)
	}
}

// Tile is Composite with a copy every stepX and stepY pixels, which are at least
// the sides of src. It takes no longer for small ones.
func Tile(dst, src *pixel.Image, x, y, stepX, stepY int, alpha byte, mode params.BlendMode) {
	x, y = stepX-floorMod(x, stepX), stepY-floorMod(y, stepY) // of a copy, at the top left pixel
	one, share := make([]byte, src.W), make([]byte, dst.W)
	var s [3][]byte
	for i := range s {
		s[i] = make([]byte, dst.W)
	}
	for at := 0; at < dst.H && dst.Meter.Spend(blendWork*dst.W); at++ {
		row := (at + y) % stepY
		if row >= src.H {
			continue
		}
		shares(one, src, row, 0, alpha)
		repeat(share, one, x, stepX)
		for i := range s {
			repeat(s[i], src.Plane[i].Row(row), x, stepX)
		}
		b, below := backdrop(dst, at, 0, dst.W)
		compositeRow(&b, &s, below, share, mode)
	}
}

func floorMod(a, b int) int { return (a%b + b) % b }

// repeat fills dst with row and zeros up to step in turns, beginning at sample at
// of such a turn.
func repeat(dst, row []byte, at, step int) {
	n := min(step, len(dst))
	for i := range n {
		dst[i] = 0
		if k := (at + i) % step; k < len(row) {
			dst[i] = row[k]
		}
	}
	for ; n < len(dst); n *= 2 {
		copy(dst[n:], dst[:n])
	}
}

// shares sets αs of pixels of row y of a layer, from x on.
func shares(share []byte, src *pixel.Image, y, x int, alpha byte) {
	for i := range share {
		share[i] = alpha
	}
	if src.HasAlpha() {
		for i, a := range src.Alpha.Row(y)[x:][:len(share)] {
			share[i] = byte(div255(uint32(a) * uint32(alpha)))
		}
	}
}

// backdrop returns pixels x0 to x1 of a row, and their alpha, nil where there is
// none.
func backdrop(dst *pixel.Image, y, x0, x1 int) (b [3][]byte, below []byte) {
	for i := range b {
		b[i] = dst.Plane[i].Row(y)[x0:x1]
	}
	if dst.HasAlpha() {
		below = dst.Alpha.Row(y)[x0:x1]
	}
	return b, below
}

// blendWork is what a pixel of a layer takes, in samples.
const blendWork = 48

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

// Underlay lays a color under an image, in place.
func Underlay(img *pixel.Image, c params.Color) {
	value := [3]byte{c.R, c.G, c.B}
	for y := range img.H {
		if !img.Meter.Spend(16 * img.W) {
			return
		}
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

// Even returns an RGB image of one color.
func Even(w, h int, c params.Color) *pixel.Image {
	img := pixel.New(pixel.RGB, w, h, 1, 1, !c.Opaque())
	for i, v := range [3]byte{c.R, c.G, c.B} {
		img.Plane[i].Fill(v)
	}
	if img.HasAlpha() {
		img.Alpha.Fill(c.A)
	}
	return img
}
