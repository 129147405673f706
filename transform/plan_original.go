package transform

import (
	"tintype/transform/internal/codec"
	"tintype/transform/params"
)

// forget tells a source that its file is not needed as an answer.
func forget(s codec.Source) {
	if f, ok := s.(codec.FileSource); ok {
		f.Forget()
	}
}

// mayKeep returns the source if its file may be the answer, and nil if the query changes
// the image.
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

// moves reports that the output has other pixels than those stored, or has them in other
// places.
func (d *job) moves() bool {
	g, all := &d.g, params.Size{W: d.head.W, H: d.head.H}
	return g.Orient != params.Upright || g.Rotate != 0 || g.Out != all || g.Canvas != all || g.Final != all ||
		g.Crop != params.PixelRect(0, 0, all.W, all.H)
}

// sameCoding reports that the source file has the format and the kind that the query asks
// for.
func (d *job) sameCoding() bool {
	f := d.out.Format
	if f != d.format {
		return false
	}
	w := wishOf(d.p)
	return f.Same == nil || f.Same(&d.out.Output, &w, &d.head)
}

// sameFrames reports that the query asks for all frames of a file, with their own timing.
func (d *job) sameFrames(frames int) bool {
	p := d.p
	return frames == 1 || d.out.Animated && p.Frame == params.Frames{} && !p.Loop.Set && p.FPS == 0 && p.Skip == 0 && p.Reverse != params.On
}
