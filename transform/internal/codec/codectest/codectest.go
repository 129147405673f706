// Package codectest has what the tests of several codecs share.
package codectest

import (
	"bytes"
	"io"
	"testing"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
)

// memory is enough for what tests decode, in bytes.
const memory = 1 << 26

// A Frame is what an animation shows for a while.
type Frame struct {
	Delay int // milliseconds
	Img   *pixel.Image
}

// Play composes all frames of an animation.
func Play(t testing.TB, a codec.Frames) (list []Frame) {
	t.Helper()
	for {
		delay, err := a.Next(memory)
		if err == io.EOF {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, Frame{delay, Clone(a.Canvas())})
	}
}

// Clone copies an image with its planes.
func Clone(img *pixel.Image) *pixel.Image {
	out := *img
	for i := range out.Plane {
		out.Plane[i].Pix = bytes.Clone(out.Plane[i].Pix)
	}
	out.Alpha.Pix = bytes.Clone(out.Alpha.Pix)
	return &out
}

// Animate writes frames, the first for 10 milliseconds, each of the others for 10 more
// than the one before.
func Animate(t testing.TB, w codec.AnimationWriter, frames []*pixel.Image) []byte {
	t.Helper()
	for i, f := range frames {
		if err := w.Add(f, 10*(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	return w.File()
}

// Whole puts all bands of a source together.
func Whole(open func(io.Reader, *codec.Limits) (codec.Source, error), file []byte) (*pixel.Image, error) {
	s, err := open(bytes.NewReader(file), &codec.Limits{SourcePixels: 1 << 24, Memory: memory})
	if err != nil {
		return nil, err
	}
	sizes, err := s.Start(codec.Plan{})
	if err != nil {
		return nil, err
	}
	h := s.Header()
	m := &pixel.Image{Model: h.Model, W: h.W, H: h.H, SubX: h.Sampling.HMax, SubY: h.Sampling.VMax}
	for i := range h.Model.Planes() {
		m.Plane[i] = pixel.NewPlane(sizes[i].W, sizes[i].H)
	}
	if h.Alpha {
		m.Alpha = pixel.NewPlane(h.W, h.H)
	}
	for {
		var b pixel.Band
		if err := s.Next(&b); err == io.EOF {
			return m, nil
		} else if err != nil {
			return nil, err
		}
		for i := range h.Model.Planes() {
			lay(&m.Plane[i], &b.Plane[i], b.Y[i])
		}
		if h.Alpha {
			lay(&m.Alpha, &b.Alpha, b.Y[0])
		}
	}
}

func lay(to, from *pixel.Plane, y int) {
	for i := range from.H {
		copy(to.Row(y+i), from.Row(i))
	}
}
