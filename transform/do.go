package transform

import (
	"io"

	"tintype/transform/internal/work"
	"tintype/transform/params"
)

// Params is a parsed query; see package params.
type Params = params.Params

// Parse reads a query string without its question mark; see params.Parse.
func Parse(query string) (Params, error) { return params.Parse(query) }

// Do reads an image from src, transforms it as p says and writes the result to dst, in
// one Write and only if there was no error. It reads no more of src than it needs.
// Watermark and blend images are ignored and listed in Info.Missing; use DoWith to supply
// them.
//
// The error is an *Error, or the error of dst.Write.
func Do(dst io.Writer, src io.Reader, p Params, lim Limits) (Info, error) {
	return DoWith(dst, src, p, lim, nil)
}

// Images opens the image with a key, for the parameters mark and blend. It returns nil if
// there is no such image. It is called after the source has been read.
type Images func(key string) io.Reader

// DoWith is Do with a function that opens the images for mark and blend. An image that is
// missing or cannot be read is left out and listed in Info.Missing.
func DoWith(dst io.Writer, src io.Reader, p Params, lim Limits, images Images) (Info, error) {
	body, info, err := Bytes(src, p, lim, images)
	if err != nil {
		return Info{}, err
	}
	if _, err := dst.Write(body); err != nil {
		return Info{}, err
	}
	return info, nil
}

// Bytes is DoWith, but returns the encoded image. The slice is the encoder's own and is
// not used again.
func Bytes(src io.Reader, p Params, lim Limits, images Images) ([]byte, Info, error) {
	lim.meter = work.New(lim.poll)
	d := &job{p: &p, lim: lim, images: images}
	body, err := d.run(src)
	if err != nil {
		return nil, Info{}, err
	}
	seen := d.seen()
	d.info.Source = SourceInfo{Width: seen.W, Height: seen.H, Format: d.format.Name}
	return body, d.info, nil
}
