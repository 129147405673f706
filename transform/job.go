package transform

import (
	"image"
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/quant"
	"tintype/transform/internal/resample"
	"tintype/transform/params"
)

// job holds the state of one transformation. Its stages run from the top down: prepare
// opens and places, choose settles what goes out, render makes the pixels of a frame,
// and what remains is encoding.
type job struct {
	p        *params.Params
	lim      Limits
	pictures Pictures

	format *codec.Format // of the source
	head   codec.Header
	g      params.Geometry
	out    output
	info   Info

	frame     *framePlan          // once a frame is rendered; animations have one for all
	weights   []*resample.Resizer // of its planes, for the frames that follow
	chosen    *image.Point        // of the cut, once the content has chosen
	convert   conversion          // of the source's colors, once converted says that it was found
	converted bool

	marked, blended *overlay // what mark and blend name, once opened

	full   params.Size      // of an animation's frames, as asked for
	colors *quant.Histogram // of an animation, once counted
}

// run returns the body and fills in what info says of it. A panic of anything
// that it calls becomes an error.
func (d *job) run(src io.Reader) (body []byte, err error) {
	defer recovered(&err)
	s, err := d.prepare(src)
	if err != nil {
		return nil, err
	}
	defer func() { d.info.Partial = codec.Partial(s) }()
	d.choose(s)
	if d.out.Format == jsonFacts && d.p.Palette == params.PaletteNone {
		d.info.Width, d.info.Height = d.g.Final.W, d.g.Final.H
		return describe(d.format, &d.head, d.seen(), d.g.Final), nil
	}
	if err := d.reserve(s); err != nil {
		return nil, err
	}
	original := d.mayKeep(s)
	if d.out.Animated {
		body, err = d.animation(s.(*codec.Animation))
	} else {
		body, err = d.still(s)
	}
	return d.orOriginal(original, body, err)
}

// prepare opens the source and finds out what of it goes where; with trim that takes all
// of its pixels, and the source is opened once more.
func (d *job) prepare(src io.Reader) (s codec.Source, err error) {
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
	if err := d.place(); err != nil || !d.g.Trim {
		return s, err
	}
	forget(s)
	if d.g, err = trimmed(s, d.p, d.g, &d.lim); err != nil {
		return nil, err
	}
	s, _, err = open(kept.again(), &d.lim)
	return s, err
}

// still returns the body of a single image, or what is read off it.
func (d *job) still(s codec.Source) ([]byte, error) {
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

// render decodes and resizes, converts colors and does what else is asked of a frame.
// Those of an animation share the plan, the conversion and the weights of filters.
func (d *job) render(s codec.Source) (*pixel.Image, error) {
	convert := d.conversion()
	if d.frame == nil {
		f := newFramePlan(d.format, &d.head, d.g, &d.out, &d.lim)
		if f.convertsFirst(convert) {
			f.convert = convert
		}
		f.decode.Limited = convert == nil && d.staysLimited(&f)
		d.frame = &f
	}
	if d.frame.convert != nil {
		convert = nil // the bands have been
	}
	img, err := d.resize(s)
	if err != nil {
		return nil, err
	}
	return d.operate(d.cut(img), convert)
}

// seen is the size of the source with its orientation applied.
func (d *job) seen() params.Size {
	return d.p.Orient.Resolve(params.Orientation(d.head.Orientation)).Size(params.Size{W: d.head.W, H: d.head.H})
}
