package main

import (
	"encoding/binary"
	"image"
)

// bitmap is a BMP file as x/image does not write it.
type bitmap struct {
	header      int // bytes of the info header: 12 and 64 of OS/2, 40 to 124 of Windows
	bits        int
	compression uint32
	w, h        int // h is negative from the top down
	masks       [4]uint32
	palette     [][3]byte
	icc         []byte
	pixels      []byte
}

// bytes returns the file.
func (f bitmap) bytes() []byte {
	le := binary.LittleEndian
	info := make([]byte, f.header)
	le.PutUint32(info, uint32(f.header))
	if f.header == 12 {
		le.PutUint16(info[4:], uint16(f.w))
		le.PutUint16(info[6:], uint16(f.h))
		info[8], info[10] = 1, byte(f.bits)
	} else {
		le.PutUint32(info[4:], uint32(f.w))
		le.PutUint32(info[8:], uint32(f.h))
		info[12], info[14] = 1, byte(f.bits)
		le.PutUint32(info[16:], f.compression)
		le.PutUint32(info[20:], uint32(len(f.pixels)))
		le.PutUint32(info[32:], uint32(len(f.palette)))
	}
	rest := info
	if f.masks != [4]uint32{} && f.header >= 108 {
		for i, m := range f.masks {
			le.PutUint32(info[40+4*i:], m)
		}
		le.PutUint32(info[56:], 0x73524742) // sRGB
	} else if f.masks != [4]uint32{} {
		for _, m := range f.masks[:3] {
			rest = le.AppendUint32(rest, m)
		}
	}
	for _, c := range f.palette {
		rest = append(rest, c[2], c[1], c[0])
		if f.header != 12 {
			rest = append(rest, 0)
		}
	}
	offset := 14 + len(rest)
	if f.icc != nil {
		le.PutUint32(rest[56:], 0x4d424544) // embedded
		le.PutUint32(rest[112:], uint32(len(rest)+len(f.pixels)))
		le.PutUint32(rest[116:], uint32(len(f.icc)))
	}
	b := append([]byte("BM"), make([]byte, 8)...)
	b = le.AppendUint32(b, uint32(offset))
	b = append(append(append(b, rest...), f.pixels...), f.icc...)
	le.PutUint32(b[2:], uint32(len(b)))
	return b
}

// packed lays rows of values of so many bits out from the bottom up, or from the
// top down, each padded to 4 bytes.
func packed(w, h, bits int, down bool, at func(x, y int) uint32) []byte {
	var out []byte
	for j := range h {
		y := h - 1 - j
		if down {
			y = j
		}
		var row []byte
		for x := range w {
			v := at(x, y)
			if bits >= 8 {
				for k := range bits / 8 {
					row = append(row, byte(v>>(8*k)))
				}
				continue
			}
			if x*bits%8 == 0 {
				row = append(row, 0)
			}
			row[len(row)-1] |= byte(v) << (8 - bits - x*bits%8)
		}
		out = append(out, append(row, make([]byte, -len(row)&3)...)...)
	}
	return out
}

// runLengths codes indices as RLE8 or RLE4. With holes, what has the index hole is
// passed over: by a step within the row, by its end, by a step over rows, and by
// the end of the image.
func runLengths(w, h, bits int, hole int, at func(x, y int) int) []byte {
	var out []byte
	px, py := 0, 0 // where the reader is, py from the bottom
	for j := range h {
		y := h - 1 - j
		for x := 0; x < w; {
			n := 1
			for n < 255 && x+n < w && at(x+n, y) == at(x, y) {
				n++
			}
			if at(x, y) == hole {
				x += n
				continue
			}
			if n < 3 { // single ones, up to the next run
				for n = 1; n < 250 && x+n < w && at(x+n, y) != hole && (x+n+2 >= w || at(x+n, y) != at(x+n+1, y) || at(x+n, y) != at(x+n+2, y)); n++ {
				}
			}
			for py < j || px < x {
				if px > x {
					out, px, py = append(out, 0, 0), 0, py+1
					continue
				}
				dx, dy := min(x-px, 255), min(j-py, 255)
				out, px, py = append(out, 0, 2, byte(dx), byte(dy)), px+dx, py+dy
			}
			out = append(out, literalsOrRun(x, y, n, bits, at)...)
			x += n
			px = x
		}
		if hole < 0 {
			out, px, py = append(out, 0, 0), 0, j+1
		}
	}
	return append(out, 0, 1)
}

func literalsOrRun(x, y, n, bits int, at func(x, y int) int) []byte {
	same := true
	for k := range n {
		same = same && at(x+k, y) == at(x, y)
	}
	v := func(k int) byte { return byte(at(x+k, y)) }
	if same || n < 3 {
		var out []byte
		for k := 0; k < n; {
			m := n
			if !same {
				m = 1
			}
			c := v(k)
			if bits == 4 {
				c |= c << 4
			}
			out = append(out, byte(m), c)
			k += m
		}
		return out
	}
	out := []byte{0, byte(n)}
	for k := 0; k < n; k += 8 / bits {
		c := v(k)
		if bits == 4 {
			if c <<= 4; k+1 < n {
				c |= v(k + 1)
			}
		}
		out = append(out, c)
	}
	return append(out, make([]byte, len(out)&1)...)
}

// bmpFiles are bitmaps of all kinds that x/image does not write.
func bmpFiles() []entry {
	const w, h = 47, 35
	flat := func(n int) ([][3]byte, func(x, y int) int) {
		m := framed(city(), w, h).NRGBA()
		colors, index := quantizeColors(m, n, false)
		var palette [][3]byte
		for _, c := range colorPalette(colors) {
			r, g, b, _ := c.RGBA()
			palette = append(palette, [3]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8)})
		}
		return palette, func(x, y int) int { return int(index[y*w+x]) }
	}
	file := func(name, about string, make func() bitmap) entry {
		return entry{"other/" + name + ".bmp", "47x35 " + about, func() []byte {
			f := make()
			if f.w = w; f.h == 0 {
				f.h = h
			}
			return f.bytes()
		}}
	}
	indexed := func(header, bits int) func() bitmap {
		return func() bitmap {
			palette, at := flat(1 << min(bits, 4))
			return bitmap{header: header, bits: bits, palette: palette, pixels: packed(w, h, bits, false, func(x, y int) uint32 { return uint32(at(x, y)) })}
		}
	}
	rle := func(bits, colors int, hole bool) func() bitmap {
		return func() bitmap {
			palette, at := flat(colors)
			skip := -1
			if hole {
				skip = at(w/2, 0) // the sky
			}
			return bitmap{header: 40, bits: bits, compression: uint32(3 - bits/4), palette: palette, pixels: runLengths(w, h, bits, skip, at)}
		}
	}
	masked := func(header, bits int, down bool, masks [4]uint32, alpha func(x, y int) byte) func() bitmap {
		return func() bitmap {
			m := framed(city(), w, h).NRGBA()
			f := bitmap{header: header, bits: bits, compression: 3, masks: masks, h: h}
			if down {
				f.h = -h
			}
			f.pixels = packed(w, h, bits, down, func(x, y int) uint32 {
				p := pixelOf(m, x, y)
				p[3] = alpha(x, y)
				v := uint32(0)
				for i, mask := range masks {
					if one := mask & -mask; mask != 0 {
						v |= (uint32(p[i])*(mask/one) + 127) / 255 * one
					}
				}
				return v
			})
			return f
		}
	}
	opaque := func(x, y int) byte { return 255 }
	slope := func(x, y int) byte { return byte(x * 255 / (w - 1)) }
	v5 := [4]uint32{0xff0000, 0xff00, 0xff, 0xff000000}
	return []entry{
		file("bits-1", "in 1 bit", indexed(40, 1)),
		file("bits-2", "in 2 bits, as of Windows CE", indexed(40, 2)),
		file("bits-4", "in 4 bits", indexed(40, 4)),
		file("os2-1", "in 8 bits, header of OS/2 1.x", indexed(12, 8)),
		file("os2-2", "in 4 bits, header of OS/2 2.x", indexed(64, 4)),
		file("rle8", "RLE8", rle(8, 40, false)),
		file("rle4", "RLE4", rle(4, 16, false)),
		file("rle8-holes", "RLE8 that passes over the sky", rle(8, 12, true)),
		file("rle4-holes", "RLE4 that passes over the sky", rle(4, 12, true)),
		file("565", "16 bits of 5, 6 and 5", masked(40, 16, false, [4]uint32{0xf800, 0x7e0, 0x1f}, opaque)),
		file("v4-1555", "16 bits of 5, 5, 5 and 1 of alpha", masked(108, 16, false, [4]uint32{0x7c00, 0x3e0, 0x1f, 0x8000}, slope)),
		file("v5-alpha", "32 bits with alpha, from the top down", masked(124, 32, true, v5, slope)),
		file("v5-1010102", "32 bits of 10, 10, 10 and 2 of alpha", masked(124, 32, false, [4]uint32{0x3ff00000, 0xffc00, 0x3ff, 0xc0000000}, slope)),
		file("v5-no-alpha", "32 bits with a mask of alpha, all of which is 0", masked(124, 32, false, v5, func(int, int) byte { return 0 })),
		file("v5-icc", "32 bits with an embedded profile of P3", func() bitmap {
			f := masked(124, 32, false, [4]uint32{0xff0000, 0xff00, 0xff}, opaque)()
			f.icc = p3Profile.bytes()
			return f
		}),
	}
}

func pixelOf(m *image.NRGBA, x, y int) [4]byte { return [4]byte(m.Pix[y*m.Stride+4*x:]) }

// brokenBMPs are bitmaps that are refused.
func brokenBMPs() []entry {
	palette := [][3]byte{{255, 0, 0}, {0, 255, 0}}
	rle := func(h int, pixels ...byte) func() []byte {
		return func() []byte {
			return bitmap{header: 40, bits: 8, compression: 1, w: 4, h: h, palette: palette, pixels: pixels}.bytes()
		}
	}
	return []entry{
		{"rle8-cut.bmp", "RLE8 that ends before the last row", rle(3, 4, 0, 0, 0, 4, 1)},
		{"rle8-beyond.bmp", "RLE8 whose single pixels go beyond the row", rle(1, 0, 5, 0, 1, 0, 1, 0, 0, 0, 1)},
		{"rle8-step-out.bmp", "RLE8 with a step out of the image", rle(2, 0, 2, 1, 9, 1, 1, 0, 1)},
		{"rle8-top-down.bmp", "RLE8 from the top down, which is not allowed", rle(-1, 4, 0, 0, 1)},
		{"embedded-png.bmp", "BMP around a PNG", func() []byte {
			return bitmap{header: 40, compression: 5, w: 32, h: 24, pixels: tinyPNG()}.bytes()
		}},
		{"masks-overlap.bmp", "BMP whose masks share bits", func() []byte {
			return bitmap{header: 40, bits: 32, compression: 3, w: 1, h: 1, masks: [4]uint32{0xff00, 0xff00, 0xff}, pixels: make([]byte, 4)}.bytes()
		}},
	}
}
