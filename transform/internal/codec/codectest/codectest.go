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

// Balls are n frames in which a disc moves over a ground: of few colors up to
// frame manyFrom, and of many from there on. alpha is that of the ground.
func Balls(w, h, n int, alpha uint8, manyFrom int) (frames []*pixel.Image) {
	for k := range n {
		img := pixel.New(pixel.RGB, w, h, 1, 1, alpha < 255)
		for y := range h {
			for x := range w {
				c, over := [3]uint8{uint8(x / 16 * 40), uint8(y / 16 * 30), 90}, alpha
				if k >= manyFrom {
					c = [3]uint8{uint8(x * 3), uint8(y * 5), uint8(x*y + k)}
				}
				if dx, dy := x-w*(k+1)/(n+1), y-h/2; dx*dx+dy*dy < h*h/16 {
					c, over = [3]uint8{240, uint8(60 * (y / 8 % 2)), 10}, 255
				}
				for i, v := range c {
					img.Plane[i].Row(y)[x] = v
				}
				if img.HasAlpha() {
					img.Alpha.Row(y)[x] = over
				}
			}
		}
		frames = append(frames, img)
	}
	return frames
}

// Scribbles are four frames, each of which changes samples of the one before, at places
// and to values that pixels decide. Values are multiples of step, 1 or 85: few levels make
// frames alike.
func Scribbles(w, h int, alpha bool, pixels []byte, step byte) (frames []*pixel.Image) {
	at := 0
	for k := range 4 {
		img := pixel.New(pixel.RGB, w, h, 1, 1, alpha)
		if k > 0 {
			img = Clone(frames[k-1])
		}
		planes := img.Plane[:3]
		if alpha {
			planes = append(planes[:3:3], img.Alpha)
		}
		for i := range 1 + len(pixels)*4 {
			p := &planes[i%len(planes)]
			v := pixels[at%len(pixels)]
			p.Row(at * 7 / 3 % p.H)[at*5%p.W] = v
			if step > 1 {
				p.Row(at * 7 / 3 % p.H)[at*5%p.W] = v / 64 * step
			}
			at += 1 + int(v)
		}
		frames = append(frames, img)
	}
	return frames
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
