package main

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
)

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
		make("palette-odd", "palette PNG whose PLTE has ten bytes, and tRNS two chunks", ihdr(4, 1, "\x08\x03\x00\x00\x00"), func() []byte {
			b := pngChunk("PLTE", []byte{255, 0, 0, 0, 255, 0, 0, 0, 255, 9})
			b = append(b, pngChunk("tRNS", []byte{0, 128})...)
			return append(b, pngChunk("tRNS", []byte{255, 255, 0})...)
		}, idat([]byte{0, 0, 1, 2, 3}), end),
		make("plte-rgb", "RGB PNG with a PLTE chunk of ten bytes", ihdr(2, 1, rgb8), func() []byte {
			return pngChunk("PLTE", zeros(10))
		}, idat([]byte{0, 200, 100, 50, 1, 2, 3}), end),
		make("trns-high", "RGB PNG of 8 bits whose transparent color has 16", ihdr(2, 1, rgb8), func() []byte {
			return pngChunk("tRNS", []byte{1, 200, 2, 100, 3, 50, 9, 9})
		}, idat([]byte{0, 200, 100, 50, 1, 2, 3}), end),
		make("crc-trns", "palette PNG whose tRNS has a wrong checksum", ihdr(2, 1, "\x08\x03\x00\x00\x00"), func() []byte {
			b := append(pngChunk("PLTE", []byte{255, 0, 0, 0, 255, 0}), pngChunk("tRNS", []byte{0, 128})...)
			b[len(b)-1] ^= 1
			return b
		}, idat([]byte{0, 0, 1}), end),
		{"crc-idat-first.png", "PNG with a wrong checksum in the first of its IDAT chunks", func() []byte {
			f := pngOf(framed(landscape(), 40, 30), pngRGB, 8)
			f.idat = 500
			b := f.bytes()
			b[8+25+8+500] ^= 1
			return b
		}},
		make("depth-3", "PNG of bit depth 3", ihdr(8, 8, "\x03\x00\x00\x00\x00"), idat(zeros(32)), end),
		make("unknown-critical", "PNG with a critical chunk that nobody knows", ihdr(8, 8, rgb8), func() []byte {
			return pngChunk("TINT", []byte("type"))
		}, idat(zeros(200)), end),
		make("adler", "PNG whose compressed data has a wrong checksum", ihdr(8, 8, rgb8), func() []byte {
			b := deflate(zeros(200))
			b[len(b)-1] ^= 1
			return pngChunk("IDAT", b)
		}, end),
		make("deflate-garbage", "PNG whose compressed data is random", ihdr(64, 64, rgb8), func() []byte {
			return pngChunk("IDAT", append([]byte{0x78, 0x9c}, noiseBytes(500)...))
		}, end),
		{"half-interlaced.png", "Adam7 PNG cut in the middle", func() []byte {
			f := pngOf(marbles(61, 45), pngRGBA, 8)
			f.interlaced = true
			b := f.bytes()
			return b[:len(b)/2]
		}},
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
		change("frame-outside", "GIF whose first frame lies beyond the canvas, which grows", func(b []byte) []byte {
			copy(b[frame(b)+1:], "\x14\x00\x0c\x00")
			return b
		}),
		change("interlaced-cut", "interlaced GIF cut in its only frame", func([]byte) []byte {
			b := interlaceGIF(stillGIF(framed(landscape(), 61, 45).NRGBA(), 64, false))
			return b[:len(b)*3/5]
		}),
		change("garbage-between", "GIF with bytes between its frames that begin no block", func(b []byte) []byte {
			at := len(b) / 2
			for at += bytes.Index(b[at:], []byte("\x21\xf9\x04")); b[at-1] != 0; {
				at++
			}
			return splice(b, at, 0, []byte("\x07\x99"))
		}),
		change("bomb-65535", "GIF with a canvas of 65535x65535", func(b []byte) []byte { copy(b[6:], "\xff\xff\xff\xff"); return b }),
		change("canvas-0", "GIF with a canvas of 0x0, which grows to its first frame", func(b []byte) []byte { copy(b[6:], "\x00\x00\x00\x00"); return b }),
		change("lzw-width", "GIF with an LZW code size of 12", func(b []byte) []byte {
			at := frame(b)
			b[at+10+localTable(b[at+9])] = 12
			return b
		}),
		change("no-trailer", "GIF without its trailer", func(b []byte) []byte { return b[:len(b)-1] }),
		change("frame-0", "GIF whose first frame is 0x0", func(b []byte) []byte { copy(b[frame(b)+5:], "\x00\x00\x00\x00"); return b }),
		change("no-colors", "GIF without any color table", func(b []byte) []byte {
			n := localTable(b[10])
			b[10] &^= 0x80
			return splice(b, 13, n, nil)
		}),
		change("lzw-garbage", "GIF whose first frame is random", func(b []byte) []byte {
			copy(b[frame(b)+12:], noiseBytes(20))
			return b
		}),
		change("many-frames", "GIF of 5,000 frames on a canvas of 2000x2000", func(b []byte) []byte { return manyFrames() }),
	}
}

// localTable returns the bytes of the local color table that a packed field
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
