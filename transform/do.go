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

// Do reads an image from src, does what p asks and writes the result to dst,
// in one Write and only if everything went well. It reads no more of src than
// it needs. Watermark and blend images are ignored and listed in
// Info.Missing; use DoWith to supply them.
//
// The error is an *Error, or one of dst's.
func Do(dst io.Writer, src io.Reader, p Params, lim Limits) (Info, error) {
	return DoWith(dst, src, p, lim, nil)
}

// Images opens the images that mark and blend name by key. It returns nil
// where there is none. It is called after all of the source that is needed has
// been read.
type Images func(key string) io.Reader

// DoWith is Do with the images that mark and blend name. One that is not there
// or cannot be used is left out; Info.Missing says so.
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

// Bytes is DoWith that returns the result.
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
