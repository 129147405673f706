package main

import (
	"encoding/binary"
	"image"

	"golang.org/x/image/tiff"

	wf "tintype/testdata/gen/webpfile"
)

// brokenWebPs are containers that lie and frames that end early.
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
		{"half-lossy.webp", "lossy WebP cut in the middle", func() []byte { b := lossyWebP(); return b[:len(b)/2] }},
		{"lossy-header-only.webp", "lossy WebP cut in its first partition", func() []byte { return lossyWebP()[:60] }},
		{"half-lossless.webp", "lossless WebP cut in the middle", func() []byte { b := losslessWebP(); return b[:len(b)/2] }},
		{"lossless-garbage.webp", "lossless WebP with 40 bytes of noise in its codes", func() []byte {
			b := losslessWebP()
			copy(b[40:], noiseBytes(40))
			return b
		}},
		{"partition-long.webp", "lossy WebP whose first partition is longer than the file", func() []byte {
			b := lossyWebP()
			b[20], b[21], b[22] = b[20]|0xe0, 0xff, 0xff
			return b
		}},
		{"inter-frame.webp", "lossy WebP of a frame that is no key frame", func() []byte { b := lossyWebP(); b[20] |= 1; return b }},
		{"size-differs.webp", "extended WebP whose frame has another size than its canvas", func() []byte {
			return wf.RIFF(wf.Extended(0, 4000, 3000), wf.VP8(sized(landscape(), 64, 48), wf.Lossy{Quant: 50}))
		}},
		{"alpha-short.webp", "WebP whose alpha ends early", func() []byte {
			m := marbles(40, 30).NRGBA()
			a := wf.ALPH(m, wf.AlphaPlain, false)
			a.Data = a.Data[:100]
			return wf.RIFF(wf.Extended(wf.FlagAlpha, 40, 30), a, wf.VP8(m, wf.Lossy{Quant: 50}))
		}},
		{"animated-outside.webp", "animation whose second frame lies outside the canvas", func() []byte {
			return ballsWebP(losslessFrame, 0, func(i int, f *wf.Frame) { f.X += i * 200 })
		}},
		{"animated-empty.webp", "animation whose frames hold nothing", func() []byte {
			return ballsWebP(func(*image.NRGBA) []wf.Chunk { return nil }, 0, nil)
		}},
		{"animated-bomb.webp", "animation of 2,000 frames on a canvas of 10000x10000", func() []byte {
			pixel := losslessFrame(image.NewNRGBA(image.Rect(0, 0, 1, 1)))
			frames := make([]wf.Frame, 2000)
			for i := range frames {
				frames[i] = wf.Frame{W: 1, H: 1, Duration: 10, Chunks: pixel}
			}
			chunks := append([]wf.Chunk{wf.Extended(wf.FlagAnimation, 10000, 10000)}, wf.Animation([4]byte{}, 0, frames)...)
			return wf.RIFF(chunks...)
		}},
		{"riff-wave.webp", "RIFF of type WAVE", fixed("RIFF\x04\x00\x00\x00WAVE")},
	}
}

func lossyWebP() []byte { return wf.RIFF(wf.VP8(sized(landscape(), 64, 48), wf.Lossy{Quant: 20})) }

func losslessWebP() []byte {
	return wf.RIFF(wf.VP8L(marbles(61, 45).NRGBA(), wf.Lossless{Copies: true, CacheBits: 5}))
}

// brokenOthers are TIFF and BMP.
func brokenOthers() []entry {
	bmpFile := func() []byte { return encodeBMP(rgbaOf(framed(landscape(), 40, 30).NRGBA())) }
	tiffFile := func() []byte {
		return encodeTIFF(rgbaOf(framed(landscape(), 40, 30).NRGBA()), tiff.Uncompressed, false)
	}
	return append([]entry{
		{"half.bmp", "BMP cut in the middle", func() []byte { b := bmpFile(); return b[:len(b)/2] }},
		{"bomb.bmp", "BMP that claims 2^31-1 by 2^31-1", func() []byte {
			b := bmpFile()
			copy(b[18:], "\xff\xff\xff\x7f\xff\xff\xff\x7f")
			return b
		}},
		{"bomb-60000.bmp", "BMP that claims 60000x60000", func() []byte {
			b := bmpFile()
			copy(b[18:], "\x60\xea\x00\x00\x60\xea\x00\x00")
			return b
		}},
		{"half.tiff", "TIFF cut in the middle, its directory gone", func() []byte { b := tiffFile(); return b[:len(b)/2] }},
		{"bomb.tiff", "TIFF that claims 2^31-1 columns", func() []byte { return patchTIFF(tiffFile(), 256, 0x7fffffff) }},
		{"bomb-60000.tiff", "TIFF that claims 60000x60000", func() []byte {
			return patchTIFF(patchTIFF(tiffFile(), 256, 60000), 257, 60000)
		}},
		{"strip-outside.tiff", "TIFF whose strip lies beyond the end", func() []byte { return patchTIFF(tiffFile(), 273, 0x7ffffff0) }},
		{"tag-empty.tiff", "TIFF whose BitsPerSample has a count of 0", func() []byte { return emptyTag(tiffFile(), 258) }},
		{"compression-50000.tiff", "TIFF of a compression that is not read", func() []byte { return patchTIFF(tiffFile(), 259, 50000) }},
		{"photometric-32803.tiff", "TIFF of the samples of a camera's sensor", func() []byte { return patchTIFF(tiffFile(), 262, 32803) }},
		{"directory-outside.tiff", "TIFF whose directory lies beyond the end", func() []byte {
			b := tiffFile()
			copy(b[4:], "\xf0\xff\xff\x7f")
			return b
		}},
	}, brokenBMPs()...)
}

// emptyTag sets the count of a field of a little endian file to 0.
func emptyTag(b []byte, tag int) []byte {
	at := binary.LittleEndian.Uint32(b[4:])
	for e := b[at+2:]; ; e = e[12:] {
		if int(binary.LittleEndian.Uint16(e)) == tag {
			binary.LittleEndian.PutUint32(e[4:], 0)
			return b
		}
	}
}

// patchTIFF sets the value of a field of a little endian file to a LONG.
func patchTIFF(b []byte, tag, value int) []byte {
	at := int(binary.LittleEndian.Uint32(b[4:]))
	for i := range int(binary.LittleEndian.Uint16(b[at:])) {
		f := b[at+2+12*i:]
		if int(binary.LittleEndian.Uint16(f)) == tag {
			binary.LittleEndian.PutUint16(f[2:], typeLong)
			binary.LittleEndian.PutUint32(f[8:], uint32(value))
			return b
		}
	}
	panic("gen: no such field")
}
