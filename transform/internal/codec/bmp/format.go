package bmp

import (
	"io"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/cicp"
)

// Format is BMP, which is read only.
var Format = codec.Format{
	Name: "bmp", Title: "BMP", MediaType: "image/bmp", Extensions: []string{"bmp"},
	Match:    func(b []byte) bool { return len(b) >= 2 && string(b[:2]) == "BM" },
	MatchLen: 2,
	Open:     openSource,
}

func openSource(r io.Reader, lim *codec.Limits) (codec.Source, error) {
	return codec.OpenRows(r, lim, func(data []byte) (*codec.Rows, func() error, error) {
		d, err := Open(data)
		if err != nil {
			return nil, nil, err
		}
		c := d.Config()
		head := codec.Header{
			W: c.Width, H: c.Height, Model: pixel.RGB, Alpha: c.Alpha, Sampling: codec.EvenSampling(1, 1),
			Orientation: 1, Color: codec.Color{ICC: c.ICC},
		}
		if s, ok := cicp.FromGamma(c.Gamma, c.Chromaticities); ok {
			head.Color.Space = &s
		}
		return &codec.Rows{Head: head, Rows: d.Next}, func() error { return d.Start(lim.Memory, lim.Meter) }, nil
	})
}
