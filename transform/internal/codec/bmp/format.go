package bmp

import (
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
)

// Format is BMP, which is read only.
var Format = codec.Format{
	Name: "bmp", Title: "BMP", MediaType: "image/bmp", Extensions: []string{"bmp"},
	Match:    func(b []byte) bool { return len(b) >= 2 && string(b[:2]) == "BM" },
	MatchLen: 2,
	Open:     openSource,
}

func openSource(r io.Reader, lim *codec.Limits) (codec.Source, error) {
	data, err := codec.ReadAll(r)
	if err != nil {
		return nil, err
	}
	d, err := Open(data)
	if err != nil {
		return nil, err
	}
	c := d.Config()
	if err := lim.CheckSize(c.Width, c.Height); err != nil {
		return nil, err
	}
	if err := d.Start(lim.Memory, lim.Meter); err != nil {
		return nil, err
	}
	return &codec.Rows{Rows: d.Next, Head: codec.Header{
		W: c.Width, H: c.Height, Model: pixel.RGB, Alpha: d.Config().Alpha, Sampling: codec.EvenSampling(1, 1), Orientation: 1, ICC: c.ICC,
	}}, nil
}
