package bmp

// place is where in the codes the first pixel of a band of rows comes, and which
// one that is; y counts from the top. A band that codes never reach has none.
type place struct{ at, x, y int }

const placeBytes = 24

// Codes behind a count of 0.
const (
	endOfLine  = 0
	endOfImage = 1
	delta      = 2
)

// codeBytes is how many bytes a run has: its count and one color.
func (d *Decoder) codeBytes() int {
	if d.compression == rle24 {
		return 4
	}
	return 2
}

// literalBytes is how many bytes n pixels have that are no run, which always are
// an even number.
func (d *Decoder) literalBytes(n int) int {
	return ((n*d.bits+7)/8 + 1) &^ 1
}

// indexRuns goes once through all codes. Rows are stored from the bottom, and
// those at the top are wanted first.
func (d *Decoder) indexRuns() error {
	d.places = make([]place, (d.cfg.Height+bandRows-1)/bandRows)
	for i := range d.places {
		d.places[i].at = -1
	}
	for c := (place{y: d.cfg.Height - 1}); c.y >= 0; {
		if !d.meter.Spend(16) {
			return d.meter.Err()
		}
		if first := &d.places[c.y/bandRows]; first.at < 0 {
			*first = c
		}
		if len(d.pixels)-c.at < 2 {
			if c.y == 0 && c.x == d.cfg.Width {
				return nil // only the end was left out
			}
			return formatError("rows are missing")
		}
		if d.pixels[c.at] == 0 && d.pixels[c.at+1] == endOfImage {
			return nil
		}
		if err := d.step(&c); err != nil {
			return err
		}
	}
	return nil
}

// step goes on behind a run, single pixels, or what moves in the image.
func (d *Decoder) step(c *place) error {
	count, code := int(d.pixels[c.at]), int(d.pixels[c.at+1])
	switch {
	case count > 0: // what reaches beyond the row is cut off
		c.at += d.codeBytes()
		c.x = min(c.x+count, d.cfg.Width)
	case code == endOfLine:
		c.at += 2
		c.x, c.y = 0, c.y-1
	case code == delta:
		if len(d.pixels)-c.at < 4 {
			return formatError("rows are missing")
		}
		c.x += int(d.pixels[c.at+2])
		c.y -= int(d.pixels[c.at+3])
		c.at += 4
		if c.x > d.cfg.Width || c.y < 0 {
			return formatError("a step out of the image")
		}
	default:
		c.at += 2 + d.literalBytes(code)
		if c.x += code; c.x > d.cfg.Width || c.at > len(d.pixels) {
			return formatError("pixels beyond a row")
		}
	}
	return nil
}

// unpack draws the band whose first row, from the top, is top. Its codes have been
// looked through. What they pass over is black.
func (d *Decoder) unpack(top int) {
	for i := range 3 {
		clear(d.band.Plane[i].Pix)
	}
	c := d.places[top/bandRows]
	for c.at >= 0 && c.y >= top && len(d.pixels)-c.at >= 2 {
		count, code := int(d.pixels[c.at]), int(d.pixels[c.at+1])
		switch {
		case count == 0 && code == endOfImage, count > 0 && len(d.pixels)-c.at < d.codeBytes(), !d.meter.Spend(count + code):
			return
		}
		from := c
		_ = d.step(&c)
		if count == 0 && code <= delta {
			continue
		}
		colors := d.pixels[from.at+1 : from.at+d.codeBytes()]
		if count == 0 {
			colors = d.pixels[from.at+2 : c.at]
		}
		for x := from.x; x < c.x; x++ {
			k := x - from.x
			if count > 0 {
				k %= 2 // the two of RLE4; others have one
			}
			rgb := d.colorOf(colors, k)
			for i, v := range rgb {
				d.band.Plane[i].Row(from.y - top)[x] = v
			}
		}
	}
}

// colorOf is the color of the k-th pixel of data; a run of RLE8 and RLE24 has one
// for all, so that k is only looked at where it says another.
func (d *Decoder) colorOf(data []byte, k int) [3]byte {
	switch d.compression {
	case rle4:
		return d.palette[index(data, k, 4)]
	case rle8:
		return d.palette[data[min(k, len(data)-1)]]
	}
	at := 3 * min(k, len(data)/3-1)
	return [3]byte{data[at+2], data[at+1], data[at]}
}
