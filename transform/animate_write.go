package transform

import (
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/quant"
	"tintype/transform/params"
)

// writer begins a file with the loss l.
func (d *job) writer(s *codec.Animation, l *loss) (codec.AnimationWriter, error) {
	a := codec.Animate{Loop: s.Loop(), Reverse: d.p.Reverse == params.On, Loss: l.Loss}
	if d.p.Loop.Set {
		a.Loop = d.p.Loop.Value.Int()
	}
	a.Colors = func() (*quant.Histogram, error) {
		err := d.countColors(s)
		return d.colors, err
	}
	return d.out.Format.Animate(&d.out.Output, &a)
}

// canvasBytes is about how many bytes a pixel of the canvas takes while an animation is
// written: the frame that was wanted, the frame as it is shown, and their difference.
const canvasBytes = 24

// wantedFrames returns the first and the last frame that the query asks for, counted from
// 1.
func (d *job) wantedFrames(s *codec.Animation) (first, last int) {
	first, last = max(d.p.Frame.First, 1), s.Frames()
	if d.p.Frame.Last > 0 {
		last = min(last, d.p.Frame.Last)
	}
	return first, last
}

// play renders the wanted frames one after another and calls each for them, with a nil
// image for frames that the parameter skip leaves out.
func (d *job) play(s *codec.Animation, each func(n int, img *pixel.Image, delay int) error) error {
	if err := s.Rewind(); err != nil {
		return sourceError(err)
	}
	first, last := d.wantedFrames(s)
	for n := 1; n <= last; n++ {
		delay, err := s.Advance()
		if err == io.EOF {
			break
		} else if err != nil {
			return sourceError(err)
		}
		if n < first {
			continue
		}
		if delay = shownFor(delay); d.p.FPS > 0 {
			delay = 1000 / d.p.FPS
		}
		var img *pixel.Image
		if d.p.Skip == 0 || n%d.p.Skip != 0 {
			s.First = s.At()
			if img, err = d.render(s); err != nil {
				return err
			}
			d.full = params.Size{W: img.W, H: img.H}
		}
		if err := each(n-first, img, delay); err != nil {
			return err
		}
	}
	return nil
}

// countedFrames is about how many frames the colors of an animation are counted in.
const countedFrames = 12

// countColors counts the colors of an animation once, for all palettes.
func (d *job) countColors(s *codec.Animation) error {
	if d.colors != nil {
		return nil
	}
	first, last := d.wantedFrames(s)
	step := max(1, (last-first+1)/countedFrames)
	d.colors = &quant.Histogram{Meter: d.lim.meter}
	return d.play(s, func(n int, img *pixel.Image, _ int) error {
		if img != nil && n%step == 0 {
			d.colors.Add(img)
		}
		return d.lim.meter.Err()
	})
}

// surveyed is the number of frames after which a try ends if its file is too large
// already. The first frames say little: they are larger than the others, or not written
// yet.
const surveyed = 4

// animationWith renders the animation with the loss l. The error is a *codec.SizeError if
// the file is too large, with an estimate of its whole size in bytes.
func (d *job) animationWith(s *codec.Animation, l *loss) ([]byte, error) {
	w, err := d.writer(s, l)
	if err != nil {
		return nil, err
	}
	first, last := d.wantedFrames(s)
	total, most := last-first+1, d.out.MaxBytes
	var before *pixel.Image
	head := 0 // bytes of the first two
	err = d.play(s, func(n int, img *pixel.Image, delay int) error {
		if img == nil {
			// What is left out is seen as the frame before, where that can be that long.
			if d.p.FPS == 0 && d.p.Reverse != params.On {
				w.Extend(delay)
			}
			return nil
		}
		if l.size.W > 0 {
			img = shrink(img, l.size.W, l.size.H)
		}
		d.info.Width, d.info.Height = img.W, img.H
		if before != nil && sameImage(img, before) && w.Extend(delay) {
			return nil
		}
		before = img
		if err := w.Add(img, delay); err != nil {
			return encodeError(err)
		}
		switch {
		case n < 2:
			head = w.Size()
		case most > 0 && w.Size() > most && n+1 >= surveyed:
			return &codec.SizeError{Format: d.out.Format.Name, Bytes: head + (w.Size()-head)*max(total-2, 1)/(n-1)}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if before == nil {
		return nil, fail(CodeDamaged, "source: got none of the frames that the query asks for, want at least one", nil)
	}
	if d.p.Reverse == params.On {
		w.Reverse()
	}
	body := w.File()
	if err := d.lim.poll(); err != nil {
		return nil, err
	}
	if most > 0 && len(body) > most {
		return nil, &codec.SizeError{Format: d.out.Format.Name, Bytes: len(body)}
	}
	return body, nil
}
