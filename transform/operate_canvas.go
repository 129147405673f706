package transform

import (
	"tintype/transform/internal/ops"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
	"tintype/transform/params"
)

// pad lays the image on its canvas. The padding has the color fill-color, else bg; if
// neither is given and the output has alpha, it is transparent. With fill=blur it is the
// image itself, blurred, and with fit=clamp the pixels at the edges, repeated.
func pad(img *pixel.Image, p *params.Params, g params.Geometry, flat bool) *pixel.Image {
	if img.Model != pixel.RGB {
		img = img.Convert(pixel.RGB, 1, 1)
	}
	if p.Fill == params.FillBlur && !g.Extend {
		return padSoft(img, g, ground(p, true))
	}
	bg := p.FillColor
	if !bg.Set {
		bg = p.BG
	}
	if !bg.Set && flat {
		bg = params.RGB(0xffffff)
	}
	alpha := !flat && (img.HasAlpha() || !g.Extend && !bg.Opaque())
	out := img.Another(pixel.RGB, g.Canvas.W, g.Canvas.H, 1, 1, alpha)
	value := [4]byte{bg.R, bg.G, bg.B, bg.A}
	for i := range 3 {
		copyOnto(&out.Plane[i], &img.Plane[i], g, value[i], img.Meter)
	}
	if !alpha {
		return out
	}
	src := img.Alpha
	if !img.HasAlpha() {
		src = pixel.NewPlane(img.W, img.H)
		src.Fill(255)
	}
	copyOnto(&out.Alpha, &src, g, value[3], img.Meter)
	return out
}

// padSoft lays the image on a blurred copy of itself that fills the canvas.
func padSoft(img *pixel.Image, g params.Geometry, under ops.Ground) *pixel.Image {
	out := ops.Soft(img.Flatten(under.C), g.Canvas.W, g.Canvas.H)
	ops.Over(out, img, g.X, g.Y)
	return out
}

// copyOnto copies src to (g.X, g.Y) of dst and fills the rest.
func copyOnto(dst, src *pixel.Plane, g params.Geometry, v byte, m *work.Meter) {
	for y := 0; y < dst.H && m.Spend(dst.W); y++ {
		row := dst.Row(y)
		sy := y - g.Y
		if g.Extend {
			sy = min(max(sy, 0), src.H-1)
		}
		if sy < 0 || sy >= src.H {
			fill(row, v)
			continue
		}
		left, right := v, v
		if s := src.Row(sy); g.Extend {
			left, right = s[0], s[len(s)-1]
		}
		fill(row[:g.X], left)
		n := copy(row[g.X:], src.Row(sy))
		fill(row[g.X+n:], right)
	}
}

func fill(row []byte, v byte) {
	for i := range row {
		row[i] = v
	}
}
