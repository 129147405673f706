package vp8l

import ()

// Types of transforms (RFC 9649, section 3.5).
const (
	inversePredictor = iota
	inverseCrossColor
	inverseSubtractGreen
	inversePalette
)

// A pixelTransform undoes one transform row by row.
type pixelTransform struct {
	kind   int
	w      int // pixels in a row after it is undone
	tile   uint
	across int
	data   []uint32 // of tiles, or the palette
	above  []uint32 // the last row of the predictor, and one pixel more
	bits   uint     // log2 of the indices that share a pixel
}

// readTransforms reads the transforms of a picture w pixels wide and returns
// the width of the pixels that follow.
func (r *losslessReader) readTransforms(w, h int) (list []pixelTransform, packed int, err error) {
	seen := 0
	for r.b.read(1) != 0 {
		t := pixelTransform{kind: int(r.b.read(2)), w: w}
		if seen>>t.kind&1 != 0 {
			return nil, 0, formatError("a transform occurs twice")
		}
		seen |= 1 << t.kind
		switch t.kind {
		case inversePredictor, inverseCrossColor:
			t.tile = 2 + uint(r.b.read(3))
			t.across = tilesIn(w, t.tile)
			if t.data, err = r.subPicture(t.across, tilesIn(h, t.tile)); err != nil {
				return nil, 0, err
			}
			if t.kind == inversePredictor {
				t.above = make([]uint32, w+1)
			}
		case inversePalette:
			if err := r.readPalette(&t); err != nil {
				return nil, 0, err
			}
			w = tilesIn(w, t.bits)
		}
		list = append(list, t)
	}
	return list, w, nil
}

// readPalette reads the colors (section 3.5.4), each as a difference to the one
// before. Those that are not there are transparent black.
func (r *losslessReader) readPalette(t *pixelTransform) error {
	n := int(r.b.read(8)) + 1
	colors, err := r.subPicture(n, 1)
	if err != nil {
		return err
	}
	t.data = make([]uint32, 256)
	last := uint32(0)
	for i, c := range colors {
		last = addPixels(last, c)
		t.data[i] = last
	}
	switch {
	case n <= 2:
		t.bits = 3
	case n <= 4:
		t.bits = 2
	case n <= 16:
		t.bits = 1
	}
	return nil
}

// addPixels adds each channel modulo 256.
func addPixels(a, b uint32) uint32 {
	const ag, rb = 0xFF00FF00, 0x00FF00FF
	return ((a&ag)+(b&ag))&ag | ((a&rb)+(b&rb))&rb
}

// undo inverts the transform on row y, in place.
func (t *pixelTransform) undo(row []uint32, y int) {
	switch t.kind {
	case inversePredictor:
		t.undoPredictor(row[:t.w], y)
	case inverseCrossColor:
		t.undoCrossColor(row[:t.w], y)
	case inverseSubtractGreen:
		for i, p := range row[:t.w] {
			green := p >> 8 & 0xFF
			row[i] = addPixels(p, green<<16|green)
		}
	case inversePalette:
		t.undoPalette(row[:t.w])
	}
}

// undoPalette looks indices up. Those that share a pixel are unpacked from the
// end, where nothing is overwritten that is still needed.
func (t *pixelTransform) undoPalette(row []uint32) {
	palette := (*[256]uint32)(t.data)
	if t.bits == 0 {
		for i, p := range row {
			row[i] = palette[p>>8&0xFF]
		}
		return
	}
	width := uint(8) >> t.bits // of an index
	mask := uint32(1)<<width - 1
	for x := len(row) - 1; x >= 0; x-- {
		at := uint(x) & (1<<t.bits - 1) * width
		row[x] = palette[row[x>>t.bits]>>8>>at&mask]
	}
}

func (t *pixelTransform) undoCrossColor(row []uint32, y int) {
	tiles := t.data[y>>t.tile*t.across:][:t.across]
	for i, m := range tiles {
		x := i << t.tile
		greenToRed, greenToBlue, redToBlue := int32(int8(m)), int32(int8(m>>8)), int32(int8(m>>16))
		for k, p := range row[x:min(x+1<<t.tile, len(row))] {
			green := int32(int8(p >> 8))
			red := int32(p>>16) + greenToRed*green>>5
			blue := int32(p) + greenToBlue*green>>5 + redToBlue*int32(int8(red))>>5
			row[x+k] = p&0xFF00FF00 | uint32(red)&0xFF<<16 | uint32(blue)&0xFF
		}
	}
}

// undoPredictor adds predictions (section 3.5.1): black left above, the left
// neighbor in the rest of the first row, the one above at the start of others.
func (t *pixelTransform) undoPredictor(row []uint32, y int) {
	above := t.above
	if y == 0 {
		row[0] = addPixels(row[0], 0xFF000000)
		for x := 1; x < len(row); x++ {
			row[x] = addPixels(row[x], row[x-1])
		}
		copy(above, row)
		return
	}
	row[0] = addPixels(row[0], above[0])
	above[len(row)] = row[0] // right of the end is the start of this row
	tiles := t.data[y>>t.tile*t.across:][:t.across]
	for i, m := range tiles {
		x := max(i<<t.tile, 1)
		end := min((i+1)<<t.tile, len(row))
		if x < end {
			addPredictions(row[x-1:end], above[x-1:end+1], m>>8&0xF)
		}
	}
	copy(above, row)
}

// addPredictions adds the predictions of one mode to all but the first pixel of
// row; above has one pixel more.
func addPredictions(row, above []uint32, mode uint32) {
	above = above[:len(row)+1]
	left := row[0]
	for x := 1; x < len(row); x++ {
		top, topLeft, topRight := above[x], above[x-1], above[x+1]
		var p uint32
		switch mode {
		case 1:
			p = left
		case 2:
			p = top
		case 3:
			p = topRight
		case 4:
			p = topLeft
		case 5:
			p = meanPixel(meanPixel(left, topRight), top)
		case 6:
			p = meanPixel(left, topLeft)
		case 7:
			p = meanPixel(left, top)
		case 8:
			p = meanPixel(topLeft, top)
		case 9:
			p = meanPixel(top, topRight)
		case 10:
			p = meanPixel(meanPixel(left, topLeft), meanPixel(top, topRight))
		case 11:
			p = nearerPixel(left, top, topLeft)
		case 12:
			p = gradientPixel(left, top, topLeft)
		case 13:
			p = halfGradientPixel(meanPixel(left, top), topLeft)
		default: // 0, and 14 and 15, which are not in use
			p = 0xFF000000
		}
		left = addPixels(row[x], p)
		row[x] = left
	}
}

// meanPixel is the mean of each channel, rounded down.
func meanPixel(a, b uint32) uint32 {
	return a&b + (a^b)&0xFEFEFEFE>>1
}

// nearerPixel is left or top, whichever is nearer to the gradient.
func nearerPixel(left, top, topLeft uint32) uint32 {
	toLeft, toTop := 0, 0
	for s := 0; s < 32; s += 8 {
		l, t, c := int(left>>s&0xFF), int(top>>s&0xFF), int(topLeft>>s&0xFF)
		toLeft += max(t-c, c-t)
		toTop += max(l-c, c-l)
	}
	if toLeft < toTop {
		return left
	}
	return top
}

func gradientPixel(left, top, topLeft uint32) (p uint32) {
	for s := 0; s < 32; s += 8 {
		v := int(left>>s&0xFF) + int(top>>s&0xFF) - int(topLeft>>s&0xFF)
		p |= uint32(min(max(v, 0), 255)) << s
	}
	return p
}

// halfGradientPixel goes half the way from topLeft beyond mean.
func halfGradientPixel(mean, topLeft uint32) (p uint32) {
	for s := 0; s < 32; s += 8 {
		m, c := int(mean>>s&0xFF), int(topLeft>>s&0xFF)
		p |= uint32(min(max(m+(m-c)/2, 0), 255)) << s
	}
	return p
}
