package transform

import (
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/resample"
)

// resize decodes the source and filters every plane, band by band, into a new frame of
// the planned size. Colors are weighted by alpha on the way, so that transparent pixels
// do not bleed into opaque ones. Pixels that are only copied stay as they are.
func (d *job) resize(src codec.Source) (*pixel.Image, error) {
	f, h := d.frame, &d.head
	sizes, err := src.Start(f.decode)
	if err != nil {
		return nil, sourceError(err)
	}
	img := pixel.New(f.model, f.w, f.h, f.subX, f.subY, h.Alpha)
	img.Meter = d.lim.meter
	planes := d.resizers(img, &sizes)
	weighted := h.Alpha && !f.copies()
	if err := pump(src, planes, f, weighted, &d.lim); err != nil {
		return nil, err
	}
	if weighted {
		pixel.Unpremultiply(img)
	}
	img.Coding = h.Coding
	if img.Coding.Limited = f.decode.Limited; !f.decode.Limited {
		img.Standard()
	}
	return img, d.lim.meter.Err()
}

// resizers returns a resizer for each plane of img, alpha last. Planes of the same size
// share their weights, and so do all frames of an animation.
func (d *job) resizers(img *pixel.Image, sizes *codec.Sizes) (planes []*resample.Resizer) {
	f := d.frame
	planes = make([]*resample.Resizer, 0, 5)
	for i := range f.model.Planes() {
		var r *resample.Resizer
		switch dst := &img.Plane[i]; {
		case d.weights != nil:
			r = d.weights[i].Twin(dst)
		case i > 0 && sizes[i] == sizes[i-1] && dst.W == img.Plane[i-1].W && dst.H == img.Plane[i-1].H:
			r = planes[i-1].Twin(dst)
		default:
			subX, subY := 1, 1
			if i > 0 {
				subX, subY = img.SubX, img.SubY
			}
			x, y := f.spans(i, dst, subX, subY)
			r = resample.New(dst, sizes[i].W, sizes[i].H, x, y, resample.Lanczos3)
			r.Meter = d.lim.meter
		}
		planes = append(planes, r)
	}
	if d.head.Alpha {
		planes = append(planes, planes[0].Twin(&img.Alpha))
	}
	for i := 0; i < len(planes) && d.out.Animated && len(d.weights) < len(planes); i++ {
		d.weights = append(d.weights, planes[i].Weights())
	}
	return planes
}

// pump moves bands from the decoder to the resizers until every resizer has all the rows
// that it needs. If weighted is set, colors are weighted by alpha.
func pump(src codec.Source, planes []*resample.Resizer, f *framePlan, weighted bool, lim *Limits) error {
	nColors, alpha := f.model.Planes(), f.head.Alpha
	var b pixel.Band
	for !allDone(planes) {
		if err := lim.poll(); err != nil {
			return err
		}
		if err := src.Next(&b); err == io.EOF {
			break
		} else if err != nil {
			return sourceError(err)
		}
		if f.convertBands {
			bandToSRGB(&b, f.head, f.convert)
		}
		if weighted {
			pixel.PremultiplyBand(&b, nColors)
		}
		if alpha {
			planes[nColors].PushRows(b.Y[0], &b.Alpha)
		}
		for i, r := range planes[:nColors] {
			r.PushRows(b.Y[i], &b.Plane[i])
		}
		if err := lim.meter.Err(); err != nil {
			return err
		}
	}
	return nil
}

func allDone(planes []*resample.Resizer) bool {
	for _, r := range planes {
		if !r.Done() {
			return false
		}
	}
	return true
}
