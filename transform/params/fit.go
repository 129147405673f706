package params

// frame is the result of the size stage, all in the upright view.
type frame struct {
	cut     Rect  // 16.16, relative to the region
	content Rect  // whole pixels: where the resampled image lies
	w, h    int64 // of the canvas
	choose  Crop  // CropEntropy, CropEdges or CropCenter
}

// frame fits a region of rw by rh pixels into what the query asks for.
func (p *Params) frame(rw, rh int64) frame {
	w, h := p.box(rw, rh)
	left, right := p.padding(p.PadLeft, p.PadRight, w)
	top, bottom := p.padding(p.PadTop, p.PadBottom, h)
	// With w and h the image and its padding fit inside.
	if w > 0 {
		w -= left + right
	}
	if h > 0 {
		h -= top + bottom
	}
	f := p.fitBox(rw, rh, w, h)
	f.content.X += left
	f.content.Y += top
	f.w += left + right
	f.h += top + bottom
	return f
}

// padding returns the pixels at the two ends of a side, which leave at least
// one pixel of it, if it is not open (0).
func (p *Params) padding(near, far Opt, side int64) (int64, int64) {
	if p.Pad == 0 && !near.Set && !far.Set {
		return 0, 0
	}
	return p.padded(near, far, side)
}

func (p *Params) padded(near, far Opt, side int64) (int64, int64) {
	all := Decimal(p.Pad) * One
	a := int64(p.Scaled(near.Or(all).Int()))
	b := int64(p.Scaled(far.Or(all).Int()))
	if side > 0 && a+b >= side {
		a, b = mulDivFloor(a, side-1, a+b), mulDivFloor(b, side-1, a+b)
	}
	return a, b
}

// box returns the size asked for in pixels, dpr applied; 0 is a side left open.
func (p *Params) box(rw, rh int64) (w, h int64) {
	w = int64(p.W.Of(int(rw), p.Scale()))
	h = int64(p.H.Of(int(rh), p.Scale()))
	if p.AR.W > 0 && p.AR.H > 0 && (p.Fit.cuts() || p.Fit.pads()) {
		w, h = p.AR.complete(w, h, rw, rh, p.Fit.cuts())
	}
	if p.Fit.cuts() && p.MaxW|p.MaxH|p.MinW|p.MinH != 0 {
		w, h = p.bounded(w, h, rw, rh)
	}
	return w, h
}

// complete finds the open sides of a box by the ratio. With both of them open
// it is the largest box within the region where it will be cut, and the
// smallest around it where it will be filled.
func (r Ratio) complete(w, h, rw, rh int64, inside bool) (int64, int64) {
	rx, ry := int64(r.W), int64(r.H)
	if w == 0 && h == 0 {
		// rw/rh against rx/ry; sides below 2^24, ratios below 2^34.
		if wide := rw*ry > rh*rx; wide == inside {
			h = rh
		} else {
			w = rw
		}
	}
	switch {
	case w == 0:
		w = follow(h, rx, ry)
	case h == 0:
		h = follow(w, ry, rx)
	}
	return w, h
}

// follow returns a side of n times num/den: rounded, at least 1, and capped far
// beyond every limit, so that products with a source's sides fit.
func follow(n, num, den int64) int64 { return min(max(1, mulDiv(n, num, den)), 1<<32) }

// closed gives the open sides of a box the proportion of the region.
func closed(rw, rh, w, h int64) (int64, int64) {
	switch {
	case w == 0 && h == 0:
		return rw, rh
	case w == 0:
		return follow(h, rw, rh), h
	case h == 0:
		return w, follow(w, rh, rw)
	}
	return w, h
}

// bounded applies max-w and the like. One side given: it is bounded, the other
// follows and is bounded itself. None given: the region shrinks in proportion
// to the upper bounds first.
func (p *Params) bounded(w, h, rw, rh int64) (int64, int64) {
	boundW := func(v int64) int64 { return bound(v, p.MinW, p.MaxW) }
	boundH := func(v int64) int64 { return bound(v, p.MinH, p.MaxH) }
	switch {
	case w == 0 && h == 0:
		w, h = rw, rh
		if m := int64(p.MaxW); m > 0 && w > m {
			w, h = m, follow(h, m, w)
		}
		if m := int64(p.MaxH); m > 0 && h > m {
			w, h = follow(w, m, h), m
		}
	case h == 0:
		w, h = closed(rw, rh, boundW(w), 0)
	case w == 0:
		w, h = closed(rw, rh, 0, boundH(h))
	}
	return boundW(w), boundH(h)
}

func bound(v int64, lo, hi int) int64 {
	v = max(v, int64(lo))
	if hi > 0 {
		v = min(v, int64(hi))
	}
	return v
}

// fitBox fits the region into a box of w by h, of which 0 is open.
func (p *Params) fitBox(rw, rh, w, h int64) frame {
	if p.zoom() > One {
		w, h = closed(rw, rh, w, h)
	}
	if w > 0 && h > 0 {
		switch {
		case p.Fit.cuts():
			return p.cover(rw, rh, w, h)
		case p.Fit == FitScale:
			return whole(rw, rh, w, h)
		case p.Fit == FitOutside:
			return p.uniform(rw, rh, w, h, w*rh > h*rw)
		}
	}
	var f frame
	switch {
	case w == 0 && h == 0:
		f = whole(rw, rh, rw, rh)
	case h == 0:
		f = p.uniform(rw, rh, w, h, true)
	case w == 0:
		f = p.uniform(rw, rh, w, h, false)
	default:
		f = p.uniform(rw, rh, w, h, w*rh <= h*rw)
	}
	if p.Fit.pads() && w > 0 && h > 0 {
		f.content.X, f.content.Y = (w-f.w)/2, (h-f.h)/2
		f.w, f.h = w, h
	}
	return f
}

// whole maps the whole region to w by h.
func whole(rw, rh, w, h int64) frame {
	return frame{cut: Rect{0, 0, rw << fix, rh << fix}, content: Rect{0, 0, w, h}, w: w, h: h}
}

// uniform scales the region by the one factor that makes its width w, or its
// height h.
//
// The other side is rounded to whole pixels, and what the region has beyond
// them is left out on both ends alike, so that pixels stay square: libvips does
// the same. Where rounding went up the region is not enough by less than half
// a pixel, and is stretched instead.
func (p *Params) uniform(rw, rh, w, h int64, byWidth bool) frame {
	if byWidth {
		if w > rw && !p.Fit.enlarges() {
			return whole(rw, rh, rw, rh)
		}
		f := whole(rw, rh, w, follow(w, rh, rw))
		f.cut.Y, f.cut.H = sliver(rh, f.h, rw, w)
		return f
	}
	if h > rh && !p.Fit.enlarges() {
		return whole(rw, rh, rw, rh)
	}
	f := whole(rw, rh, follow(h, rw, rh), h)
	f.cut.X, f.cut.W = sliver(rw, f.w, rh, h)
	return f
}

// sliver returns what n output pixels of num/den source pixels each cover in
// the middle of side.
func sliver(side, n, num, den int64) (at, length int64) {
	length = min(side<<fix, mulDiv(n<<fix, num, den))
	return (side<<fix - length) / 2, length
}

// cover scales the region until it covers w by h, and cuts.
func (p *Params) cover(rw, rh, w, h int64) frame {
	zoom := p.zoom()
	if p.Fit == FitMin {
		w, h = reduced(rw, rh, w, h, zoom)
	}
	// num/den source pixels to one output pixel.
	num, den := rw, w
	byWidth := rw*h <= rh*w
	if !byWidth {
		num, den = rh, h
	}
	f := whole(rw, rh, w, h)
	how, near := p.keep()
	if byWidth {
		f.cut.Y, f.cut.H = window(rh, h, num, den, near[1])
	} else {
		f.cut.X, f.cut.W = window(rw, w, num, den, near[0])
	}
	switch how {
	case CropFocalPoint:
		return f.focus(rw, rh, p.FPX.Or(One/2), p.FPY.Or(One/2), zoom)
	case CropEntropy, CropEdges:
		if f.cut.W < rw<<fix || f.cut.H < rh<<fix {
			f.choose = how
		}
	}
	return f
}

// reduced makes a box no larger than what of the region it will show.
func reduced(rw, rh, w, h int64, zoom Decimal) (int64, int64) {
	// Sides are at most 1<<32, a source's 1<<24, zoom 100 millions: all
	// products fit.
	num, den := rw, w*int64(zoom)
	if rw*h > rh*w {
		num, den = rh, h*int64(zoom)
	}
	if num*int64(One) >= den {
		return w, h
	}
	return follow(w*num, int64(One), den), follow(h*num, int64(One), den)
}

// place says at which end of a side the cut keeps.
type place int8

const (
	atNear place = iota - 1
	atMiddle
	atFar
)

// window returns the n output pixels, num/den source pixels each, that a cut
// keeps of a side. It is the same as to resample the whole side, rounded to
// whole pixels and centerd on the source, and then to cut whole pixels, in the
// middle with the odd one from the near end. Both are what sharp does.
func window(side, n, num, den int64, at place) (start, length int64) {
	length = min(side<<fix, mulDiv(n<<fix, num, den))
	all := max(n, mulDiv(side, den, num))
	var skip int64
	switch at {
	case atMiddle:
		skip = (all - n + 1) / 2
	case atFar:
		skip = all - n
	}
	// side/2 - all/2*num/den is where the resampled side begins.
	start = (side<<fix + mulDivSigned((2*skip-all)<<fix, num, den)) / 2
	return slide(start, length, 0, side<<fix), length
}

// keep returns the way to choose what the cut keeps, and the ends for x and y
// where no other way is chosen. There is no face model.
func (p *Params) keep() (how Crop, ends [2]place) {
	for _, c := range p.Crop {
		switch c {
		case CropTop, CropBottom, CropLeft, CropRight:
			return CropCenter, p.Crop.ends()
		case CropFocalPoint, CropEntropy, CropEdges:
			return c, ends
		}
	}
	return CropCenter, ends
}

// ends combines top, bottom, left and right; the first of an axis counts.
func (l CropList) ends() (ends [2]place) {
	set := func(axis int, at place) {
		if ends[axis] == atMiddle {
			ends[axis] = at
		}
	}
	for _, c := range l {
		switch c {
		case CropTop:
			set(1, atNear)
		case CropBottom:
			set(1, atFar)
		case CropLeft:
			set(0, atNear)
		case CropRight:
			set(0, atFar)
		}
	}
	return ends
}

// zoom returns fp-z where the focal point is what a cut keeps, else 1.
func (p *Params) zoom() Decimal {
	if !p.Fit.cuts() {
		return One
	}
	if how, _ := p.keep(); how == CropFocalPoint {
		return p.FPZ.Or(One)
	}
	return One
}

// focus zooms the cut and centers it on a point of the region of rw by rh, as
// far as it stays inside.
func (f frame) focus(rw, rh int64, x, y, zoom Decimal) frame {
	f.cut.X, f.cut.W = focusAlong(rw, f.cut.W, x, zoom)
	f.cut.Y, f.cut.H = focusAlong(rh, f.cut.H, y, zoom)
	return f
}

func focusAlong(side, length int64, at, zoom Decimal) (int64, int64) {
	length = max(1<<fix, mulDiv(length, int64(One), int64(zoom)))
	length = min(length, side<<fix)
	middle := mulDiv(side<<fix, int64(at), int64(One))
	return slide(middle-length/2, length, 0, side<<fix), length
}

// in returns the region in whole pixels of an upright image, at least one
// pixel of it.
func (r Region) in(view Size) area {
	full := area{0, 0, int64(view.W), int64(view.H)}
	if (*regionField)(&r).zero() {
		return full
	}
	var a area
	a.x, a.w = r.X.along(r.W, full.w)
	a.y, a.h = r.Y.along(r.H, full.h)
	return a
}

// along returns position and length on a side.
func (c Coord) along(length Coord, side int64) (int64, int64) {
	n := side
	if length.At == CoordValue {
		n = min(side, int64(length.V.Of(int(side), One)))
	}
	var x int64
	switch c.At {
	case CoordMiddle:
		x = (side - n + 1) / 2
	case CoordFar:
		x = side - n
	default:
		x = c.V.at(side)
	}
	return clip(x, n, 0, side)
}

// at returns a position on a side, from 0.
func (l Length) at(side int64) int64 {
	if l.IsPixels() {
		return int64(l / Length(One))
	}
	return mulDiv(int64(l), side, int64(One))
}
