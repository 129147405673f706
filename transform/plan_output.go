package transform

import (
	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// output is how the result is written.
type output struct{ codec.Output }

// wishOf is what a query asks of the output, whatever its format.
func wishOf(p *params.Params) codec.Wish {
	w := codec.Wish{
		Word: p.Format.String(), Quality: max(p.Quality, 0), Looks: p.Looks(), Colors: p.ColorQuant,
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

// choose settles what goes out, and notes it: the format with its settings, and whether
// it is an animation or which frame of one.
func (d *job) choose(s codec.Source) {
	a, ok := s.(*codec.Animation)
	moving := ok && !d.p.Frame.Single() && a.Frames() > 1
	d.avoid(moving)
	d.out = d.chooseOutput()
	d.capQuality()
	d.out.Animated = moving && d.out.Format.Animate != nil
	if ok && !d.out.Animated {
		a.First = max(d.p.Frame.First, 1)
	}
	d.info.Format, d.info.ContentType = d.out.Format.Name, d.out.Format.MediaType
}

// avoid takes another format in place of one that fm names and that does not write
// animations, or that auto=format came to for too large an image.
func (d *job) avoid(moving bool) {
	f := formatNamed(d.p.Format.String())
	if f == nil || f.Instead == "" {
		return
	}
	most := d.lim.AutoPixels[f.Name]
	large := most > 0 && d.p.Auto&params.AutoFormat != 0 && int64(d.g.Final.W)*int64(d.g.Final.H) > most
	if large || moving && f.Animate == nil {
		// The word is one that the grammar has.
		_ = d.p.Set("fm", f.Instead)
	}
}

// chooseOutput picks the format and its settings. Without fm a picture keeps its
// format; one that browsers do not show becomes one that they do.
func (d *job) chooseOutput() output {
	p, h, lim := d.p, &d.head, &d.lim
	o := output{codec.Output{SubX: 1, SubY: 1, MaxBytes: lim.ResponseBytes, Meter: lim.meter, Poll: lim.poll, Hurry: lim.Hurry}}
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
	if f := o.Format; f.Quality > 0 {
		if w.Standard = lim.Quality[f.Name]; w.Standard == 0 {
			w.Standard = f.Quality
		}
		if o.Quality = w.Quality; o.Quality == 0 {
			o.Quality = w.Standard
		}
		if o.Looks = w.Looks; o.Looks > 0 {
			o.Quality = mostByLooks
		}
	}
	if o.Format.Choose != nil {
		o.Format.Choose(&o.Output, &w, h)
	}
	if p.CS == params.CSOrigin {
		o.ICC = h.ICC
	}
	return o
}

// mostByLooks is the highest quality that looks may ask for.
const mostByLooks = 95

// flat says that the format has no alpha.
func (o *output) flat() bool { return !o.Format.Alpha }

// facts says that something else goes out than a picture.
func (o *output) facts() bool { return o.Format.Encode == nil }

// model returns the planes that the format stores for a source of model m.
func (o *output) model(m pixel.Model) pixel.Model {
	switch {
	case m == pixel.Gray && !o.facts():
		return pixel.Gray
	case o.Format.Planes != nil:
		return o.Format.Planes(&o.Output)
	}
	return pixel.RGB
}

// takes returns the planes that the encoder takes of an image: RGB, where it makes the
// others itself.
func (o *output) takes(img *pixel.Image) pixel.Model {
	if img.Model == pixel.RGB && o.Format.FromRGB != nil && o.Format.FromRGB(&o.Output, img.HasAlpha()) {
		return pixel.RGB
	}
	return o.model(img.Model)
}

// memory is what the output's encoder takes for a pixel.
func (o *output) memory(alpha bool) int64 {
	if o.Format.Memory == nil {
		return 0
	}
	return o.Format.Memory(&o.Output, alpha)
}

// encode writes the frame; the quality it returns is 0 for lossless formats. The
// error is a *codec.SizeError where no quality brings the file under the limit.
func (o *output) encode(img *pixel.Image) (body []byte, quality int, err error) {
	if err := o.Poll(); err != nil {
		return nil, 0, err
	}
	if body, quality, err = o.Format.Encode(img, &o.Output); err != nil {
		return nil, 0, encodeError(err)
	}
	if o.MaxBytes > 0 && len(body) > o.MaxBytes {
		return nil, 0, &codec.SizeError{Format: o.Format.Name, Bytes: len(body)}
	}
	return body, quality, nil
}

// reduce gives up something beside quality and size, and returns how a query would ask
// for that, "" where there is nothing more.
func (o *output) reduce() string {
	if o.Format.Reduce == nil {
		return ""
	}
	return o.Format.Reduce(&o.Output)
}
