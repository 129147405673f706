package cicp

import (
	"errors"
	"math"
	"testing"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/matrixtest"
	"tintype/transform/internal/work"
)

// The definitions in float64: chromaticities by their code point, curves, Bradford.

// toXYZ returns the matrix from channels to XYZ relative to their own white, and to D50.
func toXYZ(ch chromaticities) (own, d50 matrixtest.Matrix) {
	for i := range 3 {
		x, y := float64(ch[2*i])/1e5, float64(ch[2*i+1])/1e5
		own[0][i], own[1][i], own[2][i] = x, y, 1-x-y
	}
	x, y := float64(ch[6])/1e5, float64(ch[7])/1e5
	white := [3]float64{x / y, 1, (1 - x - y) / y}
	for i, s := range own.Inverse().Apply(white) {
		for k := range 3 {
			own[k][i] *= s
		}
	}
	cones := matrixtest.Matrix{{.8951, .2664, -.1614}, {-.7502, 1.7135, .0367}, {.0389, -.0685, 1.0296}}
	from, to := cones.Apply(white), cones.Apply([3]float64{.9642, 1, .8249})
	return own, cones.Inverse().Mul(matrixtest.Matrix{{to[0] / from[0]}, {0, to[1] / from[1]}, {0, 0, to[2] / from[2]}}).Mul(cones).Mul(own)
}

func oetf(y float64) float64 {
	if y = min(max(y, 0), 1); y <= .0031308 {
		return 12.92 * y
	}
	return 1.055*math.Pow(y, 1/2.4) - .055
}

// lightOf is the curve of a code point for ordinary light.
func lightOf(code byte, v float64) float64 {
	switch code {
	case 1, 6, 11, 14, 15:
		return math.Pow(v, 2.4)
	case 4:
		return math.Pow(v, 2.2)
	case 5:
		return math.Pow(v, 2.8)
	case 7:
		if v < .0912863421 {
			return v / 4
		}
		return math.Pow((v+.111572196)/1.111572196, 1/.45)
	case 8:
		return v
	case 13:
		if v <= .04045 {
			return v / 12.92
		}
		return math.Pow((v+.055)/1.055, 2.4)
	case 17:
		return math.Min(math.Pow(v, 2.6)*52.37/48, 1)
	}
	panic(code)
}

// highLight is PQ's or HLG's light of three samples relative to 203 cd/m².
func highLight(code byte, v [3]float64, luma [3]float64) (out [3]float64) {
	if code == 16 {
		for i, x := range v {
			p := math.Pow(x, 4096./2523/128)
			out[i] = math.Pow(max(p-3424./4096, 0)/(2413./128-2392./128*p), 16384./2610) * 10000 / 203
		}
		return out
	}
	y := 0.0
	for i, x := range v {
		if out[i] = x * x / 3; x > .5 {
			out[i] = (math.Exp((x-.55991073)/.17883277) + .28466892) / 12
		}
		y += luma[i] * out[i]
	}
	for i := range out {
		out[i] *= math.Pow(y, .2) * 1000 / 203
	}
	return out
}

// toneGain is the reference white tone mapping to SDR (SMPTE ST 2094-50, formulas C.2
// to C.5).
func toneGain(x, peak float64) float64 {
	if peak <= 203 {
		return 1
	}
	white := 1 - .5*min(math.Log2(peak/203)/math.Log2(1000./203), 1)
	if x <= 1 {
		return white
	}
	if x >= peak/203 {
		return 1 / x
	}
	midX, midY := .35+.65/white, .35*white+.65
	lo, hi := 0., 1.
	for range 60 {
		t := (lo + hi) / 2
		if (1-t)*(1-t)+2*t*(1-t)*midX+t*t*peak/203 < x {
			lo = t
		} else {
			hi = t
		}
	}
	return ((1-lo)*(1-lo)*white + 2*lo*(1-lo)*midY + lo*lo) / x
}

// reference converts a color of 0 to 1 to levels.
func reference(ch chromaticities, code byte, peak float64, v [3]float64) (out [3]float64) {
	own, m := toXYZ(ch)
	_, s := toXYZ(srgb)
	var light [3]float64
	if code == 16 || code == 18 {
		light = highLight(code, v, own[1])
		_, w := toXYZ(bt2020)
		wide := w.Inverse().Mul(m).Apply(light)
		gain := toneGain(max(wide[0], wide[1], wide[2]), peak)
		for i := range light {
			light[i] *= gain
		}
	} else {
		for i := range v {
			light[i] = lightOf(code, v[i])
		}
	}
	for i, y := range s.Inverse().Mul(m).Apply(light) {
		out[i] = 255 * oetf(y)
	}
	return out
}

// cube is every color of n levels a channel.
func cube(n int) *pixel.Image {
	img := pixel.New(pixel.RGB, n*n, n, 1, 1, false)
	for i := range n * n * n {
		for c, at := range [3]int{i % n, i / n % n, i / n / n} {
			img.Plane[c].Row(i / n / n)[i%(n*n)] = byte(at * 255 / (n - 1))
		}
	}
	return img
}

var someCodes = [][2]byte{{1, 1}, {1, 8}, {1, 16}, {1, 18}, {4, 4}, {5, 5}, {6, 6}, {7, 7}, {8, 13}, {9, 1}, {9, 4}, {9, 8}, {9, 13}, {9, 14},
	{9, 16}, {9, 18}, {10, 17}, {11, 17}, {12, 13}, {12, 16}, {12, 18}, {22, 5}}

// TestCodes: every color of a grid is what the definitions make of it, through Apply
// and through Rows.
func TestCodes(t *testing.T) {
	const n = 16
	for _, code := range someCodes {
		for _, peak := range []int{0, 100, 400, 4000, 10000} {
			s, ok := FromCode(code[0], code[1])
			if !ok {
				t.Fatalf("%d/%d: not known", code[0], code[1])
			}
			if !s.HDR() && peak > 0 {
				continue
			}
			tr := New(s, peak)
			img := cube(n)
			dst, src := pixel.New(pixel.RGB, n*n, n, 1, 1, false), [3][]uint16{}
			for c := range src {
				src[c] = make([]uint16, n*n)
			}
			for y := range n {
				for c := range src {
					for x, v := range img.Plane[c].Row(y) {
						src[c][x] = uint16(v) * 257
					}
				}
				tr.Rows([3][]byte{dst.Plane[0].Row(y), dst.Plane[1].Row(y), dst.Plane[2].Row(y)}, src)
			}
			if !tr.Apply(img) {
				t.Fatalf("%d/%d: does not fit", code[0], code[1])
			}
			if peak == 0 {
				peak = DefaultPeak
			}
			sums, worst := [2]float64{}, 0.0
			for i := range n * n * n {
				var v [3]float64
				for c, at := range [3]int{i % n, i / n % n, i / n / n} {
					v[c] = float64(at*255/(n-1)) / 255
				}
				want := reference(s.chroma, code[1], float64(peak), v)
				for c := range want {
					for k, m := range []*pixel.Image{img, dst} {
						e := float64(m.Plane[c].Row(i / n / n)[i%(n*n)]) - want[c]
						sums[k] += e * e
						worst = max(worst, math.Abs(e))
					}
				}
			}
			most := 3.
			if peak <= referenceWhite {
				most = 12 // dark ones that are the difference of lights far above 1
			}
			for k, name := range []string{"Apply", "Rows"} {
				if psnr := 10 * math.Log10(255*255*3*n*n*n/sums[k]); psnr < 55 || worst > most {
					t.Errorf("%d/%d, peak %d, %s: %.1f dB, %.2f levels off, want 55 and %v", code[0], code[1], peak, name, psnr, worst, most)
				}
			}
		}
	}
}

// TestChromium: colors of BT.2020's primaries as Chromium 156 shows them, PQ and HLG, at
// most two levels off.
func TestChromium(t *testing.T) {
	in := [][3]byte{{191, 80, 159}, {255, 128, 96}, {16, 96, 96}, {223, 255, 112}, {255, 159, 0}, {255, 0, 48}, {239, 255, 159}, {128, 175, 175}, {255, 255, 255}, {128, 128, 128}, {0, 0, 0}, {191, 159, 143}}
	for transfer, want := range map[byte][][3]byte{16: {{255, 0, 155}, {255, 0, 0}, {0, 74, 71}, {0, 255, 0}, {255, 0, 0}, {255, 0, 0}, {156, 255, 0}, {0, 246, 237}, {255, 255, 255}, {132, 132, 132}, {0, 0, 0}, {255, 131, 105}}, 18: {{208, 15, 133}, {255, 0, 44}, {0, 73, 70}, {136, 255, 0}, {255, 53, 0}, {255, 0, 0}, {200, 255, 60}, {40, 160, 156}, {255, 255, 255}, {99, 99, 99}, {0, 0, 0}, {203, 130, 116}}} {
		s, _ := FromCode(9, transfer)
		img := pixel.New(pixel.RGB, len(in), 1, 1, 1, false)
		for i, rgb := range in {
			for c, v := range rgb {
				img.Plane[c].Pix[i] = v
			}
		}
		New(s, 0).Apply(img)
		for i, rgb := range want {
			for c, v := range rgb {
				if e := int(img.Plane[c].Pix[i]) - int(v); e < -2 || e > 2 {
					t.Errorf("%d, %v: channel %d is %d, Chromium has %d", transfer, in[i], c, img.Plane[c].Pix[i], v)
				}
			}
		}
	}
}

// TestModels: gray is converted as gray, YCbCr becomes RGB where light is mapped and
// stays what it is otherwise, CMYK is left alone.
func TestModels(t *testing.T) {
	for _, code := range [][2]byte{{9, 16}, {12, 18}, {1, 8}, {12, 13}} {
		s, _ := FromCode(code[0], code[1])
		tr := New(s, 0)
		gray, rgb := pixel.New(pixel.Gray, 256, 2, 1, 1, false), pixel.New(pixel.RGB, 256, 2, 1, 1, false)
		ycc := pixel.New(pixel.YCbCr, 256, 2, 2, 2, false)
		for y := range 2 {
			for x := range 256 {
				for _, p := range []*pixel.Plane{&gray.Plane[0], &rgb.Plane[0], &rgb.Plane[1], &rgb.Plane[2], &ycc.Plane[0]} {
					p.Row(y)[x] = byte(x)
				}
			}
		}
		for i := range ycc.Plane[1].Pix {
			ycc.Plane[1].Pix[i], ycc.Plane[2].Pix[i] = 128, 128
		}
		if !tr.Apply(gray) || !tr.Apply(rgb) || !tr.Apply(ycc) {
			t.Fatalf("%v: does not fit", code)
		}
		if hdr := ycc.Model == pixel.RGB; hdr != s.HDR() {
			t.Errorf("%v: YCbCr became %v", code, ycc.Model)
		}
		for x := range 256 {
			g := int(gray.Plane[0].Row(1)[x])
			for _, v := range []byte{rgb.Plane[0].Row(1)[x], rgb.Plane[1].Row(1)[x], rgb.Plane[2].Row(1)[x], ycc.Plane[0].Row(1)[x]} {
				if d := int(v) - g; d < -1 || d > 1 {
					t.Fatalf("%v: gray of %d is %d and %d", code, x, g, v)
				}
			}
		}
		if tr.Apply(pixel.New(pixel.CMYK, 2, 2, 1, 1, false)) {
			t.Errorf("%v: fits CMYK", code)
		}
	}
}

// TestStops: a conversion asks in proportion to its pixels, four times as often for four
// times as many, and ends where it may not go on.
func TestStops(t *testing.T) {
	for _, code := range [][2]byte{{9, 16}, {9, 18}, {12, 4}, {1, 8}} {
		for _, model := range []pixel.Model{pixel.Gray, pixel.RGB, pixel.YCbCr} {
			s, _ := FromCode(code[0], code[1])
			asked := func(side, allowed int) (n int) {
				img := pixel.New(model, side, side, 2, 2, false)
				img.Meter = work.New(func() error {
					if n++; n > allowed {
						return errors.New("no more")
					}
					return nil
				})
				New(s, 0).Apply(img)
				return n
			}
			few, many := asked(512, 1<<30), asked(1024, 1<<30)
			if few < 2 || many < 3*few || many > 5*few {
				t.Errorf("%v, %v: asked %d and %d times", code, model, few, many)
			}
			if n := asked(1024, 2); n != 3 {
				t.Errorf("%v, %v: asked %d times, want 3: it went on", code, model, n)
			}
		}
	}
}

// TestWhatIsNoSpace: code points that say nothing, and numbers that are no colors.
func TestWhatIsNoSpace(t *testing.T) {
	for _, code := range [][2]byte{{0, 13}, {2, 13}, {3, 13}, {13, 13}, {21, 13}, {23, 13}, {255, 13}, {1, 0}, {1, 2}, {1, 3}, {1, 9}, {1, 10}, {1, 12}, {1, 19}, {1, 255}} {
		if _, ok := FromCode(code[0], code[1]); ok {
			t.Errorf("%v is known", code)
		}
	}
	if s, ok := FromCode(1, 13); !ok || New(s, 0) != nil {
		t.Error("sRGB is converted")
	}
	p3 := &[8]uint32{31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000}
	for _, c := range []struct {
		gamma uint32
		chrm  *[8]uint32
		ok    bool
	}{
		{0, nil, false}, {0, p3, false}, {45455, nil, false}, {47700, nil, false}, {47800, nil, true}, {100000, nil, true}, {1, nil, true},
		{1<<32 - 1, nil, true}, {45455, p3, true},
		{45455, new([8]uint32), false},
		{45455, &[8]uint32{31270, 32900, 64000, 33000, 64000, 33000, 15000, 6000}, false}, // on a line
		{45455, &[8]uint32{31270, 1, 64000, 33000, 30000, 60000, 15000, 6000}, false},
		{45455, &[8]uint32{31270, 32900, 1<<32 - 1, 33000, 30000, 60000, 15000, 6000}, false},
	} {
		if _, ok := FromGamma(c.gamma, c.chrm); ok != c.ok {
			t.Errorf("gamma %d, chromaticities %v: got %v, want %v", c.gamma, c.chrm, ok, c.ok)
		}
	}
}

// FuzzGamma: no numbers break the matrices, and whatever they make takes every sample.
func FuzzGamma(f *testing.F) {
	f.Add(uint32(45455), uint32(31270), uint32(32900), uint32(64000), uint32(33000), uint32(30000), uint32(60000), uint32(15000), uint32(6000))
	f.Add(uint32(1), uint32(100000), uint32(5000), uint32(100000), uint32(100000), uint32(0), uint32(100000), uint32(1), uint32(0))
	f.Fuzz(func(t *testing.T, gamma, a, b, c, d, e, g, h, i uint32) {
		s, ok := FromGamma(gamma, &[8]uint32{a, b, c, d, e, g, h, i})
		if !ok {
			return
		}
		img := cube(5)
		tr := New(s, 0)
		tr.Apply(img)
		src, dst := [3][]uint16{{0, 1, 65535}, {65535, 0, 1}, {7, 65535, 9}}, make([]byte, 9)
		tr.Rows([3][]byte{dst[:3], dst[3:6], dst[6:]}, src)
	})
}
