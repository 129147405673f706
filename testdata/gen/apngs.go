package main

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/gif"
)

// An apngFrame is one frame of an animated PNG (PNG specification, third edition,
// section 11.3.6).
type apngFrame struct {
	file           *pngFile // its pixels
	x, y           int
	delay, per     int // seconds
	dispose, blend byte
}

// An apng is an animated PNG to be written, which the standard library does not.
// The frames share the header, the palette and the transparent color of the first.
type apng struct {
	w, h   int
	plays  int
	hidden *pngFile // an image in IDAT that is no frame
	frames []apngFrame
	split  int // bytes of an fdAT chunk; 0: all in one

	promised int // frames that acTL tells of; 0: as many as there are
	number   func(i int) int
}

// bytes returns the whole file.
func (a *apng) bytes() []byte {
	head := *a.frames[0].file
	head.w, head.h = a.w, a.h
	promised := a.promised
	if promised == 0 {
		promised = len(a.frames)
	}
	b := head.head(chunk{"acTL", bigEndian32(promised, a.plays)})
	sequence := 0
	next := func() int {
		n := sequence
		if sequence++; a.number != nil {
			n = a.number(n)
		}
		return n
	}
	if a.hidden != nil {
		b = append(b, pngChunk("IDAT", deflate(a.hidden.filtered()))...)
	}
	for i, f := range a.frames {
		control := bigEndian32(next(), f.file.w, f.file.h, f.x, f.y)
		control = binary.BigEndian.AppendUint16(control, uint16(f.delay))
		control = binary.BigEndian.AppendUint16(control, uint16(f.per))
		b = append(b, pngChunk("fcTL", append(control, f.dispose, f.blend))...)
		data := deflate(f.file.filtered())
		if i == 0 && a.hidden == nil {
			b = append(b, pngChunk("IDAT", data)...)
			continue
		}
		for size := len(data); len(data) > 0; data = data[min(size, len(data)):] {
			if a.split > 0 {
				size = a.split
			}
			b = append(b, pngChunk("fdAT", append(bigEndian32(next()), data[:min(size, len(data))]...))...)
		}
	}
	return append(b, pngChunk("IEND", nil)...)
}

func bigEndian32(values ...int) (b []byte) {
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	return b
}

// pngOfPaletted returns a writer of an image with a palette, as indices or as RGB
// with alpha.
func pngOfPaletted(m *image.Paletted, colorType int) *pngFile {
	f := &pngFile{w: m.Rect.Dx(), h: m.Rect.Dy(), colorType: colorType, depth: 8, filter: filterNone}
	f.at = func(x, y int) (s [4]uint16) {
		i := m.Pix[y*m.Stride+x]
		if colorType == pngPalette {
			s[0] = uint16(i)
			return s
		}
		c := colorsOf(m)[i]
		return [4]uint16{uint16(c[0]), uint16(c[1]), uint16(c[2]), uint16(c[3])}
	}
	if colorType != pngPalette {
		f.filter = filterLeast
		return f
	}
	var plte, trns []byte
	for _, c := range colorsOf(m) {
		plte, trns = append(plte, c[0], c[1], c[2]), append(trns, c[3])
	}
	f.middle = []chunk{{"PLTE", plte}, {"tRNS", bytes.TrimRight(trns, "\xff")}}
	return f
}

func colorsOf(m *image.Paletted) (out []rgba) {
	for _, c := range m.Palette {
		r, g, b, a := c.RGBA()
		out = append(out, rgba{byte(r >> 8), byte(g >> 8), byte(b >> 8), byte(a >> 8)})
	}
	return out
}

// ballsAPNG shows the frames of balls, each for 80 ms and over what is there.
func ballsAPNG(g *gif.GIF, colorType int) *apng {
	a := &apng{w: g.Config.Width, h: g.Config.Height}
	for i, m := range g.Image {
		f := apngFrame{file: pngOfPaletted(m, colorType), x: m.Rect.Min.X, y: m.Rect.Min.Y, delay: 80, per: 1000}
		if i > 0 {
			f.blend = 1
		}
		a.frames = append(a.frames, f)
	}
	return a
}

// apngFiles show the same balls as the GIFs.
func apngFiles() []entry {
	entries := []entry{}
	add := func(name, about string, colorType, n int, change func(*apng)) {
		entries = append(entries, entry{"png/animated-" + name + ".png", about, func() []byte {
			a := ballsAPNG(balls(n), colorType)
			if change != nil {
				change(a)
			}
			return a.bytes()
		}})
	}
	add("rgba", "64x48, six partial frames that blend, fdAT in pieces of 40 bytes", pngRGBA, 6, func(a *apng) { a.split = 40 })
	add("palette", "64x48, six partial frames with a palette", pngPalette, 6, nil)
	add("dispose", "64x48, seven frames: every way to dispose and to blend", pngRGBA, 7, func(a *apng) {
		for i := range a.frames {
			a.frames[i].dispose, a.frames[i].blend = byte((i+2)%3), byte(i/3%2)
		}
	})
	add("hidden", "64x48, the image in IDAT is no frame, the first frame is a part", pngRGBA, 4, func(a *apng) {
		a.hidden, a.frames = a.frames[0].file, a.frames[1:]
	})
	add("interlaced", "64x48, three frames, Adam7", pngRGBA, 3, func(a *apng) {
		for i := range a.frames {
			a.frames[i].file.interlaced = true
		}
	})
	add("loop-3", "64x48, plays three times, delays of 0, 1/60, 1/100, 1/0, 1/3 and 65535 seconds", pngPalette, 6, func(a *apng) {
		a.plays = 3
		for i, d := range [][2]int{{0, 5}, {1, 60}, {1, 100}, {1, 0}, {1, 3}, {65535, 1}} {
			a.frames[i].delay, a.frames[i].per = d[0], d[1]
		}
	})
	add("one", "64x48, one frame that is no image in IDAT", pngRGBA, 2, func(a *apng) {
		a.hidden, a.frames = a.frames[0].file, a.frames[1:]
	})
	return entries
}

// brokenAPNGs break the rules of animations, not of PNG.
func brokenAPNGs() []entry {
	entries := []entry{}
	add := func(name, about string, change func(*apng)) {
		entries = append(entries, entry{"animated-" + name + ".png", about, func() []byte {
			a := ballsAPNG(balls(4), pngPalette)
			change(a)
			return a.bytes()
		}})
	}
	add("sequence", "APNG whose sequence numbers leave one out in the third frame", func(a *apng) {
		a.number = func(i int) int { return i + i/4 }
	})
	add("sequence-first", "APNG whose sequence numbers begin with 1", func(a *apng) { a.number = func(i int) int { return i + 1 } })
	add("beyond", "APNG whose third frame lies outside of the canvas", func(a *apng) { a.frames[2].x = 60 })
	add("operation", "APNG with a way to blend that there is not", func(a *apng) { a.frames[2].blend = 2 })
	add("first-part", "APNG whose first frame is not the image in IDAT", func(a *apng) { a.frames[0].x = 1 })
	add("more", "APNG of 4 frames that promises 1000", func(a *apng) { a.promised = 1000 })
	add("fewer", "APNG of 4 frames that promises 2", func(a *apng) { a.promised = 2 })
	cut := func(name, about string, f func(b []byte) []byte) {
		entries = append(entries, entry{"animated-" + name + ".png", about, func() []byte { return f(ballsAPNG(balls(4), pngPalette).bytes()) }})
	}
	cut("cut", "APNG cut in its third frame", func(b []byte) []byte {
		at := 0
		for range 3 {
			at += bytes.Index(b[at:], []byte("fcTL")) + 4
		}
		return b[:at+50]
	})
	cut("garbage", "APNG whose second frame is random", func(b []byte) []byte {
		copy(b[bytes.Index(b, []byte("fdAT"))+14:], noiseBytes(30))
		return b
	})
	cut("empty", "APNG that promises frames and has none", func(b []byte) []byte {
		return bytes.ReplaceAll(b, []byte("fcTL"), []byte("fxTL"))
	})
	entries = append(entries, entry{"animated-bomb.png", "APNG of 1,000 frames on a canvas of 10000x10000", func() []byte {
		pixel := &pngFile{w: 1, h: 1, colorType: pngGray, depth: 8, at: func(int, int) [4]uint16 { return [4]uint16{} }}
		a := &apng{w: 10000, h: 10000, hidden: pixel}
		for range 1000 {
			a.frames = append(a.frames, apngFrame{file: pixel})
		}
		return a.bytes()
	}})
	return entries
}
