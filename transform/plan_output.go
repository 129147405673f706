package transform

import (
	"tintype/transform/internal/codec"
	"tintype/transform/params"
)

// wishOf returns what a query asks of the output, for any format.
func wishOf(p *params.Params) codec.Wish {
	w := codec.Wish{
		Word: p.Format.String(), Quality: max(p.Quality, 0), Colors: p.ColorQuant,
		Lossless: switchOf(p.Lossless), Progressive: switchOf(p.Progressive), Compress: p.Auto&params.AutoCompress != 0,
	}
	switch p.ChromaSub {
	case params.Chroma420:
		w.SubX, w.SubY = 2, 2
	case params.Chroma422:
		w.SubX, w.SubY = 2, 1
	case params.Chroma444:
		w.SubX, w.SubY = 1, 1
	}
	return w
}

func switchOf(t params.Toggle) codec.Switch {
	switch t {
	case params.On:
		return codec.On
	case params.Off:
		return codec.Off
	}
	return codec.Unset
}

// settle fixes the output: its format and settings, and whether it is an animation or a
// frame of one.
func (d *job) settle(s codec.Source) {
	a, ok := s.(*codec.Animation)
	moving := ok && !d.p.Frame.Single() && a.Frames() > 1
	if d.avoid(moving) {
		d.out = d.chooseOutput()
	}
	d.capQuality()
	if d.out.Animated = moving && d.out.Format.Animate != nil; d.out.Animated {
		d.out.settleQuality(nil) // as for most, since frames come one by one
	}
	if ok && !d.out.Animated {
		a.First = max(d.p.Frame.First, 1)
	}
	d.info.Format, d.info.ContentType = d.out.Format.Name, d.out.Format.MediaType
	d.info.Ignored = d.p.Ignored(params.Outcome{
		Format: d.out.Format.Name, File: !d.out.facts(), Facts: d.describes(), Frames: ok && a.Frames() > 1, Animated: d.out.Animated,
	})
}

// avoid replaces the format of fm by Format.Instead if it cannot hold the animation, or
// if auto=format chose it and the image is too large for it. It reports whether it did.
func (d *job) avoid(moving bool) bool {
	f := formatNamed(d.p.Format.String())
	if f == nil || f.Instead == "" {
		return false
	}
	most := d.lim.AutoPixels[f.Name]
	large := most > 0 && d.p.Auto&params.AutoFormat != 0 && int64(d.g.Final.W)*int64(d.g.Final.H) > most
	if !large && (!moving || f.Animate != nil) {
		return false
	}
	// Instead is a word of fm.
	return d.p.Set("fm", f.Instead) == nil
}

// chooseOutput chooses the format and its settings. Without fm an image keeps its format,
// unless browsers do not show that.
func (d *job) chooseOutput() output {
	p, h, lim := d.p, &d.head, &d.lim
	o := output{Output: codec.Output{SubX: 1, SubY: 1, MaxBytes: lim.ResponseBytes, Meter: lim.meter, Poll: lim.poll, Hurry: lim.Hurry}}
	if p.Bytes > 0 && (o.MaxBytes == 0 || p.Bytes < o.MaxBytes) {
		o.MaxBytes = p.Bytes
	}
	if o.Format = factsFormat(p); o.Format != nil {
		return o
	}
	w := wishOf(p)
	if o.Format = formatNamed(w.Word); o.Format == nil {
		if o.Format = d.format; !o.Format.Shown || o.Format.Encode == nil {
			o.Format = shownFormat(h.Alpha)
		}
	}
	if o.Format.Quality > 0 {
		d.chooseQuality(&o, &w)
	}
	if o.Format.Choose != nil {
		o.Format.Choose(&o.Output, &w, h)
	}
	if p.CS == params.CSOrigin {
		o.ICC = h.ICC
	}
	return o
}

// describes reports that the output is facts from the source's header, without pixels.
func (d *job) describes() bool { return d.out.Format == jsonFacts && d.p.Palette == params.PaletteNone }
