package transform

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"math"
	"testing"

	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/pixel"
)

// linearProfile is sRGB's primaries with light itself for a curve (ICC.1:2022,
// sections 7.2, 10.6 and 10.31).
func linearProfile() []byte {
	const tags = 6
	data := []byte("curv\x00\x00\x00\x00\x00\x00\x00\x00")
	table := binary.BigEndian.AppendUint32(nil, tags)
	const start = 128 + 4 + 12*tags
	tag := func(name string, at, n int) {
		table = append(table, name...)
		table = binary.BigEndian.AppendUint32(table, uint32(start+at))
		table = binary.BigEndian.AppendUint32(table, uint32(n))
	}
	for i, xyz := range [3][3]uint32{{28578, 14581, 912}, {25241, 46981, 6362}, {9376, 3972, 46799}} { // 16.16
		c := "rgb"[i : i+1]
		tag(c+"TRC", 0, 12)
		tag(c+"XYZ", len(data), 20)
		data = append(data, "XYZ \x00\x00\x00\x00"...)
		for _, v := range xyz {
			data = binary.BigEndian.AppendUint32(data, v)
		}
	}
	h := make([]byte, 128)
	copy(h[12:], "mntrRGB XYZ ")
	copy(h[36:], "acsp")
	p := append(append(h, table...), data...)
	binary.BigEndian.PutUint32(p, uint32(len(p)))
	return p
}

// The mean of black and white is the mean of their sRGB in a small source: its
// profile is applied before it is filtered. In a larger one it is that of the
// source's own curve, here of light.
func TestProfileAndFilter(t *testing.T) {
	for _, c := range []struct{ side, subX, subY, want int }{
		{200, 1, 1, 128}, {200, 2, 1, 128}, {202, 1, 2, 128}, {201, 2, 2, 128}, {1200, 2, 2, 188},
	} {
		img := pixel.New(pixel.YCbCr, c.side, c.side, c.subX, c.subY, false)
		for y := range img.H {
			for x := range img.Plane[0].Row(y) {
				img.Plane[0].Row(y)[x] = byte((x + y) & 1 * 255)
			}
		}
		for _, p := range img.Plane[1:3] {
			for i := range p.Pix {
				p.Pix[i] = 128
			}
		}
		e, err := jpeg.NewEncoder(img)
		if err != nil {
			t.Fatal(err)
		}
		file, err := e.Encode(jpeg.EncodeOptions{Quality: 100, ICC: linearProfile()})
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse("w=0.5&fm=png")
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := Do(&out, bytes.NewReader(file), p, DefaultLimits()); err != nil {
			t.Fatal(err)
		}
		got, err := png.Decode(&out)
		if err != nil {
			t.Fatal(err)
		}
		r, g, b, _ := got.At(got.Bounds().Dx()/2, got.Bounds().Dy()/2).RGBA()
		for _, v := range []uint32{r >> 8, g >> 8, b >> 8} {
			if int(v) < c.want-4 || int(v) > c.want+4 {
				t.Errorf("%d a side, chroma of %d by %d: got %d %d %d, want %d each", c.side, c.subX, c.subY, r>>8, g>>8, b>>8, c.want)
				break
			}
		}
	}
}

// Of several descriptions of a PNG's colors one counts: files of the same samples look
// the same where it is the same one.
func TestPrecedence(t *testing.T) {
	for _, same := range [][]string{
		{"rgb8", "chrm-alone", "gamma-near", "cicp-over-icc", "srgb-over-gamma", "srgb"},
		{"icc-p3", "icc-over-gamma", "cicp-narrow"},
		{"gamma-linear", "cicp-unspecified"},
		{"cicp-pq", "icc-cicp-pq"},
	} {
		var first []byte
		for _, name := range same {
			out, _, err := do(t, "png/"+name+".png", "fm=png")
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = out
			}
			if !samePNG(t, out, first, 1) {
				t.Errorf("%s differs from %s", name, same[0])
			}
		}
	}
	for _, other := range []string{"icc-p3", "gamma-linear", "gamma-18", "gamma-chrm", "gamma-chrm-srgb", "cicp-p3", "cicp-709", "cicp-pq", "cicp-hlg"} {
		out, _, err := do(t, "png/"+other+".png", "fm=png")
		if err != nil {
			t.Fatal(err)
		}
		plain, _, err := do(t, "png/rgb8.png", "fm=png")
		if err != nil {
			t.Fatal(err)
		}
		if samePNG(t, out, plain, 1) {
			t.Errorf("%s looks like sRGB", other)
		}
	}
}

// samePNG says that two files have the same colors but for so many levels.
func samePNG(t *testing.T, a, b []byte, levels int) bool {
	m, n := decodePNG(t, a), decodePNG(t, b)
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			for c, v := range levelsAt(m, x, y) {
				if d := v - levelsAt(n, x, y)[c]; d > levels || -d > levels {
					return false
				}
			}
		}
	}
	return true
}

func levelsAt(m image.Image, x, y int) [3]int {
	r, g, b, _ := m.At(x, y).RGBA()
	return [3]int{int(r >> 8), int(g >> 8), int(b >> 8)}
}

// One image in every form of four components, and as samples of a lookup profile,
// looks alike.
func TestFormsOfAPicture(t *testing.T) {
	for _, c := range []struct {
		name, like string
		psnr       float64
	}{
		{"icc-ycck", "icc-cmyk", 38},
		{"adobe-ycck", "adobe-rgb", 30}, {"adobe-ycck-1", "adobe-rgb", 30}, {"adobe-cmyk", "adobe-rgb", 30}, {"cmyk-unmarked", "adobe-rgb", 30},
		{"icc-cmyk", "adobe-rgb", 25}, // inks of another kind
		{"icc-rgb-table", "adobe-rgb", 28},
		{"rgb-221122", "sampling-444", 25}, {"rgb-111221", "sampling-444", 25},
	} {
		var m [2]image.Image
		for i, name := range []string{c.name, c.like} {
			out, _, err := do(t, "jpeg/"+name+".jpg", "w=80&h=60&fit=scale&fm=png")
			if err != nil {
				t.Fatal(err)
			}
			m[i] = decodePNG(t, out)
		}
		sum := 0.0
		for y := range 60 {
			for x := range 80 {
				for k, v := range levelsAt(m[0], x, y) {
					d := float64(v - levelsAt(m[1], x, y)[k])
					sum += d * d
				}
			}
		}
		if psnr := 10 * math.Log10(255*255*3*80*60/sum); psnr < c.psnr {
			t.Errorf("%s: %.1f dB from %s, want %v", c.name, psnr, c.like, c.psnr)
		}
	}
}
