package transform

import (
	"errors"

	"tintype/transform/internal/codec"
	"tintype/transform/params"
)

// Where neither size, cut, orientation, colors nor anything that the query names
// change, a new file that is not smaller would be worse than the original for
// nothing. The answer is then the original's coded image as it is, without what only
// describes it: where it was taken, with what, by whom.

// orOriginal returns the original in place of body where that is no smaller, or has
// had to give something up that the original need not.
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

// describing is how many bytes of a file may be what only describes it.
const describing = 1 << 20

// worthwhile is the largest original that is better than a new file of n bytes. What
// loses something once more has to save a sixteenth for it.
func (d *job) worthwhile(n int) int {
	o := &d.out
	lossy := (o.Quality > 0 || o.Animated) && !o.Lossless || o.Colors > 0 && d.head.Palette == 0
	if lossy {
		n += n / 16
	}
	return n
}

// stripped returns a file without what only describes it, or nil.
func (d *job) stripped(file []byte) []byte {
	if file == nil || d.format.Strip == nil {
		return nil
	}
	return d.format.Strip(file, d.p.CS == params.CSOrigin, d.out.Animated)
}
