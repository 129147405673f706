package gif

import "io"

func uint16at(b []byte, i int) int { return int(b[i]) | int(b[i+1])<<8 }

// cutPalette cuts the color table that the flags announce off data (sections
// 19, 21).
func cutPalette(data []byte, flags byte) (palette, []byte, error) {
	if flags&0x80 == 0 {
		return nil, data, nil
	}
	n := 3 << (flags&7 + 1)
	if len(data) < n {
		return nil, nil, errTruncated
	}
	return palette(data[:n:n]), data[n:], nil
}

// nextFrame reads blocks up to the next image and past it; io.EOF where there is
// none. A file that ends in the middle of an image has that image.
func (d *Decoder) nextFrame() (frame, error) {
	f := frame{transparent: -1}
	for len(d.rest) > 0 {
		kind := d.rest[0]
		switch kind {
		case 0x21:
			d.extension(&f)
		case 0x2C:
			return f, d.image(&f)
		case 0x3B: // trailer
			d.rest = nil
		default: // what is no block ends the file, as it does in browsers
			d.rest = nil
		}
	}
	return f, io.EOF
}

// extension reads a graphic control (section 23) or how often to loop, and passes
// over what else there is.
func (d *Decoder) extension(f *frame) {
	if len(d.rest) < 2 {
		d.rest = nil
		return
	}
	label, body := d.rest[1], d.rest[2:]
	var loops bool
	for first := true; ; first = false {
		var block []byte
		block, body = cutBlock(body)
		if len(block) == 0 {
			break
		}
		switch {
		case label == 0xF9 && first && len(block) >= 4:
			if f.disposal = int(block[0] >> 2 & 7); f.disposal == disposeToPreviousBit {
				f.disposal = disposeToPrevious
			}
			f.delay = 10 * uint16at(block, 1)
			if f.transparent = -1; block[0]&1 != 0 {
				f.transparent = int(block[3])
			}
		case label == 0xFF && first:
			loops = isLoop(block)
		case loops && len(block) >= 3 && block[0] == 1:
			// It says how often to repeat what was played once.
			if d.loop = uint16at(block, 1); d.loop > 0 {
				d.loop++
			}
		}
	}
	d.rest = body
}

// cutBlock cuts a sub-block off data; it is empty at the terminator and at the
// end.
func cutBlock(data []byte) (block, rest []byte) {
	if len(data) == 0 {
		return nil, nil
	}
	n := min(int(data[0]), len(data)-1)
	return data[1 : 1+n], data[1+n:]
}

// image reads an image descriptor (section 20) and passes over its data.
func (d *Decoder) image(f *frame) (err error) {
	b := d.rest
	if len(b) < 10 {
		d.rest, d.partial = nil, true
		return io.EOF
	}
	f.x, f.y, f.w, f.h = uint16at(b, 1), uint16at(b, 3), uint16at(b, 5), uint16at(b, 7)
	f.interlaced = b[9]&0x40 != 0
	if f.colors, b, err = cutPalette(b[10:], b[9]); err != nil {
		d.rest, d.partial = nil, true
		return io.EOF
	}
	if f.colors == nil {
		f.colors = d.global
	}
	f.data = b
	d.rest = b[min(1, len(b)):]
	for {
		var block []byte
		if block, d.rest = cutBlock(d.rest); len(block) == 0 {
			f.data = f.data[:len(f.data)-len(d.rest)]
			d.partial = d.partial || d.rest == nil // no terminator
			return nil
		}
	}
}
