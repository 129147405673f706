package transform

import (
	"tintype/transform/internal/ops"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// layers lays the image or color of blend, and then the image of mark, over img. The
// result is RGB.
func (d *job) layers(img *pixel.Image) *pixel.Image {
	p := d.p
	if p.Blend != (params.Paint{}) {
		img = d.blend(img)
	}
	if p.Mark == "" {
		return img
	}
	return d.mark(img)
}

// mark lays the watermark over img.
func (d *job) mark(img *pixel.Image) *pixel.Image {
	p := d.p
	l := layer{
		box:   params.Params{W: p.MarkW, H: p.MarkH, Fit: p.MarkFit, Rot: p.MarkRot, DPR: p.DPR},
		align: p.MarkAlign, x: scaledAt(p, p.MarkX), y: scaledAt(p, p.MarkY), pad: p.MarkPad.Or(5 * params.One).Int(), alpha: p.MarkAlpha,
		mode: params.BlendNormal, tile: p.MarkTile == params.MarkGrid,
	}
	if l.align == 0 {
		l.align = params.AlignBottom | params.AlignRight
	}
	if p.MarkScale > 0 {
		l.box.W = params.Length(p.MarkScale / 100)
		if p.MarkScale == 100*params.One {
			l.box.W, l.box.DPR = params.Px(img.W), 0
		}
	}
	return d.lay(img, p.Mark, &l, &d.marked)
}

// blend lays the color or the image of the parameter blend over img.
func (d *job) blend(img *pixel.Image) *pixel.Image {
	p := d.p
	l := layer{
		box:   params.Params{W: p.BlendW, H: p.BlendH, Fit: p.BlendFit, Crop: p.BlendCrop, DPR: p.DPR},
		align: p.BlendAlign, x: scaledAt(p, p.BlendX), y: scaledAt(p, p.BlendY), pad: p.BlendPad, alpha: p.BlendAlpha, mode: p.BlendMode,
	}
	if l.mode == params.BlendDefault {
		l.mode = params.BlendOverlay
	}
	if p.BlendSize == params.BlendSizeInherit {
		l.box.W, l.box.H, l.box.DPR = params.Px(img.W), params.Px(img.H), 0
		if l.box.Fit == params.FitDefault {
			l.box.Fit = params.FitCrop
		}
	}
	if c := p.Blend.Color; c.Set {
		img = own(img)
		l.put(img, ops.Even(img.W, img.H, c), 0)
		return img
	}
	return d.lay(img, p.Blend.Key, &l, &d.blended)
}

// layer says how one image is laid over another.
type layer struct {
	box   params.Params // its size, dpr applied
	align params.Align
	x, y  params.Opt // pixels, dpr applied
	pad   int        // pixels, dpr not applied
	alpha params.Opt // percent
	mode  params.BlendMode
	tile  bool
}

// scaledAt multiplies a coordinate by dpr.
func scaledAt(p *params.Params, o params.Opt) params.Opt {
	o.Value = params.Decimal(p.Scaled(o.Value.Int())) * params.One
	return o
}

// overlay is an image that is laid over another; img is nil if it could not be opened.
type overlay struct{ img *pixel.Image }

// lay lays the image with a key over img, or leaves it out if it cannot be opened. The
// frames of an animation, which have one size, share it.
func (d *job) lay(img *pixel.Image, key string, l *layer, opened **overlay) *pixel.Image {
	if *opened == nil {
		over, err := d.load(img, key, l)
		if over == nil {
			d.info.Missing = append(d.info.Missing, key)
			d.info.MissingErr = err
		}
		*opened = &overlay{over}
	}
	over := (*opened).img
	if over == nil {
		return img
	}
	img = own(img)
	l.put(img, over, d.p.Scaled(l.pad))
	return img
}

// load returns the image with a key as RGB. A mark-w or blend-w that is a fraction is
// relative to img. Without a size the image keeps its own, shrunk to fit into img.
func (d *job) load(img *pixel.Image, key string, l *layer) (*pixel.Image, error) {
	if d.images == nil {
		return nil, nil
	}
	r := d.images(key)
	if r == nil {
		return nil, nil
	}
	fraction := func(v params.Length, side int) params.Length {
		if v == 0 || v.IsPixels() {
			return v
		}
		return params.Px(v.Of(side, params.One))
	}
	box := &l.box
	if !box.W.IsPixels() && !box.H.IsPixels() && box.W|box.H != 0 {
		box.DPR = 0 // fractions of what dpr has multiplied already
	}
	box.W, box.H = fraction(box.W, img.W), fraction(box.H, img.H)
	if box.W|box.H == 0 {
		pad := d.p.Scaled(l.pad)
		box.W, box.H = params.Px(max(1, img.W-2*pad)), params.Px(max(1, img.H-2*pad))
		box.Fit, box.DPR = params.FitMax, 0
	}
	box.Format = params.FormatPNG32
	lim := d.lim
	lim.OutputPixels = min(lim.OutputPixels, 4*int64(img.W)*int64(img.H)+1<<16)
	sub := &job{p: box, lim: lim}
	over, err := sub.pixels(r)
	if err != nil {
		return nil, err
	}
	return own(over), nil
}

// put lays over onto img: at an edge, in the middle, or in tiles all over.
func (l *layer) put(img, over *pixel.Image, pad int) {
	alpha := byte((l.alpha.Or(100*params.One)*255/100 + params.One/2) / params.One)
	at := func(o params.Opt, near, far bool, room int) int {
		switch {
		case o.Set:
			return o.Value.Int()
		case near:
			return pad
		case far:
			return room - pad
		}
		return room / 2
	}
	x := at(l.x, l.align&params.AlignLeft != 0, l.align&params.AlignRight != 0, img.W-over.W)
	y := at(l.y, l.align&params.AlignTop != 0, l.align&params.AlignBottom != 0, img.H-over.H)
	if !l.tile {
		ops.Composite(img, over, x, y, alpha, l.mode)
		return
	}
	ops.Tile(img, over, x, y, over.W+pad, over.H+pad, alpha, l.mode)
}

// own returns the image as RGB, in planes that no other image shares.
func own(img *pixel.Image) *pixel.Image { return ops.RGB(img) }
