package gif

import (
	"bytes"
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
)

// Format is GIF.
var Format = codec.Format{
	Name: "gif", Title: "GIF", MediaType: "image/gif", Words: []string{"gif"}, Extensions: []string{"gif"},
	Match: func(b []byte) bool {
		return len(b) >= 6 && (string(b[:6]) == "GIF87a" || string(b[:6]) == "GIF89a")
	},
	MatchLen: 6,
	Open:     openSource,

	Shown: true, Alpha: true,

	Choose: func(o *codec.Output, w *codec.Wish, _ *codec.Header) { o.Colors = w.Colors },
	Memory: func(*codec.Output, bool) int64 { return 3 }, // indices, and what they pack into
	Encode: func(img *pixel.Image, o *codec.Output) ([]byte, int, error) {
		body, err := Encode(img, Options{Colors: o.Colors, Poll: o.Poll})
		return body, 0, err
	},
	Animate: beginAnimation,
	Lose:    lose,
	Same:    func(_ *codec.Output, w *codec.Wish, _ *codec.Header) bool { return w.Colors == 0 },
	Strip:   func(file []byte, _, _ bool) []byte { return Strip(file) },
}

// open reads the file. Of a still its one frame is decoded at once, which
// shows whether it is opaque.
func openSource(r io.Reader, lim *codec.Limits) (codec.Source, error) {
	data, err := codec.ReadAll(r)
	if err != nil {
		return nil, err
	}
	d, err := NewDecoder(data)
	if err != nil {
		return nil, err
	}
	d.Meter = lim.Meter
	h := codec.Header{Orientation: 1, Alpha: true}
	if h.W, h.H = d.Size(); d.Frames() == 1 {
		h.Palette = 256
	}
	if err := lim.CheckSize(h.W, h.H); err != nil {
		return nil, err
	}
	s, err := codec.NewAnimation(data, d, h, lim)
	if err != nil || d.Frames() > 1 {
		return s, err
	}
	return s, s.Settle(opaque)
}

func opaque(canvas *pixel.Image) bool {
	row := bytes.Repeat([]byte{255}, canvas.W)
	for y := range canvas.H {
		if !bytes.Equal(canvas.Alpha.Row(y), row) {
			return false
		}
	}
	return true
}

func beginAnimation(o *codec.Output, a *codec.Animate) (codec.AnimationWriter, error) {
	w := NewWriter(a.Loop, Options{Colors: a.Loss.Colors, Tolerance: a.Tolerance, Poll: o.Poll})
	if a.Reverse {
		w.Whole()
	}
	return w, nil
}

// Steps of what an animation loses: from all colors to fewestColors, then tolerance.
// They are what LZW makes of photographs that move.
const (
	colorSteps     = 70
	toleranceSteps = 150

	fewestColors = 32
)

func lose(_ *codec.Output, l *codec.Loss, step int) (left int) {
	if l.Colors > 0 && l.Colors <= fewestColors {
		step += colorSteps
	}
	if l.Colors == 0 {
		l.Colors = 256
	}
	l.Colors = min(l.Colors, colorsAt(step))
	if step > colorSteps {
		l.Tolerance = codec.Stage{UpTo: toleranceSteps, From: codec.LeastTolerance, To: codec.MostTolerance}.At(colorSteps, step)
	}
	return step - toleranceSteps
}

// colorsAt is how many colors a step leaves.
func colorsAt(step int) int {
	switch {
	case step < 16:
		return codec.Stage{UpTo: 16, From: 256, To: 128}.At(0, step)
	case step < 40:
		return codec.Stage{UpTo: 40, From: 128, To: 64}.At(16, step)
	}
	return codec.Stage{UpTo: colorSteps, From: 64, To: fewestColors}.At(40, step)
}
