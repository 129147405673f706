package transform

import (
	"image"
	"io"

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
	d.info.Source = SourceInfo{Width: seen.W, Height: seen.H, Format: string(d.head.format)}
	return d.info, nil
}

// doing is one transformation on its way.
type doing struct {
	p        *params.Params
	lim      Limits
	pictures Pictures

	head   header
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
	defer func() { d.info.Partial = isPartial(s) }()
	a, isAnimated := s.(*animatedSource)
	d.avoidAVIF(a)
	d.out = chooseOutput(d.p, d.head, d.lim)
	d.capQuality()
	d.info.Format, d.info.ContentType = string(d.out.format), d.out.format.ContentType()
	if d.out.format == jsonFacts && d.p.Palette == params.PaletteNone {
		d.info.Width, d.info.Height = d.g.Final.W, d.g.Final.H
		return describe(d.head, d.seen(), d.g.Final), nil
	}
	d.out.animated = isAnimated && d.animates(a)
	frame, err := d.planMemory()
	if err != nil {
		return nil, err
	}
	if r, ok := s.(reserver); ok {
		r.reserve(frame)
	}
	original := d.mayKeep(s)
	if d.out.animated {
		body, err = d.animation(a)
	} else {
		body, err = d.still(s)
	}
	return d.orOriginal(original, body, err)
}

// avoidAVIF takes WebP for what AVIF is not written for: animations, and large images
// where the format is ours to choose.
func (d *doing) avoidAVIF(a *animatedSource) {
	if d.p.Format != params.FormatAVIF {
		return
	}
	large := d.lim.AVIFPixels > 0 && int64(d.g.Final.W)*int64(d.g.Final.H) > d.lim.AVIFPixels
	if a != nil && !d.p.Frame.Single() && a.Frames() > 1 || large && d.p.Auto&params.AutoFormat != 0 {
		d.p.Format = params.FormatWebP
	}
}

// still returns the body of a single image, or what is read off it.
func (d *doing) still(s source) ([]byte, error) {
	if a, ok := s.(*animatedSource); ok {
		a.first = max(d.p.Frame.First, 1)
	}
	img, err := d.render(s)
	if err != nil {
		return nil, err
	}
	d.info.Width, d.info.Height = img.W, img.H
	if factsFormat(d.p) != "" {
		return readOff(img, d.p, d.out.format), nil
	}
	return d.encodeToFit(img)
}

// open reads the header and plans; with trim it reads all of the source once.
func (d *doing) open(src io.Reader) (source, error) {
	src = &limitReader{r: src, n: d.lim.SourceBytes, max: d.lim.SourceBytes, meter: d.lim.meter}
	var kept *rereader
	if d.p.Trim != params.TrimNone {
		kept = &rereader{src: src}
		src = kept
	}
	s, err := open(src, d.lim)
	if err != nil {
		return nil, err
	}
	d.head = s.header()
	d.boundOutput()
	bounds := params.Limits{OutputSide: d.lim.OutputSide, OutputPixels: d.lim.OutputPixels}
	if f := factsFormat(d.p); f == blurHash || d.p.Palette != params.PaletteNone {
		bounds.OutputSide = factsSide
	}
	if d.g, err = d.p.Geometry(params.Size{W: d.head.w, H: d.head.h}, d.head.orientation, bounds); err != nil {
		return nil, fail(CodeDamaged, "source", err)
	}
	if !d.g.Trim {
		return s, nil
	}
	forget(s)
	if d.g, err = trimmed(s, d.p, d.g, d.lim); err != nil {
		return nil, err
	}
	return open(kept.again(), d.lim)
}

// render decodes, resizes and finishes.
func (d *doing) render(s source) (*pixel.Image, error) {
	f := newFramePlan(d.head, d.g, d.out, d.lim)
	convert := d.conversion()
	if f.convertsFirst(convert) {
		f.convert, convert = convert, nil
	}
	img, err := resize(s, f, d.lim)
	if err != nil {
		return nil, err
	}
	return d.finish(d.cut(&f, img), convert)
}

// seen is the size of the source with its orientation applied.
func (d *doing) seen() params.Size {
	return d.p.Orient.Resolve(d.head.orientation).Size(params.Size{W: d.head.w, H: d.head.h})
}
