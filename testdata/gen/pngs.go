package main

import (
	"encoding/binary"
	"fmt"
	"image"

	"tintype/testdata/gen/scene"
)

// pngFiles are well-formed PNGs of every kind of pixel.
func pngFiles() []entry {
	var entries []entry
	add := func(name, about string, data func() []byte) {
		entries = append(entries, entry{"png/" + name + ".png", about, data})
	}
	for _, k := range []struct {
		name             string
		colorType, depth int
	}{
		{"gray1", pngGray, 1}, {"gray2", pngGray, 2}, {"gray4", pngGray, 4}, {"gray8", pngGray, 8}, {"gray16", pngGray, 16},
		{"gray-alpha8", pngGrayAlpha, 8}, {"gray-alpha16", pngGrayAlpha, 16},
		{"rgb8", pngRGB, 8}, {"rgb16", pngRGB, 16}, {"rgba8", pngRGBA, 8}, {"rgba16", pngRGBA, 16},
	} {
		for _, interlaced := range []bool{false, true} {
			name, about := k.name, fmt.Sprintf("61x45 %s, %d bit", pngNames[k.colorType], k.depth)
			if interlaced {
				name, about = name+"-interlaced", about+", Adam7"
			}
			add(name, about, func() []byte {
				f := pngOf(marbles(61, 45), k.colorType, k.depth)
				f.interlaced = interlaced
				return f.bytes()
			})
		}
	}
	entries = append(entries, palettePNGs()...)
	entries = append(entries, pngSyntaxes()...)
	entries = append(entries, pngMetadata()...)
	entries = append(entries, apngFiles()...)
	return append(entries, pngColors()...)
}

var pngNames = map[int]string{pngGray: "gray", pngRGB: "RGB", pngGrayAlpha: "gray and alpha", pngRGBA: "RGB and alpha"}

// pngOf returns a writer of an image in a color type. Types without alpha
// show it on white.
func pngOf(p *scene.Picture, colorType, depth int) *pngFile {
	shift := 16 - depth
	return &pngFile{w: p.W, h: p.H, colorType: colorType, depth: depth, filter: filterLeast, at: func(x, y int) [4]uint16 {
		q := p.Pix[4*(y*p.W+x):]
		s := [4]uint16{q[0], q[1], q[2], q[3]}
		if colorType == pngGray || colorType == pngRGB {
			for i := range 3 {
				s[i] = uint16((uint32(s[i])*uint32(s[3]) + 65535*(65535-uint32(s[3]))) / 65535)
			}
		}
		if colorType == pngGray || colorType == pngGrayAlpha {
			s[0] = uint16((19595*uint32(s[0]) + 38470*uint32(s[1]) + 7471*uint32(s[2]) + 1<<15) >> 16)
			s[1] = s[3]
		}
		for i := range s {
			s[i] >>= shift
		}
		return s
	}}
}

// marbles returns the glass scene at a size.
func marbles(w, h int) *scene.Picture { return framed(glass(), w, h) }

func palettePNGs() []entry {
	var entries []entry
	for _, k := range []struct {
		depth      int
		alpha      bool
		interlaced bool
	}{{1, false, false}, {2, false, false}, {4, false, false}, {8, false, false}, {2, true, false}, {4, true, true}, {8, true, false}, {8, true, true}} {
		name, about := fmt.Sprintf("palette%d", k.depth), fmt.Sprintf("61x45 palette of %d colors", 1<<k.depth)
		if k.alpha {
			name, about = name+"-trns", about+" with alpha (tRNS)"
		}
		if k.interlaced {
			name, about = name+"-interlaced", about+", Adam7"
		}
		entries = append(entries, entry{"png/" + name + ".png", about, func() []byte {
			m := marbles(61, 45)
			if !k.alpha {
				m = framed(landscape(), 61, 45)
			}
			f := palettePNG(m.NRGBA(), k.depth, k.alpha)
			f.interlaced = k.interlaced
			return f.bytes()
		}})
	}
	return entries
}

// palettePNG reduces an image to the colors that depth bits can name.
func palettePNG(m *image.NRGBA, depth int, alpha bool) *pngFile {
	colors, index := quantizeColors(m, 1<<depth, alpha)
	var plte, trns []byte
	for _, c := range colors {
		plte = append(plte, c[0], c[1], c[2])
		trns = append(trns, c[3])
	}
	f := &pngFile{w: m.Rect.Dx(), h: m.Rect.Dy(), colorType: pngPalette, depth: depth, filter: filterNone,
		middle: []chunk{{"PLTE", plte}}, at: func(x, y int) [4]uint16 {
			return [4]uint16{uint16(index[y*m.Rect.Dx()+x])}
		}}
	if alpha {
		f.middle = append(f.middle, chunk{"tRNS", trns})
	}
	return f
}

// pngSyntaxes differ in how the same pixels are written.
func pngSyntaxes() []entry {
	var entries []entry
	add := func(name, about string, w, h int, change func(f *pngFile)) {
		entries = append(entries, entry{"png/" + name + ".png", fmt.Sprintf("%dx%d %s", w, h, about), func() []byte {
			f := pngOf(marbles(w, h), pngRGBA, 8)
			change(f)
			return f.bytes()
		}})
	}
	for k, name := range []string{"none", "sub", "up", "average", "paeth", "cycle"} {
		add("filter-"+name, "row filter "+name, 40, 30, func(f *pngFile) { f.filter = k })
	}
	add("idat-7", "IDAT chunks of seven bytes", 40, 30, func(f *pngFile) { f.idat = 7 })
	add("interlaced-1x1", "Adam7 with six empty passes", 1, 1, func(f *pngFile) { f.interlaced = true })
	add("interlaced-3x2", "Adam7 with three empty passes", 3, 2, func(f *pngFile) { f.interlaced = true })
	add("interlaced-9x1", "Adam7, one row", 9, 1, func(f *pngFile) { f.interlaced = true })
	add("interlaced-1x9", "Adam7, one column", 1, 9, func(f *pngFile) { f.interlaced = true })
	add("1x1", "one pixel", 1, 1, func(f *pngFile) {})
	add("opaque-alpha", "RGB and alpha, all opaque", 40, 30, func(f *pngFile) {
		f.at = pngOf(framed(landscape(), 40, 30), pngRGBA, 8).at
	})
	add("clear", "RGB and alpha, all transparent, colors under it", 16, 12, func(f *pngFile) {
		f.at = func(x, y int) [4]uint16 { return [4]uint16{uint16(x * 16), uint16(y * 20), 128, 0} }
	})
	add("trns-gray", "gray with one transparent value", 40, 30, func(f *pngFile) {
		*f = *pngOf(marbles(40, 30), pngGray, 8)
		f.middle = []chunk{{"tRNS", []byte{0, 255}}}
	})
	add("trns-gray16", "16-bit gray with one transparent value", 40, 30, func(f *pngFile) {
		*f = *pngOf(marbles(40, 30), pngGray, 16)
		f.middle = []chunk{{"tRNS", []byte{255, 255}}}
	})
	add("trns-rgb", "RGB with one transparent color", 40, 30, func(f *pngFile) {
		*f = *pngOf(marbles(40, 30), pngRGB, 8)
		f.middle = []chunk{{"tRNS", []byte{0, 255, 0, 255, 0, 255}}}
	})
	add("unknown-chunk", "ancillary chunks that nobody knows, before and after the data", 40, 30, func(f *pngFile) {
		f.before = []chunk{{"teSt", []byte("tintype")}}
		f.after = []chunk{{"teSt", noiseBytes(100)}}
	})
	add("animated", "APNG of two frames, the first in IDAT", 40, 30, func(f *pngFile) {
		f.before = []chunk{{"acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}}, {"fcTL", frameControl(0, 40, 30)}}
		second := pngOf(framed(landscape(), 40, 30), pngRGBA, 8)
		f.after = []chunk{{"fcTL", frameControl(1, 40, 30)}, {"fdAT", append([]byte{0, 0, 0, 2}, deflate(second.filtered())...)}}
	})
	return entries
}

// frameControl is fcTL (PNG 3, 11.3.6.2): whole canvas, 100 ms.
func frameControl(sequence, w, h int) []byte {
	var b []byte
	for _, v := range []int{sequence, w, h, 0, 0} {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	return append(b, 0, 100, 3, 232, 0, 0)
}

// pngMetadata carry profiles, gamma, orientation and text.
func pngMetadata() []entry {
	iccp := func(p profile) chunk { return chunk{"iCCP", append([]byte("test\x00\x00"), deflate(p.bytes())...)} }
	gama := func(v uint32) chunk { return chunk{"gAMA", binary.BigEndian.AppendUint32(nil, v)} }
	orient := chunk{"eXIf", exif{order: binary.BigEndian, orientation: 6}.bytes()}
	var entries []entry
	for _, k := range []struct {
		name, about      string
		colorType, depth int
		chunks           []chunk
	}{
		{"icc-p3", "profile P3", pngRGB, 8, []chunk{iccp(p3Profile)}},
		{"icc-p3-16bit", "16 bit, profile P3", pngRGBA, 16, []chunk{iccp(p3Profile)}},
		{"icc-gray", "gray, profile of gamma 1.8", pngGray, 8, []chunk{iccp(grayProfile)}},
		{"srgb", "sRGB chunk and its gAMA", pngRGB, 8, []chunk{{"sRGB", []byte{0}}, gama(45455)}},
		{"gamma-linear", "gAMA of 1.0: samples are linear light", pngRGB, 16, []chunk{gama(100000)}},
		{"exif-orientation-6", "eXIf with orientation 6", pngRGB, 8, []chunk{orient}},
		{"text", "tEXt, zTXt, iTXt, tIME and pHYs", pngRGB, 8, []chunk{
			{"tEXt", []byte("Title\x00Marbles")}, {"zTXt", append([]byte("Comment\x00\x00"), deflate([]byte("drawn by tintype's generator"))...)},
			{"iTXt", []byte("Author\x00\x00\x00de\x00Autor\x00T\xc3\xbcrk")}, {"tIME", []byte{7, 234, 1, 1, 12, 0, 0}}, {"pHYs", []byte{0, 0, 11, 19, 0, 0, 11, 19, 1}},
		}},
		{"background", "bKGD, which viewers may show behind alpha", pngRGBA, 8, []chunk{{"bKGD", []byte{0, 255, 0, 0, 0, 128}}}},
	} {
		entries = append(entries, entry{"png/" + k.name + ".png", "61x45 " + k.about, func() []byte {
			f := pngOf(marbles(61, 45), k.colorType, k.depth)
			f.before = k.chunks
			return f.bytes()
		}})
	}
	return entries
}

// pngColors say in all ways what their samples mean (PNG 3, sections 4.3 and 11.3.2).
func pngColors() []entry {
	number := func(name string, v ...uint32) chunk {
		var b []byte
		for _, n := range v {
			b = binary.BigEndian.AppendUint32(b, n)
		}
		return chunk{name, b}
	}
	iccp := func(p profile) chunk { return chunk{"iCCP", append([]byte("test\x00\x00"), deflate(p.bytes())...)} }
	cicp := func(primaries, transfer, matrix, full byte) chunk {
		return chunk{"cICP", []byte{primaries, transfer, matrix, full}}
	}
	srgb, linear, gamma22 := chunk{"sRGB", []byte{0}}, number("gAMA", 100000), number("gAMA", 45455)
	adobe := number("cHRM", 31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)
	own := number("cHRM", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
	var entries []entry
	for _, k := range []struct {
		name, about      string
		colorType, depth int
		chunks           []chunk
	}{
		{"gamma-gray", "gray, gAMA of 1.0", pngGray, 8, []chunk{linear}},
		{"gamma-18", "gAMA of 1 / 1.8", pngRGBA, 8, []chunk{number("gAMA", 55556)}},
		{"gamma-chrm", "gAMA of 1 / 2.2 and cHRM of Adobe RGB", pngRGB, 8, []chunk{gamma22, adobe}},
		{"gamma-chrm-srgb", "gAMA of 1 / 2.2 and sRGB's cHRM, which browsers take at their word", pngRGB, 8, []chunk{gamma22, own}},
		{"gamma-near", "gAMA of 1 / 2.2 alone, which is as good as sRGB", pngRGB, 8, []chunk{gamma22}},
		{"chrm-alone", "cHRM without gAMA, which says nothing", pngRGB, 8, []chunk{adobe}},
		{"cicp-p3", "cICP: Display P3", pngRGB, 8, []chunk{cicp(12, 13, 0, 1)}},
		{"cicp-709", "cICP: BT.709", pngRGB, 8, []chunk{cicp(1, 1, 0, 1)}},
		{"cicp-pq", "cICP: BT.2020 and PQ", pngRGB, 8, []chunk{cicp(9, 16, 0, 1)}},
		{"cicp-pq-16bit", "16 bit, cICP: P3 and PQ, mastered at 4000 cd/m² and up to 600 bright", pngRGB, 16, []chunk{
			cicp(12, 16, 0, 1), number("cLLI", 6000000, 1000000),
			{"mDCV", append(make([]byte, 16), number("", 40000000, 1).data...)}}},
		{"cicp-hlg", "cICP: BT.2020 and HLG", pngRGBA, 8, []chunk{cicp(9, 18, 0, 1)}},
		{"cicp-hlg-gray", "gray, cICP: BT.2020 and HLG", pngGray, 8, []chunk{cicp(9, 18, 0, 1)}},
		{"cicp-over-icc", "cICP of sRGB before a profile of P3", pngRGB, 8, []chunk{cicp(1, 13, 0, 1), iccp(p3Profile)}},
		{"cicp-unspecified", "cICP that says nothing, gAMA of 1.0", pngRGB, 8, []chunk{cicp(2, 2, 0, 1), linear}},
		{"cicp-narrow", "cICP of narrow range, which no browser reads, and a profile of P3", pngRGB, 8, []chunk{cicp(9, 16, 0, 0), iccp(p3Profile)}},
		{"icc-over-gamma", "profile of P3 before gAMA of 1.0", pngRGB, 8, []chunk{iccp(p3Profile), linear}},
		{"icc-cicp-pq", "profile whose cicp tag says BT.2020 and PQ", pngRGB, 8, []chunk{iccp(pqProfile)}},
		{"srgb-over-gamma", "sRGB before gAMA of 1.0 and cHRM", pngRGB, 8, []chunk{srgb, linear, adobe}},
	} {
		entries = append(entries, entry{"png/" + k.name + ".png", "61x45 " + k.about, func() []byte {
			f := pngOf(marbles(61, 45), k.colorType, k.depth)
			f.before = k.chunks
			return f.bytes()
		}})
	}
	return entries
}
