package params

import "testing"

// image is a small image of distinct pixels, for brute force.
type picture struct {
	w, h int
	pix  []int
}

func numbered(w, h int) picture {
	p := picture{w, h, make([]int, w*h)}
	for i := range p.pix {
		p.pix[i] = i
	}
	return p
}

func (p picture) mapped(w, h int, from func(x, y int) (int, int)) picture {
	q := picture{w, h, make([]int, w*h)}
	for y := range h {
		for x := range w {
			fx, fy := from(x, y)
			q.pix[y*w+x] = p.pix[fy*p.w+fx]
		}
	}
	return q
}

func (p picture) turned() picture { // 90° clockwise
	return p.mapped(p.h, p.w, func(x, y int) (int, int) { return y, p.h - 1 - x })
}

func (p picture) mirrored() picture { // left and right
	return p.mapped(p.w, p.h, func(x, y int) (int, int) { return p.w - 1 - x, y })
}

func (p picture) equal(q picture) bool {
	if p.w != q.w || p.h != q.h {
		return false
	}
	for i := range p.pix {
		if p.pix[i] != q.pix[i] {
			return false
		}
	}
	return true
}

// upright undoes the eight EXIF orientations as the standard words them: where
// row 0 and column 0 of the stored image belong in the visual one.
func (p picture) upright(exif Orientation) picture {
	w, h := p.w, p.h
	switch exif {
	case 2: // row 0 top, column 0 right
		return p.mapped(w, h, func(x, y int) (int, int) { return w - 1 - x, y })
	case 3: // row 0 bottom, column 0 right
		return p.mapped(w, h, func(x, y int) (int, int) { return w - 1 - x, h - 1 - y })
	case 4: // row 0 bottom, column 0 left
		return p.mapped(w, h, func(x, y int) (int, int) { return x, h - 1 - y })
	case 5: // row 0 left, column 0 top
		return p.mapped(h, w, func(x, y int) (int, int) { return y, x })
	case 6: // row 0 right, column 0 top
		return p.mapped(h, w, func(x, y int) (int, int) { return y, h - 1 - x })
	case 7: // row 0 right, column 0 bottom
		return p.mapped(h, w, func(x, y int) (int, int) { return w - 1 - y, h - 1 - x })
	case 8: // row 0 left, column 0 bottom
		return p.mapped(h, w, func(x, y int) (int, int) { return w - 1 - y, x })
	}
	return p
}

// apply moves every pixel by Orientation.Point.
func (p picture) apply(o Orientation) picture {
	s := o.Size(Size{p.w, p.h})
	q := picture{s.W, s.H, make([]int, s.W*s.H)}
	for i := range q.pix {
		q.pix[i] = -1
	}
	for y := range p.h {
		for x := range p.w {
			qx, qy := o.Point(x, y, Size{p.w, p.h})
			q.pix[qy*q.w+qx] = p.pix[y*p.w+x]
		}
	}
	return q
}

// Every orientation moves the pixels as EXIF words it; 0 and 9 and up do nothing.
func TestOrientationIsEXIF(t *testing.T) {
	src := numbered(3, 2)
	for o := Orientation(0); o <= 12; o++ {
		if got, want := src.apply(o), src.upright(o); !got.equal(want) {
			t.Errorf("orientation %d: got %v, want %v", o, got, want)
		}
	}
}

// The names are turns clockwise and mirrors.
func TestOrientationNames(t *testing.T) {
	src := numbered(3, 2)
	for _, tt := range []struct {
		o    Orientation
		want picture
	}{
		{Upright, src},
		{Rotate90, src.turned()},
		{Rotate180, src.turned().turned()},
		{Rotate270, src.turned().turned().turned()},
		{FlipH, src.mirrored()},
		{FlipV, src.turned().turned().mirrored()},
	} {
		if got := src.apply(tt.o); !got.equal(tt.want) {
			t.Errorf("orientation %d: got %v, want %v", tt.o, got, tt.want)
		}
	}
}

// All 64 products, all inverses, and Mirrors agree with moving pixels.
func TestOrientationGroup(t *testing.T) {
	src := numbered(4, 3)
	for a := Orientation(1); a <= 8; a++ {
		if back := src.apply(a).apply(a.Inverse()); !back.equal(src) {
			t.Errorf("%d then its inverse %d: got %v", a, a.Inverse(), back)
		}
		turns, q := false, src
		for range 4 {
			turns = turns || q.equal(src.apply(a))
			q = q.turned()
		}
		if a.Mirrors() == turns {
			t.Errorf("%d.Mirrors() = %v", a, a.Mirrors())
		}
		for b := Orientation(1); b <= 8; b++ {
			if got, want := src.apply(a.Then(b)), src.apply(a).apply(b); !got.equal(want) {
				t.Errorf("%d then %d: got %d", a, b, a.Then(b))
			}
		}
	}
}

// Rect moves a rectangle to where its pixels go.
func TestOrientationRect(t *testing.T) {
	size := Size{7, 5}
	for o := Orientation(1); o <= 8; o++ {
		got := o.Rect(Rect{2, 1, 3, 2}, 7, 5)
		x0, y0 := o.Point(2, 1, size)
		x1, y1 := o.Point(4, 2, size)
		want := Rect{int64(min(x0, x1)), int64(min(y0, y1)), int64(max(x0, x1)-min(x0, x1)) + 1, int64(max(y0, y1)-min(y0, y1)) + 1}
		if got != want {
			t.Errorf("orientation %d: got %v, want %v", o, got, want)
		}
	}
}
