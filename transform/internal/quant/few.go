package quant

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// colorSlots is the size of the hash table that colors are counted in.
const colorSlots = 1024

// A ColorTable numbers up to 256 colors, R, G, B, A from the low byte up, in
// the order in which they come.
type ColorTable struct {
	slots [colorSlots]uint16 // number plus 1, 0 for none
	List  []uint32
}

// Number returns the number of a color, false where it would be the 257th.
func (t *ColorTable) Number(c uint32) (byte, bool) {
	i := c * 0x9e3779b1 >> 22
	for t.slots[i] != 0 {
		n := t.slots[i] - 1
		if t.List[n] == c {
			return byte(n), true
		}
		i = (i + 1) % colorSlots
	}
	if len(t.List) == 256 {
		return 0, false
	}
	t.List = append(t.List, c)
	t.slots[i] = uint16(len(t.List))
	return byte(len(t.List) - 1), true
}

// FewColors says that an image has so few colors that a palette holds them all;
// where the meter ends the work, not.
func FewColors(img *pixel.Image, m *work.Meter) bool {
	var found ColorTable
	row := make([]uint32, img.W)
	for y := range img.H {
		if !m.Spend(8 * img.W) {
			return false
		}
		Pixels(row, img, y)
		last := ^row[0]
		for _, c := range row {
			if c != last {
				if _, ok := found.Number(c); !ok {
					return false
				}
				last = c
			}
		}
	}
	return true
}

// DrawUnseen returns the image drawn with the first of these numbers of colors that does
// not show, without dithering; ok is false where all would.
func DrawUnseen(img *pixel.Image, m *work.Meter, colors ...int) (palette []Color, indices []byte, ok bool) {
	h := Histogram{Meter: m}
	if !h.AddFine(img) { // no palette comes so near to all that it does not show
		return nil, nil, false
	}
	cutter := h.Cutter()
	for _, n := range colors {
		if cutter.Shows(n) {
			continue
		}
		palette = cutter.Palette(n)
		if mean, most := h.Error(palette); Unseen(mean, most) {
			indices = make([]byte, img.W*img.H)
			Draw(indices, img, palette, 0, m)
			return palette, indices, true
		}
	}
	return nil, nil, false
}

// Pixels puts row y of a Gray or RGB image together as a ColorTable has it.
func Pixels(dst []uint32, img *pixel.Image, y int) {
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
