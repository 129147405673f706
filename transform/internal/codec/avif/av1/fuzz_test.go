//go:build !wasm

package av1

import (
	"io"
	"testing"
)

// FuzzDecode decodes anything: it must end, in order, with a picture or an
// error.
func FuzzDecode(f *testing.F) {
	names, _ := golden(f)
	for i, name := range names {
		if i%5 != 0 {
			continue
		}
		f.Add(stream(f, name), uint8(0))
	}
	f.Fuzz(func(t *testing.T, data []byte, skip uint8) {
		o := Options{MaxPixels: 1 << 18, MaxMemory: 64 << 20, Skip: Tools(skip & 15), Layer: LastLayer}
		h, herr := ParseHeader(data, o)
		d, err := NewDecoder(data, o)
		if err != nil {
			return
		}
		if herr != nil {
			t.Fatalf("ParseHeader: %v", herr)
		}
		y := 0
		for {
			b, err := d.Next()
			if err == io.EOF {
				if y != h.Height {
					t.Fatalf("got %d rows, want %d", y, h.Height)
				}
				return
			}
			if err != nil {
				return
			}
			if b.Y != y || b.Height <= 0 {
				t.Fatalf("got rows %d+%d, want them from %d", b.Y, b.Height, y)
			}
			y += b.Height
			for _, p := range b.Planes {
				for i := range p.Height {
					for _, v := range p.Pix[i*p.Stride:][:p.Width] {
						if int(v)>>h.Depth != 0 {
							t.Fatalf("got sample %d of %d bits", v, h.Depth)
						}
					}
				}
			}
		}
	})
}
