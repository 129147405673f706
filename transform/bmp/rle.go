package bmp

// run is where the codes of a row begin, and at which pixel. A row that codes
// never reach has none.
type run struct{ at, x int }

const runBytes = 16

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
	d.runs = make([]run, d.cfg.Height)
	for i := range d.runs {
		d.runs[i].at = -1
	}
	p, x, y := 0, 0, d.cfg.Height-1
	d.runs[y] = run{}
	for y >= 0 {
		if !d.meter.Spend(16) {
			return d.meter.Err()
		}
		if len(d.pixels)-p < 2 {
			if y == 0 && x == d.cfg.Width {
				return nil // only the end was left out
			}
			return FormatError("rows are missing")
		}
		count, code := int(d.pixels[p]), int(d.pixels[p+1])
		switch {
		case count > 0: // what reaches beyond the row is cut off
			p += d.codeBytes()
			x = min(x+count, d.cfg.Width)
		case code == endOfLine:
			p += 2
			x, y = 0, y-1
			if y >= 0 {
				d.runs[y] = run{p, 0}
			}
		case code == endOfImage:
			return nil
		case code == delta:
			if len(d.pixels)-p < 4 {
				return FormatError("rows are missing")
			}
			right, up := int(d.pixels[p+2]), int(d.pixels[p+3])
			p += 4
			if x, y = x+right, y-up; x > d.cfg.Width || y < 0 {
				return FormatError("a step out of the image")
			}
			if up > 0 {
				d.runs[y] = run{p, x}
			}
		default:
			p += 2 + d.literalBytes(code)
			if x += code; x > d.cfg.Width || p > len(d.pixels) {
				return FormatError("pixels beyond a row")
			}
		}
	}
	return nil
}

// unpack draws row y of the image, from the top, into row i of the band. Its
// codes have been looked through. What they pass over is black.
func (d *Decoder) unpack(y, i int) {
	planes := [3][]byte{d.band.Plane[0].Row(i), d.band.Plane[1].Row(i), d.band.Plane[2].Row(i)}
	for _, p := range planes {
		clear(p)
	}
	r := d.runs[y]
	if r.at < 0 {
		return
	}
	set := func(x int, c [3]byte) {
		planes[0][x], planes[1][x], planes[2][x] = c[0], c[1], c[2]
	}
	for p, x := r.at, r.x; len(d.pixels)-p >= 2; {
		count, code := int(d.pixels[p]), int(d.pixels[p+1])
		switch {
		case count > 0:
			if p += d.codeBytes(); p > len(d.pixels) {
				return
			}
			colors := d.pixels[p-d.codeBytes()+1 : p]
			for k := 0; k < count && x < d.cfg.Width; k, x = k+1, x+1 {
				set(x, d.colorOf(colors, k%2))
			}
		case code == delta && d.pixels[p+3] == 0:
			x += int(d.pixels[p+2])
			p += 4
		case code <= delta:
			return
		default:
			literals := d.pixels[p+2:]
			for k := range code {
				set(x, d.colorOf(literals, k))
				x++
			}
			p += 2 + d.literalBytes(code)
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
