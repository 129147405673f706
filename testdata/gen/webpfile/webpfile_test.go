package webpfile

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"testing"

	"golang.org/x/image/vp8"
	"golang.org/x/image/webp"
)

// image is smooth in places and busy in others, with every alpha, of at most
// nColors colors if that is not 0.
func picture(w, h, nColors int, opaque bool) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(x * 5), uint8(y*7 + x), uint8((x*x + y*y) / 9), uint8(x*3 + y*2)}
			if (x/8+y/8)&1 == 1 {
				c.R ^= uint8(x * y * 31)
			}
			if nColors > 0 {
				k := uint8((x/3 + y/2*5) % nColors)
				c = color.NRGBA{k * 3, 255 - k, k * 7, 255 - k/2}
			}
			if opaque {
				c.A = 255
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

// A lossless file decodes to the very pixels, whatever it is made of.
func TestLosslessIsExact(t *testing.T) {
	every := map[string]Lossless{
		"plain":   {},
		"copies":  {Copies: true},
		"cache":   {CacheBits: 7, Copies: true},
		"groups":  {GroupBits: 3, CacheBits: 2},
		"green":   {Transforms: []Transform{{Kind: SubtractGreen}}},
		"cross":   {Transforms: []Transform{{Kind: CrossColor, Bits: 3}}},
		"best":    {Transforms: []Transform{{Kind: Predictor, Mode: BestMode, Bits: 3}}, Copies: true},
		"turns":   {Transforms: []Transform{{Kind: Predictor, Mode: AllModes, Bits: 2}}},
		"all":     {Transforms: []Transform{{Kind: SubtractGreen}, {Kind: Predictor, Mode: BestMode, Bits: 4}, {Kind: CrossColor, Bits: 2}}, CacheBits: 5, Copies: true, GroupBits: 2},
		"palette": {Transforms: []Transform{{Kind: Palette}}, Copies: true},
	}
	for mode := range 14 {
		every[fmt.Sprint("mode ", mode)] = Lossless{Transforms: []Transform{{Kind: Predictor, Mode: mode, Bits: 5}}}
	}
	for name, o := range every {
		for _, size := range [][2]int{{1, 1}, {1, 9}, {9, 1}, {37, 29}, {64, 64}} {
			for _, n := range []int{0, 1, 2, 3, 4, 15, 200} {
				if name == "palette" && n == 0 {
					continue
				}
				m := picture(size[0], size[1], n, n == 3)
				got, err := webp.Decode(bytes.NewReader(RIFF(VP8L(m, o))))
				if err != nil {
					t.Fatalf("%s, %v, %d colors: %v", name, size, n, err)
				}
				if p, ok := got.(*image.NRGBA); !ok || !bytes.Equal(p.Pix, m.Pix) {
					t.Fatalf("%s, %v, %d colors: other pixels", name, size, n)
				}
			}
		}
	}
}

// A decoder reconstructs what the encoder did, where no filter comes between.
func TestLossyReconstruction(t *testing.T) {
	for _, o := range []Lossy{
		{Quant: 0}, {Quant: 20, MeasureProbs: true}, {Quant: 127}, {Quant: 50, Modes: CycleAll}, {Quant: 50, Modes: Whole, NoSkip: true},
		{Quant: 30, QuantDeltas: [5]int{-15, 15, -7, 3, 9}}, {SegmentQuant: []int{5, 60, 100}, Partitions: 2}, {Quant: 90, Partitions: 3},
	} {
		for _, size := range [][2]int{{1, 1}, {16, 16}, {70, 50}, {133, 90}} {
			m := picture(size[0], size[1], 0, true)
			f := encodeFrame(m, o)
			data := f.assemble()
			d := vp8.NewDecoder()
			d.Init(bytes.NewReader(data), len(data))
			if _, err := d.DecodeFrameHeader(); err != nil {
				t.Fatalf("%+v: %v", o, err)
			}
			got, err := d.DecodeFrame()
			if err != nil {
				t.Fatalf("%+v: %v", o, err)
			}
			for i, p := range [][]uint8{got.Y, got.Cb, got.Cr} {
				stride := []int{got.YStride, got.CStride, got.CStride}[i]
				for at, v := range f.recon[i].pix {
					if p[at/f.recon[i].w*stride+at%f.recon[i].w] != v {
						t.Fatalf("%+v, %v: plane %d differs at %d", o, size, i, at)
					}
				}
			}
		}
	}
}

// The finest quantizer leaves hardly a difference to the source.
func TestLossyFidelity(t *testing.T) {
	m := picture(70, 50, 0, true)
	f := encodeFrame(m, Lossy{Quant: 0})
	for i := range f.src {
		for at, v := range f.src[i].pix {
			if d := int(v) - int(f.recon[i].pix[at]); d < -6 || d > 6 {
				t.Fatalf("plane %d: sample %d is off by %d", i, at, d)
			}
		}
	}
}

// Alpha survives every filter, raw and compressed.
func TestAlphaIsExact(t *testing.T) {
	m := picture(41, 30, 0, false)
	for filter := AlphaPlain; filter <= AlphaGradient; filter++ {
		for _, compressed := range []bool{false, true} {
			file := RIFF(Extended(FlagAlpha, 41, 30), ALPH(m, filter, compressed), VP8(m, Lossy{Quant: 30}))
			got, err := webp.Decode(bytes.NewReader(file))
			if err != nil {
				t.Fatalf("filter %d, compressed %v: %v", filter, compressed, err)
			}
			p := got.(*image.NYCbCrA)
			for y := range 30 {
				for x := range 41 {
					if p.A[p.AOffset(x, y)] != m.NRGBAAt(x, y).A {
						t.Fatalf("filter %d, compressed %v: alpha differs at %d,%d", filter, compressed, x, y)
					}
				}
			}
		}
	}
}
