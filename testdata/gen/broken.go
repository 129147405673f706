package main

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"sync"

	jf "tintype/testdata/gen/jpegfile"
)

// brokenFiles are damaged, lying and hostile files, and files that are not what
// their name says. No decoder may crash, hang or take much memory over one.
func brokenFiles() []entry {
	var entries []entry
	for _, group := range [][]entry{foreignFiles(), brokenJPEGs(), brokenExif(), brokenPNGs(), brokenGIFs(), brokenWebPs()} {
		entries = append(entries, group...)
	}
	for i := range entries {
		entries[i].path = "broken/" + entries[i].path
	}
	return entries
}

// plainJPEG is what most broken JPEGs were before.
var plainJPEG = sync.OnceValue(func() []byte {
	return variant{layout: ycc(s420, 75)}.encode(sized(landscape(), 160, 120))
})

// tinyPNG is the same for PNG, 32x24.
var tinyPNG = sync.OnceValue(func() []byte {
	return encodePNG(sized(landscape(), 32, 24))
})

func fixed(s string) func() []byte { return func() []byte { return []byte(s) } }

func foreignFiles() []entry {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><circle cx="40" cy="30" r="25" fill="#863"/></svg>` + "\n"
	return []entry{
		{"empty.jpg", "no bytes", fixed("")},
		{"one-byte.jpg", "the first byte of a JPEG", fixed("\xff")},
		{"png-named.jpg", "a good PNG with the wrong extension", tinyPNG},
		{"jpeg-named.png", "a good JPEG with the wrong extension", plainJPEG},
		{"html-named.jpg", "an error page where a picture should be", fixed("<!DOCTYPE html>\n<title>404</title>\n<h1>Not Found</h1>\n")},
		{"error-named.jpg", "an S3 error document", fixed("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>")},
		{"picture.svg", "a vector picture", fixed(svg)},
		{"text.txt", "plain text", fixed("Not a picture.\n")},
		{"random.jpg", "4,096 random bytes", func() []byte { return noiseBytes(4096) }},
	}
}

// noiseBytes returns n bytes of xorshift32.
func noiseBytes(n int) []byte {
	b := make([]byte, n)
	s := uint32(2463534242)
	for i := range b {
		s ^= s << 13
		s ^= s >> 17
		s ^= s << 5
		b[i] = byte(s >> 11)
	}
	return b
}

// brokenJPEGs are made by changing plainJPEG.
func brokenJPEGs() []entry {
	change := func(name, about string, f func(b []byte) []byte) entry {
		return entry{name + ".jpg", about, func() []byte { return f(bytes.Clone(plainJPEG())) }}
	}
	return []entry{
		change("header-only", "JPEG cut after its frame header", func(b []byte) []byte { return b[:find(b, 0xc0)+19] }),
		change("cut-in-header", "JPEG cut inside a Huffman table", func(b []byte) []byte { return b[:find(b, 0xc4)+40] }),
		change("no-scan-data", "JPEG cut after the scan header", func(b []byte) []byte { return b[:scanStart(b)] }),
		change("half-scan", "JPEG cut in the middle of its scan", func(b []byte) []byte { return b[:(scanStart(b)+len(b))/2] }),
		change("nearly-whole", "JPEG that lacks its last 40 bytes", func(b []byte) []byte { return b[:len(b)-40] }),
		{"half-progressive.jpg", "progressive JPEG cut in the middle", func() []byte {
			b := progressiveJPEG()
			return b[:len(b)/2]
		}},
		{"progressive-first-scan.jpg", "progressive JPEG cut in its second scan", func() []byte {
			b := progressiveJPEG()
			first := scanStart(b)
			return b[:first+find(b[first:], 0xda)+20]
		}},
		{"half-restart.jpg", "JPEG with restart intervals, 200 bytes of its scan zeroed", func() []byte {
			b := variant{layout: ycc(s420, 75), options: jf.Options{Restart: 5}}.encode(sized(landscape(), 160, 120))
			mid := (scanStart(b) + len(b)) / 2
			clear(b[mid : mid+200])
			return b
		}},
		{"missing-restart.jpg", "JPEG whose fourth restart interval is gone, marker included", func() []byte {
			b := variant{layout: ycc(s420, 75), options: jf.Options{Restart: 5}}.encode(sized(landscape(), 160, 120))
			return append(b[:find(b, 0xd2)], b[find(b, 0xd3):]...)
		}},
		change("scan-noise", "JPEG with 60 bytes of noise in its scan", func(b []byte) []byte {
			copy(b[scanStart(b)+700:], noiseBytes(60))
			return b
		}),
		change("corrupt-header", "JPEG whose frame header is overwritten", func(b []byte) []byte {
			copy(b[find(b, 0xc0)+2:], "damaged frame")
			return b
		}),
		change("bomb-65500", "JPEG that claims 65500x65500 with a body of 160x120", func(b []byte) []byte { return resize(b, 65500, 65500) }),
		{"bomb-progressive.jpg", "progressive JPEG that claims 60000x60000", func() []byte { return resize(progressiveJPEG(), 60000, 60000) }},
		{"bomb-gray.jpg", "one component, claims 65500x8", func() []byte {
			return resize(variant{layout: jf.Layout{Model: jf.Gray}}.encode(sized(landscape(), 16, 16)), 65500, 8)
		}},
		change("taller", "JPEG that claims 160x480, a quarter of it there", func(b []byte) []byte { return resize(b, 160, 480) }),
		change("shorter", "JPEG that claims 160x40 with the scan of 160x120", func(b []byte) []byte { return resize(b, 160, 40) }),
		change("width-0", "JPEG of width 0", func(b []byte) []byte { return resize(b, 0, 120) }),
		change("height-0", "JPEG of height 0, no DNL", func(b []byte) []byte { return resize(b, 160, 0) }),
		change("no-dht", "JPEG without Huffman tables", func(b []byte) []byte { return cutSegment(b, 0xc4) }),
		change("no-dqt", "JPEG without quantization tables", func(b []byte) []byte { return cutSegment(cutSegment(b, 0xdb), 0xdb) }),
		change("no-sof", "JPEG without a frame header", func(b []byte) []byte { return cutSegment(b, 0xc0) }),
		change("two-sof", "JPEG with two frame headers", func(b []byte) []byte {
			at := find(b, 0xc0)
			return splice(b, at, 0, b[at:at+19])
		}),
		change("huffman-oversubscribed", "Huffman table with more codes than there are", func(b []byte) []byte {
			at := find(b, 0xc4) + 5
			copy(b[at:], "\x03\x03\x03\x03")
			return b
		}),
		change("huffman-too-long", "Huffman table of more than 256 symbols", func(b []byte) []byte {
			at := find(b, 0xc4) + 5
			copy(b[at:], bytes.Repeat([]byte{255}, 16))
			return b
		}),
		change("huffman-dc-16", "DC Huffman table with category 255", func(b []byte) []byte {
			at := find(b, 0xc4) + 5 + 16
			copy(b[at:], bytes.Repeat([]byte{255}, 12))
			return b
		}),
		change("quant-zero", "quantization table of zeros", func(b []byte) []byte {
			clear(b[find(b, 0xdb)+5:][:64])
			return b
		}),
		change("bad-table-id", "scan that names Huffman table 7", func(b []byte) []byte { b[find(b, 0xda)+6] = 0x77; return b }),
		change("bad-component", "scan that names a component that is not there", func(b []byte) []byte { b[find(b, 0xda)+5] = 99; return b }),
		change("same-component-twice", "scan that names one component twice", func(b []byte) []byte { b[find(b, 0xda)+7] = 1; return b }),
		change("sampling-0", "sampling factor 0", func(b []byte) []byte { b[find(b, 0xc0)+11] = 0x02; return b }),
		change("sampling-15", "sampling factors 15x15", func(b []byte) []byte { b[find(b, 0xc0)+11] = 0xff; return b }),
		change("components-255", "frame of 255 components", func(b []byte) []byte { b[find(b, 0xc0)+9] = 255; return b }),
		change("components-0", "frame of no components", func(b []byte) []byte { b[find(b, 0xc0)+9] = 0; return b }),
		change("precision-12", "12-bit samples", func(b []byte) []byte { b[find(b, 0xc0)+4] = 12; return b }),
		change("lossless-sof3", "lossless process (SOF3)", func(b []byte) []byte { b[find(b, 0xc0)+1] = 0xc3; return b }),
		change("arithmetic-sof9", "arithmetic coding (SOF9)", func(b []byte) []byte { b[find(b, 0xc0)+1] = 0xc9; return b }),
		change("hierarchical-sof5", "hierarchical process (SOF5)", func(b []byte) []byte { b[find(b, 0xc0)+1] = 0xc5; return b }),
		change("spectral-backwards", "scan with Ss greater than Se", func(b []byte) []byte {
			at := find(b, 0xda)
			b[at+11], b[at+12] = 63, 1
			return b
		}),
		change("app-beyond-end", "APP1 whose length reaches beyond the file", func(b []byte) []byte {
			return splice(b, 2, 0, []byte("\xff\xe1\xff\xffExif\x00\x00"))
		}),
		change("app-length-1", "APP1 of length 1, shorter than the length itself", func(b []byte) []byte { return splice(b, 2, 0, []byte{0xff, 0xe1, 0, 1}) }),
		change("garbage-before-marker", "ten stray bytes between two segments", func(b []byte) []byte { return splice(b, find(b, 0xc0), 0, []byte("0123456789")) }),
		change("garbage-after-eoi", "JPEG followed by 5,000 random bytes", func(b []byte) []byte { return append(b, noiseBytes(5000)...) }),
		change("two-pictures", "JPEG followed by another, as gain maps are", func(b []byte) []byte { return append(b, plainJPEG()...) }),
		change("dri-odd-length", "restart interval segment of length 5", func(b []byte) []byte {
			return splice(b, find(b, 0xda), 0, []byte{0xff, 0xdd, 0, 5, 0, 4, 0})
		}),
		change("icc-chunk-missing", "second of two profile chunks is missing", func(b []byte) []byte {
			return splice(b, 2, 0, append([]byte("\xff\xe2\x00\x24ICC_PROFILE\x00\x01\x02"), make([]byte, 20)...))
		}),
		{"icc-garbage.jpg", "profile of random bytes", func() []byte {
			return variant{layout: ycc(s420, 75), options: jf.Options{Segments: jf.ICC(noiseBytes(600), 60000)}}.encode(sized(landscape(), 160, 120))
		}},
		{"icc-huge-counts.jpg", "profile whose tag table claims 2^32-1 tags", func() []byte {
			p := p3Profile.bytes()
			binary.BigEndian.PutUint32(p[128:], 0xffffffff)
			return variant{layout: ycc(s420, 75), options: jf.Options{Segments: jf.ICC(p, 60000)}}.encode(sized(landscape(), 160, 120))
		}},
		{"scans-repeated.jpg", "progressive JPEG of 1,000 empty refinement scans", manyScans},
	}
}

var progressiveJPEG = sync.OnceValue(func() []byte {
	return variant{layout: ycc(s420, 75), options: jf.Options{Process: jf.Progressive}}.encode(sized(landscape(), 160, 120))
})

// manyScans claims a large picture and repeats a scan that costs a few bytes
// to store and a pass over all blocks to decode.
func manyScans() []byte {
	m := image.NewNRGBA(image.Rect(0, 0, 512, 512))
	o := jf.Options{Process: jf.Progressive, Segments: []jf.Segment{jf.JFIF()}, Scans: []jf.Scan{{Components: []int{0}}, {Components: []int{0}, Ss: 1, Se: 63, Al: 1}}}
	for range 1000 {
		o.Scans = append(o.Scans, jf.Scan{Components: []int{0}, Ss: 1, Se: 63, Ah: 1})
	}
	return jf.Encode(jf.FromNRGBA(m, jf.Layout{Model: jf.Gray}), o)
}

// find returns where the first marker FF m stands.
func find(b []byte, m byte) int {
	at := bytes.Index(b, []byte{0xff, m})
	if at < 0 {
		panic("gen: marker is not there")
	}
	return at
}

// scanStart returns where the entropy-coded data of the first scan begins.
func scanStart(b []byte) int {
	at := find(b, 0xda) + 2
	return at + int(binary.BigEndian.Uint16(b[at:]))
}

// resize patches the frame header.
func resize(b []byte, w, h int) []byte {
	b = bytes.Clone(b)
	at := bytes.Index(b, []byte{0xff, 0xc0})
	if at < 0 {
		at = find(b, 0xc2)
	}
	binary.BigEndian.PutUint16(b[at+5:], uint16(h))
	binary.BigEndian.PutUint16(b[at+7:], uint16(w))
	return b
}

// cutSegment removes the first segment of a marker.
func cutSegment(b []byte, m byte) []byte {
	at := find(b, m)
	return splice(b, at, 2+int(binary.BigEndian.Uint16(b[at+2:])), nil)
}

// splice replaces n bytes at a place.
func splice(b []byte, at, n int, with []byte) []byte {
	out := append(bytes.Clone(b[:at]), with...)
	return append(out, b[at+n:]...)
}

// brokenExif are good pictures with bad EXIF: shown as they are stored, unless
// the orientation can be read before the damage.
func brokenExif() []entry {
	with := func(name, about string, tiff func() []byte) entry {
		return entry{"exif-" + name + ".jpg", about, func() []byte {
			return variant{layout: ycc(s420, 75), options: jf.Options{Segments: []jf.Segment{exifSegment(tiff())}}}.encode(sized(landscape(), 160, 120))
		}}
	}
	good := func() []byte { return exif{order: binary.LittleEndian, orientation: 6, rich: true}.bytes() }
	patch := func(at int, s string) func() []byte {
		return func() []byte { b := good(); copy(b[at:], s); return b }
	}
	return []entry{
		with("loop", "EXIF whose directory links to itself; orientation 6", func() []byte {
			b := exif{order: binary.LittleEndian, orientation: 6}.bytes()
			binary.LittleEndian.PutUint32(b[8+2+12:], 8)
			return b
		}),
		with("offset-out", "EXIF whose first directory lies beyond the end", patch(4, "\xff\xff\xff\x7f")),
		with("offset-odd", "EXIF whose first directory overlaps the header", patch(4, "\x01\x00\x00\x00")),
		with("count-huge", "EXIF directory of 65,535 entries", patch(8, "\xff\xff")),
		with("orientation-0", "EXIF orientation 0", patch(8+2+12+8, "\x00\x00")),
		with("orientation-9", "EXIF orientation 9", patch(8+2+12+8, "\x09\x00")),
		with("orientation-long", "EXIF orientation 6 of type LONG", patch(8+2+12+2, "\x04\x00")),
		with("orientation-many", "EXIF orientation with a count of 2^31", patch(8+2+12+4, "\x00\x00\x00\x80")),
		with("byte-order", "EXIF of byte order XX", patch(0, "XX")),
		with("cut", "EXIF that ends inside its directory", func() []byte { return good()[:30] }),
		with("empty", "EXIF of no bytes", func() []byte { return nil }),
	}
}

// brokenPNGs are made chunk by chunk.
func brokenPNGs() []entry {
	header := func(w, h uint32, rest string) []byte {
		b := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
		return pngChunk("IHDR", append(b, rest...))
	}
	const rgb8 = "\x08\x02\x00\x00\x00"
	make := func(name, about string, chunks ...func() []byte) entry {
		return entry{name + ".png", about, func() []byte {
			b := []byte(pngSignature)
			for _, c := range chunks {
				b = append(b, c()...)
			}
			return b
		}}
	}
	ihdr := func(w, h uint32, rest string) func() []byte { return func() []byte { return header(w, h, rest) } }
	idat := func(raw []byte) func() []byte { return func() []byte { return pngChunk("IDAT", deflate(raw)) } }
	end := func() []byte { return pngChunk("IEND", nil) }
	return []entry{
		{"half.png", "PNG cut in the middle of its data", func() []byte { b := tinyPNG(); return b[:len(b)/2] }},
		{"signature.png", "the signature of a PNG and nothing else", fixed(pngSignature)},
		{"crc.png", "PNG with a wrong checksum in IHDR", func() []byte { b := bytes.Clone(tinyPNG()); b[30] ^= 1; return b }},
		{"crc-idat.png", "PNG with a wrong checksum in IDAT", func() []byte {
			b := bytes.Clone(tinyPNG())
			b[len(b)-13] ^= 1
			return b
		}},
		{"bad-filter.png", "PNG with row filter 9", func() []byte {
			raw := noiseBytes(4 * (1 + 4*3))
			raw[0], raw[13], raw[26], raw[39] = 0, 9, 0, 0
			b := append([]byte(pngSignature), header(4, 4, rgb8)...)
			b = append(b, pngChunk("IDAT", deflate(raw))...)
			return append(b, end()...)
		}},
		make("bomb-65500", "PNG that claims 65500x65500 with one row of data", ihdr(65500, 65500, rgb8), idat(zeros(65500*3+1)), end),
		make("bomb-2g", "PNG that claims 2^31-1 by 2^31-1", ihdr(1<<31-1, 1<<31-1, rgb8), idat(zeros(100)), end),
		make("size-0", "PNG of width 0", ihdr(0, 5, rgb8), idat(zeros(5)), end),
		make("zip-bomb", "PNG of 8x8 whose data inflates to 40 MB", ihdr(8, 8, rgb8), idat(zeros(40<<20)), end),
		make("zip-bomb-text", "PNG of 1x1 with compressed text of 20 MB", ihdr(1, 1, rgb8), func() []byte {
			return pngChunk("zTXt", append([]byte("Comment\x00\x00"), deflate(zeros(20<<20))...))
		}, idat(zeros(4)), end),
		make("icc-bomb", "PNG of 1x1 with a profile that inflates to 20 MB", ihdr(1, 1, rgb8), func() []byte {
			return pngChunk("iCCP", append([]byte("bomb\x00\x00"), deflate(zeros(20<<20))...))
		}, idat(zeros(4)), end),
		make("short-data", "PNG of 8x8 with data for three rows", ihdr(8, 8, rgb8), idat(zeros(75)), end),
		make("no-palette", "palette PNG without PLTE", ihdr(8, 8, "\x08\x03\x00\x00\x00"), idat(zeros(72)), end),
		make("palette-short", "palette PNG whose pixels exceed the palette", ihdr(2, 1, "\x08\x03\x00\x00\x00"), func() []byte {
			return pngChunk("PLTE", []byte{1, 2, 3})
		}, idat([]byte{0, 0, 7}), end),
		make("depth-3", "PNG of bit depth 3", ihdr(8, 8, "\x03\x00\x00\x00\x00"), idat(zeros(32)), end),
		make("no-idat", "PNG without data", ihdr(8, 8, rgb8), end),
		make("chunk-length", "PNG with a chunk of 2^32-1 bytes", ihdr(8, 8, rgb8), fixed("\xff\xff\xff\xffIDAT\x78\x9c")),
	}
}

func zeros(n int) []byte { return make([]byte, n) }

const pngSignature = "\x89PNG\r\n\x1a\n"

// pngChunk returns a chunk with its length and checksum.
func pngChunk(name string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func deflate(raw []byte) []byte {
	var b bytes.Buffer
	w, _ := zlib.NewWriterLevel(&b, zlib.BestCompression)
	w.Write(raw)
	w.Close()
	return b.Bytes()
}

// brokenGIFs are made by changing a small animation.
func brokenGIFs() []entry {
	small := func() []byte {
		pal := color.Palette{color.Black, color.White, color.RGBA{200, 60, 30, 255}, color.RGBA{30, 80, 160, 255}}
		g := &gif.GIF{}
		for i := range 3 {
			m := image.NewPaletted(image.Rect(0, 0, 24, 16), pal)
			for p := range m.Pix {
				m.Pix[p] = byte((p/5 + i + p%7) & 3)
			}
			g.Image = append(g.Image, m)
			g.Delay = append(g.Delay, 10)
		}
		var b bytes.Buffer
		if err := gif.EncodeAll(&b, g); err != nil {
			panic(err)
		}
		return b.Bytes()
	}
	frame := func(b []byte) int { return bytes.IndexByte(b, 0x2c) } // the first image descriptor
	change := func(name, about string, f func(b []byte) []byte) entry {
		return entry{name + ".gif", about, func() []byte { return f(small()) }}
	}
	return []entry{
		change("half", "GIF cut in its second frame", func(b []byte) []byte { return b[:len(b)/2+10] }),
		change("header", "GIF cut after its screen descriptor", func(b []byte) []byte { return b[:13] }),
		change("frame-outside", "GIF whose first frame lies beyond the canvas", func(b []byte) []byte {
			copy(b[frame(b)+1:], "\x14\x00\x0c\x00")
			return b
		}),
		change("bomb-65535", "GIF with a canvas of 65535x65535", func(b []byte) []byte { copy(b[6:], "\xff\xff\xff\xff"); return b }),
		change("canvas-0", "GIF with a canvas of 0x0", func(b []byte) []byte { copy(b[6:], "\x00\x00\x00\x00"); return b }),
		change("lzw-width", "GIF with an LZW code size of 12", func(b []byte) []byte {
			at := frame(b)
			b[at+10+localTable(b[at+9])] = 12
			return b
		}),
		change("no-trailer", "GIF without its trailer", func(b []byte) []byte { return b[:len(b)-1] }),
		change("many-frames", "GIF of 5,000 frames on a canvas of 2000x2000", func(b []byte) []byte { return manyFrames() }),
	}
}

// localTable returns the bytes of the local colour table that a packed field
// of an image descriptor tells.
func localTable(packed byte) int {
	if packed&0x80 == 0 {
		return 0
	}
	return 3 << (packed&7 + 1)
}

// manyFrames is a canvas that costs 16 MB and frames that cost 15 bytes each.
func manyFrames() []byte {
	b := []byte("GIF89a\xd0\x07\xd0\x07\x80\x00\x00\x00\x00\x00\xff\xff\xff")
	for range 5000 {
		b = append(b, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0) // 1x1 at the origin
		b = append(b, 2, 2, 0x44, 0x01, 0)             // clear, 0, end
	}
	return append(b, 0x3b)
}

// brokenWebPs are written byte by byte: containers that lie.
func brokenWebPs() []entry {
	riff := func(size uint32, chunks ...string) func() []byte {
		b := binary.LittleEndian.AppendUint32([]byte("RIFF"), size)
		b = append(b, "WEBP"...)
		for _, c := range chunks {
			b = append(b, c...)
		}
		return func() []byte { return b }
	}
	const vp8x = "VP8X\x0a\x00\x00\x00\x10\x00\x00\x00\xff\xff\xff\xff\xff\xff" // 2^24 by 2^24
	return []entry{
		{"riff-length.webp", "WebP whose RIFF length is 4 GB", riff(0xffffffff, "VP8L\x08\x00\x00\x00\x2f\x07\xc0\x01\x00\x00\x00\x00")},
		{"chunk-length.webp", "WebP whose chunk is longer than the file", riff(30, "VP8L\xff\xff\xff\x7f\x2f\x07\xc0\x01\x00")},
		{"riff-empty.webp", "RIFF of type WEBP without a chunk", riff(4)},
		{"bomb-canvas.webp", "extended WebP with a canvas of 2^24 by 2^24", riff(22+20, vp8x, "VP8L\x08\x00\x00\x00\x2f\x07\xc0\x01\x00\x00\x00\x00")},
		{"bomb-vp8l.webp", "lossless WebP that claims 16384x16384", riff(20, "VP8L\x08\x00\x00\x00\x2f\xff\xff\xff\x0f\x00\x00\x00")},
		{"bomb-vp8.webp", "lossy WebP that claims 16383x16383", riff(26, "VP8 \x0e\x00\x00\x00\x10\x00\x00\x9d\x01\x2a\xff\x3f\xff\x3f\x00\x00\x00\x00")},
		{"riff-wave.webp", "RIFF of type WAVE", fixed("RIFF\x04\x00\x00\x00WAVE")},
	}
}
