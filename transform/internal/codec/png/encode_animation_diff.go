package png

import (
	"bytes"
	"image"
	"io"

	"tintype/transform/internal/pixel"
)

// A difference is what a frame changes of what the canvas shows.
type difference struct {
	rect  image.Rectangle
	holes int  // pixels within it that stay
	over  bool // what changes may be laid over the canvas
	clear bool // some of what changes is not opaque
}

// compare finds out what an image changes, and notes what stays.
func (a *AnimationWriter) compare(img *pixel.Image) difference {
	d := difference{rect: image.Rectangle{Min: image.Pt(a.w, a.h)}, over: true}
	changed := 0
	for y := range a.h {
		if !a.meter.Spend(8 * a.w) {
			break
		}
		stays := a.stays.Row(y)
		if a.sameRow(img, y) {
			fill(stays, 1)
			continue
		}
		n := a.compareRow(stays, img, y, &d)
		if n == 0 {
			continue
		}
		changed += n
		d.rect.Min.X = min(d.rect.Min.X, bytes.IndexByte(stays, 0))
		d.rect.Max.X = max(d.rect.Max.X, bytes.LastIndexByte(stays, 0)+1)
		d.rect.Min.Y, d.rect.Max.Y = min(d.rect.Min.Y, y), y+1
	}
	if changed == 0 {
		return difference{}
	}
	d.holes = d.rect.Dx()*d.rect.Dy() - changed
	return d
}

// sameRow reports that a row is what is shown, byte for byte.
func (a *AnimationWriter) sameRow(img *pixel.Image, y int) bool {
	for k := range 3 {
		if !bytes.Equal(img.Plane[k].Row(y), a.shown.Plane[k].Row(y)) {
			return false
		}
	}
	return !img.HasAlpha() || bytes.Equal(img.Alpha.Row(y), a.shown.Alpha.Row(y))
}

// compareRow marks the pixels of a row that stay and returns how many do not.
func (a *AnimationWriter) compareRow(stays []byte, img *pixel.Image, y int, d *difference) (changed int) {
	n := a.w
	r, g, b := img.Plane[0].Row(y)[:n], img.Plane[1].Row(y)[:n], img.Plane[2].Row(y)[:n]
	p, q, s := a.shown.Plane[0].Row(y)[:n], a.shown.Plane[1].Row(y)[:n], a.shown.Plane[2].Row(y)[:n]
	under := a.shown.Alpha.Row(y)[:n]
	var alpha []byte
	if img.HasAlpha() {
		alpha = img.Alpha.Row(y)[:n]
	}
	limit := a.o.Tolerance
	var aimed [3][]byte
	if a.aim != nil {
		limit = max(limit, sameDrawn)
		for k := range aimed {
			aimed[k] = a.aim.Plane[k].Row(y)[:n]
		}
	}
	for x := range stays[:n] {
		over := byte(255)
		if alpha != nil {
			over = alpha[x]
		}
		same := over == 0 || near(r[x], p[x], limit) && near(g[x], q[x], limit) && near(b[x], s[x], limit)
		if !same && a.aim != nil {
			m := max(a.o.Tolerance/2, sameWanted)
			same = near(r[x], aimed[0][x], m) && near(g[x], aimed[1][x], m) && near(b[x], aimed[2][x], m)
		}
		if same && over == under[x] {
			stays[x] = 1
			continue
		}
		stays[x] = 0
		changed++
		if over < 255 {
			d.clear = true
			d.over = d.over && under[x] == 0
		}
	}
	return changed
}

// How far a sample may be from the one that a pixel was drawn for, and from what it
// was drawn as, for the pixel to stay where there is a palette: resampling makes less
// of what does not move.
const (
	sameWanted = 2
	sameDrawn  = 4
)

func near(a, b byte, limit int) bool {
	d := int(a) - int(b)
	return d <= limit && -d <= limit
}

// show notes what was drawn: all of a rectangle, or what does not stay.
func (a *AnimationWriter) show(img *pixel.Image, rect image.Rectangle, blend bool) {
	to, from := canvasPlanes(a.shown), canvasPlanes(img)
	for y := rect.Min.Y; y < rect.Max.Y; y++ {
		stays := a.stays.Row(y)[rect.Min.X:rect.Max.X]
		for k := range to {
			dst := to[k].Row(y)[rect.Min.X:rect.Max.X]
			switch {
			case k == 3 && !img.HasAlpha():
				fill(dst, 255) // a hole shows what is opaque already
			case !blend:
				copy(dst, from[k].Row(y)[rect.Min.X:])
			default:
				src := from[k].Row(y)[rect.Min.X:]
				for x, v := range stays {
					if v == 0 {
						dst[x] = src[x]
					}
				}
			}
		}
	}
}

// showIndices is show for what was drawn with a palette.
func (a *AnimationWriter) showIndices(img *pixel.Image, indices []byte, rect image.Rectangle, blend bool) {
	to := canvasPlanes(a.shown)
	for y := range rect.Dy() {
		for k := range 3 {
			wanted := img.Plane[k].Row(rect.Min.Y + y)
			aim := a.aim.Plane[k].Row(rect.Min.Y + y)
			for x := rect.Min.X; x < rect.Max.X; x++ {
				if !blend || a.stays.Row(rect.Min.Y + y)[x] == 0 {
					aim[x] = wanted[x]
				}
			}
		}
		stays := a.stays.Row(rect.Min.Y + y)[rect.Min.X:]
		for x, i := range indices[y*rect.Dx():][:rect.Dx()] {
			if blend && stays[x] != 0 {
				continue
			}
			c := a.table.List[i]
			for k := range to {
				to[k].Row(rect.Min.Y + y)[rect.Min.X+x] = byte(c >> (8 * k))
			}
		}
	}
}

// cutOut copies a rectangle of an image, or returns it where that is all.
func cutOut(img *pixel.Image, rect image.Rectangle) *pixel.Image {
	if rect.Dx() == img.W && rect.Dy() == img.H {
		return img
	}
	out := pixel.New(pixel.RGB, rect.Dx(), rect.Dy(), 1, 1, img.HasAlpha())
	to, from := canvasPlanes(out), canvasPlanes(img)
	for k := range to {
		if k == 3 && !img.HasAlpha() {
			break
		}
		for y := range out.H {
			copy(to[k].Row(y), from[k].Row(rect.Min.Y + y)[rect.Min.X:])
		}
	}
	return out
}

// unpack decodes a frame that was coded.
func (a *AnimationWriter) unpack(f *codedFrame) (*pixel.Image, error) {
	cfg := Config{Width: f.rect.Dx(), Height: f.rect.Dy(), Model: pixel.RGB, Alpha: a.form != typeRGB}
	d := &Decoder{Meter: a.meter, data: bytes.NewReader(f.data), cfg: cfg}
	d.f = format{colorType: a.form, depth: 8, channels: 1}
	if a.form == typeRGB {
		d.f.channels = 3
	} else {
		for i, c := range a.palette() {
			for k, v := range c {
				d.f.palette[k][i] = v
			}
		}
	}
	if err := d.Start(1 << 62); err != nil {
		return nil, err
	}
	img := pixel.New(pixel.RGB, cfg.Width, cfg.Height, 1, 1, cfg.Alpha)
	for {
		var b pixel.Band
		if err := d.Next(&b); err == io.EOF {
			return img, nil
		} else if err != nil {
			return nil, err
		}
		for y := range b.Plane[0].H {
			for k := range 3 {
				copy(img.Plane[k].Row(b.Y[0]+y), b.Plane[k].Row(y))
			}
			if cfg.Alpha {
				copy(img.Alpha.Row(b.Y[0]+y), b.Alpha.Row(y))
			}
		}
	}
}
