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

// forget says so to a source that may have kept its file.
func forget(s codec.Source) {
	if f, ok := s.(codec.FileSource); ok {
		f.Forget()
	}
}

// mayKeep returns the source whose file may be the answer, nil where the query asks
// for another image.
func (d *job) mayKeep(s codec.Source) codec.FileSource {
	f, ok := s.(codec.FileSource)
	if !ok {
		return nil
	}
	frames := 1
	if a, ok := s.(*codec.Animation); ok {
		frames = a.Frames()
	}
	if d.moves() || d.p.Paints() || d.p.BG.Set && d.head.Alpha || !d.sameCoding() || !d.sameFrames(frames) || d.conversion() != nil {
		f.Forget()
		return nil
	}
	return f
}

// moves says that the output is not the stored pixels where they are.
func (d *job) moves() bool {
	g, all := &d.g, params.Size{W: d.head.W, H: d.head.H}
	return g.Orient != params.Upright || g.Rotate != 0 || g.Out != all || g.Canvas != all || g.Final != all ||
		g.Crop != params.PixelRect(0, 0, all.W, all.H)
}

// sameCoding says that the source's file is of the kind that the query names.
func (d *job) sameCoding() bool {
	f := d.out.Format
	if f != d.format {
		return false
	}
	w := wishOf(d.p)
	return f.Same == nil || f.Same(&d.out.Output, &w, &d.head)
}

// sameFrames says that of a file with so many frames all are wanted as they are.
func (d *job) sameFrames(frames int) bool {
	p := d.p
	return frames == 1 || d.out.Animated && p.Frame == params.Frames{} && !p.Loop.Set && p.FPS == 0 && p.Skip == 0 && p.Reverse != params.On
}

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
