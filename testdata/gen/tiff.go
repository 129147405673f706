package main

import (
	"encoding/binary"
	"image"
	"math"
	"strconv"

	jf "tintype/testdata/gen/jpegfile"
	tf "tintype/testdata/gen/tifffile"
)

// tiffFiles are TIFF files in the forms that x/image/tiff does not write.
func tiffFiles() []entry {
	photo := func() *image.NRGBA { return framed(landscape(), 80, 60).NRGBA() }
	small := func() *image.NRGBA { return framed(city(), 48, 36).NRGBA() }
	rgb := func(m *image.NRGBA, f tf.File) []byte {
		f.W, f.H, f.Samples, f.Photometric = m.Rect.Dx(), m.Rect.Dy(), 3, tf.RGB
		f.At = func(x, y, s int) uint64 { return spread(m.Pix[y*m.Stride+4*x+s], f.Bits) }
		return f.Bytes()
	}
	file := func(name, about string, f tf.File) entry {
		return entry{"other/" + name + ".tiff", "80x60, three samples" + about, func() []byte { return rgb(photo(), f) }}
	}
	little := func(name, about string, f tf.File) entry {
		return entry{"other/" + name + ".tiff", "48x36, " + about, func() []byte { return rgb(small(), f) }}
	}
	made := func(name, about string, make func(m *image.NRGBA) tf.File) entry {
		return entry{"other/" + name + ".tiff", "48x36, " + about, func() []byte {
			m := small()
			f := make(m)
			f.W, f.H = m.Rect.Dx(), m.Rect.Dy()
			return f.Bytes()
		}}
	}
	list := []entry{
		file("rgb-big-endian", ", big endian, seven strips", tf.File{Order: binary.BigEndian, Rows: 9}),
		file("packbits", ", PackBits", tf.File{Compression: tf.PackBits}),
		file("orientation-6", ", orientation 6", tf.File{Tags: []tf.Tag{{ID: 274, Type: 3, Values: []uint64{6}}}}),
		file("planar", " in planes of their own", tf.File{Planar: true}),
		little("big", "BigTIFF, LZW with predictor", tf.File{Big: true, Compression: tf.LZW, Predictor: 2, Rows: 10}),
		little("big-tiles", "BigTIFF, big endian, tiles in planes of their own, deflate", tf.File{Big: true, Order: binary.BigEndian, Compression: tf.Deflate, TileW: 32, TileH: 16, Planar: true}),
		little("rgb-lsb", "LZW, the least significant bit first", tf.File{Compression: tf.LZW, FillOrder: 2}),
		little("lzw-old", "LZW as before TIFF 6.0", tf.File{Compression: tf.OldLZW}),
		little("rgb4", "three samples of 4 bits", tf.File{Bits: 4}),
		little("rgb12", "three samples of 12 bits, PackBits", tf.File{Bits: 12, Compression: tf.PackBits}),
		little("rgb32", "three samples of 32 bits, deflate with predictor", tf.File{Bits: 32, Compression: tf.Deflate, Predictor: 2, Order: binary.BigEndian}),
	}
	list = append(list, faxFiles()...)
	for _, bits := range []int{16, 32, 64} {
		list = append(list, made("float"+strconv.Itoa(bits), strconv.Itoa(bits)+" bits of floating point, deflate with its predictor", func(m *image.NRGBA) tf.File {
			return tf.File{Samples: 3, Bits: bits, Photometric: tf.RGB, Compression: tf.Deflate, Predictor: 3, Rows: 16,
				Tags: []tf.Tag{tf.Format(3, 3)}, At: func(x, y, s int) uint64 { return floatOf(m.Pix[y*m.Stride+4*x+s], bits) }}
		}))
	}
	inks := func(m *image.NRGBA) func(x, y, s int) uint64 {
		return func(x, y, s int) uint64 {
			p := m.Pix[y*m.Stride+4*x:]
			k := max(p[0], p[1], p[2])
			if s == 3 || k == 0 {
				return uint64(255 - k)
			}
			return uint64(255 - (int(p[s])*255+int(k)/2)/int(k))
		}
	}
	return append(list,
		made("cmyk", "inks, LZW", func(m *image.NRGBA) tf.File {
			return tf.File{Samples: 4, Photometric: tf.Separated, Compression: tf.LZW, At: inks(m)}
		}),
		made("cmyk-icc", "inks with a profile of theirs, in planes of their own, deflate", func(m *image.NRGBA) tf.File {
			return tf.File{Samples: 4, Photometric: tf.Separated, Compression: tf.Deflate, Planar: true, At: inks(m), Tags: []tf.Tag{tf.ICC(inkProfile())}}
		}),
		made("lab", "CIELab of 8 bits", func(m *image.NRGBA) tf.File {
			return tf.File{Samples: 3, Photometric: tf.CIELab, Compression: tf.Deflate, At: labOf(8)}
		}),
		made("lab16", "CIELab of 16 bits", func(m *image.NRGBA) tf.File {
			return tf.File{Samples: 3, Bits: 16, Photometric: tf.CIELab, Compression: tf.Deflate, At: labOf(16)}
		}),
		made("lab-icc", "Lab as profiles have it", func(m *image.NRGBA) tf.File {
			at := labOf(8)
			return tf.File{Samples: 3, Photometric: tf.ICCLab, Compression: tf.Deflate, At: func(x, y, s int) uint64 {
				return at(x, y, s) + 128*uint64(min(s, 1))
			}}
		}),
		made("ycc-422", "YCbCr, not compressed, 16 to 235", func(m *image.NRGBA) tf.File {
			return tf.File{Samples: 3, Photometric: tf.YCbCr, SubX: 2, SubY: 1, Rows: 8,
				Tags: []tf.Tag{{ID: 532, Type: 5, Values: []uint64{16, 1, 235, 1, 128, 1, 240, 1, 128, 1, 240, 1}}},
				At: func(x, y, s int) uint64 {
					v := planesOf(m)[s].Pix[y*48+x]
					if s == 0 {
						return uint64(16 + (int(v)*219+127)/255)
					}
					return uint64(128 + (int(v)-128)*112/127)
				}}
		}),
		made("jpeg-420", "JPEG of YCbCr at half size, shared tables, strips of 16", func(m *image.NRGBA) tf.File {
			f := tf.File{W: 48, H: 36, Samples: 3, Photometric: tf.YCbCr, Compression: tf.JPEG, Rows: 16}
			f.JPEGs(planesOf(m), s420, 85, jf.Options{}, true)
			return f
		}),
		made("jpeg-rgb-tiles", "JPEG of RGB in tiles, progressive", func(m *image.NRGBA) tf.File {
			f := tf.File{W: 48, H: 36, Samples: 3, Photometric: tf.RGB, Compression: tf.JPEG, TileW: 32, TileH: 32}
			planes := make([]jf.Plane, 3)
			for s := range planes {
				planes[s] = jf.Plane{W: 48, H: 36, Pix: make([]byte, 48*36)}
				for i := range planes[s].Pix {
					planes[s].Pix[i] = m.Pix[4*i+s]
				}
			}
			f.JPEGs(planes, nil, 85, jf.Options{Process: jf.Progressive}, false)
			return f
		}),
		made("alpha-weighted", "associated alpha, the least significant bit first, tiles", func(m *image.NRGBA) tf.File {
			return tf.File{Samples: 4, Photometric: tf.RGB, Compression: tf.Deflate, FillOrder: 2, TileW: 16, TileH: 16, Tags: []tf.Tag{tf.Extra(1)},
				At: func(x, y, s int) uint64 {
					if a := uint64(x * 255 / 47); s < 3 {
						return (uint64(m.Pix[y*m.Stride+4*x+s])*a + 127) / 255
					} else {
						return a
					}
				}}
		}),
	)
}

// faxFiles are two levels in the compressions of fax machines.
func faxFiles() (list []entry) {
	for _, c := range []struct {
		name, about string
		f           tf.File
	}{
		{"bits-lsb", "not compressed, the least significant bit first", tf.File{FillOrder: 2, Photometric: tf.BlackIsZero}},
		{"fax-rle", "modified Huffman", tf.File{Compression: tf.RLE}},
		{"fax-g3", "Group 3, strips of 20 rows", tf.File{Compression: tf.T4, Rows: 20}},
		{"fax-g3-2d", "Group 3 in two dimensions, ends of lines at ends of bytes, the least significant bit first", tf.File{Compression: tf.T4, Options: 5, FillOrder: 2}},
		{"fax-g4", "Group 4", tf.File{Compression: tf.T6}},
		{"fax-g4-tiles", "Group 4 in tiles, black is zero", tf.File{Compression: tf.T6, TileW: 64, TileH: 32, Photometric: tf.BlackIsZero}},
	} {
		list = append(list, entry{"other/" + c.name + ".tiff", "160x120 in 1 bit, " + c.about, func() []byte {
			m := framed(city(), 160, 120).NRGBA()
			f := c.f
			f.W, f.H, f.Bits = 160, 120, 1
			f.At = func(x, y, _ int) uint64 {
				light := uint64(m.Pix[y*m.Stride+4*x+1] / 128)
				if f.Photometric == tf.WhiteIsZero {
					return 1 - light
				}
				return light
			}
			return f.Bytes()
		}})
	}
	return list
}

// spread returns v as bits bits of what is 0 to 255 in 8.
func spread(v byte, bits int) uint64 {
	if bits == 0 {
		bits = 8
	}
	return uint64(v) * 0x01010101 >> (32 - bits)
}

// floatOf returns the linear light of a level of sRGB as a float of 16, 32 or 64
// bits, by integers alone: the curve is x², near enough.
func floatOf(v byte, bits int) uint64 {
	light := float32(uint32(v)*uint32(v)) / 65536 // exact
	b := math.Float32bits(light)
	switch bits {
	case 32:
		return uint64(b)
	case 64:
		return math.Float64bits(float64(light))
	}
	if e := int(b>>23) - 112; e > 0 {
		return uint64(e)<<10 | uint64(b>>13&1023)
	}
	return 0
}

// labOf are colors of all hues, CIELab's codes in so many bits.
func labOf(bits int) func(x, y, s int) uint64 {
	return func(x, y, s int) uint64 {
		v := [3]int{60 + 3*x, 4*y - 72, 3*x - 72}[s]
		return uint64(v) << (bits - 8) & (1<<bits - 1)
	}
}

// planesOf are the planes of YCbCr.
func planesOf(m *image.NRGBA) []jf.Plane { return jf.Planes(m, jf.YCbCr) }
