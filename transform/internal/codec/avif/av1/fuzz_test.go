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

// FuzzEncode encodes any samples with any options: what the encoder takes for decoded
// is what is decoded.
func FuzzEncode(f *testing.F) {
	f.Add([]byte{1, 2, 3, 200, 100}, uint16(9), uint16(5), uint8(50), uint8(0), uint8(1))
	f.Add([]byte{0, 0, 0, 255}, uint16(70), uint16(66), uint8(130), uint8(0x4C), uint8(7))
	f.Add([]byte("0123456789"), uint16(130), uint16(3), uint8(1), uint8(0x29), uint8(3))
	f.Add([]byte{9, 9, 9, 9, 9, 9, 77}, uint16(100), uint16(80), uint8(0), uint8(0x64), uint8(31))
	f.Fuzz(func(t *testing.T, data []byte, w, h uint16, q, kind, turn uint8) {
		o := EncodeOptions{Width: 1 + int(w%200), Height: 1 + int(h%200), Quantizer: int(q), Effort: 1 + int(kind>>5)%MaxEffort,
			Flat: kind&2 != 0, Screen: kind&4 != 0, Color: Color{Primaries: 1, Transfer: 13, Matrix: 6, FullRange: true}}
		n := 3
		switch kind >> 3 & 3 {
		case 0:
			o.SubX, o.SubY = 1, 1
		case 1:
			o.Mono, o.SubX, o.SubY, n = true, 1, 1, 1
		}
		if kind&1 != 0 {
			o.Hurry = func(done, all int) bool { return done > 0 }
		}
		var planes []Samples
		at, add := 0, byte(0)
		for p := range n {
			s := Samples{W: o.Width, H: o.Height}
			if p > 0 {
				s.W, s.H = (o.Width+o.SubX)>>o.SubX, (o.Height+o.SubY)>>o.SubY
			}
			s.Stride = s.W
			s.Pix = make([]byte, s.W*s.H)
			for i := range s.Pix {
				if len(data) > 0 {
					s.Pix[i] = data[at] + add
					if at++; at == len(data) { // what comes again is moved, and may change
						at, add = int(turn)%len(data), add+turn>>4
					}
				}
			}
			planes = append(planes, s)
		}
		checkEncode(t, planes, o)
	})
}
