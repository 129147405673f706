package tiff

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"testing"

	"golang.org/x/image/ccitt"

	tf "tintype/testdata/gen/tifffile"
	"tintype/transform/internal/codec"
)

// pattern is a sample of an image that has ramps, edges and some noise, as part
// of 2^32.
func pattern(x, y, s int) uint64 {
	v := uint64(x)*(1<<32/61) + uint64(y*s)<<25
	if (x/7+y/5+s)%4 == 0 {
		v = ^v
	}
	return (v + uint64(x*x*31+y*977+s*71)%4096<<18) & math.MaxUint32
}

// bitsOf is the pattern in n bits.
func bitsOf(n int) func(x, y, s int) uint64 {
	return func(x, y, s int) uint64 {
		if n > 32 {
			return pattern(x, y, s) << (n - 32)
		}
		return pattern(x, y, s) >> (32 - n)
	}
}

// level is what 8 bits are to be of v of n bits.
func level(v uint64, n int) byte {
	if n >= 16 {
		return byte(v >> (n - 8))
	}
	most := uint64(1)<<n - 1
	return byte((v*255 + most/2) / most)
}

// check holds planes against what samples of the file become.
func check(t *testing.T, name string, f tf.File, want func(x, y, plane int) byte, most int) {
	t.Helper()
	m, err := whole(f.Bytes())
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	planes := m.Plane[:m.Model.Planes()]
	if m.HasAlpha() {
		planes = append(planes[:len(planes):len(planes)], m.Alpha)
	}
	for i := range planes {
		for y := range planes[i].H {
			for x, v := range planes[i].Row(y) {
				if w := want(x, y, i); int(v) > int(w)+most || int(v) < int(w)-most {
					t.Errorf("%s: sample %d of (%d, %d): got %d, want %d", name, i, x, y, v, w)
					return
				}
			}
		}
	}
}

// variations calls do for every way in which samples may lie in a file.
func variations(do func(name string, f tf.File)) {
	for _, layout := range []struct {
		name string
		f    tf.File
	}{
		{"one strip", tf.File{}}, {"strips of 7", tf.File{Rows: 7}}, {"strips of 1", tf.File{Rows: 1}},
		{"tiles", tf.File{TileW: 32, TileH: 16}}, {"a large tile", tf.File{TileW: 80, TileH: 64}}, {"narrow tiles", tf.File{TileW: 16, TileH: 48}},
	} {
		for _, order := range []tf.Order{binary.LittleEndian, binary.BigEndian} {
			for _, big := range []bool{false, true} {
				f := layout.f
				f.W, f.H, f.Order, f.Big = 61, 43, order, big
				do(fmt.Sprintf("%s, %v, BigTIFF %v", layout.name, order, big), f)
			}
		}
	}
}

// Every depth, compression, predictor, order of bytes and bits, and layout gives
// back the samples that went in; an eleventh of all combinations is tried.
func TestEveryCombination(t *testing.T) {
	n := 0
	variations(func(layout string, base tf.File) {
		for _, bits := range []int{1, 2, 3, 4, 6, 8, 10, 12, 15, 16, 32, 64} {
			for _, samples := range []int{1, 3} {
				for _, planar := range []bool{false, samples > 1} {
					for _, c := range []int{tf.None, tf.PackBits, tf.LZW, tf.OldLZW, tf.Deflate} {
						for predictor := 1; predictor <= 2; predictor++ {
							if predictor == 2 && (bits%8 != 0 || bits > 64 || c == tf.None || c == tf.PackBits) {
								continue
							}
							if n++; n%11 > 0 {
								continue // all differ in what hardly depends on each other
							}
							f := base
							f.Bits, f.Samples, f.Planar, f.Compression, f.Predictor = bits, samples, planar, c, predictor
							f.FillOrder = 1 + n&1
							f.Photometric = tf.BlackIsZero + samples/3
							f.At = bitsOf(bits)
							name := fmt.Sprintf("%s, %d×%d bits, planar %v, compression %d, predictor %d, fill order %d", layout, samples, bits, planar, c, predictor, f.FillOrder)
							check(t, name, f, func(x, y, s int) byte { return level(f.At(x, y, s), bits) }, 0)
						}
					}
				}
			}
		}
	})
	t.Logf("%d combinations", n/11)
}

// What the samples mean: every photometric interpretation, alpha of both kinds at
// any place, extra samples that mean nothing.
func TestMeanings(t *testing.T) {
	at := bitsOf(8)
	red := func(i int) uint64 { return uint64(i*7&255)<<8 | 0x34 }
	colors := make([]uint64, 3*256)
	for i := range colors {
		colors[i] = red(i)
	}
	old := make([]uint64, 3*256)
	for i := range old {
		old[i] = red(i) >> 8
	}
	weighted := func(x, y, s int) uint64 {
		if s < 3 {
			return (at(x, y, s)*at(x, y, 3) + 127) / 255
		}
		return at(x, y, s)
	}
	plain := func(x, y, s int) byte { return byte(at(x, y, s)) }
	for _, c := range []struct {
		name string
		f    tf.File
		want func(x, y, s int) byte
		most int
	}{
		{"white is zero", tf.File{Photometric: tf.WhiteIsZero}, func(x, y, s int) byte { return ^plain(x, y, s) }, 0},
		{"palette", tf.File{Photometric: tf.Palette, Tags: []tf.Tag{{ID: 320, Type: 3, Values: colors}}}, func(x, y, s int) byte { return byte(red(256*s+int(at(x, y, 0))) >> 8) }, 0},
		{"palette of bytes", tf.File{Photometric: tf.Palette, Tags: []tf.Tag{{ID: 320, Type: 3, Values: old}}}, func(x, y, s int) byte { return byte(red(256*s+int(at(x, y, 0))) >> 8) }, 0},
		{"CMYK", tf.File{Photometric: tf.Separated, Samples: 4}, func(x, y, s int) byte { return ^plain(x, y, s) }, 0},
		{"CMYK with alpha", tf.File{Photometric: tf.Separated, Samples: 5, Tags: []tf.Tag{tf.Extra(2)}}, func(x, y, s int) byte {
			if s == 4 {
				return plain(x, y, s)
			}
			return ^plain(x, y, s)
		}, 0},
		{"alpha", tf.File{Photometric: tf.RGB, Samples: 4, Tags: []tf.Tag{tf.Extra(2)}}, plain, 0},
		{"a fourth sample", tf.File{Photometric: tf.RGB, Samples: 4}, plain, 0},
		{"a fourth sample that means nothing", tf.File{Photometric: tf.RGB, Samples: 4, Tags: []tf.Tag{tf.Extra(0)}}, plain, 0},
		{"alpha behind what means nothing", tf.File{Photometric: tf.BlackIsZero, Samples: 3, Tags: []tf.Tag{tf.Extra(0, 2)}}, func(x, y, s int) byte { return plain(x, y, 2*s) }, 0},
		{"void samples", tf.File{Photometric: tf.RGB, Samples: 3, Tags: []tf.Tag{tf.Format(4, 3)}}, plain, 0},
	} {
		for _, planar := range []bool{false, true} {
			f := c.f
			f.W, f.H, f.Rows, f.Planar, f.At = 61, 43, 9, planar, at
			check(t, c.name, f, c.want, c.most)
		}
	}
	// Weighted colors come back where alpha leaves enough of them.
	f := tf.File{W: 61, H: 43, Samples: 4, Photometric: tf.RGB, At: weighted, Tags: []tf.Tag{tf.Extra(1)}}
	m, err := whole(f.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for y := range m.H {
		for x := range m.W {
			a := int(at(x, y, 3))
			got, want := int(m.Plane[0].Row(y)[x]), int(at(x, y, 0))
			if far := 255/max(a, 1)/2 + 1; a > 0 && max(got-want, want-got) > far {
				t.Fatalf("(%d, %d) under an alpha of %d: got %d, want %d", x, y, a, got, want)
			}
		}
	}
}

// What would have to be guessed is refused by name.
func TestRefused(t *testing.T) {
	short := func(id uint16, v ...uint64) tf.Tag { return tf.Tag{ID: id, Type: 3, Values: v} }
	rgb := tf.File{Photometric: tf.RGB, Samples: 3}
	with := func(f tf.File, tags ...tf.Tag) tf.File {
		f.Tags = append(f.Tags, tags...)
		return f
	}
	for name, f := range map[string]tf.File{
		"fill order 3":             with(rgb, short(266, 3)),
		"planar configuration 3":   with(rgb, short(284, 3)),
		"compression 50000":        with(rgb, short(259, 50000)),
		"JPEG of TIFF 6.0":         with(rgb, short(259, 6)),
		"predictor 4":              with(tf.File{Photometric: tf.RGB, Samples: 3, Compression: tf.LZW}, short(317, 4)),
		"predictor 3 of integers":  with(tf.File{Photometric: tf.RGB, Samples: 3, Compression: tf.LZW}, short(317, 3)),
		"predictor 2 of 12 bits":   with(tf.File{Photometric: tf.RGB, Samples: 3, Bits: 12, Compression: tf.LZW}, short(317, 2)),
		"signed samples":           with(rgb, tf.Format(2, 3)),
		"complex samples":          with(rgb, tf.Format(6, 3)),
		"samples of two formats":   with(rgb, short(339, 1, 1, 3)),
		"samples of two depths":    with(rgb, short(258, 8, 8, 16)),
		"24 bits":                  {Photometric: tf.RGB, Samples: 3, Bits: 24},
		"a mask":                   {Photometric: 4, Bits: 1},
		"a color filter array":     {Photometric: 32803},
		"LogLuv":                   {Photometric: 32845, Samples: 3},
		"linear raw":               {Photometric: 34892, Samples: 3},
		"other inks":               with(tf.File{Photometric: tf.Separated, Samples: 4}, short(332, 2)),
		"six inks":                 with(tf.File{Photometric: tf.Separated, Samples: 6}, short(334, 6)),
		"dots of 10 to 240":        with(tf.File{Photometric: tf.Separated, Samples: 4}, short(336, 10, 240)),
		"a palette of inks":        with(tf.File{Photometric: tf.Separated, Samples: 4}, short(346, 1)),
		"headroom":                 with(rgb, tf.Tag{ID: 532, Type: 5, Values: []uint64{16, 1, 235, 1, 16, 1, 235, 1, 16, 1, 235, 1}}),
		"another matrix":           with(tf.File{Photometric: tf.YCbCr, Samples: 3}, tf.Tag{ID: 529, Type: 5, Values: []uint64{2126, 10000, 7152, 10000, 722, 10000}}),
		"chroma by threes":         with(tf.File{Photometric: tf.YCbCr, Samples: 3}, short(530, 3, 1)),
		"YCbCr of 16 bits":         {Photometric: tf.YCbCr, Samples: 3, Bits: 16},
		"Lab of floats":            with(tf.File{Photometric: tf.CIELab, Samples: 3, Bits: 32}, tf.Format(3, 3)),
		"L* alone":                 {Photometric: tf.CIELab, Samples: 1},
		"ranges of Lab":            with(tf.File{Photometric: tf.ITULab, Samples: 3}, tf.Tag{ID: 433, Type: 5, Values: []uint64{0, 1, 100, 1}}),
		"a raw image":              with(rgb, tf.Tag{ID: 50706, Type: 1, Values: []uint64{1, 4, 0, 0}}),
		"a thumbnail":              with(rgb, short(254, 1), short(330, 8)),
		"a volume":                 with(rgb, short(32997, 4)),
		"a fax of bytes":           with(rgb, short(259, 4)),
		"a fax not compressed":     with(tf.File{Bits: 1, Compression: tf.T4}, tf.Tag{ID: 292, Type: 4, Values: []uint64{2}}),
		"weighted inks":            with(tf.File{Photometric: tf.Separated, Samples: 5}, tf.Extra(1)),
		"weighted white is zero":   with(tf.File{Photometric: tf.WhiteIsZero, Samples: 2}, tf.Extra(1)),
		"nine samples of a pixel":  {Photometric: tf.RGB, Samples: 9},
		"a palette of 16 bits":     {Photometric: tf.Palette, Bits: 16},
		"gray and alpha as a JPEG": with(tf.File{Samples: 2, Photometric: tf.BlackIsZero}, short(259, 7)),
	} {
		f.W, f.H, f.At = 5, 4, bitsOf(8)
		_, err := whole(f.Bytes())
		if e, ok := err.(codec.UnsupportedError); !ok && name != "gray and alpha as a JPEG" || err == nil {
			t.Errorf("%s: got %v (%q), want an UnsupportedError", name, err, e)
		}
	}
}

// Tags that are there and hold nothing, or nothing that can be read, are errors
// and no defaults.
func TestEmptyTags(t *testing.T) {
	for _, tag := range []uint16{256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 317, 322, 323, 324, 325, 338, 339} {
		for _, kind := range []uint16{0, 2, 3, 4, 5, 12, 99} {
			f := tf.File{W: 5, H: 4, Samples: 3, Photometric: tf.RGB, At: bitsOf(8), Compression: tf.LZW, Predictor: 2, FillOrder: 1}
			if tag > 320 && tag < 330 {
				f.TileW, f.TileH = 16, 16
			}
			f.Tags = []tf.Tag{{ID: tag, Type: kind, Values: []uint64{}}}
			if _, err := whole(f.Bytes()); err == nil {
				t.Errorf("tag %d of type %d without a value: want an error", tag, kind)
			}
		}
	}
}

// Floating point of every size is linear light, and black and white are where
// they are; what is no number is black.
func TestFloats(t *testing.T) {
	values := []float64{0, 1, 0.5, 0.25, 0.18, 0.0031308, 0.001, 1e-9, 2, -1, math.Inf(1), math.Inf(-1), math.NaN(), 0.99999, 5e-5, 1e-300}
	half := func(v float64) uint64 { // IEEE 754 binary16, cut off
		b := math.Float32bits(float32(v))
		sign, e, m := uint64(b>>31)<<15, int(b>>23&255)-127+15, uint64(b>>13&1023)
		switch {
		case math.IsNaN(v):
			return 0x7e00
		case e >= 31:
			return sign | 0x7c00
		case e <= 0:
			return sign | (m|1024)>>min(1-e, 63)
		}
		return sign | uint64(e)<<10 | m
	}
	at := func(bits int) func(x, y, s int) uint64 {
		return func(x, y, s int) uint64 {
			v := values[(x+y*5+s)%len(values)]
			switch bits {
			case 16:
				return half(v)
			case 32:
				return uint64(math.Float32bits(float32(v)))
			}
			return math.Float64bits(v)
		}
	}
	srgb := func(v float64) byte {
		if math.IsNaN(v) {
			v = 0
		}
		v = min(max(v, 0), 1)
		if v <= 0.0031308 {
			return byte(math.Round(255 * 12.92 * v))
		}
		return byte(math.Round(255 * (1.055*math.Pow(v, 1/2.4) - 0.055)))
	}
	variations(func(layout string, f tf.File) {
		for _, bits := range []int{16, 32, 64} {
			for predictor := 1; predictor <= 3; predictor++ {
				for _, samples := range []int{1, 3} {
					f.Bits, f.Samples, f.Predictor, f.Compression, f.At = bits, samples, predictor, tf.Deflate, at(bits)
					f.Photometric, f.Tags = tf.BlackIsZero+samples/3, []tf.Tag{tf.Format(3, samples)}
					check(t, fmt.Sprintf("%s, %d bits, predictor %d", layout, bits, predictor), f,
						func(x, y, s int) byte { return srgb(values[(x+y*5+s)%len(values)]) }, 1)
				}
			}
		}
	})
	// Colors that alpha weights are divided before they become sRGB.
	f := tf.File{W: 61, H: 43, Bits: 32, Samples: 4, Photometric: tf.RGB, Tags: []tf.Tag{tf.Format(3, 4), tf.Extra(1)}, At: func(x, y, s int) uint64 {
		a := float32(x%4+1) / 4
		if s == 3 {
			return uint64(math.Float32bits(a))
		}
		return uint64(math.Float32bits(a * float32(y) / 42))
	}}
	check(t, "associated alpha", f, func(x, y, s int) byte {
		if s == 3 {
			return byte(math.Round(255 * float64(x%4+1) / 4))
		}
		return srgb(float64(y) / 42)
	}, 1)
}

// Lab of every encoding is sRGB by the formulas.
func TestLab(t *testing.T) {
	for _, c := range []struct {
		name        string
		photometric int
		bits        int
		lab         func(l, a, b float64) [3]float64
		white       [3]float64
	}{
		{"CIELab", tf.CIELab, 8, func(l, a, b float64) [3]float64 { return [3]float64{l / 2.55, float64(int8(a)), float64(int8(b))} }, [3]float64{0.95046, 1, 1.08906}},
		{"CIELab, 16 bits", tf.CIELab, 16, func(l, a, b float64) [3]float64 {
			return [3]float64{l / 655.35, float64(int16(a)) / 256, float64(int16(b)) / 256}
		}, [3]float64{0.95046, 1, 1.08906}},
		{"ICCLab", tf.ICCLab, 8, func(l, a, b float64) [3]float64 { return [3]float64{l / 2.55, a - 128, b - 128} }, [3]float64{0.9642, 1, 0.8249}},
		{"ICCLab, 16 bits", tf.ICCLab, 16, func(l, a, b float64) [3]float64 { return [3]float64{l / 652.8, a/256 - 128, b/256 - 128} }, [3]float64{0.9642, 1, 0.8249}},
		{"ITULab", tf.ITULab, 8, func(l, a, b float64) [3]float64 {
			return [3]float64{l / 2.55, (a - 128) * 170 / 255, (b - 96) * 200 / 255}
		}, [3]float64{0.9642, 1, 0.8249}},
	} {
		// Of little chroma, so that sRGB has the colors: codes around each zero.
		code := func(x, y, s int) uint64 {
			top := float64(uint64(1)<<c.bits - 1)
			switch {
			case s == 0:
				return uint64((0.2 + float64(x)/90) * top)
			case c.photometric == tf.CIELab:
				return uint64(int64((float64(y*s%43)-21)/300*top)) & uint64(top)
			case c.photometric == tf.ITULab && s == 2:
				return uint64(96 + y*s%43 - 21)
			}
			return uint64((0.5 + (float64(y*s%43)-21)/300) * top)
		}
		for _, planar := range []bool{false, true} {
			f := tf.File{W: 61, H: 43, Rows: 10, Samples: 3, Bits: c.bits, Photometric: c.photometric, Planar: planar, At: code}
			check(t, c.name, f, func(x, y, s int) byte {
				lab := c.lab(float64(code(x, y, 0)), float64(code(x, y, 1)), float64(code(x, y, 2)))
				return labToSRGB(lab, c.white, s)
			}, 3)
		}
	}
}

// labToSRGB is the formulas of CIE 15 and IEC 61966-2-1; D50 is adapted as
// Bradford does.
func labToSRGB(lab, white [3]float64, s int) byte {
	fy := (lab[0] + 16) / 116
	xyz := [3]float64{fy + lab[1]/500, fy, fy - lab[2]/200}
	for i, f := range xyz {
		if f > 6.0/29 {
			f = f * f * f
		} else {
			f = (f - 4.0/29) * 108 / 841
		}
		xyz[i] = f * white[i]
	}
	m := [3][3]float64{{3.2404542, -1.5371385, -0.4985314}, {-0.9692660, 1.8760108, 0.0415560}, {0.0556434, -0.2040259, 1.0572252}}
	if white[2] < 1 {
		m = [3][3]float64{{3.1338561, -1.6168667, -0.4906146}, {-0.9787684, 1.9161415, 0.0334540}, {0.0719453, -0.2289914, 1.4052427}}
	}
	v := min(max(m[s][0]*xyz[0]+m[s][1]*xyz[1]+m[s][2]*xyz[2], 0), 1)
	if v <= 0.0031308 {
		return byte(math.Round(255 * 12.92 * v))
	}
	return byte(math.Round(255 * (1.055*math.Pow(v, 1/2.4) - 0.055)))
}

// YCbCr that is not compressed by JPEG: every subsampling, full and other levels.
func TestYCbCr(t *testing.T) {
	at := bitsOf(8)
	variations(func(layout string, f tf.File) {
		for _, sub := range [][2]int{{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}, {4, 2}, {4, 4}} {
			if f.TileH == 0 && f.Rows > 0 {
				f.Rows = 8
			}
			f.Samples, f.Photometric, f.SubX, f.SubY, f.Compression, f.At = 3, tf.YCbCr, sub[0], sub[1], tf.LZW, at
			mean := func(x, y, s int) byte {
				sum, n := 0, sub[0]*sub[1]
				for j := range sub[1] {
					for i := range sub[0] {
						sum += int(at(min(x*sub[0]+i, f.W-1), min(y*sub[1]+j, f.H-1), s))
					}
				}
				return byte((sum + n/2) / n)
			}
			want := func(x, y, s int) byte {
				if s == 0 {
					return byte(at(x, y, 0))
				}
				return mean(x, y, s)
			}
			name := fmt.Sprintf("%s, %v", layout, sub)
			check(t, name, f, want, 0)
			f.Tags = []tf.Tag{{ID: 532, Type: 5, Values: []uint64{16, 1, 235, 1, 128, 1, 240, 1, 128, 1, 240, 1}}}
			check(t, name+", 16 to 235", f, func(x, y, s int) byte {
				v := float64(want(x, y, s))
				if s == 0 {
					return byte(math.Round(min(max((v-16)*255/219, 0), 255)))
				}
				return byte(math.Round(min(max(128+(v-128)*127/112, 0), 255)))
			}, 1)
			f.Tags = nil
		}
	})
}

// Faxes of every kind, with runs of every length, against the bits that went in
// and, where it reads them, against x/image.
func TestFax(t *testing.T) {
	const w, h = 5300, 120
	bit := func(x, y, _ int) uint64 {
		switch {
		case y < 64: // runs of y and y+1, then long ones
			n := 2*y + 1
			if x < 12*n {
				return uint64((x%n)/(y+1)) & 1
			}
			return uint64(x/(64*(y/2+1))) & 1
		case y < 90: // like the row above, moved by some pixels
			return uint64((x+[]int{0, 1, 2, 3, 4, 2, 0, 1}[y%8])/(40+y)) & 1
		case y < 95:
			return uint64(x >> 9 & 1)
		case y < 100:
			return 1
		case y < 110:
			return pattern(x, y, 0) >> 31
		}
		return 0
	}
	for _, c := range []struct {
		compression, options int
	}{{tf.RLE, 0}, {tf.RLEWords, 0}, {tf.T4, 0}, {tf.T4, 1}, {tf.T4, 4}, {tf.T4, 5}, {tf.T6, 0}} {
		for _, fill := range []int{1, 2} {
			for _, rows := range []int{h, 1, 33} {
				f := tf.File{W: w, H: h, Rows: rows, Bits: 1, Compression: c.compression, Options: c.options, FillOrder: fill, At: bit}
				name := fmt.Sprintf("compression %d, options %d, fill order %d, strips of %d", c.compression, c.options, fill, rows)
				check(t, name, f, func(x, y, _ int) byte { return ^byte(255 * bit(x, y, 0)) }, 0)
				if rows == h && fill == 1 {
					againstCCITT(t, name, f)
				}
			}
		}
	}
	f := tf.File{W: 61, H: 43, TileW: 32, TileH: 16, Bits: 1, Compression: tf.T6, At: bit}
	check(t, "tiles", f, func(x, y, _ int) byte { return ^byte(255 * bit(x, y, 0)) }, 0)
}

// againstCCITT proves the test's own writer by x/image, which reads Group 3 in
// one dimension and Group 4.
func againstCCITT(t *testing.T, name string, f tf.File) {
	format := ccitt.Group4
	switch {
	case f.Compression == tf.T4 && f.Options == 0:
		format = ccitt.Group3
	case f.Compression != tf.T6:
		return
	}
	data := f.Bytes()
	dir, err := openDirectory(data)
	if err != nil {
		t.Fatal(err)
	}
	strip := data[dir.value(tagStripOffsets, 0):]
	got, err := io.ReadAll(ccitt.NewReader(bytes.NewReader(strip), ccitt.MSB, format, f.W, f.H, nil))
	if err != nil {
		t.Errorf("%s: x/image: %v", name, err)
	}
	for i, v := range got {
		for k := range 8 {
			x, y := i%((f.W+7)/8)*8+k, i/((f.W+7)/8)
			if x < f.W && uint64(v>>(7-k)&1) != 1-f.At(x, y, 0) {
				t.Fatalf("%s: x/image has another pixel at (%d, %d)", name, x, y)
			}
		}
	}
}

// Damaged faxes end, and rows before the damage stay.
func TestDamagedFax(t *testing.T) {
	f := tf.File{W: 300, H: 50, Bits: 1, At: func(x, y, _ int) uint64 { return uint64(x/(y+1)) & 1 }}
	for _, c := range []int{tf.RLE, tf.T4, tf.T6} {
		f.Compression = c
		good := f.Bytes()
		for i := range 400 {
			bad := bytes.Clone(good)
			bad[len(bad)-1-i%(len(bad)-300)] ^= byte(1 << (i % 8))
			if _, err := whole(bad); err != nil {
				t.Fatalf("compression %d: %v", c, err)
			}
		}
	}
}
