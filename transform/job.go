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

// job holds the state of one transformation. Its stages run from the top down, and the
// files of a later stage call nothing of an earlier one: TestPathReadsDownward.
type job struct {
	p      *params.Params
	lim    Limits
	images Images

	format *codec.Format // of the source
	head   codec.Header
	g      params.Geometry
	out    output
	info   Info

	frame   *framePlan          // animations have one for all frames
	weights []*resample.Resizer // of its planes, for the frames that follow
	chosen  *image.Point        // of the cut, once the content has chosen

	marked, blended *overlay // what mark and blend name, once opened

	full   params.Size      // of an animation's frames, as asked for
	colors *quant.Histogram // of an animation, once counted
}

// run returns the body and fills in what info says of it. A panic of anything
// that it calls becomes an error.
func (d *job) run(src io.Reader) (body []byte, err error) {
	defer recovered(&err)
	s, err := d.open(src)
	if err != nil {
		return nil, err
	}
	defer func() { d.info.Partial = codec.Partial(s) }()
	if err := d.plan(s); err != nil {
		return nil, err
	}
	if d.describes() {
		d.info.Width, d.info.Height = d.g.Final.W, d.g.Final.H
		return describe(d.format, &d.head, d.seen(), d.g.Final), nil
	}
	if err := d.reserve(s); err != nil {
		return nil, err
	}
	d.planFrame()
	original := d.mayKeep(s)
	if d.out.Animated {
		body, err = d.animation(s.(*codec.Animation))
	} else {
		body, err = d.still(s)
	}
	return d.orOriginal(original, body, err)
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

// pixels returns one finished frame, for Pixels and for what is laid over another image.
// It keeps nothing of the source's file.
func (d *job) pixels(src io.Reader) (*pixel.Image, error) {
	s, err := d.open(src)
	if err != nil {
		return nil, err
	}
	defer func() { d.info.Partial = codec.Partial(s) }()
	if err := d.planPixels(s); err != nil {
		return nil, err
	}
	return d.render(s)
}

// seen is the size of the source with its orientation applied.
func (d *job) seen() params.Size {
	return d.p.Orient.Resolve(params.Orientation(d.head.Orientation)).Size(params.Size{W: d.head.W, H: d.head.H})
}
