package transform

import (
	"errors"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/avif"
	"tintype/transform/internal/codec/gif"
	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/codec/png"
	"tintype/transform/internal/codec/webp"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/quant"
	"tintype/transform/params"
)

// output is how the result is written.
type output struct {
	format      Format
	quality     int
	subX, subY  int // chroma subsampling, for formats that store YCbCr
	progressive bool
	lossless    bool
	animated    bool
	drawing     bool   // the source has a palette, and the output may
	colours     int    // of the palette that the picture is drawn with, 0 for all
	icc         []byte // profile to embed: the pixels stay in it
	maxBytes    int    // 0 for no limit
}

// chooseOutput picks the format and its settings. Without fm a picture keeps
// its format; TIFF and BMP, which browsers do not show, become PNG where there
// is alpha and else JPEG.
func chooseOutput(p *params.Params, h header, lim Limits) output {
	o := output{subX: 1, subY: 1, maxBytes: lim.ResponseBytes}
	if p.Bytes > 0 && (o.maxBytes == 0 || p.Bytes < o.maxBytes) {
		o.maxBytes = p.Bytes
	}
	if f := factsFormat(p); f != "" {
		o.format = f
		return o
	}
	switch p.Format {
	case params.FormatSource:
		o.format = h.format
		switch {
		case h.format != TIFF && h.format != BMP:
		case h.alpha:
			o.format = PNG
		default:
			o.format = JPEG
		}
	case params.FormatJPEG, params.FormatPJPG:
		o.format = JPEG
	case params.FormatPNG, params.FormatPNG32, params.FormatPNG8:
		o.format = PNG
	case params.FormatGIF:
		o.format = GIF
	case params.FormatWebP:
		o.format = WebP
	case params.FormatAVIF:
		o.format = AVIF
	}
	switch o.format {
	case JPEG:
		o.chooseJPEG(p, lim)
	case PNG:
		o.colours = pngColours(p)
		o.drawing = h.palette > 0 && p.Format != params.FormatPNG32 && p.Format != params.FormatPNG8 && p.ColorQuant == 0
	case GIF:
		o.colours = p.ColorQuant
	case WebP:
		o.quality, o.subX, o.subY = p.Quality, 2, 2
		if o.quality == 0 {
			o.quality = lim.WebPQuality
		}
		o.lossless = p.Lossless == params.On
		o.drawing = h.palette > 0 && p.Lossless == params.Unset && (p.Quality == 0 || p.Auto&params.AutoCompress != 0)
		if o.lossless || o.drawing {
			o.subX, o.subY = 1, 1
		}
	}
	if o.format == AVIF {
		o.chooseAVIF(p, lim)
	}
	if p.CS == params.CSOrigin {
		o.icc = h.icc
	}
	return o
}

// pngColours returns how many colours a PNG is to have, 0 for as many as there
// are.
func pngColours(p *params.Params) int {
	compress := p.Auto&params.AutoCompress != 0 && p.Format != params.FormatPNG32
	if p.Format != params.FormatPNG8 && !compress {
		return 0
	}
	if p.ColorQuant == 0 {
		return 256
	}
	return p.ColorQuant
}

func (o *output) chooseJPEG(p *params.Params, lim Limits) {
	if o.quality = p.Quality; o.quality == 0 {
		o.quality = lim.JPEGQuality
	}
	o.progressive = p.Format == params.FormatPJPG || p.Progressive == params.On
	switch p.ChromaSub {
	case params.ChromaDefault, params.Chroma420:
		o.subX, o.subY = 2, 2
	case params.Chroma422:
		o.subX = 2
	}
}

func (o *output) chooseAVIF(p *params.Params, lim Limits) {
	if o.quality = p.Quality; o.quality == 0 {
		o.quality = lim.AVIFQuality
	}
	o.lossless = p.Lossless == params.On
	if !o.lossless && p.ChromaSub != params.Chroma444 {
		o.subX, o.subY = 2, 2
	}
}

// flat says that the format has no alpha.
func (o *output) flat() bool { return o.format == JPEG || o.format == blurHash }

// facts says that something else goes out than a picture.
func (o *output) facts() bool {
	return o.format == jsonFacts || o.format == cssPalette || o.format == blurHash
}

// model returns the planes that the format stores for a source of model m. The
// frames of an animation may each be stored in another way.
func (o *output) model(m pixel.Model) pixel.Model {
	if m == pixel.Gray && !o.facts() {
		return pixel.Gray
	}
	if o.format == JPEG || o.format == AVIF && !o.lossless || o.format == WebP && !o.lossless && !o.animated && !o.drawing {
		return pixel.YCbCr
	}
	return pixel.RGB
}

// takesRGB says that the encoder makes the planes itself, of limited range, in one step:
// by way of full range each sample would be rounded twice, which gradients show.
func (o *output) takesRGB(img *pixel.Image) bool {
	return o.format == WebP && !o.lossless && !o.animated && img.Model == pixel.RGB && !img.HasAlpha()
}

// encode writes the frame; the quality it returns is 0 for lossless formats. The
// error is an *oversize where no quality brings the file under the limit.
func (o *output) encode(img *pixel.Image, lim Limits) (body []byte, quality int, err error) {
	if err := lim.poll(); err != nil {
		return nil, 0, err
	}
	switch o.format {
	case JPEG:
		return o.encodeJPEG(img, lim)
	case WebP:
		return o.encodeWebP(img, lim)
	case AVIF:
		return o.encodeAVIF(img, lim)
	case GIF:
		body, err = gif.Encode(img, gif.Options{Colours: o.colours, Poll: lim.poll})
	default:
		body, err = o.encodePNG(img, lim)
	}
	if err != nil {
		return nil, 0, encodeError(err)
	}
	if o.maxBytes > 0 && len(body) > o.maxBytes {
		return nil, 0, &oversize{len(body)}
	}
	return body, 0, nil
}

func (o *output) encodePNG(img *pixel.Image, lim Limits) ([]byte, error) {
	opt := png.Options{ICC: o.icc, Poll: lim.poll}
	if o.drawing {
		if body, ok, err := o.encodeDrawing(img, opt, lim); ok || err != nil {
			return body, err
		}
	}
	if o.colours == 0 {
		return png.Encode(img, opt)
	}
	palette, indices := quant.Quantize(img, o.colours, true, lim.meter)
	if err := lim.meter.Err(); err != nil {
		return nil, err
	}
	return png.EncodeIndexed(indices, img.W, img.H, palette, opt)
}

// minQuality is where lowering the quality to fit a limit ends.
const minQuality = 10

func (o *output) encodeJPEG(img *pixel.Image, lim Limits) ([]byte, int, error) {
	e, err := jpeg.NewEncoder(img)
	if err != nil {
		return nil, 0, fail(CodeFormat, "output", err)
	}
	opt := jpeg.EncodeOptions{
		Quality: o.quality, Progressive: o.progressive, ICC: o.icc, MaxBytes: o.maxBytes, Poll: lim.poll,
	}
	if o.maxBytes == 0 {
		body, err := e.Encode(opt)
		return body, o.quality, encodeError(err)
	}
	body, q, err := e.EncodeToFit(opt, min(minQuality, o.quality))
	if errors.Is(err, jpeg.ErrTooLarge) {
		opt.Quality = min(fitQuality, o.quality)
		var size int
		if size, err = e.Size(opt); err == nil {
			return nil, 0, &oversize{size}
		}
	}
	return body, q, encodeError(err)
}

func (o *output) encodeWebP(img *pixel.Image, lim Limits) ([]byte, int, error) {
	opt := webp.Options{Quality: o.quality, Lossless: o.lossless, ICC: o.icc, MaxBytes: o.maxBytes, Poll: lim.poll}
	var tooLarge *codec.SizeError
	if o.lossless { // there is no quality to lower
		body, err := webp.EncodeLossless(img, opt)
		if errors.As(err, &tooLarge) {
			return nil, 0, &oversize{tooLarge.Bytes}
		}
		return body, 0, encodeError(err)
	}
	var drawn []byte
	if o.drawing {
		var err error
		if drawn, err = o.losslessDrawing(img, lim); err != nil || drawn != nil && len(drawn) <= img.W*img.H/drawnShare {
			return drawn, 0, encodeError(err)
		}
		if !o.takesRGB(img) {
			img = img.Convert(pixel.YCbCr, 2, 2)
		}
	}
	body, q, err := webp.EncodeToFit(img, opt, min(minQuality, o.quality))
	if drawn != nil && (err != nil || len(drawn) <= len(body)) {
		return drawn, 0, nil
	}
	if errors.As(err, &tooLarge) {
		opt.Quality = min(fitQuality, o.quality)
		body, q, err = webp.EncodeToFit(img, opt, opt.Quality)
		if errors.As(err, &tooLarge) {
			return nil, 0, &oversize{tooLarge.Bytes}
		}
	}
	return body, q, encodeError(err)
}

func (o *output) encodeAVIF(img *pixel.Image, lim Limits) ([]byte, int, error) {
	opt := avif.EncodeOptions{Quality: o.quality, Lossless: o.lossless, ICC: o.icc, MaxBytes: o.maxBytes, Poll: lim.poll}
	body, q, err := avif.EncodeToFit(img, opt, min(minQuality, o.quality))
	var tooLarge *avif.SizeError
	if errors.As(err, &tooLarge) && !o.lossless {
		opt.Quality = min(fitQuality, o.quality)
		body, q, err = avif.EncodeToFit(img, opt, opt.Quality)
	}
	if errors.As(err, &tooLarge) {
		return nil, 0, &oversize{tooLarge.Bytes}
	}
	if o.lossless {
		q = 0
	}
	return body, q, encodeError(err)
}

// encodeError gives an encoder's error a code.
func encodeError(err error) error {
	var e *Error
	if err == nil || errors.As(err, &e) {
		return err
	}
	return fail(CodeFormat, "output", err)
}
