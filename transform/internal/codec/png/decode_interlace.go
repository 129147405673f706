package png

import "tintype/transform/internal/pixel"

// passes are those of Adam7 (section 8.1): the first pixel and the distance from
// pixel to pixel.
var passes = [7]struct{ x, y, dx, dy int }{
	{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2},
}

// readFrame decodes an interlaced image.
func (d *Decoder) readFrame() error {
	d.frame = pixel.New(d.cfg.Model, d.cfg.Width, d.cfg.Height, 1, 1, d.cfg.Alpha)
	line := pixel.New(d.cfg.Model, d.cfg.Width, 1, 1, 1, d.cfg.Alpha)
	some := false
	for n, p := range passes {
		w, h := (d.cfg.Width-p.x+p.dx-1)/p.dx, (d.cfg.Height-p.y+p.dy-1)/p.dy
		if w <= 0 || h <= 0 {
			continue
		}
		clear(d.cur)
		for i := range h {
			row, err := d.readRow(w)
			if err != nil {
				d.fillHoles(n, i)
				return d.broken(err, some)
			}
			some = true
			rows := d.rowsOf(line, 0)
			for k := range rows {
				rows[k] = rows[k][:w]
			}
			d.f.planes(rows, row, d.scratch)
			y := p.y + i*p.dy
			for c := range d.cfg.Model.Planes() {
				scatter(d.frame.Plane[c].Row(y), rows[c], p.x, p.dx)
			}
			if d.cfg.Alpha {
				scatter(d.frame.Alpha.Row(y), rows[len(rows)-1], p.x, p.dx)
			}
		}
	}
	return nil
}

// scatter writes the samples of src dx apart, from x on.
func scatter(dst, src []byte, x, dx int) {
	if dx == 1 {
		copy(dst[x:], src)
		return
	}
	for _, v := range src {
		dst[x] = v
		x += dx
	}
}

// fillHoles gives the pixels that are missing from row i of pass n on their
// neighbors' samples, so that a file that is cut is coarse and not full of
// holes: those of the passes that begin a row take the ones above, the others the
// ones to the left, as far away as the pass begins.
func (d *Decoder) fillHoles(n, i int) {
	for ; n < len(passes); n, i = n+1, 0 {
		p := &passes[n]
		for y := p.y + i*p.dy; y < d.cfg.Height && n > 0 && d.Meter.Spend(4*d.cfg.Width); y += p.dy {
			for c := range d.cfg.Model.Planes() {
				fillRow(&d.frame.Plane[c], y, p.x, p.y, p.dx)
			}
			if d.cfg.Alpha {
				fillRow(&d.frame.Alpha, y, p.x, p.y, p.dx)
			}
		}
	}
}

// fillRow copies samples dx apart from the row up rows above, or from left columns
// to the left, where they begin.
func fillRow(p *pixel.Plane, y, left, up, dx int) {
	dst, src := p.Row(y), p.Row(y-up)
	for x := left; x < len(dst); x += dx {
		dst[x] = src[x-left]
	}
}

// nextOfFrame delivers rows of the decoded frame.
func (d *Decoder) nextOfFrame(b *pixel.Band) {
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
