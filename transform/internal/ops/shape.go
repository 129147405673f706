package ops

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// shape is a convex figure in Q8 pixels: for a height y, the stretch of x that
// is inside, empty where left is not below right.
type shape interface {
	at(y int64) (left, right int64)
}

// ellipse is the one that touches the four sides of a rectangle of w by h.
type ellipse struct{ w, h int64 } // Q8

func (e ellipse) at(y int64) (left, right int64) {
	a, b := e.w/2, e.h/2
	d := y - b
	if d <= -b || d >= b {
		return 0, 0
	}
	// a/b·√(b²-d²), the root with 8 bits more.
	half := a * isqrt((b*b-d*d)<<16) / b >> 8
	return a - half, a + half
}

// rounded is a rectangle with rounded corners.
type rounded struct {
	x0, y0, x1, y1 int64    // Q8
	r              [4]int64 // Q8: top left, top right, bottom right, bottom left
}

// newRounded returns the rectangle of w by h pixels, less inset pixels on every
// side. Radii that do not fit shrink together, as in CSS (Backgrounds and
// Borders Level 3, section 5.5); the inset takes from each what it can.
func newRounded(w, h, inset int, radii params.Radii) rounded {
	s := rounded{x0: int64(inset) << 8, y0: int64(inset) << 8, x1: int64(w-inset) << 8, y1: int64(h-inset) << 8}
	for i, r := range radii {
		s.r[i] = int64(r) << 8
	}
	num, den := int64(1), int64(1)
	for i := range s.r {
		side := int64(w) << 8
		if i%2 == 1 {
			side = int64(h) << 8
		}
		// Sides in the order top, right, bottom, left.
		if both := s.r[i] + s.r[(i+1)%4]; both*num > side*den {
			num, den = side, both
		}
	}
	for i := range s.r {
		s.r[i] = max(0, s.r[i]*num/den-int64(inset)<<8)
	}
	return s
}

func (s rounded) at(y int64) (left, right int64) {
	if y <= s.y0 || y >= s.y1 || s.x0 >= s.x1 {
		return 0, 0
	}
	top, bottom := y-s.y0, s.y1-y
	left = s.x0 + max(notch(s.r[0], top), notch(s.r[3], bottom))
	right = s.x1 - max(notch(s.r[1], top), notch(s.r[2], bottom))
	return left, right
}

// notch returns how far a quarter of a circle of radius r is from its corner's
// side, at distance d from the corner.
func notch(r, d int64) int64 {
	if d >= r {
		return 0
	}
	return r - isqrt(r*r-(r-d)*(r-d))
}

// samples is how many heights of a row of pixels are looked at. Along x the
// coverage is exact.
const samples = 16

// coverWork is what a pixel of a shape takes, in samples.
const coverWork = 12

// cover sets dst to how much of each pixel of row y is inside the shape, 255 for
// all of it.
func cover(dst []byte, s shape, y int) {
	var ends [samples][2]int64
	inner, outer := [2]int64{0, int64(len(dst)) << 8}, [2]int64{int64(len(dst)) << 8, 0}
	for i := range ends {
		l, r := s.at(int64(y)<<8 + int64(2*i+1)*128/samples)
		if l >= r {
			l, r = 0, 0
		}
		ends[i] = [2]int64{l, r}
		inner[0], inner[1] = max(inner[0], l), min(inner[1], r)
		outer[0], outer[1] = min(outer[0], l), max(outer[1], r)
	}
	for x := range dst {
		lo, hi := int64(x)<<8, int64(x+1)<<8
		switch {
		case lo >= inner[0] && hi <= inner[1]:
			dst[x] = 255
		case hi <= outer[0] || lo >= outer[1]:
			dst[x] = 0
		default:
			sum := int64(0)
			for _, e := range ends {
				sum += max(0, min(e[1], hi)-max(e[0], lo))
			}
			dst[x] = byte((sum*255 + 128*samples) / (256 * samples))
		}
	}
}

// Ground is what lies under an image: a color, or nothing.
type Ground struct {
	C [3]byte
	// Opaque says that there is a color: what is cut away shows it. Else it
	// becomes transparent.
	Opaque bool
}

// Mask leaves of the image what is inside an ellipse, or inside its own
// corners rounded by radii in pixels.
func Mask(img *pixel.Image, kind params.Mask, radii params.Radii, under Ground) *pixel.Image {
	switch kind {
	case params.MaskEllipse:
		return cut(img, ellipse{int64(img.W) << 8, int64(img.H) << 8}, under)
	case params.MaskCorners:
		return cut(img, newRounded(img.W, img.H, 0, radii), under)
	}
	return img
}

// cut leaves of the image what is inside a shape.
func cut(img *pixel.Image, s shape, under Ground) *pixel.Image {
	if img.Model == pixel.YCbCr || under.Opaque && img.Model == pixel.Gray {
		img = RGB(img)
	}
	if !under.Opaque {
		withAlpha(img)
	}
	row := make([]byte, img.W)
	for y := 0; y < img.H && img.Meter.Spend(coverWork*img.W); y++ {
		cover(row, s, y)
		if !under.Opaque {
			mix(img.Alpha.Row(y), row, 0)
			continue
		}
		for i := range 3 {
			mix(img.Plane[i].Row(y), row, under.C[i])
		}
	}
	return img
}

// withAlpha gives an image an alpha plane, opaque everywhere, if it has none.
func withAlpha(img *pixel.Image) {
	if img.HasAlpha() {
		return
	}
	img.Alpha = pixel.NewPlane(img.W, img.H)
	img.Alpha.Fill(255)
}

// mix sets row to itself where share is 255, to v where it is 0.
func mix(row, share []byte, v byte) {
	for x, a := range share {
		row[x] = byte(div255(uint32(row[x])*uint32(a) + uint32(v)*uint32(255-a)))
	}
}

// div255 returns v/255 rounded to nearest, v being at most 255*255.
func div255(v uint32) uint32 {
	v += 128
	return (v + v>>8) >> 8
}

// Border draws a line of width pixels along the inner side of the edges, whose
// outer corners are rounded by radii; what is outside of them goes.
func Border(img *pixel.Image, width int, c params.Color, radii params.Radii, under Ground) *pixel.Image {
	img = RGB(img)
	inside := newRounded(img.W, img.H, min(width, (max(img.W, img.H)+1)/2), radii)
	row := make([]byte, img.W)
	for y := 0; y < img.H && img.Meter.Spend(2*coverWork*img.W); y++ {
		cover(row, inside, y)
		for x, a := range row {
			row[x] = 255 - byte(div255(uint32(255-a)*uint32(c.A)))
		}
		var alpha []byte
		if img.HasAlpha() {
			alpha = img.Alpha.Row(y)
		}
		for i, v := range [3]byte{c.R, c.G, c.B} {
			line(img.Plane[i].Row(y), alpha, row, v)
		}
		if alpha != nil {
			mix(alpha, row, 255)
		}
	}
	if radii != (params.Radii{}) {
		img = cut(img, newRounded(img.W, img.H, 0, radii), under)
	}
	return img
}

// line lays v, whose alpha is 255-keep, over a row of straight alpha.
func line(row, alpha, keep []byte, v byte) {
	if alpha == nil {
		mix(row, keep, v)
		return
	}
	for x, k := range keep {
		if k == 255 {
			continue
		}
		// Porter and Duff's over: what is under keeps alpha·k of its weight.
		below := uint32(div255(uint32(alpha[x]) * uint32(k)))
		above := uint32(255 - k)
		row[x] = byte((uint32(row[x])*below + uint32(v)*above + (below+above)/2) / (below + above))
	}
}
