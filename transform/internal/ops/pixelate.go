package ops

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// Pixelate gives every block of side by side pixels, counted from the top left,
// its mean; colors are weighted by alpha.
func Pixelate(img *pixel.Image, side int) *pixel.Image {
	if side < 2 {
		return img
	}
	return pixelate(img, side)
}

func pixelate(img *pixel.Image, side int) *pixel.Image {
	if img.Model == pixel.YCbCr && (side%img.SubX != 0 || side%img.SubY != 0) {
		img = img.Convert(pixel.YCbCr, 1, 1)
	}
	premultiply(img)
	for i := range img.Model.Planes() {
		w, h := side, side
		if i > 0 {
			w, h = side/img.SubX, side/img.SubY
		}
		blocks(&img.Plane[i], w, h, img.Meter)
	}
	if img.HasAlpha() {
		blocks(&img.Alpha, side, side, img.Meter)
		pixel.Unpremultiply(img)
	}
	return img
}

func blocks(p *pixel.Plane, w, h int, m *work.Meter) {
	for y := 0; y < p.H; y += h {
		for x := 0; x < p.W; x += w {
			if !m.Spend(2 * w * h) {
				return
			}
			bw, bh := min(w, p.W-x), min(h, p.H-y)
			sum := bw * bh / 2
			for i := range bh {
				for _, v := range p.Row(y + i)[x:][:bw] {
					sum += int(v)
				}
			}
			mean := byte(sum / (bw * bh))
			for i := range bh {
				row := p.Row(y + i)[x:][:bw]
				for k := range row {
					row[k] = mean
				}
			}
		}
	}
}
