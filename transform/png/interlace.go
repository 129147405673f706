package png

import "tintype/transform/color"

// passes are those of Adam7 (section 8.1): the first pixel, the distance from
// pixel to pixel, and the size of the block that a pixel stands for until later
// passes fill it.
var passes = [7]struct{ x, y, dx, dy, w, h int }{
	{0, 0, 8, 8, 8, 8}, {4, 0, 8, 8, 4, 8}, {0, 4, 4, 8, 4, 4}, {2, 0, 4, 4, 2, 4},
	{0, 2, 2, 4, 2, 2}, {1, 0, 2, 2, 1, 2}, {0, 1, 1, 2, 1, 1},
}

// readFrame decodes an interlaced picture. Pixels fill their blocks, so that a
// file that is cut is coarse and not full of holes.
func (d *Decoder) readFrame() error {
	d.frame = color.New(d.cfg.Model, d.cfg.Width, d.cfg.Height, 1, 1, d.cfg.Alpha)
	line := color.New(d.cfg.Model, d.cfg.Width, 1, 1, 1, d.cfg.Alpha)
	some := false
	for _, p := range passes {
		w, h := (d.cfg.Width-p.x+p.dx-1)/p.dx, (d.cfg.Height-p.y+p.dy-1)/p.dy
		if w <= 0 || h <= 0 {
			continue
		}
		clear(d.cur)
		for i := range h {
			row, err := d.readRow(w)
			if err != nil {
				return d.broken(err, some)
			}
			some = true
			rows := d.rowsOf(line, 0)
			for k := range rows {
				rows[k] = rows[k][:w]
			}
			d.f.planes(rows, row, d.scratch)
			y := p.y + i*p.dy
			for k := range min(p.h, d.cfg.Height-y) {
				for c := range d.cfg.Model.Planes() {
					scatter(d.frame.Plane[c].Row(y+k), rows[c], p.x, p.dx, p.w)
				}
				if d.cfg.Alpha {
					scatter(d.frame.Alpha.Row(y+k), rows[len(rows)-1], p.x, p.dx, p.w)
				}
			}
		}
	}
	return nil
}

// scatter writes each sample of src n times, dx apart, from x on.
func scatter(dst, src []byte, x, dx, n int) {
	for _, v := range src {
		for k := x; k < min(x+n, len(dst)); k++ {
			dst[k] = v
		}
		x += dx
	}
}

// nextOfFrame delivers rows of the decoded frame.
func (d *Decoder) nextOfFrame(b *color.Band) {
	n := min(maxBandRows, d.cfg.Height-d.y)
	b.Plane, b.Alpha = d.frame.Plane, d.frame.Alpha
	for i := range d.cfg.Model.Planes() {
		b.Plane[i].Pix = b.Plane[i].Pix[d.y*b.Plane[i].Stride:]
	}
	if d.cfg.Alpha {
		b.Alpha.Pix = b.Alpha.Pix[d.y*b.Alpha.Stride:]
	}
	d.deliver(b, n)
}
