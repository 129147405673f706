package main

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"

	"tintype/testdata/gen/scene"
)

// gifFiles are stills and animations.
func gifFiles() []entry {
	var entries []entry
	add := func(name, about string, data func() []byte) {
		entries = append(entries, entry{"gif/" + name + ".gif", about, data})
	}
	still := func(n int, alpha bool) *gif.GIF {
		m := framed(landscape(), 61, 45)
		if alpha {
			m = marbles(61, 45)
		}
		return stillGIF(m.NRGBA(), n, alpha)
	}
	add("still", "61x45, 256 colors", func() []byte { return encodeGIF(still(256, false)) })
	add("still-2", "61x45, two colors", func() []byte { return encodeGIF(still(2, false)) })
	add("still-transparent", "61x45, 64 colors, one of them transparent", func() []byte { return encodeGIF(still(64, true)) })
	add("1x1", "one pixel", func() []byte { return encodeGIF(stillGIF(marbles(1, 1).NRGBA(), 2, false)) })
	add("interlaced", "61x45, rows in four passes", func() []byte { return interlaceGIF(still(64, false)) })
	add("gif87a", "61x45, version 87a", func() []byte {
		return bytes.Replace(encodeGIF(still(16, false)), []byte("GIF89a"), []byte("GIF87a"), 1)
	})
	add("comment", "61x45 with a comment and an application extension that nobody knows", func() []byte {
		b := encodeGIF(still(16, false))
		at := 13 + localTable(b[10])
		return splice(b, at, 0, []byte("\x21\xfe\x05hello\x00\x21\xff\x0bTINTYPE_1.0\x03abc\x00"))
	})
	add("first-frame-small", "canvas of 61x45, its only frame 20x10 in the middle", func() []byte {
		g := still(16, false)
		g.Image[0] = moved(g.Image[0].SubImage(image.Rect(0, 0, 20, 10)).(*image.Paletted), 20, 17)
		return encodeGIF(g)
	})
	for _, k := range []struct {
		name, about string
		disposal    []byte
	}{
		{"none", "disposal none: frames pile up", []byte{gif.DisposalNone}},
		{"background", "disposal background: frames vanish", []byte{gif.DisposalBackground}},
		{"previous", "disposal previous: what was there returns", []byte{gif.DisposalNone, gif.DisposalPrevious}},
		{"mixed", "all disposals in turn", []byte{gif.DisposalNone, gif.DisposalBackground, gif.DisposalPrevious, 0}},
	} {
		add("disposal-"+k.name, "64x48, six partial frames, "+k.about, func() []byte {
			g := balls(6)
			for i := range g.Disposal {
				g.Disposal[i] = k.disposal[i%len(k.disposal)]
			}
			return encodeGIF(g)
		})
	}
	// The screen descriptor and the frames need not agree.
	for _, k := range []struct {
		name, about string
		w, h, x, y  int
	}{
		{"first-frame-larger", "canvas of 20x15, first frame of 64x48: the canvas grows", 20, 15, 0, 0},
		{"first-frame-beyond", "canvas of 30x60, first frame of 64x48 at 10,5: the canvas grows to the right", 30, 60, 10, 5},
		{"canvas-empty", "canvas of 0x0, first frame of 64x48 at 3,0", 0, 0, 3, 0},
	} {
		add(k.name, k.about+", later ones are cut", func() []byte {
			g := balls(3)
			g.Image[0] = moved(g.Image[0], k.x, k.y)
			g.Image[1] = moved(g.Image[1], 60, 40)
			g.Config.Width, g.Config.Height = 100, 100
			b := encodeGIF(g)
			copy(b[6:], []byte{byte(k.w), 0, byte(k.h), 0})
			return b
		})
	}
	add("disposal-4", "64x48, six partial frames, disposal 4, which is 3 to browsers", func() []byte {
		g := balls(6)
		for i := range g.Disposal {
			g.Disposal[i] = gif.DisposalPrevious
		}
		g.Disposal[0] = gif.DisposalNone
		return bytes.ReplaceAll(encodeGIF(g), []byte("\x21\xf9\x04\x0d"), []byte("\x21\xf9\x04\x11"))
	})
	add("one-bit-codes", "12x10, LZW codes that begin with one bit", func() []byte {
		b := append([]byte("GIF89a\x0c\x00\x0a\x00\x80\x00\x00\x20\x30\x60\xf0\xe0\xc0"), 0x2c, 0, 0, 0, 0, 12, 0, 10, 0, 0, 1)
		data := oneBitCodes(12*10, func(i int) uint { return uint(i*i/7) & 1 })
		return append(append(append(b, byte(len(data))), data...), 0, 0x3b)
	})
	add("loop-once", "animation without a loop extension", func() []byte { g := balls(3); g.LoopCount = -1; return encodeGIF(g) })
	add("loop-3", "animation that repeats three times", func() []byte { g := balls(3); g.LoopCount = 3; return encodeGIF(g) })
	add("delays", "delays of 0, 10, 20, 50, 1000 and 655350 ms", func() []byte {
		g := balls(6)
		copy(g.Delay, []int{0, 1, 2, 5, 100, 65535})
		return encodeGIF(g)
	})
	add("local-palettes", "each frame with colors of its own", func() []byte {
		g := balls(4)
		for i, m := range g.Image {
			m.Palette = append(color.Palette{}, m.Palette...)
			m.Palette[1] = color.NRGBA{byte(60 * i), 255 - byte(60*i), 128, 255}
		}
		return encodeGIF(g)
	})
	return entries
}

// oneBitCodes packs n pixels of one bit as LZW codes (appendix F), which image/gif
// does not write. Of all strings it takes single pixels only.
func oneBitCodes(n int, at func(i int) uint) (out []byte) {
	const clearCode, end = 2, 3
	acc, have := uint(0), 0
	put := func(code uint, width int) {
		acc |= code << have
		for have += width; have >= 8; have -= 8 {
			out = append(out, byte(acc))
			acc >>= 8
		}
	}
	next, width := 4, 2
	put(clearCode, width)
	for i := range n {
		put(at(i), width)
		if i > 0 {
			next++
		}
		if next == 1<<width {
			width++
		}
	}
	put(end, width)
	return append(out, byte(acc))
}

func encodeGIF(g *gif.GIF) []byte {
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// stillGIF reduces an image to n colors. Alpha is cut at one half.
func stillGIF(m *image.NRGBA, n int, alpha bool) *gif.GIF {
	if alpha {
		m = cutAlpha(m)
	}
	colors, index := quantizeColors(m, n, alpha)
	return &gif.GIF{
		Image:  []*image.Paletted{{Pix: index, Stride: m.Rect.Dx(), Rect: m.Rect, Palette: colorPalette(colors)}},
		Delay:  []int{0},
		Config: image.Config{Width: m.Rect.Dx(), Height: m.Rect.Dy(), ColorModel: colorPalette(colors)},
	}
}

// cutAlpha makes every pixel either opaque or clear black.
func cutAlpha(m *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(m.Rect)
	for i := 0; i < len(m.Pix); i += 4 {
		if m.Pix[i+3] >= 128 {
			copy(out.Pix[i:i+3], m.Pix[i:])
			out.Pix[i+3] = 255
		}
	}
	return out
}

func colorPalette(colors []rgba) color.Palette {
	var p color.Palette
	for _, c := range colors {
		p = append(p, color.NRGBA{c[0], c[1], c[2], c[3]})
	}
	return p
}

// moved returns an image with its origin elsewhere.
func moved(m *image.Paletted, x, y int) *image.Paletted {
	m.Rect = m.Rect.Sub(m.Rect.Min).Add(image.Pt(x, y))
	return m
}

// interlaceGIF writes a still with its rows in the order of appendix E of the
// GIF89a specification, which image/gif reads but does not write.
func interlaceGIF(g *gif.GIF) []byte {
	m := g.Image[0]
	h := m.Rect.Dy()
	rows := make([]byte, 0, len(m.Pix))
	for _, p := range []struct{ first, step int }{{0, 8}, {4, 8}, {2, 4}, {1, 2}} {
		for y := p.first; y < h; y += p.step {
			rows = append(rows, m.Pix[y*m.Stride:][:m.Rect.Dx()]...)
		}
	}
	m.Pix = rows
	b := encodeGIF(g)
	at := 13 + localTable(b[10]) // the first block after the global colors
	for b[at] != 0x2c {
		at += 2 // an extension: skip its sub-blocks
		for b[at] != 0 {
			at += 1 + int(b[at])
		}
		at++
	}
	b[at+9] |= 0x40
	return b
}

// balls is an animation of n frames: a backdrop, then colored balls in frames
// just large enough for them, transparent around them.
func balls(n int) *gif.GIF {
	pal := color.Palette{color.NRGBA{}, color.NRGBA{200, 60, 40, 255}, color.NRGBA{240, 190, 60, 255}, color.NRGBA{40, 90, 160, 255},
		color.NRGBA{220, 230, 240, 255}, color.NRGBA{150, 190, 220, 255}, color.NRGBA{20, 30, 40, 255}, color.NRGBA{90, 150, 80, 255}}
	back := image.NewPaletted(image.Rect(0, 0, 64, 48), pal)
	for y := range 48 {
		for x := range 64 {
			back.Pix[y*64+x] = byte(4 + (x/8+y/8)&1)
			if (x-32)*(x-32)+(y-24)*(y-24) < 60 {
				back.Pix[y*64+x] = 0
			}
		}
	}
	g := &gif.GIF{Config: image.Config{Width: 64, Height: 48, ColorModel: pal}}
	for i := range n {
		m := back
		if i > 0 {
			const r = 9
			x, y := 4+i*7, 4+(i*11)%26
			m = image.NewPaletted(image.Rect(x, y, x+2*r, y+2*r), pal)
			for p := range m.Pix {
				dx, dy := p%(2*r)-r, p/(2*r)-r
				switch d := dx*dx + dy*dy; {
				case d < 20:
					m.Pix[p] = 6
				case d < r*r:
					m.Pix[p] = byte(1 + i%3)
				}
			}
		}
		g.Image = append(g.Image, m)
		g.Delay = append(g.Delay, 8)
		g.Disposal = append(g.Disposal, gif.DisposalNone)
	}
	return g
}

// planetGIF is the animated sample: a full turn in n frames. After the first, a
// frame holds only what changes.
func planetGIF(size, n, nColors int) []byte {
	frames := make([]*image.NRGBA, n)
	all := image.NewNRGBA(image.Rect(0, 0, size, size*n))
	for i := range frames {
		p := scene.Planet(size*2, float64(i)/float64(n)).Scale(size, size)
		frames[i] = p.NRGBA()
		copy(all.Pix[i*len(frames[i].Pix):], frames[i].Pix)
	}
	colors, index := quantizeColors(all, nColors-1, false)
	pal := append(colorPalette(colors), color.NRGBA{})
	clear := byte(len(colors))
	g := &gif.GIF{Config: image.Config{Width: size, Height: size, ColorModel: pal}}
	shown := make([]byte, size*size)
	for i := range frames {
		pix := index[i*size*size:][:size*size]
		m := &image.Paletted{Pix: bytes.Clone(pix), Stride: size, Rect: image.Rect(0, 0, size, size), Palette: pal}
		if i > 0 {
			for p := range m.Pix {
				if m.Pix[p] == shown[p] {
					m.Pix[p] = clear
				}
			}
		}
		copy(shown, pix)
		g.Image = append(g.Image, m)
		g.Delay = append(g.Delay, 8)
		g.Disposal = append(g.Disposal, gif.DisposalNone)
	}
	return encodeGIF(g)
}
