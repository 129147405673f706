package tintype

import (
	"context"
	"image"
	"image/png"
	"io"

	"tintype/transform"
)

// TransformImage is [Transform] of an image in memory, of any of the standard
// library's kinds or of one's own. Samples of more than 8 bits are reduced to 8.
// Without a Format the result is a PNG.
func TransformImage(ctx context.Context, img image.Image, o Options) (*Result, error) {
	r, w := io.Pipe()
	go func() {
		// PNG without compression is the shortest way from rows of any image to
		// a source that is read row by row.
		encoder := png.Encoder{CompressionLevel: png.NoCompression}
		w.CloseWithError(encoder.Encode(w, img))
	}()
	defer r.Close() // ends the encoder where not all of it was read
	b := img.Bounds()
	limits := Limits{}
	if o.Limits != nil {
		limits = *o.Limits
	}
	if limits.SourceBytes == 0 {
		limits.SourceBytes = 1<<20 + 10*int64(b.Dx())*int64(b.Dy())
	}
	o.Limits = &limits
	return Transform(ctx, r, o)
}

// Decode transforms an image as the options say, and returns its pixels in sRGB with
// straight alpha instead of encoding them. It ignores Format. For an animation it returns
// the first frame, or Frame. With empty options it decodes any format that tintype reads,
// and applies orientation and color profile.
func Decode(ctx context.Context, r io.Reader, o Options) (*image.NRGBA, error) {
	p, err := o.params()
	if err != nil {
		return nil, err
	}
	img, _, err := transform.Pixels(contextReader{ctx, r}, p, o.Limits.of(ctx), o.images())
	if err != nil {
		return nil, wrap(ctx, err)
	}
	return img, nil
}
