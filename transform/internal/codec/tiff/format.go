package tiff

import (
	"io"

	"tintype/transform/internal/codec"
)

// Format is TIFF, which is read only.
var Format = codec.Format{
	Name: "tiff", Title: "TIFF", MediaType: "image/tiff", Extensions: []string{"tif", "tiff"},
	Match: func(b []byte) bool {
		switch string(b[:min(4, len(b))]) {
		case "II*\x00", "MM\x00*", "II+\x00", "MM\x00+": // BigTIFF, too
			return true
		}
		return false
	},
	MatchLen: 4,
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
			W: c.Width, H: c.Height, Model: c.Model, Alpha: c.Alpha, Sampling: codec.EvenSampling(c.SubX, c.SubY),
			Orientation: c.Orientation, Color: codec.Color{ICC: c.ICC},
		}
		return &codec.Rows{Head: head, Rows: d.Next}, func() error { return d.Start(Options{MaxMemory: lim.Memory, Meter: lim.Meter}) }, nil
	})
}
