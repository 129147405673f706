package pixel

import (
	"testing"
)

// Every sample of every plane lands where it belongs, at sizes around those of
// the tiles, and the subsampling turns with the image.
func TestOrientSizes(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {7, 9}, {8, 8}, {16, 8}, {17, 33}, {40, 16}, {100, 61}, {5, 70}} {
		src := New(YCbCr, size[0], size[1], 2, 1, true)
		for i, p := range []*Plane{&src.Plane[0], &src.Plane[1], &src.Plane[2], &src.Alpha} {
			for k := range p.Pix {
				p.Pix[k] = byte(k*31 + k>>8*7 + i)
			}
		}
		for o := 1; o <= 8; o++ {
			m := Orient(src, uint8(o))
			if o >= 5 && (m.SubX != 1 || m.SubY != 2) || o < 5 && (m.SubX != 2 || m.SubY != 1) {
				t.Errorf("orientation %d: subsampled by %d and %d", o, m.SubX, m.SubY)
			}
			from := []*Plane{&src.Plane[0], &src.Plane[1], &src.Plane[2], &src.Alpha}
			for i, p := range []*Plane{&m.Plane[0], &m.Plane[1], &m.Plane[2], &m.Alpha} {
				f := from[i]
				for y := range f.H {
					for x, want := range f.Row(y) {
						u, v := shownAt(o, x, y, f.W, f.H)
						if got := p.Row(v)[u]; got != want {
							t.Fatalf("%v orientation %d plane %d: %d,%d has %d, want %d", size, o, i, u, v, got, want)
						}
					}
				}
			}
		}
	}
}

// Where each stored sample of a w by h plane is shown, by the definition of the
// tag: the row and column that the stored origin and its neighbors stand for.
func shownAt(o, x, y, w, h int) (int, int) {
	switch o {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}
