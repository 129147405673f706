package main

import (
	"encoding/binary"
	"image"
)

// PNG color types (PNG specification, third edition, table 11:
// https://www.w3.org/TR/png-3/).
const (
	pngGray      = 0
	pngRGB       = 2
	pngPalette   = 3
	pngGrayAlpha = 4
	pngRGBA      = 6
)

var pngChannels = map[int]int{pngGray: 1, pngRGB: 3, pngPalette: 1, pngGrayAlpha: 2, pngRGBA: 4}

// Row filters (section 9), and two ways to choose one for each row.
const (
	filterNone = iota
	filterSub
	filterUp
	filterAverage
	filterPaeth
	filterCycle // 0 to 4 in turn
	filterLeast // the one with the least sum of absolute differences
)

// chunk is an ancillary chunk.
type chunk struct {
	name string
	data []byte
}

// pngFile is a PNG to be written; image/png writes neither interlaced files nor
// gray with alpha nor most chunks.
type pngFile struct {
	w, h       int
	colorType  int
	depth      int // bits of a sample
	interlaced bool
	filter     int
	idat       int                          // bytes of an IDAT chunk; 0: all in one
	before     []chunk                      // before PLTE and IDAT
	middle     []chunk                      // between them: PLTE, tRNS
	after      []chunk                      // before IEND
	at         func(x, y int) (s [4]uint16) // samples of depth bits
}

// head returns what comes before the pixels, with more chunks before the palette.
func (f *pngFile) head(more ...chunk) []byte {
	ihdr := binary.BigEndian.AppendUint32(nil, uint32(f.w))
	ihdr = binary.BigEndian.AppendUint32(ihdr, uint32(f.h))
	ihdr = append(ihdr, byte(f.depth), byte(f.colorType), 0, 0, 0)
	if f.interlaced {
		ihdr[12] = 1
	}
	b := append([]byte(pngSignature), pngChunk("IHDR", ihdr)...)
	for _, list := range [][]chunk{f.before, more, f.middle} {
		for _, c := range list {
			b = append(b, pngChunk(c.name, c.data)...)
		}
	}
	return b
}

// bytes returns the whole file.
func (f *pngFile) bytes() []byte {
	b := f.head()
	data := deflate(f.filtered())
	size := f.idat
	if size == 0 {
		size = len(data)
	}
	for ; len(data) > 0; data = data[min(size, len(data)):] {
		b = append(b, pngChunk("IDAT", data[:min(size, len(data))])...)
	}
	for _, c := range f.after {
		b = append(b, pngChunk(c.name, c.data)...)
	}
	return append(b, pngChunk("IEND", nil)...)
}

// pass is one of Adam7's (section 8.2): pixels from x0, y0 in steps dx, dy.
type pass struct{ x0, y0, dx, dy int }

var (
	wholePass   = []pass{{0, 0, 1, 1}}
	adam7Passes = []pass{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}
)

// filtered returns the data before compression.
func (f *pngFile) filtered() []byte {
	passes := wholePass
	if f.interlaced {
		passes = adam7Passes
	}
	bytesPerPixel := max(1, pngChannels[f.colorType]*f.depth/8)
	var out []byte
	nRow := 0
	for _, p := range passes {
		if p.x0 >= f.w {
			continue
		}
		var above []byte
		for y := p.y0; y < f.h; y += p.dy {
			row := f.packRow(p, y)
			if above == nil {
				above = make([]byte, len(row))
			}
			out = append(out, chooseFilter(f.filter, nRow, row, above, bytesPerPixel)...)
			above = row
			nRow++
		}
	}
	return out
}

// packRow returns a row of a pass, samples packed (section 7.2).
func (f *pngFile) packRow(p pass, y int) []byte {
	var row []byte
	acc, n := 0, 0
	for x := p.x0; x < f.w; x += p.dx {
		s := f.at(x, y)
		for _, v := range s[:pngChannels[f.colorType]] {
			if f.depth == 16 {
				row = append(row, byte(v>>8), byte(v))
				continue
			}
			acc = acc<<f.depth | int(v)
			if n += f.depth; n == 8 {
				row = append(row, byte(acc))
				acc, n = 0, 0
			}
		}
	}
	if n > 0 {
		row = append(row, byte(acc<<(8-n)))
	}
	return row
}

// chooseFilter returns the filter's number and the filtered row.
func chooseFilter(filter, nRow int, row, above []byte, bpp int) []byte {
	switch filter {
	case filterCycle:
		return filterRow(nRow%5, row, above, bpp)
	case filterLeast:
		var best []byte
		least := 0
		for k := range 5 {
			r := filterRow(k, row, above, bpp)
			sum := 0
			for _, v := range r[1:] {
				sum += max(int(int8(v)), -int(int8(v)))
			}
			if best == nil || sum < least {
				best, least = r, sum
			}
		}
		return best
	}
	return filterRow(filter, row, above, bpp)
}

// filterRow is section 9.2.
func filterRow(filter int, row, above []byte, bpp int) []byte {
	out := append([]byte{byte(filter)}, row...)
	for i := range row {
		var a, c int
		if i >= bpp {
			a, c = int(row[i-bpp]), int(above[i-bpp])
		}
		b := int(above[i])
		var predicted int
		switch filter {
		case filterSub:
			predicted = a
		case filterUp:
			predicted = b
		case filterAverage:
			predicted = (a + b) / 2
		case filterPaeth:
			predicted = paeth(a, b, c)
		}
		out[i+1] -= byte(predicted)
	}
	return out
}

// paeth returns which of left, above and above left is nearest to a+b-c.
func paeth(a, b, c int) int {
	p := a + b - c
	pa, pb, pc := max(p-a, a-p), max(p-b, b-p), max(p-c, c-p)
	if pa <= pb && pa <= pc {
		return a
	}
	if pb <= pc {
		return b
	}
	return c
}

// encodePNG writes an 8-bit image, with alpha if it has any.
func encodePNG(m *image.NRGBA) []byte {
	f := pngFile{w: m.Rect.Dx(), h: m.Rect.Dy(), colorType: pngRGB, depth: 8, filter: filterLeast, at: func(x, y int) (s [4]uint16) {
		for i, v := range m.Pix[y*m.Stride+4*x:][:4] {
			s[i] = uint16(v)
		}
		return s
	}}
	if !m.Opaque() {
		f.colorType = pngRGBA
	}
	return f.bytes()
}
