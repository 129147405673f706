package gif

import (
	"image"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/quant"
	"tintype/transform/internal/work"
)

// A canvas is what is seen after the last frame. A pixel that is already seen as
// it is wanted need not be drawn again: it is transparent in the next frame, which
// also takes the fewest bytes.
type canvas struct {
	w, h  int
	drawn []quant.Color // as the palette had it; alpha is 0 or 255
	aim   []quant.Color // what was wanted when it was drawn

	tolerance int // of Options
}

// How far a sample may be from the one that a pixel was drawn for, and from what
// it was drawn as, for the pixel to stay: resampling makes less of what does not
// move, and less than that is not seen.
const (
	sameWanted = 2
	sameDrawn  = 4
)

// keeps reports whether pixel i shows c well enough.
func (s *canvas) keeps(i int, c quant.Color) bool {
	if s.drawn[i][3] != c[3] {
		return false
	}
	return c[3] == 0 || within(s.aim[i], c, max(sameWanted, s.tolerance/2)) || within(s.drawn[i], c, max(sameDrawn, s.tolerance))
}

func within(a, b quant.Color, limit int) bool {
	for k := range 3 {
		if d := int(a[k]) - int(b[k]); d > limit || d < -limit {
			return false
		}
	}
	return true
}

// wanted returns an image's pixels; alpha below a half becomes transparent, the
// rest opaque.
func wanted(img *pixel.Image, m *work.Meter) []quant.Color {
	out := make([]quant.Color, img.W*img.H)
	r, g, b := &img.Plane[0], &img.Plane[0], &img.Plane[0]
	if img.Model.Planes() > 1 {
		g, b = &img.Plane[1], &img.Plane[2]
	}
	for y := range img.H {
		if !m.Spend(4 * img.W) {
			break
		}
		row := out[y*img.W:][:img.W]
		rr, gg, bb := r.Row(y)[:len(row)], g.Row(y)[:len(row)], b.Row(y)[:len(row)]
		for x := range row {
			row[x] = quant.Color{rr[x], gg[x], bb[x], 255}
		}
		if !img.HasAlpha() {
			continue
		}
		for x, a := range img.Alpha.Row(y)[:len(row)] {
			if a < 128 {
				row[x] = quant.Color{}
			}
		}
	}
	return out
}

// cutAlpha makes every pixel transparent or opaque.
func cutAlpha(img *pixel.Image, m *work.Meter) *pixel.Image {
	if !img.HasAlpha() {
		return img
	}
	out := *img
	out.Alpha = pixel.NewPlane(img.W, img.H)
	for y := range img.H {
		if !m.Spend(img.W) {
			break
		}
		src, dst := img.Alpha.Row(y), out.Alpha.Row(y)
		for x, a := range src {
			if a >= 128 {
				dst[x] = 255
			}
		}
	}
	return &out
}

// uncovered returns the least rectangle of the pixels that are seen and are to be
// transparent, which only the disposal of the frame before can bring about.
func (s *canvas) uncovered(want []quant.Color, m *work.Meter) image.Rectangle {
	return s.bounds(m, func(i int) bool { return want[i][3] == 0 && s.drawn[i][3] != 0 })
}

// changed returns the least rectangle of the pixels that have to be drawn.
func (s *canvas) changed(want []quant.Color, m *work.Meter) image.Rectangle {
	return s.bounds(m, func(i int) bool { return !s.keeps(i, want[i]) })
}

// bounds returns the least rectangle of the pixels that have is true for.
func (s *canvas) bounds(m *work.Meter, have func(i int) bool) image.Rectangle {
	r := image.Rectangle{Min: image.Pt(s.w, s.h)}
	for y := range s.h {
		if !m.Spend(8 * s.w) {
			break
		}
		first := 0
		for first < s.w && !have(y*s.w+first) {
			first++
		}
		if first == s.w {
			continue
		}
		last := s.w - 1
		for !have(y*s.w + last) {
			last--
		}
		r.Min.X, r.Max.X = min(r.Min.X, first), max(r.Max.X, last+1)
		r.Min.Y, r.Max.Y = min(r.Min.Y, y), y+1
	}
	if r.Empty() {
		return image.Rectangle{}
	}
	return r
}

// erase makes a rectangle transparent.
func (s *canvas) erase(r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		clear(s.drawn[y*s.w+r.Min.X : y*s.w+r.Max.X])
	}
}

// part returns the pixels of a rectangle that have to be drawn as an image, all
// others transparent.
func (s *canvas) part(want []quant.Color, r image.Rectangle, m *work.Meter) *pixel.Image {
	img := pixel.New(pixel.RGB, r.Dx(), r.Dy(), 1, 1, true)
	for y := range img.H {
		if !m.Spend(16 * img.W) {
			break
		}
		at := (r.Min.Y+y)*s.w + r.Min.X
		for x, c := range want[at:][:img.W] {
			if c[3] == 0 || s.keeps(at+x, c) {
				continue
			}
			for k := range 3 {
				img.Plane[k].Row(y)[x] = c[k]
			}
			img.Alpha.Row(y)[x] = 255
		}
	}
	return img
}

// draw puts a frame's pixels on the canvas.
func (s *canvas) draw(f *drawing, want []quant.Color, m *work.Meter) {
	for y := range f.rect.Dy() {
		if !m.Spend(4 * f.rect.Dx()) {
			break
		}
		at := (f.rect.Min.Y+y)*s.w + f.rect.Min.X
		for x, index := range f.indices[y*f.rect.Dx():][:f.rect.Dx()] {
			if c := f.palette[index]; c[3] != 0 {
				s.drawn[at+x], s.aim[at+x] = c, want[at+x]
			}
		}
	}
}
