package jpeg

import (
	"errors"
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/looks"
	"tintype/transform/internal/pixel"
)

// Format is JPEG.
var Format = codec.Format{
	Name: "jpg", Title: "JPEG", MediaType: "image/jpeg", Words: []string{"jpg", "pjpg"}, Extensions: []string{"jpg", "jpeg"},
	Aliases:  []string{"jpeg", "jp2", "jxr", "spritesheet"}, // other servers' formats that are not written
	Match:    func(b []byte) bool { return len(b) >= 3 && string(b[:3]) == "\xff\xd8\xff" },
	MatchLen: 3,
	Open:     openSource,

	Shown: true, Quality: 75, Scales: true, Convert: codec.ConvertAll,
	Looks: &looks.Model{Fit: &looks.JPEG, Steps: looksSteps},

	Choose: choose,
	Planes: func(*codec.Output) pixel.Model { return pixel.YCbCr },
	Memory: memory,
	Encode: encodeOutput,
	Same:   sameKind,
	Strip:  func(file []byte, profile, _ bool) []byte { return Strip(file, profile) },
}

// source decodes while bytes arrive, at the scale and within the crop that the plan
// names.
type source struct {
	*codec.Tape
	d    *Decoder
	head codec.Header
	lim  *codec.Limits
}

func openSource(r io.Reader, lim *codec.Limits) (codec.Source, error) {
	t := &codec.Tape{R: r}
	d := NewDecoder(t)
	c, err := d.Config()
	if err != nil {
		return nil, err
	}
	if err := lim.CheckSize(c.Width, c.Height); err != nil {
		return nil, err
	}
	h := codec.Header{
		W: c.Width, H: c.Height, Orientation: max(c.Orientation, 1),
		Model: c.Model, Color: codec.Color{ICC: c.ICC}, YCCK: c.YCCK, Sampling: codec.Sampling{HMax: 1, VMax: 1},
		Progressive: c.Progressive, Coarseness: c.Coarseness,
	}
	s := &h.Sampling
	for i, comp := range c.Components {
		s.H[i], s.V[i] = comp.H, comp.V
		s.HMax, s.VMax = max(s.HMax, comp.H), max(s.VMax, comp.V)
	}
	return &source{Tape: t, d: d, head: h, lim: lim}, nil
}

func (s *source) Header() *codec.Header { return &s.head }
func (s *source) Partial() bool         { return s.d.Partial() }
func (s *source) Reserve(n int64)       { s.lim.Memory -= n }

func (s *source) Start(p codec.Plan) (sizes codec.Sizes, err error) {
	err = s.d.Start(DecodeOptions{N: p.N, Crop: p.Crop, Corner: true, MaxMemory: int(s.lim.Memory), Poll: s.lim.Poll})
	if err != nil {
		return sizes, err
	}
	for i := range s.head.Model.Planes() {
		sizes[i].W, sizes[i].H = s.d.PlaneSize(i)
	}
	return sizes, nil
}

func (s *source) Next(b *pixel.Band) error { return s.d.Next(b) }

func (s *source) Rewind() error {
	s.Tape.Rewind()
	s.d = NewDecoder(s.Tape)
	_, err := s.d.Config()
	return err
}

func choose(o *codec.Output, w *codec.Wish, _ *codec.Header) {
	o.Progressive = w.Word == "pjpg" || w.Progressive == codec.On
	o.Baseline = w.Progressive == codec.Off
	o.SubX, o.SubY = 2, 2
	if w.SubX != 0 {
		o.SubX, o.SubY = w.SubX, w.SubY
	}
}

// sameKind says that the file need not be made progressive, nor anything else.
func sameKind(o *codec.Output, w *codec.Wish, h *codec.Header) bool {
	return h.Model != pixel.CMYK && (h.Progressive || !o.Progressive) && (!h.Progressive || w.Progressive != codec.Off)
}

// memory is what the file takes, whose tokens are no more of a progressive one.
func memory(*codec.Output, bool) int64 { return 1 }

func encodeOutput(img *pixel.Image, o *codec.Output) ([]byte, int, error) {
	e, err := NewEncoder(img)
	if err != nil {
		return nil, 0, err
	}
	opt := EncodeOptions{Quality: o.Quality, Progressive: o.Progressive, Either: !o.Baseline, ICC: o.ICC, MaxBytes: o.MaxBytes, Poll: o.Poll}
	if o.MaxBytes == 0 {
		body, err := e.Encode(opt)
		return body, o.Quality, err
	}
	body, quality, err := e.EncodeToFit(opt, o.Least())
	if errors.Is(err, ErrTooLarge) {
		opt.Quality = min(codec.FitQuality, o.Quality)
		size, err := e.Size(opt)
		if err != nil {
			return nil, 0, err
		}
		return nil, 0, &codec.SizeError{Format: "jpeg", Bytes: size}
	}
	return body, quality, err
}

// looksSteps are the steps of a quality.
func looksSteps(quality int) looks.Local {
	var s looks.Steps
	luma, chroma := encTable(0, quality), encTable(1, quality)
	for k := range luma {
		s.Luma[k], s.Chroma[k] = 16*int32(luma[k]), 16*int32(chroma[k])
	}
	return looks.Everywhere(s)
}
