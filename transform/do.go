package transform

import (
	"image"
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/quant"
	"tintype/transform/internal/work"
	"tintype/transform/params"
)

// Do reads a picture from src, does what p asks and writes the result to dst,
// in one Write and only if everything went well. It reads no more of src than
// it needs. The images that mark and blend name are left out, and stand in
// Info.Missing: see DoWith.
//
// The error is an *Error, or one of dst's.
func Do(dst io.Writer, src io.Reader, p Params, lim Limits) (Info, error) {
	return DoWith(dst, src, p, lim, nil)
}

// Pictures opens the pictures that mark and blend name by key. It returns nil
// where there is none. It is called after all of the source that is needed has
// been read.
type Pictures func(key string) io.Reader

// DoWith is Do with the pictures that mark and blend name. One that is not there
// or cannot be used is left out; Info.Missing says so.
func DoWith(dst io.Writer, src io.Reader, p Params, lim Limits, pictures Pictures) (Info, error) {
	lim.meter = work.New(lim.poll)
	d := &doing{p: &p, lim: lim, pictures: pictures}
	body, err := d.run(src)
	if err != nil {
		return Info{}, err
	}
	if _, err := dst.Write(body); err != nil {
		return Info{}, err
	}
	seen := d.seen()
	d.info.Source = SourceInfo{Width: seen.W, Height: seen.H, Format: d.format.Name}
	return d.info, nil
}

// doing is one transformation on its way.
type doing struct {
	p        *params.Params
	lim      Limits
	pictures Pictures

	format *codec.Format // of the source
	head   codec.Header
	g      params.Geometry
	chosen *image.Point // of the cut, once the content has chosen
	out    output
	info   Info

	convert   conversion // of the source's colors, once converted says that it was found
	converted bool

	marked, blended *overlay // what mark and blend name, once opened

	full   params.Size      // of an animation's frames, as asked for
	colors *quant.Histogram // of an animation, once counted
}

// run returns the body and fills in what info says of it. A panic of anything
// that it calls becomes an error.
func (d *doing) run(src io.Reader) (body []byte, err error) {
	defer recovered(&err)
	s, err := d.open(src)
	if err != nil {
		return nil, err
	}
	defer func() { d.info.Partial = codec.Partial(s) }()
	a, isAnimated := s.(*codec.Animation)
	d.avoid(a)
	d.out = d.chooseOutput()
	d.capQuality()
	d.info.Format, d.info.ContentType = d.out.Format.Name, d.out.Format.MediaType
	if d.out.Format == jsonFacts && d.p.Palette == params.PaletteNone {
		d.info.Width, d.info.Height = d.g.Final.W, d.g.Final.H
		return describe(d.format, &d.head, d.seen(), d.g.Final), nil
	}
	d.out.Animated = isAnimated && d.animates(a)
	frame, err := d.planMemory()
	if err != nil {
		return nil, err
	}
	if r, ok := s.(codec.Reserver); ok {
		r.Reserve(frame)
	}
	original := d.mayKeep(s)
	if d.out.Animated {
		body, err = d.animation(a)
	} else {
		body, err = d.still(s)
	}
	return d.orOriginal(original, body, err)
}

// avoid takes another format in place of one that fm names and that does not write
// animations, or that auto=format came to for too large an image.
func (d *doing) avoid(a *codec.Animation) {
	f := formatNamed(d.p.Format.String())
	if f == nil || f.Instead == "" {
		return
	}
	most := d.lim.AutoPixels[f.Name]
	large := most > 0 && d.p.Auto&params.AutoFormat != 0 && int64(d.g.Final.W)*int64(d.g.Final.H) > most
	if large || f.Animate == nil && a != nil && !d.p.Frame.Single() && a.Frames() > 1 {
		// The word is one that the grammar has.
		_ = d.p.Set("fm", f.Instead)
	}
}

// still returns the body of a single image, or what is read off it.
func (d *doing) still(s codec.Source) ([]byte, error) {
	if a, ok := s.(*codec.Animation); ok {
		a.First = max(d.p.Frame.First, 1)
	}
	img, err := d.render(s)
	if err != nil {
		return nil, err
	}
	d.info.Width, d.info.Height = img.W, img.H
	if d.out.facts() {
		return readOff(img, d.p, d.out.Format), nil
	}
	return d.encodeToFit(img)
}

// open reads the header and plans; with trim it reads all of the source once.
func (d *doing) open(src io.Reader) (s codec.Source, err error) {
	src = &limitReader{r: src, n: d.lim.SourceBytes, max: d.lim.SourceBytes, meter: d.lim.meter}
	var kept *rereader
	if d.p.Trim != params.TrimNone {
		kept = &rereader{src: src}
		src = kept
	}
	if s, d.format, err = open(src, &d.lim); err != nil {
		return nil, err
	}
	d.head = *s.Header()
	d.boundOutput()
	bounds := params.Limits{OutputSide: d.lim.OutputSide, OutputPixels: d.lim.OutputPixels}
	if f := factsFormat(d.p); f == blurHash || d.p.Palette != params.PaletteNone {
		bounds.OutputSide = factsSide
	}
	if d.g, err = d.p.Geometry(params.Size{W: d.head.W, H: d.head.H}, params.Orientation(d.head.Orientation), bounds); err != nil {
		return nil, fail(CodeDamaged, "source", err)
	}
	if !d.g.Trim {
		return s, nil
	}
	forget(s)
	if d.g, err = trimmed(s, d.p, d.g, &d.lim); err != nil {
		return nil, err
	}
	s, _, err = open(kept.again(), &d.lim)
	return s, err
}

// render decodes, resizes and finishes.
func (d *doing) render(s codec.Source) (*pixel.Image, error) {
	f := newFramePlan(d.format, &d.head, d.g, &d.out, &d.lim)
	convert := d.conversion()
	if f.convertsFirst(convert) {
		f.convert, convert = convert, nil
	}
	img, err := resize(s, &f, &d.lim)
	if err != nil {
		return nil, err
	}
	return d.finish(d.cut(&f, img), convert)
}

// seen is the size of the source with its orientation applied.
func (d *doing) seen() params.Size {
	return d.p.Orient.Resolve(params.Orientation(d.head.Orientation)).Size(params.Size{W: d.head.W, H: d.head.H})
}
