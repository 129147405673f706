package png

import (
	"bytes"
	"encoding/binary"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/quant"
	"tintype/transform/internal/work"
)

// reduce leaves out what an image does not need: alpha that hides nothing and,
// where it may be gray, color planes that are all the same. The planes of the
// result are img's.
func reduce(img *pixel.Image, mayBeGray bool, m *work.Meter) *pixel.Image {
	out := *img
	if img.HasAlpha() && opaque(&img.Alpha, m) {
		out.Alpha = pixel.Plane{}
	}
	if mayBeGray && img.Model == pixel.RGB && samePlanes(&img.Plane[0], &img.Plane[1], m) && samePlanes(&img.Plane[0], &img.Plane[2], m) {
		out.Model = pixel.Gray
	}
	return &out
}

func opaque(p *pixel.Plane, m *work.Meter) bool {
	for y := 0; y < p.H && m.Spend(p.W); y++ {
		row := p.Row(y)
		for len(row) >= 8 {
			if binary.LittleEndian.Uint64(row) != 1<<64-1 {
				return false
			}
			row = row[8:]
		}
		for _, v := range row {
			if v != 255 {
				return false
			}
		}
	}
	return true
}

func samePlanes(a, b *pixel.Plane, m *work.Meter) bool {
	for y := 0; y < a.H && m.Spend(a.W); y++ {
		if !bytes.Equal(a.Row(y), b.Row(y)) {
			return false
		}
	}
	return true
}

// exactPalette returns the image's colors where there are at most 256, those
// with alpha first so that tRNS is short, and the image as indices into them,
// row by row without gaps.
func exactPalette(img *pixel.Image, m *work.Meter) (indices []byte, palette [][4]byte) {
	var found quant.ColorTable
	row := make([]uint32, img.W)
	for y := range img.H {
		if !m.Spend(8 * img.W) {
			return nil, nil
		}
		quant.Pixels(row, img, y)
		last := ^row[0]
		for _, c := range row {
			if c != last {
				if _, ok := found.Number(c); !ok {
					return nil, nil
				}
				last = c
			}
		}
	}
	var t quant.ColorTable
	for _, opaque := range [2]bool{false, true} {
		for _, c := range found.List {
			if c>>24 == 255 == opaque {
				t.Number(c)
				palette = append(palette, [4]byte{byte(c), byte(c >> 8), byte(c >> 16), byte(c >> 24)})
			}
		}
	}
	indices = make([]byte, img.W*img.H)
	for y := 0; y < img.H && m.Spend(8*img.W); y++ {
		quant.Pixels(row, img, y)
		last, n := ^row[0], byte(0)
		dst := indices[y*img.W:][:img.W]
		for x, c := range row {
			if c != last {
				n, _ = t.Number(c)
				last = c
			}
			dst[x] = n
		}
	}
	return indices, palette
}
