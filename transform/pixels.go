package transform

import (
	"image"
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
	"tintype/transform/params"
)

// Pixels transforms an image as p says, but returns its pixels instead of encoding them:
// sRGB, 8 bits, straight alpha. It ignores the format of p. For an animation it returns
// the first frame, or the frame that p names. The error is an *Error.
func Pixels(src io.Reader, p Params, lim Limits, images Images) (out *image.NRGBA, info Info, err error) {
	defer recovered(&err)
	p = p.Without("palette")
	if err := p.Set("fm", "png32"); err != nil {
		return nil, Info{}, err
	}
	lim.meter = work.New(lim.poll)
	d := &job{p: &p, lim: lim, images: images}
	img, err := d.pixels(src)
	if err != nil {
		return nil, Info{}, err
	}
	seen := d.seen()
	d.info.Width, d.info.Height = img.W, img.H
	d.info.Source = SourceInfo{Width: seen.W, Height: seen.H, Format: d.format.Name}
	out, err = nrgba(img.Convert(pixel.RGB, 1, 1), lim)
	return out, d.info, err
}

// nrgba interleaves planes of RGB.
func nrgba(img *pixel.Image, lim Limits) (*image.NRGBA, error) {
	out := image.NewNRGBA(image.Rect(0, 0, img.W, img.H))
	opaque := make([]byte, img.W)
	for i := range opaque {
		opaque[i] = 0xff
	}
	for y := range img.H {
		if y&63 == 0 {
			if err := lim.poll(); err != nil {
				return nil, err
			}
		}
		alpha := opaque
		if img.HasAlpha() {
			alpha = img.Alpha.Row(y)
		}
		pixel.Join(out.Pix[y*out.Stride:], [][]byte{img.Plane[0].Row(y), img.Plane[1].Row(y), img.Plane[2].Row(y), alpha})
	}
	return out, nil
}

// Facts is what the header of a source says. Sizes are in pixels.
type Facts struct {
	Format        string // "jpg", "png" …
	ContentType   string
	Width, Height int    // as seen, EXIF orientation applied
	Orientation   int    // of EXIF, 1 to 8
	ColorModel    string // "RGB", "Gray" or "CMYK"
	Alpha         bool
	Profile       bool // colors are described by a profile or by other means, not taken for sRGB
	Frames        int  // 1 for a still
	Loop          int  // times an animation plays, 0 for ever
}

// Inspect reads the header of a source, and all of an animation, whose frames it counts.
// The error is an *Error.
func Inspect(src io.Reader, lim Limits) (facts Facts, err error) {
	defer recovered(&err)
	lim.meter = work.New(lim.poll)
	d := &job{p: &params.Params{}, lim: lim}
	s, err := d.open(src)
	if err == nil {
		err = d.plan(s)
	}
	if err != nil {
		return Facts{}, err
	}
	h, seen := d.head, d.seen()
	facts = Facts{
		Format: d.format.Name, ContentType: d.format.MediaType, Width: seen.W, Height: seen.H,
		Orientation: max(1, h.Orientation), ColorModel: modelName(h.Model), Alpha: h.Alpha,
		Profile: h.ICC != nil || h.Space != nil, Frames: 1,
	}
	if a, ok := s.(*codec.Animation); ok {
		facts.Frames, facts.Loop = a.Frames(), a.Loop()
	}
	return facts, nil
}
