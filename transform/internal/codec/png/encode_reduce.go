package png

import (
	"bytes"
	"encoding/binary"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// reduce leaves out what a picture does not need: alpha that hides nothing and,
// where it may be grey, colour planes that are all the same. The planes of the
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

// colourSlots is the size of the hash table that colours are counted in.
const colourSlots = 1024

// A colourTable numbers up to 256 colours, R, G, B, A from the low byte up, in
// the order in which they come.
type colourTable struct {
	slots [colourSlots]uint16 // number plus 1, 0 for none
	list  []uint32
}

// number returns the number of a colour, false where it would be the 257th.
func (t *colourTable) number(c uint32) (byte, bool) {
	i := c * 0x9e3779b1 >> 22
	for t.slots[i] != 0 {
		n := t.slots[i] - 1
		if t.list[n] == c {
			return byte(n), true
		}
		i = (i + 1) % colourSlots
	}
	if len(t.list) == 256 {
		return 0, false
	}
	t.list = append(t.list, c)
	t.slots[i] = uint16(len(t.list))
	return byte(len(t.list) - 1), true
}

// exactPalette returns the picture's colours where there are at most 256, those
// with alpha first so that tRNS is short, and the picture as indices into them,
// row by row without gaps.
func exactPalette(img *pixel.Image, m *work.Meter) (indices []byte, palette [][4]byte) {
	var found colourTable
	row := make([]uint32, img.W)
	for y := range img.H {
		if !m.Spend(8 * img.W) {
			return nil, nil
		}
		pixels(row, img, y)
		last := ^row[0]
		for _, c := range row {
			if c != last {
				if _, ok := found.number(c); !ok {
					return nil, nil
				}
				last = c
			}
		}
	}
	var t colourTable
	for _, opaque := range [2]bool{false, true} {
		for _, c := range found.list {
			if c>>24 == 255 == opaque {
				t.number(c)
				palette = append(palette, [4]byte{byte(c), byte(c >> 8), byte(c >> 16), byte(c >> 24)})
			}
		}
	}
	indices = make([]byte, img.W*img.H)
	for y := 0; y < img.H && m.Spend(8*img.W); y++ {
		pixels(row, img, y)
		last, n := ^row[0], byte(0)
		dst := indices[y*img.W:][:img.W]
		for x, c := range row {
			if c != last {
				n, _ = t.number(c)
				last = c
			}
			dst[x] = n
		}
	}
	return indices, palette
}

// pixels puts row y together as a colourTable has it.
func pixels(dst []uint32, img *pixel.Image, y int) {
	r := img.Plane[0].Row(y)
	g, b := r, r
	if img.Model == pixel.RGB {
		g, b = img.Plane[1].Row(y), img.Plane[2].Row(y)
	}
	for x := range dst {
		dst[x] = uint32(r[x]) | uint32(g[x])<<8 | uint32(b[x])<<16 | 255<<24
	}
	if img.HasAlpha() {
		for x, a := range img.Alpha.Row(y)[:len(dst)] {
			dst[x] &= uint32(a)<<24 | 0xffffff
		}
	}
}
