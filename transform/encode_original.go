package transform

import (
	"errors"

	"tintype/transform/internal/codec"
	"tintype/transform/params"
)

// If a query changes neither size, crop, orientation nor colors, and asks for nothing
// else, a new file is only worth it if it is smaller: encoding again loses quality.
// Otherwise the answer is the original file, without the metadata that only describes the
// image: where it was taken, with what, and by whom.

// orOriginal returns the original instead of body if body is no smaller, or if body had
// to give something up and the original fits the limit as it is.
func (d *job) orOriginal(f codec.FileSource, body []byte, err error) ([]byte, error) {
	var e *Error
	if f == nil || err != nil && !(errors.As(err, &e) && e.Code == CodeDoesNotFit) {
		return body, err
	}
	most := d.lim.Memory / 8
	if d.out.MaxBytes > 0 {
		most = min(most, int64(d.out.MaxBytes)+describing)
	}
	kept := d.stripped(f.File(most))
	switch {
	case kept == nil, d.out.MaxBytes > 0 && len(kept) > d.out.MaxBytes:
		return body, err
	case err == nil && d.info.Fit == "" && len(kept) > d.worthwhile(len(body)):
		return body, nil
	}
	d.info.Width, d.info.Height = d.head.W, d.head.H
	d.info.Quality, d.info.Fit, d.info.Kept = 0, "", true
	return kept, nil
}

// describing is how many bytes of a file may be metadata.
const describing = 1 << 20

// worthwhile returns the size in bytes up to which an original is better than a new file
// of n bytes. A new file that is lossy has to be smaller by a sixteenth.
func (d *job) worthwhile(n int) int {
	o := &d.out
	lossy := (o.Quality > 0 || o.Animated) && !o.Lossless || o.Colors > 0 && d.head.Palette == 0
	if lossy {
		n += n / 16
	}
	return n
}

// stripped returns a file without its metadata, or nil.
func (d *job) stripped(file []byte) []byte {
	if file == nil || d.format.Strip == nil {
		return nil
	}
	return d.format.Strip(file, d.p.CS == params.CSOrigin, d.out.Animated)
}
