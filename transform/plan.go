package transform

import (
	"image"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/resample"
	"tintype/transform/params"
)

// plan decides which part of the source goes where, and in which format.
func (d *job) plan(s codec.Source) error {
	if err := d.place(s); err != nil {
		return err
	}
	d.settle(s)
	return nil
}

// planPixels plans for one frame that is not encoded.
func (d *job) planPixels(s codec.Source) error {
	if err := d.place(s); err != nil {
		return err
	}
	forget(s)
	if a, ok := s.(*codec.Animation); ok {
		a.First = max(d.p.Frame.First, 1)
	}
	_, err := d.planMemory()
	d.planFrame()
	return err
}

// place computes the geometry. It chooses the format first, since the memory of its
// encoder bounds the size; settle may change the format once the size is known.
func (d *job) place(s codec.Source) (err error) {
	d.out = d.chooseOutput()
	d.boundOutput()
	bounds := params.Limits{OutputSide: d.lim.OutputSide, OutputPixels: d.lim.OutputPixels}
	if f := factsFormat(d.p); f == blurHash || d.p.Palette != params.PaletteNone {
		bounds.OutputSide = factsSide
	}
	d.g, err = d.p.Geometry(params.Size{W: d.head.W, H: d.head.H}, params.Orientation(d.head.Orientation), bounds)
	if err != nil {
		return fail(CodeDamaged, "source", err)
	}
	if d.g.Trim {
		return d.trim(s)
	}
	return nil
}

// A framePlan says how the source's planes become the planes of the frame. The
// frame keeps the stored orientation; upright turns it.
type framePlan struct {
	decode     codec.Plan
	model      pixel.Model
	w, h       int // of the frame
	subX, subY int
	crop       params.Rect   // stored source coordinates, 16.16
	format     *codec.Format // of the source
	head       *codec.Header

	convert      conversion // of the source's colors, nil for none
	convertBands bool       // before they are resized

	// choose says that the content decides which cutW by cutH of the frame are
	// kept.
	choose     params.Crop
	cutW, cutH int
}

// A plane is decoded at the smallest N/8 that is at least headroom[N] eighths of the
// wanted size. At 2/8 a block has too few samples for a good low-pass. Above 1/2 libvips
// decodes in full, and luma must not look worse than that; in chroma the eye and the
// 4:2:0 grid hide the difference. Small sources can afford more headroom.
var (
	lumaHeadroom   = [9]int64{1: 10, 2: 14, 3: 10, 4: 10, 5: 12, 6: 10, 7: 10}
	chromaHeadroom = [9]int64{1: 10, 2: 10, 3: 10, 4: 10, 5: 10, 6: 10, 7: 10}
	smallHeadroom  = [9]int64{1: 16, 2: 16, 3: 16, 4: 16, 5: 16, 6: 16, 7: 16}
)

// smallSource is the number of pixels up to which a source counts as small.
const smallSource = 1 << 20

// planFrame makes the plan that all frames share: decoding, resizing and the conversion
// of colors.
func (d *job) planFrame() {
	f := newFramePlan(d.format, &d.head, d.g, &d.out, &d.lim)
	f.convert = findConversion(&d.head, d.p.CS)
	f.convertBands = f.convertsFirst()
	f.decode.Limited = f.convert == nil && d.staysLimited(&f)
	d.frame = &f
}

// newFramePlan plans how a source becomes a frame for out. The frame keeps the planes of
// the source if the output has the same.
func newFramePlan(format *codec.Format, h *codec.Header, g params.Geometry, out *output, lim *Limits) framePlan {
	stored := g.Stored()
	f := framePlan{format: format, model: h.Model, w: stored.W, h: stored.H, subX: 1, subY: 1, crop: g.Crop, head: h}
	if h.Model == pixel.YCbCr && out.model(h.Model) == pixel.YCbCr {
		f.subX, f.subY = out.SubX, out.SubY
		if g.Orient.Swaps() {
			f.subX, f.subY = f.subY, f.subX
		}
	}
	f.takeWindow(g, lim)
	f.decode.N = f.scales()
	f.decode.Crop = f.margin()
	f.decode.BlocksUnseen = 2*f.crop.W >= 5*int64(f.w)<<16 && 2*f.crop.H >= 5*int64(f.h)<<16
	return f
}

// scales picks each plane's decode scale.
func (f *framePlan) scales() (n [4]int) {
	if !f.format.Scales {
		return [4]int{8, 8, 8, 8}
	}
	s := &f.head.Sampling
	for i := range n {
		dstW, dstH, headroom := int64(f.w), int64(f.h), &lumaHeadroom
		if f.model == pixel.YCbCr && i > 0 {
			dstW, dstH, headroom = dstW/int64(f.subX), dstH/int64(f.subY), &chromaHeadroom
		}
		if f.head.W*f.head.H <= smallSource {
			headroom = &smallHeadroom
		}
		srcW := f.crop.W * int64(s.H[i]) / int64(s.HMax) // 16.16
		srcH := f.crop.H * int64(s.V[i]) / int64(s.VMax)
		enough := func(n int) bool {
			least := headroom[n] << 16
			return int64(n)*srcW >= least*dstW && int64(n)*srcH >= least*dstH
		}
		for n[i] = 1; n[i] < 8 && !enough(n[i]); n[i]++ {
		}
	}
	return n
}

// copies reports that the pixels of the frame are those of the source: decoded at full
// size, and cut at whole pixels without resizing.
func (f *framePlan) copies() bool {
	const fraction = 1<<16 - 1
	return f.decode.N[0] == 8 && f.crop.W == int64(f.w)<<16 && f.crop.H == int64(f.h)<<16 && (f.crop.X|f.crop.Y)&fraction == 0
}

// margin returns the crop in whole pixels, widened on each side by the reach of the
// widest filter and by the block that chroma upsampling may need.
func (f *framePlan) margin() image.Rectangle {
	reach := func(src int64, dst int) int {
		return 3*int(src/int64(max(dst, 1))>>16+2) + 16
	}
	mx, my := reach(f.crop.W, f.w), reach(f.crop.H, f.h)
	r := image.Rect(int(f.crop.X>>16)-mx, int(f.crop.Y>>16)-my,
		int((f.crop.X+f.crop.W)>>16)+mx+1, int((f.crop.Y+f.crop.H)>>16)+my+1)
	return r.Intersect(image.Rect(0, 0, f.head.W, f.head.H))
}

// spans returns the box of plane i of the source, in samples at its decode scale, that
// the plane dst of the frame covers. A sample of dst is subX by subY pixels.
func (f *framePlan) spans(i int, dst *pixel.Plane, subX, subY int) (x, y resample.Span) {
	s := &f.head.Sampling
	numX, denX := int64(f.decode.N[i]*s.H[i]), int64(8*s.HMax)
	numY, denY := int64(f.decode.N[i]*s.V[i]), int64(8*s.VMax)
	// A frame of odd size ends inside its last chroma sample, whose box then
	// reaches beyond the crop by the same share.
	w := f.crop.W * int64(dst.W*subX) / int64(f.w)
	h := f.crop.H * int64(dst.H*subY) / int64(f.h)
	x = resample.Span{Lo: f.crop.X * numX / denX, Hi: (f.crop.X + w) * numX / denX}
	y = resample.Span{Lo: f.crop.Y * numY / denY, Hi: (f.crop.Y + h) * numY / denY}
	return x, y
}

// staysLimited reports that planes of limited range can go from the decoder to the
// encoder, since nothing in between needs full range.
func (d *job) staysLimited(f *framePlan) bool {
	o, g := &d.out, &d.g
	return d.format.Limited && o.Format.Limited && f.model == pixel.YCbCr && !d.head.Alpha && o.model(f.model) == pixel.YCbCr &&
		f.choose == params.CropCenter && g.Canvas == g.Out && g.Rotate == 0 && !d.p.Paints() && d.head.Coding == pixel.Coding{}
}
