package main

import (
	"encoding/binary"
	"fmt"
	"image"

	jf "tintype/testdata/gen/jpegfile"
)

// Sampling factors by their usual names.
var (
	s444 = [][2]int{{1, 1}, {1, 1}, {1, 1}}
	s422 = [][2]int{{2, 1}, {1, 1}, {1, 1}}
	s420 = [][2]int{{2, 2}, {1, 1}, {1, 1}}
	s440 = [][2]int{{1, 2}, {1, 1}, {1, 1}}
	s411 = [][2]int{{4, 1}, {1, 1}, {1, 1}}
	s410 = [][2]int{{4, 2}, {1, 1}, {1, 1}}
)

// variant is a JPEG file to be made.
type variant struct {
	name, about string
	w, h        int // default 160x120
	layout      jf.Layout
	options     jf.Options
	bare        bool                   // no JFIF segment
	late        func() []jf.Segment    // more segments, made when they are needed
	pixels      func(x, y int) [3]byte // default is the landscape
	recode      func([3]byte) [3]byte  // of each pixel, nil for none
}

func (v variant) entry() entry {
	if v.w == 0 {
		v.w, v.h = 160, 120
	}
	return entry{"jpeg/" + v.name + ".jpg", fmt.Sprintf("%dx%d %s", v.w, v.h, v.about), func() []byte {
		if v.pixels == nil {
			m := sized(landscape(), v.w, v.h)
			for i := 0; v.recode != nil && i < len(m.Pix); i += 4 {
				c := v.recode([3]byte(m.Pix[i:]))
				copy(m.Pix[i:], c[:])
			}
			return v.encode(m)
		}
		m := image.NewNRGBA(image.Rect(0, 0, v.w, v.h))
		for i := range v.w * v.h {
			p := v.pixels(i%v.w, i/v.w)
			copy(m.Pix[4*i:], append(p[:], 255))
		}
		return v.encode(m)
	}}
}

func (v variant) encode(m *image.NRGBA) []byte {
	if !v.bare {
		v.options.Segments = append([]jf.Segment{jf.JFIF()}, v.options.Segments...)
	}
	if v.late != nil {
		v.options.Segments = append(v.options.Segments, v.late()...)
	}
	return jf.Encode(jf.FromNRGBA(m, v.layout), v.options)
}

func ycc(sampling [][2]int, quality int) jf.Layout {
	return jf.Layout{Sampling: sampling, Quality: quality}
}

// jpegFiles are well-formed files, each with something that a decoder may get
// wrong.
func jpegFiles() []entry {
	var list []variant
	for _, part := range [][]variant{sizes(), samplings(), scripts(), syntaxes(), models(), metadata()} {
		list = append(list, part...)
	}
	var entries []entry
	for _, v := range list {
		entries = append(entries, v.entry())
	}
	return entries
}

func sizes() []variant {
	list := []variant{
		{name: "size-1x1", about: "one pixel, 4:2:0", w: 1, h: 1, layout: ycc(s420, 90)},
		{name: "size-8x8", about: "one block, 4:4:4", w: 8, h: 8, layout: ycc(s444, 90)},
		{name: "size-17x13", about: "just over one MCU, 4:2:0", w: 17, h: 13, layout: ycc(s420, 85)},
		{name: "size-1x200", about: "one column, 4:2:0", w: 1, h: 200, layout: ycc(s420, 85)},
		{name: "size-200x1", about: "one row, 4:2:0", w: 200, h: 1, layout: ycc(s420, 85)},
		{name: "size-233x157", about: "both sides prime, 4:2:0", w: 233, h: 157, layout: ycc(s420, 80)},
		{name: "size-400x300", about: "4:2:0", w: 400, h: 300, layout: ycc(s420, 80)},
		{name: "size-640x427", about: "4:2:0, optimized tables", w: 640, h: 427, layout: ycc(s420, 78)},
		{name: "size-1600x1067", about: "4:2:0, optimized tables, quality 55", w: 1600, h: 1067, layout: ycc(s420, 55)},
		{name: "size-2400x1600", about: "4:2:0, optimized tables, quality 50", w: 2400, h: 1600, layout: ycc(s420, 50)},
	}
	for i := range list {
		list[i].options.Optimize = list[i].w >= 640
	}
	return list
}

func samplings() []variant {
	type kind struct {
		name     string
		sampling [][2]int
	}
	var list []variant
	for _, k := range []kind{{"444", s444}, {"422", s422}, {"420", s420}, {"440", s440}, {"411", s411}, {"410", s410},
		{"441", [][2]int{{1, 4}, {1, 1}, {1, 1}}},
		{"luma-2x2-chroma-1x2", [][2]int{{2, 2}, {1, 2}, {1, 2}}},
		{"cb-2x1-cr-1x2", [][2]int{{2, 2}, {2, 1}, {1, 2}}},
		{"all-2x1", [][2]int{{2, 1}, {2, 1}, {2, 1}}},
		{"chroma-over-luma", [][2]int{{1, 1}, {2, 1}, {2, 1}}},
	} {
		about := "sampling " + k.name
		list = append(list, variant{name: "sampling-" + k.name, about: about, w: 155, h: 117, layout: ycc(k.sampling, 75)})
	}
	for _, k := range []kind{{"420", s420}, {"422", s422}, {"440", s440}, {"411", s411},
		{"all-2x2", [][2]int{{2, 2}, {2, 2}, {2, 2}}}, // too many blocks for an interleaved scan (B.2.3)
	} {
		list = append(list, variant{
			name: "sampling-" + k.name + "-scans", about: "sampling " + k.name + ", a scan for each component",
			w: 155, h: 117, layout: ycc(k.sampling, 75), options: jf.Options{Scans: jf.Sequential(3)},
		})
	}
	return list
}

// scripts are progressive files and other scan scripts.
func scripts() []variant {
	prog := func(o jf.Options) jf.Options { o.Process = jf.Progressive; return o }
	gray := jf.Layout{Model: jf.Gray, Quality: 80}
	return []variant{
		{name: "progressive-420", about: "progressive 4:2:0, ten scans", w: 233, h: 157, layout: ycc(s420, 80), options: prog(jf.Options{})},
		{name: "progressive-444", about: "progressive 4:4:4", w: 233, h: 157, layout: ycc(s444, 80), options: prog(jf.Options{})},
		{name: "progressive-422", about: "progressive 4:2:2", w: 155, h: 117, layout: ycc(s422, 75), options: prog(jf.Options{})},
		{name: "progressive-440", about: "progressive 4:4:0", w: 155, h: 117, layout: ycc(s440, 75), options: prog(jf.Options{})},
		{name: "progressive-gray", about: "progressive, one component", w: 233, h: 157, layout: gray, options: prog(jf.Options{})},
		{name: "progressive-cmyk", about: "progressive, four components", bare: true, layout: jf.Layout{Model: jf.CMYK},
			options: prog(jf.Options{Segments: []jf.Segment{jf.Adobe(0)}})},
		{name: "progressive-spectral", about: "progressive by spectral selection only", layout: ycc(s420, 75), options: prog(jf.Options{Scans: []jf.Scan{
			{Components: []int{0, 1, 2}}, {Components: []int{0}, Ss: 1, Se: 2}, {Components: []int{2}, Ss: 1, Se: 63},
			{Components: []int{1}, Ss: 1, Se: 63}, {Components: []int{0}, Ss: 3, Se: 63}}})},
		{name: "progressive-deep", about: "progressive, three refinements of AC and DC", layout: ycc(s444, 92), options: prog(jf.Options{Scans: deepScript()})},
		{name: "progressive-dc-scans", about: "progressive, DC of each component in a scan of its own", layout: ycc(s420, 75), options: prog(jf.Options{Scans: []jf.Scan{
			{Components: []int{0}, Al: 1}, {Components: []int{1}, Al: 1}, {Components: []int{2}, Al: 1},
			{Components: []int{0}, Ss: 1, Se: 63}, {Components: []int{1}, Ss: 1, Se: 63}, {Components: []int{2}, Ss: 1, Se: 63},
			{Components: []int{0}, Ah: 1}, {Components: []int{1}, Ah: 1}, {Components: []int{2}, Ah: 1}}})},
		{name: "progressive-dc-only", about: "progressive that ends after the DC scan", layout: ycc(s420, 75), options: prog(jf.Options{Scans: []jf.Scan{
			{Components: []int{0, 1, 2}}}})},
		{name: "progressive-restart", about: "progressive 4:2:0, restart interval 7", layout: ycc(s420, 75), options: prog(jf.Options{Restart: 7})},
		{name: "progressive-smooth", about: "progressive with end-of-band runs over most blocks, quality 6", w: 640, h: 427, layout: ycc(s420, 6),
			options: prog(jf.Options{Wide: true})},
		{name: "progressive-1600x1067", about: "progressive 4:2:0, quality 55", w: 1600, h: 1067, layout: ycc(s420, 55), options: prog(jf.Options{})},
		{name: "progressive-17x13", about: "progressive, just over one MCU", w: 17, h: 13, layout: ycc(s420, 85), options: prog(jf.Options{})},
		{name: "progressive-1x1", about: "progressive, one pixel", w: 1, h: 1, layout: ycc(s420, 90), options: prog(jf.Options{})},
		{name: "scans-luma-then-chroma", about: "baseline, luma in one scan, both chroma in another", layout: ycc(s420, 75), options: jf.Options{
			Scans: []jf.Scan{{Components: []int{0}, Se: 63}, {Components: []int{1, 2}, Se: 63}}}},
		{name: "scans-chroma-first", about: "baseline, a scan for each component, luma last", layout: ycc(s420, 75), options: jf.Options{
			Scans: []jf.Scan{{Components: []int{2}, Se: 63}, {Components: []int{1}, Se: 63}, {Components: []int{0}, Se: 63}}}},
	}
}

func deepScript() []jf.Scan {
	all := []int{0, 1, 2}
	scans := []jf.Scan{{Components: all, Al: 3}}
	for c := range 3 {
		scans = append(scans, jf.Scan{Components: []int{c}, Ss: 1, Se: 63, Al: 3})
	}
	for al := 2; al >= 0; al-- {
		for c := range 3 {
			scans = append(scans, jf.Scan{Components: []int{c}, Ss: 1, Se: 63, Ah: al + 1, Al: al})
		}
		scans = append(scans, jf.Scan{Components: all, Ah: al + 1, Al: al})
	}
	return scans
}

// syntaxes differ in how the same coefficients are written.
func syntaxes() []variant {
	return []variant{
		{name: "restart-1", about: "restart interval 1", layout: ycc(s420, 75), options: jf.Options{Restart: 1}},
		{name: "restart-row", about: "restart interval of one row of MCUs", layout: ycc(s420, 75), options: jf.Options{Restart: 10}},
		{name: "restart-7-scans", about: "restart interval 7, a scan for each component", layout: ycc(s422, 75),
			options: jf.Options{Restart: 7, Scans: jf.Sequential(3)}},
		{name: "restart-long", about: "restart interval longer than the picture", layout: ycc(s420, 75), options: jf.Options{Restart: 5000}},
		{name: "fill-bytes", about: "three fill bytes before every marker, restart interval 9", layout: ycc(s420, 75),
			options: jf.Options{Fill: 3, Restart: 9}},
		{name: "optimized-scans", about: "a scan for each component, Huffman tables replaced before each", layout: ycc(s420, 75),
			options: jf.Options{Optimize: true, Scans: jf.Sequential(3)}},
		{name: "cmyk-four-tables", about: "four components, each with tables of its own, SOF1", bare: true, layout: jf.Layout{Model: jf.CMYK, Tables: []int{3, 1, 2, 0}},
			options: jf.Options{Process: jf.Extended, Optimize: true, Segments: []jf.Segment{jf.Adobe(0)}}},
		{name: "flat", about: "one color", layout: ycc(s420, 75), pixels: func(x, y int) [3]byte { return [3]byte{200, 90, 40} }},
		{name: "noise", about: "random colors, quality 100", w: 64, h: 48, layout: ycc(s444, 100), pixels: func(x, y int) [3]byte {
			return [3]byte(noiseBytes(3 * (64*y + x + 1))[3*(64*y+x):])
		}},
		{name: "extremes", about: "black and white checks of one to eight pixels: the inverse DCT overshoots", w: 64, h: 64, layout: ycc(s420, 30),
			pixels: func(x, y int) [3]byte {
				n := 1 + x/8
				v := byte(255 * ((x/n + y/n) & 1))
				return [3]byte{v, v, v}
			}},
		{name: "optimized", about: "Huffman tables made for the picture", layout: ycc(s420, 75), options: jf.Options{Optimize: true}},
		{name: "extended", about: "extended sequential (SOF1)", layout: ycc(s420, 75), options: jf.Options{Process: jf.Extended}},
		{name: "quant-16bit", about: "16-bit quantization tables with elements above 255, SOF1", layout: ycc(s420, 10),
			options: jf.Options{Process: jf.Extended, Wide: true, Optimize: true}},
		{name: "quality-100", about: "quality 100: every quantization element 1", layout: ycc(s444, 100), options: jf.Options{Optimize: true}},
		{name: "quality-2", about: "quality 2: little but DC", layout: ycc(s420, 2), options: jf.Options{Process: jf.Extended, Wide: true, Optimize: true}},
		{name: "component-ids", about: "component identifiers 0, 34 and 255", layout: jf.Layout{Sampling: s420, IDs: []byte{0, 34, 255}}},
		{name: "gray", about: "one component", layout: jf.Layout{Model: jf.Gray}},
		{name: "gray-2x2", about: "one component with sampling factors 2x2, which mean nothing (A.2.2)", w: 155, h: 117,
			layout: jf.Layout{Model: jf.Gray, Sampling: [][2]int{{2, 2}}}},
		{name: "no-jfif", about: "no APPn at all", bare: true, layout: ycc(s420, 75)},
		{name: "no-eoi", about: "ends without EOI", layout: ycc(s420, 75), options: jf.Options{NoEOI: true}},
	}
}

// models are the color models told by Adobe's marker.
func models() []variant {
	adobe := func(t byte) jf.Options { return jf.Options{Segments: []jf.Segment{jf.Adobe(t)}} }
	return []variant{
		{name: "adobe-ycc", about: "Adobe marker, transform 1", bare: true, layout: ycc(s444, 75), options: adobe(1)},
		{name: "adobe-rgb", about: "RGB: Adobe marker, transform 0", bare: true, layout: jf.Layout{Model: jf.RGB}, options: adobe(0)},
		{name: "rgb-by-ids", about: "RGB told by the component identifiers alone", bare: true,
			layout: jf.Layout{Model: jf.RGB, IDs: []byte("RGB")}},
		{name: "adobe-cmyk", about: "CMYK: Adobe marker, transform 0, inverted", bare: true, layout: jf.Layout{Model: jf.CMYK}, options: adobe(0)},
		{name: "adobe-ycck", about: "YCCK: Adobe marker, transform 2, inverted", bare: true, layout: jf.Layout{Model: jf.YCCK}, options: adobe(2)},
		{name: "adobe-ycck-420", about: "YCCK with chroma at half size", bare: true, w: 155, h: 117,
			layout: jf.Layout{Model: jf.YCCK, Sampling: [][2]int{{2, 2}, {1, 1}, {1, 1}, {2, 2}}}, options: adobe(2)},
		{name: "adobe-ycck-1", about: "YCCK: Adobe marker, transform 1, which with four components means it, too", bare: true,
			layout: jf.Layout{Model: jf.YCCK}, options: adobe(1)},
		{name: "cmyk-unmarked", about: "CMYK without a marker, inverted all the same", bare: true, layout: jf.Layout{Model: jf.CMYK}},
		{name: "rgb-221122", about: "RGB by the identifiers, green at half size", bare: true, w: 155, h: 117,
			layout: jf.Layout{Model: jf.RGB, IDs: []byte("RGB"), Sampling: [][2]int{{2, 2}, {1, 1}, {2, 2}}}},
		{name: "rgb-111221", about: "RGB: Adobe marker, transform 0, each component sampled in another way", bare: true, w: 155, h: 117,
			layout: jf.Layout{Model: jf.RGB, Sampling: [][2]int{{1, 1}, {1, 2}, {2, 1}}}, options: adobe(0)},
	}
}

// metadata are files with profiles, EXIF, comments and unknown segments.
func metadata() []variant {
	with := func(segs ...jf.Segment) jf.Options { return jf.Options{Segments: segs} }
	thumbnail := func() []jf.Segment {
		b := jf.Encode(jf.FromNRGBA(sized(landscape(), 40, 30), ycc(s420, 60)), jf.Options{})
		return []jf.Segment{exif{order: binary.LittleEndian, orientation: 1, rich: true, thumbnail: b}.segment()}
	}
	return []variant{
		{name: "icc-srgb", about: "profile: sRGB", layout: ycc(s420, 75), options: with(jf.ICC(srgbProfile.bytes(), 60000)...)},
		{name: "icc-p3", about: "profile: P3 primaries, parametric curve", w: 400, h: 300, layout: ycc(s420, 75), options: with(jf.ICC(p3Profile.bytes(), 60000)...)},
		{name: "icc-gamma", about: "profile: Adobe RGB's primaries, gamma 2.2", layout: ycc(s444, 75), options: with(jf.ICC(adobeProfile.bytes(), 60000)...)},
		{name: "icc-table", about: "profile: P3 primaries, curve of 256 samples", layout: ycc(s420, 75), options: with(jf.ICC(tableProfile.bytes(), 60000)...)},
		{name: "icc-chunks", about: "profile of P3 in chunks of 100 bytes", layout: ycc(s420, 75), options: with(jf.ICC(p3Profile.bytes(), 100)...)},
		{name: "icc-gray", about: "one component, gray profile of gamma 1.8", layout: jf.Layout{Model: jf.Gray}, options: with(jf.ICC(grayProfile.bytes(), 60000)...)},
		{name: "icc-ycck", about: "YCCK with chroma at half size, profile of four inks", bare: true,
			layout:  jf.Layout{Model: jf.YCCK, Sampling: [][2]int{{2, 2}, {1, 1}, {1, 1}, {2, 2}}},
			options: with(append(jf.ICC(inkProfile(), 60000), jf.Adobe(2))...)},
		{name: "icc-cmyk", about: "CMYK, profile of four inks", bare: true, layout: jf.Layout{Model: jf.CMYK},
			options: with(append(jf.ICC(inkProfile(), 60000), jf.Adobe(0))...)},
		{name: "icc-rgb-table", about: "RGB by the identifiers with blue at half size, lookup profile of opponent samples, as jpegli's XYB", bare: true,
			layout:  jf.Layout{Model: jf.RGB, IDs: []byte("RGB"), Sampling: [][2]int{{2, 2}, {2, 2}, {1, 1}}, Quality: 90},
			options: with(jf.ICC(opponentProfile(), 60000)...), recode: opponent},
		{name: "icc-cicp-pq", about: "profile whose cicp tag says BT.2020 and PQ", layout: ycc(s420, 75), options: with(jf.ICC(pqProfile.bytes(), 60000)...)},
		{name: "exif-thumbnail", about: "EXIF as cameras write it, little endian, with a thumbnail", layout: ycc(s422, 75), late: thumbnail},
		{name: "exif-and-icc", about: "EXIF orientation 3, profile P3 and a comment", layout: ycc(s420, 75), options: with(append(
			jf.ICC(p3Profile.bytes(), 60000), exif{order: binary.BigEndian, orientation: 3}.segment(),
			jf.Segment{Marker: jf.COM, Data: []byte("drawn by tintype's generator")})...)},
		{name: "segments", about: "comments, an empty APP5, a long APP11 and an XMP packet", layout: ycc(s420, 75), options: with(
			jf.Segment{Marker: jf.COM, Data: []byte("one")}, jf.Segment{Marker: jf.APP0 + 5}, jf.Segment{Marker: jf.APP0 + 11, Data: make([]byte, 3000)},
			jf.Segment{Marker: jf.APP0 + 1, Data: []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>")},
			jf.Segment{Marker: jf.COM, Data: []byte("\xff\xd8\xff\xd9 looks like a picture")})},
	}
}

// orientFiles are the eight EXIF orientations of one image. Their
// coefficients are the same, moved: shown upright all are orient-1.
func orientFiles() []entry {
	var entries []entry
	for o := 1; o <= 8; o++ {
		about := fmt.Sprintf("EXIF orientation %d; upright it is orient-1, 240x160", o)
		entries = append(entries, entry{fmt.Sprintf("orient/orient-%d.jpg", o), about, func() []byte {
			im := jf.FromNRGBA(sized(landscape(), 240, 160), ycc(s420, 80)).Orient(o)
			order := byteOrder(binary.BigEndian)
			if o%2 == 0 {
				order = binary.LittleEndian
			}
			return jf.Encode(im, jf.Options{Segments: []jf.Segment{exif{order: order, orientation: o, rich: o > 4}.segment()}})
		}})
	}
	return entries
}
