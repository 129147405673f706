package transform

import (
	"tintype/transform/internal/codec"
	"tintype/transform/params"
)

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
	if d.moves() || d.p.Paints() || d.p.BG.Set && d.head.Alpha || !d.sameCoding() || !d.sameFrames(frames) || d.frame.convert != nil {
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
