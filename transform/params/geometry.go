package params

import "errors"

// Size is in pixels.
type Size struct{ W, H int }

// Rect is a rectangle in 16.16 fixed-point pixels.
type Rect struct{ X, Y, W, H int64 }

// PixelRect returns a rectangle of whole pixels.
func PixelRect(x, y, w, h int) Rect {
	return Rect{int64(x) << fix, int64(y) << fix, int64(w) << fix, int64(h) << fix}
}

// Pixels returns the whole pixels that r touches.
func (r Rect) Pixels() (x0, y0, x1, y1 int) {
	return int(r.X >> fix), int(r.Y >> fix), int((r.X + r.W + 1<<fix - 1) >> fix), int((r.Y + r.H + 1<<fix - 1) >> fix)
}

// Limits bound the output in pixels. Larger outputs shrink in proportion.
type Limits struct {
	OutputSide   int   // 0 means 8192
	OutputPixels int64 // 0 means 40,000,000
}

// Geometry says how stored pixels become the output, in this order: cut Crop out of the
// stored image; resample it and orient it by Orient, to size Out; put it on a canvas of
// size Canvas at (X, Y); rotate that by Rotate in an image of size Final.
type Geometry struct {
	// Orient does orient, rot by quarters and flip in one.
	Orient Orientation
	// Crop is in stored coordinates, always inside the source.
	Crop Rect
	// Out is the size of the resampled image, after Orient.
	Out Size
	// Canvas is Out with the padding of fit and pad.
	Canvas Size
	// X, Y is where Out lies on Canvas.
	X, Y int
	// Rotate is what remains of rot, clockwise, at most 45 degrees either way.
	Rotate Decimal
	// Final is the size of what is encoded.
	Final Size
	// Extend says that padding repeats the edge pixels (fit=clamp).
	Extend bool

	// Choose is CropEntropy or CropEdges where the content decides which part
	// of Window the cut keeps. Crop is then the middle.
	Choose Crop
	// Trim says that an even border has to be looked for within Window;
	// WithTrim takes what was found. Until then everything is without trim.
	Trim bool
	// Window is rect, in stored coordinates; the whole source without rect.
	Window Rect

	stored Size
	exif   Orientation
	lim    Limits
	p      *Params
}

// maxSource is the longest side of a source, in pixels.
const maxSource = 1 << 24

// fix is the number of fraction bits of a Rect.
const fix = 16

var errSource = errors.New("params: source size: want 1 to 16777216 pixels a side")

// Geometry plans for a source of the stored size src, whose EXIF data gives the
// orientation (0 for none). It returns an error only if a side of the source is less than
// 1 or more than 16777216 pixels.
func (p Params) Geometry(src Size, exif Orientation, lim Limits) (Geometry, error) {
	if src.W < 1 || src.H < 1 || src.W > maxSource || src.H > maxSource {
		return Geometry{}, errSource
	}
	g := Geometry{stored: src, exif: exif, lim: lim, p: &p}
	view := p.Orient.Resolve(exif).Size(src)
	g.plan(p.Region.in(view))
	g.Trim = p.Trim != TrimNone
	return g, nil
}

// area is a rectangle of whole pixels in the upright source.
type area struct{ x, y, w, h int64 }

// plan computes everything from the part of the upright source that is left
// after rect and trim.
func (g *Geometry) plan(a area) {
	p := g.p
	upright := p.Orient.Resolve(g.exif)
	f := p.frame(a.w, a.h)
	quarters, rest := p.turn()
	turn := quarters.Then([...]Orientation{Upright, FlipH, FlipV, Rotate180}[p.Flip&3])
	if p.Flip == FlipHorizontal || p.Flip == FlipVertical {
		rest = -rest // a mirror after a turn is the opposite turn after the mirror
	}

	g.Orient = upright.Then(turn)
	g.Rotate = rest
	g.Extend = p.Fit == FitClamp
	g.Choose = f.choose
	back, view := upright.Inverse(), upright.Size(g.stored)
	toStored := func(r Rect) Rect {
		return back.Rect(r, int64(view.W)<<fix, int64(view.H)<<fix)
	}
	g.Window = toStored(Rect{a.x << fix, a.y << fix, a.w << fix, a.h << fix})
	f.cut.X += a.x << fix
	f.cut.Y += a.y << fix
	g.Crop = toStored(f.cut)
	g.place(turn.Rect(f.content, f.w, f.h), turn.Swaps(), f.w, f.h)
}

// turn splits rot into quarter turns and a rest of at most 45 degrees either way.
func (p *Params) turn() (Orientation, Decimal) {
	k := (p.Rot + quarter/2 - 1) / quarter
	return [...]Orientation{Upright, Rotate90, Rotate180, Rotate270}[k&3], p.Rot - k*quarter
}

// place shrinks the canvas of w by h before its turn, and the content on it,
// until the final size is within the limits.
func (g *Geometry) place(content Rect, swap bool, w, h int64) {
	if swap {
		w, h = h, w
	}
	cw, ch := g.shrink(w, h)
	g.Canvas = Size{int(cw), int(ch)}
	g.X, g.Out.W = along(content.X, content.W, w, cw)
	g.Y, g.Out.H = along(content.Y, content.H, h, ch)
	fw, fh := rotated(cw, ch, g.Rotate)
	g.Final = Size{int(fw), int(fh)}
}

// along scales a stretch of n at x on a side of length from to one of length to.
func along(x, n, from, to int64) (int, int) {
	n = min(max(1, mulDiv(n, to, from)), to)
	return int(min(mulDiv(x, to, from), to-n)), int(n)
}

// shrink returns the largest size of about the proportion w:h whose box,
// turned by Rotate, is within the limits.
func (g *Geometry) shrink(w, h int64) (int64, int64) {
	side, pixels := int64(g.lim.OutputSide), g.lim.OutputPixels
	if side <= 0 {
		side = 8192
	}
	if pixels <= 0 {
		pixels = 40_000_000
	}
	fits := func(w, h int64) bool {
		w, h = rotated(w, h, g.Rotate)
		return w <= side && h <= side && w*h <= pixels
	}
	if w <= 4*side && h <= 4*side && fits(w, h) {
		return w, h
	}
	// Scaled by n/long the box has about n/long of its sides; rounding is left
	// to the few steps of the loop.
	sin, cos := SinCos(max(g.Rotate, -g.Rotate))
	long := max(w, h)
	boxW := max(1, mulDiv(w, cos, 1<<30)+mulDiv(h, sin, 1<<30))
	boxH := max(1, mulDiv(h, cos, 1<<30)+mulDiv(w, sin, 1<<30))
	n := min(long, pixels, mulDiv(side, long, max(boxW, boxH)),
		isqrt(mulDiv(mulDiv(pixels, long, min(boxW, boxH)), long, max(boxW, boxH))))
	for n++; ; n-- {
		cw, ch := max(1, mulDiv(w, n, long)), max(1, mulDiv(h, n, long))
		if n <= 1 || cw <= 4*side && ch <= 4*side && fits(cw, ch) {
			return cw, ch
		}
	}
}

// WithTrim returns the plan for the part r inside an even border, in stored coordinates.
// trim-pad widens r, within Window.
func (g Geometry) WithTrim(r Rect) Geometry {
	p := g.p
	upright := p.Orient.Resolve(g.exif)
	w, h := int64(g.stored.W), int64(g.stored.H)
	inView := func(r Rect) area {
		r = upright.Rect(r, w<<fix, h<<fix)
		x, y := r.X>>fix, r.Y>>fix
		return area{x, y, (r.X+r.W+1<<fix-1)>>fix - x, (r.Y+r.H+1<<fix-1)>>fix - y}
	}
	a, window := inView(r), inView(g.Window)
	a.x, a.w = grow(a.x, a.w, int64(p.TrimPad), window.x, window.w)
	a.y, a.h = grow(a.y, a.h, int64(p.TrimPad), window.y, window.h)
	g.plan(a)
	g.Trim = false
	return g
}

// grow widens the n from x by pad on both sides, within the m from lo; a
// negative pad leaves at least the middle.
func grow(x, n, pad, lo, m int64) (int64, int64) {
	pad = max(pad, -(n-1)/2)
	return clip(x-pad, n+2*pad, lo, m)
}

// clip returns the part of the n from x that lies within the m from lo, at
// least 1.
func clip(x, n, lo, m int64) (int64, int64) {
	end := min(max(x+n, lo+1), lo+m)
	x = min(max(x, lo), end-1)
	return x, end - x
}

// slide moves the n from x into the m from lo.
func slide(x, n, lo, m int64) int64 { return max(lo, min(x, lo+m-n)) }

// Stored returns the size of Out before Orient.
func (g *Geometry) Stored() Size { return g.Orient.Inverse().Size(g.Out) }

// Resamples reports that pixels are filtered and not only copied.
func (g *Geometry) Resamples() bool {
	s := g.Stored()
	return g.Crop.W != int64(s.W)<<fix || g.Crop.H != int64(s.H)<<fix || (g.Crop.X|g.Crop.Y)&(1<<fix-1) != 0
}

// Scaled returns pixels multiplied by dpr, rounded: for border, radii, mark-x.
func (p *Params) Scaled(pixels int) int {
	return int(mulDiv(int64(pixels), int64(p.Scale()), int64(One)))
}
