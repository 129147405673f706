package icc

import "tintype/transform/internal/pixel"

// Apply converts the samples of img to sRGB, in place, and reports whether the
// profile fits the image; one that does not is to be ignored, as libvips
// does. The planes must not share memory. A CMYK image, which is not to be YCCK any
// more, becomes RGB.
//
// Chroma that several pixels share is converted at the mean of their luma.
// Their luma follows the tone curve of grays one by one, plus what their color
// differs from the gray of that mean.
func (t *Transform) Apply(img *pixel.Image) bool {
	switch {
	case img.Model == pixel.Gray && t.space == sigGray:
		t.applyGray(img)
	case img.Model == pixel.RGB && t.space == sigRGB:
		t.applyRGB(img)
	case img.Model == pixel.YCbCr && t.space == sigRGB:
		t.applyYCbCr(img)
	case img.Model == pixel.CMYK && t.space == sigCMYK:
		t.applyCMYK(img)
	default:
		return false
	}
	return true
}

func (t *Transform) applyGray(img *pixel.Image) {
	if t.identity {
		return
	}
	var levels [256]byte
	for v := range levels {
		levels[v] = byte((t.tone[v<<inBits] + 1<<(outBits-1)) >> outBits)
	}
	for y := range img.H {
		if !img.Meter.Spend(img.W) {
			return
		}
		row := img.Plane[0].Row(y)
		for x, v := range row {
			row[x] = levels[v]
		}
	}
}

func (t *Transform) applyRGB(img *pixel.Image) {
	if t.identity {
		return
	}
	var rows [3][]int16
	for i := range rows {
		rows[i] = make([]int16, img.W)
	}
	for y := range img.H {
		if !img.Meter.Spend(16 * img.W) {
			return
		}
		for i := range rows {
			widen(rows[i], img.Plane[i].Row(y), inBits)
		}
		t.convert(rows[0], rows[1], rows[2])
		for i := range rows {
			narrow(img.Plane[i].Row(y), rows[i])
		}
	}
}

// applyCMYK makes a CMYK image an RGB one, in the memory of its first three
// planes.
func (t *Transform) applyCMYK(img *pixel.Image) {
	// A profile counts ink where the image counts its absence.
	var rows [4][]int16
	for i := range rows {
		rows[i] = make([]int16, img.W)
	}
	for y := range img.H {
		if !img.Meter.Spend(32 * img.W) {
			break
		}
		for i, row := range rows {
			widen(row, img.Plane[i].Row(y), inBits)
			for x, v := range row {
				row[x] = maxIn - v
			}
		}
		t.byTable(rows[0], rows[1], rows[2], rows[3])
		for i, row := range rows[:3] {
			narrow(img.Plane[i].Row(y), row)
		}
	}
	img.Model, img.Plane[3] = pixel.RGB, pixel.Plane{}
}

func (t *Transform) applyYCbCr(img *pixel.Image) {
	if t.identity {
		return
	}
	w := img.Plane[1].W
	var rows [4][]int16
	for i := range rows {
		rows[i] = make([]int16, w)
	}
	r, g, b, d := rows[0], rows[1], rows[2], rows[3]
	wide := make([]int16, img.W)
	for y := range img.Plane[1].H {
		if !img.Meter.Spend(16 * img.W) {
			return
		}
		upper := img.Plane[0].Row(y * img.SubY)
		lower := img.Plane[0].Row(min((y+1)*img.SubY, img.H) - 1)
		cb, cr := img.Plane[1].Row(y), img.Plane[2].Row(y)
		sumLuma(d, upper, lower, img.SubX)
		split(r, g, b, d, cb, cr)
		t.convert(r, g, b)
		t.toneOf(d)
		join(cb, cr, d, r, g, b)
		t.shift(upper, d, wide, img.SubX)
		if img.SubY == 2 && y*2+1 < img.H {
			t.shift(lower, d, wide, img.SubX)
		}
	}
}

// toneOf replaces luma in quarters of a level by its tone in 64ths.
func (t *Transform) toneOf(row []int16) {
	if t.straight {
		for i, v := range row {
			row[i] = v << (outBits - inBits)
		}
		return
	}
	lookUp(row, &t.tone)
}

// shift replaces luma by its tone, d added, each of which serves sub samples.
func (t *Transform) shift(row []byte, d, wide []int16, sub int) {
	if t.straight {
		widen(wide, row, outBits)
	} else {
		widen(wide, row, inBits)
		lookUp(wide, &t.tone)
	}
	addShared(row, wide, d, sub)
}
