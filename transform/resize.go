package transform

import (
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/resample"
)

// resize decodes the source and filters every plane, band by band, into a new
// frame of the planned size. Colors are weighted by alpha on the way, so that
// what is transparent does not bleed into what is not; pixels that are only
// copied are left as they are.
func resize(src codec.Source, f *framePlan, lim *Limits) (*pixel.Image, error) {
	sizes, err := src.Start(f.decode)
	if err != nil {
		return nil, sourceError(err)
	}
	h := f.head
	img := pixel.New(f.model, f.w, f.h, f.subX, f.subY, h.Alpha)
	img.Meter = lim.meter
	planes := make([]*resample.Resizer, 0, 5)
	for i := range f.model.Planes() {
		subX, subY := 1, 1
		if i > 0 {
			subX, subY = img.SubX, img.SubY
		}
		if i > 0 && sizes[i] == sizes[i-1] && img.Plane[i].W == img.Plane[i-1].W && img.Plane[i].H == img.Plane[i-1].H {
			planes = append(planes, planes[i-1].Twin(&img.Plane[i]))
			continue
		}
		x, y := f.spans(i, &img.Plane[i], subX, subY)
		r := resample.New(&img.Plane[i], sizes[i].W, sizes[i].H, x, y, resample.Lanczos3)
		r.Meter = lim.meter
		planes = append(planes, r)
	}
	if h.Alpha {
		planes = append(planes, planes[0].Twin(&img.Alpha))
	}
	weighted := h.Alpha && !f.copies()
	if err := pump(src, planes, f, weighted, lim); err != nil {
		return nil, err
	}
	if weighted {
		pixel.Unpremultiply(img)
	}
	if h.Matrix != nil {
		h.Matrix.Apply(img)
	}
	return img, lim.meter.Err()
}

// pump moves bands from the decoder to the resizers until every resizer has
// all rows that it needs; weighted says that alpha weights the colors.
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
		if f.convert != nil {
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
