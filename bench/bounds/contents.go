package main

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
)

// A content is a picture of any size that some stage may find hard.
type content struct {
	name string
	at   func(x, y int, r *rand.Rand) color.NRGBA
}

func opaque(v int) color.NRGBA { return color.NRGBA{byte(v), byte(v), byte(v), 255} }

// photograph is what all others are measured by: smooth, with edges and grain.
var photograph = content{"photograph", func(x, y int, r *rand.Rand) color.NRGBA {
	edge := 0
	if (x*x+y*y)/1900%3 == 0 {
		edge = 60
	}
	grain := r.IntN(9)
	return color.NRGBA{byte(x/3 + edge + grain), byte(y/2 + edge + grain), byte(160 - x/4 + grain), 255}
}}

// contents are the pictures that every stage meets.
var contents = []content{
	{"black", func(int, int, *rand.Rand) color.NRGBA { return opaque(0) }},
	{"white", func(int, int, *rand.Rand) color.NRGBA { return opaque(255) }},
	{"even alpha", func(int, int, *rand.Rand) color.NRGBA { return color.NRGBA{200, 30, 9, 120} }},
	{"transparent", func(_, _ int, r *rand.Rand) color.NRGBA { return color.NRGBA{byte(r.Uint32()), 3, 7, 0} }},
	{"one pixel", func(x, y int, _ *rand.Rand) color.NRGBA { return opaque(200 * (1 - min(1, x+y))) }},
	{"two values", func(x, y int, _ *rand.Rand) color.NRGBA { return opaque(9 * (x >> 2 & (y >> 2) & 1)) }},
	{"checkerboard", func(x, y int, _ *rand.Rand) color.NRGBA { return opaque(255 * ((x + y) & 1)) }},
	{"checkered alpha", func(x, y int, _ *rand.Rand) color.NRGBA { return color.NRGBA{9, 99, 199, byte(255 * ((x + y) & 1))} }},
	{"ramp", func(x, y int, _ *rand.Rand) color.NRGBA { return color.NRGBA{byte(x), byte(y), byte(x + y), 255} }},
	{"steep ramp", func(x, y int, _ *rand.Rand) color.NRGBA {
		return color.NRGBA{byte(7 * x), byte(11 * y), byte(13*x - 5*y), 255}
	}},
	{"alpha ramp", func(x, y int, _ *rand.Rand) color.NRGBA { return color.NRGBA{byte(x), 80, byte(y), byte(x + y/2)} }},
	{"noise", func(_, _ int, r *rand.Rand) color.NRGBA {
		v := r.Uint32()
		return color.NRGBA{byte(v), byte(v >> 8), byte(v >> 16), 255}
	}},
	{"noise with alpha", func(_, _ int, r *rand.Rand) color.NRGBA {
		v := r.Uint32()
		return color.NRGBA{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)}
	}},
	{"colors of one sum", func(_, _ int, r *rand.Rand) color.NRGBA {
		a, b := r.IntN(128), r.IntN(128)
		return color.NRGBA{byte(a), byte(b), byte(255 - a - b), 255}
	}},
	{"sparse dots", func(_, _ int, r *rand.Rand) color.NRGBA { return opaque(255 * (1 - min(1, r.IntN(500)))) }},
	{"sparse holes", func(_, _ int, r *rand.Rand) color.NRGBA {
		return color.NRGBA{40, 50, 60, byte(255 * min(1, r.IntN(500)))}
	}},
	{"sixteen levels", func(_, _ int, r *rand.Rand) color.NRGBA { return opaque(17 * r.IntN(16)) }},
	{"rows", func(_, y int, _ *rand.Rand) color.NRGBA {
		return color.NRGBA{byte(y * 37), byte(y * 101), byte(y), 255}
	}},
	{"columns", func(x, _ int, _ *rand.Rand) color.NRGBA {
		return color.NRGBA{byte(x * 37), byte(x * 101), byte(x), 255}
	}},
	{"nearly periodic", func(x, y int, r *rand.Rand) color.NRGBA { return opaque((x+y*5)%17*15 + 1 - min(1, r.IntN(300))) }},
	{"colors of one hash", oneHash()},
	{"letters", letters},
}

// letters are marks of some tones on an even ground, a few of them over and over.
func letters(x, y int, _ *rand.Rand) color.NRGBA {
	mark := (x/8*7 + y/12*3) % 11
	if mark < 3 || y%12 > 7 {
		return color.NRGBA{250, 248, 240, 255}
	}
	v := (x%8*5 + y%12*(mark+2)) * (mark + 9) % 64 * 4
	return color.NRGBA{byte(v), byte(v / 2), byte(60 + v/2), 255}
}

// oneHash are colors whose places in a table with Fibonacci hashing lie beside each
// other.
func oneHash() func(x, y int, _ *rand.Rand) color.NRGBA {
	var list []color.NRGBA
	for key := uint32(0); key < 1<<24 && len(list) < 8000; key += 3 {
		if (key<<8|255)*0x9e3779b1>>16 < 300 {
			list = append(list, color.NRGBA{byte(key >> 16), byte(key >> 8), byte(key), 255})
		}
	}
	return func(x, y int, _ *rand.Rand) color.NRGBA { return list[(x+y*97)%len(list)] }
}

// periods are pictures that repeat after 1 to 64 pixels in reading order.
func periods() (all []content) {
	for n := 1; n <= 64; n++ {
		all = append(all, content{fmt.Sprint("period ", n), func(x, y int, _ *rand.Rand) color.NRGBA {
			return opaque((x + 131*y) % n * 83 & 255)
		}})
	}
	return all
}

// paint makes the picture.
func (c content) paint(w, h int) *image.NRGBA {
	r := rand.New(rand.NewPCG(3, 4))
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, c.at(x, y, r))
		}
	}
	return m
}

// bitmap writes a BMP, which takes next to nothing to decode.
func bitmap(m *image.NRGBA) []byte {
	const head = 14 + 56
	w, h := m.Rect.Dx(), m.Rect.Dy()
	b := make([]byte, head, head+4*w*h)
	copy(b, "BM")
	le := binary.LittleEndian
	le.PutUint32(b[10:], head)
	le.PutUint32(b[14:], head-14)
	le.PutUint32(b[18:], uint32(w))
	le.PutUint32(b[22:], uint32(-int32(h)))
	le.PutUint16(b[26:], 1)
	le.PutUint16(b[28:], 32)
	le.PutUint32(b[30:], 3) // masks follow
	for i, mask := range []uint32{0xff, 0xff00, 0xff0000, 0xff000000} {
		le.PutUint32(b[54+4*i:], mask)
	}
	for y := range h {
		b = append(b, m.Pix[y*m.Stride:][:4*w]...)
	}
	return b
}
