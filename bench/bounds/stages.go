package main

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	stdcolor "image/color"
	"image/gif"
	"image/png"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"golang.org/x/image/tiff"

	"tintype/testdata/gen/jpegfile"
	"tintype/transform"
)

// A stage is one thing that a transformation may have to do, as a query about a
// picture.
type stage struct {
	name  string
	query string
	// file writes the picture as a source; nil for a BMP, whose decoding is little
	// beside all else.
	file func(m *image.NRGBA) []byte
	// wide says that pictures that repeat after each small number of pixels are
	// tried too: what looks for repetition.
	wide bool
	// side is that of the smaller picture or of an animation's frames, 0 for the usual
	// one.
	side int
	// few are the contents that are tried where each takes long, nil for all.
	few []string
	// share is how many times the work of a photograph other contents may take, 0 for
	// the usual bound; band by how much more than others it may do between two
	// polls, since it works by tiles.
	share float64
	band  int64
	// tries bounds the work on four times the pixels, 0 for the usual bound. What
	// has to fit is tried as often as its content asks for; a square would be 16.
	tries float64
}

// smaller is the side of the smaller picture.
func (s *stage) smaller() int {
	if s.side == 0 {
		return usualSide
	}
	return s.side
}

// gapSide is the side of the picture whose longest work between two polls is looked
// for.
func (s *stage) gapSide() int {
	if s.side == 0 {
		return longSide
	}
	return shortSide
}

// stages are those of encoders, decoders and operations.
var stages = slices.Concat(encoders, decoders, avifs(), operations)

// hard are contents that stand for all.
var hard = []string{photograph.name, "white", "checkerboard", "noise", "steep ramp"}

var encoders = []stage{
	{name: "JPEG", query: "fm=jpg&q=90", wide: true},
	{name: "JPEG, 4:4:4", query: "fm=jpg&q=100&chromasub=444"},
	{name: "JPEG, progressive", query: "fm=pjpg", wide: true},
	{name: "JPEG, q=auto", query: "fm=jpg&q=auto"},
	{name: "JPEG to fit", query: "fm=jpg&bytes=4000", tries: 12},
	{name: "JPEG, progressive, to fit", query: "fm=jpg&jpg-progressive=1&bytes=4000", tries: 12},
	{name: "PNG", query: "fm=png32", wide: true},
	{name: "PNG to fit", query: "fm=png32&bytes=4000", tries: 12},
	{name: "PNG of a palette", query: "fm=png8", wide: true},
	{name: "PNG of few colors", query: "fm=png8&colorquant=5"},
	{name: "PNG of a drawing", query: "fm=png&w=0.8", file: by("fm=png8")},
	{name: "PNG, hopeless", query: "w=1100&h=1000&fit=scale&fm=png32&bytes=4000", few: hard, tries: 12},
	{name: "GIF", query: "fm=gif", wide: true},
	{name: "GIF to fit", query: "fm=gif&bytes=4000", tries: 12},
	{name: "WebP", query: "fm=webp", wide: true},
	{name: "WebP, q=auto", query: "fm=webp&q=auto"},
	{name: "WebP, best", query: "fm=webp&q=100"},
	{name: "WebP to fit", query: "fm=webp&bytes=4000", tries: 12},
	{name: "WebP of a drawing", query: "fm=webp&w=0.8", file: by("fm=png8")},
	{name: "WebP, lossless", query: "fm=webp&lossless=1", wide: true, band: 2},
	{name: "WebP, lossless, to fit", query: "fm=webp&lossless=1&bytes=4000", band: 2, tries: 12},
	{name: "WebP, animated", query: "fm=webp&w=64", file: animation, side: 48},
	{name: "WebP, animated, lossless", query: "fm=webp&w=64&lossless=1", file: animation, side: 48},
	{name: "WebP, animated, to fit", query: "fm=webp&bytes=2000", file: animation, side: 48, tries: 12},
	{name: "PNG, animated", query: "fm=png", file: animation, side: 48},
	{name: "GIF, animated", query: "fm=gif", file: animation, side: 48},
	{name: "GIF, animated, reversed", query: "fm=gif&reverse=1&loop=2", file: animation, side: 48},
	{name: "GIF, animated, to fit", query: "fm=gif&bytes=2000", file: animation, side: 48, tries: 12},
	{name: "AVIF", query: "fm=avif", side: 64},
	{name: "AVIF, best", query: "fm=avif&q=100", side: 64, few: hard},
	{name: "AVIF, lossless", query: "fm=avif&lossless=1", side: 64, few: hard},
	{name: "AVIF to fit", query: "fm=avif&bytes=1000", side: 64, few: hard, tries: 12},
	{name: "json", query: "fm=json"},
	{name: "blurhash", query: "fm=blurhash"},
	{name: "palette", query: "palette=json&colors=16"},
	{name: "palette, css", query: "palette=css&prefix=a"},
}

// small is the query of decoders: next to nothing is left to do.
const small = "w=16&fm=png32"

// whole is that of decoders that leave filters out where much is made small.
const whole = "w=0.8&fm=png8&colorquant=2"

var decoders = []stage{
	{name: "from JPEG", query: small + "&fit=max", file: jpegBy(jpegfile.Options{})},
	{name: "from JPEG, in full", query: whole, file: jpegBy(jpegfile.Options{})},
	{name: "from JPEG, progressive", query: small, file: jpegBy(jpegfile.Options{Process: jpegfile.Progressive})},
	{name: "from JPEG, progressive, in full", query: whole, file: jpegBy(jpegfile.Options{Process: jpegfile.Progressive})},
	{name: "from PNG", query: small, file: by("fm=png32")},
	{name: "from PNG of a palette", query: small, file: by("fm=png8")},
	{name: "from GIF", query: small, file: by("fm=gif")},
	{name: "from GIF, animated", query: small, file: animation},
	{name: "from WebP", query: small, file: by("fm=webp")},
	{name: "from WebP, in full", query: whole, file: by("fm=webp")},
	{name: "from WebP, lossless", query: small, file: by("fm=webp&lossless=1")},
	{name: "from BMP", query: small},
	{name: "from BMP, packed by gzip", query: small, file: gzipped},
	{name: "from PNG, animated", query: "w=0.9&fm=gif", side: 48, file: func(m *image.NRGBA) []byte { return must(transformed(animation(m), "fm=png", nil)) }},
	{name: "from JPEG of inks", query: "w=0.9&fm=jpg", file: inks},
	{name: "JPEG as it is", query: "auto=compress", file: jpegBy(jpegfile.Options{Process: jpegfile.Progressive})},
	{name: "PNG as it is", query: "auto=compress", file: by("fm=png8")},
	{name: "WebP as it is", query: "auto=compress", file: by("fm=webp")},
	{name: "AVIF as it is", query: "auto=compress", side: 64, file: by("fm=avif&q=30")},
	{name: "from AVIF", query: small, file: by("fm=avif")},
	{name: "from PNG, interlaced", query: small, file: interlaced},
	{name: "from TIFF", query: small, file: tiffBy(tiff.Deflate)},
	{name: "from TIFF, not packed", query: small, file: tiffBy(tiff.Uncompressed)},
	{name: "from WebP with alpha", query: "w=0.9&fm=png8&colorquant=2", file: by("fm=webp&mask=ellipse")},
	{name: "from WebP, animated", query: small, file: func(m *image.NRGBA) []byte { return must(transformed(animation(m), "fm=webp", nil)) }},
	{name: "from PNG of empty blocks", query: small, file: emptyBlocks},
	{name: "from JPEG of tables", query: small, file: manyTables},
	{name: "from GIF of clear codes", query: small, file: clearCodes},
}

// avifs are the stages that read AVIF with tools of AV1 that our encoder does not use:
// none where avifenc is missing, which writes their files.
func avifs() []stage {
	if _, err := exec.LookPath("avifenc"); err != nil {
		return nil
	}
	return []stage{
		{name: "from AVIF of avifenc", query: small, file: avifBy("--yuv", "420", "--cicp", "1/13/1")},
		{name: "from AVIF, in full", query: whole, file: avifBy("--yuv", "420", "-d", "10", "-s", "3", "--min", "45", "--max", "55", "-a", "enable-cdef=1")},
		{name: "from AVIF of a screen", query: whole, file: avifBy("--yuv", "444", "-s", "3", "-a", "tune-content=screen")},
		{name: "from AVIF with grain", query: whole, file: avifBy("--yuv", "422", "-a", "film-grain-test=3", "--range", "limited")},
		{name: "from AVIF, without loss", query: small, file: avifBy("--lossless")},
		{name: "from AVIF of cells", query: small, side: 128, file: avifBy("--yuv", "444", "--grid", "2x2")},
	}
}

// avifBy returns a writer of files by avifenc with some arguments.
func avifBy(args ...string) func(m *image.NRGBA) []byte {
	return func(m *image.NRGBA) []byte {
		folder, err := os.MkdirTemp("", "bounds")
		if err != nil {
			log.Fatal(err)
		}
		defer os.RemoveAll(folder)
		from, to := filepath.Join(folder, "a.png"), filepath.Join(folder, "a.avif")
		var b bytes.Buffer
		if err := png.Encode(&b, m); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(from, b.Bytes(), 0o644); err != nil {
			log.Fatal(err)
		}
		c := exec.Command("avifenc", slices.Concat([]string{"-c", "aom", "-s", "6", "-j", "1", "--min", "8", "--max", "24"}, args, []string{from, to})...)
		if out, err := c.CombinedOutput(); err != nil {
			out, _, _ = bytes.Cut(out, []byte("\n"))
			log.Fatalf("avifenc %q: %v: %s", args, err, out)
		}
		return must(os.ReadFile(to))
	}
}

// Operations are judged with an output that takes little; those that make alpha, or
// change it, with one that has it.
var operations = []stage{
	{name: "enlarge", query: "w=1.0&dpr=2&fm=jpg"},
	{name: "shrink", query: "w=0.4&h=0.3&fit=scale&fm=jpg"},
	{name: "fit=crop", query: "ar=3:1&fit=crop&crop=top&max-w=80&max-h=70&min-w=3&min-h=2&w=0.6&fm=jpg"},
	{name: "focal point", query: "w=40&h=20&fit=crop&crop=focalpoint&fp-x=0.2&fp-y=0.7&fp-z=2&fm=jpg"},
	{name: "crop=entropy", query: "w=0.7&ar=3:1&fit=crop&crop=entropy&fm=jpg"},
	{name: "crop=edges", query: "w=0.7&ar=1:3&fit=crop&crop=edges&fm=jpg"},
	{name: "rect", query: "rect=3,4,0.5,0.5&fm=jpg"},
	{name: "orient", query: "orient=6&flip=h&fm=png32"},
	{name: "orient, subsampled", query: "orient=7&fm=jpg", file: jpegBy(jpegfile.Options{})},
	{name: "rot", query: "rot=33&fm=png32"},
	{name: "rot, opaque", query: "rot=95&bg=fff&fm=jpg"},
	{name: "trim=auto", query: "trim=auto&trim-md=20&trim-pad=2&fm=jpg"},
	{name: "trim=color", query: "trim=color&trim-color=fff&trim-tol=5&fm=jpg"},
	{name: "trim=alpha", query: "trim=alpha&fm=png32"},
	{name: "pad", query: "pad=9&pad-left=3&pad-right=4&pad-top=5&pad-bottom=6&bg=80ff0000&fm=png32"},
	{name: "fill=blur", query: "w=100&h=60&fit=fill&fill=blur&fm=jpg"},
	{name: "fill=solid", query: "w=100&h=60&fit=fillmax&fill=solid&fill-color=f00&fm=jpg"},
	{name: "fit=clamp", query: "w=100&h=60&fit=clamp&fm=jpg"},
	{name: "border", query: "border=5,80ff0000&border-radius=9&fm=png32"},
	{name: "mask=ellipse", query: "mask=ellipse&fm=png32"},
	{name: "mask=corners", query: "mask=corners&corner-radius=20&bg=fff&fm=jpg"},
	{name: "point operations", query: "bri=9&con=9&exp=9&gam=9&sat=9&vib=9&high=9&shad=9&hue=9&invert=1&sepia=9&monochrome=80aabbcc&duotone=f00,00f&fm=jpg"},
	{name: "sharp", query: "sharp=60&fm=jpg"},
	{name: "sharp, from WebP", query: "fm=webp&sharp=50", file: by("fm=webp")},
	{name: "usm", query: "usm=60&usmrad=9&fm=jpg"},
	{name: "blur", query: "blur=60&fm=jpg"},
	{name: "blur with alpha", query: "blur=2000&fm=png32"},
	{name: "px", query: "px=7&fm=jpg"},
	{name: "nr", query: "nr=50&nrs=20&fm=jpg"},
	{name: "mark", query: "mark=a&mark-w=0.5&mark-h=0.4&mark-fit=scale&mark-align=top&mark-alpha=50&mark-pad=3&mark-rot=20&fm=jpg"},
	{name: "mark in place", query: "mark=a&mark-scale=50&mark-x=3&mark-y=4&fm=jpg"},
	{name: "mark in tiles", query: "mark=a&mark-w=1&mark-h=1&mark-fit=scale&mark-tile=grid&mark-pad=0&fm=jpg"},
	{name: "blend", query: "blend=a&blend-mode=softlight&blend-size=inherit&blend-fit=crop&blend-crop=entropy&blend-align=top&blend-alpha=70&fm=jpg"},
	{name: "blend in place", query: "blend=a&blend-mode=hue&blend-w=0.5&blend-h=0.5&blend-x=3&blend-y=4&blend-pad=2&fm=png32"},
	{name: "blend of a color", query: "blend=80ff0000&blend-mode=dodge&fm=jpg"},
	{name: "auto", query: "auto=compress,enhance&fm=jpg"},
	{name: "cs=origin", query: "cs=origin&fm=jpg"},
	{name: "frames", query: "frame=2-4&fps=5&skip=2&loop=3&fm=gif&w=0.5", file: animation, side: 48},
}

// idle are the parameters without a stage, and why they need none.
var idle = map[string]string{
	"dl": "names the file", "expires": "is the handler's", "ch": "is the handler's", "preset": "is the handler's",
}

// by returns a writer of files by a query.
func by(query string) func(m *image.NRGBA) []byte {
	return func(m *image.NRGBA) []byte {
		return must(transformed(bitmap(m), query, nil))
	}
}

// jpegBy returns a writer of 4:2:0 files.
func jpegBy(o jpegfile.Options) func(m *image.NRGBA) []byte {
	return func(m *image.NRGBA) []byte {
		layout := jpegfile.Layout{Sampling: [][2]int{{2, 2}, {1, 1}, {1, 1}}, Quality: 85}
		return jpegfile.Encode(jpegfile.FromNRGBA(m, layout), o)
	}
}

func gzipped(m *image.NRGBA) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(bitmap(m))
	z.Close()
	return b.Bytes()
}

func inks(m *image.NRGBA) []byte {
	layout := jpegfile.Layout{Model: jpegfile.YCCK, Sampling: [][2]int{{2, 2}, {1, 1}, {1, 1}, {2, 2}}, Quality: 85}
	return jpegfile.Encode(jpegfile.FromNRGBA(m, layout), jpegfile.Options{Segments: []jpegfile.Segment{jpegfile.Adobe(2)}})
}

// animation writes a GIF whose frames are the picture moved on by some pixels.
func animation(m *image.NRGBA) []byte {
	const nFrames = 6
	w, h := m.Rect.Dx(), m.Rect.Dy()
	var g gif.GIF
	var palette stdcolor.Palette
	for i := range 255 {
		palette = append(palette, stdcolor.NRGBA{byte(i >> 5 * 36), byte(i >> 2 & 7 * 36), byte(i & 3 * 85), 255})
	}
	palette = append(palette, stdcolor.NRGBA{})
	for k := range nFrames {
		p := image.NewPaletted(image.Rect(0, 0, w, h), palette)
		for y := range h {
			for x := range w {
				c := m.NRGBAAt((x+3*k)%w, (y+k)%h)
				if c.A < 128 {
					p.Pix[y*p.Stride+x] = 255
				} else {
					p.Pix[y*p.Stride+x] = min(c.R>>5<<5|c.G>>5<<2|c.B>>6, 254)
				}
			}
		}
		g.Image, g.Delay, g.Disposal = append(g.Image, p), append(g.Delay, 5), append(g.Disposal, gif.DisposalNone)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &g); err != nil {
		log.Fatal(err)
	}
	return b.Bytes()
}

// transformed does what a query asks, with a picture for whatever mark and blend
// name.
func transformed(source []byte, query string, poll func() error) ([]byte, error) {
	p, err := transform.Parse(query)
	if err != nil {
		return nil, err
	}
	lim := transform.DefaultLimits()
	lim.Poll = poll
	var out bytes.Buffer
	_, err = transform.DoWith(&out, bytes.NewReader(source), p, lim, func(string) io.Reader { return bytes.NewReader(source) })
	return out.Bytes(), err
}

// source writes a picture for a stage.
func (s *stage) source(m *image.NRGBA) []byte {
	if s.file == nil {
		return bitmap(m)
	}
	return s.file(m)
}

// unfit reports the errors that a stage may end with: what cannot be brought under
// its limit of bytes.
func unfit(err error) bool {
	var e *transform.Error
	return errors.As(err, &e) && e.Code == transform.CodeDoesNotFit
}

func must(b []byte, err error) []byte {
	if err != nil {
		log.Fatal(err)
	}
	return b
}

func tiffBy(c tiff.CompressionType) func(m *image.NRGBA) []byte {
	return func(m *image.NRGBA) []byte {
		var b bytes.Buffer
		err := tiff.Encode(&b, m, &tiff.Options{Compression: c, Predictor: c != tiff.Uncompressed})
		return must(b.Bytes(), err)
	}
}

// pngOf writes a PNG of 8 bits and RGBA of a zlib stream.
func pngOf(w, h, interlace int, zlibData []byte) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	chunk := func(name string, data []byte) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
		at := len(b)
		b = append(append(b, name...), data...)
		b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[at:]))
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(w))
	head = binary.BigEndian.AppendUint32(head, uint32(h))
	chunk("IHDR", append(head, 8, 6, 0, 0, byte(interlace)))
	chunk("IDAT", zlibData)
	chunk("IEND", nil)
	return b
}

// interlaced writes the passes of Adam7, rows without a filter.
func interlaced(m *image.NRGBA) []byte {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	for _, p := range [7][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
		for y := p[1]; y < h && p[0] < w; y += p[3] {
			z.Write([]byte{0})
			for x := p[0]; x < w; x += p[2] {
				z.Write(m.Pix[m.PixOffset(x, y):][:4])
			}
		}
	}
	z.Close()
	return pngOf(w, h, 1, packed.Bytes())
}

// Sources that grow with the picture and have next to no pixels.

func emptyBlocks(m *image.NRGBA) []byte {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(make([]byte, 5))
	z.Close()
	whole := packed.Bytes()
	data := bytes.Clone(whole[:2])
	for range len(m.Pix) / 16 {
		data = append(data, 0x02, 0x08, 0x20, 0x80, 0x00) // four blocks without data
	}
	return pngOf(1, 1, 0, append(data, whole[2:]...))
}

func manyTables(m *image.NRGBA) []byte {
	small := jpegBy(jpegfile.Options{})(image.NewNRGBA(image.Rect(0, 0, 8, 8)))
	var segments []byte
	for range len(m.Pix) / 80 {
		segments = append(segments, 0xff, 0xc4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	}
	return slices.Concat(small[:2], segments, small[2:])
}

func clearCodes(m *image.NRGBA) []byte {
	small := animation(image.NewNRGBA(image.Rect(0, 0, 8, 8)))
	at := bytes.IndexByte(small, 0x2c) // the first image
	head := small[:at]
	b := append(bytes.Clone(head), 0x2c, 0, 0, 0, 0, 8, 0, 8, 0, 0, 2)
	for range len(m.Pix) / 255 {
		b = append(append(b, 255), bytes.Repeat([]byte{0b00100100, 0b01001001, 0b10010010}, 85)...) // 4, 4, 4 ...
	}
	return append(b, 2, 0x44, 0x05, 0, 0x3b)
}
