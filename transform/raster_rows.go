package transform

import (
	"image"
	stdcolor "image/color"

	"tintype/transform/color"
)

// bytesPerPixel returns what the standard decoders allocate for a pixel.
func bytesPerPixel(m stdcolor.Model) int64 {
	switch m {
	case stdcolor.GrayModel:
		return 1
	case stdcolor.Gray16Model:
		return 2
	case stdcolor.NRGBA64Model, stdcolor.RGBA64Model:
		return 8
	}
	return 4
}

// describeRaster fills in which planes the frame is handed on as.
func describeRaster(h *header, img image.Image) {
	h.model, h.sampling = color.RGB, evenSampling(1, 1)
	switch m := img.(type) {
	case *image.Gray, *image.Gray16:
		h.model = color.Gray
	case interface{ Opaque() bool }:
		h.alpha = !m.Opaque()
	}
}

// rowConverter returns the function that writes row y of img to row at of a band.
func rowConverter(img image.Image, alpha bool) func(y int, b *color.Band, at int) {
	switch m := img.(type) {
	case *image.Gray:
		return func(y int, b *color.Band, at int) {
			copy(b.Plane[0].Row(at), m.Pix[y*m.Stride:])
		}
	case *image.Gray16:
		return func(y int, b *color.Band, at int) {
			every(b.Plane[0].Row(at), m.Pix[y*m.Stride:], 2)
		}
	case *image.NRGBA:
		return interleaved(m.Pix, m.Stride, 4, 1, alpha)
	case *image.NRGBA64:
		return interleaved(m.Pix, m.Stride, 8, 2, alpha)
	case *image.RGBA:
		if !alpha {
			return interleaved(m.Pix, m.Stride, 4, 1, false)
		}
	case *image.RGBA64:
		if !alpha {
			return interleaved(m.Pix, m.Stride, 8, 2, false)
		}
	case *image.Paletted:
		return palettedRows(m, alpha)
	}
	return anyRows(img, alpha)
}

// anyRows converts through the colour interface: slow, for the rare kinds.
func anyRows(img image.Image, alpha bool) func(y int, b *color.Band, at int) {
	o := img.Bounds().Min
	return func(y int, b *color.Band, at int) {
		red, green, blue := b.Plane[0].Row(at), b.Plane[1].Row(at), b.Plane[2].Row(at)
		for x := range red {
			c := stdcolor.NRGBA64Model.Convert(img.At(o.X+x, o.Y+y)).(stdcolor.NRGBA64)
			red[x], green[x], blue[x] = byte(c.R>>8), byte(c.G>>8), byte(c.B>>8)
			if alpha {
				b.Alpha.Row(at)[x] = byte(c.A >> 8)
			}
		}
	}
}

// every copies each step-th byte of src. Of a big-endian 16-bit sample that is
// the high byte, which is how libvips reduces 16 bits to 8.
func every(dst, src []byte, step int) {
	for x, i := 0, 0; x < len(dst); x, i = x+1, i+step {
		dst[x] = src[i]
	}
}

// interleaved splits pixels of pixel bytes with samples of sample bytes.
func interleaved(pix []byte, stride, pixel, sample int, alpha bool) func(int, *color.Band, int) {
	return func(y int, b *color.Band, at int) {
		row := pix[y*stride:]
		for i := range 3 {
			every(b.Plane[i].Row(at), row[i*sample:], pixel)
		}
		if alpha {
			every(b.Alpha.Row(at), row[3*sample:], pixel)
		}
	}
}

// palettedRows looks colours up once and indices by row.
func palettedRows(m *image.Paletted, alpha bool) func(int, *color.Band, int) {
	var lut [4][256]byte
	for i, c := range m.Palette {
		n := stdcolor.NRGBAModel.Convert(c).(stdcolor.NRGBA)
		lut[0][i], lut[1][i], lut[2][i], lut[3][i] = n.R, n.G, n.B, n.A
	}
	return func(y int, b *color.Band, at int) {
		row := m.Pix[y*m.Stride:][:m.Rect.Dx()]
		for p := range 3 {
			dst, t := b.Plane[p].Row(at), &lut[p]
			for x, i := range row {
				dst[x] = t[i]
			}
		}
		if alpha {
			dst, t := b.Alpha.Row(at), &lut[3]
			for x, i := range row {
				dst[x] = t[i]
			}
		}
	}
}
