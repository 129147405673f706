package gif

import (
	"bytes"
	"image/gif"
	"testing"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/quant"
)

// drift is a photograph of a kind that moves, with noise: what palettes find hard.
func drift(w, h, n int) (frames []*pixel.Image) {
	noise := uint32(1)
	for k := range n {
		img := pixel.New(pixel.RGB, w, h, 1, 1, false)
		for y := range h {
			for x := range w {
				noise = noise*1664525 + 1013904223
				u, v := x+3*k, y+k
				for i, c := range [3]int{u * 2, v*3 + u/2, (u*v)>>6 + 40} {
					img.Plane[i].Row(y)[x] = uint8(min(max(c&255*7/8+int(noise>>28), 0), 255))
				}
			}
		}
		frames = append(frames, img)
	}
	return frames
}

// With a tolerance files are less than half as large, the standard library decodes
// them, and what it shows is what the writer took the canvas to show.
func TestTolerance(t *testing.T) {
	frames := drift(120, 80, 6)
	size := func(tolerance int) int {
		w := NewWriter(0, Options{Colors: 32, Tolerance: tolerance})
		for _, f := range frames {
			if err := w.Add(f, 50); err != nil {
				t.Fatal(err)
			}
		}
		file := w.File()
		if tolerance == 0 {
			return len(file)
		}
		g, err := gif.DecodeAll(bytes.NewReader(file))
		if err != nil || len(g.Image) != len(frames) {
			t.Fatalf("tolerance %d: %d frames, %v", tolerance, len(g.Image), err)
		}
		d, err := NewDecoder(file)
		if err != nil {
			t.Fatal(err)
		}
		for range frames {
			if _, err := d.Next(1 << 24); err != nil {
				t.Fatal(err)
			}
		}
		m := d.Canvas()
		for i, c := range w.canvas.drawn {
			x, y := i%m.W, i/m.W
			if got := (quant.Color{m.Plane[0].Row(y)[x], m.Plane[1].Row(y)[x], m.Plane[2].Row(y)[x], m.Alpha.Row(y)[x]}); got != c {
				t.Fatalf("tolerance %d: (%d, %d) is %v, the writer thinks %v", tolerance, x, y, got, c)
			}
		}
		return len(file)
	}
	exact, near, far := size(0), size(12), size(30)
	if near > exact*9/10 || far > exact/2 {
		t.Errorf("%d bytes, with a tolerance of 12 %d, of 30 %d", exact, near, far)
	}
}

// Whatever the pixels and the tolerance, what is packed unpacks to the indices that
// are said to be drawn, and each shows its pixel about as well as its own color did.
func FuzzNear(f *testing.F) {
	f.Add([]byte("a picture of bytes, a picture of bytes, and some"), uint8(12), uint8(7))
	f.Add([]byte{0, 1, 2, 3, 200, 255, 9, 9, 9, 9, 9}, uint8(60), uint8(40))
	f.Fuzz(func(t *testing.T, data []byte, tolerance, colors uint8) {
		if len(data) == 0 || len(data) > 1<<14 {
			return
		}
		n := int(colors)%62 + 2
		limit := int32(tolerance)
		p := &nearPacker{clear: 0, limit: 3 * limit * limit, palette: []quant.Color{{}}}
		for i := range n {
			p.palette = append(p.palette, quant.Color{uint8(i * 37), uint8(i * 91), uint8(i * 11), 255})
		}
		indices := make([]byte, len(data))
		for i, v := range data {
			indices[i] = byte(int(v) % len(p.palette))
			p.want = append(p.want, p.palette[indices[i]])
			p.under = append(p.under, p.palette[int(v/3)%len(p.palette)])
		}
		asked := bytes.Clone(indices)
		least := max(tableBits(p.palette), 2)
		packed := p.pack(nil, indices, least, nil)
		d := &Decoder{}
		fr := frame{w: len(data), h: 1, data: packed}
		if got := d.decode(&fr); got != len(data) || !bytes.Equal(d.pixels, indices) {
			t.Fatalf("%d of %d pixels come back", got, len(data))
		}
		for i, v := range indices {
			if (v == 0) != (asked[i] == 0) && p.under[i][3] != p.want[i][3] {
				t.Fatalf("pixel %d becomes transparent, or ceases to be", i)
			}
			if tolerance == 0 && v != asked[i] && p.palette[v] != p.palette[asked[i]] && p.under[i] != p.want[i] {
				t.Fatalf("pixel %d is %d, want %d", i, v, asked[i])
			}
		}
	})
}
