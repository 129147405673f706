package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"

	wf "tintype/testdata/gen/webpfile"
)

// webpFiles are well-formed files, lossless, lossy and animated.
func webpFiles() []entry {
	var entries []entry
	for _, group := range [][]entry{losslessFiles(), lossyFiles(), alphaFiles(), webpMetadata(), webpAnimations()} {
		entries = append(entries, group...)
	}
	return entries
}

// photo and orbs are what most of them show.
func photo() *image.NRGBA { return sized(landscape(), 155, 117) }
func orbs() *image.NRGBA  { return marbles(121, 90).NRGBA() }

func losslessFiles() []entry {
	var entries []entry
	add := func(name, about string, m func() *image.NRGBA, o wf.Lossless) {
		entries = append(entries, entry{"webp/lossless-" + name + ".webp", about, func() []byte { return wf.RIFF(wf.VP8L(m(), o)) }})
	}
	predict := func(mode, bits int) wf.Transform { return wf.Transform{Kind: wf.Predictor, Mode: mode, Bits: bits} }
	green := wf.Transform{Kind: wf.SubtractGreen}
	cross := wf.Transform{Kind: wf.CrossColor, Bits: 4}
	colors := func(n int) func() *image.NRGBA {
		return func() *image.NRGBA { return reduced(marbles(61, 45).NRGBA(), n) }
	}
	pal := []wf.Transform{{Kind: wf.Palette}}
	small := func() *image.NRGBA { return marbles(40, 30).NRGBA() }

	add("plain", "40x30 with alpha, no transform, no references", small, wf.Lossless{})
	add("best", "121x90 with alpha: subtract green, best predictors, references, cache", orbs, wf.Lossless{
		Transforms: []wf.Transform{predict(wf.BestMode, 4), green}, CacheBits: 6, Copies: true})
	add("rgb", "155x117 without alpha: all transforms but the palette, three groups of codes", photo, wf.Lossless{
		Transforms: []wf.Transform{green, predict(wf.BestMode, 3), cross}, CacheBits: 4, Copies: true, GroupBits: 4})
	for mode := range 14 {
		add(fmt.Sprintf("predictor-%d", mode), fmt.Sprintf("40x30, predictor %d everywhere", mode), small,
			wf.Lossless{Transforms: []wf.Transform{predict(mode, 4)}})
	}
	add("all-predictors", "121x90, predictors in turn in tiles of 4x4", orbs, wf.Lossless{Transforms: []wf.Transform{predict(wf.AllModes, 2)}, Copies: true})
	add("cross-color", "40x30, cross-color alone", small, wf.Lossless{Transforms: []wf.Transform{cross}})
	add("cache-11", "40x30, largest color cache, no references", small, wf.Lossless{CacheBits: 11})
	add("copies", "121x90, references alone", orbs, wf.Lossless{Copies: true})
	add("groups", "121x90, groups of codes for tiles of 4x4", orbs, wf.Lossless{GroupBits: 2, Copies: true})
	for _, n := range []int{2, 4, 16, 200} {
		add(fmt.Sprintf("palette-%d", n), fmt.Sprintf("61x45, palette of %d colors", n), colors(n), wf.Lossless{Transforms: pal, Copies: true})
	}
	add("palette-predicted", "61x45, palette of 16, indices predicted", colors(16), wf.Lossless{Transforms: []wf.Transform{pal[0], predict(wf.BestMode, 3)}, CacheBits: 3})
	add("one-color", "33x21 of one color: all codes are empty", func() *image.NRGBA {
		m := image.NewNRGBA(image.Rect(0, 0, 33, 21))
		for i := range m.Pix {
			m.Pix[i] = []byte{200, 90, 40, 255}[i&3]
		}
		return m
	}, wf.Lossless{})
	add("1x1", "one pixel", func() *image.NRGBA { return marbles(1, 1).NRGBA() }, wf.Lossless{Transforms: []wf.Transform{predict(1, 2), green}})
	return entries
}

// reduced returns an image with at most n colors.
func reduced(m *image.NRGBA, n int) *image.NRGBA {
	colors, index := quantizeColors(m, n, true)
	out := image.NewNRGBA(m.Rect)
	for i, k := range index {
		copy(out.Pix[4*i:], colors[k][:])
	}
	return out
}

func lossyFiles() []entry {
	var entries []entry
	add := func(name, about string, w, h int, o wf.Lossy) {
		entries = append(entries, entry{"webp/lossy-" + name + ".webp", fmt.Sprintf("%dx%d %s", w, h, about), func() []byte {
			return wf.RIFF(wf.VP8(sized(landscape(), w, h), o))
		}})
	}
	add("plain", "default probabilities, no filter", 155, 117, wf.Lossy{Quant: 30})
	add("best", "measured probabilities, normal filter", 400, 300, wf.Lossy{Quant: 36, MeasureProbs: true, FilterLevel: 20})
	add("all-modes", "every prediction mode in turn", 155, 117, wf.Lossy{Quant: 24, Modes: wf.CycleAll, MeasureProbs: true})
	add("whole", "16x16 prediction only", 155, 117, wf.Lossy{Quant: 40, Modes: wf.Whole, FilterLevel: 12})
	add("simple-filter", "simple loop filter", 155, 117, wf.Lossy{Quant: 60, SimpleFilter: true, FilterLevel: 40})
	add("strong-filter", "normal loop filter at its strongest, sharpness 0", 155, 117, wf.Lossy{Quant: 90, FilterLevel: 63})
	add("sharp-filter", "normal loop filter, sharpness 7", 155, 117, wf.Lossy{Quant: 60, FilterLevel: 45, Sharpness: 7})
	add("filter-deltas", "filter levels that depend on the mode", 155, 117, wf.Lossy{Quant: 60, FilterLevel: 30, FilterDeltas: true})
	add("segments", "four segments with quantizers and filter levels of their own", 155, 117,
		wf.Lossy{Quant: 50, SegmentQuant: []int{10, 40, 70, 110}, SegmentFilter: []int{0, 10, 30, 63}, FilterLevel: 20, MeasureProbs: true})
	add("quant-deltas", "quantizer deltas for every kind of coefficient", 155, 117, wf.Lossy{Quant: 40, QuantDeltas: [5]int{-8, 6, -15, 15, -4}})
	add("partitions", "eight token partitions", 155, 117, wf.Lossy{Quant: 30, Partitions: 3})
	add("no-skip", "macroblocks without coefficients are coded all the same", 155, 117, wf.Lossy{Quant: 100, NoSkip: true})
	add("quant-0", "finest quantizer", 61, 45, wf.Lossy{MeasureProbs: true})
	add("quant-127", "coarsest quantizer", 155, 117, wf.Lossy{Quant: 127, FilterLevel: 40})
	add("1x1", "one pixel", 1, 1, wf.Lossy{Quant: 20})
	add("17x33", "just over one macroblock", 17, 33, wf.Lossy{Quant: 20})
	add("scaled", "upscaling bits set, which decoders ignore", 61, 45, wf.Lossy{Quant: 30, Scale: 1})
	return entries
}

// alphaFiles are lossy images with an ALPH chunk.
func alphaFiles() []entry {
	var entries []entry
	for filter, name := range []string{"plain", "horizontal", "vertical", "gradient"} {
		for _, compressed := range []bool{false, true} {
			how, w, h := "raw", 40, 30
			if compressed {
				how, w, h = "compressed", 121, 90
			}
			entries = append(entries, entry{"webp/alpha-" + how + "-" + name + ".webp",
				fmt.Sprintf("%dx%d lossy, alpha %s, filter %s", w, h, how, name), func() []byte {
					m := marbles(w, h).NRGBA()
					return wf.RIFF(wf.Extended(wf.FlagAlpha, w, h), wf.ALPH(m, filter, compressed), wf.VP8(m, wf.Lossy{Quant: 25, FilterLevel: 10}))
				}})
		}
	}
	// What is transparent the flag of the extended header says, not the image.
	m := func() *image.NRGBA { return marbles(40, 30).NRGBA() }
	return append(entries,
		entry{"webp/alpha-unflagged.webp", "40x30 lossy with alpha, which the header does not announce: opaque", func() []byte {
			return wf.RIFF(wf.Extended(0, 40, 30), wf.ALPH(m(), wf.AlphaPlain, true), wf.VP8(m(), wf.Lossy{Quant: 25}))
		}},
		entry{"webp/alpha-flagged-only.webp", "40x30 lossy, whose header announces alpha that is not there", func() []byte {
			return wf.RIFF(wf.Extended(wf.FlagAlpha, 40, 30), wf.VP8(m(), wf.Lossy{Quant: 25}))
		}},
		entry{"webp/lossless-unflagged.webp", "40x30 lossless with alpha, which the header does not announce: opaque", func() []byte {
			return wf.RIFF(wf.Extended(0, 40, 30), wf.VP8L(m(), wf.Lossless{Copies: true}))
		}},
		entry{"webp/lossless-flagged-only.webp", "40x30 lossless with alpha, which the header announces and the picture does not", func() []byte {
			c := wf.VP8L(m(), wf.Lossless{Copies: true})
			c.Data[4] &^= 0x10
			return wf.RIFF(wf.Extended(wf.FlagAlpha, 40, 30), c)
		}},
	)
}

// webpMetadata carry profiles, orientation and chunks that nobody knows.
func webpMetadata() []entry {
	icc := wf.Chunk{Name: "ICCP", Data: p3Profile.bytes()}
	orient := wf.Chunk{Name: "EXIF", Data: exif{order: binary.LittleEndian, orientation: 6}.bytes()}
	xmp := wf.Chunk{Name: "XMP ", Data: []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"/>`)}
	lossy := func() wf.Chunk { return wf.VP8(photo(), wf.Lossy{Quant: 40, FilterLevel: 10}) }
	return []entry{
		{"webp/icc-p3.webp", "155x117 lossy, profile P3", func() []byte { return wf.RIFF(wf.Extended(wf.FlagICC, 155, 117), icc, lossy()) }},
		{"webp/exif-orientation-6.webp", "155x117 lossy, EXIF orientation 6 and XMP", func() []byte {
			return wf.RIFF(wf.Extended(wf.FlagExif|wf.FlagXMP, 155, 117), lossy(), orient, xmp)
		}},
		{"webp/extended-lossless.webp", "121x90 lossless in an extended file with an unknown chunk", func() []byte {
			return wf.RIFF(wf.Extended(wf.FlagAlpha, 121, 90), wf.Chunk{Name: "TEST", Data: []byte("odd")}, wf.VP8L(orbs(), wf.Lossless{Copies: true}))
		}},
	}
}

// webpAnimations show the same balls as the GIFs.
func webpAnimations() []entry {
	lossy := func(m *image.NRGBA) []wf.Chunk {
		return []wf.Chunk{wf.ALPH(m, wf.AlphaGradient, true), wf.VP8(m, wf.Lossy{Quant: 20})}
	}
	return []entry{
		{"webp/animated-lossless.webp", "64x48, six partial frames that blend", func() []byte { return ballsWebP(losslessFrame, 0, nil) }},
		{"webp/animated-lossy.webp", "64x48, six partial lossy frames with alpha", func() []byte { return ballsWebP(lossy, 0, nil) }},
		{"webp/animated-dispose.webp", "64x48, six frames: disposed to the background, blended and not, in turn", func() []byte {
			return ballsWebP(losslessFrame, 0, func(i int, f *wf.Frame) { f.Dispose, f.NoBlend = i&1 == 1, i%3 == 2 })
		}},
		{"webp/animated-odd.webp", "64x48, six frames: sizes that are not their pictures', one without a picture, two loop counts", func() []byte {
			b := ballsWebP(losslessFrame, 2, func(i int, f *wf.Frame) {
				if f.W += 2 * i; i == 2 {
					f.Chunks = nil
				}
			})
			anim := wf.Animation([4]byte{}, 5, nil)[0]
			b = splice(b, bytes.Index(b, []byte("ANIM"))+14, 0, append([]byte("ANIM\x06\x00\x00\x00"), anim.Data...))
			binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
			return b
		}},
		{"webp/animated-loop-3.webp", "64x48, plays three times, delays 0, 10, 100, 1000, 65535 and 16777215 ms", func() []byte {
			delays := []int{0, 10, 100, 1000, 65535, 1<<24 - 1}
			return ballsWebP(losslessFrame, 3, func(i int, f *wf.Frame) { f.Duration = delays[i] })
		}},
	}
}

func losslessFrame(m *image.NRGBA) []wf.Chunk {
	return []wf.Chunk{wf.VP8L(m, wf.Lossless{Copies: true})}
}

// ballsWebP turns the GIF frames of balls into an animation. Frames begin at
// even places.
func ballsWebP(encode func(*image.NRGBA) []wf.Chunk, loops int, change func(i int, f *wf.Frame)) []byte {
	g := balls(6)
	var frames []wf.Frame
	for i, p := range g.Image {
		r := image.Rect(p.Rect.Min.X&^1, p.Rect.Min.Y&^1, p.Rect.Max.X, p.Rect.Max.Y)
		f := wf.Frame{X: r.Min.X, Y: r.Min.Y, W: r.Dx(), H: r.Dy(), Duration: 80, Chunks: encode(canvasOf(p, r))}
		if change != nil {
			change(i, &f)
		}
		frames = append(frames, f)
	}
	chunks := wf.Animation([4]byte{0, 0, 0, 0}, loops, frames)
	head := wf.Extended(wf.FlagAnimation|wf.FlagAlpha, g.Config.Width, g.Config.Height)
	return wf.RIFF(append([]wf.Chunk{head}, chunks...)...)
}

// canvasOf returns a frame of a GIF as it lies in a rectangle.
func canvasOf(p *image.Paletted, r image.Rectangle) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	for y := p.Rect.Min.Y; y < p.Rect.Max.Y; y++ {
		for x := p.Rect.Min.X; x < p.Rect.Max.X; x++ {
			m.Set(x-r.Min.X, y-r.Min.Y, p.At(x, y))
		}
	}
	return m
}
